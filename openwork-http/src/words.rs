//! Typed values out of the words of a path or a query.
//!
//! Every value arrives as text; the type that is wanted says how it is read. Nothing is lenient: an empty word is no number
//! and no `false`, a key that is not known or comes twice is refused, and the fault names its place.

use openwork_core::{Error, ErrorDetail, ErrorKind, Result};
use percent_encoding::percent_decode_str;
use serde::de::value::{Error as Fault, MapDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};

/// Reads the named words as a value; `what` says where they stand.
pub(crate) fn read<T: DeserializeOwned>(what: &str, words: Vec<(String, String)>) -> Result<T> {
    let words = words.into_iter().map(|(name, word)| (name, Word(word)));
    let words = MapDeserializer::<_, Fault>::new(words);
    serde_path_to_error::deserialize(words).map_err(|broken| {
        let reason = unquoted(&broken.inner().to_string());
        let message = format!("The {what} is wrong: {reason}.");
        fault(ErrorKind::InvalidRequest, &message, &broken.path().to_string(), &reason)
    })
}

/// A failure with its place. A field that is missing, or there twice, is named beneath what should hold it once.
pub(crate) fn fault(kind: ErrorKind, message: &str, path: &str, reason: &str) -> Error {
    let mut place = if path == "." { String::new() } else { path.to_owned() };
    let named = ["missing field `", "duplicate field `"].iter().find_map(|start| reason.strip_prefix(start));
    if let Some(field) = named.and_then(|rest| rest.strip_suffix('`')) {
        let dot = if place.is_empty() { "" } else { "." };
        place = format!("{place}{dot}{field}");
    }
    let mut error = Error::new(kind, message);
    let path = (!place.is_empty()).then_some(place);
    error.details.push(ErrorDetail { message: reason.to_owned(), path });
    error
}

/// A reason without the value that it quotes: what stands in a wrong place may be a secret.
pub(crate) fn unquoted(reason: &str) -> String {
    let starts = ["invalid type: ", "invalid value: ", "unknown variant "];
    let quoting = starts.iter().find_map(|start| Some((start.trim_end(), reason.strip_prefix(start)?)));
    let Some((start, (what, wanted))) =
        quoting.and_then(|(start, rest)| Some((start, rest.rsplit_once(", expected ")?)))
    else {
        return reason.to_owned();
    };
    let kind = what.split(['`', '"']).next().unwrap_or_default().trim_end();
    let space = if kind.is_empty() { "" } else { " " };
    format!("{start}{space}{kind}, expected {wanted}")
}

/// Percent-decoded text.
pub(crate) fn decode(text: &str) -> Result<String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest, "The address is wrong: what is percent-encoded in it is not UTF-8.")
    })
}

/// The pairs of a query.
pub(crate) fn pairs(query: &str) -> Result<Vec<(String, String)>> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, word) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(&name.replace('+', " "))?, decode(&word.replace('+', " "))?))
        })
        .collect()
}

/// One word, on its way to whatever it is wanted as.
struct Word(String);

impl IntoDeserializer<'_, Fault> for Word {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident $what:literal;)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(Fault::custom(concat!("what stands here is not ", $what))),
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for Word {
    type Error = Fault;

    parsed! {
        deserialize_bool visit_bool "`true` or `false`";
        deserialize_u8 visit_u8 "a whole number that fits";
        deserialize_u16 visit_u16 "a whole number that fits";
        deserialize_u32 visit_u32 "a whole number that fits";
        deserialize_u64 visit_u64 "a whole number that fits";
        deserialize_i8 visit_i8 "a whole number that fits";
        deserialize_i16 visit_i16 "a whole number that fits";
        deserialize_i32 visit_i32 "a whole number that fits";
        deserialize_i64 visit_i64 "a whole number that fits";
        deserialize_f32 visit_f32 "a number";
        deserialize_f64 visit_f64 "a number";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_string(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let word: serde::de::value::StringDeserializer<Fault> = self.0.into_deserializer();
        word.deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openwork_core::model::page::{Nothing, OneSession, Page};
    use openwork_core::model::workspace::ListWorkspaces;

    fn query<T: DeserializeOwned>(text: &str) -> Result<T> {
        read("query", pairs(text)?)
    }

    fn fault<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> (String, Option<String>) {
        let error = query::<T>(text).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidRequest);
        (error.message, error.details.into_iter().next().and_then(|detail| detail.path))
    }

    #[test]
    fn words_become_what_is_wanted() {
        let page: Page = query("limit=20&cursor=a%2Bb+c").unwrap();
        assert_eq!(page.limit.map(openwork_core::model::page::Limit::get), Some(20));
        assert_eq!(page.cursor.as_deref(), Some("a+b c"));
        assert_eq!(query::<ListWorkspaces>("includeHidden=true").unwrap().include_hidden, Some(true));
        assert_eq!(query::<Page>("&&").unwrap(), Page::default());
        assert_eq!(query::<Page>("cursor=").unwrap().cursor.as_deref(), Some(""));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert_eq!(fault::<Page>("limit=").1.as_deref(), Some("limit"));
        assert_eq!(fault::<Page>("limit=501").1.as_deref(), Some("limit"));
        assert_eq!(fault::<Page>("limit=1&limit=2").1.as_deref(), Some("limit"));
        assert_eq!(fault::<ListWorkspaces>("includeHidden=yes").1.as_deref(), Some("includeHidden"));
        assert!(fault::<Page>("limits=1").0.contains("unknown field `limits`"));
        assert!(fault::<Nothing>("a=1").0.contains("unknown field `a`"));
        assert!(fault::<Page>("cursor=%ff").0.contains("UTF-8"));
    }

    #[test]
    fn a_path_keeps_the_rules_of_its_ids() {
        let words = |session: &str| {
            vec![("workspaceId".to_owned(), "ws_1".to_owned()), ("sessionId".to_owned(), session.to_owned())]
        };
        assert_eq!(read::<OneSession>("path", words("ses_1")).unwrap().session_id.as_str(), "ses_1");
        let error = read::<OneSession>("path", words("../x")).unwrap_err();
        assert_eq!((error.kind, error.details[0].path.as_deref()), (ErrorKind::InvalidRequest, Some("sessionId")));
    }
}
