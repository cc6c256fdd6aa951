//! What this library offers of the contract: every operation, as which method, or why not.

use crate::{
    ArtifactsArea, AsksArea, AuditArea, BundlesArea, CloudArea, CommandsArea, ConfigArea, EngineArea, EnvironmentArea,
    EventsArea, FileSessionsArea, FilesArea, InboxArea, ManagedArea, McpArea, MigrationArea, PluginsArea,
    ProvidersArea, RouterArea, RuntimeArea, SessionsArea, SkillsArea, SystemArea, TokensArea, WorkspacesArea,
};
use openwork_core::operation::Operation;

/// An operation, and how it is offered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Offer {
    /// The operation's name in the contract, such as `sessions.sendMessage`.
    pub operation: String,
    /// How it is offered.
    pub offered: Offered,
}

/// How an operation is offered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Offered {
    /// As a method.
    Method {
        /// The object, such as `SessionsArea`.
        object: String,
        /// The method, such as `send_message`; in Swift and Kotlin `sendMessage`.
        method: String,
    },
    /// Not at all.
    Withheld {
        /// Why not.
        reason: String,
    },
}

/// The table below as a match over the catalogue: an operation that it does not name does not compile, and neither does a
/// method that is not there.
macro_rules! offers {
    (withheld { $($without:ident $reason:literal,)* } $($object:ident { $($operation:ident $method:ident,)+ })+) => {
        /// How an operation is offered.
        fn offered(operation: Operation) -> Offered {
            match operation {
                $($(Operation::$operation => {
                    let _ = $object::$method;
                    Offered::Method { object: stringify!($object).to_owned(), method: stringify!($method).to_owned() }
                })+)+
                $(Operation::$without => Offered::Withheld { reason: $reason.to_owned() },)*
            }
        }
    };
}

offers! {
    withheld {
        RootGet "It says where to read on over HTTP; `system.meta` says what this server is.",
        OpenapiGet "It describes the contract over HTTP; these bindings are typed themselves.",
        SystemLogs "It reads what a host's tracing keeps; other languages have none.",
    }
    SystemArea {
        SystemHealth health,
        SystemMeta meta,
        SystemCapabilities capabilities,
        SystemStatus status,
        SystemMetrics metrics,
        SystemEvents events,
        SystemShutdown shutdown,
    }
    RuntimeArea {
        RuntimeSummary summary,
        RuntimeVersions versions,
        RuntimeUpgrade upgrade,
        RuntimeOpencodeHealth opencode_health,
        RuntimeRouterHealth router_health,
        RuntimeRestart restart,
        RuntimeOutput output,
    }
    EnvironmentArea {
        EnvironmentList list,
        EnvironmentSet set,
        EnvironmentUnset unset,
    }
    CloudArea {
        CloudGet get,
        CloudPut put,
        CloudDelete delete,
    }
    MigrationArea {
        MigrationStatus status,
        MigrationPlan plan,
        MigrationRun run,
        MigrationUndo undo,
    }
    AuditArea {
        AuditList list,
    }
    TokensArea {
        TokensList list,
        TokensCreate create,
        TokensRevoke revoke,
    }
    WorkspacesArea {
        WorkspacesList list,
        WorkspacesGet get,
        WorkspacesCreateLocal create_local,
        WorkspacesRename rename,
        WorkspacesRelink relink,
        WorkspacesActivate activate,
        WorkspacesReload reload,
        WorkspacesReloadEvents reload_events,
        WorkspacesDispose dispose,
        WorkspacesDelete delete,
    }
    FilesArea {
        FilesList list,
        FilesStat stat,
        FilesReadText read_text,
        FilesWriteText write_text,
        FilesSearch search,
        FilesFind find,
        FilesReadRaw read_raw,
        FilesWriteRaw write_raw,
    }
    FileSessionsArea {
        FileSessionsCreate create,
        FileSessionsRenew renew,
        FileSessionsClose close,
        FileSessionsSnapshot snapshot,
        FileSessionsEvents events,
        FileSessionsReadBatch read_batch,
        FileSessionsWriteBatch write_batch,
        FileSessionsOperations operations,
    }
    InboxArea {
        InboxList list,
        InboxUpload upload,
        InboxDownload download,
    }
    ArtifactsArea {
        ArtifactsList list,
        ArtifactsDownload download,
    }
    ConfigArea {
        ConfigGet get,
        ConfigPatch patch,
        ConfigGetRaw get_raw,
        ConfigPutRaw put_raw,
        ConfigValidate validate,
    }
    SkillsArea {
        SkillsList list,
        SkillsGet get,
        SkillsUpsert upsert,
        SkillsRemove remove,
        SkillsListHub list_hub,
        SkillsInstallFromHub install_from_hub,
    }
    CommandsArea {
        CommandsList list,
        CommandsUpsert upsert,
        CommandsRemove remove,
    }
    McpArea {
        McpList list,
        McpAdd add,
        McpRemove remove,
        McpSetEnabled set_enabled,
        McpStartAuth start_auth,
        McpFinishAuth finish_auth,
        McpRemoveAuth remove_auth,
    }
    PluginsArea {
        PluginsList list,
        PluginsAdd add,
        PluginsRemove remove,
    }
    ManagedArea {
        ManagedList list,
        ManagedCreate create,
        ManagedUpdate update,
        ManagedDelete delete,
        ManagedAssign assign,
    }
    EventsArea {
        EventsWatch watch,
    }
    SessionsArea {
        SessionsList list,
        SessionsCreate create,
        SessionsStatuses statuses,
        SessionsGet get,
        SessionsUpdate update,
        SessionsDelete delete,
        SessionsStatus status,
        SessionsSnapshot snapshot,
        SessionsTodo todo,
        SessionsChildren children,
        SessionsDiff diff,
        SessionsListMessages list_messages,
        SessionsGetMessage get_message,
        SessionsSendMessage send_message,
        SessionsPromptAsync prompt_async,
        SessionsCommand command,
        SessionsShell shell,
        SessionsDeleteMessage delete_message,
        SessionsUpdatePart update_part,
        SessionsDeletePart delete_part,
        SessionsInit init,
        SessionsFork fork,
        SessionsSummarize summarize,
        SessionsRevert revert,
        SessionsUnrevert unrevert,
        SessionsShare share,
        SessionsUnshare unshare,
        SessionsAbort abort,
    }
    AsksArea {
        AsksListPermissions list_permissions,
        AsksReplyPermission reply_permission,
        AsksListQuestions list_questions,
        AsksReplyQuestion reply_question,
        AsksRejectQuestion reject_question,
    }
    EngineArea {
        EngineProject project,
        EngineAgents agents,
        EngineCommands commands,
        EngineProviders providers,
        EngineTools tools,
        EngineMcpStatus mcp_status,
    }
    ProvidersArea {
        ProvidersSetKey set_key,
        ProvidersRemoveKey remove_key,
        ProvidersStartSignIn start_sign_in,
        ProvidersFinishSignIn finish_sign_in,
    }
    BundlesArea {
        BundlesPublish publish,
        BundlesFetch fetch,
        BundlesExport export,
        BundlesPreviewImport preview_import,
        BundlesImport import_bundle,
    }
    RouterArea {
        RouterHealth health,
        RouterApply apply,
        RouterListIdentities list_identities,
        RouterUpsertIdentity upsert_identity,
        RouterRemoveIdentity remove_identity,
        RouterListBindings list_bindings,
        RouterSetBinding set_binding,
        RouterRemoveBinding remove_binding,
        RouterSend send,
    }
}

/// Every operation of the contract, and how this library offers it.
#[must_use]
#[uniffi::export]
pub fn offers() -> Vec<Offer> {
    let offer = |operation: &Operation| Offer { operation: operation.name().to_owned(), offered: offered(*operation) };
    Operation::ALL.iter().map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::{Offered, offers};

    /// `send_message` as the contract spells it.
    fn camel(method: &str) -> String {
        let mut words = method.split('_');
        let first = words.next().unwrap_or_default().to_owned();
        words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
    }

    /// Names that no method can have: `import` is a word of Python and of Swift.
    const KEYWORDS: [(&str, &str); 1] = [("bundles.importBundle", "bundles.import")];

    #[test]
    fn a_method_has_the_name_of_its_operation() {
        for offer in offers() {
            if let Offered::Method { object, method } = offer.offered {
                let area = object.trim_end_matches("Area");
                let area = area[..1].to_lowercase() + &area[1..];
                let name = format!("{area}.{}", camel(&method));
                let spelled = KEYWORDS.iter().find(|(method, _)| *method == name).map_or(&*name, |(_, name)| name);
                assert_eq!(spelled, offer.operation);
            }
        }
    }

    #[test]
    fn what_is_withheld_describes_http_or_reads_tracing() {
        let withheld = offers().into_iter().filter(|offer| matches!(offer.offered, Offered::Withheld { .. }));
        assert_eq!(
            withheld.map(|offer| offer.operation).collect::<Vec<_>>(),
            ["root.get", "openapi.get", "system.logs"]
        );
    }
}
