import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { clientOver } from '../src/client.js';
import { createClient, OpenWorkError, type OpenWorkClient } from '../src/index.js';
import type { Operation } from '../src/shape.js';
import { fail, json, ok, serve } from './server.js';

const document = JSON.parse(readFileSync(new URL('../../../openapi/openwork.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string }>>;
};

const client = (baseUrl: string): OpenWorkClient => createClient({ baseUrl, token: 'ow_h_secret' });

async function refused(promise: Promise<unknown>): Promise<OpenWorkError> {
  const error = await promise.then(
    () => assert.fail('it succeeded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof OpenWorkError, `not an OpenWorkError: ${String(error)}`);
  return error;
}

describe('the client', () => {
  it('has a method for every operation of the document, and no other', () => {
    const sdk = client('http://127.0.0.1:1') as unknown as Record<string, Record<string, unknown>>;
    const documented = Object.values(document.paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    for (const id of documented) {
      const [area, verb] = id.split('.') as [string, string];
      assert.equal(typeof sdk[area]?.[verb], 'function', id);
    }
    const present = Object.entries(sdk).flatMap(([area, verbs]) => Object.keys(verbs).map((verb) => `${area}.${verb}`));
    assert.deepEqual(present.sort(), documented.sort());
  });

  it('takes path, query and body fields side by side, and answers the data', async (test) => {
    const { baseUrl, seen } = await serve(test, ({ method }, response) => {
      ok(response, method === 'GET' ? { items: [], nextCursor: 'c' } : { accepted: true, messageId: 'msg_1' });
    });
    const sdk = client(`${baseUrl}/behind/a/proxy/`);
    const page = await sdk.sessions.listMessages({ workspaceId: 'ws_1', sessionId: 'ses/1', limit: 5 });
    assert.deepEqual(page, { items: [], nextCursor: 'c' });
    const parts = [{ type: 'text' as const, text: 'hello' }];
    const accepted = await sdk.sessions.promptAsync({ workspaceId: 'ws_1', sessionId: 'ses_1', parts }, { requestId: 'mine' });
    assert.equal(accepted.messageId, 'msg_1');
    const [list, prompt] = seen;
    assert.equal(list?.url, '/behind/a/proxy/workspaces/ws_1/sessions/ses%2F1/messages?limit=5');
    assert.equal(list?.headers.authorization, 'Bearer ow_h_secret');
    assert.equal(list?.headers['content-type'], undefined);
    assert.equal(prompt?.method, 'POST');
    assert.equal(prompt?.headers['content-type'], 'application/json');
    assert.equal(prompt?.headers['x-request-id'], 'mine');
    assert.deepEqual(JSON.parse(prompt?.body ?? ''), { parts });
  });

  it('sends an empty body where one is required, and asks for the token each time', async (test) => {
    const { baseUrl, seen } = await serve(test, (_, response) => ok(response, { id: 'ses_1' }));
    let asked = 0;
    const sdk = createClient({ baseUrl, token: async () => `t${++asked}` });
    await sdk.sessions.create({ workspaceId: 'ws_1' });
    await sdk.sessions.get({ workspaceId: 'ws_1', sessionId: 'ses_1' });
    assert.equal(seen[0]?.body, '{}');
    assert.deepEqual(
      seen.map(({ headers }) => headers.authorization),
      ['Bearer t1', 'Bearer t2'],
    );
  });

  it('answers the document without an envelope', async (test) => {
    const { baseUrl } = await serve(test, (_, response) => json(response, 200, { openapi: '3.0.3' }));
    assert.deepEqual(await client(baseUrl).openapi.get(), { openapi: '3.0.3' });
  });

  it('shows status and headers to who asks', async (test) => {
    const { baseUrl } = await serve(test, (_, response) => ok(response, {}, { ETag: '"1"' }));
    let tag: string | null = null;
    await client(baseUrl).system.health({}, { onResponse: ({ headers }) => (tag = headers.get('etag')) });
    assert.equal(tag, '"1"');
    const own = client(baseUrl).system.health({}, { onResponse: () => assert.fail('mine') });
    await assert.rejects(own, { name: 'AssertionError' });
  });

  it('throws the failure with its code, request id and details', async (test) => {
    const { baseUrl } = await serve(test, (_, response) => fail(response, 422, 'unprocessable', [{ message: 'too long', path: 'title' }]));
    const error = await refused(client(baseUrl).sessions.create({ workspaceId: 'ws_1', title: 'x' }));
    assert.deepEqual(
      [error.code, error.status, error.requestId, error.operation, error.message],
      ['unprocessable', 422, 'req_body', 'sessions.create', 'It failed: unprocessable.'],
    );
    assert.deepEqual(error.details, [{ message: 'too long', path: 'title' }]);
  });

  it('says when what answers is no OpenWork server', async (test) => {
    const { baseUrl } = await serve(test, ({ url }, response) => {
      response.writeHead(url === '/system/health' ? 200 : 502, { 'Content-Type': 'text/html' });
      response.end('<h1>hello</h1>');
    });
    const fine = await refused(client(baseUrl).system.health());
    const bad = await refused(client(baseUrl).system.meta());
    assert.deepEqual([fine.code, fine.status, bad.code, bad.status], ['bad_response', 200, 'bad_response', 502]);
  });

  it('is unreachable where nobody answers or the answer is cut', async (test) => {
    assert.equal((await refused(client('http://127.0.0.1:1').system.health())).code, 'unreachable');
    const { baseUrl } = await serve(test, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
      response.write('{"ok":true', () => response.destroy());
    });
    const cut = await refused(client(baseUrl).system.health());
    assert.deepEqual([cut.code, cut.status, cut.requestId], ['unreachable', 0, undefined]);
  });

  it('ends a call at its time limit, and at its signal with the reason', async (test) => {
    const { baseUrl } = await serve(test, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('{');
    });
    const slow = createClient({ baseUrl, requestTimeoutMs: 50 });
    assert.equal((await refused(slow.system.health())).code, 'timeout');
    const reason = new Error('enough');
    await assert.rejects(slow.system.health({}, { signal: AbortSignal.abort(reason) }), reason);
    const abort = new AbortController();
    setTimeout(() => abort.abort(reason), 30);
    await assert.rejects(slow.system.health({}, { signal: abort.signal, timeoutMs: 0 }), reason);
  });

  it('refuses what the operation does not take, and names that a path cannot hold', async () => {
    const sdk = client('http://127.0.0.1:1');
    // @ts-expect-error: the field is sessionId
    await assert.rejects(sdk.sessions.get({ workspaceId: 'ws_1', sessionID: 'ses_1' }), /sessions\.get: sessionId must be a name/);
    // @ts-expect-error: there is no such field
    await assert.rejects(sdk.sessions.get({ workspaceId: 'ws_1', sessionId: 'ses_1', limit: 1 }), /takes no limit/);
    for (const workspaceId of ['', '.', '..']) await assert.rejects(sdk.workspaces.get({ workspaceId }), TypeError);
    assert.throws(() => createClient({ baseUrl: 'file:///etc' }), TypeError);
  });

  it('knows the other kinds of bodies and answers', async (test) => {
    const table: Record<string, Operation> = {
      'files.readRaw': { method: 'GET', path: '/raw', query: ['path'], headers: { ifMatch: 'If-Match' }, answer: 'bytes' },
      'files.writeRaw': { method: 'PUT', path: '/raw', query: ['path'], body: { flat: false, required: true, type: 'application/octet-stream' }, answer: 'data' },
      'config.put': { method: 'PUT', path: '/config', body: { flat: false, required: true, type: 'application/json' }, answer: 'data' },
      'system.metrics': { method: 'GET', path: '/metrics', answer: 'text' },
    };
    const { baseUrl, seen } = await serve(test, ({ url, method }, response) => {
      if (method === 'PUT') return ok(response, { done: true });
      response.writeHead(200, { 'Content-Type': url === '/metrics' ? 'text/plain' : 'image/png' });
      return void response.end(url === '/metrics' ? 'up 1\n' : Buffer.from([1, 2, 255]));
    });
    const sdk = clientOver(table, { baseUrl }) as Record<string, Record<string, (given?: object) => Promise<unknown>>>;
    const blob = (await sdk['files']?.['readRaw']?.({ path: 'a b', ifMatch: '"1"' })) as Blob;
    assert.deepEqual([...new Uint8Array(await blob.arrayBuffer())], [1, 2, 255]);
    assert.equal(blob.type, 'image/png');
    assert.equal(await sdk['system']?.['metrics']?.(), 'up 1\n');
    await sdk['files']?.['writeRaw']?.({ path: 'a', body: new Uint8Array([104, 105]) });
    await sdk['files']?.['writeRaw']?.({ path: 'a', body: new Blob(['yo']).stream() });
    await sdk['config']?.['put']?.({ body: { path: 1 } });
    assert.deepEqual(
      seen.map(({ url, body }) => [url, body]),
      [['/raw?path=a+b', ''], ['/metrics', ''], ['/raw?path=a', 'hi'], ['/raw?path=a', 'yo'], ['/config', '{"path":1}']],
    );
    assert.equal(seen[0]?.headers['if-match'], '"1"');
    assert.equal(seen[2]?.headers['content-type'], 'application/octet-stream');
    await assert.rejects(async () => sdk['config']?.['put']?.({}), /body is missing/);
  });
});
