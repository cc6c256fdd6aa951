// Files through the SDK: text, bytes, a part, a conflict. Run by the suite against a live server.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN, OPENWORK_WORKSPACE: workspaceId } = process.env;
const { files, fileSessions, inbox, artifacts } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });

const written = await files.writeText({ workspaceId, path: 'sdk.txt', content: 'hällo\r\n' });
const { content: text } = await files.readText({ workspaceId, path: 'sdk.txt' });
await files.writeRaw({ workspaceId, path: 'sdk.bin', body: new Uint8Array([1, 2, 3, 4]) });
const part = [...new Uint8Array(await (await files.readRaw({ workspaceId, path: 'sdk.bin', range: 'bytes=1-2' })).arrayBuffer())];
await files.writeRaw({ workspaceId, path: 'sdk.txt', body: 'other', ifMatch: `"${written.revision}"` });
const conflict = await files
  .writeText({ workspaceId, path: 'sdk.txt', content: 'mine', ifMatch: written.revision })
  .then(() => 'none', (error) => error.code);
const names = (await files.find({ workspaceId, query: 'sdk' })).items.map((item) => item.path);

const { id: fileSessionId } = await fileSessions.create({ workspaceId });
const batch = await fileSessions.writeBatch({
  workspaceId,
  fileSessionId,
  writes: [{ path: 'batch/a', contentBase64: 'YQ==' }, { path: '../b', contentBase64: '' }],
});
const { items: read } = await fileSessions.readBatch({ workspaceId, fileSessionId, paths: ['batch/a', 'none'] });
const { items: moved } = await fileSessions.operations({
  workspaceId,
  fileSessionId,
  operations: [{ type: 'rename', from: 'batch', to: 'moved' }],
});
const catalog = await fileSessions.snapshot({ workspaceId, fileSessionId, prefix: 'moved' });
const events = await fileSessions.events({ workspaceId, fileSessionId, since: batch.cursor });
await fileSessions.renew({ workspaceId, fileSessionId, ttlSeconds: 60 });
await fileSessions.close({ workspaceId, fileSessionId });
const handed = await inbox.upload({ workspaceId, path: 'in.txt', body: 'handed in' });
const back = await (await inbox.download({ workspaceId, inboxId: handed.id })).text();
const listed = (await inbox.list({ workspaceId })).items.map((item) => item.name);
const made = (await artifacts.list({ workspaceId })).items.length;
const sessions = {
  batch: batch.items.map((item) => item.code ?? 'ok'),
  read: read.map((item) => item.contentBase64 ?? item.code),
  moved: moved.map((item) => item.ok),
  catalog: catalog.items.map((item) => item.path),
  events: events.items.map((item) => item.type),
};
console.log(JSON.stringify({ text, part, conflict, names, sessions, exchange: { back, listed, made } }));
