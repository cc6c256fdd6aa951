//! As what each operation is offered here. A new row of the catalogue does not compile until it is named.

use openwork_core::operation::Operation;

/// As what an operation is offered, or why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offered {
    /// The words of its command: area and verb.
    As([&'static str; 2]),
    /// The reason.
    #[allow(dead_code, reason = "nothing is withheld at present")]
    Withheld(&'static str),
}

/// The table below as a match over the catalogue: an operation that it does not name does not compile.
macro_rules! commands {
    ($($area:literal { $($operation:ident $verb:literal,)+ })+) => {
        /// As what an operation is offered.
        pub(crate) fn offered(operation: Operation) -> Offered {
            Offered::As(match operation {
                $($(Operation::$operation => [$area, $verb],)+)+
            })
        }
    };
}

commands! {
    "root" {
        RootGet "get",
    }
    "openapi" {
        OpenapiGet "get",
    }
    "system" {
        SystemHealth "health",
        SystemMeta "meta",
        SystemCapabilities "capabilities",
        SystemStatus "status",
        SystemMetrics "metrics",
        SystemLogs "logs",
        SystemEvents "events",
        SystemShutdown "shutdown",
    }
    "runtime" {
        RuntimeSummary "summary",
        RuntimeVersions "versions",
        RuntimeUpgrade "upgrade",
        RuntimeOpencodeHealth "opencode-health",
        RuntimeRouterHealth "router-health",
        RuntimeRestart "restart",
        RuntimeOutput "output",
    }
    "environment" {
        EnvironmentList "list",
        EnvironmentSet "set",
        EnvironmentUnset "unset",
    }
    "cloud" {
        CloudGet "get",
        CloudPut "put",
        CloudDelete "delete",
    }
    "migration" {
        MigrationStatus "status",
        MigrationPlan "plan",
        MigrationRun "run",
        MigrationUndo "undo",
    }
    "audit" {
        AuditList "list",
    }
    "tokens" {
        TokensList "list",
        TokensCreate "create",
        TokensRevoke "revoke",
    }
    "workspaces" {
        WorkspacesList "list",
        WorkspacesGet "get",
        WorkspacesCreateLocal "create-local",
        WorkspacesRename "rename",
        WorkspacesRelink "relink",
        WorkspacesActivate "activate",
        WorkspacesReload "reload",
        WorkspacesReloadEvents "reload-events",
        WorkspacesDispose "dispose",
        WorkspacesDelete "delete",
    }
    "files" {
        FilesList "list",
        FilesStat "stat",
        FilesReadRaw "read-raw",
        FilesWriteRaw "write-raw",
        FilesReadText "read-text",
        FilesWriteText "write-text",
        FilesSearch "search",
        FilesFind "find",
    }
    "file-sessions" {
        FileSessionsCreate "create",
        FileSessionsRenew "renew",
        FileSessionsClose "close",
        FileSessionsSnapshot "snapshot",
        FileSessionsEvents "events",
        FileSessionsReadBatch "read-batch",
        FileSessionsWriteBatch "write-batch",
        FileSessionsOperations "operations",
    }
    "inbox" {
        InboxList "list",
        InboxUpload "upload",
        InboxDownload "download",
    }
    "artifacts" {
        ArtifactsList "list",
        ArtifactsDownload "download",
    }
    "config" {
        ConfigGet "get",
        ConfigPatch "patch",
        ConfigGetRaw "get-raw",
        ConfigPutRaw "put-raw",
        ConfigValidate "validate",
    }
    "skills" {
        SkillsList "list",
        SkillsGet "get",
        SkillsUpsert "upsert",
        SkillsRemove "remove",
        SkillsListHub "list-hub",
        SkillsInstallFromHub "install-from-hub",
    }
    "commands" {
        CommandsList "list",
        CommandsUpsert "upsert",
        CommandsRemove "remove",
    }
    "mcp" {
        McpList "list",
        McpAdd "add",
        McpRemove "remove",
        McpSetEnabled "set-enabled",
        McpStartAuth "start-auth",
        McpFinishAuth "finish-auth",
        McpRemoveAuth "remove-auth",
    }
    "plugins" {
        PluginsList "list",
        PluginsAdd "add",
        PluginsRemove "remove",
    }
    "managed" {
        ManagedList "list",
        ManagedCreate "create",
        ManagedUpdate "update",
        ManagedDelete "delete",
        ManagedAssign "assign",
    }
    "events" {
        EventsWatch "watch",
    }
    "sessions" {
        SessionsList "list",
        SessionsCreate "create",
        SessionsStatuses "statuses",
        SessionsGet "get",
        SessionsUpdate "update",
        SessionsDelete "delete",
        SessionsStatus "status",
        SessionsSnapshot "snapshot",
        SessionsTodo "todo",
        SessionsChildren "children",
        SessionsDiff "diff",
        SessionsListMessages "list-messages",
        SessionsGetMessage "get-message",
        SessionsSendMessage "send-message",
        SessionsPromptAsync "prompt-async",
        SessionsCommand "command",
        SessionsShell "shell",
        SessionsDeleteMessage "delete-message",
        SessionsUpdatePart "update-part",
        SessionsDeletePart "delete-part",
        SessionsInit "init",
        SessionsFork "fork",
        SessionsSummarize "summarize",
        SessionsRevert "revert",
        SessionsUnrevert "unrevert",
        SessionsShare "share",
        SessionsUnshare "unshare",
        SessionsAbort "abort",
    }
    "asks" {
        AsksListPermissions "list-permissions",
        AsksReplyPermission "reply-permission",
        AsksListQuestions "list-questions",
        AsksReplyQuestion "reply-question",
        AsksRejectQuestion "reject-question",
    }
    "engine" {
        EngineProject "project",
        EngineAgents "agents",
        EngineCommands "commands",
        EngineProviders "providers",
        EngineTools "tools",
        EngineMcpStatus "mcp-status",
    }
    "providers" {
        ProvidersSetKey "set-key",
        ProvidersRemoveKey "remove-key",
        ProvidersStartSignIn "start-sign-in",
        ProvidersFinishSignIn "finish-sign-in",
    }
    "bundles" {
        BundlesPublish "publish",
        BundlesFetch "fetch",
        BundlesExport "export",
        BundlesPreviewImport "preview-import",
        BundlesImport "import",
    }
    "router" {
        RouterHealth "health",
        RouterApply "apply",
        RouterListIdentities "list-identities",
        RouterUpsertIdentity "upsert-identity",
        RouterRemoveIdentity "remove-identity",
        RouterListBindings "list-bindings",
        RouterSetBinding "set-binding",
        RouterRemoveBinding "remove-binding",
        RouterSend "send",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    /// `area.someVerb` as words: `area`, `some-verb`.
    fn words(name: &str) -> Vec<String> {
        let kebab = name.chars().fold(String::new(), |mut kebab, letter| {
            if letter.is_ascii_uppercase() {
                kebab.push('-');
            }
            kebab.push(letter.to_ascii_lowercase());
            kebab
        });
        kebab.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn the_words_are_the_operations_name() {
        for operation in Operation::ALL {
            let Offered::As(offered) = offered(*operation) else { continue };
            assert_eq!(offered.to_vec(), words(operation.name()));
        }
    }

    #[test]
    fn clap_accepts_every_command_that_is_offered() {
        let command = args::command();
        for operation in Operation::ALL {
            let Offered::As([area, verb]) = offered(*operation) else { continue };
            let area = command.find_subcommand(area).unwrap_or_else(|| panic!("{area}"));
            assert!(area.find_subcommand(verb).is_some(), "{}", operation.name());
        }
    }

    #[test]
    fn every_command_is_an_operation_or_named_here() {
        const MORE: &[[&str; 2]] = &[
            ["sessions", "prompt"],
            ["runtime", "install"],
            ["store", "check"],
            ["store", "backup"],
            ["store", "dump"],
        ];
        let command = args::command();
        for area in command.get_subcommands() {
            for verb in area.get_subcommands() {
                let words = [area.get_name(), verb.get_name()];
                let operation = Operation::ALL.iter().any(|row| offered(*row) == Offered::As(leaked(words)));
                assert!(operation || MORE.contains(&words), "{words:?}");
            }
        }
    }

    fn leaked(words: [&str; 2]) -> [&'static str; 2] {
        words.map(|word| &*word.to_owned().leak())
    }
}
