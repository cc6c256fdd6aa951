// The app's side: servers by id, a client for each, and per operation the choice between it and an older server.
// Nothing here knows what a workspace is.
import { createClient } from '../client.js';
import { OpenWorkError } from '../errors.js';
import type { OpenWorkClient, OperationId } from '../generated/operations.gen.js';
import type { Capabilities } from '../generated/types.gen.js';
import type { Token } from '../request.js';

export interface ServerEntry {
  serverId: string;
  baseUrl: string;
  token?: Token | undefined;
  /** What the server offers: its own answer to `system.capabilities`, or names of operations. Unknown without. */
  capabilities?: Capabilities | Iterable<string> | undefined;
  /** The older server beside it, for what this one does not offer. */
  legacyBaseUrl?: string | undefined;
  /** The older server's token; the same one without. */
  legacyToken?: Token | undefined;
}

/** Where the older server is; the app brings its own way of asking it. */
export interface OlderServer {
  serverId: string;
  baseUrl: string;
  token: Token | undefined;
}

export interface Route<T> {
  current: (sdk: OpenWorkClient) => Promise<T>;
  older: (server: OlderServer) => Promise<NoInfer<T>>;
}

/** A client of a registered server, with what an app asks about it. */
export interface AppSdk extends OpenWorkClient {
  readonly serverId: string;
  /** The operations that the server is known to offer; `undefined` while nothing is known. */
  offered(): ReadonlySet<string> | undefined;
  /** Whether the server offers the operation. True while nothing is known. */
  offers(operation: OperationId | (string & {})): boolean;
  /** Asks the server what it offers and keeps the answer in the registry. The only request of this module. */
  refreshCapabilities(options?: { signal?: AbortSignal }): Promise<Capabilities>;
  /** Does something by the server if it offers the operation, else by the older one. The choice is logged once. */
  route<T>(operation: OperationId | (string & {}), by: Route<T>): Promise<T>;
}

export type Change = { type: 'registered' | 'removed' | 'capabilities'; serverId: string };

export interface RegistryOptions {
  /** Takes the line that says which server answers an operation; `console.info` without. */
  log?: ((line: string) => void) | undefined;
  fetch?: typeof fetch | undefined;
  requestTimeoutMs?: number | undefined;
}

interface Known {
  entry: Readonly<ServerEntry>;
  offered: ReadonlySet<string> | undefined;
  sdk: AppSdk | undefined;
  logged: Set<string>;
}

/** Servers by id, and their clients. */
export class ServerRegistry {
  readonly #servers = new Map<string, Known>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #options: RegistryOptions;
  #list: readonly Readonly<ServerEntry>[] | undefined;

  constructor(options: RegistryOptions = {}) {
    this.#options = options;
  }

  /** Adds a server or replaces what is known of it. Its client stays the same object unless addresses or tokens change. */
  register(entry: ServerEntry): void {
    const before = this.#servers.get(entry.serverId);
    const same =
      before !== undefined && (['baseUrl', 'token', 'legacyBaseUrl', 'legacyToken'] as const).every((field) => before.entry[field] === entry[field]);
    const known: Known = same ? before : { entry, offered: undefined, sdk: undefined, logged: new Set() };
    known.entry = Object.freeze({ ...entry });
    known.offered = namesOf(entry.capabilities) ?? (same ? known.offered : undefined);
    this.#servers.set(entry.serverId, known);
    this.#tell({ type: 'registered', serverId: entry.serverId });
  }

  remove(serverId: string): boolean {
    const removed = this.#servers.delete(serverId);
    if (removed) this.#tell({ type: 'removed', serverId });
    return removed;
  }

  get(serverId: string): Readonly<ServerEntry> | undefined {
    return this.#servers.get(serverId)?.entry;
  }

  /** All of them; the same array until something changes. */
  list(): readonly Readonly<ServerEntry>[] {
    return (this.#list ??= [...this.#servers.values()].map(({ entry }) => entry));
  }

  /** Calls the listener after each change; the answer ends that. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The server's client: made at the first use and kept. */
  sdk(serverId: string): AppSdk {
    const known = this.#servers.get(serverId);
    if (known === undefined) throw new OpenWorkError({ code: 'not_found', message: `No server is registered as ${JSON.stringify(serverId)}.` });
    return (known.sdk ??= this.#make(known));
  }

  #make(known: Known): AppSdk {
    const { serverId, baseUrl, token } = known.entry;
    const { fetch, requestTimeoutMs, log = console.info } = this.#options;
    const client = createClient({ baseUrl, token, fetch, requestTimeoutMs });
    const offers = (operation: string): boolean => known.offered?.has(operation) ?? true;
    const logOnce = (operation: string, answers: string): void => {
      const line = `${operation} of server ${serverId} is answered by the ${answers}`;
      if (known.logged.has(line)) return;
      known.logged.add(line);
      log(line);
    };
    return {
      ...client,
      serverId,
      offered: () => known.offered,
      offers,
      refreshCapabilities: async (options = {}) => {
        const capabilities = await client.system.capabilities({}, options);
        known.offered = namesOf(capabilities);
        known.entry = Object.freeze({ ...known.entry, capabilities });
        if (this.#servers.get(serverId) === known) this.#tell({ type: 'capabilities', serverId });
        return capabilities;
      },
      route: async (operation, by) => {
        if (offers(operation)) {
          logOnce(operation, `current server (${hostOf(baseUrl)})`);
          return by.current(client);
        }
        const { legacyBaseUrl, legacyToken = token } = known.entry;
        if (legacyBaseUrl === undefined) {
          const message = `Server ${serverId} does not offer ${operation}, and no older server is registered beside it.`;
          throw new OpenWorkError({ code: 'not_implemented', message, operation });
        }
        logOnce(operation, `older server (${hostOf(legacyBaseUrl)})`);
        return by.older({ serverId, baseUrl: legacyBaseUrl, token: legacyToken });
      },
    };
  }

  #tell(change: Change): void {
    this.#list = undefined;
    for (const listener of [...this.#listeners]) listener(change);
  }
}

/** The registry that `createSdk` asks unless it is given another. */
export const servers = new ServerRegistry();

/** The client of a registered server. Cheap enough to call at each use: it is made once, and makes no request. */
export function createSdk({ serverId, registry = servers }: { serverId: string; registry?: ServerRegistry }): AppSdk {
  return registry.sdk(serverId);
}

function namesOf(capabilities: ServerEntry['capabilities']): ReadonlySet<string> | undefined {
  if (capabilities === undefined) return undefined;
  return new Set('operations' in capabilities ? capabilities.operations.map(({ operation }) => operation) : capabilities);
}

/** For the log: an address may hold a name and a password. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'unknown address';
}
