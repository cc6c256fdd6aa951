//! Where a call goes: the row's template with its variables, and its query.

use crate::error::{Error, ErrorKind, Result};
use crate::operation::Operation;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

/// Everything but the letters that a path may hold anywhere.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Path and query of a call, as they stand in the first line of a request.
pub(super) fn target(operation: Operation, path: &impl Serialize, query: &impl Serialize) -> Result<String> {
    let mut target = filled(operation, path)?;
    let query = serde_html_form::to_string(query).map_err(|why| unwritable(operation).caused_by(why))?;
    if !query.is_empty() {
        target.push('?');
        target.push_str(&query);
    }
    Ok(target)
}

/// The template with a value in place of each variable.
fn filled(operation: Operation, path: &impl Serialize) -> Result<String> {
    let values = serde_json::to_value(path).map_err(|why| unwritable(operation).caused_by(why))?;
    let mut filled = String::new();
    let mut rest = operation.path();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| unwritable(operation))?;
        let value = values.get(name).and_then(Value::as_str).ok_or_else(|| unwritable(operation))?;
        filled.push_str(before);
        filled.extend(utf8_percent_encode(value, ESCAPED));
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn unwritable(operation: Operation) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("The address of {} cannot be written.", operation.name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{Nothing, OneMessage, OneWorkspace, Page};
    use crate::model::session::ListSessions;
    use crate::operation::{Endpoint, Visitor};

    #[test]
    fn variables_take_their_places() {
        let path = OneMessage {
            workspace_id: "ws_1".parse().unwrap(),
            session_id: "ses_2".parse().unwrap(),
            message_id: "msg_3".parse().unwrap(),
        };
        let target = target(Operation::SessionsGetMessage, &path, &Nothing {}).unwrap();
        assert_eq!(target, "/workspaces/ws_1/sessions/ses_2/messages/msg_3");
    }

    #[test]
    fn the_query_is_encoded_and_leaves_out_what_is_absent() {
        let path = OneWorkspace { workspace_id: "ws_1".parse().unwrap() };
        let query = ListSessions { search: Some("a&b é".into()), roots: Some(true), ..Default::default() };
        let target = target(Operation::SessionsList, &path, &query).unwrap();
        assert_eq!(target, "/workspaces/ws_1/sessions?search=a%26b+%C3%A9&roots=true");
    }

    #[test]
    fn numbers_and_cursors_are_written_plainly() {
        let query = Page { limit: Some(5.try_into().unwrap()), cursor: Some("a=/b".into()) };
        let path = serde_json::json!({ "workspaceId": "w", "sessionId": "s" });
        let target = target(Operation::SessionsListMessages, &path, &query).unwrap();
        assert_eq!(target, "/workspaces/w/sessions/s/messages?limit=5&cursor=a%3D%2Fb");
    }

    #[test]
    fn a_value_never_becomes_two_segments() {
        let path = serde_json::json!({ "workspaceId": "../a b?c" });
        let target = target(Operation::WorkspacesGet, &path, &Nothing {}).unwrap();
        assert_eq!(target, "/workspaces/..%2Fa%20b%3Fc");
    }

    #[test]
    fn a_missing_variable_is_an_error_and_no_panic() {
        let failure = target(Operation::WorkspacesGet, &Nothing {}, &Nothing {}).unwrap_err();
        assert_eq!(failure.kind, ErrorKind::InvalidRequest);
    }

    /// Fills every variable of a row's template with itself and reads the row's path type from it.
    struct Fills;

    impl Visitor for Fills {
        type Outcome = ();
        fn visit<E: Endpoint>(self) {
            let operation = E::OPERATION;
            let ids = serde_json::json!({
                "workspaceId": "ws_1", "sessionId": "ses_1", "messageId": "msg_1", "requestId": "per_1", "partId": "prt_1",
                "tokenId": "tok_1", "providerId": "anthropic", "channel": "telegram", "identityId": "bot", "bindingId": "bnd_1",
                "fileSessionId": "fs_1", "inboxId": "YQ", "artifactId": "YQ", "key": "NAME", "name": "there",
                "kind": "mcps", "itemId": "itm_1",
            });
            let target = target(operation, &ids, &Nothing {}).unwrap();
            assert!(!target.contains('{'), "{} has a variable that this test does not know", operation.name());
        }
    }

    #[test]
    fn every_template_can_be_filled() {
        for operation in Operation::ALL {
            operation.visit(Fills);
        }
    }
}
