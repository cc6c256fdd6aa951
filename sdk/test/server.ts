// A small HTTP server for the tests.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Loopback {
  baseUrl: string;
  seen: Seen[];
}

export type Handler = (request: Seen, response: ServerResponse) => void;

/** Serves until the test ends. */
export async function serve(test: TestContext, handler: Handler): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    response.on('error', () => undefined);
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces).toString() };
      seen.push(one);
      handler(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'X-Request-Id': 'req_header', ...headers });
  response.end(JSON.stringify(body));
}

export function ok(response: ServerResponse, data: unknown, headers?: Record<string, string>): void {
  json(response, 200, { ok: true, data, meta: { requestId: 'req_1', timestamp: '2026-01-01T00:00:00Z' } }, headers);
}

export function fail(response: ServerResponse, status: number, code: string, details?: unknown[]): void {
  json(response, status, { ok: false, error: { code, message: `It failed: ${code}.`, requestId: 'req_body', ...(details ? { details } : {}) } });
}

/** Random numbers that a failure can be repeated with. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
