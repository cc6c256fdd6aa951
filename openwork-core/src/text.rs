//! Parsed text: ids, names and other words whose constructor is the only check.
//!
//! [`text!`] makes a newtype over `String` with one rule. Serde, the schema and the foreign bindings all go through that
//! rule, so that a limit in the document is a limit in the server.

/// Why a word was refused; says what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub(crate) String);

/// Whether every object of JavaScript has something of this name already. OpenCode looks agents, providers and models up by their
/// names, and takes what it finds under such a one for what was asked for.
pub(crate) fn is_inherited(name: &str) -> bool {
    matches!(
        name,
        "__proto__"
            | "__defineGetter__"
            | "__defineSetter__"
            | "__lookupGetter__"
            | "__lookupSetter__"
            | "constructor"
            | "hasOwnProperty"
            | "isPrototypeOf"
            | "propertyIsEnumerable"
            | "toLocaleString"
            | "toString"
            | "valueOf"
    )
}

/// What a kind of text may hold.
pub(crate) struct Rule {
    /// Fewest characters.
    pub(crate) min: usize,
    /// Most characters.
    pub(crate) max: usize,
    /// The schema's pattern; [`Rule::allows`] is the same in code.
    #[cfg_attr(not(feature = "schema"), allow(dead_code, reason = "only the schema names it"))]
    pub(crate) pattern: Option<&'static str>,
    /// Which characters are allowed.
    pub(crate) allows: fn(char) -> bool,
    /// What every such text starts with.
    pub(crate) prefix: &'static str,
}

impl Rule {
    /// The text as it was given, or why not.
    pub(crate) fn check(&self, what: &str, text: &str) -> Result<(), Refused> {
        let length = text.chars().count();
        if length < self.min || length > self.max {
            return Err(Refused(format!("{what} takes {} to {} characters, not {length}", self.min, self.max)));
        }
        if !text.starts_with(self.prefix) {
            return Err(Refused(format!("{what} starts with `{}`", self.prefix)));
        }
        // in JavaScript an object takes a field of this name for something else
        if text == "__proto__" {
            return Err(Refused(format!("{what} may not be `{text}`")));
        }
        match text.chars().find(|c| !(self.allows)(*c)) {
            Some(c) => Err(Refused(format!("{what} may not hold {c:?}"))),
            None => Ok(()),
        }
    }
}

/// A newtype over text with a rule; see the module.
macro_rules! text {
    ($(#[doc = $doc:literal])* $name:ident: $what:literal, $rule:expr) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            const RULE: $crate::text::Rule = $rule;

            /// Text that this server made itself and knows to keep the rule.
            #[allow(dead_code, reason = "not every kind of text is made here")]
            pub(crate) fn made(text: String) -> Self {
                debug_assert_eq!(Self::RULE.check($what, &text), Ok(()));
                Self(text)
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        // derived, it would copy the text for each answer
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::text::Refused;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::RULE.check($what, &text)?;
                Ok(Self(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::Refused;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> String {
                stringify!($name).to_owned()
            }

            fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
                $crate::text::schema(&Self::RULE, concat!($($doc),*))
            }
        }

        #[cfg(feature = "uniffi")]
        uniffi::custom_type!($name, String, {
            lower: |text| text.0,
            try_lift: |text| $name::try_from(text).map_err($crate::foreign::refused),
        });
    };
}

pub(crate) use text;

/// The schema that says the same as the rule.
#[cfg(feature = "schema")]
pub(crate) fn schema(rule: &Rule, description: &str) -> schemars::schema::Schema {
    schemars::schema::SchemaObject {
        instance_type: Some(schemars::schema::InstanceType::String.into()),
        string: Some(Box::new(schemars::schema::StringValidation {
            min_length: u32::try_from(rule.min).ok(),
            max_length: u32::try_from(rule.max).ok(),
            pattern: rule.pattern.map(str::to_owned),
        })),
        metadata: Some(Box::new(schemars::schema::Metadata {
            description: Some(description.trim().to_owned()),
            ..Default::default()
        })),
        ..Default::default()
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_an_object_of_javascript_loses_is_refused() {
        let rule = Rule { min: 1, max: 20, pattern: None, allows: |_| true, prefix: "" };
        let refused = |name: &str| rule.check("a name", name).is_err();
        assert!(refused("__proto__") && !refused("proto") && !refused("constructor"));
    }
}
