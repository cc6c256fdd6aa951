// The main job, told by the built package: a folder, a session, a prompt, its events, and the file that came of it.
import { readFile } from 'node:fs/promises';
import { createClient } from '../dist/index.js';

const LIMIT_MS = 60_000;

const abort = new AbortController();
setTimeout(() => fail(new Error(`no end within ${LIMIT_MS / 1000} s`)), LIMIT_MS).unref();

function fail(error) {
  const said = [error?.code, error?.message ?? String(error), error?.requestId].filter(Boolean).join(' · ');
  console.error(`story: ${said}`);
  process.exit(1);
}

function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

async function story() {
  const sdk = createClient({ baseUrl: given('OPENWORK_URL'), token: given('OPENWORK_TOKEN') });
  const file = given('OPENWORK_FILE');
  const text = given('OPENWORK_PROMPT');
  const { id: workspaceId } = await sdk.workspaces.createLocal({ folderPath: given('OPENWORK_FOLDER'), name: 'story' });

  let session;
  const types = [];
  const events = [];
  await new Promise((resolve, reject) => {
    const opened = async () => {
      session = await sdk.sessions.create({ workspaceId, title: 'story' });
      await sdk.sessions.promptAsync({ workspaceId, sessionId: session.id, parts: [{ type: 'text', text }] });
    };
    const watched = async () => {
      let begun = false;
      const onOpen = () => {
        if (!begun) opened().catch(reject);
        begun = true;
      };
      const early = [];
      for await (const event of sdk.events.watch({ workspaceId, signal: abort.signal, onOpen })) {
        // the session's first events may come before the answer that names it
        early.push(event);
        if (session === undefined) continue;
        for (const each of early.splice(0)) {
          if (each.sessionId !== session.id) continue;
          types.push(each.type);
          events.push([each.seq, each.type]);
          if (each.type === 'session.error') throw new Error(`session.error: ${JSON.stringify(each.properties)}`);
          if (each.type === 'session.idle') return;
        }
      }
    };
    watched().then(resolve, reject);
  });
  console.log(JSON.stringify({ types, events, file: await readFile(file, 'utf8') }));
}

story().then(() => process.exit(0), fail);
