// Made from openapi/openwork.json by `npm run generate`. Not edited by hand.

import type { Call, Operation, Watch } from '../shape.js';
import type * as T from './types.gen.js';

export const operations = {
  'root.get': { method: 'GET', path: '/', answer: 'data' },
  'openapi.get': { method: 'GET', path: '/openapi.json', answer: 'json' },
  'system.health': { method: 'GET', path: '/system/health', answer: 'data' },
  'system.meta': { method: 'GET', path: '/system/meta', answer: 'data' },
  'system.capabilities': { method: 'GET', path: '/system/capabilities', answer: 'data' },
  'system.status': { method: 'GET', path: '/system/status', answer: 'data' },
  'system.metrics': { method: 'GET', path: '/system/metrics', answer: 'text' },
  'system.logs': { method: 'GET', path: '/system/logs', query: ['level', 'search', 'limit'], answer: 'data' },
  'system.events': { method: 'GET', path: '/system/events', query: ['after'], answer: 'events' },
  'system.shutdown': { method: 'POST', path: '/system/shutdown', answer: 'data' },
  'runtime.summary': { method: 'GET', path: '/system/runtime/summary', answer: 'data' },
  'runtime.versions': { method: 'GET', path: '/system/runtime/versions', answer: 'data' },
  'runtime.upgrade': { method: 'POST', path: '/system/runtime/upgrade', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'runtime.opencodeHealth': { method: 'GET', path: '/system/opencode/health', answer: 'data' },
  'runtime.restart': { method: 'POST', path: '/system/runtime/restart', answer: 'data' },
  'runtime.output': { method: 'GET', path: '/system/runtime/output', query: ['limit'], answer: 'data' },
  'runtime.routerHealth': { method: 'GET', path: '/system/router/health', answer: 'data' },
  'tokens.list': { method: 'GET', path: '/system/tokens', answer: 'data' },
  'tokens.create': { method: 'POST', path: '/system/tokens', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'tokens.revoke': { method: 'DELETE', path: '/system/tokens/{tokenId}', answer: 'data' },
  'environment.list': { method: 'GET', path: '/system/environment', answer: 'data' },
  'environment.set': { method: 'PUT', path: '/system/environment/{key}', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'environment.unset': { method: 'DELETE', path: '/system/environment/{key}', answer: 'data' },
  'cloud.get': { method: 'GET', path: '/system/cloud-signin', answer: 'data' },
  'cloud.put': { method: 'PUT', path: '/system/cloud-signin', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'cloud.delete': { method: 'DELETE', path: '/system/cloud-signin', answer: 'data' },
  'migration.status': { method: 'GET', path: '/system/migration', answer: 'data' },
  'migration.plan': { method: 'POST', path: '/system/migration/plan', answer: 'data' },
  'migration.run': { method: 'POST', path: '/system/migration/run', answer: 'data' },
  'migration.undo': { method: 'POST', path: '/system/migration/undo', answer: 'data' },
  'audit.list': { method: 'GET', path: '/system/audit', query: ['workspaceId', 'limit', 'cursor'], answer: 'data' },
  'workspaces.list': { method: 'GET', path: '/workspaces', query: ['includeHidden', 'limit', 'cursor'], answer: 'data' },
  'workspaces.get': { method: 'GET', path: '/workspaces/{workspaceId}', answer: 'data' },
  'workspaces.delete': { method: 'DELETE', path: '/workspaces/{workspaceId}', answer: 'data' },
  'workspaces.createLocal': { method: 'POST', path: '/workspaces/local', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'workspaces.rename': { method: 'PATCH', path: '/workspaces/{workspaceId}/display-name', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'workspaces.relink': { method: 'PATCH', path: '/workspaces/{workspaceId}/data-dir', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'workspaces.activate': { method: 'POST', path: '/workspaces/{workspaceId}/activate', answer: 'data' },
  'workspaces.reload': { method: 'POST', path: '/workspaces/{workspaceId}/engine/reload', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'workspaces.reloadEvents': { method: 'GET', path: '/workspaces/{workspaceId}/reload-events', query: ['since'], answer: 'data' },
  'workspaces.dispose': { method: 'POST', path: '/workspaces/{workspaceId}/dispose', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'files.list': { method: 'GET', path: '/workspaces/{workspaceId}/files', query: ['path', 'limit', 'cursor'], answer: 'data' },
  'files.stat': { method: 'GET', path: '/workspaces/{workspaceId}/files/stat', query: ['path'], answer: 'data' },
  'files.readRaw': { method: 'GET', path: '/workspaces/{workspaceId}/files/raw', query: ['path'], headers: { range: 'Range', ifRange: 'If-Range', ifNoneMatch: 'If-None-Match' }, answer: 'bytes' },
  'files.writeRaw': { method: 'PUT', path: '/workspaces/{workspaceId}/files/raw', query: ['path', 'createParents'], headers: { ifMatch: 'If-Match', ifNoneMatch: 'If-None-Match' }, body: { flat: false, required: true, type: 'application/octet-stream' }, answer: 'data' },
  'files.readText': { method: 'GET', path: '/workspaces/{workspaceId}/files/content', query: ['path'], headers: { ifNoneMatch: 'If-None-Match' }, answer: 'data' },
  'files.writeText': { method: 'POST', path: '/workspaces/{workspaceId}/files/content', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'files.search': { method: 'GET', path: '/workspaces/{workspaceId}/files/search', query: ['query', 'regex', 'ignoreCase', 'path', 'includeIgnored', 'includeHidden', 'limit', 'cursor'], answer: 'data' },
  'files.find': { method: 'GET', path: '/workspaces/{workspaceId}/files/find', query: ['query', 'kind', 'path', 'includeIgnored', 'includeHidden', 'limit', 'cursor'], answer: 'data' },
  'config.get': { method: 'GET', path: '/workspaces/{workspaceId}/config', headers: { ifNoneMatch: 'If-None-Match' }, answer: 'data' },
  'config.patch': { method: 'PATCH', path: '/workspaces/{workspaceId}/config', headers: { ifMatch: 'If-Match' }, body: { flat: false, required: true, type: 'application/json' }, answer: 'data' },
  'config.getRaw': { method: 'GET', path: '/workspaces/{workspaceId}/config/opencode-raw', query: ['scope'], headers: { ifNoneMatch: 'If-None-Match' }, answer: 'data' },
  'config.putRaw': { method: 'POST', path: '/workspaces/{workspaceId}/config/opencode-raw', headers: { ifMatch: 'If-Match' }, body: { flat: false, required: true, type: 'application/json' }, answer: 'data' },
  'config.validate': { method: 'POST', path: '/workspaces/{workspaceId}/config/validate', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'fileSessions.create': { method: 'POST', path: '/workspaces/{workspaceId}/file-sessions', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'fileSessions.renew': { method: 'POST', path: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/renew', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'fileSessions.close': { method: 'DELETE', path: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}', answer: 'data' },
  'fileSessions.snapshot': { method: 'GET', path: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/catalog/snapshot', query: ['prefix', 'after', 'limit', 'includeDirs', 'includeIgnored', 'includeHidden', 'details'], answer: 'data' },
  'fileSessions.events': { method: 'GET', path: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/catalog/events', query: ['since'], answer: 'data' },
  'fileSessions.readBatch': { method: 'POST', path: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/read-batch', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'fileSessions.writeBatch': { method: 'POST', path: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/write-batch', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'fileSessions.operations': { method: 'POST', path: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/operations', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'inbox.list': { method: 'GET', path: '/workspaces/{workspaceId}/inbox', query: ['limit', 'cursor'], answer: 'data' },
  'inbox.upload': { method: 'POST', path: '/workspaces/{workspaceId}/inbox', query: ['path', 'overwrite'], body: { flat: false, required: true, type: 'application/octet-stream' }, answer: 'data' },
  'inbox.download': { method: 'GET', path: '/workspaces/{workspaceId}/inbox/{inboxId}', headers: { range: 'Range', ifRange: 'If-Range', ifNoneMatch: 'If-None-Match' }, answer: 'bytes' },
  'artifacts.list': { method: 'GET', path: '/workspaces/{workspaceId}/artifacts', query: ['limit', 'cursor'], answer: 'data' },
  'artifacts.download': { method: 'GET', path: '/workspaces/{workspaceId}/artifacts/{artifactId}', headers: { range: 'Range', ifRange: 'If-Range', ifNoneMatch: 'If-None-Match' }, answer: 'bytes' },
  'skills.list': { method: 'GET', path: '/workspaces/{workspaceId}/skills', answer: 'data' },
  'skills.upsert': { method: 'POST', path: '/workspaces/{workspaceId}/skills', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'skills.get': { method: 'GET', path: '/workspaces/{workspaceId}/skills/{name}', headers: { ifNoneMatch: 'If-None-Match' }, answer: 'data' },
  'skills.remove': { method: 'DELETE', path: '/workspaces/{workspaceId}/skills/{name}', query: ['ifMatch'], answer: 'data' },
  'skills.listHub': { method: 'GET', path: '/hub/skills', answer: 'data' },
  'skills.installFromHub': { method: 'POST', path: '/workspaces/{workspaceId}/skills/hub/{name}', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'commands.list': { method: 'GET', path: '/workspaces/{workspaceId}/commands', answer: 'data' },
  'commands.upsert': { method: 'POST', path: '/workspaces/{workspaceId}/commands', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'commands.remove': { method: 'DELETE', path: '/workspaces/{workspaceId}/commands/{name}', query: ['ifMatch'], answer: 'data' },
  'mcp.list': { method: 'GET', path: '/workspaces/{workspaceId}/mcp', answer: 'data' },
  'mcp.add': { method: 'POST', path: '/workspaces/{workspaceId}/mcp', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'mcp.remove': { method: 'DELETE', path: '/workspaces/{workspaceId}/mcp/{name}', answer: 'data' },
  'mcp.setEnabled': { method: 'PUT', path: '/workspaces/{workspaceId}/mcp/{name}/enabled', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'mcp.startAuth': { method: 'POST', path: '/workspaces/{workspaceId}/mcp/{name}/auth', answer: 'data' },
  'mcp.removeAuth': { method: 'DELETE', path: '/workspaces/{workspaceId}/mcp/{name}/auth', answer: 'data' },
  'mcp.finishAuth': { method: 'POST', path: '/workspaces/{workspaceId}/mcp/{name}/auth/finish', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'plugins.list': { method: 'GET', path: '/workspaces/{workspaceId}/plugins', answer: 'data' },
  'plugins.add': { method: 'POST', path: '/workspaces/{workspaceId}/plugins', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'plugins.remove': { method: 'DELETE', path: '/workspaces/{workspaceId}/plugins/{name}', answer: 'data' },
  'managed.list': { method: 'GET', path: '/system/managed/{kind}', answer: 'data' },
  'managed.create': { method: 'POST', path: '/system/managed/{kind}', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'managed.update': { method: 'PUT', path: '/system/managed/{kind}/{itemId}', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'managed.delete': { method: 'DELETE', path: '/system/managed/{kind}/{itemId}', query: ['ifMatch'], answer: 'data' },
  'managed.assign': { method: 'PUT', path: '/system/managed/{kind}/{itemId}/assignments', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'events.watch': { method: 'GET', path: '/workspaces/{workspaceId}/events', query: ['sessionId', 'after'], answer: 'events' },
  'sessions.list': { method: 'GET', path: '/workspaces/{workspaceId}/sessions', query: ['search', 'roots', 'limit', 'cursor'], answer: 'data' },
  'sessions.create': { method: 'POST', path: '/workspaces/{workspaceId}/sessions', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.statuses': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/status', answer: 'data' },
  'sessions.get': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/{sessionId}', answer: 'data' },
  'sessions.delete': { method: 'DELETE', path: '/workspaces/{workspaceId}/sessions/{sessionId}', answer: 'data' },
  'sessions.update': { method: 'PATCH', path: '/workspaces/{workspaceId}/sessions/{sessionId}', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.status': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/{sessionId}/status', answer: 'data' },
  'sessions.snapshot': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/{sessionId}/snapshot', answer: 'data' },
  'sessions.todo': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/{sessionId}/todo', answer: 'data' },
  'sessions.children': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/{sessionId}/children', answer: 'data' },
  'sessions.diff': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/{sessionId}/diff', query: ['messageId'], answer: 'data' },
  'sessions.listMessages': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/{sessionId}/messages', query: ['limit', 'cursor'], answer: 'data' },
  'sessions.sendMessage': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/messages', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.getMessage': { method: 'GET', path: '/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}', answer: 'data' },
  'sessions.deleteMessage': { method: 'DELETE', path: '/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}', answer: 'data' },
  'sessions.promptAsync': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/prompt_async', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.command': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/command', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.shell': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/shell', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.deletePart': { method: 'DELETE', path: '/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}/parts/{partId}', answer: 'data' },
  'sessions.updatePart': { method: 'PATCH', path: '/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}/parts/{partId}', body: { flat: false, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.init': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/init', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.fork': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/fork', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.summarize': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/summarize', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.revert': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/revert', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'sessions.unrevert': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/unrevert', answer: 'data' },
  'sessions.share': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/share', answer: 'data' },
  'sessions.unshare': { method: 'DELETE', path: '/workspaces/{workspaceId}/sessions/{sessionId}/share', answer: 'data' },
  'sessions.abort': { method: 'POST', path: '/workspaces/{workspaceId}/sessions/{sessionId}/abort', answer: 'data' },
  'asks.listPermissions': { method: 'GET', path: '/workspaces/{workspaceId}/permissions', answer: 'data' },
  'asks.replyPermission': { method: 'POST', path: '/workspaces/{workspaceId}/permissions/{requestId}', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'asks.listQuestions': { method: 'GET', path: '/workspaces/{workspaceId}/questions', answer: 'data' },
  'asks.replyQuestion': { method: 'POST', path: '/workspaces/{workspaceId}/questions/{requestId}', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'asks.rejectQuestion': { method: 'DELETE', path: '/workspaces/{workspaceId}/questions/{requestId}', answer: 'data' },
  'engine.project': { method: 'GET', path: '/workspaces/{workspaceId}/engine/project', answer: 'data' },
  'engine.agents': { method: 'GET', path: '/workspaces/{workspaceId}/engine/agents', answer: 'data' },
  'engine.commands': { method: 'GET', path: '/workspaces/{workspaceId}/engine/commands', answer: 'data' },
  'engine.providers': { method: 'GET', path: '/workspaces/{workspaceId}/engine/providers', query: ['all'], answer: 'data' },
  'engine.tools': { method: 'GET', path: '/workspaces/{workspaceId}/engine/tools', query: ['providerId', 'modelId'], answer: 'data' },
  'engine.mcpStatus': { method: 'GET', path: '/workspaces/{workspaceId}/engine/mcp', answer: 'data' },
  'providers.setKey': { method: 'PUT', path: '/workspaces/{workspaceId}/engine/providers/{providerId}/auth', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'providers.removeKey': { method: 'DELETE', path: '/workspaces/{workspaceId}/engine/providers/{providerId}/auth', answer: 'data' },
  'providers.startSignIn': { method: 'POST', path: '/workspaces/{workspaceId}/engine/providers/{providerId}/sign-in', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'providers.finishSignIn': { method: 'POST', path: '/workspaces/{workspaceId}/engine/providers/{providerId}/sign-in/finish', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'bundles.publish': { method: 'POST', path: '/share/bundles/publish', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'bundles.fetch': { method: 'POST', path: '/share/bundles/fetch', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'bundles.export': { method: 'GET', path: '/workspaces/{workspaceId}/export', query: ['sensitive'], answer: 'data' },
  'bundles.previewImport': { method: 'POST', path: '/workspaces/{workspaceId}/import/preview', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'bundles.import': { method: 'POST', path: '/workspaces/{workspaceId}/import', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'router.health': { method: 'GET', path: '/system/router/product-health', answer: 'data' },
  'router.apply': { method: 'POST', path: '/system/router/apply', answer: 'data' },
  'router.listIdentities': { method: 'GET', path: '/system/router/identities/{channel}', answer: 'data' },
  'router.upsertIdentity': { method: 'POST', path: '/system/router/identities/{channel}', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'router.removeIdentity': { method: 'DELETE', path: '/system/router/identities/{channel}/{identityId}', answer: 'data' },
  'router.listBindings': { method: 'GET', path: '/system/router/bindings', query: ['channel', 'identityId'], answer: 'data' },
  'router.setBinding': { method: 'POST', path: '/system/router/bindings', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
  'router.removeBinding': { method: 'DELETE', path: '/system/router/bindings/{bindingId}', answer: 'data' },
  'router.send': { method: 'POST', path: '/system/router/send', body: { flat: true, required: true, type: 'application/json' }, answer: 'data' },
} as const satisfies Record<string, Operation>;

/** The name of an operation, such as `sessions.create`. */
export type OperationId = keyof typeof operations;

/** Every operation of the server: `client.area.verb(parameters)`. */
export interface OpenWorkClient {
  root: {
    /**
     * Says what this server is.
     *
     * Says what this is and where to read on.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `conflict`, `internal`
     */
    get: Call<T.RootGetData, T.RootGetResponses>;
  };
  openapi: {
    /**
     * The contract as an OpenAPI document.
     *
     * The OpenAPI 3.0 document that this server keeps. It comes without the envelope, because tools expect it so.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `internal`
     */
    get: Call<T.OpenapiGetData, T.OpenapiGetResponses>;
  };
  system: {
    /**
     * How the server and its parts are.
     *
     * Answers at once with 200 for as long as the server serves at all, also while the engine starts or is broken. Each part says its stage, and what is not ready says why and what helps.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `internal`
     */
    health: Call<T.SystemHealthData, T.SystemHealthResponses>;
    /**
     * What this server is, and who the caller is to it.
     *
     * What runs here, since when, and what the caller's token allows.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    meta: Call<T.SystemMetaData, T.SystemMetaResponses>;
    /**
     * What can be done here now.
     *
     * Every operation of the catalogue with whether the caller may use it and whether what it needs is there now.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    capabilities: Call<T.SystemCapabilitiesData, T.SystemCapabilitiesResponses>;
    /**
     * The server at a glance.
     *
     * Counts and states at a glance. For hosts also where the server's own events stand: what is read after this answer, and the events of `system.events` after that position, are together the whole truth.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    status: Call<T.SystemStatusData, T.SystemStatusResponses>;
    /**
     * What is counted, for Prometheus.
     *
     * Requests by operation and status with their times, streams, events, the engine, the store, workspaces and memory, in Prometheus' text format 0.0.4, without the envelope. Counts begin with the server; each server of a process has its own.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    metrics: Call<T.SystemMetricsData, T.SystemMetricsResponses>;
    /**
     * The server's own log.
     *
     * The last of the 2000 lines that are kept, 100 without a limit, oldest first. Secrets are removed. A server whose host keeps no lines for it, such as one that is embedded in another program, says `not_implemented`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`, `not_implemented`
     */
    logs: Call<T.SystemLogsData, T.SystemLogsResponses>;
    /**
     * Watches the server itself.
     *
     * A stream of what the server itself goes through: every state of the engine and of the messaging router, its health as a whole, whether the store can be written, upgrades, and workspaces made, changed and forgotten. Numbers, resuming, gaps and heartbeats are those of `events.watch`. Read `system.status` first, then what is to be shown, and follow after the status's `eventPosition`: so nothing is missed. After a gap, do so again.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    events: Watch<T.SystemEventsData, T.SystemEventsResponses>;
    /**
     * Stops the server.
     *
     * Answers first and then stops: no new work, streams told and ended, children ended, the store closed.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    shutdown: Call<T.SystemShutdownData, T.SystemShutdownResponses>;
  };
  runtime: {
    /**
     * What this server runs, and how it keeps it running.
     *
     * The engine's health with the rule by which it is started again, and every program with its version.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    summary: Call<T.RuntimeSummaryData, T.RuntimeSummaryResponses>;
    /**
     * Which programs run, from where, in which version.
     *
     * For each program: the version this server is made for, the one that runs, the file, where it was found, and whether its checksum is the recorded one.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    versions: Call<T.RuntimeVersionsData, T.RuntimeVersionsResponses>;
    /**
     * Brings another version of the engine.
     *
     * Brings another version of the engine: it is installed beside the one that runs, tried when no session works (at once with `force`), and kept if it becomes ready and stays so for some seconds; else the one before runs again by itself. Answers at once with how far it is; `runtime.summary` has the rest, and what failed. Without a body's fields it is the version that this server is made for, from npm. An older one is refused. A newer one is taken only with the checksum of its program, or from a folder or an archive whose manifest says it. `conflict` while another upgrade is under way, and where the engine was named by whoever started the server.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`, `engine_unavailable`
     */
    upgrade: Call<T.RuntimeUpgradeData, T.RuntimeUpgradeResponses>;
    /**
     * How the engine is.
     *
     * State, process, attempts, last exit and error with a remedy, and the last lines of output with secrets removed.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    opencodeHealth: Call<T.RuntimeOpencodeHealthData, T.RuntimeOpencodeHealthResponses>;
    /**
     * Starts the engine afresh.
     *
     * Starts the engine afresh, whatever its state: one that works is ended first, one that was given up is tried again. Attempts are counted anew. What runs is cut off: its sessions get `session.interrupted`. The answer is the engine's health now, while it ends or starts; calls that need it wait for it. A conflict where this server runs no engine.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    restart: Call<T.RuntimeRestartData, T.RuntimeRestartResponses>;
    /**
     * What the engine wrote last.
     *
     * The last 500 lines that it wrote, over all its runs since this server started, with secrets removed. Older ones are in `logs/engine.log` of the data folder.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    output: Call<T.RuntimeOutputData, T.RuntimeOutputResponses>;
    /**
     * How the messaging router is.
     *
     * The same of the messaging router, and whether it is wanted at all: it runs only while a bot or a binding is enabled. That it fails harms nothing else.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    routerHealth: Call<T.RuntimeRouterHealthData, T.RuntimeRouterHealthResponses>;
  };
  tokens: {
    /**
     * Lists the lasting tokens.
     *
     * Their records; a token itself is shown only when it is made. The host token of the run is not among them.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    list: Call<T.TokensListData, T.TokensListResponses>;
    /**
     * Makes a lasting token.
     *
     * The answer holds the token's text, which is never shown again; only its hash is kept.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`, `not_found`
     */
    create: Call<T.TokensCreateData, T.TokensCreateResponses>;
    /**
     * Revokes a lasting token.
     *
     * Calls made with it are refused from now on; streams opened with it go on until they end.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    revoke: Call<T.TokensRevokeData, T.TokensRevokeResponses>;
  };
  environment: {
    /**
     * Lists the engine's variables.
     *
     * Those that people set here; what the front end passes on of its own environment is not among them. No value is told.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    list: Call<T.EnvironmentListData, T.EnvironmentListResponses>;
    /**
     * Sets a variable of the engine.
     *
     * The value is kept sealed, given to the engine at its next start, inherited by the agents' shells, and never told; six characters or more of it are removed from what the engine prints. It wins over what the front end passes on. A name that the server sets itself, or that would break the engine, is `unprocessable` with the reason. `restartRequired` says that an engine runs which has it otherwise; every workspace is then told by `reload.required`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    set: Call<T.EnvironmentSetData, T.EnvironmentSetResponses>;
    /**
     * Removes a variable of the engine.
     *
     * The engine has it until its next start.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    unset: Call<T.EnvironmentUnsetData, T.EnvironmentUnsetResponses>;
  };
  cloud: {
    /**
     * Says whether somebody is signed in to an account.
     *
     * The address, who signed in, the organisation, when the account was last asked whether the token is good as far as that was told, and since when it is kept here; of the token only that there is one. One sign-in counts: the one that was put or imported last. Nothing here calls an account.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    get: Call<T.CloudGetData, T.CloudGetResponses>;
    /**
     * Hands over a sign-in to an account.
     *
     * It takes the place of the one before, put or imported, whichever account that was of; its token is kept sealed. The fields are those of `openwork-cloud-signin.json`. Nothing asks the account whether the token is good. An import does not write over it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    put: Call<T.CloudPutData, T.CloudPutResponses>;
    /**
     * Forgets the sign-in to an account.
     *
     * One that an import brought goes too, and the next import does not bring it back. The account is not told, so that the token stays good there. Where there is none it says so.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    delete: Call<T.CloudDeleteData, T.CloudDeleteResponses>;
  };
  migration: {
    /**
     * What was imported of older OpenWork.
     *
     * How far an import is, what failed in it, and every source that was imported. The server imports when it starts and finds something that is not imported yet; `system.events` tells of it as `migration.progress`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    status: Call<T.MigrationStatusData, T.MigrationStatusResponses>;
    /**
     * Says what an import would do.
     *
     * Every source of older OpenWork on this machine, and for each thing in it what an import would do now, and why. Writes nothing. What cannot be taken over is an item that says why and what helps. No secret is told.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    plan: Call<T.MigrationPlanData, T.MigrationPlanResponses>;
    /**
     * Imports what older OpenWork left.
     *
     * Sources are only read. Each is taken over whole or not at all, so that an import that is cut off goes on when it runs again; what is imported already is kept. What was changed here since stays, and what was deleted here stays deleted. Before the first import a copy of the store is kept. Answers what became of everything.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    run: Call<T.MigrationRunData, T.MigrationRunResponses>;
    /**
     * Takes back what was imported.
     *
     * Everything that imports made goes, as long as nothing of it was changed here and nothing that was made here rests on it: else it is a `conflict` that names what is in the way, and nothing goes. A start does not import it again; `migration.run` does. Where imports made nothing it says so. A file in a workspace's folder that cannot be written, or whose content cannot be edited, keeps the keys that the import put into it: `left` names it, why, and what to do.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    undo: Call<T.MigrationUndoData, T.MigrationUndoResponses>;
  };
  audit: {
    /**
     * Lists what was done.
     *
     * Newest first: the logs that older OpenWork kept of each workspace and that an import has found, read where they lie, of workspaces that are none here too. This server keeps no records of its own yet. A line that is none is counted in `faults` and spoils nothing; of a log over 64 MiB its end is read. What looks like a secret reads `(hidden)`, and a token is named where it is one here, never its hash.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`, `not_found`
     */
    list: Call<T.AuditListData, T.AuditListResponses>;
  };
  workspaces: {
    /**
     * Lists the workspaces.
     *
     * Those that the caller reaches, by display name.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    list: Call<T.WorkspacesListData, T.WorkspacesListResponses>;
    /**
     * Gets a workspace.
     *
     * One workspace with where it is and whether it can be used.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    get: Call<T.WorkspacesGetData, T.WorkspacesGetResponses>;
    /**
     * Forgets a workspace.
     *
     * Forgets the record. What OpenWork had put into the folder is taken out; all else there, and what OpenCode keeps about it, is untouched. Bindings of the messaging router to folders that are then no workspace's go with it, and bots lose such a folder.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    delete: Call<T.WorkspacesDeleteData, T.WorkspacesDeleteResponses>;
    /**
     * Opens a folder as a workspace.
     *
     * Opens a folder of the server's machine. One folder is one workspace, however it is spelled: a folder that is one already is answered as it is. The folder must exist, unless `createFolder` says otherwise, and be writable.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    createLocal: Call<T.WorkspacesCreateLocalData, T.WorkspacesCreateLocalResponses>;
    /**
     * Renames a workspace.
     *
     * Changes what people call it; nothing in the folder changes.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    rename: Call<T.WorkspacesRenameData, T.WorkspacesRenameResponses>;
    /**
     * Says where the folder of a workspace is now.
     *
     * Has it point to where its folder is now. Its id stays, and all that goes by it. A folder that is another workspace's, or while a session works here, is a conflict. OpenCode finds sessions by their folder and does not move them: those of the old folder are this workspace's again once their folder is in it, and are kept until then.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    relink: Call<T.WorkspacesRelinkData, T.WorkspacesRelinkResponses>;
    /**
     * Remembers the workspace that is worked in.
     *
     * Remembers it as the one that is worked in; `system.status` answers it. There is one for the whole server, and it survives a restart. Nothing else depends on it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    activate: Call<T.WorkspacesActivateData, T.WorkspacesActivateResponses>;
    /**
     * Has OpenCode read a folder again.
     *
     * Waits until no session of the workspace works, has OpenCode read this folder again and no other, and looks that it answers. Runs that do not end in time make it a conflict; with `force` they are ended. A configuration that cannot be read is a conflict with its file and line: one that is seen beforehand disturbs nothing, with any other the workspace then needs `attention`. Variables are read when the engine starts, for which `runtime.restart` is. How it went is told by `reload.done`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    reload: Call<T.WorkspacesReloadData, T.WorkspacesReloadResponses>;
    /**
     * Lists what asked for a reload.
     *
     * The last 128 `reload.required` of the workspace since the server's start; at a start the engine reads everything anyway. Their numbers are those of the workspace's stream, so that none is given twice, restarts included.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    reloadEvents: Call<T.WorkspacesReloadEventsData, T.WorkspacesReloadEventsResponses>;
    /**
     * Has OpenCode let go of a folder.
     *
     * Has OpenCode let go of the folder: its MCP servers, watches and memory. Waits for runs, or ends them, as `workspaces.reload` does. An engine that does not run is not started for it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    dispose: Call<T.WorkspacesDisposeData, T.WorkspacesDisposeResponses>;
  };
  files: {
    /**
     * Lists a folder of a workspace.
     *
     * One folder, by name, without what lies in its folders; links are told from what they lead to. What cannot be looked at is listed with a `note`, and spoils nothing. The `revision` here is the cheap one. `.gitignore` only marks here.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    list: Call<T.FilesListData, T.FilesListResponses>;
    /**
     * Says what lies at a path.
     *
     * The same of one path. Of a link it says where it leads; one that leads out of the workspace is not followed.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    stat: Call<T.FilesStatData, T.FilesStatResponses>;
    /**
     * Reads the bytes of a file.
     *
     * The bytes as they are, whatever they are, at any size. One `Range` is served (206), several are answered whole, one that lies behind the end is 416. `ETag` is the strong revision, or the cheap one of a file of more than 8 MiB; with `If-None-Match` a file that has not changed is 304 without a body. A link out of the workspace is `forbidden`; a pipe, a socket or a device is `unprocessable` and never opened.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    readRaw: Call<T.FilesReadRawData, T.FilesReadRawResponses>;
    /**
     * Writes the bytes of a file.
     *
     * Whole or not at all: the bytes go to a temporary file beside it, which takes its place once all are there and on the disk. The mode stays; an empty body is an empty file. With `If-Match` it is written only if nothing changed, else it is a `conflict`: of many who write with the same revision one wins. With `If-None-Match: *` only if there is no such file yet. A file or folder that can only be read is `forbidden`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    writeRaw: Call<T.FilesWriteRawData, T.FilesWriteRawResponses, 'nested'>;
    /**
     * Reads a text file.
     *
     * Text is UTF-8 without NUL, of at most 5 MB; line ends stay as they are. What is none is `unsupported_media_type`. `ETag` is the revision.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`, `too_large`, `unsupported_media_type`
     */
    readText: Call<T.FilesReadTextData, T.FilesReadTextResponses>;
    /**
     * Writes a text file.
     *
     * As `files.writeRaw`, with the conditions as fields.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    writeText: Call<T.FilesWriteTextData, T.FilesWriteTextResponses>;
    /**
     * Searches the text of a workspace's files.
     *
     * Line by line, without what `.gitignore` leaves out, hidden files and binary files, and without following links. One item for each line, by path and line. A call takes 10 s and reads 1 GiB at most; `stopped` says when that, or the limit, was its end, and `nextCursor` goes on. What cannot be read is counted.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    search: Call<T.FilesSearchData, T.FilesSearchResponses>;
    /**
     * Finds files and folders by name.
     *
     * Files and folders by a part of their path or by a glob, in the order of paths, passing over the same.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    find: Call<T.FilesFindData, T.FilesFindResponses>;
  };
  config: {
    /**
     * Gets the configuration of a workspace.
     *
     * What is set through OpenWork, what holds once all files are merged as OpenCode merges them, which files there are, and which of them defines what. A value that is a secret, or may be one, reads `{"configured": true}`. Needs no engine and writes nothing. `ETag` is the revision of it all.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    get: Call<T.ConfigGetData, T.ConfigGetResponses>;
    /**
     * Changes the configuration of a workspace.
     *
     * Goes into what is set: objects into each other, lists in place of each other, `null` removes. It is checked, then written into `.opencode/opencode.json`: in place, only these keys, the version of before kept. What other operations attach (`mcp`, `plugin`, `provider`, `command`, agents of one's own) is refused here, and so is a secret. `elsewhere` names the keys for which another file has the last word. `If-Match`, or `ifMatch`, takes the revision of what is set, or of it all.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    patch: Call<T.ConfigPatchData, T.ConfigPatchResponses, 'nested'>;
    /**
     * Reads the user's own configuration as a text.
     *
     * `opencode.jsonc` in the workspace's folder, or `opencode.json` where that is the one that is there; `exists` is false where neither is. Of all folders for a host. Writes nothing. `ETag` is the revision.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    getRaw: Call<T.ConfigGetRawData, T.ConfigGetRawResponses>;
    /**
     * Writes the user's own configuration as a text.
     *
     * Whole or not at all, the version of before kept. What OpenCode would not take is `unprocessable` with line and column, and nothing is written. `If-Match`, or `ifMatch`, takes the revision.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    putRaw: Call<T.ConfigPutRawData, T.ConfigPutRawResponses, 'nested'>;
    /**
     * Says what OpenCode would not take of a configuration.
     *
     * Of a text, or of all files of the workspace as they are: whether it is JSON with comments, and has the shape that the pinned OpenCode takes. Each fault with its file, line and column. Writes nothing.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    validate: Call<T.ConfigValidateData, T.ConfigValidateResponses>;
  };
  fileSessions: {
    /**
     * Opens a file session.
     *
     * It is held in memory, is its maker's alone (the token's, or the host's of this run), and is good for 15 minutes unless it is renewed: `ttlSeconds` is 30 to 86,400. Without `write` it changes files if the caller's role may; a viewer who asks for `write` is `forbidden`. A caller has at most 100 open, a server 2000: one more is a `conflict`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    create: Call<T.FileSessionsCreateData, T.FileSessionsCreateResponses>;
    /**
     * Lets a file session go on.
     *
     * From now on for `ttlSeconds`, or for as long as at its beginning. One that has ended is `not_found`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    renew: Call<T.FileSessionsRenewData, T.FileSessionsRenewResponses>;
    /**
     * Closes a file session.
     *
     * What was done through it stays.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    close: Call<T.FileSessionsCloseData, T.FileSessionsCloseResponses>;
    /**
     * Reads the catalog of a workspace's files.
     *
     * Every file, folder and link that `.gitignore` does not leave out, in the order of paths, with the cheap revision; page by page, `nextAfter` being the `after` of the next. What cannot be read has a `note`. There is no total: it would cost the whole walk. Take the events after the first page's `cursor` to have the rest of the truth.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    snapshot: Call<T.FileSessionsSnapshotData, T.FileSessionsSnapshotResponses>;
    /**
     * Lists what was changed through the API.
     *
     * By this and every other operation on files; the last 500 of a workspace are kept. `missed` says that some after `since` are not. What other programs change is none of these.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    events: Call<T.FileSessionsEventsData, T.FileSessionsEventsResponses>;
    /**
     * Reads several files.
     *
     * 1 to 64 files, in base64. Each has its own result: one that is missing, is no file, is larger than 5 MB or has a path that is none fails alone, with a code. Together they have at most 24 MB; what is beyond is `too_large`, to be asked for again.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    readBatch: Call<T.FileSessionsReadBatchData, T.FileSessionsReadBatchResponses>;
    /**
     * Writes several files.
     *
     * 1 to 64 files, in base64, of at most 5 MB each and 24 MB together (a body of 32 MiB). Each has its own result, is written whole or not at all, and its missing folders are made. With `ifMatchRevision` it is written only if nothing changed, else it is a `conflict` that names both revisions; `force` sets that aside. An empty content is an empty file.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    writeBatch: Call<T.FileSessionsWriteBatchData, T.FileSessionsWriteBatchResponses>;
    /**
     * Makes, removes and renames files and folders.
     *
     * 1 to 64, one after the other, each with its own result. `mkdir` makes missing folders and minds none that is there. `delete` takes a folder with what is in it only if it is `recursive`. `rename` replaces nothing. Links are removed and renamed themselves.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    operations: Call<T.FileSessionsOperationsData, T.FileSessionsOperationsResponses>;
  };
  inbox: {
    /**
     * Lists the files that were handed in.
     *
     * What lies in `.opencode/openwork/inbox`, newest first. Links in it are not followed.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `too_large`, `unprocessable`
     */
    list: Call<T.InboxListData, T.InboxListResponses>;
    /**
     * Hands in a file.
     *
     * The body is the file, as it is and at any size; `path` is its name. It is written whole or not at all. One that is there is a `conflict`, unless `overwrite` is set.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    upload: Call<T.InboxUploadData, T.InboxUploadResponses, 'nested'>;
    /**
     * Downloads a file that was handed in.
     *
     * As `files.readRaw`, with a `Content-Disposition` that names it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    download: Call<T.InboxDownloadData, T.InboxDownloadResponses>;
  };
  artifacts: {
    /**
     * Lists the files that agents handed out.
     *
     * What lies in `.opencode/openwork/outbox`, newest first. Links in it are not followed.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `too_large`, `unprocessable`
     */
    list: Call<T.ArtifactsListData, T.ArtifactsListResponses>;
    /**
     * Downloads a file that an agent handed out.
     *
     * As `files.readRaw`, with a `Content-Disposition` that names it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    download: Call<T.ArtifactsDownloadData, T.ArtifactsDownloadResponses>;
  };
  skills: {
    /**
     * Lists the skills of a workspace.
     *
     * What OpenCode would see of the workspace, and the user's own for all workspaces, by name. A file that it passes over is listed with its `fault`, and spoils nothing. What lies in folders above the workspace, or is named by a configuration, is not among them; `engine.commands` says what OpenCode sees now.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    list: Call<T.SkillsListData, T.SkillsListResponses>;
    /**
     * Puts a skill in place.
     *
     * A new one goes to `.opencode/skills/<name>/SKILL.md`; one that the workspace has already is written where it lies. The text stays as it is given, but for the `name`, and what `description` and `trigger` say, in its front matter; without front matter it goes under the one that the file has, or one is made. A skill without a description, or with a head that OpenCode could not read, is `unprocessable`. A name that differs from another in capitals alone, and a file that belongs to another skill, is a `conflict`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    upsert: Call<T.SkillsUpsertData, T.SkillsUpsertResponses>;
    /**
     * Reads a skill.
     *
     * The text of its file too. Where several have this name it is one of the workspace, and one without a fault first. `ETag` is the revision.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`, `too_large`, `unsupported_media_type`
     */
    get: Call<T.SkillsGetData, T.SkillsGetResponses>;
    /**
     * Removes a skill.
     *
     * Its file, and its folder where nothing else is in it. `stillDefinedBy` names what else has the name: then it is not gone. The user's own skills are not removed from a workspace, that is a `conflict`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    remove: Call<T.SkillsRemoveData, T.SkillsRemoveResponses>;
    /**
     * Lists the skills of the hub.
     *
     * Those of the hub that this server is set up with, by name: each folder with a `SKILL.md`. One that cannot be installed is listed with its `fault`. The hub is asked anew with each call, in one request whose redirects are not followed. Without a hub it is a `conflict`; one that cannot be used is a `remote_error`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`, `remote_error`, `timeout`
     */
    listHub: Call<T.SkillsListHubData, T.SkillsListHubResponses>;
    /**
     * Installs a skill of the hub.
     *
     * All its files go to `.opencode/skills/<name>/` in one step, or none; none can be run as a program. Another skill there is a `conflict`, or goes with its folder where `existing` is `replace`; one elsewhere in the workspace that has the name is a `conflict`. A skill that OpenCode could not read, or that holds links, is `unprocessable`. OpenCode sees it after a reload.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`, `remote_error`, `timeout`
     */
    installFromHub: Call<T.SkillsInstallFromHubData, T.SkillsInstallFromHubResponses>;
  };
  commands: {
    /**
     * Lists the commands in files of a workspace.
     *
     * Those in files: of the workspace, and the user's own for all workspaces, by name. What a configuration defines, and what skills and MCP servers bring, is in `engine.commands` only. A file with a `fault` spoils nothing here; to OpenCode a field of the wrong kind spoils the whole workspace.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    list: Call<T.CommandsListData, T.CommandsListResponses>;
    /**
     * Puts a command in place.
     *
     * A new one goes to `.opencode/commands/<name>.md`; one that the workspace has already is written where it lies, and what this contract does not name of its head stays, remarks too. A name that differs from another in capitals alone, and a file that belongs to another command, is a `conflict`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    upsert: Call<T.CommandsUpsertData, T.CommandsUpsertResponses>;
    /**
     * Removes a command.
     *
     * Its file. `stillDefinedBy` names what else has the name: then it is not gone. The user's own commands are not removed from a workspace, that is a `conflict`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    remove: Call<T.CommandsRemoveData, T.CommandsRemoveResponses>;
  };
  mcp: {
    /**
     * Lists the MCP servers of a workspace.
     *
     * What the files of the workspace define, all layers together, by name. Headers and values of the environment are not shown. What the user defines for all workspaces is not among them; `engine.mcpStatus` says what OpenCode has and whether it is connected.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    list: Call<T.McpListData, T.McpListResponses>;
    /**
     * Adds an MCP server to a workspace.
     *
     * For this workspace and no other. One of the name that was added so is put in its place; secrets that its configuration does not name stay. A name that somebody defined by hand in the managed layer, or that several workspaces share, is a `conflict`. OpenCode sees it after a reload.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    add: Call<T.McpAddData, T.McpAddResponses>;
    /**
     * Removes an MCP server from a workspace.
     *
     * From this workspace; others that have it keep it. `stillDefinedBy` names the files that define one of that name: then it is not gone. One that was defined by hand is a `conflict` that names its file.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    remove: Call<T.McpRemoveData, T.McpRemoveResponses>;
    /**
     * Switches an MCP server of a workspace on or off.
     *
     * In this workspace; in others that have it, it stays as it is.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    setEnabled: Call<T.McpSetEnabledData, T.McpSetEnabledResponses>;
    /**
     * Begins to sign in to an MCP server.
     *
     * Answers where to send the person, for a server that `engine.mcpStatus` says `needs_auth` of, or to sign in anew. OpenCode does it and keeps what comes of it; this server keeps none of it. Afterwards the person's browser is sent on to the `redirectUri` of the server's configuration; without one to an address of their own machine that shows a failure, and that is none: `code` and `state` of that address end the sign-in, with `mcp.finishAuth`. A reload of any workspace ends it too.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    startAuth: Call<T.McpStartAuthData, T.McpStartAuthResponses>;
    /**
     * Has OpenCode forget a sign-in to an MCP server.
     *
     * OpenCode forgets what a sign-in to a server of this name left, for all workspaces, and ends its connection in this one; others that are connected stay so until their reload. Answers how the server is then.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    removeAuth: Call<T.McpRemoveAuthData, T.McpRemoveAuthResponses>;
    /**
     * Ends signing in to an MCP server.
     *
     * The one that was begun last in this workspace; without one it is a `conflict`. A code that is refused is `unprocessable`, and so is the `state` of another sign-in. Answers how the server is then, as `engine.mcpStatus` does. OpenCode keeps the sign-in by the server's name and address: other workspaces that have the same have it after a reload.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    finishAuth: Call<T.McpFinishAuthData, T.McpFinishAuthResponses>;
  };
  plugins: {
    /**
     * Lists the plugins of a workspace.
     *
     * Those that configurations of the workspace name, from the weakest on, and those that are files of it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    list: Call<T.PluginsListData, T.PluginsListResponses>;
    /**
     * Adds a plugin to a workspace.
     *
     * For this workspace and no other. One that is named already, with another version perhaps, is a `conflict` that names the file. OpenCode loads it after a reload, and packages only where it may install them.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    add: Call<T.PluginsAddData, T.PluginsAddResponses>;
    /**
     * Removes a plugin from a workspace.
     *
     * From this workspace, by the words that name it. One that is named by hand, or is a file, is a `conflict` that names the file.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    remove: Call<T.PluginsRemoveData, T.PluginsRemoveResponses>;
  };
  managed: {
    /**
     * Lists what is managed of a kind.
     *
     * By name. What a user made by hand in a workspace is among them, as `discovered` and with the `path` of its file, as long as that file says so; a change of it is a `conflict`. A secret is never shown: in its place stands `{"configured": true}`. Who is limited to workspaces sees what those have.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    list: Call<T.ManagedListData, T.ManagedListResponses>;
    /**
     * Makes a managed item.
     *
     * Headers and values of the environment of an MCP server, keys of a provider and whatever else looks like a secret are sealed; `{env:NAME}` names a variable of the engine instead. What OpenCode would not take is `unprocessable`. In a workspace no two of a kind have the same key, however it is spelled: a `conflict`, as is what somebody made by hand in its place. Skills, commands and agents are files there, the rest is in the managed layer, `.opencode/opencode.json`. `projections` says what came of it in each workspace; OpenCode sees it after a reload.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    create: Call<T.ManagedCreateData, T.ManagedCreateResponses>;
    /**
     * Changes a managed item.
     *
     * In exactly the workspaces that have it. What is absent stays, secrets too.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    update: Call<T.ManagedUpdateData, T.ManagedUpdateResponses>;
    /**
     * Deletes a managed item.
     *
     * And takes out of its workspaces what was put there for it, but for files that somebody changed since.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `unprocessable`
     */
    delete: Call<T.ManagedDeleteData, T.ManagedDeleteResponses>;
    /**
     * Says which workspaces have a managed item.
     *
     * These have it afterwards and no others. Only workspaces that get it or lose it are touched.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    assign: Call<T.ManagedAssignData, T.ManagedAssignResponses>;
  };
  events: {
    /**
     * Watches what happens in a workspace.
     *
     * A stream of everything that happens in the workspace. `Last-Event-ID` or `after` goes on without loss or repeat from a bounded buffer; where that does not reach back, the first event is `stream.gap`. A comment comes at least every 10 s.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    watch: Watch<T.EventsWatchData, T.EventsWatchResponses>;
  };
  sessions: {
    /**
     * Lists the sessions of a workspace.
     *
     * Those of the workspace's own folder, the one changed last first, 100 without a limit.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    list: Call<T.SessionsListData, T.SessionsListResponses>;
    /**
     * Makes a session.
     *
     * Makes an empty session; nothing runs until it is given a prompt.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    create: Call<T.SessionsCreateData, T.SessionsCreateResponses>;
    /**
     * What the sessions of a workspace are doing.
     *
     * Only sessions that are not idle are listed.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    statuses: Call<T.SessionsStatusesData, T.SessionsStatusesResponses>;
    /**
     * Gets a session.
     *
     * The session as OpenCode has it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    get: Call<T.SessionsGetData, T.SessionsGetResponses>;
    /**
     * Deletes a session.
     *
     * Ends what it does and removes it with its messages. Files that it changed stay as they are.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    delete: Call<T.SessionsDeleteData, T.SessionsDeleteResponses>;
    /**
     * Changes a session.
     *
     * Changes its title, or puts it away.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    update: Call<T.SessionsUpdateData, T.SessionsUpdateResponses>;
    /**
     * What a session is doing.
     *
     * `idle`, `busy`, or `retry` while the model fails.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    status: Call<T.SessionsStatusData, T.SessionsStatusResponses>;
    /**
     * A whole session, and the event position it belongs to.
     *
     * Session, messages, list, status and open requests in one answer, with the `seq` of the last event that is in it: this answer and the events after it are together the whole truth. Text that is still being written is included.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    snapshot: Call<T.SessionsSnapshotData, T.SessionsSnapshotResponses>;
    /**
     * Gets the list of a session's agent.
     *
     * What the agent means to do and how far it is, as it last wrote it down.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    todo: Call<T.SessionsTodoData, T.SessionsTodoResponses>;
    /**
     * Lists the sessions that a session started.
     *
     * The sessions that it started for its helpers, the one changed last first; theirs are not among them.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    children: Call<T.SessionsChildrenData, T.SessionsChildrenResponses>;
    /**
     * What a session changed in the files.
     *
     * Turn by turn, each under the user's message that began it; with `messageId` that turn alone. OpenCode itself answers nothing where no message is named. Without git it does not watch the files: then `tracked` is false. What a turn changed is there a moment after the turn ends.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    diff: Call<T.SessionsDiffData, T.SessionsDiffResponses>;
    /**
     * Lists the messages of a session.
     *
     * The newest page first, each page oldest first; without a limit all of them. A message that the engine's end cut off has `interrupted`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    listMessages: Call<T.SessionsListMessagesData, T.SessionsListMessagesResponses>;
    /**
     * Sends a prompt and waits for the answer.
     *
     * Waits for the whole run and answers with the agent's last message; a caller that goes away does not end the run. Where the model fails, the call succeeds and the message has `info.error`. A `messageId` that the session has already is a conflict, and so is another session's: OpenCode would add the words to that message, and answer nothing. Bodies may have 32 MiB.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    sendMessage: Call<T.SessionsSendMessageData, T.SessionsSendMessageResponses>;
    /**
     * Gets a message.
     *
     * The message with its parts.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    getMessage: Call<T.SessionsGetMessageData, T.SessionsGetMessageResponses>;
    /**
     * Deletes a message.
     *
     * For good; the files that it changed stay as they are. OpenCode says yes to a message that is not there, this does not. A session that works is a conflict.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    deleteMessage: Call<T.SessionsDeleteMessageData, T.SessionsDeleteMessageResponses>;
    /**
     * Sends a prompt and does not wait.
     *
     * Answers as soon as the engine has the prompt; what becomes of it comes as events. A `messageId` that the session has already is accepted and not sent again, so that a repeated call is safe; another session's is a conflict. Bodies may have 32 MiB.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    promptAsync: Call<T.SessionsPromptAsyncData, T.SessionsPromptAsyncResponses>;
    /**
     * Runs a command and waits for the answer.
     *
     * Runs a command of the workspace and waits for the run, as `sessions.sendMessage` does. A command that is not there is `not_found`; a `messageId` that was used is a conflict. Where the model fails, the message has `info.error`. The arguments become part of the command's text, in which OpenCode reads any file that is named as `@path`, also outside the workspace, and runs a line in `` !`…` `` in a shell: they may do what `sessions.shell` may. Bodies may have 32 MiB.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    command: Call<T.SessionsCommandData, T.SessionsCommandResponses>;
    /**
     * Runs a line in the shell.
     *
     * Runs a line in the shell, in the session's folder, and keeps it with its output as a message of the session. No model has a word in it, and nobody is asked first. Waits for its end. A `messageId` that was used is a conflict.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    shell: Call<T.SessionsShellData, T.SessionsShellResponses>;
    /**
     * Deletes a part of a message.
     *
     * For good. A session that works is a conflict.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    deletePart: Call<T.SessionsDeletePartData, T.SessionsDeletePartResponses>;
    /**
     * Changes a part of a message.
     *
     * Changes the named fields of a part and keeps the others. OpenCode wants the whole part, and makes one that is not there; this does not. A `url` is checked as a prompt's. A session that works is a conflict.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    updatePart: Call<T.SessionsUpdatePartData, T.SessionsUpdatePartResponses, 'nested'>;
    /**
     * Has the agent write the folder's AGENTS.md.
     *
     * The agent looks at the folder and writes `AGENTS.md`. Waits for the run and answers with the agent's last message; where the model fails, the message has `info.error`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    init: Call<T.SessionsInitData, T.SessionsInitResponses>;
    /**
     * Makes a session of another's beginning.
     *
     * A new session with copies of the messages before `messageId`, or of all. A message that is not there is `not_found`; OpenCode would copy everything.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    fork: Call<T.SessionsForkData, T.SessionsForkResponses>;
    /**
     * Summarises a session to make room.
     *
     * The agent replaces the conversation so far by a summary, for itself; the messages stay readable. Waits for it. Where the model fails the call succeeds and the summary has `info.error`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    summarize: Call<T.SessionsSummarizeData, T.SessionsSummarizeResponses>;
    /**
     * Takes back messages and what they changed.
     *
     * Takes back a message and all after it, with the files they changed, until `sessions.unrevert` or the next prompt. Without git OpenCode leaves the files as they are, and `filesRestored` is false. A message that is not there is `not_found`; OpenCode would do nothing and say yes. A session that works is a conflict.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    revert: Call<T.SessionsRevertData, T.SessionsRevertResponses>;
    /**
     * Brings back what was taken back.
     *
     * A session of which nothing is taken back stays as it is.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    unrevert: Call<T.SessionsUnrevertData, T.SessionsUnrevertResponses>;
    /**
     * Publishes a session.
     *
     * Puts the session on OpenCode's public page; its address is in `share.url`. Everyone who has the address can read it. Where sharing is switched off it is a conflict; OpenCode may say yes and do nothing.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    share: Call<T.SessionsShareData, T.SessionsShareResponses>;
    /**
     * Takes a session off the public page.
     *
     * A session that is not public stays as it is.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    unshare: Call<T.SessionsUnshareData, T.SessionsUnshareResponses>;
    /**
     * Stops what a session is doing.
     *
     * Ends the run and turns down what it asks for; OpenCode would keep that, and list it again with the next run. What is written so far stays. An idle session is left as it is.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    abort: Call<T.SessionsAbortData, T.SessionsAbortResponses>;
  };
  asks: {
    /**
     * Lists what agents ask to be allowed.
     *
     * The requests of all the workspace's sessions that still wait, those of the sessions that agents started included. OpenCode also lists those of runs that are over; they are left out here.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    listPermissions: Call<T.AsksListPermissionsData, T.AsksListPermissionsResponses>;
    /**
     * Answers what an agent asks.
     *
     * A request is answered once; a second answer finds nothing.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    replyPermission: Call<T.AsksReplyPermissionData, T.AsksReplyPermissionResponses>;
    /**
     * Lists what agents ask.
     *
     * The questions of all the workspace's sessions that still wait, those of the sessions that agents started included. OpenCode also lists those of runs that are over; they are left out here.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    listQuestions: Call<T.AsksListQuestionsData, T.AsksListQuestionsResponses>;
    /**
     * Answers an agent's questions.
     *
     * One list of answers for each question, in their order; OpenCode would take fewer. A request is answered once.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    replyQuestion: Call<T.AsksReplyQuestionData, T.AsksReplyQuestionResponses>;
    /**
     * Turns an agent's questions down.
     *
     * The agent is told that nobody answers; its run goes on or ends as it sees fit.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    rejectQuestion: Call<T.AsksRejectQuestionData, T.AsksRejectQuestionResponses>;
  };
  engine: {
    /**
     * What OpenCode sees of a workspace.
     *
     * OpenCode's project id, work tree and version control of the folder.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    project: Call<T.EngineProjectData, T.EngineProjectResponses>;
    /**
     * Lists the agents of a workspace.
     *
     * Those that OpenCode brings and those of the workspace, in OpenCode's order. What is named like a secret in an agent's `options` is left out, and where OpenCode names this server's data folder it is `[data]`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    agents: Call<T.EngineAgentsData, T.EngineAgentsResponses>;
    /**
     * Lists the commands of a workspace.
     *
     * Those that OpenCode brings, those of the workspace, its skills, and the prompts of its MCP servers; `source` says which.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    commands: Call<T.EngineCommandsData, T.EngineCommandsResponses>;
    /**
     * Lists the providers of models and their models.
     *
     * The providers that can be used, with their models. `all` adds every other one that OpenCode knows, which are some 200: it takes OpenCode 2 s and 400 MB. OpenCode answers with its keys; here no key comes, nor anything else that is configured and may hold one, but only whether there is one. `signIns` are the ways to sign in, also to providers that are not listed.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    providers: Call<T.EngineProvidersData, T.EngineProvidersResponses>;
    /**
     * Lists the tools that agents have.
     *
     * The ids of all tools; with `providerId` and `modelId` the tools that this model gets, described. OpenCode does not count the tools of MCP servers among them, and answers for models that do not exist; here those are `not_found`. Where it names this server's data folder it is `[data]`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    tools: Call<T.EngineToolsData, T.EngineToolsResponses>;
    /**
     * How the MCP servers of a workspace are.
     *
     * By name. The first call connects to them and waits for those that are slow, half a minute for one that says nothing.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    mcpStatus: Call<T.EngineMcpStatusData, T.EngineMcpStatusResponses>;
  };
  providers: {
    /**
     * Gives OpenCode a provider's key.
     *
     * OpenCode keeps the key, in a file that its owner alone can read, for all workspaces; this server does not. OpenCode takes a key for a provider that it does not know, too: `connected` says whether the provider can be used now. OpenCode itself goes on with what it had until it reads its configuration again; this makes it do so wherever no session works. The workspaces where one works are in `pendingWorkspaceIds`: they have the change when the call is repeated.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    setKey: Call<T.ProvidersSetKeyData, T.ProvidersSetKeyResponses>;
    /**
     * Has OpenCode forget a provider's key.
     *
     * Forgets the key, or what a sign-in left. A provider without stays as it is; one that has a key in its configuration or in the environment too stays `connected`. Where a session works the key is used until the call is repeated, as with `providers.setKey`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    removeKey: Call<T.ProvidersRemoveKeyData, T.ProvidersRemoveKeyResponses>;
    /**
     * Begins to sign in to a provider.
     *
     * Answers where to send the person. `method` is one of the `signIns` of `engine.providers` and of type `oauth`; OpenCode answers a fault, or nothing at all, to others. With `complete` being `auto`, OpenCode itself hears of the end, on a port of its own machine or by asking the provider; with `code` the person is shown a code. Both end with `providers.finishSignIn`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    startSignIn: Call<T.ProvidersStartSignInData, T.ProvidersStartSignInResponses>;
    /**
     * Ends signing in to a provider.
     *
     * Ends the sign-in of the provider that was started last; without one it is a conflict. Without a `code` it waits for the person, up to 15 minutes. Answers as `providers.setKey` does.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `engine_error`, `engine_unavailable`, `starting`, `timeout`, `internal`
     */
    finishSignIn: Call<T.ProvidersFinishSignInData, T.ProvidersFinishSignInResponses>;
  };
  bundles: {
    /**
     * Publishes a bundle.
     *
     * Gives content to the publisher that this server is set up with; everyone who has the address can read it from then on. What looks like a secret is not given out before someone decides: `export_needs_decision` has the places. Without a publisher it is a `conflict`; what the publisher refuses is a `remote_error`, and its redirects are not followed.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`, `export_needs_decision`, `not_found`, `remote_error`, `timeout`
     */
    publish: Call<T.BundlesPublishData, T.BundlesPublishResponses>;
    /**
     * Fetches a published bundle.
     *
     * Takes a bundle from the publisher that this server is set up with, and from nobody else: an address elsewhere is `unprocessable`, and redirects are not followed. Nothing of it is used yet. At most 8 MiB.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`, `not_found`, `remote_error`, `timeout`
     */
    fetch: Call<T.BundlesFetchData, T.BundlesFetchResponses>;
    /**
     * Gives out what a workspace is set up with.
     *
     * Skills, commands, agents, plugins and tools in files, and of OpenCode's configuration what is not of this machine; in `excluded` what is not in it, and why. What looks like a secret is not given out before someone decides: `export_needs_decision` has the places, `exclude` leaves it out, `include` gives it out to whoever may change the workspace. What OpenWork keeps sealed is never in it. Can be published as it is. At most 7 MiB and 1000 skills, commands and files: else `too_large` names what is largest.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`, `export_needs_decision`, `too_large`, `unprocessable`, `unsupported_media_type`
     */
    export: Call<T.BundlesExportData, T.BundlesExportResponses>;
    /**
     * Says what an import would do.
     *
     * What `bundles.import` would do with the same body, thing by thing, and what somebody should know before: importing a bundle runs somebody's code. Writes nothing, and is for whoever may import: what is kept tells what is there. What cannot be taken in is an item with a reason, not a failure.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    previewImport: Call<T.BundlesPreviewImportData, T.BundlesPreviewImportResponses>;
    /**
     * Takes a bundle into a workspace.
     *
     * All of it, or nothing: where one thing is in conflict, refused or cannot be written, the workspace stays as it was. `merge` puts what the bundle names in place; `replace` lets the rest of that section go too, but for what is managed. What was there before is kept in the data folder. MCP servers become managed items of this workspace, all else lies in its files. OpenCode sees it after a reload. With `ifPlan` only what a preview said is done, else it is a `conflict`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    import: Call<T.BundlesImportData, T.BundlesImportResponses>;
  };
  router: {
    /**
     * Which services the messaging router reaches.
     *
     * Asks the running router. While it does not run, nothing is `ok`; `runtime.routerHealth` says why.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    health: Call<T.RouterHealthData, T.RouterHealthResponses>;
    /**
     * Starts the messaging router afresh.
     *
     * Changes are followed without it; this starts the router afresh and waits for it. `applied` is false, with the reason, where it does not come up. With nothing enabled the router rests, which counts as applied.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    apply: Call<T.RouterApplyData, T.RouterApplyResponses>;
    /**
     * Lists the bots of a service.
     *
     * By id. Secrets are never told: a field that holds one says `configured`.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    listIdentities: Call<T.RouterListIdentitiesData, T.RouterListIdentitiesResponses>;
    /**
     * Makes a bot or changes one.
     *
     * What is absent stays as it is. A new Telegram bot needs a `token`, and a `pairingCode` unless it is public; a new Slack bot a `botToken` and an `appToken`. Secrets are kept sealed; where the key to them is missing or wrong it is a conflict.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`
     */
    upsertIdentity: Call<T.RouterUpsertIdentityData, T.RouterUpsertIdentityResponses>;
    /**
     * Removes a bot.
     *
     * Its bindings go with it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    removeIdentity: Call<T.RouterRemoveIdentityData, T.RouterRemoveIdentityResponses>;
    /**
     * Lists whom the bots are bound to.
     *
     * By id; of one service or one bot where that is asked.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `internal`
     */
    listBindings: Call<T.RouterListBindingsData, T.RouterListBindingsResponses>;
    /**
     * Binds a peer of a bot to a folder.
     *
     * What the peer writes to the bot is then worked on in the folder, which is a workspace's or lies in one. A bot and a peer have one binding: setting it again changes it.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`, `not_found`
     */
    setBinding: Call<T.RouterSetBindingData, T.RouterSetBindingResponses>;
    /**
     * Removes a binding.
     *
     * The peer's messages are then worked on in the bot's own folder.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `not_found`, `internal`
     */
    removeBinding: Call<T.RouterRemoveBindingData, T.RouterRemoveBindingResponses>;
    /**
     * Sends a message to one recipient.
     *
     * To the named bot and peer and to nobody else; there is no way to send to many. Where the router's answer names another recipient, or more than one, it is an error. Nothing is sent twice by itself: where the answer is lost, the error says that delivery is not known. A bot that is not enabled, or is not bound to the peer, is a conflict; the engine's codes stand for the router here.
     *
     * @throws OpenWorkError `invalid_request`, `forbidden`, `unauthorized`, `conflict`, `too_large`, `unsupported_media_type`, `unprocessable`, `internal`, `not_found`, `engine_error`, `engine_unavailable`, `starting`, `timeout`
     */
    send: Call<T.RouterSendData, T.RouterSendResponses>;
  };
}
