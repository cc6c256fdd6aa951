//! What a single value is.

use super::Node;
use granit_parser::ScalarStyle;

/// What a value of this text, style and tag is; `None` where they do not go together.
pub(super) fn of(text: &str, style: ScalarStyle, tag: Option<&str>) -> Option<Node> {
    let is_plain = style == ScalarStyle::Plain;
    let whole = || Node::Text(text.to_owned());
    // what is not there fits more tags than an empty text
    let is_absent = is_plain && text.is_empty();
    Some(match tag {
        None if is_plain => plain(text),
        Some("!") if is_absent => Node::Nothing,
        None | Some("!" | "str") => whole(),
        Some("null") if is_absent || matches!(text, "~" | "null" | "Null" | "NULL") => Node::Nothing,
        Some("bool") => Node::Flag(flag(text)?),
        Some("int") => Node::Number(integer(text)?),
        Some("float") => Node::Number(float(text)?),
        Some("timestamp") if is_time(text) => Node::Time(text.to_owned()),
        Some("merge") if text == "<<" || is_absent => whole(),
        Some("seq" | "omap" | "pairs") if is_absent => Node::List(Vec::new()),
        Some("map" | "set") if is_absent => Node::Fields(std::collections::BTreeMap::new()),
        Some("binary") if is_binary(text) => Node::Bytes,
        Some(_) => return None,
    })
}

/// What words without quotes are.
fn plain(text: &str) -> Node {
    if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Node::Nothing;
    }
    if let Some(flag) = flag(text) {
        return Node::Flag(flag);
    }
    if let Some(number) = integer(text).or_else(|| float(text)) {
        return Node::Number(number);
    }
    if is_time(text) { Node::Time(text.to_owned()) } else { Node::Text(text.to_owned()) }
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// A number without its sign, and its sign.
fn signed(text: &str) -> (f64, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// A whole number: decimal, in eights (`017`), sixteens (`0x1f`), twos (`0b1`), or sixties (`1:30`), with `_` between.
fn integer(text: &str) -> Option<f64> {
    let (sign, text) = signed(text);
    if text == "0" {
        return Some(0.0 * sign);
    }
    let in_base = |digits: &str, base: u32| {
        let is_whole = !digits.ends_with('_') && digits.chars().all(|c| c == '_' || c.is_digit(base));
        let mut digits = digits.chars().filter_map(|c| c.to_digit(base)).peekable();
        (is_whole && digits.peek().is_some())
            .then(|| sign * digits.fold(0.0, |all, digit| all * f64::from(base) + f64::from(digit)))
    };
    if let Some(rest) = text.strip_prefix('0') {
        return match rest.strip_prefix('b') {
            Some(digits) => in_base(digits, 2),
            None => rest.strip_prefix('x').map_or_else(|| in_base(rest, 8), |digits| in_base(digits, 16)),
        };
    }
    let (first, sixties) = text.split_once(':').map_or((text, None), |(first, rest)| (first, Some(rest)));
    let is_whole = first.starts_with(|c: char| c.is_ascii_digit())
        && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
        && (sixties.is_some() || !first.ends_with('_'));
    let first = digits(first).filter(|_| is_whole)?;
    let Some(sixties) = sixties else { return Some(sign * first) };
    let places = sixties.split(':').map(sixty).collect::<Option<Vec<_>>>()?;
    Some(sign * places.into_iter().fold(first, |all, place| all * 60.0 + place))
}

/// A decimal number, as exact as it can be.
fn digits(text: &str) -> Option<f64> {
    text.replace('_', "").parse().ok()
}

/// A place of a number in sixties.
fn sixty(place: &str) -> Option<f64> {
    let number: u8 = place.parse().ok().filter(|number| *number < 60)?;
    let is_place = place.len() <= 2 && place.bytes().all(|byte| byte.is_ascii_digit());
    is_place.then(|| f64::from(number))
}

/// A number with a point or an exponent, in sixties with a point (`1:30.5`), or one that is none or has no end.
fn float(text: &str) -> Option<f64> {
    if text.ends_with('_') {
        return None;
    }
    let (sign, rest) = signed(text);
    match rest {
        ".inf" | ".Inf" | ".INF" => return Some(sign * f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if rest == text => return Some(f64::NAN),
        _ => {}
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    if let Some((whole, fraction)) = rest.split_once('.').filter(|(whole, _)| whole.contains(':')) {
        let is_sound = is_number(whole.split(':').next()?) && (fraction.is_empty() || is_number(fraction));
        let whole = integer(whole).filter(|_| is_sound)?;
        return Some(sign * (whole + digits(&format!("0.{fraction}"))?));
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let is_exponent = |text: &str| {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if exponent.is_some_and(|exponent| !is_exponent(exponent)) {
        return None;
    }
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, after)| (whole, Some(after)));
    let is_sound = match fraction {
        // one without a number before the point has no sign
        Some(fraction) if whole.is_empty() => rest == text && is_number(fraction),
        fraction => {
            let is_whole = whole == "0" || (is_number(whole) && !whole.starts_with(['0', '_']));
            is_whole && fraction.is_none_or(|fraction| fraction.is_empty() || is_number(fraction))
        }
    };
    digits(rest).filter(|_| is_sound).map(|number| sign * number)
}

/// A day (`2026-11-29`) or a time.
fn is_time(text: &str) -> bool {
    let is_digits = |text: &str, least: usize, most: usize| {
        (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return false };
    if !is_digits(year, 4, 4) || !is_digits(month, 1, 2) {
        return false;
    }
    let Some(at) = rest.find(['T', 't', ' ', '\t']) else { return month.len() == 2 && is_digits(rest, 2, 2) };
    let (day, rest) = rest.split_at(at);
    let clock = rest.strip_prefix(['T', 't']).unwrap_or_else(|| rest.trim_start_matches([' ', '\t']));
    let end = clock.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(clock.len());
    let (clock, rest) = clock.split_at(end);
    let places: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = places.as_slice() else { return false };
    let is_clock = is_digits(hour, 1, 2) && is_digits(minute, 2, 2) && is_digits(second, 2, 2);
    let rest = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    is_digits(day, 1, 2) && is_clock && (rest.is_empty() || is_zone(rest.trim_start_matches([' ', '\t']), &is_digits))
}

/// What stands behind a time: `Z`, or hours and minutes away from it.
fn is_zone(text: &str, is_digits: &impl Fn(&str, usize, usize) -> bool) -> bool {
    let Some(away) = text.strip_prefix(['-', '+']) else { return text == "Z" };
    let (hours, minutes) = away.split_once(':').map_or((away, None), |(hours, minutes)| (hours, Some(minutes)));
    is_digits(hours, 1, 2) && minutes.is_none_or(|minutes| is_digits(minutes, 2, 2))
}

/// Whether a text is base64.
fn is_binary(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '\r' | '\n');
    let count = text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')).count();
    !text.is_empty() && text.chars().all(is_sign) && count.is_multiple_of(4)
}
