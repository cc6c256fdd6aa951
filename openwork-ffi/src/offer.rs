//! What this library offers of the contract: every operation, as which method, or why not.

use crate::{
    AsksArea, EngineArea, EventsArea, ProvidersArea, RouterArea, RuntimeArea, SessionsArea, SystemArea, TokensArea,
    WorkspacesArea,
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

/// A method of this crate by its path, so that it cannot be named without being there.
macro_rules! method {
    ($object:ident::$method:ident) => {{
        let _ = $object::$method;
        Offered::Method { object: stringify!($object).to_owned(), method: stringify!($method).to_owned() }
    }};
}

/// An operation that makes no sense in one process.
fn withheld(reason: &str) -> Offered {
    Offered::Withheld { reason: reason.to_owned() }
}

/// How an operation is offered.
fn offered(operation: Operation) -> Offered {
    match operation {
        Operation::RootGet => withheld("It says where to read on over HTTP; `system.meta` says what this server is."),
        Operation::OpenapiGet => withheld("It describes the contract over HTTP; these bindings are typed themselves."),
        Operation::SystemHealth => method!(SystemArea::health),
        Operation::SystemMeta => method!(SystemArea::meta),
        Operation::SystemCapabilities => method!(SystemArea::capabilities),
        Operation::SystemStatus => method!(SystemArea::status),
        Operation::SystemMetrics => method!(SystemArea::metrics),
        Operation::SystemLogs => withheld("It reads what a host's tracing keeps; other languages have none."),
        Operation::SystemShutdown => method!(SystemArea::shutdown),
        Operation::RuntimeSummary => method!(RuntimeArea::summary),
        Operation::RuntimeVersions => method!(RuntimeArea::versions),
        Operation::RuntimeUpgrade => method!(RuntimeArea::upgrade),
        Operation::RuntimeOpencodeHealth => method!(RuntimeArea::opencode_health),
        Operation::RuntimeRouterHealth => method!(RuntimeArea::router_health),
        Operation::RuntimeRestart => method!(RuntimeArea::restart),
        Operation::RuntimeOutput => method!(RuntimeArea::output),
        Operation::TokensList => method!(TokensArea::list),
        Operation::TokensCreate => method!(TokensArea::create),
        Operation::TokensRevoke => method!(TokensArea::revoke),
        Operation::WorkspacesList => method!(WorkspacesArea::list),
        Operation::WorkspacesGet => method!(WorkspacesArea::get),
        Operation::WorkspacesCreateLocal => method!(WorkspacesArea::create_local),
        Operation::WorkspacesRename => method!(WorkspacesArea::rename),
        Operation::WorkspacesDelete => method!(WorkspacesArea::delete),
        Operation::EventsWatch => method!(EventsArea::watch),
        Operation::SessionsList => method!(SessionsArea::list),
        Operation::SessionsCreate => method!(SessionsArea::create),
        Operation::SessionsStatuses => method!(SessionsArea::statuses),
        Operation::SessionsGet => method!(SessionsArea::get),
        Operation::SessionsUpdate => method!(SessionsArea::update),
        Operation::SessionsDelete => method!(SessionsArea::delete),
        Operation::SessionsStatus => method!(SessionsArea::status),
        Operation::SessionsSnapshot => method!(SessionsArea::snapshot),
        Operation::SessionsTodo => method!(SessionsArea::todo),
        Operation::SessionsChildren => method!(SessionsArea::children),
        Operation::SessionsDiff => method!(SessionsArea::diff),
        Operation::SessionsListMessages => method!(SessionsArea::list_messages),
        Operation::SessionsGetMessage => method!(SessionsArea::get_message),
        Operation::SessionsSendMessage => method!(SessionsArea::send_message),
        Operation::SessionsPromptAsync => method!(SessionsArea::prompt_async),
        Operation::SessionsCommand => method!(SessionsArea::command),
        Operation::SessionsShell => method!(SessionsArea::shell),
        Operation::SessionsDeleteMessage => method!(SessionsArea::delete_message),
        Operation::SessionsUpdatePart => method!(SessionsArea::update_part),
        Operation::SessionsDeletePart => method!(SessionsArea::delete_part),
        Operation::SessionsInit => method!(SessionsArea::init),
        Operation::SessionsFork => method!(SessionsArea::fork),
        Operation::SessionsSummarize => method!(SessionsArea::summarize),
        Operation::SessionsRevert => method!(SessionsArea::revert),
        Operation::SessionsUnrevert => method!(SessionsArea::unrevert),
        Operation::SessionsShare => method!(SessionsArea::share),
        Operation::SessionsUnshare => method!(SessionsArea::unshare),
        Operation::SessionsAbort => method!(SessionsArea::abort),
        Operation::AsksListPermissions => method!(AsksArea::list_permissions),
        Operation::AsksReplyPermission => method!(AsksArea::reply_permission),
        Operation::AsksListQuestions => method!(AsksArea::list_questions),
        Operation::AsksReplyQuestion => method!(AsksArea::reply_question),
        Operation::AsksRejectQuestion => method!(AsksArea::reject_question),
        Operation::EngineProject => method!(EngineArea::project),
        Operation::EngineAgents => method!(EngineArea::agents),
        Operation::EngineCommands => method!(EngineArea::commands),
        Operation::EngineProviders => method!(EngineArea::providers),
        Operation::EngineTools => method!(EngineArea::tools),
        Operation::EngineMcpStatus => method!(EngineArea::mcp_status),
        Operation::ProvidersSetKey => method!(ProvidersArea::set_key),
        Operation::ProvidersRemoveKey => method!(ProvidersArea::remove_key),
        Operation::ProvidersStartSignIn => method!(ProvidersArea::start_sign_in),
        Operation::ProvidersFinishSignIn => method!(ProvidersArea::finish_sign_in),
        Operation::RouterHealth => method!(RouterArea::health),
        Operation::RouterApply => method!(RouterArea::apply),
        Operation::RouterListIdentities => method!(RouterArea::list_identities),
        Operation::RouterUpsertIdentity => method!(RouterArea::upsert_identity),
        Operation::RouterRemoveIdentity => method!(RouterArea::remove_identity),
        Operation::RouterListBindings => method!(RouterArea::list_bindings),
        Operation::RouterSetBinding => method!(RouterArea::set_binding),
        Operation::RouterRemoveBinding => method!(RouterArea::remove_binding),
        Operation::RouterSend => method!(RouterArea::send),
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

    #[test]
    fn a_method_has_the_name_of_its_operation() {
        for offer in offers() {
            if let Offered::Method { object, method } = offer.offered {
                let area = object.trim_end_matches("Area").to_lowercase();
                assert_eq!(format!("{area}.{}", camel(&method)), offer.operation);
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
