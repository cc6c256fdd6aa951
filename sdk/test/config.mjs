// A configuration through the SDK. Run by the suite against a live server.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN, OPENWORK_WORKSPACE: workspaceId } = process.env;
const { config } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });
const failed = (call) => call.then(() => 'none', (error) => error.code);

const { exists } = await config.getRaw({ workspaceId });
const patched = await config.patch({ workspaceId, body: { opencode: { model: 'a/b' } } });
const { effective, stored } = await config.get({ workspaceId });
const removed = (await config.patch({ workspaceId, body: { opencode: { model: null } } })).config.effective.model === undefined;
const refused = await failed(config.patch({ workspaceId, body: { opencode: { plugin: [] } } }));
const conflict = await failed(config.patch({ workspaceId, body: { opencode: {}, ifMatch: stored.revision } }));
await config.putRaw({ workspaceId, body: { content: '{ // sdk\n}\n' } });
const { content } = await config.getRaw({ workspaceId });
const { issues } = await config.validate({ workspaceId, content: '{\n  "model": 5\n}' });
if (patched.config.effective.model !== effective.model) throw new Error('another configuration');
console.log(JSON.stringify({ model: effective.model, removed, refused, conflict, content, line: issues[0].line, exists }));
