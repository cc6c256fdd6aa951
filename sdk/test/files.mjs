// Files through the SDK: text, bytes, a part, a conflict. Run by the suite against a live server.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN, OPENWORK_WORKSPACE: workspaceId } = process.env;
const { files } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });

const written = await files.writeText({ workspaceId, path: 'sdk.txt', content: 'hällo\r\n' });
const { content: text } = await files.readText({ workspaceId, path: 'sdk.txt' });
await files.writeRaw({ workspaceId, path: 'sdk.bin', body: new Uint8Array([1, 2, 3, 4]) });
const part = [...new Uint8Array(await (await files.readRaw({ workspaceId, path: 'sdk.bin', range: 'bytes=1-2' })).arrayBuffer())];
await files.writeRaw({ workspaceId, path: 'sdk.txt', body: 'other', ifMatch: `"${written.revision}"` });
const conflict = await files
  .writeText({ workspaceId, path: 'sdk.txt', content: 'mine', ifMatch: written.revision })
  .then(() => 'none', (error) => error.code);
const names = (await files.find({ workspaceId, query: 'sdk' })).items.map((item) => item.path);
console.log(JSON.stringify({ text, part, conflict, names }));
