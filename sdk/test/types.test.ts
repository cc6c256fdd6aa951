// What the compiler must know. Nothing here is called.
import { it } from 'node:test';
import type { AppSdk } from '../src/app/index.js';
import type { Call } from '../src/shape.js';
import { OpenWorkError, type EngineState, type ErrorCode, type Event, type Message, type OpenWorkClient, type Session, type SystemEvent, type Workspace } from '../src/index.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => undefined;

export async function calls(sdk: OpenWorkClient): Promise<void> {
  const page = await sdk.sessions.listMessages({ workspaceId: 'w', sessionId: 's', limit: 3 });
  same<(typeof page)['items'], Message[]>(true);
  same<Awaited<ReturnType<typeof sdk.workspaces.createLocal>>, Workspace>(true);
  const session: Session = await sdk.sessions.create({ workspaceId: 'w', title: 't' }, { timeoutMs: 1, signal: new AbortController().signal });
  await sdk.workspaces.list();
  await sdk.workspaces.list({ limit: 1 });
  await sdk.system.health({}, { timeoutMs: 1 });
  const document: Record<string, unknown> = await sdk.openapi.get();
  void document;

  same<typeof session.id, string>(true);
  const workspace = await sdk.workspaces.get({ workspaceId: 'w' });
  const { items: providers, signIns } = await sdk.engine.providers({ workspaceId: 'w', all: true });
  same<(typeof providers)[number]['hasKey'], boolean>(true);
  same<(typeof signIns)[number]['methods'][number]['method'], number>(true);
  const agent: string = (await sdk.engine.agents({ workspaceId: 'w' })).items[0]!.mode;
  const hints: string[] = (await sdk.engine.commands({ workspaceId: 'w' })).items[0]!.hints!;
  const tool: string = (await sdk.engine.tools({ workspaceId: 'w', providerId: 'p', modelId: 'm' })).items[0]!.id;
  const status: string = (await sdk.engine.mcpStatus({ workspaceId: 'w' })).items[0]!.status;
  void [agent, hints, tool, status];
  const access = await sdk.providers.setKey({ workspaceId: 'w', providerId: 'p', key: 'k', metadata: { account: 'a' } });
  same<typeof access.pendingWorkspaceIds, string[]>(true);
  same<Awaited<ReturnType<typeof sdk.providers.removeKey>>, typeof access>(true);
  same<Awaited<ReturnType<typeof sdk.providers.finishSignIn>>, typeof access>(true);
  const { complete } = await sdk.providers.startSignIn({ workspaceId: 'w', providerId: 'p', method: 0 });
  same<typeof complete, 'auto' | 'code'>(true);
  await sdk.providers.finishSignIn({ workspaceId: 'w', providerId: 'p', code: 'c' });
  // @ts-expect-error: a provider tells no key
  void providers[0]!.key;
  // @ts-expect-error: a key is missing
  await sdk.providers.setKey({ workspaceId: 'w', providerId: 'p' });

  // @ts-expect-error: a workspace has an id
  void workspace.workspaceId;
  // @ts-expect-error: the session is missing
  await sdk.sessions.listMessages({ workspaceId: 'w' });
  // @ts-expect-error: parameters are missing
  await sdk.sessions.listMessages();
  // @ts-expect-error: ids are spelled with Id
  await sdk.sessions.listMessages({ workspaceId: 'w', sessionID: 's' });
  // @ts-expect-error: a limit is a number
  await sdk.sessions.listMessages({ workspaceId: 'w', sessionId: 's', limit: '3' });
  // @ts-expect-error: a prompt has parts
  await sdk.sessions.promptAsync({ workspaceId: 'w', sessionId: 's', text: 'hello' });
  // @ts-expect-error: no such kind of part
  await sdk.sessions.promptAsync({ workspaceId: 'w', sessionId: 's', parts: [{ type: 'sound' }] });
  // @ts-expect-error: it takes nothing
  await sdk.system.health({ verbose: true });
  // @ts-expect-error: no such operation
  await sdk.sessions.invent({ workspaceId: 'w' });
}

export async function events(sdk: OpenWorkClient): Promise<void> {
  const stream = sdk.events.watch({ workspaceId: 'w', onGap: (gap) => same<(typeof gap)['type'], 'stream.gap'>(true) });
  for await (const event of stream) {
    same<typeof event, Event>(true);
    if (event.type === 'message.part.delta') {
      const text: string = event.properties.delta;
      void text;
      // @ts-expect-error: that is in another event
      void event.properties.status;
    } else if (event.type === 'session.status') {
      const { status } = event.properties;
      if (status.type === 'retry') same<typeof status.attempt, number>(true);
    } else if (event.type === 'stream.gap') {
      same<typeof event.properties.from, number>(true);
    }
    // @ts-expect-error: no such event
    if (event.type === 'session.invented') break;
  }
  // @ts-expect-error: the workspace is missing
  sdk.events.watch({ sessionId: 's' });
  // @ts-expect-error: the header is the stream's own
  sdk.events.watch({ workspaceId: 'w', lastEventId: 1 });
}

export async function systemEvents(sdk: OpenWorkClient): Promise<void> {
  for await (const event of sdk.system.events({ onGap: (gap) => same<(typeof gap)['type'], 'stream.gap'>(true) })) {
    same<typeof event, SystemEvent>(true);
    if (event.type === 'engine.stateChanged') {
      same<typeof event.properties.state, EngineState>(true);
      const remedy: string | undefined = event.properties.lastError?.remedy;
      void remedy;
    } else if (event.type === 'workspace.changed') {
      same<typeof event.workspaceId, string>(true);
      same<typeof event.properties.deleted, boolean>(true);
    }
    // @ts-expect-error: that is an event of a workspace
    if (event.type === 'session.idle') break;
  }
  sdk.system.events();
  // @ts-expect-error: the server's own events are about no session
  sdk.system.events({ sessionId: 's' });
}

export function errors(error: unknown): number {
  if (!(error instanceof OpenWorkError)) return 0;
  same<typeof error.code, ErrorCode>(true);
  // @ts-expect-error: no such code
  if (error.code === 'oops') return 1;
  if (error.code === 'unreachable' || error.code === 'conflict') return 2;
  return error.details.length;
}

export async function forms(
  nested: Call<{ body: { path: string }; path: { workspaceId: string }; url: '' }, { 200: { ok: true; data: 1; meta: object } }, 'nested'>,
  optional: Call<{ body?: { title: string }; url: '' }, { 200: string }>,
  bytes: Call<{ body: Blob | File; headers?: { 'If-Match'?: string }; query: { path: string }; url: '' }, { 200: Blob | File }, 'nested'>,
  either: Call<{ body: { a: string } | { b: number }; path: { id: string }; url: '' }, { 200: { ok: true; data: string; meta: object } }>,
): Promise<void> {
  same<Awaited<ReturnType<typeof nested>>, 1>(true);
  await nested({ workspaceId: 'w', body: { path: 'p' } });
  await optional();
  await optional({ title: 't' });
  same<Awaited<ReturnType<typeof bytes>>, Blob>(true);
  await bytes({ path: 'p', body: new Uint8Array(1), ifMatch: '"1"' });
  await either({ id: 'i', a: 'x' });
  await either({ id: 'i', b: 1 });
  // @ts-expect-error: the body is missing
  await nested({ workspaceId: 'w' });
  // @ts-expect-error: one of both
  await either({ id: 'i', a: 1 });
}

export async function adapter(sdk: AppSdk): Promise<void> {
  same<Awaited<ReturnType<typeof sdk.sessions.get>>, Session>(true);
  const listed = await sdk.route('sessions.list', { current: (client) => client.sessions.list({ workspaceId: 'w' }), older: async () => ({ items: [] }) });
  same<(typeof listed)['items'], Session[]>(true);
}

it('is checked by the compiler', () => undefined);
