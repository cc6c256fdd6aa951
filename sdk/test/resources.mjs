// Skills, commands, agents and MCP servers through the SDK. Run by the suite against a live server: `add` puts one of each in place, `remove` takes
// them away, and both have the engine read them; `sign-in` signs in to an MCP server, and out of it; `hub` installs a skill of the hub.
import { createClient } from '../dist/index.js';

const { OPENWORK_URL, OPENWORK_TOKEN, OPENWORK_WORKSPACE: workspaceId, OPENWORK_CONFIG } = process.env;
const { skills, commands, mcp, managed, workspaces } = createClient({ baseUrl: OPENWORK_URL, token: OPENWORK_TOKEN });

if (process.argv[2] === 'add') {
  const config = JSON.parse(OPENWORK_CONFIG);
  const skill = await skills.upsert({ workspaceId, name: 'from-sdk', description: 'of the SDK', content: 'Do it.\n' });
  const command = await commands.upsert({ workspaceId, name: 'from-sdk', template: 'Do $1.' });
  const server = await mcp.add({ workspaceId, name: 'from-sdk', config: config.mcp });
  await managed.create({ kind: 'agents', displayName: 'from-sdk', config: config.agent, workspaceIds: [workspaceId] });
  const read = await skills.get({ workspaceId, name: 'from-sdk' });
  const stale = await skills
    .upsert({ workspaceId, name: 'from-sdk', description: 'x', content: 'y', ifMatch: 'sha256:0' })
    .then(() => 'none', (error) => error.code);
  await workspaces.reload({ workspaceId });
  const actions = [skill, command, server].map((made) => made.action);
  console.log(JSON.stringify({ actions, content: read.content, stale }));
} else if (process.argv[2] === 'hub') {
  const names = (await skills.listHub()).items.map((item) => item.name);
  const { action } = await skills.installFromHub({ workspaceId, name: 'scan', existing: 'keep' });
  console.log(JSON.stringify({ names, action }));
} else if (process.argv[2] === 'sign-in') {
  const at = { workspaceId, name: 'mcp' };
  const before = await mcp.finishAuth({ ...at, code: 'x', state: 'x' }).then(() => 'none', (error) => error.code);
  const { url } = await mcp.startAuth(at);
  // the person agrees at once, and their browser is sent on
  const to = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location'));
  const [code, state] = ['code', 'state'].map((part) => to.searchParams.get(part));
  const { status: done } = await mcp.finishAuth({ ...at, code, state });
  console.log(JSON.stringify({ before, done, removed: (await mcp.removeAuth(at)).status }));
} else {
  const skill = await skills.remove({ workspaceId, name: 'from-sdk' });
  const command = await commands.remove({ workspaceId, name: 'from-sdk' });
  await mcp.remove({ workspaceId, name: 'from-sdk' });
  const { id: itemId } = (await managed.list({ kind: 'agents' })).items.find((item) => item.key === 'from-sdk');
  await managed.delete({ kind: 'agents', itemId });
  await workspaces.reload({ workspaceId });
  const left = [...(await skills.list({ workspaceId })).items, ...(await commands.list({ workspaceId })).items];
  console.log(JSON.stringify({ paths: [skill.path, command.path], left: left.map((item) => item.name) }));
}
