//! Secrets are given out only where somebody has decided that they are.

use crate::error::{Error, ErrorDetail, ErrorKind, Result};
use crate::model::bundle::Sensitive;
use crate::model::json::JsonObject;
use crate::secrets::{Finding, find, without};
use serde_json::Value;

/// What may be given out of a value under a decision, and what was left out of it.
///
/// # Errors
/// `export_needs_decision` with every place, where there is any and nobody has decided.
pub(crate) fn decide(content: JsonObject, sensitive: Sensitive) -> Result<(JsonObject, Vec<Finding>)> {
    if sensitive == Sensitive::Include {
        return Ok((content, Vec::new()));
    }
    let content = Value::Object(content.0);
    if sensitive == Sensitive::Auto {
        refuse(&find(&content))?;
    }
    let (content, found) = without(content);
    let Value::Object(content) = content else { return Err(Error::internal(std::fmt::Error)) };
    Ok((JsonObject(content), found))
}

/// Asks for a decision where there is anything to decide.
pub(crate) fn refuse(found: &[Finding]) -> Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{} of what would be given out looks like a secret. Look at the places in `details`, and decide: `sensitive` as \
         `exclude` leaves them out, as `include` gives them out.",
        if found.len() == 1 { "One part".to_owned() } else { format!("{} parts", found.len()) }
    );
    let details = found.iter().map(|finding| ErrorDetail {
        message: format!("This looks like {}.", finding.kind),
        path: Some(finding.path()),
    });
    Err(Error { details: details.collect(), ..Error::new(ErrorKind::ExportNeedsDecision, message) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_is_given_out_before_someone_decides() {
        let value = json!({ "mcp": { "a": { "headers": { "Authorization": "Bearer x1" } } }, "keep": 1 });
        let object = || JsonObject(value.as_object().unwrap().clone());
        let error = decide(object(), Sensitive::Auto).unwrap_err();
        assert_eq!(error.kind, ErrorKind::ExportNeedsDecision);
        assert_eq!(error.details[0].path.as_deref(), Some("mcp.a.headers.Authorization"));
        assert!(!format!("{error:?}").contains("x1"), "{error:?}");
        let (given, left_out) = decide(object(), Sensitive::Exclude).unwrap();
        assert_eq!(Value::Object(given.0), json!({ "mcp": { "a": { "headers": {} } }, "keep": 1 }));
        assert_eq!(left_out.len(), 1);
        let (given, left_out) = decide(object(), Sensitive::Include).unwrap();
        assert_eq!((Value::Object(given.0), left_out.len()), (value.clone(), 0));
        let plain = JsonObject(json!({ "keep": 1 }).as_object().unwrap().clone());
        assert_eq!(decide(plain.clone(), Sensitive::Auto).unwrap(), (plain, Vec::new()));
    }
}
