//! Bundles, shown.

use super::style::Tone;
use super::{Human, Look, Word, fields, plain};
use openwork_core::model::bundle::{FetchedBundle, PublishedBundle};

impl Human for PublishedBundle {
    fn human(&self, _: &Look) -> String {
        let left_out = (!self.left_out.is_empty()).then(|| self.left_out.join(", "));
        fields([("url", Some(Word::toned(self.url.as_str(), Tone::Good))), ("left out", left_out.map(Into::into))])
    }
}

impl Human for FetchedBundle {
    fn human(&self, _: &Look) -> String {
        let text = serde_json::to_string_pretty(&self.bundle).unwrap_or_default();
        text.lines().map(plain).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use insta::assert_snapshot;
    use openwork_core::model::json::JsonObject;

    #[test]
    fn what_is_published_has_an_address() {
        let url = "https://share.example/b/1".parse().unwrap();
        let published = PublishedBundle { url, left_out: vec!["mcp.a.token".into()] };
        assert_snapshot!(samples::shown(&published), @r"
        url       https://share.example/b/1
        left out  mcp.a.token
        ");
    }

    #[test]
    fn what_is_fetched_is_json_without_what_moves_a_cursor() {
        let bundle = JsonObject(serde_json::from_str(r#"{"name":"a\u001b[2J"}"#).unwrap());
        assert_snapshot!(samples::shown(&FetchedBundle { bundle }), @r#"
        {
          "name": "a\u001b[2J"
        }
        "#);
    }
}
