import type { ErrorDetail, ErrorKind } from './generated/types.gen.js';

/**
 * The server's codes, and two of the client's own: `unreachable` (no answer came) and `bad_response` (what answered does
 * not keep to the contract). A `timeout` with status 0 is the client's too. A newer server may send codes not listed here.
 */
export type ErrorCode = ErrorKind | 'unreachable' | 'bad_response';

export interface OpenWorkErrorFields {
  code: ErrorCode;
  message: string;
  /** The HTTP status; 0 where no answer came. */
  status?: number | undefined;
  requestId?: string | undefined;
  details?: readonly ErrorDetail[] | undefined;
  operation?: string | undefined;
  cause?: unknown;
}

/** A call that failed. */
export class OpenWorkError extends Error {
  override readonly name = 'OpenWorkError';
  readonly code: ErrorCode;
  readonly status: number;
  /** Names the request in the server's log; absent where no answer came. */
  readonly requestId: string | undefined;
  /** Where in the request, if that is known. */
  readonly details: readonly ErrorDetail[];
  /** The operation, such as `sessions.create`. */
  readonly operation: string | undefined;

  constructor({ code, message, status = 0, requestId, details = [], operation, cause }: OpenWorkErrorFields) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.details = details;
    this.operation = operation;
  }
}

/** The failure that an answer holds; `bad_response` where it holds none. */
export function failureOf(response: Response, text: string, operation: string): OpenWorkError {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const { status } = response;
  let error: { code?: unknown; message?: unknown; requestId?: unknown; details?: unknown } | undefined;
  try {
    error = (JSON.parse(text) as { error?: object } | null)?.error;
  } catch {
    // not JSON: a proxy, or no server of ours
  }
  if (typeof error?.code !== 'string') {
    const message = `What answered ${operation} with ${status} does not keep to the contract. Is this the address of an OpenWork server?`;
    return new OpenWorkError({ code: 'bad_response', message, status, requestId, operation });
  }
  return new OpenWorkError({
    code: error.code as ErrorCode,
    message: typeof error.message === 'string' ? error.message : error.code,
    status,
    requestId: typeof error.requestId === 'string' ? error.requestId : requestId,
    details: Array.isArray(error.details) ? (error.details as ErrorDetail[]) : [],
    operation,
  });
}

/** What a `fetch` that threw means. */
export function unreachable(cause: unknown, operation: string): OpenWorkError {
  const inner = (cause as { cause?: { code?: unknown; message?: unknown } } | null)?.cause;
  if (inner?.code === 'UND_ERR_HEADERS_TIMEOUT' || inner?.code === 'UND_ERR_BODY_TIMEOUT') {
    return new OpenWorkError({ code: 'timeout', message: `${operation}: the answer did not come in time.`, operation, cause });
  }
  const why = [inner?.code, inner?.message, (cause as Error | null)?.message].find((each) => typeof each === 'string' && each !== '');
  const message = `${operation}: the server cannot be reached (${String(why ?? cause)}). Check that it runs, and its address.`;
  return new OpenWorkError({ code: 'unreachable', message, operation, cause });
}
