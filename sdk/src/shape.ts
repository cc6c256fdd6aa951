// How the operations of the document look as methods: the types that `generated/operations.gen.ts` is written in.
import type { EventStream, WatchOptions } from './events.js';

/** One operation, as the client needs it to make the call. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly query?: readonly string[];
  /** Parameter name to header name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly flat: boolean; readonly required: boolean; readonly type: string };
  /** What a success is: `data` in the envelope, JSON or text as it is, bytes, or a stream of events. */
  readonly answer: 'data' | 'json' | 'text' | 'bytes' | 'events';
}

/** What may be said about one call beside its parameters. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** In place of the client's `requestTimeoutMs`; 0 is none. */
  timeoutMs?: number | undefined;
  /** Sent as `X-Request-Id`, and found again in the server's log. */
  requestId?: string | undefined;
  /** Sees the answer's status and headers (`ETag`, `X-OpenWork-Server`), failures too. */
  onResponse?: ((response: { status: number; headers: Headers }) => void) | undefined;
}

/** What a call may send as bytes. */
export type Bytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | string;

type Fields<T> = [NonNullable<T>] extends [never] ? unknown : NonNullable<T>;

type Pascal<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Capitalize<Lowercase<Word>>}${Pascal<Rest>}`
  : Capitalize<Lowercase<Name>>;

type HeaderFields<T> = { [Name in keyof T as Name extends string ? Uncapitalize<Pascal<Name>> : never]: T[Name] };

type Get<D, Name extends string> = Name extends keyof D ? D[Name] : undefined;

type BodyFields<D, Form> = [NonNullable<Get<D, 'body'>>] extends [never]
  ? unknown
  : Form extends 'flat'
    ? undefined extends Get<D, 'body'>
      ? Partial<NonNullable<Get<D, 'body'>>>
      : Get<D, 'body'>
    : { [Name in keyof D as Name extends 'body' ? Name : never]: [NonNullable<D[Name]>] extends [Blob] ? Bytes : D[Name] };

type Simplify<T> = { [Name in keyof T]: T[Name] };

/** An operation's path, query, header and body fields, side by side. */
export type Params<D, Form = 'flat'> = Simplify<
  Fields<Get<D, 'path'>> & Fields<Get<D, 'query'>> & HeaderFields<Fields<Get<D, 'headers'>>> & BodyFields<D, Form>
>;

/** What a call resolves to: the envelope's `data`, or the answer itself where there is no envelope. */
export type Answer<R> = R[keyof R] extends infer Success
  ? Success extends { ok: true; data: infer Data }
    ? Data
    : Success extends Blob
      ? Blob
      : Success
  : never;

type Arguments<P, Options> = keyof P extends never
  ? [parameters?: Record<string, never>, options?: Options]
  : {} extends P
    ? [parameters?: P, options?: Options]
    : [parameters: P, options?: Options];

/** An operation as a method. `'nested'` takes the request's body as `body`, not field by field. */
export type Call<D, R, Form extends 'flat' | 'nested' = 'flat'> = (...given: Arguments<Params<D, Form>, CallOptions>) => Promise<Answer<R>>;

/** An operation that answers with a stream of events. */
export type Watch<D, R> = (
  ...given: {} extends Params<Omit<D, 'headers'>>
    ? [parameters?: Params<Omit<D, 'headers'>> & WatchOptions<Answer<R>>]
    : [parameters: Params<Omit<D, 'headers'>> & WatchOptions<Answer<R>>]
) => EventStream<Answer<R>>;
