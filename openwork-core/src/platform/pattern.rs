//! Patterns as OpenCode reads them in rules of permissions: `*` stands for any letters, `?` for one.

/// How much work a comparison of two patterns may be: the product of their lengths. Beyond it, only `*` covers another.
const MOST: usize = 1 << 20;

/// Whether a pattern fits all that another fits. Says so only where it is plain.
pub(crate) fn covers(pattern: &str, other: &str) -> bool {
    if pattern == "*" || pattern == other {
        return true;
    }
    if pattern.len().saturating_mul(other.len()) > MOST {
        return false;
    }
    let fits = |pattern: &str| fits(pattern, other);
    // for OpenCode `git *` fits `git` too
    fits(pattern) || pattern.strip_suffix(" *").is_some_and(fits)
}

/// Whether a pattern fits a text in which `*` and `?` stand for what they stand for in a pattern.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut star, mut index) = (0, None, 0);
    while let Some(letter) = text.get(index) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, index));
                at += 1;
            }
            Some(own) if own == letter || (*own == '?' && *letter != '*') => (at, index) = (at + 1, index + 1),
            _ => {
                // what the last `*` stands for is one longer
                let Some((place, from)) = star else { return false };
                star = Some((place, from + 1));
                (at, index) = (place + 1, from + 1);
            }
        }
    }
    pattern.get(at..).is_some_and(|rest| rest.iter().all(|letter| *letter == '*'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_general_covers_what_is_particular() {
        for (pattern, other) in [
            ("*", "bash"),
            ("git *", "git push *"),
            ("git *", "git"),
            ("git*", "git *"),
            ("*.env", "a/*.env"),
            ("*/x/*", "a/x/b/*"),
            ("?x", "ax"),
            ("a*b*c", "aXbYbc"),
            ("*", "$HOME/*"),
        ] {
            assert!(covers(pattern, other) && !covers(other, pattern), "{pattern} {other}");
        }
        for (one, other) in [("git *", "ls *"), ("*.env", "*.rs"), ("?x", "*x/a"), ("a?", "abc"), ("git", "gi")] {
            assert!(!covers(one, other) && !covers(other, one), "{one} {other}");
        }
        assert!(!covers("?x", "*x") && covers("*x", "?x"), "a star is more than one letter");
        let long = format!("git log {}", "a".repeat(1000));
        assert!(covers("git *", &long) && !covers("ls *", &long) && covers("*", &long));
    }

    proptest! {
        #[test]
        fn what_covers_another_fits_whatever_it_fits(pattern in "[ab*? ]{0,6}", other in "[ab*? ]{0,6}", text in "[ab ]{0,5}") {
            let matches = |pattern: &str| {
                fits(pattern, &text) || pattern.strip_suffix(" *").is_some_and(|pattern| fits(pattern, &text))
            };
            prop_assert!(!covers(&pattern, &other) || !matches(&other) || matches(&pattern));
        }
    }
}
