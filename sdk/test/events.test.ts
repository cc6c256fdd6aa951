import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, OpenWorkError, type Event } from '../src/index.js';
import { SseParser, type Frame } from '../src/sse.js';
import { fail, random, serve } from './server.js';

const FAST = { minMs: 1, maxMs: 5 };

function frames(pieces: Iterable<Uint8Array>): Frame[] {
  const parser = new SseParser();
  return [...pieces].flatMap((piece) => parser.push(piece));
}

function* split(bytes: Uint8Array, next: (below: number) => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const to = at + next(9);
    yield bytes.subarray(at, to);
    at = to;
  }
}

describe('the parser', () => {
  const stream = [
    '\uFEFF: hello\r\n\r\n',
    'id: 1\r\nevent: x\r\ndata: {"a":1}\r\n\r\n',
    'id:2\ndata:one\ndata\ndata: two é 🚀\ndata:  three\n\n',
    ':heartbeat\n\n',
    'id: 3\rdata: cr\r\r',
    'retry: 1500\nretry: soon\nunknown: x\n: comment\ndata: keeps id\n\n',
    'id: 9\n\n',
    'id: a\0b\ndata: \n\n',
    'data: not finished',
  ].join('');
  const expected: Frame[] = [
    { id: '1', data: '{"a":1}' },
    { id: '2', data: 'one\n\ntwo é 🚀\n three' },
    { id: '3', data: 'cr' },
    { id: '3', data: 'keeps id' },
    { id: '9', data: undefined },
    { id: '9', data: '' },
  ];
  const bytes = new TextEncoder().encode(stream);

  it('reads the format in one piece and byte by byte', () => {
    assert.deepEqual(frames([bytes]), expected);
    assert.deepEqual(frames([...bytes].map((byte) => new Uint8Array([byte]))), expected);
  });

  it('reads it however it is cut', () => {
    for (let seed = 0; seed < 500; seed += 1) assert.deepEqual(frames(split(bytes, random(seed))), expected, `seed ${seed}`);
  });

  it('does not wait for the line feed after a carriage return', () => {
    const parser = new SseParser();
    const encoder = new TextEncoder();
    assert.deepEqual(parser.push(encoder.encode('data: a\r\n\r')), [{ id: '', data: 'a' }]);
    assert.deepEqual(parser.push(encoder.encode('\ndata: b\r\n\r\n')), [{ id: '', data: 'b' }]);
  });

  it('takes the wait that the server asks for', () => {
    const parser = new SseParser();
    parser.push(bytes);
    assert.equal(parser.retryMs, 1500);
  });
});

const frame = (seq: number, type = 'session.idle'): string =>
  `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ seq, at: '2026-01-01T00:00:00Z', workspaceId: 'ws_1', sessionId: 'ses_1', type, properties: { sessionID: 'ses_1', note: 'é🚀' } })}\n\n`;

function open(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.flushHeaders();
}

const resume = (headers: IncomingHttpHeaders): number => Number(headers['last-event-id'] ?? 0);

const failureOf = (promise: Promise<unknown>): Promise<OpenWorkError> =>
  promise.then(
    () => assert.fail('it ended'),
    (error: unknown) => {
      assert.ok(error instanceof OpenWorkError, String(error));
      return error;
    },
  );

async function drain(stream: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe('a stream', () => {
  it('sees each event once over cuts at any byte', async (test) => {
    const last = 120;
    const next = random(7);
    let cuts = 0;
    const { baseUrl, seen } = await serve(test, ({ headers }, response) => {
      const from = resume(headers);
      let text = ': open\n\n';
      for (let seq = from + 1; seq <= last; seq += 1) text += frame(seq) + (seq % 5 === 0 ? ': heartbeat\n\n' : '');
      const bytes = Buffer.from(text);
      const to = Math.min(bytes.length, next(2500));
      open(response);
      response.write(bytes.subarray(0, to), () => {
        if (to === bytes.length) return;
        cuts += 1;
        // half of the cuts are clean ends
        setTimeout(() => (next(2) === 0 ? response.destroy() : response.end()), 2);
      });
    });
    const seqs: number[] = [];
    for await (const event of createClient({ baseUrl }).events.watch({ workspaceId: 'ws_1', backoff: FAST })) {
      seqs.push(event.seq);
      if (event.seq === last) break;
    }
    assert.deepEqual(
      seqs,
      Array.from({ length: last }, (_, at) => at + 1),
    );
    assert.ok(cuts > 5, `only ${cuts} cuts`);
    assert.equal(seen[0]?.headers['last-event-id'], undefined);
    assert.equal(seen[0]?.headers.accept, 'text/event-stream, application/json');
  });

  it('asks with its parameters, and resumes from an id that came without an event', async (test) => {
    const { baseUrl, seen } = await serve(test, ({ headers }, response) => {
      open(response);
      if (headers['last-event-id'] === undefined) response.end('id: 41\n\n');
      else response.write(frame(resume(headers) + 1));
    });
    const cuts: (string | undefined)[] = [];
    const stream = createClient({ baseUrl, token: 't' }).events.watch({
      workspaceId: 'ws_1',
      sessionId: 'ses_1',
      after: 40,
      backoff: FAST,
      onCut: (error) => cuts.push(error?.code),
    });
    assert.equal((await stream.next()).value?.seq, 42);
    await stream.return();
    assert.deepEqual(await stream.next(), { done: true, value: undefined });
    assert.equal(seen[0]?.url, '/workspaces/ws_1/events?sessionId=ses_1&after=40');
    assert.equal(seen[0]?.headers.authorization, 'Bearer t');
    assert.deepEqual(cuts, [undefined]);
  });

  it('tries again where there is no token for a while, as while the server starts again', async (test) => {
    const { baseUrl, seen } = await serve(test, ({ headers }, response) => {
      open(response);
      response.end(frame(resume(headers) + 1));
    });
    let asked = 0;
    const token = (): string => {
      asked += 1;
      if (asked === 2 || asked === 3) throw new Error('no server.json');
      return `t${asked}`;
    };
    const cuts: (string | undefined)[] = [];
    const stream = createClient({ baseUrl, token }).events.watch({ workspaceId: 'ws_1', backoff: FAST, onCut: (error) => cuts.push(error?.message) });
    assert.equal((await stream.next()).value?.seq, 1);
    assert.equal((await stream.next()).value?.seq, 2);
    await stream.return();
    const none = 'events.watch: there is no token for the server (no server.json).';
    assert.deepEqual(cuts, [undefined, none, none]);
    assert.deepEqual(
      seen.map(({ headers }) => headers.authorization),
      ['Bearer t1', 'Bearer t4'],
    );
    const once = createClient({ baseUrl, token: () => Promise.reject(new Error('none')) }).events.watch({ workspaceId: 'ws_1', reconnect: false });
    const error = await failureOf(once.next());
    assert.deepEqual([error.code, error.status], ['unreachable', 0]);
  });

  it('stops where it is refused, and goes on where it is not', async (test) => {
    const answers: [number, string][] = [
      [503, 'starting'],
      [429, 'rate_limited'],
      [502, 'remote_error'],
      [401, 'unauthorized'],
    ];
    const { baseUrl, seen } = await serve(test, (_, response) => {
      const [status, code] = answers.shift() ?? [500, 'internal'];
      fail(response, status, code);
    });
    const waits: number[] = [];
    const watch = createClient({ baseUrl }).events.watch({ workspaceId: 'ws_1', backoff: { minMs: 8, maxMs: 20 }, onCut: (_, waitMs) => waits.push(waitMs) });
    const error = await failureOf(drain(watch));
    assert.deepEqual([error.code, error.status, error.requestId], ['unauthorized', 401, 'req_body']);
    assert.equal(seen.length, 4);
    const [first = 0, second = 0, third = 0] = waits;
    assert.ok(first >= 4 && first <= 8 && second >= 8 && second <= 16 && third >= 10 && third <= 20, waits.join());
    await sleep(50);
    assert.equal(seen.length, 4);
  });

  it('begins its waits anew after a connection that carried something', async (test) => {
    let calls = 0;
    const { baseUrl } = await serve(test, ({ headers }, response) => {
      calls += 1;
      if (calls < 4) return fail(response, 500, 'internal');
      if (calls > 5) return fail(response, 404, 'not_found');
      open(response);
      return void response.end(calls === 4 ? frame(resume(headers) + 1) : '');
    });
    const waits: number[] = [];
    const watch = createClient({ baseUrl }).events.watch({ workspaceId: 'ws_1', backoff: { minMs: 8, maxMs: 1000 }, onCut: (_, waitMs) => waits.push(waitMs) });
    assert.equal((await failureOf(drain(watch))).code, 'not_found');
    assert.equal(waits.length, 5);
    assert.ok((waits[2] ?? 0) >= 16 && (waits[3] ?? 99) <= 8 && (waits[4] ?? 99) <= 8, waits.join());
  });

  it('ends quietly when it is aborted: before, while it waits for an event, for a connection, or for the next attempt', async (test) => {
    const { baseUrl, seen } = await serve(test, ({ url }, response) => {
      if (url.includes('ses_open')) {
        open(response);
        response.write(frame(1));
      } else if (url.includes('ses_down')) fail(response, 503, 'starting');
    });
    const sdk = createClient({ baseUrl });
    assert.deepEqual(await drain(sdk.events.watch({ workspaceId: 'ws_1', signal: AbortSignal.abort() })), []);
    assert.equal(seen.length, 0);
    for (const [sessionId, expected] of [['ses_open', 1], ['ses_hang', 0], ['ses_down', 0]] as const) {
      const abort = new AbortController();
      const from = seen.length;
      const timer = setInterval(() => seen.length > from && sleep(100).then(() => abort.abort()), 20);
      test.after(() => clearInterval(timer));
      const events = await drain(sdk.events.watch({ workspaceId: 'ws_1', sessionId, signal: abort.signal, backoff: { minMs: 60_000, maxMs: 60_000 } }));
      assert.equal(events.length, expected, sessionId);
    }
    const waiting = sdk.events.watch({ workspaceId: 'ws_1', sessionId: 'ses_hang' });
    const pending = waiting.next();
    await sleep(20);
    await waiting.return();
    assert.deepEqual(await pending, { done: true, value: undefined });
  });

  it('hands its connection back when the loop is left', async (test) => {
    let closed = 0;
    const { baseUrl } = await serve(test, (_, response) => {
      response.on('close', () => (closed += 1));
      open(response);
      response.write(frame(1));
    });
    for await (const _ of createClient({ baseUrl }).events.watch({ workspaceId: 'ws_1' })) break;
    for (let tries = 0; closed === 0 && tries < 100; tries += 1) await sleep(10);
    assert.equal(closed, 1);
  });

  it('cuts a silent connection and resumes; heartbeats are not silence', async (test) => {
    let beats: NodeJS.Timeout | undefined;
    test.after(() => clearInterval(beats));
    const { baseUrl, seen } = await serve(test, ({ headers }, response) => {
      if (headers['last-event-id'] === undefined) {
        open(response);
        response.write(frame(1));
      } else if (seen.length > 2) {
        open(response);
        beats = setInterval(() => response.write(': beat\n\n'), 50);
        setTimeout(() => response.write(frame(2)), 1200);
      } // the second connection gets not even an answer
    });
    const errors: (string | undefined)[] = [];
    const seqs: number[] = [];
    const stream = createClient({ baseUrl }).events.watch({ workspaceId: 'ws_1', silenceMs: 500, backoff: FAST, onCut: (error) => errors.push(error?.message) });
    for await (const event of stream) {
      seqs.push(event.seq);
      if (event.seq === 2) break;
    }
    assert.deepEqual(seqs, [1, 2]);
    assert.equal(seen.length, 3);
    assert.deepEqual(errors.length, 2);
    for (const error of errors) assert.match(error ?? '', /nothing came for 500 ms/);
    const silent = createClient({ baseUrl }).events.watch({ workspaceId: 'ws_1', silenceMs: 50, reconnect: false });
    assert.equal((await failureOf(drain(silent))).code, 'unreachable');
  });

  it('yields gaps and the end of the server, and comes back after it', async (test) => {
    const { baseUrl } = await serve(test, ({ headers }, response) => {
      open(response);
      if (headers['last-event-id'] === undefined) response.end(frame(1) + frame(2, 'server.stopping'));
      else response.end(frame(9, 'stream.gap').replace('"sessionID":"ses_1"', '"from":3,"to":9') + frame(10));
    });
    const gaps: number[] = [];
    let opened = 0;
    const types: string[] = [];
    const stream = createClient({ baseUrl }).events.watch({
      workspaceId: 'ws_1',
      backoff: FAST,
      onGap: (gap) => gaps.push(gap.properties.to),
      onOpen: () => (opened += 1),
    });
    for await (const event of stream) {
      types.push(event.type);
      if (event.seq === 10) break;
    }
    assert.deepEqual(types, ['session.idle', 'server.stopping', 'stream.gap', 'session.idle']);
    assert.deepEqual([gaps, opened], [[9], 2]);
    assert.equal((await drain(createClient({ baseUrl }).events.watch({ workspaceId: 'ws_1', reconnect: false }))).length, 2);
  });

  it('throws what is no stream of ours, and what its callbacks throw', async (test) => {
    const { baseUrl, seen } = await serve(test, ({ url }, response) => {
      response.writeHead(200, { 'Content-Type': url.includes('ses_html') ? 'text/html' : 'text/event-stream' });
      response.end('data: {no json\n\n');
    });
    const sdk = createClient({ baseUrl });
    for (const sessionId of ['ses_html', 'ses_data']) {
      assert.equal((await failureOf(drain(sdk.events.watch({ workspaceId: 'ws_1', sessionId })))).code, 'bad_response');
    }
    const own = new Error('mine');
    const onOpen = (): void => {
      throw own;
    };
    await assert.rejects(drain(sdk.events.watch({ workspaceId: 'ws_1', onOpen })), own);
    assert.equal(seen.length, 3);
  });

  it('comes to a server that is not there yet, and without reconnection says so', async () => {
    const sdk = createClient({ baseUrl: 'http://127.0.0.1:1' });
    assert.equal((await failureOf(drain(sdk.events.watch({ workspaceId: 'ws_1', reconnect: false })))).code, 'unreachable');
    const abort = new AbortController();
    let cuts = 0;
    const onCut = (): void => void (++cuts === 3 && abort.abort());
    assert.deepEqual(await drain(sdk.events.watch({ workspaceId: 'ws_1', signal: abort.signal, backoff: FAST, onCut })), []);
  });
});
