// The import of what older OpenWork left behind through the SDK: looked at, run twice, taken back. Run by the suite against a
// live server that has imported nothing yet.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN } = process.env;
const { migration, workspaces } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });

const items = (plan) => plan.sources.flatMap((source) => source.items).filter((item) => item.subject === 'workspace');
const actions = (plan) => items(plan).map((item) => item.action);
const listed = async () => (await workspaces.list()).items.length;
const before = await migration.status();
const planned = await migration.plan();
const untouched = await listed();
const done = await migration.run();
const again = await migration.run();
const after = await migration.status();
const imported = await listed();
const older = await workspaces.get({ workspaceId: 'ws_older0' });
const undone = await migration.undo();
const last = await migration.status();
console.log(
  JSON.stringify({
    states: [before.state, after.state, last.state],
    actions: [planned, done, again].map(actions),
    workspaces: [untouched, imported, await listed()],
    sources: [before, after].map((status) => status.sources.length),
    kind: planned.sources[0].kind,
    older: older.displayName,
    undone: [undone.removed === after.made, undone.left?.length ?? 0, (await migration.undo()).removed],
  }),
);
