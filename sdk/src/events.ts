// Event streams as async iterators: they resume where they were cut, and end when told.
import { failureOf, OpenWorkError, unreachable } from './errors.js';
import { prepare, send, tokenOf, type Prepared, type Server } from './request.js';
import type { Operation } from './shape.js';
import { SseParser, type Frame } from './sse.js';

type GapOf<E> = Extract<E, { type: 'stream.gap' }>;

export interface WatchOptions<E = unknown> {
  /** Ends the stream, quietly. */
  signal?: AbortSignal | undefined;
  /** `false`: the stream ends when its connection does. Otherwise it resumes. */
  reconnect?: boolean | undefined;
  /** Called at each connection, before its first event: from here on nothing is missed. */
  onOpen?: (() => void) | undefined;
  /** Called for each `stream.gap`, which is yielded as well: read what is shown again. */
  onGap?: ((gap: GapOf<E>) => void) | undefined;
  /** Called for each cut, with the wait before the next attempt. */
  onCut?: ((error: OpenWorkError | undefined, waitMs: number) => void) | undefined;
  /** A connection without a byte for so long is cut and resumed; 30 000 without. The server sends one every 10 s. */
  silenceMs?: number | undefined;
  /** The waits between attempts double from `minMs` (250 without) to `maxMs` (15 000 without), less a random half. */
  backoff?: { minMs?: number | undefined; maxMs?: number | undefined } | undefined;
}

/** A stream of events. Leaving a `for await` over it ends it, and so do `return()` and the signal. It may be read once. */
export interface EventStream<E> extends AsyncIterableIterator<E> {
  return(): Promise<IteratorResult<E, undefined>>;
}

/** A connection open for so long, or one that carried an event, ends the doubling of waits. */
const PROVEN_MS = 10_000;

/** A server may ask for a longer wait than ours, up to this. */
const LONGEST_ASKED_MS = 60_000;

export function watch<E>(server: Server, id: string, operation: Operation, given: Readonly<Record<string, unknown>>): EventStream<E> {
  const { signal, reconnect, onOpen, onGap, onCut, silenceMs, backoff, ...parameters } = given as WatchOptions<E> & Record<string, unknown>;
  const prepared = prepare(server.base, id, operation, parameters);
  const abort = new AbortController();
  const onAbort = (): void => abort.abort();
  const events = follow<E>(server, prepared, abort.signal, { reconnect, onOpen, onGap, onCut, silenceMs, backoff });
  let begun = false;
  const end = async (): Promise<IteratorResult<E, undefined>> => {
    abort.abort();
    signal?.removeEventListener('abort', onAbort);
    await events.return(undefined);
    return { done: true, value: undefined };
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (!begun) {
        begun = true;
        if (signal?.aborted === true) return end();
        signal?.addEventListener('abort', onAbort, { once: true });
      }
      try {
        const result = await events.next();
        if (result.done === true) signal?.removeEventListener('abort', onAbort);
        return result;
      } catch (error) {
        signal?.removeEventListener('abort', onAbort);
        throw error;
      }
    },
    return: end,
  };
}

async function* follow<E>(server: Server, prepared: Prepared, signal: AbortSignal, options: WatchOptions<E>): AsyncGenerator<E, undefined, undefined> {
  const { id } = prepared;
  const { minMs = 250, maxMs = 15_000 } = options.backoff ?? {};
  let lastId = '';
  let failures = 0;
  let retryMs = 0;
  while (!signal.aborted) {
    const connection = new Connection(server, prepared, lastId, signal, options.silenceMs ?? 30_000);
    let carried = false;
    let error: OpenWorkError | undefined;
    try {
      error = await connection.open();
      if (error === undefined) options.onOpen?.();
      while (error === undefined) {
        const chunk = await connection.read();
        if (chunk === undefined || chunk instanceof OpenWorkError) {
          error = chunk;
          break;
        }
        for (const frame of chunk) {
          if (frame.data !== undefined) {
            const event = parse<E>(frame.data, id);
            carried = true;
            lastId = frame.id;
            if ((event as { type?: unknown }).type === 'stream.gap') options.onGap?.(event as GapOf<E>);
            yield event;
            if (signal.aborted) return undefined;
          }
          lastId = frame.id;
        }
      }
    } finally {
      connection.close();
    }
    if (signal.aborted) return undefined;
    if (error !== undefined && (options.reconnect === false || isFinal(error))) throw error;
    if (options.reconnect === false) return undefined;
    failures = carried || connection.age() >= PROVEN_MS ? 0 : failures + 1;
    retryMs = connection.retryMs ?? retryMs;
    const backoffMs = Math.min(maxMs, minMs * 2 ** Math.max(0, failures - 1)) * (0.5 + Math.random() / 2);
    const waitMs = Math.max(backoffMs, Math.min(Math.max(retryMs, connection.retryAfterMs), LONGEST_ASKED_MS));
    options.onCut?.(error, waitMs);
    await pause(waitMs, signal);
  }
  return undefined;
}

/** One connection of a stream. It ends by itself where nothing comes for too long. */
class Connection {
  /** The wait that a refusal asks for. */
  retryAfterMs = 0;
  readonly #server: Server;
  readonly #prepared: Prepared;
  readonly #lastId: string;
  readonly #outer: AbortSignal;
  readonly #silenceMs: number;
  readonly #parser: SseParser;
  readonly #abort = new AbortController();
  readonly #cut = (): void => {
    this.#abort.abort();
    void this.#reader?.cancel().catch(() => undefined);
  };
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #opened = Infinity;
  #silent = false;

  constructor(server: Server, prepared: Prepared, lastId: string, outer: AbortSignal, silenceMs: number) {
    this.#server = server;
    this.#prepared = prepared;
    this.#lastId = lastId;
    this.#outer = outer;
    this.#silenceMs = silenceMs;
    this.#parser = new SseParser(lastId);
    outer.addEventListener('abort', this.#cut, { once: true });
  }

  /** The wait that the stream asked for. */
  get retryMs(): number | undefined {
    return this.#parser.retryMs;
  }

  age(): number {
    return Date.now() - this.#opened;
  }

  async open(): Promise<OpenWorkError | undefined> {
    const { id } = this.#prepared;
    const headers = new Headers(this.#prepared.headers);
    if (this.#lastId !== '') headers.set('Last-Event-ID', this.#lastId);
    let token: string | undefined;
    try {
      token = await tokenOf(this.#server);
    } catch (cause) {
      // it may read what a server that starts again has still to write
      if (cause instanceof OpenWorkError) return cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      return new OpenWorkError({ code: 'unreachable', message: `${id}: there is no token for the server (${why}).`, operation: id, cause });
    }
    return this.#within(async () => {
      const server = { ...this.#server, token };
      const body = await send(server, { ...this.#prepared, headers }, { signal: this.#abort.signal }, async (response) => {
        if (!response.ok) {
          this.retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
          throw failureOf(response, await response.text(), id);
        }
        if (response.body === null || response.headers.get('content-type')?.startsWith('text/event-stream') !== true) {
          void response.body?.cancel().catch(() => undefined);
          throw failureOf(response, '', id);
        }
        return response.body;
      });
      this.#reader = body.getReader();
      this.#opened = Date.now();
      return undefined;
    });
  }

  /** What came; nothing at the end of the stream. */
  async read(): Promise<Frame[] | OpenWorkError | undefined> {
    return this.#within(async () => {
      const { done, value } = (await this.#reader?.read()) ?? { done: true, value: undefined };
      if (this.#silent) throw new Error('silent');
      return done ? undefined : this.#parser.push(value);
    });
  }

  close(): void {
    this.#outer.removeEventListener('abort', this.#cut);
    this.#cut();
  }

  async #within<T>(work: () => Promise<T>): Promise<T | OpenWorkError> {
    const bite = (): void => {
      this.#silent = true;
      this.#cut();
    };
    const timer = this.#silenceMs > 0 ? setTimeout(bite, this.#silenceMs) : undefined;
    try {
      return await work();
    } catch (error) {
      const { id } = this.#prepared;
      if (this.#silent) {
        const message = `${id}: nothing came for ${this.#silenceMs} ms, so the connection was cut.`;
        return new OpenWorkError({ code: 'unreachable', message, operation: id });
      }
      return error instanceof OpenWorkError ? error : unreachable(error, id);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Whether trying again cannot help: the request is refused, or what answers is no event stream of ours. */
function isFinal({ code, status }: OpenWorkError): boolean {
  if (status === 429 || status === 408) return false;
  return (status >= 200 && status < 500) || status === 501 || code === 'not_implemented';
}

function parse<E>(data: string, operation: string): E {
  try {
    return JSON.parse(data) as E;
  } catch (cause) {
    throw new OpenWorkError({ code: 'bad_response', message: `${operation}: an event is not JSON.`, status: 200, operation, cause });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
