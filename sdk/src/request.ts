// One request: an operation and its parameters as a URL, headers and body, sent with a token and a time limit.
import { OpenWorkError, unreachable } from './errors.js';
import type { CallOptions, Operation } from './shape.js';

/** A token, or what gives one for each request. */
export type Token = string | (() => string | undefined | Promise<string | undefined>);

/** Where requests go. */
export interface Server {
  base: string;
  token: Token | undefined;
  fetch: typeof fetch | undefined;
  timeoutMs: number;
}

export interface Prepared {
  id: string;
  operation: Operation;
  url: string;
  headers: Headers;
  body?: RequestInit['body'];
}

function segment(id: string, name: string, value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  // a URL cannot hold these in a path: they would name another route
  if (text === '' || text === '.' || text === '..') throw new TypeError(`${id}: ${name} must be a name, and is ${JSON.stringify(value)}`);
  return encodeURIComponent(text);
}

/** The request for an operation. A parameter that it does not take is a `TypeError`, and so is a missing path parameter. */
export function prepare(base: string, id: string, operation: Operation, given: Readonly<Record<string, unknown>>): Prepared {
  const rest = new Map(Object.entries(given).filter(([, value]) => value !== undefined));
  const take = (name: string): unknown => {
    const value = rest.get(name);
    rest.delete(name);
    return value;
  };
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => segment(id, name, take(name)));
  const search = new URLSearchParams();
  for (const name of operation.query ?? []) {
    const value = take(name);
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) search.append(name, String(each));
  }
  const headers = new Headers();
  for (const [name, header] of Object.entries(operation.headers ?? {})) {
    const value = take(name);
    if (value !== undefined) headers.set(header, String(value));
  }
  const prepared: Prepared = { id, operation, url: `${base}${path}${search.size > 0 ? `?${search}` : ''}`, headers };

  if (operation.body?.flat === true) {
    if (operation.body.required || rest.size > 0) setBody(prepared, operation.body.type, Object.fromEntries(rest));
  } else {
    const body = operation.body === undefined ? undefined : take('body');
    if (body !== undefined && operation.body !== undefined) setBody(prepared, operation.body.type, body);
    else if (operation.body?.required === true) throw new TypeError(`${id}: body is missing`);
    if (rest.size > 0) throw new TypeError(`${id} takes no ${[...rest.keys()].join(', ')}`);
  }
  return prepared;
}

function setBody(prepared: Prepared, type: string, body: unknown): void {
  const json = type === 'application/json';
  const own = !json && body instanceof Blob ? body.type : '';
  prepared.headers.set('Content-Type', own || (type.includes('*') ? 'application/octet-stream' : type));
  prepared.body = json ? JSON.stringify(body) : (body as NonNullable<RequestInit['body']>);
}

export async function tokenOf({ token }: Server): Promise<string | undefined> {
  return typeof token === 'function' ? token() : token;
}

const ACCEPT = {
  data: 'application/json',
  json: 'application/json',
  text: 'text/plain, application/json',
  bytes: '*/*',
  events: 'text/event-stream, application/json',
} as const;

/**
 * Sends a request and hands the answer to `use`, all of it within the time limit and the caller's signal.
 * Rejects with an `OpenWorkError`, or with the signal's reason.
 */
export async function send<T>(server: Server, prepared: Prepared, options: CallOptions, use: (response: Response) => Promise<T>): Promise<T> {
  const { id, operation } = prepared;
  const { signal } = options;
  signal?.throwIfAborted();
  const headers = new Headers(prepared.headers);
  headers.set('Accept', ACCEPT[operation.answer]);
  if (options.requestId !== undefined) headers.set('X-Request-Id', options.requestId);
  const token = await tokenOf(server);
  if (token !== undefined && token !== '') headers.set('Authorization', `Bearer ${token}`);
  const body = prepared.body === undefined ? {} : { body: prepared.body };
  // a streamed body must be said to be one
  const duplex = prepared.body instanceof ReadableStream ? { duplex: 'half' } : {};

  const limit = options.timeoutMs ?? server.timeoutMs;
  const abort = new AbortController();
  const onAbort = (): void => abort.abort();
  let late = false;
  const onLate = (): void => {
    late = true;
    abort.abort();
  };
  signal?.throwIfAborted();
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = limit > 0 ? setTimeout(onLate, limit) : undefined;
  const explain = (error: unknown): unknown => {
    if (signal?.aborted === true) return signal.reason;
    if (late) return new OpenWorkError({ code: 'timeout', message: `${id}: no whole answer within ${limit} ms.`, operation: id, cause: error });
    return error instanceof OpenWorkError ? error : unreachable(error, id);
  };
  try {
    const request = { method: operation.method, headers, signal: abort.signal, ...body, ...duplex };
    const response = await (server.fetch ?? globalThis.fetch)(prepared.url, request).catch((error: unknown) => {
      throw explain(error);
    });
    options.onResponse?.({ status: response.status, headers: response.headers });
    return await use(response).catch((error: unknown) => {
      throw explain(error);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
