//! JSON as it is found in the wild: with what follows the object, with a mark of its encoding, with fields of any type.

use crate::clock::Timestamp;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The fields of an object that were not looked into yet: a long list is read entry by entry.
pub(super) type Object<'t> = BTreeMap<String, &'t RawValue>;

/// The text of one JSON object, and what was put right to get it.
#[derive(Debug)]
pub(super) struct Document {
    text: String,
    /// What was wrong.
    pub(super) repair: Option<String>,
}

impl Document {
    /// The object that these bytes are, or that they begin with; or why there is none.
    pub(super) fn of(bytes: Vec<u8>) -> Result<Self, String> {
        if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            return Err("it is empty".to_owned());
        }
        let bytes = match bytes.get(..2) {
            Some([0xff, 0xfe]) => wide(&bytes, u16::from_le_bytes)?,
            Some([0xfe, 0xff]) => wide(&bytes, u16::from_be_bytes)?,
            _ => bytes,
        };
        let mut bytes = bytes;
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let fault = match serde_json::from_slice::<IgnoredAny>(&bytes) {
            Ok(_) if !starts_with(&bytes, b'{') => return Err("it holds no object, which it should".to_owned()),
            Ok(_) => return Ok(Self::text(bytes, None)),
            Err(fault) => fault,
        };
        // a list is never what is looked for, whatever its first entry is
        match balanced(&bytes).filter(|_| !starts_with(&bytes, b'[')) {
            Some(range)
                if serde_json::from_slice::<IgnoredAny>(bytes.get(range.clone()).unwrap_or_default()).is_ok() =>
            {
                bytes.truncate(range.end);
                bytes.drain(..range.start);
                Ok(Self::text(bytes, Some("Only its first whole object was read; what stands around that is no JSON.")))
            }
            _ => Err(format!("it is no JSON: line {}, column {}", fault.line(), fault.column())),
        }
    }

    fn text(bytes: Vec<u8>, around: Option<&str>) -> Self {
        let (text, is_odd) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        let (text, is_mended) = mended(&text).map_or((text, false), |mended| (mended, true));
        let within = (is_odd || is_mended).then_some(MENDED);
        let repair: Vec<&str> = around.into_iter().chain(within).collect();
        Self { text, repair: Some(repair.join(" ")).filter(|repair| !repair.is_empty()) }
    }

    /// The whole of it, where it is small.
    pub(super) fn map(&self) -> Result<Map<String, Value>, String> {
        serde_json::from_str(&self.text).map_err(|fault| format!("it is no JSON: {}", place(&fault)))
    }

    /// Its fields. Of two of a name the later one counts.
    pub(super) fn fields(&self) -> Result<Object<'_>, String> {
        serde_json::from_str(&self.text).map_err(|fault| format!("it is no JSON: {}", place(&fault)))
    }
}

/// What is told of a file whose texts and numbers were put right.
const MENDED: &str =
    "It holds broken characters or numbers that are too large: those were replaced, and these left out.";

/// JSON without what only this parser refuses: halves of characters that JavaScript writes, and numbers out of range. None
/// where there is nothing of the kind.
fn mended(text: &str) -> Option<String> {
    let (mut mended, mut kept, mut at, mut is_text) = (String::new(), 0, 0, false);
    while let Some(rest @ [byte, ..]) = text.as_bytes().get(at..) {
        let (length, instead) = match byte {
            b'"' => {
                is_text = !is_text;
                (1, None)
            }
            b'\\' if is_text => escape(rest),
            b'-' | b'0'..=b'9' if !is_text => number(rest),
            _ => (1, None),
        };
        if let Some(instead) = instead {
            mended.push_str(text.get(kept..at)?);
            mended.push_str(instead);
            kept = at + length;
        }
        at += length;
    }
    mended.push_str(text.get(kept..).filter(|_| kept > 0)?);
    Some(mended)
}

/// How long an escape is that a text begins with, and what belongs there instead.
fn escape(text: &[u8]) -> (usize, Option<&'static str>) {
    match (unit(text), text.get(6..).and_then(unit)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, None),
        (Some(0xd800..=0xdfff), _) => (6, Some(r"\ufffd")),
        _ => (2, None),
    }
}

/// The number of the `\u` escape that a text begins with.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(br"\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// How long a number is that a text begins with, and what belongs there instead.
fn number(text: &[u8]) -> (usize, Option<&'static str>) {
    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let digits = text.split(|byte| !is_part(byte)).next().unwrap_or_default();
    let value = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<f64>().ok());
    (digits.len(), value.filter(|value| value.is_infinite()).map(|_| "null"))
}

/// Where a fault is. The parser's own words may quote what it read, and that may be a secret.
fn place(fault: &serde_json::Error) -> String {
    format!("line {}, column {}", fault.line(), fault.column())
}

/// UTF-16 in UTF-8, without its mark.
fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Vec<u8>, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().skip(1).map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(text.into_bytes()),
        _ => Err("it is UTF-16 text with a fault in it".to_owned()),
    }
}

fn starts_with(bytes: &[u8], first: u8) -> bool {
    bytes.trim_ascii_start().first() == Some(&first)
}

/// The first object whose braces are balanced, texts heeded.
fn balanced(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    let start = bytes.iter().position(|byte| *byte == b'{')?;
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' if !is_text => depth += 1,
            b'}' if !is_text => {
                depth -= 1;
                if depth == 0 {
                    return Some(start..at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The entries of a list that is a field; none where the field is absent.
pub(super) fn entries<'t>(object: &Object<'t>, name: &str) -> Result<Vec<&'t RawValue>, String> {
    let Some(raw) = object.get(name).filter(|raw| raw.get() != "null") else { return Ok(Vec::new()) };
    serde_json::from_str(raw.get()).map_err(|_| format!("`{name}` is {} where a list belongs", kind_of_text(raw)))
}

/// The fields of an object that is a field; none where the field is absent.
pub(super) fn members<'t>(object: &Object<'t>, name: &str) -> Result<Object<'t>, String> {
    let Some(raw) = object.get(name).filter(|raw| raw.get() != "null") else { return Ok(Object::new()) };
    serde_json::from_str(raw.get()).map_err(|_| format!("`{name}` is {} where an object belongs", kind_of_text(raw)))
}

/// An entry that should be an object.
pub(super) fn entry(raw: &RawValue) -> Result<Map<String, Value>, String> {
    serde_json::from_str(raw.get()).map_err(|_| match kind_of_text(raw) {
        "an object" => "it is nested too deep to be read".to_owned(),
        kind => format!("it is {kind} where an object belongs"),
    })
}

/// The small fields of an object as values: all but those named. What is wrong with the others goes to the warnings.
pub(super) fn without(object: &Object<'_>, long: &[&str], warnings: &mut Vec<String>) -> Map<String, Value> {
    let mut small = Map::new();
    for (name, raw) in object.iter().filter(|(name, _)| !long.contains(&name.as_str())) {
        match serde_json::from_str(raw.get()) {
            Ok(value) => drop(small.insert(name.clone(), value)),
            Err(_) => warnings.push(format!("`{name}` is nested too deep to be read; it was left out.")),
        }
    }
    small
}

fn kind_of_text(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b't' | b'f') => "a yes or no",
        Some(b'n') => "nothing",
        _ => "a number",
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::String(_) => "a text",
        Value::Bool(_) => "a yes or no",
        Value::Number(_) => "a number",
        Value::Null => "nothing",
    }
}

/// The fields of an object, asked for by type. One of another type counts as absent and is noted, without what it holds.
#[derive(Debug)]
pub(super) struct Fields<'v> {
    map: &'v Map<String, Value>,
    /// What was of another type.
    pub(super) warnings: Vec<String>,
}

impl<'v> Fields<'v> {
    /// Of this object.
    pub(super) fn of(map: &'v Map<String, Value>) -> Self {
        Self { map, warnings: Vec::new() }
    }

    fn typed<T>(&mut self, name: &str, wanted: &str, read: impl FnOnce(&'v Value) -> Option<T>) -> Option<T> {
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            let warning = format!("`{name}` is {} where {wanted} belongs; it was left out.", kind(value));
            // some are asked for twice
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        read
    }

    /// A text that is not blank, without the blanks around it.
    pub(super) fn text(&mut self, name: &str) -> Option<&'v str> {
        self.typed(name, "a text", Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    /// A path that is not blank, with the blanks around it: a folder may be called so.
    pub(super) fn path(&mut self, name: &str) -> Option<&'v str> {
        self.typed(name, "a text", Value::as_str).filter(|text| !text.trim().is_empty())
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        self.typed(name, "a yes or no", Value::as_bool)
    }

    /// A list.
    pub(super) fn list(&mut self, name: &str) -> Option<&'v [Value]> {
        self.typed(name, "a list", |value| value.as_array().map(Vec::as_slice))
    }

    /// An object.
    pub(super) fn object(&mut self, name: &str) -> Option<&'v Map<String, Value>> {
        self.typed(name, "an object", Value::as_object)
    }

    /// A port that can be listened on.
    pub(super) fn port(&mut self, name: &str) -> Option<u16> {
        self.typed(name, "a port", |value| u16::try_from(value.as_u64()?).ok().filter(|port| *port > 0))
    }

    /// A number.
    pub(super) fn number(&mut self, name: &str) -> Option<f64> {
        self.typed(name, "a number", Value::as_f64)
    }

    /// A text that is not blank, or a number, as it is: some programs wrote the one, some the other.
    pub(super) fn word(&mut self, name: &str) -> Option<&'v Value> {
        let is_word = |value: &&Value| matches!(value, Value::String(_) | Value::Number(_));
        let value = self.typed(name, "a text", |value| Some(value).filter(is_word))?;
        value.as_str().is_none_or(|text| !text.trim().is_empty()).then_some(value)
    }

    /// Has the types of these texts noted, also where another field is told of first.
    pub(super) fn texts(&mut self, names: &[&str]) {
        for name in names {
            self.text(name);
        }
    }

    /// A moment: milliseconds, seconds, or RFC 3339.
    pub(super) fn moment(&mut self, name: &str) -> Option<Timestamp> {
        self.typed(name, "a moment", moment)
    }
}

/// A moment as any era wrote it. What is more than ten thousand million counts milliseconds, what is less seconds; nothing
/// and less than nothing is no moment.
pub(crate) fn moment(value: &Value) -> Option<Timestamp> {
    if let Some(text) = value.as_str() {
        return text.trim().parse().ok();
    }
    let number = value.as_f64().filter(|number| number.is_finite() && *number > 0.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "too large a number is the latest moment there is")]
    let whole = number as i64;
    Some(Timestamp::from_millis(if number > 1e10 { whole } else { whole.saturating_mul(1000) }))
}

/// A step of a JSON pointer.
pub(super) fn pointer(way: &[&str]) -> String {
    let steps = way.iter().map(|step| step.replace('~', "~0").replace('/', "~1"));
    steps.fold(String::new(), |pointer, step| pointer + "/" + &step)
}
