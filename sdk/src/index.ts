export { createClient, type ClientOptions } from './client.js';
export { OpenWorkError, type ErrorCode, type OpenWorkErrorFields } from './errors.js';
export type { EventStream, WatchOptions } from './events.js';
export type { OpenWorkClient, OperationId } from './generated/operations.gen.js';
export type { Token } from './request.js';
export type { Answer, Bytes, CallOptions } from './shape.js';
export type * from './generated/types.gen.js';
