// Made from openapi/openwork.json by `npm run generate`. Not edited by hand.

export type ClientOptions = {
    baseUrl: 'http://127.0.0.1:3100' | (string & {});
};

/**
 * A run that was told to stop.
 */
export type AbortedSession = {
    /**
     * The session that is idle now.
     */
    sessionId: SessionId;
};

/**
 * A prompt that is on its way. What becomes of it comes as events.
 */
export type AcceptedPrompt = {
    /**
     * Always true.
     */
    accepted: boolean;
    /**
     * The name of the user's message.
     */
    messageId: MessageId;
};

/**
 * The workspace that is worked in at present.
 */
export type ActivatedWorkspace = {
    /**
     * That workspace.
     */
    activeWorkspaceId: WorkspaceId;
};

/**
 * An MCP server to be added, or put in the place of one that was added so.
 */
export type AddMcp = {
    /**
     * What it is called.
     */
    name: McpName;
    /**
     * `{"type": "local", "command": [...]}` or `{"type": "remote", "url": "..."}`, as OpenCode takes it.
     */
    config: {
        [key: string]: unknown;
    };
};

/**
 * A plugin to be added.
 */
export type AddPlugin = {
    /**
     * The plugin.
     */
    spec: PluginSpec;
};

/**
 * An agent of a workspace. OpenCode's own object.
 */
export type Agent = {
    /**
     * Its name, which a prompt says.
     */
    name: string;
    /**
     * What it is for.
     */
    description?: string;
    /**
     * `primary` is talked to, `subagent` is called by others, `all` is both.
     */
    mode: string;
    /**
     * Whether OpenCode brings it.
     */
    native?: boolean;
    /**
     * Whether it is OpenCode's own helper, and not for people to choose.
     */
    hidden?: boolean;
    [key: string]: unknown;
};

/**
 * The agents of a workspace.
 */
export type AgentList = {
    /**
     * The agents, in OpenCode's order.
     */
    items: Array<Agent>;
};

/**
 * What has come of applying.
 */
export type AppliedRouter = {
    /**
     * Whether the router works with what is stored, or rests because there is nothing for it to do.
     */
    applied: boolean;
    /**
     * Why not, and what helps.
     */
    applyError?: string;
    /**
     * How it is now.
     */
    health: RouterHealth;
};

/**
 * Who shall have an item: these workspaces and no others.
 */
export type AssignManagedItem = {
    /**
     * The workspaces.
     */
    workspaceIds: Array<WorkspaceId>;
    /**
     * Only if it still has this revision.
     */
    ifMatch?: FileRevision;
};

/**
 * Who did something, as far as the log says it.
 */
export type AuditActor = {
    /**
     * From where.
     */
    origin?: AuditOrigin;
    /**
     * What the token allowed.
     */
    role?: Role;
    /**
     * The token, where it is one that is here. Its hash is not told.
     */
    tokenId?: TokenId;
    /**
     * What the program called itself that asked for it.
     */
    clientId?: string;
};

/**
 * A log of which not everything could be read.
 */
export type AuditFault = {
    /**
     * The log.
     */
    log: string;
    /**
     * How many lines of it are no records.
     */
    lines: number;
    /**
     * What is wrong.
     */
    reason: string;
};

/**
 * From where something was done.
 *
 * - `host`: By whoever ran the server.
 * - `remote`: By the bearer of a token.
 */
export type AuditOrigin = 'host' | 'remote';

/**
 * Something that was done. What looks like a secret in its texts reads `(hidden)`.
 */
export type AuditRecord = {
    /**
     * What names the record in its log.
     */
    id?: string;
    /**
     * When.
     */
    at: string;
    /**
     * The workspace, where it is one here.
     */
    workspaceId?: WorkspaceId;
    /**
     * What the log calls the workspace.
     */
    olderWorkspaceId?: string;
    /**
     * What was done, such as `config.patch`.
     */
    action: string;
    /**
     * Who did it.
     */
    actor: AuditActor;
    /**
     * To what.
     */
    target?: string;
    /**
     * The same in words.
     */
    summary?: string;
    /**
     * The log that it stands in.
     */
    log: string;
};

/**
 * Records of what was done, newest first.
 */
export type AuditRecordList = {
    /**
     * The records.
     */
    items: Array<AuditRecord>;
    /**
     * Asks for the next page; absent on the last.
     */
    nextCursor?: string;
    /**
     * How many logs were looked through.
     */
    logs: number;
    /**
     * Logs of which not everything could be read; the first hundred.
     */
    faults: Array<AuditFault>;
};

/**
 * What does the work of a workspace.
 *
 * - `local_opencode`: The engine that this server runs.
 */
export type BackendKind = 'local_opencode';

/**
 * A file to write.
 */
export type BatchWrite = {
    /**
     * Where it lies. Folders that are missing are made.
     */
    path: string;
    /**
     * The bytes in base64; none are an empty file.
     */
    contentBase64: string;
    /**
     * Write only if the file has this revision, cheap or strong.
     */
    ifMatchRevision?: string;
    /**
     * Write whatever `ifMatchRevision` says.
     */
    force?: boolean;
};

/**
 * Names a binding. Made by the server of the bot and the peer.
 */
export type BindingId = string;

/**
 * A command that is carried.
 */
export type BundleCommand = {
    /**
     * What it is called: names as `commands.upsert` takes them, with `/` between them where it lies in folders.
     */
    name: string;
    /**
     * The text of its file, with or without front matter: at most 1 MiB. Older servers wrote it as `template`.
     */
    content: string;
    /**
     * What it is for, where the front matter does not say it.
     */
    description?: string;
};

/**
 * A file that is carried: an agent, a plugin, a tool, or what one of them needs.
 */
export type BundleFile = {
    /**
     * Its path from the workspace's folder on: below `.opencode/agents`, `.opencode/plugins` or `.opencode/tools` (or the same in the singular), without names that begin with a point.
     */
    path: string;
    /**
     * Its text: at most 1 MiB.
     */
    content: string;
};

/**
 * What people call a bundle: 1 to 200 characters, none of them a control character.
 */
export type BundleName = string;

/**
 * A part of a bundle.
 *
 * - `opencode`: Of OpenCode's configuration.
 * - `skills`: Skills.
 * - `commands`: Commands.
 * - `files`: Files.
 */
export type BundleSection = 'opencode' | 'skills' | 'commands' | 'files';

/**
 * A skill that is carried.
 */
export type BundleSkill = {
    /**
     * What it is called: as `skills.upsert` takes it.
     */
    name: string;
    /**
     * The text of its file, with or without front matter: at most 1 MiB.
     */
    content: string;
    /**
     * What it is for, where the front matter does not say it.
     */
    description?: string;
    /**
     * When to use it, where the front matter does not say it.
     */
    trigger?: string;
};

/**
 * What a bundle holds.
 *
 * - `skill`: One skill.
 * - `skills-set`: Several skills.
 * - `workspace-profile`: What a workspace is set up with.
 */
export type BundleType = 'skill' | 'skills-set' | 'workspace-profile';

/**
 * The address of a bundle at the publisher that this server is set up with: `<publisher>/b/<id>`.
 */
export type BundleUrl = string;

/**
 * What this server offers: made from its catalogue and its present state.
 */
export type Capabilities = {
    /**
     * Every operation of the catalogue.
     */
    operations: Array<Capability>;
    /**
     * Every event type that a stream may carry.
     */
    events: Array<string>;
};

/**
 * Whether an operation can be used now, by whoever asks.
 */
export type Capability = {
    /**
     * The operation, such as `sessions.create`.
     */
    operation: string;
    /**
     * Whether the caller's role allows it.
     */
    allowed: boolean;
    /**
     * Whether what it needs is there now.
     */
    available: boolean;
    /**
     * Why it is not available.
     */
    reason?: string;
};

/**
 * One thing of a catalog.
 */
export type CatalogItem = {
    /**
     * Where it lies.
     */
    path: FilePath;
    /**
     * What it is.
     */
    kind: FileKind;
    /**
     * Of a link: where it leads. What it leads to in the workspace has an item of its own.
     */
    leadsTo?: LinkEnd;
    /**
     * How many bytes a file has.
     */
    size?: number;
    /**
     * When it was changed last, in milliseconds since 1970.
     */
    mtimeMs?: number;
    /**
     * Changes with it. It is cheap (`w:…`): made of what the file system says, not of the content.
     */
    revision?: FileRevision;
    /**
     * What is wrong with it: a folder that cannot be read, a link that leads nowhere.
     */
    note?: string;
};

/**
 * A variable that was set or removed.
 */
export type ChangedVariable = {
    /**
     * Its name.
     */
    key: VariableName;
    /**
     * Whether it has a value now.
     */
    value: Configured;
    /**
     * Whether an engine runs that has it otherwise: `runtime.restart` starts it afresh.
     */
    restartRequired: boolean;
};

/**
 * A service that messages come from and go to.
 *
 * - `telegram`: Telegram.
 * - `slack`: Slack.
 */
export type Channel = 'telegram' | 'slack';

/**
 * Whether a program is the one its manifest names.
 *
 * - `matched`: It is.
 * - `mismatched`: It is not; it is not started.
 * - `unlisted`: No manifest names it.
 * - `pending`: It has not been read yet.
 */
export type Checksum = 'matched' | 'mismatched' | 'unlisted' | 'pending';

/**
 * A file session that is no more.
 */
export type ClosedFileSession = {
    /**
     * The one that was closed.
     */
    fileSessionId: FileSessionId;
};

/**
 * What an account calls something: 1 to 200 characters, none of them a control character.
 */
export type CloudName = string;

/**
 * The sign-in that is kept. Where nobody is signed in, only that is said.
 */
export type CloudSignIn = {
    /**
     * Whether somebody is signed in.
     */
    signedIn: boolean;
    /**
     * That there is a token, which is never told.
     */
    authToken: Configured;
    /**
     * The address of the account's server.
     */
    cloudBaseUrl?: string;
    /**
     * Who signed in, as far as that was told.
     */
    userId?: string;
    /**
     * The organisation that is worked for, as far as that was told.
     */
    orgId?: string;
    /**
     * What people call it.
     */
    orgName?: string;
    /**
     * What stands for it in addresses.
     */
    orgSlug?: string;
    /**
     * When the account was last asked whether the token is good, as far as that was told. This server asks none.
     */
    lastValidatedAt?: string;
    /**
     * Since when it is kept here.
     */
    keptAt?: string;
};

/**
 * The address of an account's server: 1 to 2000 characters, none of them a control character. What is none is refused, and a name, a password, a query and a fragment are left out.
 */
export type CloudUrl = string;

/**
 * A command of a workspace, for `sessions.command`. OpenCode's own object.
 */
export type Command = {
    /**
     * Its name.
     */
    name: string;
    /**
     * What it is for.
     */
    description?: string;
    /**
     * Where it comes from: `command`, `skill`, or `mcp` for a prompt of an MCP server.
     */
    source?: string;
    /**
     * Which agent runs it.
     */
    agent?: string;
    /**
     * Which model, as `provider/model`.
     */
    model?: string;
    /**
     * What it can be told, such as `$ARGUMENTS`.
     */
    hints?: Array<string>;
    [key: string]: unknown;
};

/**
 * A file that goes with a command.
 */
export type CommandFile = {
    /**
     * Its media type.
     */
    mime: string;
    /**
     * Where it is: `file:` (in the workspace), `data:` or `https:`.
     */
    url: string;
    [key: string]: unknown;
};

/**
 * The commands of a workspace.
 */
export type CommandList = {
    /**
     * The commands, in OpenCode's order.
     */
    items: Array<Command>;
};

/**
 * What a new command is called: 1 to 64 letters, digits, dashes and underscores.
 */
export type CommandName = string;

/**
 * A word or a line of a command's head: 1 to 1024 characters.
 */
export type CommandWords = string;

/**
 * A program that this server runs.
 */
export type Component = {
    /**
     * The version this server is made for.
     */
    pinned: string;
    /**
     * The version that runs, once it has said so.
     */
    active?: string;
    /**
     * The file; absent where none was found, and told to hosts only.
     */
    path?: string;
    /**
     * Where it was found.
     */
    source?: ComponentSource;
    /**
     * Whether it is the one its manifest names.
     */
    checksum?: Checksum;
};

/**
 * How one part of the server is.
 */
export type ComponentHealth = {
    /**
     * Which part: `store`, `engine`, or `router` while there is anything for it to do.
     */
    name: string;
    /**
     * How it is.
     */
    status: HealthStatus;
    /**
     * Where it is in its life, in its own words.
     */
    stage: string;
    /**
     * Why it is not ready.
     */
    reason?: string;
    /**
     * What to do about it.
     */
    remedy?: string;
    /**
     * The last lines of a program that is not ready, with secrets removed. Where others than a host ask, paths are removed too.
     */
    output?: Array<string>;
};

/**
 * Where a program was found.
 *
 * - `explicit`: It was named by whoever started the server.
 * - `bundle`: It lies beside the server's executable, with a manifest; or the executable carries it.
 * - `managed`: It was installed into the data folder; an upgrade's goes before the bundle.
 */
export type ComponentSource = 'explicit' | 'bundle' | 'managed';

/**
 * A configuration was written through this server.
 */
export type ConfigChangedPayload = {
    /**
     * The file, from the workspace's folder on; absent of the one for all folders.
     */
    path?: string;
    /**
     * The first keys of what was set; none where a whole file was written.
     */
    keys: Array<string>;
};

/**
 * Something that OpenCode cannot read, or will not take.
 */
export type ConfigIssue = {
    /**
     * What is wrong.
     */
    message: string;
    /**
     * The file: from the workspace's folder on, or only the name of one outside of it. Absent of a text that is no file yet.
     */
    file?: string;
    /**
     * The line, from one, where it is known.
     */
    line?: number;
    /**
     * The column, from one, in characters.
     */
    column?: number;
    /**
     * The keys that lead to it, with points between, where the shape is wrong.
     */
    key?: string;
};

/**
 * Which files define a key.
 */
export type ConfigKey = {
    /**
     * The key; within objects, all that lead to it, with points between.
     */
    key: string;
    /**
     * The files, the one with the last word last.
     */
    files: Array<string>;
};

/**
 * A file that OpenCode merges into the configuration.
 */
export type ConfigLayer = {
    /**
     * Where it lies.
     */
    kind: ConfigLayerKind;
    /**
     * The file, from the workspace's folder on; of a global one only its name.
     */
    file: string;
    /**
     * Whether it is there.
     */
    exists: boolean;
    /**
     * Changes with its content.
     */
    revision?: FileRevision;
    /**
     * What is wrong with it. OpenCode works in a folder only where nothing is.
     */
    issues: Array<ConfigIssue>;
};

/**
 * Where a layer lies.
 *
 * - `global`: In OpenCode's own folder, for all folders.
 * - `above`: In a folder above the workspace, or in the user's home: OpenCode reads those too.
 * - `project`: In the workspace, and the user's.
 * - `managed`: In the workspace: the one that OpenWork writes its keys into.
 */
export type ConfigLayerKind = 'global' | 'above' | 'project' | 'managed';

/**
 * A rule of a permission, as OpenCode reads it.
 */
export type ConfigRule = {
    /**
     * The agent that it is for; absent of one that is for all.
     */
    agent?: string;
    /**
     * What kind of thing, such as `bash` or `edit`, as a pattern with `*`.
     */
    permission: string;
    /**
     * Which of them, as a pattern with `*`.
     */
    pattern: string;
    /**
     * What happens.
     */
    action: PermissionAction;
    /**
     * The file that says so.
     */
    file: string;
};

/**
 * Whose configuration a file is.
 *
 * - `project`: The workspace's: `opencode.jsonc` or `opencode.json` in its folder.
 * - `global`: The engine's for all folders; for hosts only.
 */
export type ConfigScope = 'project' | 'global';

/**
 * That a secret is kept. The secret itself is never told.
 */
export type Configured = {
    /**
     * Whether there is one.
     */
    configured: boolean;
};

/**
 * What a file session is for.
 */
export type CreateFileSession = {
    /**
     * Whether files shall be changed through it. Without, as the caller's role allows; a viewer who asks for it is refused.
     */
    write?: boolean;
    /**
     * For how many seconds it is good: 30 to 86,400, 900 without.
     */
    ttlSeconds?: number;
};

/**
 * Which folder to open as a workspace. One folder is one workspace, however it is spelled.
 */
export type CreateLocalWorkspace = {
    /**
     * The folder, as an absolute path.
     */
    folderPath: FolderPath;
    /**
     * What people shall call it. A folder that is a workspace already keeps its name.
     */
    name: DisplayName;
    /**
     * What to start it with; `starter` without.
     */
    preset?: Preset;
    /**
     * Make the folder if it is missing. Without, a missing folder is refused.
     */
    createFolder?: boolean;
};

/**
 * An item to be made.
 */
export type CreateManagedItem = {
    /**
     * What people shall call it.
     */
    displayName: DisplayName;
    /**
     * Its configuration. Headers, values of the environment and whatever else looks like a secret go in and never come out.
     */
    config: {
        [key: string]: unknown;
    };
    /**
     * What it is called in the engine's configuration; without, it is made of the name.
     */
    key?: ManagedKey;
    /**
     * Where it comes from; without, it was made here.
     */
    source?: ManagedSource;
    /**
     * What an account calls it.
     */
    cloudItemId?: string;
    /**
     * What is kept with it. No secrets.
     */
    metadata?: {
        [key: string]: unknown;
    };
    /**
     * The workspaces that shall have it; none without.
     */
    workspaceIds?: Array<WorkspaceId>;
};

/**
 * What to make a session of.
 */
export type CreateSession = {
    /**
     * Its title. Without, OpenCode asks the model for one after the first prompt.
     */
    title?: Title;
    /**
     * The session that it belongs under.
     */
    parentId?: SessionId;
    /**
     * Rules beside those of the configuration.
     */
    permission?: Array<PermissionRule>;
};

/**
 * What to make a token of.
 */
export type CreateToken = {
    /**
     * What it shall allow.
     */
    role: Role;
    /**
     * What it is for.
     */
    label?: Label;
    /**
     * The only workspaces it shall reach; absent means all. A host is never limited.
     */
    workspaceIds?: Array<WorkspaceId>;
    /**
     * How long it shall be good, in seconds; absent means until it is revoked.
     */
    expiresInSeconds?: number;
};

/**
 * A token just made: the only time that its text is shown.
 */
export type CreatedToken = {
    /**
     * The record.
     */
    record: Token;
    /**
     * The token: `ow_`, the role's first letter, `_`, 32 random bytes in base64url.
     */
    token: string;
};

/**
 * A command in a file that the engine would see.
 */
export type DefinedCommand = {
    /**
     * What it is called: its `name`, else its path below the folder of commands, without `.md`.
     */
    name: string;
    /**
     * What it is for.
     */
    description?: string;
    /**
     * The agent that does it.
     */
    agent?: string;
    /**
     * The model that does it, as `provider/model`.
     */
    model?: string;
    /**
     * Whether it is done in a session of its own.
     */
    subtask?: boolean;
    /**
     * What is sent: `$ARGUMENTS`, `$1`, `@file` and `` !`line` `` are filled in by the engine.
     */
    template: string;
    /**
     * Its file, from the workspace's folder on; of the user's own from `~` or `$XDG_CONFIG_HOME` on.
     */
    path: string;
    /**
     * Where it lies.
     */
    scope: ResourceScope;
    /**
     * Changes with its file.
     */
    revision?: FileRevision;
    /**
     * Further files that define a command of this name; the engine takes one of them.
     */
    alsoAt: Array<string>;
    /**
     * What is wrong with it. A field of the wrong kind makes the engine refuse the whole workspace.
     */
    fault?: ResourceFault;
};

/**
 * The commands, by name and place.
 */
export type DefinedCommandList = {
    /**
     * The commands.
     */
    items: Array<DefinedCommand>;
};

/**
 * That a sign-in is forgotten.
 */
export type DeletedCloudSignIn = {
    /**
     * Whether there was one.
     */
    deleted: boolean;
};

/**
 * An item that is gone.
 */
export type DeletedManagedItem = {
    /**
     * The item.
     */
    itemId: ManagedItemId;
    /**
     * What came of it, in each workspace that had it.
     */
    projections: Array<ManagedProjection>;
};

/**
 * A message that is gone.
 */
export type DeletedMessage = {
    /**
     * The session it belonged to.
     */
    sessionId: SessionId;
    /**
     * The message that is gone.
     */
    messageId: MessageId;
};

/**
 * A part that is gone.
 */
export type DeletedPart = {
    /**
     * The message it belonged to.
     */
    messageId: MessageId;
    /**
     * The part that is gone.
     */
    partId: PartId;
};

/**
 * A session that is gone, with its messages.
 */
export type DeletedSession = {
    /**
     * The session that is gone.
     */
    sessionId: SessionId;
};

/**
 * A workspace whose record is gone. What OpenWork had put into its folder is taken out; all else there, and what OpenCode keeps about it, is untouched.
 */
export type DeletedWorkspace = {
    /**
     * The workspace that is gone.
     */
    workspaceId: WorkspaceId;
};

/**
 * What people call a workspace: 1 to 200 characters, none of them a control character.
 */
export type DisplayName = string;

/**
 * A workspace that OpenCode has let go of. The next call for it takes it up again.
 */
export type DisposedWorkspace = {
    /**
     * The workspace.
     */
    workspaceId: WorkspaceId;
    /**
     * Whether the engine let go of it: false where it does not run, or does not do as it is told; the log says why.
     */
    disposed: boolean;
    /**
     * The sessions whose runs were ended for it.
     */
    cutSessionIds: Array<SessionId>;
};

/**
 * Why the engine does not run, and what helps.
 */
export type EngineFault = {
    /**
     * A stable word: `engine_missing`, `engine_not_executable`, `wrong_version`, `wrong_checksum`, `start_failed`, `start_timeout`, `unresponsive`, `crashed` or `guard_lost`.
     */
    code: string;
    /**
     * What happened.
     */
    message: string;
    /**
     * What to do about it.
     */
    remedy: string;
    /**
     * The files or folders that it is about; told to hosts only.
     */
    places?: Array<string>;
};

/**
 * The engine's health.
 */
export type EngineHealth = {
    /**
     * Where it is in its life.
     */
    state: EngineState;
    /**
     * Whether it answers: the same as `state` being `ready`.
     */
    running: boolean;
    /**
     * The version that it told us.
     */
    version?: string;
    /**
     * Where it listens, on loopback. It needs a password that is not told.
     */
    baseUrl?: string;
    /**
     * Its process.
     */
    pid?: number;
    /**
     * How often it was started since it last ran quietly, this time included.
     */
    attempt: number;
    /**
     * Since when it is in this state.
     */
    since: string;
    /**
     * When it was last ready.
     */
    lastReadyAt?: string;
    /**
     * How it last ended.
     */
    lastExit?: LastExit;
    /**
     * What last went wrong; absent once it is ready.
     */
    lastError?: EngineFault;
    /**
     * Whether a guard process ends it should this server be killed.
     */
    guarded: boolean;
    /**
     * Its last lines, oldest first, with secrets removed. Where others than a host ask, paths are removed too.
     */
    output: Array<string>;
};

/**
 * What OpenCode sees of a workspace: its project, worktree and version control.
 */
export type EngineProject = {
    /**
     * What OpenCode calls it. Folders without git share `global`.
     */
    id: string;
    /**
     * The top of the work tree; `/` without git.
     */
    worktree: string;
    /**
     * The kind of version control, such as `git`.
     */
    vcs?: string;
    [key: string]: unknown;
};

/**
 * When the engine is started.
 *
 * - `eager`: With the server.
 * - `lazy`: With the first operation that needs it.
 * - `disabled`: Never.
 */
export type EngineStart = 'eager' | 'lazy' | 'disabled';

/**
 * Where the engine is in its life.
 *
 * - `disabled`: This server runs none.
 * - `stopped`: It does not run and starts when it is first needed.
 * - `starting`: It was started and is not ready yet.
 * - `ready`: It answers.
 * - `stopping`: It was told to end.
 * - `backoff`: It ended by itself; it is started again after a pause.
 * - `failed`: It cannot be started; it is not tried again until someone asks.
 */
export type EngineState = 'disabled' | 'stopped' | 'starting' | 'ready' | 'stopping' | 'backoff' | 'failed';

/**
 * The engine went from one state to another.
 */
export type EngineStatePayload = {
    /**
     * Where it is now.
     */
    state: EngineState;
    /**
     * How often it was started since it last ran quietly.
     */
    attempt: number;
};

/**
 * A version, such as `1.18.33`: three numbers, and more after a hyphen if need be.
 */
export type EngineVersion = string;

/**
 * One fault of several, and where it is.
 */
export type ErrorDetail = {
    /**
     * What is wrong there.
     */
    message: string;
    /**
     * The place in the request, such as `parts[0].text`.
     */
    path?: string;
};

/**
 * What went wrong, as a stable code. Codes are never renamed and never change their meaning.
 *
 * - `invalid_request`: The request is not JSON, or a path, query or header value is wrong.
 * - `unauthorized`: The call needs a token and has none, or one that is unknown, expired or revoked.
 * - `forbidden`: The token is good and does not allow this call.
 * - `not_found`: There is no such route, or nothing of that name that this caller may see.
 * - `method_not_allowed`: The route exists, with other methods.
 * - `conflict`: The call does not fit the present state, such as a second server on one data folder.
 * - `export_needs_decision`: What would be given out looks as if it held secrets; the details have the places, and someone has to decide.
 * - `too_large`: The body is larger than the operation takes.
 * - `unsupported_media_type`: The body is not `application/json`.
 * - `unprocessable`: The body is JSON of the wrong shape, or names something that cannot be used.
 * - `internal`: A fault of the server. The log has more under the request's id.
 * - `not_implemented`: The operation exists in the contract and is not offered here.
 * - `engine_error`: The engine answered with a failure, or ended while it worked on this call.
 * - `remote_error`: Another OpenWork server answered with something that is not this contract.
 * - `engine_unavailable`: The engine does not run and will not without help; health says why.
 * - `starting`: The server or its engine is still starting; the same call will do later.
 * - `timeout`: The answer took longer than the call was given.
 */
export type ErrorKind = 'invalid_request' | 'unauthorized' | 'forbidden' | 'not_found' | 'method_not_allowed' | 'conflict' | 'export_needs_decision' | 'too_large' | 'unsupported_media_type' | 'unprocessable' | 'internal' | 'not_implemented' | 'engine_error' | 'remote_error' | 'engine_unavailable' | 'starting' | 'timeout';

/**
 * Something that happened in a workspace; `type` says what.
 */
export type Event = ({
    type: 'engine.stateChanged';
} & EventEngineStateChanged) | ({
    type: 'session.interrupted';
} & EventSessionInterrupted) | ({
    type: 'permission.expired';
} & EventPermissionExpired) | ({
    type: 'question.expired';
} & EventQuestionExpired) | ({
    type: 'file.changed';
} & EventFileChanged) | ({
    type: 'config.changed';
} & EventConfigChanged) | ({
    type: 'workspace.changed';
} & EventWorkspaceChanged) | ({
    type: 'reload.required';
} & EventReloadRequired) | ({
    type: 'reload.done';
} & EventReloadDone) | ({
    type: 'resource.changed';
} & EventResourceChanged) | ({
    type: 'server.stopping';
} & EventServerStopping) | ({
    type: 'stream.gap';
} & EventStreamGap) | ({
    type: 'session.created';
} & EventSessionCreated) | ({
    type: 'session.updated';
} & EventSessionUpdated) | ({
    type: 'session.deleted';
} & EventSessionDeleted) | ({
    type: 'session.status';
} & EventSessionStatus) | ({
    type: 'session.idle';
} & EventSessionIdle) | ({
    type: 'session.compacted';
} & EventSessionCompacted) | ({
    type: 'session.error';
} & EventSessionError) | ({
    type: 'session.diff';
} & EventSessionDiff) | ({
    type: 'message.updated';
} & EventMessageUpdated) | ({
    type: 'message.removed';
} & EventMessageRemoved) | ({
    type: 'message.part.updated';
} & EventMessagePartUpdated) | ({
    type: 'message.part.delta';
} & EventMessagePartDelta) | ({
    type: 'message.part.removed';
} & EventMessagePartRemoved) | ({
    type: 'todo.updated';
} & EventTodoUpdated) | ({
    type: 'permission.asked';
} & EventPermissionAsked) | ({
    type: 'permission.replied';
} & EventPermissionReplied) | ({
    type: 'question.asked';
} & EventQuestionAsked) | ({
    type: 'question.replied';
} & EventQuestionReplied) | ({
    type: 'question.rejected';
} & EventQuestionRejected) | ({
    type: 'command.executed';
} & EventCommandExecuted) | ({
    type: 'file.edited';
} & EventFileEdited) | ({
    type: 'file.watcher.updated';
} & EventFileWatcherUpdated) | ({
    type: 'vcs.branch.updated';
} & EventVcsBranchUpdated) | ({
    type: 'project.updated';
} & EventProjectUpdated) | ({
    type: 'project.directories.updated';
} & EventProjectDirectoriesUpdated) | ({
    type: 'lsp.updated';
} & EventLspUpdated) | ({
    type: 'mcp.tools.changed';
} & EventMcpToolsChanged) | ({
    type: 'mcp.browser.open.failed';
} & EventMcpBrowserOpenFailed) | ({
    type: 'catalog.updated';
} & EventCatalogUpdated) | ({
    type: 'reference.updated';
} & EventReferenceUpdated) | ({
    type: 'integration.updated';
} & EventIntegrationUpdated) | ({
    type: 'integration.connection.updated';
} & EventIntegrationConnectionUpdated) | ({
    type: 'installation.updated';
} & EventInstallationUpdated) | ({
    type: 'installation.update-available';
} & EventInstallationUpdateAvailable) | ({
    type: 'pty.created';
} & EventPtyCreated) | ({
    type: 'pty.updated';
} & EventPtyUpdated) | ({
    type: 'pty.exited';
} & EventPtyExited) | ({
    type: 'pty.deleted';
} & EventPtyDeleted) | ({
    type: 'worktree.ready';
} & EventWorktreeReady) | ({
    type: 'worktree.failed';
} & EventWorktreeFailed) | ({
    type: 'server.instance.disposed';
} & EventServerInstanceDisposed);

/**
 * OpenCode's catalogue of models changed.
 */
export type EventCatalogUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'catalog.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A command was run.
 */
export type EventCommandExecuted = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'command.executed';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A configuration was written through this server.
 */
export type EventConfigChanged = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'config.changed';
    properties: ConfigChangedPayload;
};

/**
 * The engine went from one state to another.
 */
export type EventEngineStateChanged = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'engine.stateChanged';
    properties: EngineStatePayload;
};

/**
 * A file or a folder of the workspace was changed.
 */
export type EventFileChanged = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'file.changed';
    properties: FileChangedPayload;
};

/**
 * An agent changed a file.
 */
export type EventFileEdited = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'file.edited';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A file of the folder changed.
 */
export type EventFileWatcherUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'file.watcher.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * OpenCode knows of a newer version of itself.
 */
export type EventInstallationUpdateAvailable = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'installation.update-available';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * OpenCode was updated.
 */
export type EventInstallationUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'installation.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * An integration was connected or disconnected.
 */
export type EventIntegrationConnectionUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'integration.connection.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * OpenCode's integrations changed.
 */
export type EventIntegrationUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'integration.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A language server changed its state.
 */
export type EventLspUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'lsp.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * An MCP server's sign-in page could not be opened.
 */
export type EventMcpBrowserOpenFailed = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'mcp.browser.open.failed';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * The tools of an MCP server changed.
 */
export type EventMcpToolsChanged = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'mcp.tools.changed';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A part of a message grew.
 */
export type EventMessagePartDelta = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'message.part.delta';
    properties: PartDeltaPayload;
};

/**
 * A part of a message was deleted.
 */
export type EventMessagePartRemoved = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'message.part.removed';
    properties: PartRemovedPayload;
};

/**
 * A part of a message began or changed.
 */
export type EventMessagePartUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'message.part.updated';
    properties: PartPayload;
};

/**
 * A message was deleted.
 */
export type EventMessageRemoved = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'message.removed';
    properties: MessageRemovedPayload;
};

/**
 * A message began or changed.
 */
export type EventMessageUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'message.updated';
    properties: MessagePayload;
};

/**
 * An agent asks to be allowed something.
 */
export type EventPermissionAsked = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'permission.asked';
    properties: PermissionRequest;
};

/**
 * A permission request that nobody can answer any more.
 */
export type EventPermissionExpired = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'permission.expired';
    properties: PermissionExpiredPayload;
};

/**
 * A permission request was answered.
 */
export type EventPermissionReplied = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'permission.replied';
    properties: PermissionRepliedPayload;
};

/**
 * The folders of OpenCode's project changed.
 */
export type EventProjectDirectoriesUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'project.directories.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * OpenCode's project changed.
 */
export type EventProjectUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'project.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A terminal was opened.
 */
export type EventPtyCreated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'pty.created';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A terminal was closed.
 */
export type EventPtyDeleted = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'pty.deleted';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A terminal's program ended.
 */
export type EventPtyExited = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'pty.exited';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A terminal changed.
 */
export type EventPtyUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'pty.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * An agent asks a question.
 */
export type EventQuestionAsked = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'question.asked';
    properties: QuestionRequest;
};

/**
 * A question that nobody can answer any more.
 */
export type EventQuestionExpired = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'question.expired';
    properties: QuestionGonePayload;
};

/**
 * A question was turned down.
 */
export type EventQuestionRejected = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'question.rejected';
    properties: QuestionGonePayload;
};

/**
 * A question was answered.
 */
export type EventQuestionReplied = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'question.replied';
    properties: QuestionRepliedPayload;
};

/**
 * OpenCode's references changed.
 */
export type EventReferenceUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'reference.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A reload is over.
 */
export type EventReloadDone = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'reload.done';
    properties: ReloadDonePayload;
};

/**
 * OpenCode has to read something of the folder again; `workspaces.reload` has it do so.
 */
export type EventReloadRequired = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'reload.required';
    properties: ReloadRequiredPayload;
};

/**
 * A skill, a command, an agent, an MCP server or a plugin was added, changed or removed by a call.
 */
export type EventResourceChanged = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'resource.changed';
    properties: ResourceChangedPayload;
};

/**
 * OpenCode let go of the folder; the next call takes it up again.
 */
export type EventServerInstanceDisposed = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'server.instance.disposed';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * The server is ending; the stream ends with it.
 */
export type EventServerStopping = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'server.stopping';
    properties: ServerStoppingPayload;
};

/**
 * A session was summarised to make room.
 */
export type EventSessionCompacted = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.compacted';
    properties: SessionOnlyPayload;
};

/**
 * A session was made.
 */
export type EventSessionCreated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.created';
    properties: SessionPayload;
};

/**
 * A session was deleted.
 */
export type EventSessionDeleted = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.deleted';
    properties: SessionPayload;
};

/**
 * The files that a session changed.
 */
export type EventSessionDiff = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.diff';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A run failed.
 */
export type EventSessionError = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.error';
    properties: SessionErrorPayload;
};

/**
 * A run ended.
 */
export type EventSessionIdle = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.idle';
    properties: SessionOnlyPayload;
};

/**
 * The engine ended while this session was running; its unfinished message stays unfinished.
 */
export type EventSessionInterrupted = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.interrupted';
    properties: SessionOnlyPayload;
};

/**
 * What a session is doing has changed.
 */
export type EventSessionStatus = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.status';
    properties: SessionStatusPayload;
};

/**
 * A session changed.
 */
export type EventSessionUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'session.updated';
    properties: SessionPayload;
};

/**
 * Events were lost to this stream. Read the session's snapshot and go on.
 */
export type EventStreamGap = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'stream.gap';
    properties: StreamGapPayload;
};

/**
 * An agent's list changed.
 */
export type EventTodoUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'todo.updated';
    properties: TodoPayload;
};

/**
 * The folder's branch changed.
 */
export type EventVcsBranchUpdated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'vcs.branch.updated';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * The workspace's record was changed or deleted.
 */
export type EventWorkspaceChanged = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'workspace.changed';
    properties: WorkspaceChangedPayload;
};

/**
 * A work tree could not be made.
 */
export type EventWorktreeFailed = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'worktree.failed';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A work tree is ready.
 */
export type EventWorktreeReady = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    sessionId?: SessionId;
    type: 'worktree.ready';
    properties: {
        [key: string]: unknown;
    };
};

/**
 * A file of the inbox or of the outbox.
 */
export type ExchangedFile = {
    /**
     * Names it: its path there in base64url.
     */
    id: ExchangedFileId;
    /**
     * Its name.
     */
    name: string;
    /**
     * Where it lies, from the inbox or the outbox on.
     */
    path: FilePath;
    /**
     * How many bytes it has.
     */
    size: number;
    /**
     * When it was changed last.
     */
    updatedAt: string;
};

/**
 * Names a file of the inbox or of the outbox: its path there in base64url.
 */
export type ExchangedFileId = string;

/**
 * Files of the inbox or of the outbox, newest first.
 */
export type ExchangedFileList = {
    /**
     * The files.
     */
    items: Array<ExchangedFile>;
    /**
     * Asks for the next page; absent on the last.
     */
    nextCursor?: string;
};

/**
 * What a workspace is set up with, given out.
 */
export type ExportedBundle = {
    /**
     * What can be published, and imported elsewhere.
     */
    bundle: WorkspaceBundle;
    /**
     * What is not in it, and why: secrets, files that are no text, what holds on this machine only.
     */
    excluded: Array<LeftOut>;
};

/**
 * Which bundle to fetch.
 */
export type FetchBundle = {
    /**
     * Its address, which is the publisher's that this server is set up with, and no other.
     */
    bundleUrl: BundleUrl;
    /**
     * How long the publisher may take, in milliseconds (1000 to 120000, 15000 without).
     */
    timeoutMs?: number;
};

/**
 * A bundle as the publisher gave it. It comes from a stranger: nothing of it is used before someone says so.
 */
export type FetchedBundle = {
    /**
     * The bundle.
     */
    bundle: {
        [key: string]: unknown;
    };
};

/**
 * A page of the catalog, in the order of paths: names are compared, and what lies in a folder follows it.
 */
export type FileCatalog = {
    /**
     * Where the events stood before this page was read: with those after the first page's cursor the catalog is whole.
     */
    cursor: number;
    /**
     * When it was read.
     */
    generatedAt: string;
    /**
     * What lies there.
     */
    items: Array<CatalogItem>;
    /**
     * How many names no path can say: they are not UTF-8, say, or hold a backslash. They have no item.
     */
    unsaid: number;
    /**
     * Asks for the next page, as `after`; absent on the last. A page ends after ten seconds, however few items it has.
     */
    nextAfter?: FilePath;
};

/**
 * What was done to a file or a folder.
 *
 * - `write`: It was written.
 * - `delete`: It was removed, with what lay in it.
 * - `mkdir`: A folder was made.
 * - `rename`: It has another path.
 */
export type FileChange = 'write' | 'delete' | 'mkdir' | 'rename';

/**
 * A file or a folder of the workspace was changed.
 */
export type FileChangedPayload = {
    /**
     * What.
     */
    path: FilePath;
    /**
     * Of what was renamed: its path now.
     */
    toPath?: FilePath;
    /**
     * What was done to it.
     */
    kind: FileChange;
    /**
     * Of what was written: its revision then, where that is known.
     */
    revision?: FileRevision;
};

/**
 * A file that a turn changed. OpenCode's own object.
 */
export type FileDiff = {
    /**
     * The file, from the top of the work tree.
     */
    file: string;
    /**
     * What changed, as a unified diff.
     */
    patch?: string;
    /**
     * How many lines were added.
     */
    additions: number;
    /**
     * How many lines were removed.
     */
    deletions: number;
    /**
     * `added`, `modified` or `deleted`.
     */
    status?: string;
    [key: string]: unknown;
};

/**
 * A file, a folder or what else lies in one.
 */
export type FileEntry = {
    /**
     * Its name in its folder; the folder's own name where the workspace itself was asked for is `.`.
     */
    name: string;
    /**
     * Where it lies. Absent where its name cannot be said here: it is not UTF-8, say, or has a backslash; `name` is then near to it.
     */
    path?: FilePath;
    /**
     * What it is.
     */
    kind: FileKind;
    /**
     * Of a link: where it leads. Size, revision and time are then those of its end, if that is a file of the workspace.
     */
    leadsTo?: LinkEnd;
    /**
     * How many bytes a file has.
     */
    size?: number;
    /**
     * When it was changed last.
     */
    updatedAt?: string;
    /**
     * Changes with the file. This one is cheap (`w:…`): made of what the file system says, not of the content.
     */
    revision?: FileRevision;
    /**
     * Whether `.gitignore` leaves it out, or it lies in `.git`.
     */
    ignored: boolean;
    /**
     * What is wrong with it, where it could not be looked at.
     */
    note?: string;
};

/**
 * A change that was made through the API.
 */
export type FileEvent = {
    /**
     * Grows by one with each change of the workspace.
     */
    seq: number;
    /**
     * When.
     */
    timestamp: string;
    /**
     * What was done.
     */
    type: FileChange;
    /**
     * To what.
     */
    path: FilePath;
    /**
     * Of what was renamed: its path now.
     */
    toPath?: FilePath;
    /**
     * Of what was written: its revision then (`sha256:…`).
     */
    revision?: FileRevision;
};

/**
 * Changes that were made through the API, oldest first.
 */
export type FileEventList = {
    /**
     * Where the events stand now.
     */
    cursor: number;
    /**
     * The changes.
     */
    items: Array<FileEvent>;
    /**
     * Whether changes after `since` are not kept any more: take the catalog anew.
     */
    missed: boolean;
};

/**
 * A line that holds what was looked for.
 */
export type FileHit = {
    /**
     * Where it lies.
     */
    path: FilePath;
    /**
     * The line, from one.
     */
    line: number;
    /**
     * The character that the first hit begins at, from one.
     */
    column: number;
    /**
     * The line, or what of it is near the hit: at most 300 characters.
     */
    text: string;
    /**
     * Whether the line is longer.
     */
    cut: boolean;
};

/**
 * The lines that hold it, by path and line.
 */
export type FileHits = {
    /**
     * The lines.
     */
    items: Array<FileHit>;
    /**
     * How many files were read.
     */
    searched: number;
    /**
     * Goes on from here; absent at the end.
     */
    nextCursor?: string;
    /**
     * How many files and folders could not be read, and were passed over.
     */
    unreadable: number;
    /**
     * Why it stopped before its end.
     */
    stopped?: SearchEnd;
};

/**
 * What lies at a path.
 *
 * - `file`: A file.
 * - `dir`: A folder.
 * - `link`: A symbolic link.
 * - `other`: A pipe, a socket or a device: listed, never opened.
 */
export type FileKind = 'file' | 'dir' | 'link' | 'other';

/**
 * What lies in a folder, by name.
 */
export type FileList = {
    /**
     * The folder.
     */
    path: FilePath;
    /**
     * What lies in it.
     */
    items: Array<FileEntry>;
    /**
     * Asks for the next page; absent on the last.
     */
    nextCursor?: string;
};

/**
 * What is done to a file or a folder.
 */
export type FileOperation = {
    type: 'mkdir';
    /**
     * Where.
     */
    path: string;
} | {
    type: 'delete';
    /**
     * What.
     */
    path: string;
    /**
     * A folder with all that lies in it; without, only an empty one.
     */
    recursive?: boolean;
} | {
    type: 'rename';
    /**
     * What.
     */
    from: string;
    /**
     * Its new path; nothing may lie there.
     */
    to: string;
};

/**
 * What is done, in this order.
 */
export type FileOperations = {
    /**
     * The operations, 1 to 64. One that cannot be done fails alone.
     */
    operations: Array<FileOperation>;
};

/**
 * A path below a workspace's folder, its names separated by `/`: at most 4096 bytes, each name at most 255. Empty, or `.`, is the folder itself. Not an absolute path, no `..` (nor what becomes one when it is decoded), no backslash, no drive, no NUL.
 */
export type FilePath = string;

/**
 * Stands for the state of a file: `w:…` is cheap, made of what the file system says; `sha256:…` is strong, made of the content. Opaque; either can be sent back to write only if nothing changed.
 */
export type FileRevision = string;

/**
 * A file session. It is held in memory and is its maker's alone.
 */
export type FileSession = {
    /**
     * Names it.
     */
    id: FileSessionId;
    /**
     * The workspace whose files it is about.
     */
    workspaceId: WorkspaceId;
    /**
     * Whether files may be changed through it.
     */
    canWrite: boolean;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it ends, if it is not renewed.
     */
    expiresAt: string;
    /**
     * For how many milliseconds it is good from each renewal.
     */
    ttlMs: number;
};

/**
 * Names a file session. Made by the server, gone with it.
 */
export type FileSessionId = string;

/**
 * The text of a file.
 */
export type FileText = {
    /**
     * Where it lies.
     */
    path: FilePath;
    /**
     * The text, its line ends as they are.
     */
    content: string;
    /**
     * How many bytes that is.
     */
    bytes: number;
    /**
     * Changes with the content (`sha256:…`).
     */
    revision: FileRevision;
    /**
     * When it was changed last.
     */
    updatedAt: string;
};

/**
 * The end of a sign-in to an MCP server.
 */
export type FinishMcpAuth = {
    /**
     * The `code` of the address that the person was sent on to.
     */
    code: string;
    /**
     * The `state` of that address, which has to be the one of this sign-in: so nobody has a code of their own taken for this person's.
     */
    state: string;
};

/**
 * The end of a sign-in.
 */
export type FinishSignIn = {
    /**
     * The code that the person was shown, where the sign-in ends with one.
     */
    code?: string;
};

/**
 * The absolute path of a folder on the server's machine: 1 to 4096 characters, no NUL.
 */
export type FolderPath = string;

/**
 * Where to fork.
 */
export type ForkSession = {
    /**
     * The fork has the messages before this one; all of them without.
     */
    messageId?: MessageId;
};

/**
 * Something whose name fits.
 */
export type FoundFile = {
    /**
     * Where it lies.
     */
    path: FilePath;
    /**
     * What it is.
     */
    kind: FileKind;
};

/**
 * What has such a name, by path.
 */
export type FoundFiles = {
    /**
     * What fits.
     */
    items: Array<FoundFile>;
    /**
     * How many names were looked at.
     */
    lookedAt: number;
    /**
     * Goes on from here; absent at the end.
     */
    nextCursor?: string;
    /**
     * How many files and folders could not be read, and were passed over.
     */
    unreadable: number;
    /**
     * Why it stopped before its end.
     */
    stopped?: SearchEnd;
};

/**
 * The front page.
 */
export type FrontPage = {
    /**
     * Always `openwork-server`.
     */
    service: string;
    /**
     * The server's version.
     */
    version: string;
    /**
     * Where the contract is.
     */
    openapi: string;
    /**
     * Where health is.
     */
    health: string;
};

/**
 * The server's health; asked for without a token.
 */
export type Health = {
    /**
     * Always `openwork-server`.
     */
    service: string;
    /**
     * The server's version.
     */
    version: string;
    /**
     * How it is as a whole.
     */
    status: HealthStatus;
    /**
     * What it waits for: the name and stage of the part that is not ready, or `ready`.
     */
    stage: string;
    /**
     * Since when it serves.
     */
    startedAt: string;
    /**
     * Its parts.
     */
    components: Array<ComponentHealth>;
};

/**
 * How the server is.
 *
 * - `starting`: A part is not ready yet.
 * - `ready`: All of it works.
 * - `degraded`: A part does not work; see its reason and remedy.
 * - `stopping`: It is ending.
 */
export type HealthStatus = 'starting' | 'ready' | 'degraded' | 'stopping';

/**
 * A skill that the hub has.
 */
export type HubSkill = {
    /**
     * What it is called: as its folder, and as its file says.
     */
    name: string;
    /**
     * What it is for.
     */
    description?: string;
    /**
     * When to use it.
     */
    trigger?: string;
    /**
     * Its folder in the hub.
     */
    path: string;
    /**
     * Why it cannot be installed.
     */
    fault?: ResourceFault;
};

/**
 * The skills of the hub, by name.
 */
export type HubSkillList = {
    /**
     * The skills.
     */
    items: Array<HubSkill>;
};

/**
 * Names a bot among those of its service: 1 to 48 letters, digits, dots, dashes and underscores.
 */
export type IdentityId = string;

/**
 * What is done with one thing of a bundle, or of the workspace.
 *
 * - `create`: It is new.
 * - `replace`: It takes the place of what is there, of which the version of before is kept.
 * - `keep`: It is there already, just so.
 * - `remove`: It is in the workspace and not in the bundle, and goes, because its section is replaced. The version of before is kept.
 * - `conflict`: What is there is not to be overwritten. Nothing is imported before somebody decides.
 * - `refused`: It cannot be taken in. Nothing is imported.
 */
export type ImportAction = 'create' | 'replace' | 'keep' | 'remove' | 'conflict' | 'refused';

/**
 * A bundle to be taken in.
 */
export type ImportBundle = {
    /**
     * The bundle.
     */
    bundle: WorkspaceBundle;
    /**
     * What to do, section by section.
     */
    mode?: ImportModes;
    /**
     * Only if what would be done is still what a preview said: its `plan`.
     */
    ifPlan?: FileRevision;
};

/**
 * What somebody should know before a bundle is taken in.
 *
 * - `runs_code`: It runs code on this machine: a plugin, a tool, the command of an MCP server.
 * - `calls_out`: It speaks with another machine.
 * - `reads_variable`: It reads a variable of the engine, which may be a secret.
 * - `permits`: It changes what agents may do unasked, or who sees sessions.
 * - `needs_value`: A secret was left out of the bundle, and a value has to be given.
 * - `no_effect`: Another file has the last word, or the key is not carried: it has no effect.
 */
export type ImportConcern = 'runs_code' | 'calls_out' | 'reads_variable' | 'permits' | 'needs_value' | 'no_effect';

/**
 * One thing, and what is done with it.
 */
export type ImportItem = {
    /**
     * The section.
     */
    section: BundleSection;
    /**
     * What it is called: `mcp.search`, `release-notes`, `.opencode/agents/reviewer.md`.
     */
    name: string;
    /**
     * What is done.
     */
    action: ImportAction;
    /**
     * The file that it is in afterwards, or was, from the workspace's folder on.
     */
    path?: string;
    /**
     * Why, where that is not plain.
     */
    reason?: string;
};

/**
 * What is done about what a workspace has already.
 *
 * - `merge`: What the bundle names takes the place of what has the same name; all else stays.
 * - `replace`: The same, and what the bundle does not name goes, as far as it could have been exported and is not managed.
 */
export type ImportMode = 'merge' | 'replace';

/**
 * What is done, section by section; `merge` where nothing is said.
 */
export type ImportModes = {
    /**
     * Of OpenCode's configuration.
     */
    opencode?: ImportMode;
    /**
     * Of skills.
     */
    skills?: ImportMode;
    /**
     * Of commands.
     */
    commands?: ImportMode;
    /**
     * Of files.
     */
    files?: ImportMode;
};

/**
 * What an import does. Nothing of it is done by a preview.
 */
export type ImportPlan = {
    /**
     * Stands for all of this and for what is in the workspace now: give it as `ifPlan`, and just this is done.
     */
    plan: FileRevision;
    /**
     * Whether it can be done: nothing is in conflict, and nothing refused.
     */
    possible: boolean;
    /**
     * Each thing of the bundle, and each that goes.
     */
    items: Array<ImportItem>;
    /**
     * What somebody should know before.
     */
    warnings: Array<ImportWarning>;
};

/**
 * A warning.
 */
export type ImportWarning = {
    /**
     * What it is about.
     */
    concern: ImportConcern;
    /**
     * The section.
     */
    section: BundleSection;
    /**
     * The thing, as `items` names it.
     */
    name: string;
    /**
     * What somebody should know.
     */
    message: string;
};

/**
 * A bundle that is taken in.
 */
export type ImportedBundle = {
    /**
     * Whether anything is otherwise now. OpenCode sees it after a reload.
     */
    changed: boolean;
    /**
     * What was done.
     */
    items: Array<ImportItem>;
    /**
     * What somebody should know.
     */
    warnings: Array<ImportWarning>;
};

/**
 * A source that was imported.
 */
export type ImportedSource = {
    /**
     * What it is.
     */
    kind: LegacyKind;
    /**
     * Where it is.
     */
    path: string;
    /**
     * When it was imported last.
     */
    importedAt: string;
    /**
     * Whether the import was taken back; then a start leaves it alone, and only `migration.run` takes it over again.
     */
    undone: boolean;
};

/**
 * Who looks at the folder and writes its `AGENTS.md`.
 */
export type InitSession = {
    /**
     * Which model does it.
     */
    model: ModelRef;
    /**
     * A name for the message, made by the caller, so that a repeated call is known.
     */
    messageId?: MessageId;
};

/**
 * How a skill of the hub is installed.
 */
export type InstallHubSkill = {
    /**
     * What becomes of another skill that lies in the place; `keep` without.
     */
    existing?: WhenSkillIsThere;
};

/**
 * A skill of the hub that is in place.
 */
export type InstalledSkill = {
    /**
     * What was done.
     */
    action: ResourceAction;
    /**
     * The skill as it is now.
     */
    item: Skill;
    /**
     * The files that were written, from the workspace's folder on.
     */
    files: Array<string>;
};

/**
 * What a token is for, in its maker's words: 1 to 200 characters, none of them a control character.
 */
export type Label = string;

/**
 * How a process ended.
 */
export type LastExit = {
    /**
     * Its exit code, where it had one.
     */
    code?: number;
    /**
     * The number of the signal that ended it, where one did.
     */
    signal?: number;
    /**
     * When.
     */
    at: string;
    /**
     * What it means: `stopped`, `start_failed`, `start_timeout`, `unresponsive` or `crashed`.
     */
    reason: string;
};

/**
 * Something of a workspace that is not in its bundle.
 */
export type LeftOut = {
    /**
     * Where it would be: `opencode.mcp.search.headers.Authorization`, `skills.release-notes`, `files..opencode/tools/x.ts`.
     */
    path: string;
    /**
     * Why it is not.
     */
    reason: string;
};

/**
 * How a source was found.
 *
 * - `read`: It was read whole.
 * - `damaged`: It was read, and something in it or behind it is broken; what could be read is taken.
 * - `unreadable`: It is there and could not be read.
 */
export type LegacyCondition = 'read' | 'damaged' | 'unreadable';

/**
 * What a source is: one file, or one folder of files, of an older OpenWork.
 *
 * - `server_config`: `server.json` of the older server.
 * - `desktop_workspaces`: `openwork-workspaces.json` of a desktop, or `workspace-state.json`.
 * - `orchestrator_state`: `openwork-orchestrator-state.json`.
 * - `orchestrator_auth`: `openwork-orchestrator-auth.json`: credentials of an engine that is gone. They are never taken over.
 * - `desktop_tokens`: `openwork-server-tokens.json` of a desktop.
 * - `desktop_ports`: `openwork-server-state.json` of a desktop: ports.
 * - `desktop_snapshot`: `migration-snapshot.v1.json`, done or not.
 * - `desktop_bootstrap`: `desktop-bootstrap.json`.
 * - `server_tokens`: `tokens.json` of the older server.
 * - `environment`: `env.json` of the older server.
 * - `runtime_database`: `runtime.sqlite` of the older server.
 * - `connect_state`: `connect-state.json`.
 * - `cloud_sign_in`: `openwork-cloud-signin.json`, or the variable that stands for it.
 * - `workspace_file`: `.opencode/openwork.json` (or `.openwork/openwork.json`) of a workspace.
 * - `router_config`: `opencode-router.json`, `owpenbot.json`.
 * - `router_database`: `opencode-router.db`, `owpenbot.db`.
 * - `audit_log`: Records of what was done.
 * - `scheduler_jobs`: Jobs of the scheduler plugin.
 */
export type LegacyKind = 'server_config' | 'desktop_workspaces' | 'orchestrator_state' | 'orchestrator_auth' | 'desktop_tokens' | 'desktop_ports' | 'desktop_snapshot' | 'desktop_bootstrap' | 'server_tokens' | 'environment' | 'runtime_database' | 'connect_state' | 'cloud_sign_in' | 'workspace_file' | 'router_config' | 'router_database' | 'audit_log' | 'scheduler_jobs';

/**
 * What a part of a source is.
 *
 * - `source`: The source itself, where it could not be read or has no parts.
 * - `workspace`: A folder that is a workspace.
 * - `active_workspace`: Which workspace is the active one.
 * - `remote_workspace`: A workspace on another server.
 * - `server`: Another server.
 * - `token`: A token.
 * - `variable`: A variable of the engine.
 * - `port`: A port that was listened on.
 * - `configuration`: What is set of OpenCode's configuration for a workspace.
 * - `mcp`: An MCP server.
 * - `plugin`: A plugin.
 * - `provider_config`: A configuration of a provider.
 * - `authorized_folder`: A folder outside a workspace that its agents may work in.
 * - `cloud_sign_in`: A sign-in to an account.
 * - `router_identity`: A bot of the messaging router.
 * - `router_binding`: Whom a bot speaks with.
 * - `session_groups`: Groups of sessions.
 * - `audit_log`: A record of what was done.
 * - `scheduler_job`: A job of the scheduler plugin.
 */
export type LegacySubject = 'source' | 'workspace' | 'active_workspace' | 'remote_workspace' | 'server' | 'token' | 'variable' | 'port' | 'configuration' | 'mcp' | 'plugin' | 'provider_config' | 'authorized_folder' | 'cloud_sign_in' | 'router_identity' | 'router_binding' | 'session_groups' | 'audit_log' | 'scheduler_job';

/**
 * Where a symbolic link leads.
 *
 * - `file`: To a file of the workspace.
 * - `dir`: To a folder of the workspace.
 * - `other`: To a pipe, a socket or a device.
 * - `nothing`: To nothing that is there.
 * - `outside`: Out of the workspace: it is not followed.
 */
export type LinkEnd = 'file' | 'dir' | 'other' | 'nothing' | 'outside';

/**
 * A workspace on this machine.
 */
export type LocalBackend = {
    /**
     * The folder, absolute, with links and `..` resolved.
     */
    dataDir: string;
    /**
     * What OpenCode calls the project of this folder, once it has said so.
     */
    opencodeProjectId?: string;
};

/**
 * How grave a line is, the gravest first.
 *
 * - `error`: Something failed that should not.
 * - `warn`: Something is not as it should be.
 * - `info`: What happens.
 * - `debug`: What happens, closer.
 * - `trace`: Every step.
 */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * A line of the log.
 */
export type LogLine = {
    /**
     * When.
     */
    at: string;
    /**
     * How grave.
     */
    level: LogLevel;
    /**
     * The part of the program that says it.
     */
    target: string;
    /**
     * What it says.
     */
    message: string;
    /**
     * The request that it belongs to, where it belongs to one.
     */
    requestId?: string;
    /**
     * The particulars, such as `operation`, `role`, `session_id` and `status`.
     */
    fields: {
        [key: string]: unknown;
    };
};

/**
 * Lines of the log.
 */
export type LogLines = {
    /**
     * The lines, oldest first.
     */
    items: Array<LogLine>;
};

/**
 * An item that was made or changed.
 */
export type ManagedChange = {
    /**
     * The item as it is now.
     */
    item: ManagedItem;
    /**
     * What came of it, in each workspace that was looked at.
     */
    projections: Array<ManagedProjection>;
};

/**
 * An item. Secrets in its configuration are kept sealed; in their place stands `{"configured": true}`.
 */
export type ManagedItem = {
    /**
     * Names it.
     */
    id: ManagedItemId;
    /**
     * What kind of thing it is.
     */
    kind: ManagedKind;
    /**
     * What it is called in the engine's configuration, or as a file.
     */
    key: ManagedKey;
    /**
     * What people call it.
     */
    displayName: DisplayName;
    /**
     * Where it comes from.
     */
    source: ManagedSource;
    /**
     * The file that defines it, from the workspace's folder on. Only of what a user made by hand (`discovered`): it is changed there, and not here.
     */
    path?: string;
    /**
     * Its configuration, as the engine takes it; of a plugin `spec`; of a skill, a command or an agent the `content` of its file, but nothing where a user made that file by hand.
     */
    config: {
        [key: string]: unknown;
    };
    /**
     * The workspaces that have it.
     */
    workspaceIds: Array<WorkspaceId>;
    /**
     * What an account calls it.
     */
    cloudItemId?: string;
    /**
     * What whoever made it keeps with it. No secrets: they would be shown.
     */
    metadata?: {
        [key: string]: unknown;
    };
    /**
     * Changes with it.
     */
    revision: FileRevision;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it last changed.
     */
    updatedAt: string;
};

/**
 * Names a managed item. Made by the server.
 */
export type ManagedItemId = string;

/**
 * The items of a kind, by name.
 */
export type ManagedItemList = {
    /**
     * The items.
     */
    items: Array<ManagedItem>;
};

/**
 * What an item is called in the engine's configuration: 1 to 64 letters, digits, dots, dashes and underscores. Kinds allow less.
 */
export type ManagedKey = string;

/**
 * A kind of thing that is managed.
 *
 * - `mcps`: MCP servers.
 * - `plugins`: Plugins of the engine.
 * - `providerConfigs`: Configurations of providers of models.
 * - `skills`: Skills.
 * - `commands`: Commands.
 * - `agents`: Agents.
 */
export type ManagedKind = 'mcps' | 'plugins' | 'providerConfigs' | 'skills' | 'commands' | 'agents';

/**
 * What came of a change in one workspace.
 */
export type ManagedProjection = {
    /**
     * The workspace.
     */
    workspaceId: WorkspaceId;
    /**
     * Whether anything in its folder is otherwise now.
     */
    changed: boolean;
    /**
     * Why it could not be put there. It is tried again when something changes, and at the next start.
     */
    error?: string;
};

/**
 * Where an item comes from.
 *
 * - `openwork_managed`: It was made here.
 * - `imported`: It was brought from older state.
 * - `discovered`: A user made it by hand: a file of theirs defines it.
 * - `cloud_synced`: It is kept in step with an account.
 */
export type ManagedSource = 'openwork_managed' | 'imported' | 'discovered' | 'cloud_synced';

/**
 * What an MCP server is called: 1 to 64 letters, digits, dashes and underscores; not a dash first.
 */
export type McpName = string;

/**
 * An MCP server that a file of the workspace defines.
 */
export type McpServer = {
    /**
     * What it is called.
     */
    name: string;
    /**
     * Its configuration; where a secret is, or what looks like one, stands `{"configured": true}`.
     */
    config: {
        [key: string]: unknown;
    };
    /**
     * The file that defines it, from the workspace's folder on.
     */
    path: string;
    /**
     * Whether it is switched on there.
     */
    enabled: boolean;
    /**
     * The managed item that it comes from, if it does.
     */
    itemId?: ManagedItemId;
    /**
     * Further files that say something of it, from the strongest on.
     */
    alsoAt: Array<string>;
};

/**
 * The MCP servers, by name.
 */
export type McpServerList = {
    /**
     * The servers.
     */
    items: Array<McpServer>;
};

/**
 * How an MCP server is.
 */
export type McpStatus = {
    /**
     * What the configuration calls it.
     */
    name: string;
    /**
     * `connected`, `disabled`, `failed`, `needs_auth` or `needs_client_registration`.
     */
    status: string;
    /**
     * What went wrong, with secrets removed.
     */
    error?: string;
};

/**
 * How the MCP servers of a workspace are.
 */
export type McpStatusList = {
    /**
     * The servers of the configuration, by name.
     */
    items: Array<McpStatus>;
};

/**
 * A message with its parts.
 */
export type Message = {
    /**
     * The message.
     */
    info: MessageInfo;
    /**
     * Its parts, in order.
     */
    parts: Array<Part>;
};

/**
 * Names a message of a session. OpenCode or the caller makes it; ids grow with time.
 */
export type MessageId = string;

/**
 * A message without its parts. OpenCode's own object, with one field of ours: `interrupted`.
 */
export type MessageInfo = {
    /**
     * Names it.
     */
    id: MessageId;
    /**
     * The session it belongs to.
     */
    sessionID: SessionId;
    /**
     * Who speaks.
     */
    role: MessageRole;
    /**
     * The message it answers.
     */
    parentID?: MessageId;
    /**
     * When it began and ended.
     */
    time: MessageTime;
    /**
     * Why the model's answer failed: OpenCode's `{name, data}`. The call itself still succeeds.
     */
    error?: {
        [key: string]: unknown;
    };
    /**
     * True where the engine ended before the message did; it will never be completed.
     */
    interrupted?: boolean;
    [key: string]: unknown;
};

/**
 * Messages, oldest first. A page holds the newest of those before its cursor.
 */
export type MessageList = {
    /**
     * The messages of this page.
     */
    items: Array<Message>;
    /**
     * Asks for the page of older ones; absent where there are none.
     */
    nextCursor?: string;
};

/**
 * A message began or changed.
 */
export type MessagePayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * The message as it is now, without its parts.
     */
    info: MessageInfo;
};

/**
 * A message was deleted.
 */
export type MessageRemovedPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * The message that is gone.
     */
    messageID: MessageId;
};

/**
 * Who speaks.
 *
 * - `user`: A person, or a program in their place.
 * - `assistant`: The agent.
 */
export type MessageRole = 'user' | 'assistant';

/**
 * What is sent: 1 to 40,000 characters.
 */
export type MessageText = string;

/**
 * When a message began and ended, in milliseconds since 1970.
 */
export type MessageTime = {
    /**
     * When it began.
     */
    created: number;
    /**
     * When an agent's message ended; absent while it is written.
     */
    completed?: number;
    [key: string]: unknown;
};

/**
 * What the server is.
 */
export type Meta = {
    /**
     * Always `openwork-server`.
     */
    service: string;
    /**
     * The server's version.
     */
    version: string;
    /**
     * The system and processor, such as `linux-x64`.
     */
    target: string;
    /**
     * Its process.
     */
    pid: number;
    /**
     * Since when it serves.
     */
    startedAt: string;
    /**
     * Names this data folder, for as long as it lives.
     */
    storeId: string;
    /**
     * The role of whoever asks.
     */
    role: Role;
    /**
     * The only workspaces that they reach; absent means all.
     */
    workspaceIds?: Array<WorkspaceId>;
};

/**
 * What becomes of an item.
 *
 * - `create`: It is made here.
 * - `update`: It is here, from an earlier import and unchanged since, and takes what the source says now.
 * - `alias`: It is here already and gets another name that it is found by.
 * - `keep`: It is here already as the source says.
 * - `skip`: It is left where it is: changed or deleted here since, or nothing that is taken over; `reason` says which.
 * - `left_in_place`: It stays in its place, which is where it is used from; nothing has to be done.
 * - `fail`: It cannot be taken over; `reason` says why and `remedy` what to do.
 */
export type MigrationAction = 'create' | 'update' | 'alias' | 'keep' | 'skip' | 'left_in_place' | 'fail';

/**
 * How many parts there are of each action.
 */
export type MigrationCounts = {
    /**
     * Made here.
     */
    create: number;
    /**
     * Brought to what the source says now.
     */
    update: number;
    /**
     * Given another name.
     */
    alias: number;
    /**
     * Here already.
     */
    keep: number;
    /**
     * Left where they are.
     */
    skip: number;
    /**
     * Used in their place.
     */
    leftInPlace: number;
    /**
     * Not to be taken over.
     */
    fail: number;
};

/**
 * A part of a source, and what becomes of it. Holds no secret.
 */
export type MigrationItem = {
    /**
     * What it is.
     */
    subject: LegacySubject;
    /**
     * What names it: an id, a path, a name.
     */
    name: string;
    /**
     * Where its source is, where it is told apart from that: among what failed.
     */
    path?: string;
    /**
     * Where in the source it stands, as a JSON pointer, or a table and a key.
     */
    at?: string;
    /**
     * What becomes of it.
     */
    action: MigrationAction;
    /**
     * Why.
     */
    reason: string;
    /**
     * What people can do about it, where something is wrong.
     */
    remedy?: string;
    /**
     * The workspace that it is, or is of, where that is known.
     */
    workspaceId?: WorkspaceId;
};

/**
 * What an import does, or did: every source of older OpenWork and what becomes of each of its parts.
 */
export type MigrationPlan = {
    /**
     * The sources, those first that take precedence.
     */
    sources: Array<MigrationSource>;
    /**
     * How many parts there are of each action.
     */
    counts: MigrationCounts;
};

/**
 * An import of older OpenWork is further than before, or over. `migration.status` has the rest.
 */
export type MigrationProgressPayload = {
    /**
     * How far it is.
     */
    state: MigrationState;
    /**
     * How many sources are done.
     */
    done: number;
    /**
     * How many sources there are.
     */
    total: number;
    /**
     * What became of their parts so far.
     */
    counts: MigrationCounts;
};

/**
 * One file of an older OpenWork, and what becomes of its parts.
 */
export type MigrationSource = {
    /**
     * What it is.
     */
    kind: LegacyKind;
    /**
     * Where it is; the variable's name where it is one.
     */
    path: string;
    /**
     * How it was found.
     */
    condition: LegacyCondition;
    /**
     * SHA-256 of its content in hex: whether it is the same as at the last import. Absent where it could not be read.
     */
    fingerprint?: string;
    /**
     * When it was imported as it is now.
     */
    importedAt?: string;
    /**
     * Its parts, in its own order.
     */
    items: Array<MigrationItem>;
    /**
     * What is worth knowing besides.
     */
    warnings: Array<string>;
};

/**
 * How far the import is.
 *
 * - `off`: This server was not told where older OpenWork is.
 * - `idle`: No import has run yet.
 * - `running`: Sources are being read or taken over.
 * - `done`: All that was found is taken over, or said to be left.
 * - `failed`: It ended early; `failure` says why. What was taken over stays, and running again goes on.
 * - `undone`: What was imported was taken back.
 */
export type MigrationState = 'off' | 'idle' | 'running' | 'done' | 'failed' | 'undone';

/**
 * What was imported, and how far an import is that runs; where none does, what came of the last one, whoever ran it.
 */
export type MigrationStatus = {
    /**
     * How far it is.
     */
    state: MigrationState;
    /**
     * How many sources are done in that run.
     */
    done: number;
    /**
     * How many sources there are in that run.
     */
    total: number;
    /**
     * What became of the parts in that run.
     */
    counts: MigrationCounts;
    /**
     * When the last run ended, in this run of the server or before; absent while one runs, and where none has.
     */
    endedAt?: string;
    /**
     * Why it ended early, with what to do.
     */
    failure?: string;
    /**
     * What failed in that run, with its source's path, reason and remedy; the first hundred.
     */
    failed: Array<MigrationItem>;
    /**
     * The sources that were imported, in that run and before.
     */
    sources: Array<ImportedSource>;
    /**
     * How many things here imports have made, each older id of a workspace counted as one; `migration.undo` takes them back.
     */
    made: number;
    /**
     * The copy of the store from before the first import, from the data folder on.
     */
    storeCopy?: string;
};

/**
 * A model.
 */
export type Model = {
    /**
     * The `modelId` that a prompt says.
     */
    id: string;
    /**
     * What people call it.
     */
    name: string;
    /**
     * `active`, `alpha`, `beta` or `deprecated`.
     */
    status?: string;
    /**
     * When it came out, such as `2025-09-29`.
     */
    releaseDate?: string;
    /**
     * What it can do.
     */
    abilities: ModelAbilities;
    /**
     * How much it takes and gives.
     */
    limit: ModelLimit;
    /**
     * What it costs.
     */
    cost: ModelCost;
    /**
     * The `variant`s that a prompt may say, such as how long it thinks.
     */
    variants: Array<string>;
};

/**
 * What a model can do.
 */
export type ModelAbilities = {
    /**
     * Whether it thinks before it answers.
     */
    reasoning: boolean;
    /**
     * Whether it calls tools.
     */
    toolCall: boolean;
    /**
     * Whether it takes files.
     */
    attachment: boolean;
    /**
     * Whether its temperature can be set.
     */
    temperature: boolean;
    /**
     * What it reads: `text`, `audio`, `image`, `video`, `pdf`.
     */
    input: Array<string>;
    /**
     * What it writes, in the same words.
     */
    output: Array<string>;
};

/**
 * What a model costs, in dollars for a million tokens.
 */
export type ModelCost = {
    /**
     * What it is told.
     */
    input: number;
    /**
     * What it answers.
     */
    output: number;
    /**
     * What it is told again.
     */
    cacheRead: number;
    /**
     * What is kept for being told again.
     */
    cacheWrite: number;
};

/**
 * How much a model takes and gives, in tokens; absent where OpenCode does not know.
 */
export type ModelLimit = {
    /**
     * All in all.
     */
    context?: number;
    /**
     * Of what it is told.
     */
    input?: number;
    /**
     * Of what it answers.
     */
    output?: number;
};

/**
 * Which model.
 */
export type ModelRef = {
    /**
     * Whose model, such as `anthropic`.
     */
    providerId: string;
    /**
     * Which of theirs.
     */
    modelId: string;
};

/**
 * A file in the folder of a workspace that could not be made as it was before the import: what was imported is taken back all the same, and what stays has to be taken out by hand.
 */
export type NotUndone = {
    /**
     * The workspace; of one that came with the import it is the id that it had.
     */
    workspaceId: WorkspaceId;
    /**
     * Where the file is.
     */
    path: string;
    /**
     * What stays in it, and why.
     */
    reason: string;
    /**
     * What to do.
     */
    remedy: string;
};

/**
 * What OpenWork sets beside OpenCode's configuration.
 */
export type OpenworkSettings = {
    /**
     * Folders outside the workspace that its agents may work in.
     */
    authorizedFolders: Array<string>;
};

/**
 * What became of one operation.
 */
export type OperationItem = {
    /**
     * Whether it was done. If not, it has `code` and `message`.
     */
    ok: boolean;
    /**
     * What was to be done: `mkdir`, `delete` or `rename`.
     */
    type: FileChange;
    /**
     * To what, as it was given.
     */
    path: string;
    /**
     * Of a rename: the new path, as it was given.
     */
    toPath?: string;
    /**
     * Why not: what a program acts on.
     */
    code?: ErrorKind;
    /**
     * Why not: what a person reads.
     */
    message?: string;
};

/**
 * What became of the operations, in their order.
 */
export type OperationItems = {
    /**
     * Where the events stand now.
     */
    cursor: number;
    /**
     * Each operation.
     */
    items: Array<OperationItem>;
};

/**
 * A line that the engine wrote.
 */
export type OutputLine = {
    /**
     * When it was read.
     */
    at: string;
    /**
     * Where the engine wrote it.
     */
    stream: OutputStream;
    /**
     * Which run of the engine since this server started, from 1.
     */
    run: number;
    /**
     * The line, cut at 4096 bytes, without colours and with secrets removed.
     */
    text: string;
};

/**
 * What the engine wrote last.
 */
export type OutputLines = {
    /**
     * The lines, oldest first.
     */
    items: Array<OutputLine>;
};

/**
 * Where the engine wrote a line.
 *
 * - `stdout`: To standard output.
 * - `stderr`: To standard error.
 */
export type OutputStream = 'stdout' | 'stderr';

/**
 * A piece of a message: text, reasoning, a tool call, a file. OpenCode's own object.
 */
export type Part = {
    /**
     * Names it.
     */
    id: string;
    /**
     * The session it belongs to.
     */
    sessionID: SessionId;
    /**
     * The message it belongs to.
     */
    messageID: MessageId;
    /**
     * What it is: `text`, `reasoning`, `tool`, `file`, `step-start`, `step-finish` and others.
     */
    type: string;
    /**
     * The text, of a part that has one.
     */
    text?: string;
    /**
     * The tool's name, of a tool call.
     */
    tool?: string;
    /**
     * How far a tool call is: OpenCode's `{status, input, output, …}`.
     */
    state?: {
        [key: string]: unknown;
    };
    [key: string]: unknown;
};

/**
 * A part grew.
 */
export type PartDeltaPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * Its message.
     */
    messageID: MessageId;
    /**
     * The part.
     */
    partID: string;
    /**
     * Which field of it grew, such as `text`.
     */
    field: string;
    /**
     * What was added at its end.
     */
    delta: string;
};

/**
 * Names a part of a message. OpenCode makes it.
 */
export type PartId = string;

/**
 * A part began or changed; this is the whole of it.
 */
export type PartPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * The part as it is now.
     */
    part: Part;
    /**
     * When, in milliseconds since 1970.
     */
    time: number;
};

/**
 * A part was deleted.
 */
export type PartRemovedPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * Its message.
     */
    messageID: MessageId;
    /**
     * The part that is gone.
     */
    partID: string;
};

/**
 * A change of what is set for a workspace.
 */
export type PatchConfig = {
    /**
     * Goes into what is set of OpenCode's configuration: objects into each other, lists in place of each other; `null` removes.
     */
    opencode?: {
        [key: string]: unknown;
    };
    /**
     * What is set beside it.
     */
    openwork?: PatchOpenwork;
    /**
     * Only if the settings still have this revision.
     */
    ifMatch?: FileRevision;
};

/**
 * A change of what is set beside OpenCode's configuration. What is absent stays.
 */
export type PatchOpenwork = {
    /**
     * All folders outside the workspace that its agents may work in: absolute, and there.
     */
    authorizedFolders?: Array<FolderPath>;
};

/**
 * What came of a change.
 */
export type PatchedConfig = {
    /**
     * The configuration as it is now.
     */
    config: WorkspaceConfig;
    /**
     * Keys of this change that do not hold: a file with the last word says otherwise, or still defines what was removed.
     */
    elsewhere: Array<ConfigKey>;
    /**
     * Keys that somebody had written into the managed layer by hand, and that are OpenWork's now. The version of before is kept in the data folder.
     */
    overwritten: Array<string>;
    /**
     * Rules that count no more, because one of this change comes after them, fits all that they fit, and says otherwise: what is new here comes after all that files with an earlier word say, however general it is. Where those are to count, the general rule goes into their file, with `config.putRaw`.
     */
    overruled: Array<ConfigRule>;
};

/**
 * A person, a chat or a channel of the service: 1 to 200 characters. On Telegram it is a number.
 */
export type PeerId = string;

/**
 * What a rule says.
 *
 * - `allow`: It may.
 * - `deny`: It may not.
 * - `ask`: Someone is asked each time.
 */
export type PermissionAction = 'allow' | 'deny' | 'ask';

/**
 * An answer to a request.
 *
 * - `once`: Yes, this time.
 * - `always`: Yes, and whatever matches the request's `always`, until the engine restarts.
 * - `reject`: No.
 */
export type PermissionAnswer = 'once' | 'always' | 'reject';

/**
 * A permission request that nobody can answer any more.
 */
export type PermissionExpiredPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * The request.
     */
    requestID: PermissionId;
};

/**
 * Names a permission request. OpenCode makes it.
 */
export type PermissionId = string;

/**
 * The requests that wait, oldest first.
 */
export type PermissionList = {
    /**
     * The requests.
     */
    items: Array<PermissionRequest>;
};

/**
 * A permission request was answered.
 */
export type PermissionRepliedPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * The request.
     */
    requestID: PermissionId;
    /**
     * The answer.
     */
    reply: PermissionAnswer;
};

/**
 * A request to be allowed something. OpenCode's own object.
 */
export type PermissionRequest = {
    /**
     * Names it.
     */
    id: PermissionId;
    /**
     * The session that waits.
     */
    sessionID: SessionId;
    /**
     * What kind of thing, such as `bash` or `edit`.
     */
    permission: string;
    /**
     * Which of them, such as the command.
     */
    patterns: Array<string>;
    /**
     * What `always` would allow from now on.
     */
    always: Array<string>;
    [key: string]: unknown;
};

/**
 * A rule for what a session's agent may do without asking.
 */
export type PermissionRule = {
    /**
     * What kind of thing, such as `bash` or `edit`.
     */
    permission: string;
    /**
     * Which of them, as a pattern with `*`.
     */
    pattern: string;
    /**
     * What happens.
     */
    action: PermissionAction;
};

/**
 * A plugin that a file of the workspace names.
 */
export type Plugin = {
    /**
     * The plugin, as it is named.
     */
    spec: string;
    /**
     * The file that names it, or is it, from the workspace's folder on.
     */
    path: string;
    /**
     * The managed item that it comes from, if it does.
     */
    itemId?: ManagedItemId;
};

/**
 * The plugins, in the order of their files.
 */
export type PluginList = {
    /**
     * The plugins.
     */
    items: Array<Plugin>;
};

/**
 * A plugin of the engine: the name of a package, with its version perhaps, or a path. 1 to 200 characters.
 */
export type PluginSpec = string;

/**
 * Names a set of starting files and settings: 1 to 64 letters, digits, `-` and `_`.
 */
export type Preset = string;

/**
 * A bundle to be looked at.
 */
export type PreviewImport = {
    /**
     * The bundle.
     */
    bundle: WorkspaceBundle;
    /**
     * What would be done, section by section.
     */
    mode?: ImportModes;
};

/**
 * A call that failed.
 */
export type Problem = {
    ok: false;
    error: ProblemError;
};

/**
 * What went wrong.
 */
export type ProblemError = {
    /**
     * What a program acts on.
     */
    code: ErrorKind;
    /**
     * What a person reads: what happened and what to do next.
     */
    message: string;
    /**
     * Names the request, in the log too.
     */
    requestId: string;
    /**
     * Where in the request, if that is known.
     */
    details?: Array<ErrorDetail>;
};

/**
 * A program that the server runs went from one state to another. Its health has the rest.
 */
export type ProgramStatePayload = {
    /**
     * Where it is now.
     */
    state: EngineState;
    /**
     * How often it was started since it last ran quietly, this time included.
     */
    attempt: number;
    /**
     * The version that it told, once it did.
     */
    version?: string;
    /**
     * How it last ended.
     */
    lastExit?: LastExit;
    /**
     * What last went wrong, and what helps; absent once it is ready.
     */
    lastError?: EngineFault;
};

/**
 * A prompt.
 */
export type Prompt = {
    /**
     * What is said; at least one part.
     */
    parts: Array<PromptPart>;
    /**
     * A name for the message, made by the caller, so that a repeated call is known. `msg_` and letters that grow with time.
     */
    messageId?: MessageId;
    /**
     * Which model answers; the configured one without.
     */
    model?: ModelRef;
    /**
     * Which agent answers; the default one without.
     */
    agent?: string;
    /**
     * Keep the message and let nobody answer it.
     */
    noReply?: boolean;
    /**
     * Tools to switch on or off for this prompt, by name.
     */
    tools?: {
        [key: string]: boolean;
    };
    /**
     * The shape of the answer; OpenCode's own object.
     */
    format?: {
        [key: string]: unknown;
    };
    /**
     * Words before the conversation, in place of the agent's.
     */
    system?: string;
    /**
     * A variant of the model, such as how long it thinks.
     */
    variant?: string;
};

/**
 * A piece of a prompt. Fields beyond those named are OpenCode's own and passed on.
 */
export type PromptPart = {
    type: 'text';
    /**
     * The words.
     */
    text: string;
    [key: string]: unknown;
} | {
    type: 'file';
    /**
     * Its media type.
     */
    mime: string;
    /**
     * Where it is: `file:`, `data:` or `https:`.
     */
    url: string;
    [key: string]: unknown;
} | {
    type: 'agent';
    /**
     * Its name.
     */
    name: string;
    [key: string]: unknown;
} | {
    type: 'subtask';
    /**
     * What to do.
     */
    prompt: string;
    /**
     * What it is called.
     */
    description: string;
    /**
     * Who does it.
     */
    agent: string;
    [key: string]: unknown;
};

/**
 * A provider of models, without its keys.
 */
export type Provider = {
    /**
     * The `providerId` that a prompt says.
     */
    id: string;
    /**
     * What people call it.
     */
    name: string;
    /**
     * Whether its models can be used.
     */
    connected: boolean;
    /**
     * By what it can be used, once it can: `env` by a variable of the environment, `config` by the configuration, `api` by a key that OpenCode keeps, `custom` by itself or by a sign-in.
     */
    source?: string;
    /**
     * Whether it has a key, wherever from. Which one is not told.
     */
    hasKey: boolean;
    /**
     * The variables of the environment that may hold its key.
     */
    env: Array<string>;
    /**
     * Which model it takes where none is named.
     */
    defaultModelId?: string;
    /**
     * Its models, by id.
     */
    models: Array<Model>;
};

/**
 * What became of a key or a sign-in.
 */
export type ProviderAccess = {
    /**
     * The provider.
     */
    providerId: string;
    /**
     * Whether its models can be used in this workspace now.
     */
    connected: boolean;
    /**
     * The workspaces that still have what was before, because a session works there; repeat the call when they rest.
     */
    pendingWorkspaceIds: Array<WorkspaceId>;
};

/**
 * Names a provider of models, such as `anthropic`.
 */
export type ProviderId = string;

/**
 * Providers of models.
 */
export type ProviderList = {
    /**
     * The providers: those that can be used first, then by id.
     */
    items: Array<Provider>;
    /**
     * The providers that OpenCode can sign in to, or that ask for more than a key, by id.
     */
    signIns: Array<ProviderSignIns>;
};

/**
 * The ways to sign in to one provider.
 */
export type ProviderSignIns = {
    /**
     * The provider.
     */
    providerId: string;
    /**
     * The ways.
     */
    methods: Array<SignInMethod>;
};

/**
 * What to publish.
 */
export type PublishBundle = {
    /**
     * What it holds.
     */
    bundleType: BundleType;
    /**
     * What people shall call it.
     */
    name?: BundleName;
    /**
     * The content, which everyone who has the address can read.
     */
    payload: {
        [key: string]: unknown;
    };
    /**
     * What to do about content that looks like a secret; `auto` without.
     */
    sensitive?: Sensitive;
    /**
     * How long the publisher may take, in milliseconds (1000 to 120000, 15000 without).
     */
    timeoutMs?: number;
};

/**
 * A bundle that is published.
 */
export type PublishedBundle = {
    /**
     * Where it is. Everyone who has the address can read it.
     */
    url: BundleUrl;
    /**
     * The places of the payload that were left out, because they look like secrets; only with `exclude`.
     */
    leftOut?: Array<string>;
};

/**
 * A sign-in, in the fields that desktops hand it over with.
 */
export type PutCloudSignIn = {
    /**
     * The address of the account's server, with `http://` or `https://`.
     */
    cloudBaseUrl?: CloudUrl;
    /**
     * The same by its other name, which counts where that one is absent. One of them is needed.
     */
    baseUrl?: CloudUrl;
    /**
     * What admits to the account.
     */
    authToken: string;
    /**
     * Who signed in.
     */
    userId?: CloudName;
    /**
     * The organisation that is worked for.
     */
    orgId?: CloudName;
    /**
     * The same by its other name, which counts where that one is absent.
     */
    activeOrgId?: CloudName;
    /**
     * What people call the organisation.
     */
    activeOrgName?: CloudName;
    /**
     * What stands for it in addresses.
     */
    activeOrgSlug?: CloudName;
    /**
     * When the account was last asked whether the token is good: RFC 3339, or milliseconds since 1970 as desktops write it.
     */
    lastValidatedAt?: string | number;
};

/**
 * The user's own configuration, to be written.
 */
export type PutRawConfig = {
    /**
     * The whole text.
     */
    content: string;
    /**
     * Whose; the workspace's without.
     */
    scope?: ConfigScope;
    /**
     * Only if the file still has this revision.
     */
    ifMatch?: FileRevision;
};

/**
 * One thing that is asked.
 */
export type Question = {
    /**
     * The question.
     */
    question: string;
    /**
     * A word or two over it.
     */
    header?: string;
    /**
     * The answers that may be chosen.
     */
    options: Array<QuestionOption>;
    /**
     * Whether several may be chosen; absent means one.
     */
    multiple?: boolean;
    /**
     * Whether words of one's own are an answer too; absent means that they are.
     */
    custom?: boolean;
    [key: string]: unknown;
};

/**
 * A question that has no answer, or can have none any more.
 */
export type QuestionGonePayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * The question.
     */
    requestID: QuestionId;
};

/**
 * Names a question that an agent asks. OpenCode makes it.
 */
export type QuestionId = string;

/**
 * The questions that wait, oldest first.
 */
export type QuestionList = {
    /**
     * The requests.
     */
    items: Array<QuestionRequest>;
};

/**
 * One answer that may be chosen.
 */
export type QuestionOption = {
    /**
     * What is chosen, and what the agent is told.
     */
    label: string;
    /**
     * What choosing it means.
     */
    description?: string;
    [key: string]: unknown;
};

/**
 * A question was answered.
 */
export type QuestionRepliedPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * The question.
     */
    requestID: QuestionId;
    /**
     * For each question the labels that were chosen, or words of one's own.
     */
    answers: Array<Array<string>>;
};

/**
 * Questions of an agent that waits for the answers. OpenCode's own object.
 */
export type QuestionRequest = {
    /**
     * Names the request.
     */
    id: QuestionId;
    /**
     * The session that waits.
     */
    sessionID: SessionId;
    /**
     * What is asked.
     */
    questions: Array<Question>;
    [key: string]: unknown;
};

/**
 * The user's own configuration, as it is written. Secrets that stand in it are in here.
 */
export type RawConfig = {
    /**
     * Whose.
     */
    scope: ConfigScope;
    /**
     * The file: in the workspace's folder, or in OpenCode's. Where there is none, the one that would be made.
     */
    path: string;
    /**
     * Whether it is there.
     */
    exists: boolean;
    /**
     * The text; empty where it is not there.
     */
    content: string;
    /**
     * Changes with the content.
     */
    revision?: FileRevision;
    /**
     * What is wrong with it.
     */
    issues: Array<ConfigIssue>;
};

/**
 * Files to read.
 */
export type ReadBatch = {
    /**
     * Their paths, 1 to 64. One that is no path fails alone.
     */
    paths: Array<string>;
};

/**
 * What became of one file of a batch that was read.
 */
export type ReadItem = {
    /**
     * Whether it was read. If so it has all fields but the last four; if not, `code` and `message`.
     */
    ok: boolean;
    /**
     * Its path as it was given.
     */
    path: string;
    /**
     * What it is: a file.
     */
    kind?: FileKind;
    /**
     * How many bytes it has.
     */
    bytes?: number;
    /**
     * The bytes in base64.
     */
    contentBase64?: string;
    /**
     * Its revision (`sha256:…`).
     */
    revision?: FileRevision;
    /**
     * When it was changed last.
     */
    updatedAt?: string;
    /**
     * Why not: what a program acts on.
     */
    code?: ErrorKind;
    /**
     * Why not: what a person reads.
     */
    message?: string;
    /**
     * Of one that is too large: how many bytes it has.
     */
    size?: number;
    /**
     * Of one that is too large: how many it may have here.
     */
    maxBytes?: number;
};

/**
 * What became of a batch that was read, in its order.
 */
export type ReadItems = {
    /**
     * Each file.
     */
    items: Array<ReadItem>;
};

/**
 * Questions that were turned down.
 */
export type RejectedQuestion = {
    /**
     * The request.
     */
    requestId: QuestionId;
};

/**
 * Where the folder of a workspace is now.
 */
export type RelinkWorkspace = {
    /**
     * The folder, as an absolute path.
     */
    folderPath: FolderPath;
};

/**
 * What was done to it.
 *
 * - `added`: It is new.
 * - `removed`: It is gone.
 * - `updated`: It is another.
 */
export type ReloadAction = 'added' | 'removed' | 'updated';

/**
 * A reload is over.
 */
export type ReloadDonePayload = {
    /**
     * Whether OpenCode has read the folder again and answers for it.
     */
    reloaded: boolean;
    /**
     * Why not.
     */
    error?: string;
};

/**
 * That something has to be read again: a `reload.required` event of the workspace, as it is remembered.
 */
export type ReloadEvent = {
    /**
     * The number of the event in the workspace's stream.
     */
    seq: number;
    /**
     * When it was told.
     */
    at: string;
    /**
     * Where.
     */
    workspaceId: WorkspaceId;
    /**
     * Which kind of thing has to be read again.
     */
    reason: ReloadReason;
    /**
     * What made it necessary, if that is known.
     */
    trigger?: ReloadTrigger;
};

/**
 * The events that ask for a reload, oldest first.
 */
export type ReloadEventList = {
    /**
     * The events.
     */
    items: Array<ReloadEvent>;
    /**
     * The number of the last event of the workspace's stream: ask with it as `since` for what comes after.
     */
    cursor: number;
};

/**
 * Which kind of thing the engine has to read again.
 *
 * - `agents`: Agents, and the instructions that all of them have.
 * - `commands`: Commands.
 * - `config`: The configuration, as far as none of the others says more.
 * - `environment`: Variables of the engine. They are read when it starts: only `runtime.restart` helps.
 * - `mcp`: MCP servers.
 * - `plugins`: Plugins and tools. Of one that was loaded and whose code changed OpenCode keeps the code until it ends: then only `runtime.restart` helps.
 * - `skills`: Skills.
 */
export type ReloadReason = 'agents' | 'commands' | 'config' | 'environment' | 'mcp' | 'plugins' | 'skills';

/**
 * OpenCode has to read something of the folder again; nothing does so unasked.
 */
export type ReloadRequiredPayload = {
    /**
     * Which kind of thing.
     */
    reason: ReloadReason;
    /**
     * What made it necessary, if that is known.
     */
    trigger?: ReloadTrigger;
};

/**
 * What made a reload necessary.
 */
export type ReloadTrigger = {
    /**
     * What kind of thing changed.
     */
    type: ReloadTriggerKind;
    /**
     * What was done to it.
     */
    action: ReloadAction;
    /**
     * What it is called; absent where several changed at once.
     */
    name?: string;
    /**
     * The file, from the workspace's folder on; absent where several changed at once, or none did.
     */
    path?: string;
};

/**
 * What kind of thing changed.
 *
 * - `agent`: An agent, or the instructions that all of them have.
 * - `command`: A command.
 * - `config`: A configuration.
 * - `environment`: A variable.
 * - `mcp`: An MCP server.
 * - `plugin`: A plugin.
 * - `skill`: A skill.
 * - `tool`: A tool.
 */
export type ReloadTriggerKind = 'agent' | 'command' | 'config' | 'environment' | 'mcp' | 'plugin' | 'skill' | 'tool';

/**
 * A workspace that OpenCode has read again, and answers for.
 */
export type ReloadedWorkspace = {
    /**
     * The workspace.
     */
    workspaceId: WorkspaceId;
    /**
     * When it answered.
     */
    reloadedAt: string;
    /**
     * The sessions whose runs were ended for it.
     */
    cutSessionIds: Array<SessionId>;
    /**
     * What still has to be read: what is read only when the engine starts (variables, the code of plugins and tools that changed), and what changed meanwhile.
     */
    reloadRequired: Array<ReloadReason>;
};

/**
 * A binding that is gone.
 */
export type RemovedBinding = {
    /**
     * The binding.
     */
    bindingId: BindingId;
};

/**
 * A bot that is gone.
 */
export type RemovedIdentity = {
    /**
     * The service it was on.
     */
    channel: Channel;
    /**
     * The bot.
     */
    identityId: IdentityId;
    /**
     * How many bindings went with it.
     */
    removedBindings: number;
};

/**
 * A file that is gone.
 */
export type RemovedResource = {
    /**
     * What was called so.
     */
    name: string;
    /**
     * The file that is gone.
     */
    path: string;
    /**
     * The files that still define something of that name: to the engine it is not gone.
     */
    stillDefinedBy: Array<string>;
};

/**
 * A new name for a workspace.
 */
export type RenameWorkspace = {
    /**
     * What people shall call it from now on.
     */
    displayName: DisplayName;
};

/**
 * For how long a file session shall go on.
 */
export type RenewFileSession = {
    /**
     * For how many seconds from now: 30 to 86,400, as at its beginning without.
     */
    ttlSeconds?: number;
};

/**
 * A request that is answered.
 */
export type RepliedPermission = {
    /**
     * The request.
     */
    requestId: PermissionId;
    /**
     * The answer it got.
     */
    reply: PermissionAnswer;
};

/**
 * Questions that are answered.
 */
export type RepliedQuestion = {
    /**
     * The request.
     */
    requestId: QuestionId;
    /**
     * The answers it got.
     */
    answers: Array<Array<string>>;
};

/**
 * An answer to a request, with a word for the agent.
 */
export type ReplyPermission = {
    /**
     * The answer.
     */
    reply: PermissionAnswer;
    /**
     * What the agent is told with a `reject`; it goes on from there.
     */
    message?: string;
};

/**
 * Answers to the questions of one request.
 */
export type ReplyQuestion = {
    /**
     * For each question, in their order, the labels that were chosen, or words of one's own.
     */
    answers: Array<Array<string>>;
};

/**
 * What was done with something that is put in place.
 *
 * - `added`: It is new.
 * - `updated`: It took the place of what was there.
 * - `unchanged`: It was so already, and nothing was written.
 */
export type ResourceAction = 'added' | 'updated' | 'unchanged';

/**
 * Something that makes agents able was added, changed or removed by a call.
 */
export type ResourceChangedPayload = {
    /**
     * What kind of thing.
     */
    type: ReloadTriggerKind;
    /**
     * What was done to it.
     */
    action: ReloadAction;
    /**
     * What it is called; absent where several changed at once.
     */
    name?: string;
    /**
     * The file, from the workspace's folder on, where there is one.
     */
    path?: string;
};

/**
 * Why a file cannot be used.
 */
export type ResourceFault = {
    /**
     * What is wrong, and what helps.
     */
    message: string;
    /**
     * The line of the file, from 1.
     */
    line?: number;
};

/**
 * What something is called where it is listed: 1 to 200 characters, none of them a control character.
 */
export type ResourceName = string;

/**
 * Where something lies.
 *
 * - `project`: In the workspace.
 * - `global`: Among the user's own, for all workspaces; never changed from here.
 */
export type ResourceScope = 'project' | 'global';

/**
 * About an answer.
 */
export type ResponseMeta = {
    /**
     * Names the request, in the log too.
     */
    requestId: string;
    /**
     * When it was answered.
     */
    timestamp: string;
};

/**
 * The rule by which the engine is started again.
 */
export type RestartPolicy = {
    /**
     * How many attempts within the window.
     */
    attempts: number;
    /**
     * The window, in seconds.
     */
    windowSeconds: number;
    /**
     * The first pause, in milliseconds; it doubles, with jitter. Only the first end of a run that was ready is followed by a start almost at once.
     */
    firstPauseMs: number;
    /**
     * The longest pause, in milliseconds.
     */
    longestPauseMs: number;
};

/**
 * How far to go back.
 */
export type RevertSession = {
    /**
     * The first message that is taken back.
     */
    messageId: MessageId;
    /**
     * The first part of it that is taken back; the whole message without.
     */
    partId?: PartId;
};

/**
 * A session that was taken back, or brought forward again.
 */
export type RevertedSession = {
    /**
     * The session as it is now. Its `revert` says what is taken back.
     */
    session: Session;
    /**
     * Whether the files went along. Without git OpenCode changes the conversation only.
     */
    filesRestored: boolean;
};

/**
 * A token that is no longer accepted.
 */
export type RevokedToken = {
    /**
     * The record that is gone.
     */
    tokenId: TokenId;
};

/**
 * What a caller may do.
 *
 * - `viewer`: Reads its workspaces.
 * - `collaborator`: Reads and changes its workspaces.
 * - `host`: Everything, on every workspace and on the server itself.
 */
export type Role = 'viewer' | 'collaborator' | 'host';

/**
 * Whom a bot speaks with, and in which folder that one's sessions work.
 */
export type RouterBinding = {
    /**
     * Names it: always the same for a bot and a peer.
     */
    id: BindingId;
    /**
     * The service.
     */
    channel: Channel;
    /**
     * The bot.
     */
    identityId: IdentityId;
    /**
     * The other side.
     */
    peerId: PeerId;
    /**
     * The folder that its sessions work in.
     */
    directory: FolderPath;
    /**
     * Whether it holds.
     */
    enabled: boolean;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it last changed.
     */
    updatedAt: string;
};

/**
 * The bindings, by id.
 */
export type RouterBindingList = {
    /**
     * The bindings.
     */
    items: Array<RouterBinding>;
};

/**
 * Which services the router is connected to.
 */
export type RouterChannels = {
    /**
     * Telegram.
     */
    telegram: boolean;
    /**
     * Slack.
     */
    slack: boolean;
};

/**
 * Whether the router is wanted, and why.
 */
export type RouterEnablement = {
    /**
     * Whether there is anything for it to do.
     */
    enabled: boolean;
    /**
     * How many bots are enabled.
     */
    enabledIdentityCount: number;
    /**
     * How many bindings are enabled.
     */
    enabledBindingCount: number;
};

/**
 * The engine as the router sees it.
 */
export type RouterEngine = {
    /**
     * Whether it reaches it.
     */
    healthy: boolean;
    /**
     * The version that it was told.
     */
    version?: string;
};

/**
 * How the router is as a process.
 */
export type RouterHealth = {
    /**
     * Where it is in its life, in the engine's words.
     */
    state: EngineState;
    /**
     * Whether it answers: the same as `state` being `ready`.
     */
    running: boolean;
    /**
     * Whether it is wanted.
     */
    enablement: RouterEnablement;
    /**
     * Where it listens, on loopback.
     */
    baseUrl?: string;
    /**
     * Its process.
     */
    pid?: number;
    /**
     * How often it was started since it last ran quietly, this time included.
     */
    attempt: number;
    /**
     * Since when it is in this state.
     */
    since: string;
    /**
     * When it was last ready.
     */
    lastReadyAt?: string;
    /**
     * How it last ended.
     */
    lastExit?: LastExit;
    /**
     * What last went wrong; absent once it is ready. Its code is one of the engine's, or `router_missing`, `no_engine`, `config_failed` or `key_lost`.
     */
    lastError?: EngineFault;
    /**
     * Whether a guard process ends it should this server be killed.
     */
    guarded: boolean;
    /**
     * Its last lines, oldest first, with secrets removed.
     */
    output: Array<string>;
};

/**
 * A bot: the server as people meet it on a service. Its secrets are kept sealed and never told.
 */
export type RouterIdentity = {
    /**
     * The service it is on.
     */
    channel: Channel;
    /**
     * Names it among those of its service.
     */
    id: IdentityId;
    /**
     * Whether it answers.
     */
    enabled: boolean;
    /**
     * Who may speak with it; only on Telegram.
     */
    access?: TelegramAccess;
    /**
     * The folder that its sessions work in unless a binding says otherwise; without, an empty one of the server's own.
     */
    directory?: FolderPath;
    /**
     * The bot's token; only on Telegram.
     */
    token?: Configured;
    /**
     * The code that people send to be let in; only on Telegram.
     */
    pairingCode?: Configured;
    /**
     * The app's bot token; only on Slack.
     */
    botToken?: Configured;
    /**
     * The app's own token; only on Slack.
     */
    appToken?: Configured;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it last changed.
     */
    updatedAt: string;
};

/**
 * The bots of a service, by id.
 */
export type RouterIdentityList = {
    /**
     * The bots.
     */
    items: Array<RouterIdentity>;
};

/**
 * How the router says that it is.
 */
export type RouterProductHealth = {
    /**
     * Whether messages get through; no while the router does not run.
     */
    ok: boolean;
    /**
     * The services it is connected to.
     */
    channels: RouterChannels;
    /**
     * The engine as it sees it.
     */
    opencode: RouterEngine;
};

/**
 * A command of the workspace, such as `init` or one of its `.opencode/commands`.
 */
export type RunCommand = {
    /**
     * Its name, as `engine.commands` lists it.
     */
    command: string;
    /**
     * What it is told: its `$ARGUMENTS`. They may name files and run lines of the shell.
     */
    arguments?: string;
    /**
     * A name for the message, made by the caller, so that a repeated call is known.
     */
    messageId?: MessageId;
    /**
     * Which agent runs it; the command's own without.
     */
    agent?: string;
    /**
     * Which model; the command's own without.
     */
    model?: ModelRef;
    /**
     * A variant of the model, such as how long it thinks.
     */
    variant?: string;
    /**
     * Files to go with it.
     */
    files?: Array<CommandFile>;
};

/**
 * A line for the shell. It runs as it is; no model has a word in it.
 */
export type RunShell = {
    /**
     * The line.
     */
    command: string;
    /**
     * A name for the message, made by the caller, so that a repeated call is known.
     */
    messageId?: MessageId;
    /**
     * In whose name it is kept; `build` without.
     */
    agent?: string;
    /**
     * Which model it is kept with; the configured one without.
     */
    model?: ModelRef;
};

/**
 * What runs and how it is kept running.
 */
export type RuntimeSummary = {
    /**
     * When the engine is started.
     */
    engineStart: EngineStart;
    /**
     * When it is started again.
     */
    restartPolicy: RestartPolicy;
    /**
     * Its health.
     */
    opencode: EngineHealth;
    /**
     * Every program with its version.
     */
    versions: RuntimeVersions;
    /**
     * The last upgrade since this server started, under way or over.
     */
    upgrade?: RuntimeUpgrade;
};

/**
 * What became of an upgrade.
 */
export type RuntimeUpgrade = {
    /**
     * How far it is.
     */
    state: UpgradeState;
    /**
     * The version that ran before, if it had said so.
     */
    fromVersion?: string;
    /**
     * The version that it leads to, once that is known.
     */
    toVersion?: string;
    /**
     * When it began.
     */
    startedAt: string;
    /**
     * When it was over.
     */
    endedAt?: string;
    /**
     * What failed and what helps.
     */
    error?: EngineFault;
};

/**
 * Every program with its version.
 */
export type RuntimeVersions = {
    /**
     * This server.
     */
    server: string;
    /**
     * The system and processor, such as `linux-x64`.
     */
    target: string;
    /**
     * The engine.
     */
    opencode: Component;
    /**
     * The searcher that the engine uses.
     */
    ripgrep: Component;
};

/**
 * Why a search stopped before its end; its `nextCursor` goes on from there.
 *
 * - `limit`: As many results as were asked for.
 * - `time`: It took as long as one call may.
 * - `bytes`: It read as much as one call may.
 */
export type SearchEnd = 'limit' | 'time' | 'bytes';

/**
 * What is looked for: 1 to 1000 characters.
 */
export type SearchText = string;

/**
 * A message to one recipient.
 */
export type SendMessage = {
    /**
     * The service.
     */
    channel: Channel;
    /**
     * The bot that says it.
     */
    identityId: IdentityId;
    /**
     * Whom it says it to.
     */
    peerId: PeerId;
    /**
     * What it says.
     */
    text: MessageText;
};

/**
 * What is done about content that looks like a secret.
 *
 * - `auto`: Nothing is given out; the places are told, and someone decides.
 * - `include`: It is given out with the rest.
 * - `exclude`: It is left out, and the places are told.
 */
export type Sensitive = 'auto' | 'include' | 'exclude';

/**
 * A message that was delivered.
 */
export type SentMessage = {
    /**
     * The service.
     */
    channel: Channel;
    /**
     * The bot that said it.
     */
    identityId: IdentityId;
    /**
     * Whom it said it to.
     */
    peerId: PeerId;
};

/**
 * The server as a whole is otherwise than before, as `system.health` has it.
 */
export type ServerHealthPayload = {
    /**
     * How it is as a whole.
     */
    status: HealthStatus;
    /**
     * What it waits for: the name and stage of the part that is not ready, or `ready`.
     */
    stage: string;
};

/**
 * The server is ending; the stream ends with it.
 */
export type ServerStoppingPayload = {
    [key: string]: unknown;
};

/**
 * A conversation with an agent. OpenCode's own object, passed on as it is.
 */
export type Session = {
    /**
     * Names it.
     */
    id: SessionId;
    /**
     * The folder it works in.
     */
    directory: string;
    /**
     * What people call it.
     */
    title?: string;
    /**
     * The session that started it, for an agent's helper.
     */
    parentID?: SessionId;
    /**
     * When things happened to it.
     */
    time: SessionTime;
    [key: string]: unknown;
};

/**
 * What a session changed, turn by turn.
 */
export type SessionDiff = {
    /**
     * Whether OpenCode watches the files at all: without git it does not, and then no turn has files.
     */
    tracked: boolean;
    /**
     * The turns that changed something, oldest first; with `messageId` that turn, whatever it changed.
     */
    items: Array<TurnDiff>;
};

/**
 * A run failed.
 */
export type SessionErrorPayload = {
    /**
     * The session, if one is known.
     */
    sessionID?: SessionId;
    /**
     * OpenCode's `{name, data}`.
     */
    error?: {
        [key: string]: unknown;
    };
};

/**
 * Names a session. OpenCode makes it.
 */
export type SessionId = string;

/**
 * Sessions, the one changed last first.
 */
export type SessionList = {
    /**
     * The sessions of this page.
     */
    items: Array<Session>;
    /**
     * Asks for the next page; absent on the last.
     */
    nextCursor?: string;
};

/**
 * Something about a session that needs no more words.
 */
export type SessionOnlyPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
};

/**
 * A session was made, changed or deleted.
 */
export type SessionPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * As it is now, or was last.
     */
    info: Session;
};

/**
 * A session with all that belongs to it, and the position in the workspace's events that it is true for: this answer and the events after `seq` are together the whole truth.
 */
export type SessionSnapshot = {
    /**
     * The `seq` of the last event that is in this answer. Watch events after it.
     */
    seq: number;
    /**
     * The session.
     */
    session: Session;
    /**
     * Its messages, oldest first.
     */
    messages: Array<Message>;
    /**
     * Its agent's list.
     */
    todos: Array<Todo>;
    /**
     * What it is doing.
     */
    status: SessionStatus;
    /**
     * What it, and the sessions it started, wait to be allowed.
     */
    permissions: Array<PermissionRequest>;
    /**
     * What it, and the sessions it started, ask.
     */
    questions: Array<QuestionRequest>;
};

/**
 * What a session is doing.
 */
export type SessionStatus = {
    type: 'idle';
} | {
    type: 'busy';
} | {
    type: 'retry';
    /**
     * Which attempt comes next, from 1.
     */
    attempt: number;
    /**
     * What the model's server said.
     */
    message: string;
    /**
     * When it goes on, in milliseconds since 1970.
     */
    next: number;
};

/**
 * What a session is doing has changed.
 */
export type SessionStatusPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * What it does now.
     */
    status: SessionStatus;
};

/**
 * What the sessions that are not idle are doing.
 */
export type SessionStatuses = {
    /**
     * By session id. A session that is not here is idle.
     */
    items: {
        [key: string]: SessionStatus;
    };
};

/**
 * When things happened to a session, in milliseconds since 1970.
 */
export type SessionTime = {
    /**
     * When it was made.
     */
    created: number;
    /**
     * When it was last changed.
     */
    updated: number;
    /**
     * When it was put away; absent while it is not.
     */
    archived?: number;
    [key: string]: unknown;
};

/**
 * A binding to be made or changed.
 */
export type SetBinding = {
    /**
     * The service.
     */
    channel: Channel;
    /**
     * The bot.
     */
    identityId: IdentityId;
    /**
     * The other side.
     */
    peerId: PeerId;
    /**
     * The folder that its sessions work in: a workspace's, or one below.
     */
    directory: FolderPath;
    /**
     * Whether it holds; yes without.
     */
    enabled?: boolean;
};

/**
 * Whether an MCP server is switched on.
 */
export type SetMcpEnabled = {
    /**
     * Whether it is.
     */
    enabled: boolean;
};

/**
 * A key to keep.
 */
export type SetProviderKey = {
    /**
     * The key.
     */
    key: string;
    /**
     * What the provider wants beside it: answers to the `prompts` of its way of type `api`.
     */
    metadata?: {
        [key: string]: string;
    };
};

/**
 * A value for a variable.
 */
export type SetVariable = {
    /**
     * The value; one that is shorter than six characters is not removed from what the engine prints.
     */
    value: string;
};

/**
 * A SHA-256 checksum: 64 hex digits.
 */
export type Sha256Hex = string;

/**
 * A server that is about to end.
 */
export type ShuttingDown = {
    /**
     * Always true: this answer is the last thing before the stop begins.
     */
    stopping: boolean;
};

/**
 * A sign-in that has begun. Its address is good for this one sign-in.
 */
export type SignIn = {
    /**
     * The provider.
     */
    providerId: string;
    /**
     * Where to send the person.
     */
    url: string;
    /**
     * What to tell them.
     */
    instructions: string;
    /**
     * How it ends.
     */
    complete: SignInEnd;
};

/**
 * What another answer must be.
 */
export type SignInCondition = {
    /**
     * The other answer's name.
     */
    key: string;
    /**
     * `eq` or `neq`.
     */
    op: string;
    /**
     * What it is or is not.
     */
    value: string;
};

/**
 * How a sign-in ends.
 *
 * - `auto`: OpenCode hears of it by itself; `providers.finishSignIn` waits for that.
 * - `code`: The person is shown a code, which `providers.finishSignIn` takes.
 */
export type SignInEnd = 'auto' | 'code';

/**
 * A way to sign in, or to give a key.
 */
export type SignInMethod = {
    /**
     * Its number, for `providers.startSignIn`.
     */
    method: number;
    /**
     * `oauth` for `providers.startSignIn`, `api` for `providers.setKey`.
     */
    type: string;
    /**
     * What people call it.
     */
    label: string;
    /**
     * What is asked first: answers are `inputs` of `providers.startSignIn`, or `metadata` of `providers.setKey`.
     */
    prompts?: Array<SignInPrompt>;
};

/**
 * Something to choose.
 */
export type SignInOption = {
    /**
     * What people read.
     */
    label: string;
    /**
     * What is answered.
     */
    value: string;
    /**
     * More about it.
     */
    hint?: string;
};

/**
 * Something that is asked before a sign-in.
 */
export type SignInPrompt = {
    /**
     * `text` or `select`.
     */
    type: string;
    /**
     * Under which name the answer goes.
     */
    key: string;
    /**
     * The question.
     */
    message: string;
    /**
     * An example of an answer.
     */
    placeholder?: string;
    /**
     * What there is to choose from.
     */
    options?: Array<SignInOption>;
    /**
     * It is asked only then.
     */
    when?: SignInCondition;
};

/**
 * A skill that the engine would see.
 */
export type Skill = {
    /**
     * What it is called; where its file cannot be read, what its folder is called.
     */
    name: string;
    /**
     * What it is for.
     */
    description?: string;
    /**
     * When to use it: its `trigger` or `when`, else what stands below a heading "When to use".
     */
    trigger?: string;
    /**
     * Its file, from the workspace's folder on; of the user's own from `~` or `$XDG_CONFIG_HOME` on.
     */
    path: string;
    /**
     * Where it lies.
     */
    scope: ResourceScope;
    /**
     * Changes with its file.
     */
    revision?: FileRevision;
    /**
     * Further files that define a skill of this name. The engine takes one of them, and does not say which.
     */
    alsoAt: Array<string>;
    /**
     * Why the engine passes over it.
     */
    fault?: ResourceFault;
};

/**
 * What a skill is for, as agents read it: 1 to 1024 characters.
 */
export type SkillDescription = string;

/**
 * The skills, by name and place.
 */
export type SkillList = {
    /**
     * The skills.
     */
    items: Array<Skill>;
};

/**
 * What a new skill is called: 1 to 64 small letters, digits and single dashes between them.
 */
export type SkillName = string;

/**
 * A skill with the text of its file.
 */
export type SkillText = {
    /**
     * The skill.
     */
    item: Skill;
    /**
     * The text of its file.
     */
    content: string;
    /**
     * Changes with its file.
     */
    revision: FileRevision;
};

/**
 * The absolute path of a folder or an archive on the server's machine: 1 to 4096 characters, no NUL.
 */
export type SourcePath = string;

/**
 * Which way to sign in.
 */
export type StartSignIn = {
    /**
     * The way's number in the `signIns` of `engine.providers`.
     */
    method: number;
    /**
     * The answers to its `prompts`.
     */
    inputs?: {
        [key: string]: string;
    };
};

/**
 * A sign-in to an MCP server that has begun. Its address is good for this one sign-in.
 */
export type StartedMcpAuth = {
    /**
     * The MCP server.
     */
    name: string;
    /**
     * Where to send the person; `http` or `https`. The address that they are sent on to afterwards has `code` and `state`.
     */
    url: string;
};

/**
 * The server at a glance.
 */
export type Status = {
    /**
     * How it is as a whole.
     */
    status: HealthStatus;
    /**
     * The server's version.
     */
    version: string;
    /**
     * Since when it serves.
     */
    startedAt: string;
    /**
     * For how many milliseconds.
     */
    uptimeMs: number;
    /**
     * How many workspaces the caller reaches.
     */
    workspaceCount: number;
    /**
     * How many event streams are open.
     */
    streamCount: number;
    /**
     * Where the engine is in its life.
     */
    engine: EngineState;
    /**
     * The workspace that was activated last, if the caller reaches it.
     */
    activeWorkspaceId?: WorkspaceId;
    /**
     * The `seq` of the last event of the server itself; told to hosts only. What is read from here on, and the events of `system.events` after this number, are together the whole truth.
     */
    eventPosition?: number;
};

/**
 * The store can be written no more, or again.
 */
export type StoreStatePayload = {
    /**
     * How it is.
     */
    status: HealthStatus;
    /**
     * `ready`, `read-only` or `lost`.
     */
    stage: string;
    /**
     * Why it is not ready.
     */
    reason?: string;
    /**
     * What to do about it.
     */
    remedy?: string;
};

/**
 * What is set for a workspace through OpenWork.
 */
export type StoredConfig = {
    /**
     * Of OpenCode's configuration.
     */
    opencode: {
        [key: string]: unknown;
    };
    /**
     * Beside it.
     */
    openwork: OpenworkSettings;
    /**
     * Stands for the settings; can be sent back to change them only if nothing changed.
     */
    revision: FileRevision;
    /**
     * When they last changed; absent where nothing was ever set.
     */
    updatedAt?: string;
};

/**
 * Events that this stream will not carry any more. Read the session's snapshot and go on.
 */
export type StreamGapPayload = {
    /**
     * The first `seq` that is lost to this stream.
     */
    from: number;
    /**
     * The last.
     */
    to: number;
};

/**
 * Who writes the summary.
 */
export type SummarizeSession = {
    /**
     * Which model does it.
     */
    model: ModelRef;
};

/**
 * A session with its summary.
 */
export type SummarizedSession = {
    /**
     * The session.
     */
    sessionId: SessionId;
    /**
     * The message that holds the summary, or the model's failure in `info.error`.
     */
    summary: Message;
};

/**
 * Something that happened to the server itself; `type` says what.
 */
export type SystemEvent = ({
    type: 'server.healthChanged';
} & SystemEventServerHealthChanged) | ({
    type: 'engine.stateChanged';
} & SystemEventEngineStateChanged) | ({
    type: 'router.stateChanged';
} & SystemEventRouterStateChanged) | ({
    type: 'store.stateChanged';
} & SystemEventStoreStateChanged) | ({
    type: 'runtime.upgradeChanged';
} & SystemEventRuntimeUpgradeChanged) | ({
    type: 'migration.progress';
} & SystemEventMigrationProgress) | ({
    type: 'workspace.created';
} & SystemEventWorkspaceCreated) | ({
    type: 'workspace.changed';
} & SystemEventWorkspaceChanged) | ({
    type: 'server.stopping';
} & SystemEventServerStopping) | ({
    type: 'stream.gap';
} & SystemEventStreamGap);

/**
 * The engine went from one state to another.
 */
export type SystemEventEngineStateChanged = {
    seq: number;
    at: string;
    type: 'engine.stateChanged';
    properties: ProgramStatePayload;
};

/**
 * An import of older OpenWork is further than before, or over.
 */
export type SystemEventMigrationProgress = {
    seq: number;
    at: string;
    type: 'migration.progress';
    properties: MigrationProgressPayload;
};

/**
 * The messaging router went from one state to another.
 */
export type SystemEventRouterStateChanged = {
    seq: number;
    at: string;
    type: 'router.stateChanged';
    properties: ProgramStatePayload;
};

/**
 * An upgrade of the engine is further than before, or over.
 */
export type SystemEventRuntimeUpgradeChanged = {
    seq: number;
    at: string;
    type: 'runtime.upgradeChanged';
    properties: RuntimeUpgrade;
};

/**
 * The server as a whole is otherwise than before.
 */
export type SystemEventServerHealthChanged = {
    seq: number;
    at: string;
    type: 'server.healthChanged';
    properties: ServerHealthPayload;
};

/**
 * The server is ending; the stream ends with it.
 */
export type SystemEventServerStopping = {
    seq: number;
    at: string;
    type: 'server.stopping';
    properties: ServerStoppingPayload;
};

/**
 * The store can be written no more, or again.
 */
export type SystemEventStoreStateChanged = {
    seq: number;
    at: string;
    type: 'store.stateChanged';
    properties: StoreStatePayload;
};

/**
 * Events were lost to this stream. Read `system.status` and what is shown again, and go on.
 */
export type SystemEventStreamGap = {
    seq: number;
    at: string;
    type: 'stream.gap';
    properties: StreamGapPayload;
};

/**
 * A workspace's record was changed or deleted.
 */
export type SystemEventWorkspaceChanged = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    type: 'workspace.changed';
    properties: WorkspaceRecordPayload;
};

/**
 * A folder was opened as a workspace.
 */
export type SystemEventWorkspaceCreated = {
    seq: number;
    at: string;
    workspaceId: WorkspaceId;
    type: 'workspace.created';
    properties: WorkspaceCreatedPayload;
};

/**
 * Who may speak with a Telegram bot.
 *
 * - `private`: Whoever has sent it the pairing code.
 * - `public`: Anyone who finds it.
 */
export type TelegramAccess = 'private' | 'public';

/**
 * The title of a session: 1 to 300 characters, none of them a control character.
 */
export type Title = string;

/**
 * One thing on an agent's list.
 */
export type Todo = {
    /**
     * What is to be done.
     */
    content: string;
    /**
     * How far it is, such as `pending` or `completed`.
     */
    status: string;
    /**
     * How urgent it is, such as `high`.
     */
    priority?: string;
    [key: string]: unknown;
};

/**
 * An agent's list.
 */
export type TodoList = {
    /**
     * What is on it, in order.
     */
    items: Array<Todo>;
};

/**
 * An agent's list changed.
 */
export type TodoPayload = {
    /**
     * The session.
     */
    sessionID: SessionId;
    /**
     * The whole list.
     */
    todos: Array<Todo>;
};

/**
 * A lasting token as it is listed. The token itself is shown once, when it is made, and kept as a hash.
 */
export type Token = {
    /**
     * Names the record.
     */
    id: TokenId;
    /**
     * What it allows.
     */
    role: Role;
    /**
     * What it is for.
     */
    label?: Label;
    /**
     * The only workspaces it reaches; absent means all.
     */
    workspaceIds?: Array<WorkspaceId>;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * From when on it is refused; absent means never.
     */
    expiresAt?: string;
};

/**
 * Names a token. It is not the token.
 */
export type TokenId = string;

/**
 * The lasting tokens, oldest first.
 */
export type TokenList = {
    /**
     * The records.
     */
    items: Array<Token>;
};

/**
 * A tool that agents have.
 */
export type Tool = {
    /**
     * What it is called.
     */
    id: string;
    /**
     * What a model is told about it; only where a model was named.
     */
    description?: string;
    /**
     * What it takes, as a JSON Schema; only where a model was named.
     */
    parameters?: {
        [key: string]: unknown;
    };
};

/**
 * The tools that agents have.
 */
export type ToolList = {
    /**
     * The tools, by id.
     */
    items: Array<Tool>;
};

/**
 * What one turn changed: all that followed a user's message.
 */
export type TurnDiff = {
    /**
     * The user's message.
     */
    messageId: MessageId;
    /**
     * The files that changed.
     */
    files: Array<FileDiff>;
};

/**
 * What was taken back.
 */
export type UndoneMigration = {
    /**
     * How many things that imports had made are gone, each older id of a workspace counted as one.
     */
    removed: number;
    /**
     * How many of these are older ids of workspaces. The rest is what imports counted as `create`.
     */
    aliases?: number;
    /**
     * The files in folders of workspaces in which something stays of what was imported.
     */
    left?: Array<NotUndone>;
};

/**
 * What shall be otherwise. What is absent stays as it is; so do the secrets of a configuration that does not name them.
 */
export type UpdateManagedItem = {
    /**
     * What people shall call it.
     */
    displayName?: DisplayName;
    /**
     * Its whole configuration. `{"configured": true}` in the place of a secret keeps it.
     */
    config?: {
        [key: string]: unknown;
    };
    /**
     * What it is called in the engine's configuration.
     */
    key?: ManagedKey;
    /**
     * What an account calls it.
     */
    cloudItemId?: string;
    /**
     * What is kept with it. No secrets.
     */
    metadata?: {
        [key: string]: unknown;
    };
    /**
     * Only if it still has this revision.
     */
    ifMatch?: FileRevision;
};

/**
 * What to change of a part; what is absent stays. Fields beyond those named are OpenCode's own; its ids and its type stay as they are.
 */
export type UpdatePart = {
    /**
     * Other words.
     */
    text?: string;
    [key: string]: unknown;
};

/**
 * What to change of a session; what is absent stays.
 */
export type UpdateSession = {
    /**
     * A new title.
     */
    title?: Title;
    /**
     * Put it away. OpenCode has no way back, so `false` is refused.
     */
    archived?: boolean;
};

/**
 * Which engine to run from now on, and where it comes from.
 */
export type UpgradeRuntime = {
    /**
     * A folder or an archive (`.tar.gz`, `.tgz`) with a `manifest.json`, or in the layout of npm's packages; without, the npm registry that npm is set to.
     */
    sourcePath?: SourcePath;
    /**
     * The version; without, the one this server is made for from npm, and the one that is there from a path.
     */
    version?: EngineVersion;
    /**
     * The checksum of the engine's program. Required for a version that this server is not made for, unless a manifest says it.
     */
    sha256?: Sha256Hex;
    /**
     * Whether to switch at once and interrupt the runs that are under way; false without.
     */
    force?: boolean;
};

/**
 * How far an upgrade is.
 *
 * - `installing`: The programs are fetched and checked; the engine goes on as it is.
 * - `waiting`: They are there; the runs that are under way are waited for.
 * - `switching`: The engine ends, and the new one is to become ready and stay so for some seconds.
 * - `done`: The new one runs, and will from now on.
 * - `unchanged`: It ran already.
 * - `rolledBack`: The new one did not become ready; the one before runs again.
 * - `failed`: Nothing was switched; or the one before did not become ready again either.
 */
export type UpgradeState = 'installing' | 'waiting' | 'switching' | 'done' | 'unchanged' | 'rolledBack' | 'failed';

/**
 * A file that lies in the inbox now.
 */
export type UploadedFile = {
    /**
     * Names it.
     */
    id: ExchangedFileId;
    /**
     * Where it lies, from the inbox on.
     */
    path: FilePath;
    /**
     * How many bytes it has.
     */
    bytes: number;
    /**
     * Its revision (`sha256:…`).
     */
    revision: FileRevision;
    /**
     * When it was written.
     */
    updatedAt: string;
};

/**
 * A command to be put in place. What is absent is not in it afterwards; what this contract does not name stays.
 */
export type UpsertCommand = {
    /**
     * What it is called.
     */
    name: CommandName;
    /**
     * What is sent; not empty.
     */
    template: string;
    /**
     * What it is for.
     */
    description?: CommandWords;
    /**
     * The agent that does it.
     */
    agent?: CommandWords;
    /**
     * The model that does it, as `provider/model`.
     */
    model?: CommandWords;
    /**
     * Whether it is done in a session of its own.
     */
    subtask?: boolean;
    /**
     * Only if the file still has this revision.
     */
    ifMatch?: FileRevision;
};

/**
 * A bot to be made or changed. What is absent stays as it is.
 */
export type UpsertIdentity = {
    /**
     * Which; without, `default`.
     */
    id?: IdentityId;
    /**
     * Whether it answers; a new one does.
     */
    enabled?: boolean;
    /**
     * Who may speak with it; only on Telegram. A new one is private and needs a pairing code.
     */
    access?: TelegramAccess;
    /**
     * The folder that its sessions work in: a workspace's, or one below.
     */
    directory?: FolderPath;
    /**
     * The bot's token; Telegram needs it.
     */
    token?: string;
    /**
     * The code that people send to be let in: 6 to 24 letters and digits, dashes between them; only on Telegram.
     */
    pairingCode?: string;
    /**
     * The app's bot token; Slack needs it.
     */
    botToken?: string;
    /**
     * The app's own token; Slack needs it.
     */
    appToken?: string;
};

/**
 * A skill to be put in place.
 */
export type UpsertSkill = {
    /**
     * What it is called.
     */
    name: SkillName;
    /**
     * The whole text of its file, with or without front matter. A `name` in it must be the name above.
     */
    content: string;
    /**
     * What it is for; needed unless the front matter says it.
     */
    description?: SkillDescription;
    /**
     * When to use it.
     */
    trigger?: SkillDescription;
    /**
     * Only if the file still has this revision.
     */
    ifMatch?: FileRevision;
};

/**
 * A text to be looked at, or none.
 */
export type ValidateConfig = {
    /**
     * The text; without, all files of the workspace as they are.
     */
    content?: string;
};

/**
 * Whether OpenCode would take it.
 */
export type ValidatedConfig = {
    /**
     * Whether nothing is wrong.
     */
    valid: boolean;
    /**
     * What is.
     */
    issues: Array<ConfigIssue>;
};

/**
 * A variable that the engine is given.
 */
export type Variable = {
    /**
     * Its name.
     */
    key: VariableName;
    /**
     * That it has a value, which is never told.
     */
    value: Configured;
    /**
     * When it was set first.
     */
    createdAt: string;
    /**
     * When it was set last.
     */
    updatedAt: string;
};

/**
 * Variables, by name.
 */
export type VariableList = {
    /**
     * All of them.
     */
    items: Array<Variable>;
};

/**
 * Names a variable: 1 to 128 letters, digits and underscores; the first is no digit.
 */
export type VariableName = string;

/**
 * When something is done that would end the runs of a workspace.
 */
export type WhenIdle = {
    /**
     * Whether to end the runs that are under way; false without, then they are waited for.
     */
    force?: boolean;
    /**
     * How many seconds to wait for runs at most: 0 to 600, 30 without.
     */
    waitSeconds?: number;
};

/**
 * What becomes of another skill that lies in the place.
 *
 * - `keep`: It stays, and that is a `conflict`.
 * - `replace`: It goes, with all files in its folder.
 */
export type WhenSkillIsThere = 'keep' | 'replace';

/**
 * A folder that agents work in.
 */
export type Workspace = {
    /**
     * Names it, for as long as the record lives.
     */
    id: WorkspaceId;
    /**
     * What people call it.
     */
    displayName: DisplayName;
    /**
     * Where it is served from.
     */
    kind: WorkspaceKind;
    /**
     * Whether it can be used.
     */
    status: WorkspaceStatus;
    /**
     * What has to be repaired; only where the status is `attention`. Known once OpenCode was asked about the folder.
     */
    attention?: WorkspaceAttention;
    /**
     * What OpenCode has to read again; absent where nothing. `workspaces.reload` has it do so, or a start of the engine.
     */
    reloadRequired?: Array<ReloadReason>;
    /**
     * What it was started with.
     */
    preset: Preset;
    /**
     * Left out of lists unless a host asks.
     */
    hidden: boolean;
    /**
     * Who does its work, and where.
     */
    backend: WorkspaceBackend;
    /**
     * When it was opened first.
     */
    createdAt: string;
    /**
     * When its record was last changed.
     */
    updatedAt: string;
};

/**
 * What of a workspace has to be repaired.
 */
export type WorkspaceAttention = {
    /**
     * A stable word: `broken_config`, where OpenCode cannot read the folder's configuration.
     */
    code: string;
    /**
     * What is wrong.
     */
    message: string;
    /**
     * What to do about it.
     */
    remedy: string;
    /**
     * The file at fault: relative to the folder, or only the name of a file outside of it.
     */
    file?: string;
    /**
     * The line, from one, where it is known.
     */
    line?: number;
    /**
     * The column, from one, where it is known.
     */
    column?: number;
};

/**
 * Who does the work of a workspace, and where.
 */
export type WorkspaceBackend = {
    /**
     * Which of the parts below is there.
     */
    kind: BackendKind;
    /**
     * The server that holds it; `local` is this one.
     */
    serverId: string;
    /**
     * The folder, for a local workspace.
     */
    local?: LocalBackend;
};

/**
 * What a workspace is set up with, as it is carried to another. All of it together has at most 7 MiB as JSON, and at most 1000 skills, commands and files. To foreign bindings it is its JSON, which is what `bundles.publish` takes and `bundles.fetch` gives.
 */
export type WorkspaceBundle = {
    /**
     * The version of this shape, which is 1. Absent means 1: older servers did not say it.
     */
    version?: number;
    /**
     * When it was given out. Older servers wrote milliseconds since 1970.
     */
    exportedAt?: string;
    /**
     * The workspace that it comes from. It means nothing elsewhere.
     */
    workspaceId?: string;
    /**
     * Of OpenCode's configuration the keys `agent`, `command`, `instructions`, `mcp`, `permission`, `plugin`, `share`, `tools` and `watcher`, and no others: a provider and a model are of one machine. In the place of a secret stands `{"configured": true}`.
     */
    opencode?: {
        [key: string]: unknown;
    };
    /**
     * What older servers kept beside it. It is of one machine, and not taken in.
     */
    openwork?: {
        [key: string]: unknown;
    };
    /**
     * The skills, by name.
     */
    skills?: Array<BundleSkill>;
    /**
     * The commands, by name.
     */
    commands?: Array<BundleCommand>;
    /**
     * The files, by path.
     */
    files?: Array<BundleFile>;
};

/**
 * The workspace's record was changed or deleted.
 */
export type WorkspaceChangedPayload = {
    /**
     * Whether the record is gone.
     */
    deleted: boolean;
};

/**
 * The configuration of a workspace. A value that is a secret, or may be one, reads `{"configured": true}`.
 */
export type WorkspaceConfig = {
    /**
     * The workspace.
     */
    workspaceId: WorkspaceId;
    /**
     * Changes with all of this: with what is set, and with every file.
     */
    revision: FileRevision;
    /**
     * What is set through OpenWork.
     */
    stored: StoredConfig;
    /**
     * What holds: all layers merged as OpenCode merges them. It sees them once it has read them again.
     */
    effective: {
        [key: string]: unknown;
    };
    /**
     * The rules of the permissions in `effective`, in the order in which OpenCode reads them: of those that fit, the last counts. Those of an agent come after those for all. What files of agents say of theirs is not in here.
     */
    rules: Array<ConfigRule>;
    /**
     * Every file that OpenCode looks for, the one with the last word last.
     */
    layers: Array<ConfigLayer>;
    /**
     * Which files define the first keys of what holds, by name.
     */
    keys: Array<ConfigKey>;
    /**
     * Keys that OpenWork wrote into the managed layer and somebody changed there since, with points between. They stay so.
     */
    byHand: Array<string>;
};

/**
 * A folder was opened as a workspace.
 */
export type WorkspaceCreatedPayload = {
    /**
     * As it is now.
     */
    workspace: Workspace;
};

/**
 * Names a workspace. Made by the server, stable for as long as the record lives.
 */
export type WorkspaceId = string;

/**
 * Where the workspace is served from.
 *
 * - `local`: A folder of this machine.
 */
export type WorkspaceKind = 'local';

/**
 * Workspaces, by display name without regard to case, then by id.
 */
export type WorkspaceList = {
    /**
     * The workspaces of this page.
     */
    items: Array<Workspace>;
    /**
     * Asks for the next page; absent on the last.
     */
    nextCursor?: string;
};

/**
 * A workspace's record was changed or deleted.
 */
export type WorkspaceRecordPayload = {
    /**
     * Whether the record is gone.
     */
    deleted: boolean;
    /**
     * As it is now; absent where it is gone.
     */
    workspace?: Workspace;
};

/**
 * Whether the workspace can be used.
 *
 * - `ready`: It can be used.
 * - `attention`: Its folder is there, and OpenCode cannot work in it until something is repaired; `attention` says what.
 * - `unavailable`: Its folder is gone; it heals when the folder returns.
 */
export type WorkspaceStatus = 'ready' | 'attention' | 'unavailable';

/**
 * Files to write.
 */
export type WriteBatch = {
    /**
     * The files, 1 to 64: of at most 5 MB each and 24 MB together. One that cannot be written fails alone.
     */
    writes: Array<BatchWrite>;
};

/**
 * What became of one file of a batch that was written.
 */
export type WriteItem = {
    /**
     * Whether it was written. If not, it has `code` and `message`.
     */
    ok: boolean;
    /**
     * Its path as it was given.
     */
    path: string;
    /**
     * How many bytes it has.
     */
    bytes?: number;
    /**
     * Its revision now (`sha256:…`).
     */
    revision?: FileRevision;
    /**
     * The revision of what it replaced (`w:…`); absent where there was no such file.
     */
    previousRevision?: FileRevision;
    /**
     * When it was changed.
     */
    updatedAt?: string;
    /**
     * Why not: what a program acts on.
     */
    code?: ErrorKind;
    /**
     * Why not: what a person reads.
     */
    message?: string;
    /**
     * Of a conflict: the revision that was asked for.
     */
    expectedRevision?: string;
    /**
     * Of a conflict: the revision that is there; absent where there is no such file.
     */
    currentRevision?: FileRevision;
    /**
     * Of one that is too large: how many bytes it has.
     */
    size?: number;
    /**
     * Of one that is too large: how many it may have here.
     */
    maxBytes?: number;
};

/**
 * What became of a batch that was written, in its order.
 */
export type WriteItems = {
    /**
     * Where the events stand now.
     */
    cursor: number;
    /**
     * Each file.
     */
    items: Array<WriteItem>;
};

/**
 * A text, and where it goes.
 */
export type WriteText = {
    /**
     * Where it lies.
     */
    path: FilePath;
    /**
     * The text; at most 5 MB. It may be empty.
     */
    content: string;
    /**
     * Make the folders that are missing.
     */
    createParents?: boolean;
    /**
     * Write only if the file has this revision, cheap or strong.
     */
    ifMatch?: FileRevision;
    /**
     * Write only if the file was changed last at this time. A revision tells more.
     */
    baseUpdatedAt?: string;
    /**
     * Write only if there is no such file yet.
     */
    createOnly?: boolean;
    /**
     * Write whatever `ifMatch` and `baseUpdatedAt` say.
     */
    force?: boolean;
};

/**
 * A command that is in place.
 */
export type WrittenCommand = {
    /**
     * What was done.
     */
    action: ResourceAction;
    /**
     * The command as it is now.
     */
    item: DefinedCommand;
};

/**
 * A file that was written.
 */
export type WrittenFile = {
    /**
     * Where it lies.
     */
    path: FilePath;
    /**
     * How many bytes it has.
     */
    bytes: number;
    /**
     * Its revision now (`sha256:…`).
     */
    revision: FileRevision;
    /**
     * When it was changed.
     */
    updatedAt: string;
    /**
     * Whether there was no such file before.
     */
    created: boolean;
};

/**
 * An MCP server that was added or changed.
 */
export type WrittenMcp = {
    /**
     * What was done.
     */
    action: ResourceAction;
    /**
     * The server as it is now.
     */
    item: McpServer;
};

/**
 * A plugin that is there.
 */
export type WrittenPlugin = {
    /**
     * What was done.
     */
    action: ResourceAction;
    /**
     * The plugin.
     */
    item: Plugin;
};

/**
 * A skill that is in place.
 */
export type WrittenSkill = {
    /**
     * What was done.
     */
    action: ResourceAction;
    /**
     * The skill as it is now.
     */
    item: Skill;
};

export type RootGetData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/';
};

export type RootGetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RootGetError = RootGetErrors[keyof RootGetErrors];

export type RootGetResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FrontPage;
        meta: ResponseMeta;
    };
};

export type RootGetResponse = RootGetResponses[keyof RootGetResponses];

export type OpenapiGetData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/openapi.json';
};

export type OpenapiGetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type OpenapiGetError = OpenapiGetErrors[keyof OpenapiGetErrors];

export type OpenapiGetResponses = {
    /**
     * The document, without the envelope.
     */
    200: {
        [key: string]: unknown;
    };
};

export type OpenapiGetResponse = OpenapiGetResponses[keyof OpenapiGetResponses];

export type SystemHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/health';
};

export type SystemHealthErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SystemHealthError = SystemHealthErrors[keyof SystemHealthErrors];

export type SystemHealthResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Health;
        meta: ResponseMeta;
    };
};

export type SystemHealthResponse = SystemHealthResponses[keyof SystemHealthResponses];

export type SystemMetaData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/meta';
};

export type SystemMetaErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SystemMetaError = SystemMetaErrors[keyof SystemMetaErrors];

export type SystemMetaResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Meta;
        meta: ResponseMeta;
    };
};

export type SystemMetaResponse = SystemMetaResponses[keyof SystemMetaResponses];

export type SystemCapabilitiesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/capabilities';
};

export type SystemCapabilitiesErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SystemCapabilitiesError = SystemCapabilitiesErrors[keyof SystemCapabilitiesErrors];

export type SystemCapabilitiesResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Capabilities;
        meta: ResponseMeta;
    };
};

export type SystemCapabilitiesResponse = SystemCapabilitiesResponses[keyof SystemCapabilitiesResponses];

export type SystemStatusData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/status';
};

export type SystemStatusErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SystemStatusError = SystemStatusErrors[keyof SystemStatusErrors];

export type SystemStatusResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Status;
        meta: ResponseMeta;
    };
};

export type SystemStatusResponse = SystemStatusResponses[keyof SystemStatusResponses];

export type SystemMetricsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/metrics';
};

export type SystemMetricsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SystemMetricsError = SystemMetricsErrors[keyof SystemMetricsErrors];

export type SystemMetricsResponses = {
    /**
     * The text, without the envelope.
     */
    200: string;
};

export type SystemMetricsResponse = SystemMetricsResponses[keyof SystemMetricsResponses];

export type SystemLogsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only lines as grave as this, or graver.
         */
        level?: LogLevel;
        /**
         * Only lines that hold this text, in their message, target, request id or particulars; case does not matter.
         */
        search?: string;
        /**
         * How many lines at most, the last ones; 100 without.
         */
        limit?: number;
    };
    url: '/system/logs';
};

export type SystemLogsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `not_implemented`.
     */
    501: Problem;
};

export type SystemLogsError = SystemLogsErrors[keyof SystemLogsErrors];

export type SystemLogsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: LogLines;
        meta: ResponseMeta;
    };
};

export type SystemLogsResponse = SystemLogsResponses[keyof SystemLogsResponses];

export type SystemEventsData = {
    body?: never;
    headers?: {
        /**
         * Go on after this `seq`; wins over `after`. Clients that come back send it by themselves.
         */
        'Last-Event-ID'?: number;
    };
    path?: never;
    query?: {
        /**
         * Go on after this `seq`. Without, and without a `Last-Event-ID` header, the stream begins with what happens next.
         */
        after?: number;
    };
    url: '/system/events';
};

export type SystemEventsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SystemEventsError = SystemEventsErrors[keyof SystemEventsErrors];

export type SystemEventsResponses = {
    /**
     * Events as they happen, one JSON value each.
     */
    200: SystemEvent;
};

export type SystemEventsResponse = SystemEventsResponses[keyof SystemEventsResponses];

export type SystemShutdownData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/shutdown';
};

export type SystemShutdownErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SystemShutdownError = SystemShutdownErrors[keyof SystemShutdownErrors];

export type SystemShutdownResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ShuttingDown;
        meta: ResponseMeta;
    };
};

export type SystemShutdownResponse = SystemShutdownResponses[keyof SystemShutdownResponses];

export type RuntimeSummaryData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/runtime/summary';
};

export type RuntimeSummaryErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RuntimeSummaryError = RuntimeSummaryErrors[keyof RuntimeSummaryErrors];

export type RuntimeSummaryResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RuntimeSummary;
        meta: ResponseMeta;
    };
};

export type RuntimeSummaryResponse = RuntimeSummaryResponses[keyof RuntimeSummaryResponses];

export type RuntimeVersionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/runtime/versions';
};

export type RuntimeVersionsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RuntimeVersionsError = RuntimeVersionsErrors[keyof RuntimeVersionsErrors];

export type RuntimeVersionsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RuntimeVersions;
        meta: ResponseMeta;
    };
};

export type RuntimeVersionsResponse = RuntimeVersionsResponses[keyof RuntimeVersionsResponses];

export type RuntimeUpgradeData = {
    body: UpgradeRuntime;
    path?: never;
    query?: never;
    url: '/system/runtime/upgrade';
};

export type RuntimeUpgradeErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
};

export type RuntimeUpgradeError = RuntimeUpgradeErrors[keyof RuntimeUpgradeErrors];

export type RuntimeUpgradeResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RuntimeUpgrade;
        meta: ResponseMeta;
    };
};

export type RuntimeUpgradeResponse = RuntimeUpgradeResponses[keyof RuntimeUpgradeResponses];

export type RuntimeOpencodeHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/opencode/health';
};

export type RuntimeOpencodeHealthErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RuntimeOpencodeHealthError = RuntimeOpencodeHealthErrors[keyof RuntimeOpencodeHealthErrors];

export type RuntimeOpencodeHealthResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: EngineHealth;
        meta: ResponseMeta;
    };
};

export type RuntimeOpencodeHealthResponse = RuntimeOpencodeHealthResponses[keyof RuntimeOpencodeHealthResponses];

export type RuntimeRestartData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/runtime/restart';
};

export type RuntimeRestartErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RuntimeRestartError = RuntimeRestartErrors[keyof RuntimeRestartErrors];

export type RuntimeRestartResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: EngineHealth;
        meta: ResponseMeta;
    };
};

export type RuntimeRestartResponse = RuntimeRestartResponses[keyof RuntimeRestartResponses];

export type RuntimeOutputData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * How many lines at most, the last ones; 500 without, which is all that are kept.
         */
        limit?: number;
    };
    url: '/system/runtime/output';
};

export type RuntimeOutputErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RuntimeOutputError = RuntimeOutputErrors[keyof RuntimeOutputErrors];

export type RuntimeOutputResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: OutputLines;
        meta: ResponseMeta;
    };
};

export type RuntimeOutputResponse = RuntimeOutputResponses[keyof RuntimeOutputResponses];

export type RuntimeRouterHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/router/health';
};

export type RuntimeRouterHealthErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RuntimeRouterHealthError = RuntimeRouterHealthErrors[keyof RuntimeRouterHealthErrors];

export type RuntimeRouterHealthResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RouterHealth;
        meta: ResponseMeta;
    };
};

export type RuntimeRouterHealthResponse = RuntimeRouterHealthResponses[keyof RuntimeRouterHealthResponses];

export type TokensListData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/tokens';
};

export type TokensListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type TokensListError = TokensListErrors[keyof TokensListErrors];

export type TokensListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: TokenList;
        meta: ResponseMeta;
    };
};

export type TokensListResponse = TokensListResponses[keyof TokensListResponses];

export type TokensCreateData = {
    body: CreateToken;
    path?: never;
    query?: never;
    url: '/system/tokens';
};

export type TokensCreateErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type TokensCreateError = TokensCreateErrors[keyof TokensCreateErrors];

export type TokensCreateResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: CreatedToken;
        meta: ResponseMeta;
    };
};

export type TokensCreateResponse = TokensCreateResponses[keyof TokensCreateResponses];

export type TokensRevokeData = {
    body?: never;
    path: {
        /**
         * The token's record.
         */
        tokenId: TokenId;
    };
    query?: never;
    url: '/system/tokens/{tokenId}';
};

export type TokensRevokeErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type TokensRevokeError = TokensRevokeErrors[keyof TokensRevokeErrors];

export type TokensRevokeResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RevokedToken;
        meta: ResponseMeta;
    };
};

export type TokensRevokeResponse = TokensRevokeResponses[keyof TokensRevokeResponses];

export type EnvironmentListData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/environment';
};

export type EnvironmentListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type EnvironmentListError = EnvironmentListErrors[keyof EnvironmentListErrors];

export type EnvironmentListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: VariableList;
        meta: ResponseMeta;
    };
};

export type EnvironmentListResponse = EnvironmentListResponses[keyof EnvironmentListResponses];

export type EnvironmentUnsetData = {
    body?: never;
    path: {
        /**
         * Its name.
         */
        key: VariableName;
    };
    query?: never;
    url: '/system/environment/{key}';
};

export type EnvironmentUnsetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type EnvironmentUnsetError = EnvironmentUnsetErrors[keyof EnvironmentUnsetErrors];

export type EnvironmentUnsetResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ChangedVariable;
        meta: ResponseMeta;
    };
};

export type EnvironmentUnsetResponse = EnvironmentUnsetResponses[keyof EnvironmentUnsetResponses];

export type EnvironmentSetData = {
    body: SetVariable;
    path: {
        /**
         * Its name.
         */
        key: VariableName;
    };
    query?: never;
    url: '/system/environment/{key}';
};

export type EnvironmentSetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type EnvironmentSetError = EnvironmentSetErrors[keyof EnvironmentSetErrors];

export type EnvironmentSetResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ChangedVariable;
        meta: ResponseMeta;
    };
};

export type EnvironmentSetResponse = EnvironmentSetResponses[keyof EnvironmentSetResponses];

export type CloudDeleteData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/cloud-signin';
};

export type CloudDeleteErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type CloudDeleteError = CloudDeleteErrors[keyof CloudDeleteErrors];

export type CloudDeleteResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: DeletedCloudSignIn;
        meta: ResponseMeta;
    };
};

export type CloudDeleteResponse = CloudDeleteResponses[keyof CloudDeleteResponses];

export type CloudGetData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/cloud-signin';
};

export type CloudGetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type CloudGetError = CloudGetErrors[keyof CloudGetErrors];

export type CloudGetResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: CloudSignIn;
        meta: ResponseMeta;
    };
};

export type CloudGetResponse = CloudGetResponses[keyof CloudGetResponses];

export type CloudPutData = {
    body: PutCloudSignIn;
    path?: never;
    query?: never;
    url: '/system/cloud-signin';
};

export type CloudPutErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type CloudPutError = CloudPutErrors[keyof CloudPutErrors];

export type CloudPutResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: CloudSignIn;
        meta: ResponseMeta;
    };
};

export type CloudPutResponse = CloudPutResponses[keyof CloudPutResponses];

export type MigrationStatusData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/migration';
};

export type MigrationStatusErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type MigrationStatusError = MigrationStatusErrors[keyof MigrationStatusErrors];

export type MigrationStatusResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: MigrationStatus;
        meta: ResponseMeta;
    };
};

export type MigrationStatusResponse = MigrationStatusResponses[keyof MigrationStatusResponses];

export type MigrationPlanData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/migration/plan';
};

export type MigrationPlanErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type MigrationPlanError = MigrationPlanErrors[keyof MigrationPlanErrors];

export type MigrationPlanResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: MigrationPlan;
        meta: ResponseMeta;
    };
};

export type MigrationPlanResponse = MigrationPlanResponses[keyof MigrationPlanResponses];

export type MigrationRunData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/migration/run';
};

export type MigrationRunErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type MigrationRunError = MigrationRunErrors[keyof MigrationRunErrors];

export type MigrationRunResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: MigrationPlan;
        meta: ResponseMeta;
    };
};

export type MigrationRunResponse = MigrationRunResponses[keyof MigrationRunResponses];

export type MigrationUndoData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/migration/undo';
};

export type MigrationUndoErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type MigrationUndoError = MigrationUndoErrors[keyof MigrationUndoErrors];

export type MigrationUndoResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: UndoneMigration;
        meta: ResponseMeta;
    };
};

export type MigrationUndoResponse = MigrationUndoResponses[keyof MigrationUndoResponses];

export type AuditListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only those of this workspace; without, of all, those that are none here too.
         */
        workspaceId?: WorkspaceId;
        /**
         * How many at most (1 to 500, 100 without).
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/system/audit';
};

export type AuditListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type AuditListError = AuditListErrors[keyof AuditListErrors];

export type AuditListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: AuditRecordList;
        meta: ResponseMeta;
    };
};

export type AuditListResponse = AuditListResponses[keyof AuditListResponses];

export type WorkspacesListData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Also those that are hidden; only a host may ask.
         */
        includeHidden?: boolean;
        /**
         * How many at most (1 to 500, 100 without).
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/workspaces';
};

export type WorkspacesListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type WorkspacesListError = WorkspacesListErrors[keyof WorkspacesListErrors];

export type WorkspacesListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WorkspaceList;
        meta: ResponseMeta;
    };
};

export type WorkspacesListResponse = WorkspacesListResponses[keyof WorkspacesListResponses];

export type WorkspacesDeleteData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}';
};

export type WorkspacesDeleteErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type WorkspacesDeleteError = WorkspacesDeleteErrors[keyof WorkspacesDeleteErrors];

export type WorkspacesDeleteResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: DeletedWorkspace;
        meta: ResponseMeta;
    };
};

export type WorkspacesDeleteResponse = WorkspacesDeleteResponses[keyof WorkspacesDeleteResponses];

export type WorkspacesGetData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}';
};

export type WorkspacesGetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type WorkspacesGetError = WorkspacesGetErrors[keyof WorkspacesGetErrors];

export type WorkspacesGetResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Workspace;
        meta: ResponseMeta;
    };
};

export type WorkspacesGetResponse = WorkspacesGetResponses[keyof WorkspacesGetResponses];

export type WorkspacesCreateLocalData = {
    body: CreateLocalWorkspace;
    path?: never;
    query?: never;
    url: '/workspaces/local';
};

export type WorkspacesCreateLocalErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type WorkspacesCreateLocalError = WorkspacesCreateLocalErrors[keyof WorkspacesCreateLocalErrors];

export type WorkspacesCreateLocalResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Workspace;
        meta: ResponseMeta;
    };
};

export type WorkspacesCreateLocalResponse = WorkspacesCreateLocalResponses[keyof WorkspacesCreateLocalResponses];

export type WorkspacesRenameData = {
    body: RenameWorkspace;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/display-name';
};

export type WorkspacesRenameErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type WorkspacesRenameError = WorkspacesRenameErrors[keyof WorkspacesRenameErrors];

export type WorkspacesRenameResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Workspace;
        meta: ResponseMeta;
    };
};

export type WorkspacesRenameResponse = WorkspacesRenameResponses[keyof WorkspacesRenameResponses];

export type WorkspacesRelinkData = {
    body: RelinkWorkspace;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/data-dir';
};

export type WorkspacesRelinkErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type WorkspacesRelinkError = WorkspacesRelinkErrors[keyof WorkspacesRelinkErrors];

export type WorkspacesRelinkResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Workspace;
        meta: ResponseMeta;
    };
};

export type WorkspacesRelinkResponse = WorkspacesRelinkResponses[keyof WorkspacesRelinkResponses];

export type WorkspacesActivateData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/activate';
};

export type WorkspacesActivateErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type WorkspacesActivateError = WorkspacesActivateErrors[keyof WorkspacesActivateErrors];

export type WorkspacesActivateResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ActivatedWorkspace;
        meta: ResponseMeta;
    };
};

export type WorkspacesActivateResponse = WorkspacesActivateResponses[keyof WorkspacesActivateResponses];

export type WorkspacesReloadData = {
    body: WhenIdle;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/reload';
};

export type WorkspacesReloadErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type WorkspacesReloadError = WorkspacesReloadErrors[keyof WorkspacesReloadErrors];

export type WorkspacesReloadResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ReloadedWorkspace;
        meta: ResponseMeta;
    };
};

export type WorkspacesReloadResponse = WorkspacesReloadResponses[keyof WorkspacesReloadResponses];

export type WorkspacesReloadEventsData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * Only those after this number, such as the `cursor` of an answer before.
         */
        since?: number;
    };
    url: '/workspaces/{workspaceId}/reload-events';
};

export type WorkspacesReloadEventsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type WorkspacesReloadEventsError = WorkspacesReloadEventsErrors[keyof WorkspacesReloadEventsErrors];

export type WorkspacesReloadEventsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ReloadEventList;
        meta: ResponseMeta;
    };
};

export type WorkspacesReloadEventsResponse = WorkspacesReloadEventsResponses[keyof WorkspacesReloadEventsResponses];

export type WorkspacesDisposeData = {
    body: WhenIdle;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/dispose';
};

export type WorkspacesDisposeErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type WorkspacesDisposeError = WorkspacesDisposeErrors[keyof WorkspacesDisposeErrors];

export type WorkspacesDisposeResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: DisposedWorkspace;
        meta: ResponseMeta;
    };
};

export type WorkspacesDisposeResponse = WorkspacesDisposeResponses[keyof WorkspacesDisposeResponses];

export type FilesListData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * The folder; the workspace's own without.
         */
        path?: FilePath;
        /**
         * How many at most (1 to 500, 100 without).
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/workspaces/{workspaceId}/files';
};

export type FilesListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FilesListError = FilesListErrors[keyof FilesListErrors];

export type FilesListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FileList;
        meta: ResponseMeta;
    };
};

export type FilesListResponse = FilesListResponses[keyof FilesListResponses];

export type FilesStatData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query: {
        /**
         * Where it lies.
         */
        path: FilePath;
    };
    url: '/workspaces/{workspaceId}/files/stat';
};

export type FilesStatErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FilesStatError = FilesStatErrors[keyof FilesStatErrors];

export type FilesStatResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FileEntry;
        meta: ResponseMeta;
    };
};

export type FilesStatResponse = FilesStatResponses[keyof FilesStatResponses];

export type FilesReadRawData = {
    body?: never;
    headers?: {
        /**
         * Only these bytes, such as `bytes=0-99`, `bytes=100-` or `bytes=-100`.
         */
        Range?: string;
        /**
         * The part only if the file still has this revision, else all of it.
         */
        'If-Range'?: string;
        /**
         * Answer only if the file has not this revision, else 304: its `ETag`.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query: {
        /**
         * Where it lies.
         */
        path: FilePath;
    };
    url: '/workspaces/{workspaceId}/files/raw';
};

export type FilesReadRawErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `invalid_request`.
     */
    416: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FilesReadRawError = FilesReadRawErrors[keyof FilesReadRawErrors];

export type FilesReadRawResponses = {
    /**
     * The bytes, without the envelope.
     */
    200: Blob | File;
    /**
     * The part that was asked for.
     */
    206: Blob | File;
};

export type FilesReadRawResponse = FilesReadRawResponses[keyof FilesReadRawResponses];

export type FilesWriteRawData = {
    body: Blob | File;
    headers?: {
        /**
         * Write only if the file has this revision, cheap or strong; `*` if it is there at all.
         */
        'If-Match'?: string;
        /**
         * `*`: write only if there is no such file yet.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query: {
        /**
         * Where it lies.
         */
        path: FilePath;
        /**
         * Make the folders that are missing.
         */
        createParents?: boolean;
    };
    url: '/workspaces/{workspaceId}/files/raw';
};

export type FilesWriteRawErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FilesWriteRawError = FilesWriteRawErrors[keyof FilesWriteRawErrors];

export type FilesWriteRawResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WrittenFile;
        meta: ResponseMeta;
    };
};

export type FilesWriteRawResponse = FilesWriteRawResponses[keyof FilesWriteRawResponses];

export type FilesReadTextData = {
    body?: never;
    headers?: {
        /**
         * Answer only if the file has not this revision, else 304: its `ETag`.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query: {
        /**
         * Where it lies.
         */
        path: FilePath;
    };
    url: '/workspaces/{workspaceId}/files/content';
};

export type FilesReadTextErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FilesReadTextError = FilesReadTextErrors[keyof FilesReadTextErrors];

export type FilesReadTextResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FileText;
        meta: ResponseMeta;
    };
};

export type FilesReadTextResponse = FilesReadTextResponses[keyof FilesReadTextResponses];

export type FilesWriteTextData = {
    body: WriteText;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/files/content';
};

export type FilesWriteTextErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FilesWriteTextError = FilesWriteTextErrors[keyof FilesWriteTextErrors];

export type FilesWriteTextResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WrittenFile;
        meta: ResponseMeta;
    };
};

export type FilesWriteTextResponse = FilesWriteTextResponses[keyof FilesWriteTextResponses];

export type FilesSearchData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query: {
        /**
         * The text: as it stands, or a regular expression.
         */
        query: SearchText;
        /**
         * The text is a regular expression, in the syntax of Rust's `regex`, that looks at one line at a time.
         */
        regex?: boolean;
        /**
         * Large and small letters are the same.
         */
        ignoreCase?: boolean;
        /**
         * The folder to look in; the workspace's own without.
         */
        path?: FilePath;
        /**
         * Also what `.gitignore` leaves out, and `.git`.
         */
        includeIgnored?: boolean;
        /**
         * Also what begins with a point.
         */
        includeHidden?: boolean;
        /**
         * How many results at most (1 to 500, 100 without).
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/workspaces/{workspaceId}/files/search';
};

export type FilesSearchErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FilesSearchError = FilesSearchErrors[keyof FilesSearchErrors];

export type FilesSearchResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FileHits;
        meta: ResponseMeta;
    };
};

export type FilesSearchResponse = FilesSearchResponses[keyof FilesSearchResponses];

export type FilesFindData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query: {
        /**
         * A part of the path in any case; or a glob, where it has `*`, `?`, `[` or `{`. A glob without `/` is held against the name.
         */
        query: SearchText;
        /**
         * Only these.
         */
        kind?: FileKind;
        /**
         * The folder to look in; the workspace's own without.
         */
        path?: FilePath;
        /**
         * Also what `.gitignore` leaves out, and `.git`.
         */
        includeIgnored?: boolean;
        /**
         * Also what begins with a point.
         */
        includeHidden?: boolean;
        /**
         * How many results at most (1 to 500, 100 without).
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/workspaces/{workspaceId}/files/find';
};

export type FilesFindErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FilesFindError = FilesFindErrors[keyof FilesFindErrors];

export type FilesFindResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FoundFiles;
        meta: ResponseMeta;
    };
};

export type FilesFindResponse = FilesFindResponses[keyof FilesFindResponses];

export type ConfigGetData = {
    body?: never;
    headers?: {
        /**
         * Answer only if the file has not this revision, else 304: its `ETag`.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/config';
};

export type ConfigGetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ConfigGetError = ConfigGetErrors[keyof ConfigGetErrors];

export type ConfigGetResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WorkspaceConfig;
        meta: ResponseMeta;
    };
};

export type ConfigGetResponse = ConfigGetResponses[keyof ConfigGetResponses];

export type ConfigPatchData = {
    body: PatchConfig;
    headers?: {
        /**
         * Only if it still has this revision: the same as `ifMatch` in the body.
         */
        'If-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/config';
};

export type ConfigPatchErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ConfigPatchError = ConfigPatchErrors[keyof ConfigPatchErrors];

export type ConfigPatchResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: PatchedConfig;
        meta: ResponseMeta;
    };
};

export type ConfigPatchResponse = ConfigPatchResponses[keyof ConfigPatchResponses];

export type ConfigGetRawData = {
    body?: never;
    headers?: {
        /**
         * Answer only if the file has not this revision, else 304: its `ETag`.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * Whose; the workspace's without.
         */
        scope?: ConfigScope;
    };
    url: '/workspaces/{workspaceId}/config/opencode-raw';
};

export type ConfigGetRawErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ConfigGetRawError = ConfigGetRawErrors[keyof ConfigGetRawErrors];

export type ConfigGetRawResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RawConfig;
        meta: ResponseMeta;
    };
};

export type ConfigGetRawResponse = ConfigGetRawResponses[keyof ConfigGetRawResponses];

export type ConfigPutRawData = {
    body: PutRawConfig;
    headers?: {
        /**
         * Only if it still has this revision: the same as `ifMatch` in the body.
         */
        'If-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/config/opencode-raw';
};

export type ConfigPutRawErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ConfigPutRawError = ConfigPutRawErrors[keyof ConfigPutRawErrors];

export type ConfigPutRawResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RawConfig;
        meta: ResponseMeta;
    };
};

export type ConfigPutRawResponse = ConfigPutRawResponses[keyof ConfigPutRawResponses];

export type ConfigValidateData = {
    body: ValidateConfig;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/config/validate';
};

export type ConfigValidateErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ConfigValidateError = ConfigValidateErrors[keyof ConfigValidateErrors];

export type ConfigValidateResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ValidatedConfig;
        meta: ResponseMeta;
    };
};

export type ConfigValidateResponse = ConfigValidateResponses[keyof ConfigValidateResponses];

export type FileSessionsCreateData = {
    body: CreateFileSession;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/file-sessions';
};

export type FileSessionsCreateErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FileSessionsCreateError = FileSessionsCreateErrors[keyof FileSessionsCreateErrors];

export type FileSessionsCreateResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FileSession;
        meta: ResponseMeta;
    };
};

export type FileSessionsCreateResponse = FileSessionsCreateResponses[keyof FileSessionsCreateResponses];

export type FileSessionsRenewData = {
    body: RenewFileSession;
    path: {
        /**
         * The workspace whose files it is about.
         */
        workspaceId: WorkspaceId;
        /**
         * The file session.
         */
        fileSessionId: FileSessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/renew';
};

export type FileSessionsRenewErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FileSessionsRenewError = FileSessionsRenewErrors[keyof FileSessionsRenewErrors];

export type FileSessionsRenewResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FileSession;
        meta: ResponseMeta;
    };
};

export type FileSessionsRenewResponse = FileSessionsRenewResponses[keyof FileSessionsRenewResponses];

export type FileSessionsCloseData = {
    body?: never;
    path: {
        /**
         * The workspace whose files it is about.
         */
        workspaceId: WorkspaceId;
        /**
         * The file session.
         */
        fileSessionId: FileSessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}';
};

export type FileSessionsCloseErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FileSessionsCloseError = FileSessionsCloseErrors[keyof FileSessionsCloseErrors];

export type FileSessionsCloseResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ClosedFileSession;
        meta: ResponseMeta;
    };
};

export type FileSessionsCloseResponse = FileSessionsCloseResponses[keyof FileSessionsCloseResponses];

export type FileSessionsSnapshotData = {
    body?: never;
    path: {
        /**
         * The workspace whose files it is about.
         */
        workspaceId: WorkspaceId;
        /**
         * The file session.
         */
        fileSessionId: FileSessionId;
    };
    query?: {
        /**
         * Only what lies in this folder.
         */
        prefix?: FilePath;
        /**
         * Only what comes behind this path: the `nextAfter` of the page before.
         */
        after?: FilePath;
        /**
         * How many items at most (1 to 10,000, 2000 without).
         */
        limit?: number;
        /**
         * Folders too, which is so without.
         */
        includeDirs?: boolean;
        /**
         * Also what `.gitignore` leaves out, and `.git`.
         */
        includeIgnored?: boolean;
        /**
         * Also what begins with a point, which is so without.
         */
        includeHidden?: boolean;
        /**
         * Also size, time and revision of each thing, and where links lead, which is so without. Not asked for, the file system is spared a question for each of them: paths and kinds alone come in half the time.
         */
        details?: boolean;
    };
    url: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/catalog/snapshot';
};

export type FileSessionsSnapshotErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FileSessionsSnapshotError = FileSessionsSnapshotErrors[keyof FileSessionsSnapshotErrors];

export type FileSessionsSnapshotResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FileCatalog;
        meta: ResponseMeta;
    };
};

export type FileSessionsSnapshotResponse = FileSessionsSnapshotResponses[keyof FileSessionsSnapshotResponses];

export type FileSessionsEventsData = {
    body?: never;
    path: {
        /**
         * The workspace whose files it is about.
         */
        workspaceId: WorkspaceId;
        /**
         * The file session.
         */
        fileSessionId: FileSessionId;
    };
    query?: {
        /**
         * Those after this number: the `cursor` of an answer before. Without, all that are kept.
         */
        since?: number;
    };
    url: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/catalog/events';
};

export type FileSessionsEventsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FileSessionsEventsError = FileSessionsEventsErrors[keyof FileSessionsEventsErrors];

export type FileSessionsEventsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FileEventList;
        meta: ResponseMeta;
    };
};

export type FileSessionsEventsResponse = FileSessionsEventsResponses[keyof FileSessionsEventsResponses];

export type FileSessionsReadBatchData = {
    body: ReadBatch;
    path: {
        /**
         * The workspace whose files it is about.
         */
        workspaceId: WorkspaceId;
        /**
         * The file session.
         */
        fileSessionId: FileSessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/read-batch';
};

export type FileSessionsReadBatchErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FileSessionsReadBatchError = FileSessionsReadBatchErrors[keyof FileSessionsReadBatchErrors];

export type FileSessionsReadBatchResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ReadItems;
        meta: ResponseMeta;
    };
};

export type FileSessionsReadBatchResponse = FileSessionsReadBatchResponses[keyof FileSessionsReadBatchResponses];

export type FileSessionsWriteBatchData = {
    body: WriteBatch;
    path: {
        /**
         * The workspace whose files it is about.
         */
        workspaceId: WorkspaceId;
        /**
         * The file session.
         */
        fileSessionId: FileSessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/write-batch';
};

export type FileSessionsWriteBatchErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FileSessionsWriteBatchError = FileSessionsWriteBatchErrors[keyof FileSessionsWriteBatchErrors];

export type FileSessionsWriteBatchResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WriteItems;
        meta: ResponseMeta;
    };
};

export type FileSessionsWriteBatchResponse = FileSessionsWriteBatchResponses[keyof FileSessionsWriteBatchResponses];

export type FileSessionsOperationsData = {
    body: FileOperations;
    path: {
        /**
         * The workspace whose files it is about.
         */
        workspaceId: WorkspaceId;
        /**
         * The file session.
         */
        fileSessionId: FileSessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/file-sessions/{fileSessionId}/operations';
};

export type FileSessionsOperationsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type FileSessionsOperationsError = FileSessionsOperationsErrors[keyof FileSessionsOperationsErrors];

export type FileSessionsOperationsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: OperationItems;
        meta: ResponseMeta;
    };
};

export type FileSessionsOperationsResponse = FileSessionsOperationsResponses[keyof FileSessionsOperationsResponses];

export type InboxListData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * How many items at most (1 to 500). The operation says what it gives without.
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/workspaces/{workspaceId}/inbox';
};

export type InboxListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type InboxListError = InboxListErrors[keyof InboxListErrors];

export type InboxListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ExchangedFileList;
        meta: ResponseMeta;
    };
};

export type InboxListResponse = InboxListResponses[keyof InboxListResponses];

export type InboxUploadData = {
    body: Blob | File;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query: {
        /**
         * Its name in the inbox, or its path from there on; folders that are missing are made.
         */
        path: FilePath;
        /**
         * Put it in the place of a file that is there; without, that is a conflict.
         */
        overwrite?: boolean;
    };
    url: '/workspaces/{workspaceId}/inbox';
};

export type InboxUploadErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type InboxUploadError = InboxUploadErrors[keyof InboxUploadErrors];

export type InboxUploadResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: UploadedFile;
        meta: ResponseMeta;
    };
};

export type InboxUploadResponse = InboxUploadResponses[keyof InboxUploadResponses];

export type InboxDownloadData = {
    body?: never;
    headers?: {
        /**
         * Only these bytes, such as `bytes=0-99`, `bytes=100-` or `bytes=-100`.
         */
        Range?: string;
        /**
         * The part only if the file still has this revision, else all of it.
         */
        'If-Range'?: string;
        /**
         * Answer only if the file has not this revision, else 304: its `ETag`.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * The file, as `inbox.list` names it.
         */
        inboxId: ExchangedFileId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/inbox/{inboxId}';
};

export type InboxDownloadErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `invalid_request`.
     */
    416: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type InboxDownloadError = InboxDownloadErrors[keyof InboxDownloadErrors];

export type InboxDownloadResponses = {
    /**
     * The bytes, without the envelope.
     */
    200: Blob | File;
    /**
     * The part that was asked for.
     */
    206: Blob | File;
};

export type InboxDownloadResponse = InboxDownloadResponses[keyof InboxDownloadResponses];

export type ArtifactsListData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * How many items at most (1 to 500). The operation says what it gives without.
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/workspaces/{workspaceId}/artifacts';
};

export type ArtifactsListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ArtifactsListError = ArtifactsListErrors[keyof ArtifactsListErrors];

export type ArtifactsListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ExchangedFileList;
        meta: ResponseMeta;
    };
};

export type ArtifactsListResponse = ArtifactsListResponses[keyof ArtifactsListResponses];

export type ArtifactsDownloadData = {
    body?: never;
    headers?: {
        /**
         * Only these bytes, such as `bytes=0-99`, `bytes=100-` or `bytes=-100`.
         */
        Range?: string;
        /**
         * The part only if the file still has this revision, else all of it.
         */
        'If-Range'?: string;
        /**
         * Answer only if the file has not this revision, else 304: its `ETag`.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * The file, as `artifacts.list` names it.
         */
        artifactId: ExchangedFileId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/artifacts/{artifactId}';
};

export type ArtifactsDownloadErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `invalid_request`.
     */
    416: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ArtifactsDownloadError = ArtifactsDownloadErrors[keyof ArtifactsDownloadErrors];

export type ArtifactsDownloadResponses = {
    /**
     * The bytes, without the envelope.
     */
    200: Blob | File;
    /**
     * The part that was asked for.
     */
    206: Blob | File;
};

export type ArtifactsDownloadResponse = ArtifactsDownloadResponses[keyof ArtifactsDownloadResponses];

export type SkillsListData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/skills';
};

export type SkillsListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SkillsListError = SkillsListErrors[keyof SkillsListErrors];

export type SkillsListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SkillList;
        meta: ResponseMeta;
    };
};

export type SkillsListResponse = SkillsListResponses[keyof SkillsListResponses];

export type SkillsUpsertData = {
    body: UpsertSkill;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/skills';
};

export type SkillsUpsertErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SkillsUpsertError = SkillsUpsertErrors[keyof SkillsUpsertErrors];

export type SkillsUpsertResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WrittenSkill;
        meta: ResponseMeta;
    };
};

export type SkillsUpsertResponse = SkillsUpsertResponses[keyof SkillsUpsertResponses];

export type SkillsRemoveData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: {
        /**
         * Only if the file still has this revision.
         */
        ifMatch?: FileRevision;
    };
    url: '/workspaces/{workspaceId}/skills/{name}';
};

export type SkillsRemoveErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SkillsRemoveError = SkillsRemoveErrors[keyof SkillsRemoveErrors];

export type SkillsRemoveResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RemovedResource;
        meta: ResponseMeta;
    };
};

export type SkillsRemoveResponse = SkillsRemoveResponses[keyof SkillsRemoveResponses];

export type SkillsGetData = {
    body?: never;
    headers?: {
        /**
         * Answer only if the file has not this revision, else 304: its `ETag`.
         */
        'If-None-Match'?: string;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/skills/{name}';
};

export type SkillsGetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type SkillsGetError = SkillsGetErrors[keyof SkillsGetErrors];

export type SkillsGetResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SkillText;
        meta: ResponseMeta;
    };
};

export type SkillsGetResponse = SkillsGetResponses[keyof SkillsGetResponses];

export type SkillsListHubData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/hub/skills';
};

export type SkillsListHubErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SkillsListHubError = SkillsListHubErrors[keyof SkillsListHubErrors];

export type SkillsListHubResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: HubSkillList;
        meta: ResponseMeta;
    };
};

export type SkillsListHubResponse = SkillsListHubResponses[keyof SkillsListHubResponses];

export type SkillsInstallFromHubData = {
    body: InstallHubSkill;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What the skill is called.
         */
        name: SkillName;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/skills/hub/{name}';
};

export type SkillsInstallFromHubErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SkillsInstallFromHubError = SkillsInstallFromHubErrors[keyof SkillsInstallFromHubErrors];

export type SkillsInstallFromHubResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: InstalledSkill;
        meta: ResponseMeta;
    };
};

export type SkillsInstallFromHubResponse = SkillsInstallFromHubResponses[keyof SkillsInstallFromHubResponses];

export type CommandsListData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/commands';
};

export type CommandsListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type CommandsListError = CommandsListErrors[keyof CommandsListErrors];

export type CommandsListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: DefinedCommandList;
        meta: ResponseMeta;
    };
};

export type CommandsListResponse = CommandsListResponses[keyof CommandsListResponses];

export type CommandsUpsertData = {
    body: UpsertCommand;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/commands';
};

export type CommandsUpsertErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type CommandsUpsertError = CommandsUpsertErrors[keyof CommandsUpsertErrors];

export type CommandsUpsertResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WrittenCommand;
        meta: ResponseMeta;
    };
};

export type CommandsUpsertResponse = CommandsUpsertResponses[keyof CommandsUpsertResponses];

export type CommandsRemoveData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: {
        /**
         * Only if the file still has this revision.
         */
        ifMatch?: FileRevision;
    };
    url: '/workspaces/{workspaceId}/commands/{name}';
};

export type CommandsRemoveErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type CommandsRemoveError = CommandsRemoveErrors[keyof CommandsRemoveErrors];

export type CommandsRemoveResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RemovedResource;
        meta: ResponseMeta;
    };
};

export type CommandsRemoveResponse = CommandsRemoveResponses[keyof CommandsRemoveResponses];

export type McpListData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/mcp';
};

export type McpListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type McpListError = McpListErrors[keyof McpListErrors];

export type McpListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: McpServerList;
        meta: ResponseMeta;
    };
};

export type McpListResponse = McpListResponses[keyof McpListResponses];

export type McpAddData = {
    body: AddMcp;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/mcp';
};

export type McpAddErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type McpAddError = McpAddErrors[keyof McpAddErrors];

export type McpAddResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WrittenMcp;
        meta: ResponseMeta;
    };
};

export type McpAddResponse = McpAddResponses[keyof McpAddResponses];

export type McpRemoveData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/mcp/{name}';
};

export type McpRemoveErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type McpRemoveError = McpRemoveErrors[keyof McpRemoveErrors];

export type McpRemoveResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RemovedResource;
        meta: ResponseMeta;
    };
};

export type McpRemoveResponse = McpRemoveResponses[keyof McpRemoveResponses];

export type McpSetEnabledData = {
    body: SetMcpEnabled;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/mcp/{name}/enabled';
};

export type McpSetEnabledErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type McpSetEnabledError = McpSetEnabledErrors[keyof McpSetEnabledErrors];

export type McpSetEnabledResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WrittenMcp;
        meta: ResponseMeta;
    };
};

export type McpSetEnabledResponse = McpSetEnabledResponses[keyof McpSetEnabledResponses];

export type McpRemoveAuthData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/mcp/{name}/auth';
};

export type McpRemoveAuthErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type McpRemoveAuthError = McpRemoveAuthErrors[keyof McpRemoveAuthErrors];

export type McpRemoveAuthResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: McpStatus;
        meta: ResponseMeta;
    };
};

export type McpRemoveAuthResponse = McpRemoveAuthResponses[keyof McpRemoveAuthResponses];

export type McpStartAuthData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/mcp/{name}/auth';
};

export type McpStartAuthErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type McpStartAuthError = McpStartAuthErrors[keyof McpStartAuthErrors];

export type McpStartAuthResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: StartedMcpAuth;
        meta: ResponseMeta;
    };
};

export type McpStartAuthResponse = McpStartAuthResponses[keyof McpStartAuthResponses];

export type McpFinishAuthData = {
    body: FinishMcpAuth;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/mcp/{name}/auth/finish';
};

export type McpFinishAuthErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type McpFinishAuthError = McpFinishAuthErrors[keyof McpFinishAuthErrors];

export type McpFinishAuthResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: McpStatus;
        meta: ResponseMeta;
    };
};

export type McpFinishAuthResponse = McpFinishAuthResponses[keyof McpFinishAuthResponses];

export type PluginsListData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/plugins';
};

export type PluginsListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type PluginsListError = PluginsListErrors[keyof PluginsListErrors];

export type PluginsListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: PluginList;
        meta: ResponseMeta;
    };
};

export type PluginsListResponse = PluginsListResponses[keyof PluginsListResponses];

export type PluginsAddData = {
    body: AddPlugin;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/plugins';
};

export type PluginsAddErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type PluginsAddError = PluginsAddErrors[keyof PluginsAddErrors];

export type PluginsAddResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: WrittenPlugin;
        meta: ResponseMeta;
    };
};

export type PluginsAddResponse = PluginsAddResponses[keyof PluginsAddResponses];

export type PluginsRemoveData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
        /**
         * What it is called.
         */
        name: ResourceName;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/plugins/{name}';
};

export type PluginsRemoveErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type PluginsRemoveError = PluginsRemoveErrors[keyof PluginsRemoveErrors];

export type PluginsRemoveResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RemovedResource;
        meta: ResponseMeta;
    };
};

export type PluginsRemoveResponse = PluginsRemoveResponses[keyof PluginsRemoveResponses];

export type ManagedListData = {
    body?: never;
    path: {
        /**
         * The kind.
         */
        kind: ManagedKind;
    };
    query?: never;
    url: '/system/managed/{kind}';
};

export type ManagedListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ManagedListError = ManagedListErrors[keyof ManagedListErrors];

export type ManagedListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ManagedItemList;
        meta: ResponseMeta;
    };
};

export type ManagedListResponse = ManagedListResponses[keyof ManagedListResponses];

export type ManagedCreateData = {
    body: CreateManagedItem;
    path: {
        /**
         * The kind.
         */
        kind: ManagedKind;
    };
    query?: never;
    url: '/system/managed/{kind}';
};

export type ManagedCreateErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ManagedCreateError = ManagedCreateErrors[keyof ManagedCreateErrors];

export type ManagedCreateResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ManagedChange;
        meta: ResponseMeta;
    };
};

export type ManagedCreateResponse = ManagedCreateResponses[keyof ManagedCreateResponses];

export type ManagedDeleteData = {
    body?: never;
    path: {
        /**
         * The kind.
         */
        kind: ManagedKind;
        /**
         * The item.
         */
        itemId: ManagedItemId;
    };
    query?: {
        /**
         * Only if the file still has this revision.
         */
        ifMatch?: FileRevision;
    };
    url: '/system/managed/{kind}/{itemId}';
};

export type ManagedDeleteErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ManagedDeleteError = ManagedDeleteErrors[keyof ManagedDeleteErrors];

export type ManagedDeleteResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: DeletedManagedItem;
        meta: ResponseMeta;
    };
};

export type ManagedDeleteResponse = ManagedDeleteResponses[keyof ManagedDeleteResponses];

export type ManagedUpdateData = {
    body: UpdateManagedItem;
    path: {
        /**
         * The kind.
         */
        kind: ManagedKind;
        /**
         * The item.
         */
        itemId: ManagedItemId;
    };
    query?: never;
    url: '/system/managed/{kind}/{itemId}';
};

export type ManagedUpdateErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ManagedUpdateError = ManagedUpdateErrors[keyof ManagedUpdateErrors];

export type ManagedUpdateResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ManagedChange;
        meta: ResponseMeta;
    };
};

export type ManagedUpdateResponse = ManagedUpdateResponses[keyof ManagedUpdateResponses];

export type ManagedAssignData = {
    body: AssignManagedItem;
    path: {
        /**
         * The kind.
         */
        kind: ManagedKind;
        /**
         * The item.
         */
        itemId: ManagedItemId;
    };
    query?: never;
    url: '/system/managed/{kind}/{itemId}/assignments';
};

export type ManagedAssignErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type ManagedAssignError = ManagedAssignErrors[keyof ManagedAssignErrors];

export type ManagedAssignResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ManagedChange;
        meta: ResponseMeta;
    };
};

export type ManagedAssignResponse = ManagedAssignResponses[keyof ManagedAssignResponses];

export type EventsWatchData = {
    body?: never;
    headers?: {
        /**
         * Go on after this `seq`; wins over `after`. Clients that come back send it by themselves.
         */
        'Last-Event-ID'?: number;
    };
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * Only events about this session, and those about none.
         */
        sessionId?: SessionId;
        /**
         * Go on after this `seq`. Without, and without a `Last-Event-ID` header, the stream begins with what happens next.
         */
        after?: number;
    };
    url: '/workspaces/{workspaceId}/events';
};

export type EventsWatchErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type EventsWatchError = EventsWatchErrors[keyof EventsWatchErrors];

export type EventsWatchResponses = {
    /**
     * Events as they happen, one JSON value each.
     */
    200: Event;
};

export type EventsWatchResponse = EventsWatchResponses[keyof EventsWatchResponses];

export type SessionsListData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * Only those whose title holds this text.
         */
        search?: string;
        /**
         * Only those that no other session started.
         */
        roots?: boolean;
        /**
         * How many at most (1 to 500, 100 without).
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/workspaces/{workspaceId}/sessions';
};

export type SessionsListErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsListError = SessionsListErrors[keyof SessionsListErrors];

export type SessionsListResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SessionList;
        meta: ResponseMeta;
    };
};

export type SessionsListResponse = SessionsListResponses[keyof SessionsListResponses];

export type SessionsCreateData = {
    body: CreateSession;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions';
};

export type SessionsCreateErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsCreateError = SessionsCreateErrors[keyof SessionsCreateErrors];

export type SessionsCreateResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Session;
        meta: ResponseMeta;
    };
};

export type SessionsCreateResponse = SessionsCreateResponses[keyof SessionsCreateResponses];

export type SessionsStatusesData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/status';
};

export type SessionsStatusesErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsStatusesError = SessionsStatusesErrors[keyof SessionsStatusesErrors];

export type SessionsStatusesResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SessionStatuses;
        meta: ResponseMeta;
    };
};

export type SessionsStatusesResponse = SessionsStatusesResponses[keyof SessionsStatusesResponses];

export type SessionsDeleteData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}';
};

export type SessionsDeleteErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsDeleteError = SessionsDeleteErrors[keyof SessionsDeleteErrors];

export type SessionsDeleteResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: DeletedSession;
        meta: ResponseMeta;
    };
};

export type SessionsDeleteResponse = SessionsDeleteResponses[keyof SessionsDeleteResponses];

export type SessionsGetData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}';
};

export type SessionsGetErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsGetError = SessionsGetErrors[keyof SessionsGetErrors];

export type SessionsGetResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Session;
        meta: ResponseMeta;
    };
};

export type SessionsGetResponse = SessionsGetResponses[keyof SessionsGetResponses];

export type SessionsUpdateData = {
    body: UpdateSession;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}';
};

export type SessionsUpdateErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsUpdateError = SessionsUpdateErrors[keyof SessionsUpdateErrors];

export type SessionsUpdateResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Session;
        meta: ResponseMeta;
    };
};

export type SessionsUpdateResponse = SessionsUpdateResponses[keyof SessionsUpdateResponses];

export type SessionsStatusData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/status';
};

export type SessionsStatusErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsStatusError = SessionsStatusErrors[keyof SessionsStatusErrors];

export type SessionsStatusResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SessionStatus;
        meta: ResponseMeta;
    };
};

export type SessionsStatusResponse = SessionsStatusResponses[keyof SessionsStatusResponses];

export type SessionsSnapshotData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/snapshot';
};

export type SessionsSnapshotErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsSnapshotError = SessionsSnapshotErrors[keyof SessionsSnapshotErrors];

export type SessionsSnapshotResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SessionSnapshot;
        meta: ResponseMeta;
    };
};

export type SessionsSnapshotResponse = SessionsSnapshotResponses[keyof SessionsSnapshotResponses];

export type SessionsTodoData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/todo';
};

export type SessionsTodoErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsTodoError = SessionsTodoErrors[keyof SessionsTodoErrors];

export type SessionsTodoResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: TodoList;
        meta: ResponseMeta;
    };
};

export type SessionsTodoResponse = SessionsTodoResponses[keyof SessionsTodoResponses];

export type SessionsChildrenData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/children';
};

export type SessionsChildrenErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsChildrenError = SessionsChildrenErrors[keyof SessionsChildrenErrors];

export type SessionsChildrenResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SessionList;
        meta: ResponseMeta;
    };
};

export type SessionsChildrenResponse = SessionsChildrenResponses[keyof SessionsChildrenResponses];

export type SessionsDiffData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: {
        /**
         * Only the turn that this user's message began; all of them without.
         */
        messageId?: MessageId;
    };
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/diff';
};

export type SessionsDiffErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsDiffError = SessionsDiffErrors[keyof SessionsDiffErrors];

export type SessionsDiffResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SessionDiff;
        meta: ResponseMeta;
    };
};

export type SessionsDiffResponse = SessionsDiffResponses[keyof SessionsDiffResponses];

export type SessionsListMessagesData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: {
        /**
         * How many items at most (1 to 500). The operation says what it gives without.
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before; opaque.
         */
        cursor?: string;
    };
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/messages';
};

export type SessionsListMessagesErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsListMessagesError = SessionsListMessagesErrors[keyof SessionsListMessagesErrors];

export type SessionsListMessagesResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: MessageList;
        meta: ResponseMeta;
    };
};

export type SessionsListMessagesResponse = SessionsListMessagesResponses[keyof SessionsListMessagesResponses];

export type SessionsSendMessageData = {
    body: Prompt;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/messages';
};

export type SessionsSendMessageErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsSendMessageError = SessionsSendMessageErrors[keyof SessionsSendMessageErrors];

export type SessionsSendMessageResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Message;
        meta: ResponseMeta;
    };
};

export type SessionsSendMessageResponse = SessionsSendMessageResponses[keyof SessionsSendMessageResponses];

export type SessionsDeleteMessageData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session that the message belongs to.
         */
        sessionId: SessionId;
        /**
         * The message.
         */
        messageId: MessageId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}';
};

export type SessionsDeleteMessageErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsDeleteMessageError = SessionsDeleteMessageErrors[keyof SessionsDeleteMessageErrors];

export type SessionsDeleteMessageResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: DeletedMessage;
        meta: ResponseMeta;
    };
};

export type SessionsDeleteMessageResponse = SessionsDeleteMessageResponses[keyof SessionsDeleteMessageResponses];

export type SessionsGetMessageData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session that the message belongs to.
         */
        sessionId: SessionId;
        /**
         * The message.
         */
        messageId: MessageId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}';
};

export type SessionsGetMessageErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsGetMessageError = SessionsGetMessageErrors[keyof SessionsGetMessageErrors];

export type SessionsGetMessageResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Message;
        meta: ResponseMeta;
    };
};

export type SessionsGetMessageResponse = SessionsGetMessageResponses[keyof SessionsGetMessageResponses];

export type SessionsPromptAsyncData = {
    body: Prompt;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/prompt_async';
};

export type SessionsPromptAsyncErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsPromptAsyncError = SessionsPromptAsyncErrors[keyof SessionsPromptAsyncErrors];

export type SessionsPromptAsyncResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: AcceptedPrompt;
        meta: ResponseMeta;
    };
};

export type SessionsPromptAsyncResponse = SessionsPromptAsyncResponses[keyof SessionsPromptAsyncResponses];

export type SessionsCommandData = {
    body: RunCommand;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/command';
};

export type SessionsCommandErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsCommandError = SessionsCommandErrors[keyof SessionsCommandErrors];

export type SessionsCommandResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Message;
        meta: ResponseMeta;
    };
};

export type SessionsCommandResponse = SessionsCommandResponses[keyof SessionsCommandResponses];

export type SessionsShellData = {
    body: RunShell;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/shell';
};

export type SessionsShellErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsShellError = SessionsShellErrors[keyof SessionsShellErrors];

export type SessionsShellResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Message;
        meta: ResponseMeta;
    };
};

export type SessionsShellResponse = SessionsShellResponses[keyof SessionsShellResponses];

export type SessionsDeletePartData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session that the message belongs to.
         */
        sessionId: SessionId;
        /**
         * The message that the part belongs to.
         */
        messageId: MessageId;
        /**
         * The part.
         */
        partId: PartId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}/parts/{partId}';
};

export type SessionsDeletePartErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsDeletePartError = SessionsDeletePartErrors[keyof SessionsDeletePartErrors];

export type SessionsDeletePartResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: DeletedPart;
        meta: ResponseMeta;
    };
};

export type SessionsDeletePartResponse = SessionsDeletePartResponses[keyof SessionsDeletePartResponses];

export type SessionsUpdatePartData = {
    body: UpdatePart;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session that the message belongs to.
         */
        sessionId: SessionId;
        /**
         * The message that the part belongs to.
         */
        messageId: MessageId;
        /**
         * The part.
         */
        partId: PartId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/messages/{messageId}/parts/{partId}';
};

export type SessionsUpdatePartErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsUpdatePartError = SessionsUpdatePartErrors[keyof SessionsUpdatePartErrors];

export type SessionsUpdatePartResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Part;
        meta: ResponseMeta;
    };
};

export type SessionsUpdatePartResponse = SessionsUpdatePartResponses[keyof SessionsUpdatePartResponses];

export type SessionsInitData = {
    body: InitSession;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/init';
};

export type SessionsInitErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsInitError = SessionsInitErrors[keyof SessionsInitErrors];

export type SessionsInitResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Message;
        meta: ResponseMeta;
    };
};

export type SessionsInitResponse = SessionsInitResponses[keyof SessionsInitResponses];

export type SessionsForkData = {
    body: ForkSession;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/fork';
};

export type SessionsForkErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsForkError = SessionsForkErrors[keyof SessionsForkErrors];

export type SessionsForkResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Session;
        meta: ResponseMeta;
    };
};

export type SessionsForkResponse = SessionsForkResponses[keyof SessionsForkResponses];

export type SessionsSummarizeData = {
    body: SummarizeSession;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/summarize';
};

export type SessionsSummarizeErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsSummarizeError = SessionsSummarizeErrors[keyof SessionsSummarizeErrors];

export type SessionsSummarizeResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SummarizedSession;
        meta: ResponseMeta;
    };
};

export type SessionsSummarizeResponse = SessionsSummarizeResponses[keyof SessionsSummarizeResponses];

export type SessionsRevertData = {
    body: RevertSession;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/revert';
};

export type SessionsRevertErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsRevertError = SessionsRevertErrors[keyof SessionsRevertErrors];

export type SessionsRevertResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RevertedSession;
        meta: ResponseMeta;
    };
};

export type SessionsRevertResponse = SessionsRevertResponses[keyof SessionsRevertResponses];

export type SessionsUnrevertData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/unrevert';
};

export type SessionsUnrevertErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsUnrevertError = SessionsUnrevertErrors[keyof SessionsUnrevertErrors];

export type SessionsUnrevertResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RevertedSession;
        meta: ResponseMeta;
    };
};

export type SessionsUnrevertResponse = SessionsUnrevertResponses[keyof SessionsUnrevertResponses];

export type SessionsUnshareData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/share';
};

export type SessionsUnshareErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsUnshareError = SessionsUnshareErrors[keyof SessionsUnshareErrors];

export type SessionsUnshareResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Session;
        meta: ResponseMeta;
    };
};

export type SessionsUnshareResponse = SessionsUnshareResponses[keyof SessionsUnshareResponses];

export type SessionsShareData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/share';
};

export type SessionsShareErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsShareError = SessionsShareErrors[keyof SessionsShareErrors];

export type SessionsShareResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: Session;
        meta: ResponseMeta;
    };
};

export type SessionsShareResponse = SessionsShareResponses[keyof SessionsShareResponses];

export type SessionsAbortData = {
    body?: never;
    path: {
        /**
         * The workspace that the session belongs to.
         */
        workspaceId: WorkspaceId;
        /**
         * The session.
         */
        sessionId: SessionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/sessions/{sessionId}/abort';
};

export type SessionsAbortErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type SessionsAbortError = SessionsAbortErrors[keyof SessionsAbortErrors];

export type SessionsAbortResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: AbortedSession;
        meta: ResponseMeta;
    };
};

export type SessionsAbortResponse = SessionsAbortResponses[keyof SessionsAbortResponses];

export type AsksListPermissionsData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/permissions';
};

export type AsksListPermissionsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type AsksListPermissionsError = AsksListPermissionsErrors[keyof AsksListPermissionsErrors];

export type AsksListPermissionsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: PermissionList;
        meta: ResponseMeta;
    };
};

export type AsksListPermissionsResponse = AsksListPermissionsResponses[keyof AsksListPermissionsResponses];

export type AsksReplyPermissionData = {
    body: ReplyPermission;
    path: {
        /**
         * The workspace that asks.
         */
        workspaceId: WorkspaceId;
        /**
         * The request.
         */
        requestId: PermissionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/permissions/{requestId}';
};

export type AsksReplyPermissionErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type AsksReplyPermissionError = AsksReplyPermissionErrors[keyof AsksReplyPermissionErrors];

export type AsksReplyPermissionResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RepliedPermission;
        meta: ResponseMeta;
    };
};

export type AsksReplyPermissionResponse = AsksReplyPermissionResponses[keyof AsksReplyPermissionResponses];

export type AsksListQuestionsData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/questions';
};

export type AsksListQuestionsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type AsksListQuestionsError = AsksListQuestionsErrors[keyof AsksListQuestionsErrors];

export type AsksListQuestionsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: QuestionList;
        meta: ResponseMeta;
    };
};

export type AsksListQuestionsResponse = AsksListQuestionsResponses[keyof AsksListQuestionsResponses];

export type AsksRejectQuestionData = {
    body?: never;
    path: {
        /**
         * The workspace that asks.
         */
        workspaceId: WorkspaceId;
        /**
         * The question.
         */
        requestId: QuestionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/questions/{requestId}';
};

export type AsksRejectQuestionErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type AsksRejectQuestionError = AsksRejectQuestionErrors[keyof AsksRejectQuestionErrors];

export type AsksRejectQuestionResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RejectedQuestion;
        meta: ResponseMeta;
    };
};

export type AsksRejectQuestionResponse = AsksRejectQuestionResponses[keyof AsksRejectQuestionResponses];

export type AsksReplyQuestionData = {
    body: ReplyQuestion;
    path: {
        /**
         * The workspace that asks.
         */
        workspaceId: WorkspaceId;
        /**
         * The question.
         */
        requestId: QuestionId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/questions/{requestId}';
};

export type AsksReplyQuestionErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type AsksReplyQuestionError = AsksReplyQuestionErrors[keyof AsksReplyQuestionErrors];

export type AsksReplyQuestionResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RepliedQuestion;
        meta: ResponseMeta;
    };
};

export type AsksReplyQuestionResponse = AsksReplyQuestionResponses[keyof AsksReplyQuestionResponses];

export type EngineProjectData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/project';
};

export type EngineProjectErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type EngineProjectError = EngineProjectErrors[keyof EngineProjectErrors];

export type EngineProjectResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: EngineProject;
        meta: ResponseMeta;
    };
};

export type EngineProjectResponse = EngineProjectResponses[keyof EngineProjectResponses];

export type EngineAgentsData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/agents';
};

export type EngineAgentsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type EngineAgentsError = EngineAgentsErrors[keyof EngineAgentsErrors];

export type EngineAgentsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: AgentList;
        meta: ResponseMeta;
    };
};

export type EngineAgentsResponse = EngineAgentsResponses[keyof EngineAgentsResponses];

export type EngineCommandsData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/commands';
};

export type EngineCommandsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type EngineCommandsError = EngineCommandsErrors[keyof EngineCommandsErrors];

export type EngineCommandsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: CommandList;
        meta: ResponseMeta;
    };
};

export type EngineCommandsResponse = EngineCommandsResponses[keyof EngineCommandsResponses];

export type EngineProvidersData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * Also those that cannot be used yet: all that OpenCode knows.
         */
        all?: boolean;
    };
    url: '/workspaces/{workspaceId}/engine/providers';
};

export type EngineProvidersErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type EngineProvidersError = EngineProvidersErrors[keyof EngineProvidersErrors];

export type EngineProvidersResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ProviderList;
        meta: ResponseMeta;
    };
};

export type EngineProvidersResponse = EngineProvidersResponses[keyof EngineProvidersResponses];

export type EngineToolsData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * The model's provider.
         */
        providerId?: string;
        /**
         * The model.
         */
        modelId?: string;
    };
    url: '/workspaces/{workspaceId}/engine/tools';
};

export type EngineToolsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type EngineToolsError = EngineToolsErrors[keyof EngineToolsErrors];

export type EngineToolsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ToolList;
        meta: ResponseMeta;
    };
};

export type EngineToolsResponse = EngineToolsResponses[keyof EngineToolsResponses];

export type EngineMcpStatusData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/mcp';
};

export type EngineMcpStatusErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type EngineMcpStatusError = EngineMcpStatusErrors[keyof EngineMcpStatusErrors];

export type EngineMcpStatusResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: McpStatusList;
        meta: ResponseMeta;
    };
};

export type EngineMcpStatusResponse = EngineMcpStatusResponses[keyof EngineMcpStatusResponses];

export type ProvidersRemoveKeyData = {
    body?: never;
    path: {
        /**
         * The workspace that sees it.
         */
        workspaceId: WorkspaceId;
        /**
         * The provider, as `engine.providers` names it.
         */
        providerId: ProviderId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/providers/{providerId}/auth';
};

export type ProvidersRemoveKeyErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type ProvidersRemoveKeyError = ProvidersRemoveKeyErrors[keyof ProvidersRemoveKeyErrors];

export type ProvidersRemoveKeyResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ProviderAccess;
        meta: ResponseMeta;
    };
};

export type ProvidersRemoveKeyResponse = ProvidersRemoveKeyResponses[keyof ProvidersRemoveKeyResponses];

export type ProvidersSetKeyData = {
    body: SetProviderKey;
    path: {
        /**
         * The workspace that sees it.
         */
        workspaceId: WorkspaceId;
        /**
         * The provider, as `engine.providers` names it.
         */
        providerId: ProviderId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/providers/{providerId}/auth';
};

export type ProvidersSetKeyErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type ProvidersSetKeyError = ProvidersSetKeyErrors[keyof ProvidersSetKeyErrors];

export type ProvidersSetKeyResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ProviderAccess;
        meta: ResponseMeta;
    };
};

export type ProvidersSetKeyResponse = ProvidersSetKeyResponses[keyof ProvidersSetKeyResponses];

export type ProvidersStartSignInData = {
    body: StartSignIn;
    path: {
        /**
         * The workspace that sees it.
         */
        workspaceId: WorkspaceId;
        /**
         * The provider, as `engine.providers` names it.
         */
        providerId: ProviderId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/providers/{providerId}/sign-in';
};

export type ProvidersStartSignInErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type ProvidersStartSignInError = ProvidersStartSignInErrors[keyof ProvidersStartSignInErrors];

export type ProvidersStartSignInResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SignIn;
        meta: ResponseMeta;
    };
};

export type ProvidersStartSignInResponse = ProvidersStartSignInResponses[keyof ProvidersStartSignInResponses];

export type ProvidersFinishSignInData = {
    body: FinishSignIn;
    path: {
        /**
         * The workspace that sees it.
         */
        workspaceId: WorkspaceId;
        /**
         * The provider, as `engine.providers` names it.
         */
        providerId: ProviderId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/engine/providers/{providerId}/sign-in/finish';
};

export type ProvidersFinishSignInErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type ProvidersFinishSignInError = ProvidersFinishSignInErrors[keyof ProvidersFinishSignInErrors];

export type ProvidersFinishSignInResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ProviderAccess;
        meta: ResponseMeta;
    };
};

export type ProvidersFinishSignInResponse = ProvidersFinishSignInResponses[keyof ProvidersFinishSignInResponses];

export type BundlesPublishData = {
    body: PublishBundle;
    path?: never;
    query?: never;
    url: '/share/bundles/publish';
};

export type BundlesPublishErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type BundlesPublishError = BundlesPublishErrors[keyof BundlesPublishErrors];

export type BundlesPublishResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: PublishedBundle;
        meta: ResponseMeta;
    };
};

export type BundlesPublishResponse = BundlesPublishResponses[keyof BundlesPublishResponses];

export type BundlesFetchData = {
    body: FetchBundle;
    path?: never;
    query?: never;
    url: '/share/bundles/fetch';
};

export type BundlesFetchErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type BundlesFetchError = BundlesFetchErrors[keyof BundlesFetchErrors];

export type BundlesFetchResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: FetchedBundle;
        meta: ResponseMeta;
    };
};

export type BundlesFetchResponse = BundlesFetchResponses[keyof BundlesFetchResponses];

export type BundlesExportData = {
    body?: never;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: {
        /**
         * What to do about content that looks like a secret; `auto` without. `include` is for those who may change the workspace.
         */
        sensitive?: Sensitive;
    };
    url: '/workspaces/{workspaceId}/export';
};

export type BundlesExportErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type BundlesExportError = BundlesExportErrors[keyof BundlesExportErrors];

export type BundlesExportResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ExportedBundle;
        meta: ResponseMeta;
    };
};

export type BundlesExportResponse = BundlesExportResponses[keyof BundlesExportResponses];

export type BundlesPreviewImportData = {
    body: PreviewImport;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/import/preview';
};

export type BundlesPreviewImportErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type BundlesPreviewImportError = BundlesPreviewImportErrors[keyof BundlesPreviewImportErrors];

export type BundlesPreviewImportResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ImportPlan;
        meta: ResponseMeta;
    };
};

export type BundlesPreviewImportResponse = BundlesPreviewImportResponses[keyof BundlesPreviewImportResponses];

export type BundlesImportData = {
    body: ImportBundle;
    path: {
        /**
         * The workspace.
         */
        workspaceId: WorkspaceId;
    };
    query?: never;
    url: '/workspaces/{workspaceId}/import';
};

export type BundlesImportErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type BundlesImportError = BundlesImportErrors[keyof BundlesImportErrors];

export type BundlesImportResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: ImportedBundle;
        meta: ResponseMeta;
    };
};

export type BundlesImportResponse = BundlesImportResponses[keyof BundlesImportResponses];

export type RouterHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/router/product-health';
};

export type RouterHealthErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RouterHealthError = RouterHealthErrors[keyof RouterHealthErrors];

export type RouterHealthResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RouterProductHealth;
        meta: ResponseMeta;
    };
};

export type RouterHealthResponse = RouterHealthResponses[keyof RouterHealthResponses];

export type RouterApplyData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/system/router/apply';
};

export type RouterApplyErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RouterApplyError = RouterApplyErrors[keyof RouterApplyErrors];

export type RouterApplyResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: AppliedRouter;
        meta: ResponseMeta;
    };
};

export type RouterApplyResponse = RouterApplyResponses[keyof RouterApplyResponses];

export type RouterListIdentitiesData = {
    body?: never;
    path: {
        /**
         * The service.
         */
        channel: Channel;
    };
    query?: never;
    url: '/system/router/identities/{channel}';
};

export type RouterListIdentitiesErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RouterListIdentitiesError = RouterListIdentitiesErrors[keyof RouterListIdentitiesErrors];

export type RouterListIdentitiesResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RouterIdentityList;
        meta: ResponseMeta;
    };
};

export type RouterListIdentitiesResponse = RouterListIdentitiesResponses[keyof RouterListIdentitiesResponses];

export type RouterUpsertIdentityData = {
    body: UpsertIdentity;
    path: {
        /**
         * The service.
         */
        channel: Channel;
    };
    query?: never;
    url: '/system/router/identities/{channel}';
};

export type RouterUpsertIdentityErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RouterUpsertIdentityError = RouterUpsertIdentityErrors[keyof RouterUpsertIdentityErrors];

export type RouterUpsertIdentityResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RouterIdentity;
        meta: ResponseMeta;
    };
};

export type RouterUpsertIdentityResponse = RouterUpsertIdentityResponses[keyof RouterUpsertIdentityResponses];

export type RouterRemoveIdentityData = {
    body?: never;
    path: {
        /**
         * The service.
         */
        channel: Channel;
        /**
         * The bot.
         */
        identityId: IdentityId;
    };
    query?: never;
    url: '/system/router/identities/{channel}/{identityId}';
};

export type RouterRemoveIdentityErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RouterRemoveIdentityError = RouterRemoveIdentityErrors[keyof RouterRemoveIdentityErrors];

export type RouterRemoveIdentityResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RemovedIdentity;
        meta: ResponseMeta;
    };
};

export type RouterRemoveIdentityResponse = RouterRemoveIdentityResponses[keyof RouterRemoveIdentityResponses];

export type RouterListBindingsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Only those of this service.
         */
        channel?: Channel;
        /**
         * Only those of this bot.
         */
        identityId?: IdentityId;
    };
    url: '/system/router/bindings';
};

export type RouterListBindingsErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RouterListBindingsError = RouterListBindingsErrors[keyof RouterListBindingsErrors];

export type RouterListBindingsResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RouterBindingList;
        meta: ResponseMeta;
    };
};

export type RouterListBindingsResponse = RouterListBindingsResponses[keyof RouterListBindingsResponses];

export type RouterSetBindingData = {
    body: SetBinding;
    path?: never;
    query?: never;
    url: '/system/router/bindings';
};

export type RouterSetBindingErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RouterSetBindingError = RouterSetBindingErrors[keyof RouterSetBindingErrors];

export type RouterSetBindingResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RouterBinding;
        meta: ResponseMeta;
    };
};

export type RouterSetBindingResponse = RouterSetBindingResponses[keyof RouterSetBindingResponses];

export type RouterRemoveBindingData = {
    body?: never;
    path: {
        /**
         * The binding.
         */
        bindingId: BindingId;
    };
    query?: never;
    url: '/system/router/bindings/{bindingId}';
};

export type RouterRemoveBindingErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
};

export type RouterRemoveBindingError = RouterRemoveBindingErrors[keyof RouterRemoveBindingErrors];

export type RouterRemoveBindingResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: RemovedBinding;
        meta: ResponseMeta;
    };
};

export type RouterRemoveBindingResponse = RouterRemoveBindingResponses[keyof RouterRemoveBindingResponses];

export type RouterSendData = {
    body: SendMessage;
    path?: never;
    query?: never;
    url: '/system/router/send';
};

export type RouterSendErrors = {
    /**
     * It failed: `invalid_request`.
     */
    400: Problem;
    /**
     * It failed: `unauthorized`.
     */
    401: Problem;
    /**
     * It failed: `forbidden`.
     */
    403: Problem;
    /**
     * It failed: `not_found`.
     */
    404: Problem;
    /**
     * It failed: `conflict` or `export_needs_decision`.
     */
    409: Problem;
    /**
     * It failed: `too_large`.
     */
    413: Problem;
    /**
     * It failed: `unsupported_media_type`.
     */
    415: Problem;
    /**
     * It failed: `unprocessable`.
     */
    422: Problem;
    /**
     * It failed: `internal`.
     */
    500: Problem;
    /**
     * It failed: `engine_error` or `remote_error`.
     */
    502: Problem;
    /**
     * It failed: `engine_unavailable` or `starting`.
     */
    503: Problem;
    /**
     * It failed: `timeout`.
     */
    504: Problem;
};

export type RouterSendError = RouterSendErrors[keyof RouterSendErrors];

export type RouterSendResponses = {
    /**
     * A call that succeeded.
     */
    200: {
        ok: true;
        data: SentMessage;
        meta: ResponseMeta;
    };
};

export type RouterSendResponse = RouterSendResponses[keyof RouterSendResponses];
