import { failureOf } from './errors.js';
import { watch } from './events.js';
import { operations, type OpenWorkClient } from './generated/operations.gen.js';
import { prepare, send, type Server, type Token } from './request.js';
import type { CallOptions, Operation } from './shape.js';

export interface ClientOptions {
  /** The server's address, such as `http://127.0.0.1:3100`; a path in it is kept. */
  baseUrl: string;
  /** A token, or a function that gives one for each request. */
  token?: Token | undefined;
  fetch?: typeof fetch | undefined;
  /** How long a call may take, its answer included; no limit without. Of an event stream: how long until it answers. */
  requestTimeoutMs?: number | undefined;
}

/** A client of one server. It makes no request by itself. */
export function createClient(options: ClientOptions): OpenWorkClient {
  return clientOver(operations, options) as unknown as OpenWorkClient;
}

/** A client of any table of operations. */
export function clientOver(table: Readonly<Record<string, Operation>>, options: ClientOptions): Record<string, Record<string, unknown>> {
  const { protocol, origin, pathname } = new URL(options.baseUrl);
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`baseUrl is not an http address: ${protocol}`);
  const server: Server = {
    base: `${origin}${pathname.replace(/\/+$/, '')}`,
    token: options.token,
    fetch: options.fetch,
    timeoutMs: options.requestTimeoutMs ?? 0,
  };
  const client: Record<string, Record<string, unknown>> = {};
  for (const [id, operation] of Object.entries(table)) {
    const [area = '', verb = ''] = id.split('.');
    (client[area] ??= {})[verb] =
      operation.answer === 'events'
        ? (parameters: Record<string, unknown> = {}) => watch(server, id, operation, parameters)
        : (parameters: Record<string, unknown> = {}, each: CallOptions = {}) => call(server, id, operation, parameters, each);
  }
  return client;
}

async function call(server: Server, id: string, operation: Operation, parameters: Record<string, unknown>, options: CallOptions): Promise<unknown> {
  return send(server, prepare(server.base, id, operation, parameters), options, async (response) => {
    if (!response.ok) throw failureOf(response, await response.text(), id);
    if (operation.answer === 'bytes') return response.blob();
    const text = await response.text();
    if (operation.answer === 'text') return text;
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch {
      throw failureOf(response, '', id);
    }
    if (operation.answer === 'json') return answer;
    const envelope = answer as { ok?: unknown; data?: unknown } | null;
    if (envelope?.ok !== true || !('data' in envelope)) throw failureOf(response, text, id);
    return envelope.data;
  });
}
