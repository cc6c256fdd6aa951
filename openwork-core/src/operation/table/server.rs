//! Rows of the server itself: what it is and runs, and who may call it.

#[rustfmt::skip]
macro_rules! server_rows {
    ([$next:ident $($then:ident)*] $($rows:tt)*) => { $next! { [$($then)*] $($rows)*
    /// Says what this is and where to read on.
    RootGet "root.get" Get "/" Open Server Value (Nothing, Nothing, Nothing) -> Root,
        "Says what this server is.";

    /// The OpenAPI 3.0 document that this server keeps. It comes without the envelope, because tools expect it so.
    OpenapiGet "openapi.get" Get "/openapi.json" Open Server Bare (Nothing, Nothing, Nothing) -> OpenApiDocument,
        "The contract as an OpenAPI document.";

    /// Answers at once with 200 for as long as the server serves at all, also while the engine starts or is broken. Each part
    /// says its stage, and what is not ready says why and what helps.
    SystemHealth "system.health" Get "/system/health" Open Server Value (Nothing, Nothing, Nothing) -> Health,
        "How the server and its parts are.";
    /// What runs here, since when, and what the caller's token allows.
    SystemMeta "system.meta" Get "/system/meta" Read Server Value (Nothing, Nothing, Nothing) -> Meta,
        "What this server is, and who the caller is to it.";
    /// Every operation of the catalogue with whether the caller may use it and whether what it needs is there now.
    SystemCapabilities "system.capabilities" Get "/system/capabilities" Read Server Value (Nothing, Nothing, Nothing) -> Capabilities,
        "What can be done here now.";
    /// Counts and states at a glance. For hosts also where the server's own events stand: what is read after this answer, and
    /// the events of `system.events` after that position, are together the whole truth.
    SystemStatus "system.status" Get "/system/status" Read Server Value (Nothing, Nothing, Nothing) -> Status,
        "The server at a glance.";
    /// Requests by operation and status with their times, streams, events, the engine, the store, workspaces and memory, in
    /// Prometheus' text format 0.0.4, without the envelope. Counts begin with the server; each server of a process has its own.
    SystemMetrics "system.metrics" Get "/system/metrics" Host Server Text (Nothing, Nothing, Nothing) -> MetricsText,
        "What is counted, for Prometheus.";
    /// The last of the 2000 lines that are kept, 100 without a limit, oldest first. Secrets are removed. A server whose host keeps
    /// no lines for it, such as one that is embedded in another program, says `not_implemented`.
    SystemLogs "system.logs" Get "/system/logs" Host Server Value (Nothing, ReadLogs, Nothing) -> LogLines,
        "The server's own log.", may fail with NotImplemented;
    /// A stream of what the server itself goes through: every state of the engine and of the messaging router, its health as a
    /// whole, whether the store can be written, upgrades, and workspaces made, changed and forgotten. Numbers, resuming, gaps
    /// and heartbeats are those of `events.watch`. Read `system.status` first, then what is to be shown, and follow after the
    /// status's `eventPosition`: so nothing is missed. After a gap, do so again.
    SystemEvents "system.events" Get "/system/events" Host Server Stream (Nothing, WatchSystemEvents, Nothing) -> SystemEvent,
        "Watches the server itself.";
    /// Answers first and then stops: no new work, streams told and ended, children ended, the store closed.
    SystemShutdown "system.shutdown" Post "/system/shutdown" Host Server Value (Nothing, Nothing, Nothing) -> ShuttingDown,
        "Stops the server.";

    /// The engine's health with the rule by which it is started again, and every program with its version.
    RuntimeSummary "runtime.summary" Get "/system/runtime/summary" Read Server Value (Nothing, Nothing, Nothing) -> RuntimeSummary,
        "What this server runs, and how it keeps it running.";
    /// For each program: the version this server is made for, the one that runs, the file, where it was found, and whether its
    /// checksum is the recorded one.
    RuntimeVersions "runtime.versions" Get "/system/runtime/versions" Read Server Value (Nothing, Nothing, Nothing) -> RuntimeVersions,
        "Which programs run, from where, in which version.";
    /// Brings another version of the engine: it is installed beside the one that runs, tried when no session works (at once
    /// with `force`), and kept if it becomes ready and stays so for some seconds; else the one before runs again by itself.
    /// Answers at once with how far it is; `runtime.summary` has the rest, and what failed. Without a body's fields it is the
    /// version that this server is made for, from npm. An older one is refused. A newer one is taken only with the checksum of
    /// its program, or from a folder or an archive whose manifest says it. `conflict` while another upgrade is under way, and
    /// where the engine was named by whoever started the server.
    RuntimeUpgrade "runtime.upgrade" Post "/system/runtime/upgrade" Host Server Value (Nothing, Nothing, UpgradeRuntime) -> RuntimeUpgrade,
        "Brings another version of the engine.", may fail with Conflict EngineUnavailable;
    /// State, process, attempts, last exit and error with a remedy, and the last lines of output with secrets removed.
    RuntimeOpencodeHealth "runtime.opencodeHealth" Get "/system/opencode/health" Read Server Value (Nothing, Nothing, Nothing) -> EngineHealth,
        "How the engine is.";
    /// Starts the engine afresh, whatever its state: one that works is ended first, one that was given up is tried again. Attempts
    /// are counted anew. What runs is cut off: its sessions get `session.interrupted`. The answer is the engine's health now, while
    /// it ends or starts; calls that need it wait for it. A conflict where this server runs no engine.
    RuntimeRestart "runtime.restart" Post "/system/runtime/restart" Host Server Value (Nothing, Nothing, Nothing) -> EngineHealth,
        "Starts the engine afresh.", may fail with Conflict;
    /// The last 500 lines that it wrote, over all its runs since this server started, with secrets removed. Older ones are in
    /// `logs/engine.log` of the data folder.
    RuntimeOutput "runtime.output" Get "/system/runtime/output" Host Server Value (Nothing, ReadOutput, Nothing) -> OutputLines,
        "What the engine wrote last.";

    /// The same of the messaging router, and whether it is wanted at all: it runs only while a bot or a binding is enabled. That
    /// it fails harms nothing else.
    RuntimeRouterHealth "runtime.routerHealth" Get "/system/router/health" Read Server Value (Nothing, Nothing, Nothing) -> RouterHealth,
        "How the messaging router is.";

    /// Their records; a token itself is shown only when it is made. The host token of the run is not among them.
    TokensList "tokens.list" Get "/system/tokens" Host Server Value (Nothing, Nothing, Nothing) -> TokenList,
        "Lists the lasting tokens.";
    /// The answer holds the token's text, which is never shown again; only its hash is kept.
    TokensCreate "tokens.create" Post "/system/tokens" Host Server Value (Nothing, Nothing, CreateToken) -> CreatedToken,
        "Makes a lasting token.", may fail with NotFound;
    /// Calls made with it are refused from now on; streams opened with it go on until they end.
    TokensRevoke "tokens.revoke" Delete "/system/tokens/{tokenId}" Host Server Value (OneToken, Nothing, Nothing) -> RevokedToken,
        "Revokes a lasting token.";

    /// Those that people set here; what the front end passes on of its own environment is not among them. No value is told.
    EnvironmentList "environment.list" Get "/system/environment" Host Server Value (Nothing, Nothing, Nothing) -> VariableList,
        "Lists the engine's variables.";
    /// The value is kept sealed, given to the engine at its next start, inherited by the agents' shells, and never told; six
    /// characters or more of it are removed from what the engine prints. It wins over what the front end passes on. A name that
    /// the server sets itself, or that would break the engine, is `unprocessable` with the reason. `restartRequired` says that
    /// an engine runs which has it otherwise; every workspace is then told by `reload.required`.
    EnvironmentSet "environment.set" Put "/system/environment/{key}" Host Server Value (OneVariable, Nothing, SetVariable) -> ChangedVariable,
        "Sets a variable of the engine.";
    /// The engine has it until its next start.
    EnvironmentUnset "environment.unset" Delete "/system/environment/{key}" Host Server Value (OneVariable, Nothing, Nothing) -> ChangedVariable,
        "Removes a variable of the engine.";

    /// The address, who signed in, the organisation, when the account was last asked whether the token is good as far as that
    /// was told, and since when it is kept here; of the token only that there is one. One sign-in counts: the one that was put or
    /// imported last. Nothing here calls an account.
    CloudGet "cloud.get" Get "/system/cloud-signin" Host Server Value (Nothing, Nothing, Nothing) -> CloudSignIn,
        "Says whether somebody is signed in to an account.";
    /// It takes the place of the one before, put or imported, whichever account that was of; its token is kept sealed. The fields
    /// are those of `openwork-cloud-signin.json`. Nothing asks the account whether the token is good. An import does not write
    /// over it.
    CloudPut "cloud.put" Put "/system/cloud-signin" Host Server Value (Nothing, Nothing, PutCloudSignIn) -> CloudSignIn,
        "Hands over a sign-in to an account.";
    /// One that an import brought goes too, and the next import does not bring it back. The account is not told, so that the
    /// token stays good there. Where there is none it says so.
    CloudDelete "cloud.delete" Delete "/system/cloud-signin" Host Server Value (Nothing, Nothing, Nothing) -> DeletedCloudSignIn,
        "Forgets the sign-in to an account.";

    /// How far an import is, what failed in it, and every source that was imported. The server imports when it starts and finds
    /// something that is not imported yet; `system.events` tells of it as `migration.progress`.
    MigrationStatus "migration.status" Get "/system/migration" Host Server Value (Nothing, Nothing, Nothing) -> MigrationStatus,
        "What was imported of older OpenWork.";
    /// Every source of older OpenWork on this machine, and for each thing in it what an import would do now, and why. Writes
    /// nothing. What cannot be taken over is an item that says why and what helps. No secret is told.
    MigrationPlan "migration.plan" Post "/system/migration/plan" Host Server Value (Nothing, Nothing, Nothing) -> MigrationPlan,
        "Says what an import would do.";
    /// Sources are only read. Each is taken over whole or not at all, so that an import that is cut off goes on when it runs again;
    /// what is imported already is kept. What was changed here since stays, and what was deleted here stays deleted. Before the
    /// first import a copy of the store is kept. Answers what became of everything.
    MigrationRun "migration.run" Post "/system/migration/run" Host Server Value (Nothing, Nothing, Nothing) -> MigrationPlan,
        "Imports what older OpenWork left.";
    /// Everything that imports made goes, as long as nothing of it was changed here and nothing that was made here rests on it:
    /// else it is a `conflict` that names what is in the way, and nothing goes. A start does not import it again; `migration.run`
    /// does. Where imports made nothing it says so. A file in a workspace's folder that cannot be written, or whose content cannot be
    /// edited, keeps the keys that the import put into it: `left` names it, why, and what to do.
    MigrationUndo "migration.undo" Post "/system/migration/undo" Host Server Value (Nothing, Nothing, Nothing) -> UndoneMigration,
        "Takes back what was imported.";

    /// Newest first: the logs that older OpenWork kept of each workspace and that an import has found, read where they lie, of
    /// workspaces that are none here too. This server keeps no records of its own yet. A line that is none is counted in
    /// `faults` and spoils nothing; of a log over 64 MiB its end is read. What looks like a secret reads `(hidden)`, and a token
    /// is named where it is one here, never its hash.
    AuditList "audit.list" Get "/system/audit" Host Server Value (Nothing, ListAudit, Nothing) -> AuditRecordList,
        "Lists what was done.", may fail with NotFound;
    } };
}
