//! Who answers what an agent asks, and how answers are typed.

use openwork_core::model::ask::PermissionAnswer;

/// Who answers what the agent asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answers {
    /// It was said beforehand.
    Fixed(PermissionAnswer),
    /// Whoever sits at the terminal.
    Here,
    /// Someone else, with a command of their own.
    Elsewhere,
    /// Nobody can: no other command reaches a server that this one hosts.
    Nobody,
}

impl Answers {
    pub(super) fn of(fixed: Option<PermissionAnswer>, terminal: bool, hosted: bool) -> Self {
        match fixed {
            Some(answer) => Self::Fixed(answer),
            None if terminal => Self::Here,
            None if hosted => Self::Nobody,
            None => Self::Elsewhere,
        }
    }
}

/// The answer that a line means.
pub(super) fn understood(line: &str) -> Option<PermissionAnswer> {
    match line.trim().to_lowercase().as_str() {
        "y" | "yes" | "once" => Some(PermissionAnswer::Once),
        "a" | "always" => Some(PermissionAnswer::Always),
        "n" | "no" | "reject" => Some(PermissionAnswer::Reject),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_understood_as_people_type_them() {
        assert_eq!(understood(" Y\n"), Some(PermissionAnswer::Once));
        assert_eq!(understood("always"), Some(PermissionAnswer::Always));
        assert_eq!(understood("no"), Some(PermissionAnswer::Reject));
        assert_eq!(understood("maybe"), None);
        assert_eq!(understood(""), None);
    }

    #[test]
    fn somebody_answers_wherever_anybody_can() {
        use PermissionAnswer::Once;
        assert_eq!(Answers::of(Some(Once), true, true), Answers::Fixed(Once));
        assert_eq!(Answers::of(None, true, true), Answers::Here);
        assert_eq!(Answers::of(None, false, false), Answers::Elsewhere);
        assert_eq!(Answers::of(None, false, true), Answers::Nobody);
    }
}
