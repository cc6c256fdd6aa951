// What was done in older OpenWork through the SDK: page by page, of one workspace, and what is refused. Run by the suite
// against a live server that has imported two logs.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN } = process.env;
const { audit } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });

const ids = (list) => list.items.map((record) => record.id);
const all = await audit.list();
const page = await audit.list({ limit: 1 });
const next = await audit.list({ limit: 1, cursor: page.nextCursor });
const one = await audit.list({ workspaceId: 'ws_older0' });
const refused = await audit.list({ workspaceId: 'ws_never' }).then(() => 'none', (error) => error.code);
const { actor, summary } = all.items[0];
const told = { all: ids(all), pages: [ids(page), ids(next)], one: ids(one), faults: all.faults.length };
console.log(JSON.stringify({ ...told, refused, by: actor.origin, summary }));
