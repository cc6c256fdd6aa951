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

/// As what an operation is offered.
pub(crate) fn offered(operation: Operation) -> Offered {
    Offered::As(match operation {
        Operation::RootGet => ["root", "get"],
        Operation::OpenapiGet => ["openapi", "get"],
        Operation::SystemHealth => ["system", "health"],
        Operation::SystemMeta => ["system", "meta"],
        Operation::SystemCapabilities => ["system", "capabilities"],
        Operation::SystemStatus => ["system", "status"],
        Operation::SystemMetrics => ["system", "metrics"],
        Operation::SystemLogs => ["system", "logs"],
        Operation::SystemShutdown => ["system", "shutdown"],
        Operation::RuntimeSummary => ["runtime", "summary"],
        Operation::RuntimeVersions => ["runtime", "versions"],
        Operation::RuntimeUpgrade => ["runtime", "upgrade"],
        Operation::RuntimeOpencodeHealth => ["runtime", "opencode-health"],
        Operation::RuntimeRouterHealth => ["runtime", "router-health"],
        Operation::RuntimeRestart => ["runtime", "restart"],
        Operation::RuntimeOutput => ["runtime", "output"],
        Operation::TokensList => ["tokens", "list"],
        Operation::TokensCreate => ["tokens", "create"],
        Operation::TokensRevoke => ["tokens", "revoke"],
        Operation::WorkspacesList => ["workspaces", "list"],
        Operation::WorkspacesGet => ["workspaces", "get"],
        Operation::WorkspacesCreateLocal => ["workspaces", "create-local"],
        Operation::WorkspacesRename => ["workspaces", "rename"],
        Operation::WorkspacesDelete => ["workspaces", "delete"],
        Operation::EventsWatch => ["events", "watch"],
        Operation::SessionsList => ["sessions", "list"],
        Operation::SessionsCreate => ["sessions", "create"],
        Operation::SessionsStatuses => ["sessions", "statuses"],
        Operation::SessionsGet => ["sessions", "get"],
        Operation::SessionsUpdate => ["sessions", "update"],
        Operation::SessionsDelete => ["sessions", "delete"],
        Operation::SessionsStatus => ["sessions", "status"],
        Operation::SessionsSnapshot => ["sessions", "snapshot"],
        Operation::SessionsTodo => ["sessions", "todo"],
        Operation::SessionsChildren => ["sessions", "children"],
        Operation::SessionsDiff => ["sessions", "diff"],
        Operation::SessionsListMessages => ["sessions", "list-messages"],
        Operation::SessionsGetMessage => ["sessions", "get-message"],
        Operation::SessionsSendMessage => ["sessions", "send-message"],
        Operation::SessionsPromptAsync => ["sessions", "prompt-async"],
        Operation::SessionsCommand => ["sessions", "command"],
        Operation::SessionsShell => ["sessions", "shell"],
        Operation::SessionsDeleteMessage => ["sessions", "delete-message"],
        Operation::SessionsUpdatePart => ["sessions", "update-part"],
        Operation::SessionsDeletePart => ["sessions", "delete-part"],
        Operation::SessionsInit => ["sessions", "init"],
        Operation::SessionsFork => ["sessions", "fork"],
        Operation::SessionsSummarize => ["sessions", "summarize"],
        Operation::SessionsRevert => ["sessions", "revert"],
        Operation::SessionsUnrevert => ["sessions", "unrevert"],
        Operation::SessionsShare => ["sessions", "share"],
        Operation::SessionsUnshare => ["sessions", "unshare"],
        Operation::SessionsAbort => ["sessions", "abort"],
        Operation::AsksListPermissions => ["asks", "list-permissions"],
        Operation::AsksReplyPermission => ["asks", "reply-permission"],
        Operation::AsksListQuestions => ["asks", "list-questions"],
        Operation::AsksReplyQuestion => ["asks", "reply-question"],
        Operation::AsksRejectQuestion => ["asks", "reject-question"],
        Operation::EngineProject => ["engine", "project"],
        Operation::EngineAgents => ["engine", "agents"],
        Operation::EngineCommands => ["engine", "commands"],
        Operation::EngineProviders => ["engine", "providers"],
        Operation::EngineTools => ["engine", "tools"],
        Operation::EngineMcpStatus => ["engine", "mcp-status"],
        Operation::ProvidersSetKey => ["providers", "set-key"],
        Operation::ProvidersRemoveKey => ["providers", "remove-key"],
        Operation::ProvidersStartSignIn => ["providers", "start-sign-in"],
        Operation::ProvidersFinishSignIn => ["providers", "finish-sign-in"],
        Operation::RouterHealth => ["router", "health"],
        Operation::RouterApply => ["router", "apply"],
        Operation::RouterListIdentities => ["router", "list-identities"],
        Operation::RouterUpsertIdentity => ["router", "upsert-identity"],
        Operation::RouterRemoveIdentity => ["router", "remove-identity"],
        Operation::RouterListBindings => ["router", "list-bindings"],
        Operation::RouterSetBinding => ["router", "set-binding"],
        Operation::RouterRemoveBinding => ["router", "remove-binding"],
        Operation::RouterSend => ["router", "send"],
    })
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
