import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSdk, ServerRegistry, servers, type Change } from '../src/app/index.js';
import { OpenWorkError } from '../src/index.js';
import { ok, serve } from './server.js';

const capabilities = (...names: string[]): object => ({ operations: names.map((operation) => ({ operation, allowed: true, available: true })), events: [] });

describe('the adapter', () => {
  it('gives one client per server, and makes no request', async (test) => {
    const { baseUrl, seen } = await serve(test, (_, response) => ok(response, { items: [] }));
    const registry = new ServerRegistry();
    registry.register({ serverId: 'a', baseUrl, token: 't' });
    registry.register({ serverId: 'b', baseUrl, token: 'u' });
    const sdk = createSdk({ serverId: 'a', registry });
    assert.equal(createSdk({ serverId: 'a', registry }), sdk);
    assert.notEqual(createSdk({ serverId: 'b', registry }), sdk);
    registry.register({ serverId: 'a', baseUrl, token: 't', capabilities: ['sessions.list'] });
    assert.equal(createSdk({ serverId: 'a', registry }), sdk);
    assert.equal(sdk.offers('sessions.create'), false);
    registry.register({ serverId: 'a', baseUrl, token: 'fresh' });
    assert.notEqual(createSdk({ serverId: 'a', registry }), sdk);
    assert.equal(seen.length, 0);
    await createSdk({ serverId: 'a', registry }).workspaces.list();
    assert.equal(seen[0]?.headers.authorization, 'Bearer fresh');
    const started = performance.now();
    for (let each = 0; each < 100_000; each += 1) createSdk({ serverId: 'a', registry });
    assert.ok(performance.now() - started < 1000);
  });

  it('tells of changes', () => {
    const registry = new ServerRegistry();
    const changes: Change[] = [];
    const end = registry.subscribe((change) => changes.push(change));
    registry.register({ serverId: 'a', baseUrl: 'http://127.0.0.1:1' });
    assert.equal(registry.list(), registry.list());
    assert.equal(registry.get('a')?.baseUrl, 'http://127.0.0.1:1');
    assert.equal(registry.remove('a'), true);
    assert.equal(registry.remove('a'), false);
    end();
    registry.register({ serverId: 'a', baseUrl: 'http://127.0.0.1:1' });
    assert.deepEqual(
      changes.map(({ type }) => type),
      ['registered', 'removed'],
    );
    assert.throws(() => createSdk({ serverId: 'nobody' }), (error) => error instanceof OpenWorkError && error.code === 'not_found');
    assert.deepEqual(servers.list(), []);
  });

  it('asks what a server offers when told to', async (test) => {
    const { baseUrl, seen } = await serve(test, (_, response) => ok(response, capabilities('sessions.list')));
    const registry = new ServerRegistry();
    registry.register({ serverId: 'a', baseUrl });
    const changes: string[] = [];
    registry.subscribe(({ type }) => changes.push(type));
    const sdk = createSdk({ serverId: 'a', registry });
    assert.equal(sdk.offered(), undefined);
    assert.equal(sdk.offers('sessions.create'), true);
    await sdk.refreshCapabilities();
    assert.deepEqual([sdk.offers('sessions.list'), sdk.offers('sessions.create')], [true, false]);
    assert.equal(seen[0]?.url, '/system/capabilities');
    assert.deepEqual(changes, ['capabilities']);
    assert.equal(createSdk({ serverId: 'a', registry }), sdk);
  });

  it('sends what the server does not offer to the older one, with one line for each operation', async () => {
    const lines: string[] = [];
    const registry = new ServerRegistry({ log: (line) => lines.push(line) });
    const legacyBaseUrl = 'http://name:secret@127.0.0.1:2/';
    registry.register({ serverId: 'a', baseUrl: 'http://127.0.0.1:1', token: 't', legacyBaseUrl, capabilities: ['sessions.list'] });
    const by = { current: async () => 'current', older: async ({ baseUrl, token }: { baseUrl: string; token: unknown }) => `older ${baseUrl} ${String(token)}` };
    const sdk = createSdk({ serverId: 'a', registry });
    const answers = await Promise.all(['sessions.list', 'skills.list', 'skills.list', 'sessions.list'].map((operation) => sdk.route(operation, by)));
    const older = `older ${legacyBaseUrl} t`;
    assert.deepEqual(answers, ['current', older, older, 'current']);
    assert.deepEqual(lines, [
      'sessions.list of server a is answered by the current server (127.0.0.1:1)',
      'skills.list of server a is answered by the older server (127.0.0.1:2)',
    ]);
    registry.register({ serverId: 'b', baseUrl: 'http://127.0.0.1:1', capabilities: [] });
    const nowhere = createSdk({ serverId: 'b', registry }).route('skills.list', by);
    await assert.rejects(nowhere, (error) => error instanceof OpenWorkError && error.code === 'not_implemented' && /no older server/.test(error.message));
    assert.equal(lines.length, 2);
  });
});
