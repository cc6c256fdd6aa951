//! From what came over the wire to a typed [`Call`].
//!
//! What is not JSON, or a bad path or query value, is `invalid_request`; JSON of the wrong shape is `unprocessable`, with the
//! place of the fault. The types of the catalogue's row say all there is to say about shapes.

use crate::upload::Upload;
use crate::words;
use bytes::Bytes;
use http::HeaderMap;
use openwork_core::operation::Endpoint;
use openwork_core::{Caller, Error, ErrorKind, Result, Server};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use std::time::Duration;

/// A request that was read and whose caller is known, before its values have types.
pub(crate) struct Exchange {
    pub(crate) server: Server,
    pub(crate) caller: Caller,
    pub(crate) request_id: String,
    pub(crate) headers: HeaderMap,
    pub(crate) path: Vec<(String, String)>,
    pub(crate) query: Option<String>,
    pub(crate) body: Bytes,
    /// A body that is still coming in.
    pub(crate) upload: Option<Upload>,
    pub(crate) heartbeat: Duration,
}

/// A call of one operation, as its handler gets it.
pub(crate) struct Call<E: Endpoint> {
    pub(crate) server: Server,
    pub(crate) caller: Caller,
    pub(crate) path: E::Path,
    pub(crate) query: E::Query,
    pub(crate) body: E::Body,
    pub(crate) headers: HeaderMap,
    /// The body, where it is bytes that stream.
    pub(crate) upload: Option<Upload>,
}

impl Exchange {
    /// The call that the request means.
    pub(crate) fn call<E: Endpoint>(self) -> Result<Call<E>> {
        let path = words::read("path", self.path)?;
        let query = words::read("query", words::pairs(self.query.as_deref().unwrap_or_default())?)?;
        let body = match E::OPERATION {
            // what streams has a type without a value
            bytes if bytes.takes_bytes() => serde_json::from_str("null").map_err(Error::internal)?,
            json_body if json_body.takes_body() => json(&self.body)?,
            _ => no_json(&self.body)?,
        };
        let (headers, upload) = (self.headers, self.upload);
        Ok(Call { server: self.server, caller: self.caller, path, query, body, headers, upload })
    }
}

/// The body of an operation that takes none: nothing, or an object with nothing in it.
fn no_json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    let read = no_list(body).and_then(|()| serde_json::from_slice(body).map_err(|fault| malformed(&fault)));
    read.map_err(|_| Error::new(ErrorKind::InvalidRequest, "This operation takes no body; send none, or `{}`."))
}

/// A body as what is wanted.
fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    no_nulls(body)?;
    if body.trim_ascii().is_empty() {
        return Err(Error::new(ErrorKind::InvalidRequest, "The body is empty; this operation takes a JSON object."));
    }
    no_list(body)?;
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader);
    let value = read.map_err(|fault| misfit(body, &fault.path().to_string(), fault.inner()))?;
    reader.end().map_err(|fault| malformed(&fault))?;
    Ok(value)
}

/// Refuses a list in place of the object: its items would be read as the fields, in their order.
fn no_list(body: &[u8]) -> Result<()> {
    if !body.trim_ascii_start().starts_with(b"[") {
        return Ok(());
    }
    serde_json::from_slice::<IgnoredAny>(body).map_err(|fault| malformed(&fault))?;
    let reason = "an object is wanted, not a list";
    Err(words::fault(ErrorKind::Unprocessable, &format!("The body does not fit: {reason}."), ".", reason))
}

/// Refuses a field that is `null`: absent means none, and a null that was read as absent would hide a caller's mistake. What
/// free JSON holds further in is not ours to refuse.
fn no_nulls(body: &[u8]) -> Result<()> {
    if !body.windows(4).any(|word| word == b"null") {
        return Ok(());
    }
    let Ok(fields) = serde_json::from_slice::<std::collections::HashMap<String, Option<IgnoredAny>>>(body) else {
        return Ok(());
    };
    match fields.into_iter().find(|(_, value)| value.is_none()) {
        Some((field, _)) => {
            Err(Error::unprocessable(&field, format!("`{field}` is null; leave it out where there is none.")))
        }
        None => Ok(()),
    }
}

/// Why a body is not what is wanted, and where. What follows a wrong value must still be JSON for that to be the fault.
fn misfit(body: &[u8], path: &str, fault: &serde_json::Error) -> Error {
    let text = fault.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    // The reader calls a number or a list in place of a known word a fault of syntax.
    let no_word = reason == "expected value";
    if fault.classify() != Category::Data && !no_word {
        return malformed(fault);
    }
    if let Err(fault) = serde_json::from_slice::<IgnoredAny>(body) {
        return malformed(&fault);
    }
    let reason = if no_word { "one of the known words is wanted here" } else { &words::unquoted(reason) };
    words::fault(ErrorKind::Unprocessable, &format!("The body does not fit: {reason}."), path, reason)
}

fn malformed(fault: &serde_json::Error) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("The body is not JSON: {fault}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use openwork_core::model::access::CreateToken;
    use openwork_core::model::message::Prompt;
    use openwork_core::model::page::Nothing;
    use openwork_core::model::workspace::{CreateLocalWorkspace, RenameWorkspace};

    fn refused<T: DeserializeOwned + std::fmt::Debug>(body: &[u8]) -> (ErrorKind, Option<String>) {
        let error = json::<T>(body).unwrap_err();
        (error.kind, error.details.into_iter().next().and_then(|detail| detail.path))
    }

    #[test]
    fn what_is_not_json_is_an_invalid_request() {
        let deep = [b"{\"displayName\":".as_slice(), &b"[".repeat(100_000)].concat();
        let broken: [&[u8]; 7] =
            [b"", b"  ", b"{", b"{} {}", b"{\"x\":1, y}", b"{\"displayName\":\"\xff\"}", b"nonsense"];
        for body in broken {
            assert_eq!(refused::<RenameWorkspace>(body).0, ErrorKind::InvalidRequest, "{body:?}");
        }
        assert!(json::<RenameWorkspace>(&deep).is_err());
    }

    #[test]
    fn a_wrong_shape_is_unprocessable_and_named() {
        let at = |path: &str| (ErrorKind::Unprocessable, Some(path.to_owned()));
        assert_eq!(refused::<RenameWorkspace>(b"{}"), at("displayName"));
        assert_eq!(refused::<RenameWorkspace>(br#"{"displayName":1}"#), at("displayName"));
        assert_eq!(refused::<RenameWorkspace>(br#"{"displayName":""}"#), at("displayName"));
        assert_eq!(refused::<RenameWorkspace>(br#"{"displayName":"a","x":1}"#), at("x"));
        assert_eq!(refused::<RenameWorkspace>(br#"{"displayName":"a","displayName":"b"}"#).0, ErrorKind::Unprocessable);
        assert_eq!(refused::<RenameWorkspace>(b"[]").0, ErrorKind::Unprocessable);
        for role in ["1", "null", "true", "[]"] {
            assert_eq!(refused::<CreateToken>(format!(r#"{{"role":{role}}}"#).as_bytes()), at("role"), "{role}");
        }
        assert_eq!(refused::<CreateLocalWorkspace>(br#"{"folderPath":"/a","name":"a","preset":"a b"}"#), at("preset"));
        assert_eq!(
            refused::<Prompt>(br#"{"parts":[{"type":"text","text":"a"},{"type":"text"}]}"#),
            at("parts[1].text")
        );
        assert_eq!(refused::<Prompt>(br#"{"parts":[{"type":"dance"}]}"#).0, ErrorKind::Unprocessable);
    }

    #[test]
    fn a_list_is_not_read_as_the_fields_in_their_order() {
        for body in [b"[\"a\"]".as_slice(), b" [null, null]", b"[]"] {
            assert_eq!(refused::<RenameWorkspace>(body), (ErrorKind::Unprocessable, None));
            assert_eq!(no_json::<Nothing>(body).unwrap_err().kind, ErrorKind::InvalidRequest);
        }
        assert_eq!(refused::<RenameWorkspace>(b"[\"a\"").0, ErrorKind::InvalidRequest);
    }

    #[test]
    fn a_field_that_is_null_is_not_an_absent_one() {
        let read = json::<openwork_core::model::session::CreateSession>(br#"{"title": null}"#);
        let error = read.expect_err("refused");
        assert_eq!((error.kind, error.details[0].path.as_deref()), (ErrorKind::Unprocessable, Some("title")));
        assert!(json::<openwork_core::model::session::CreateSession>(br#"{"title": "null"}"#).is_ok());
    }

    #[test]
    fn a_refusal_quotes_no_value() {
        let told = |error: Error| format!("{} {:?}", error.message, error.details);
        for (body, wanted) in [
            (br#"{"role":"hush-key"}"#.as_slice(), "unknown variant, expected one of `viewer`"),
            (
                br#"{"role":"viewer","workspaceIds":"hush, expected \" `x`"}"#,
                "invalid type: string, expected a sequence",
            ),
            (br#"{"role":"viewer","label":{"a":"hush"}}"#, "invalid type: map, expected a string"),
        ] {
            let said = told(json::<CreateToken>(body).unwrap_err());
            assert!(said.contains(wanted) && !said.contains("hush"), "{said}");
        }
    }

    #[test]
    fn deep_nesting_inside_free_json_is_refused_and_harms_nobody() {
        let body = [br#"{"parts":[],"format":{"a":"#.as_slice(), &b"[".repeat(200_000)].concat();
        assert_eq!(refused::<Prompt>(&body).0, ErrorKind::InvalidRequest);
    }

    #[test]
    fn an_operation_without_a_body_takes_an_empty_one() {
        let bodies: [&[u8]; 3] = [b"", b" \n", b"{}"];
        assert!(bodies.iter().all(|body| no_json::<Nothing>(body).is_ok()));
        assert_eq!(no_json::<Nothing>(br#"{"force":true}"#).unwrap_err().kind, ErrorKind::InvalidRequest);
    }
}
