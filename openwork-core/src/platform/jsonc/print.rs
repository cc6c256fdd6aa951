//! New values as they are written into a text.

use super::order::Order;
use serde_json::Value;

/// How a value is laid out.
#[derive(Debug, Clone)]
pub(super) struct Layout<'a> {
    /// Blanks that the line of its key begins with.
    pub(super) indentation: String,
    /// One level more.
    pub(super) step: String,
    /// Ends a line; none where all is on one line.
    pub(super) line_end: Option<&'a str>,
}

impl Layout<'_> {
    fn deeper(&self) -> Self {
        Self { indentation: format!("{}{}", self.indentation, self.step), ..self.clone() }
    }
}

/// A key of an object with its value.
pub(super) fn property(key: &str, value: &Value, layout: &Layout<'_>, order: &Order) -> String {
    format!("{}: {}", string(key), printed(value, layout, &order.within(key)))
}

/// A value. Lists of plain values stay on one line.
pub(super) fn printed(value: &Value, layout: &Layout<'_>, order: &Order) -> String {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let parts = order.pairs(map).into_iter().map(|(key, value)| property(key, value, &layout.deeper(), order));
            enclosed('{', &parts.collect::<Vec<_>>(), '}', layout)
        }
        Value::Array(list) if list.iter().any(|one| one.is_object() || one.is_array()) => {
            let parts = list.iter().map(|value| printed(value, &layout.deeper(), &order.within("[]")));
            enclosed('[', &parts.collect::<Vec<_>>(), ']', layout)
        }
        Value::Array(list) => {
            let parts: Vec<_> = list.iter().map(Value::to_string).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::Object(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => value.to_string(),
    }
}

fn enclosed(open: char, parts: &[String], close: char, layout: &Layout<'_>) -> String {
    let Some(end) = layout.line_end else { return format!("{open}{}{close}", parts.join(", ")) };
    let within = format!("{end}{}{}", layout.indentation, layout.step);
    format!("{open}{within}{}{end}{}{close}", parts.join(&format!(",{within}")), layout.indentation)
}

fn string(text: &str) -> String {
    Value::from(text).to_string()
}

/// A value within objects of these keys.
pub(super) fn nested(way: &[String], last: &str, value: &Value) -> Value {
    let wrap = |inner: Value, key: &str| Value::Object([(key.to_owned(), inner)].into_iter().collect());
    way.iter().rev().fold(wrap(value.clone(), last), |inner, key| wrap(inner, key))
}
