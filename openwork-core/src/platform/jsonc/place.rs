//! Lines and blanks of a text.

/// Whether JSON takes it for a blank.
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// A blank within a line.
pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

/// Ends a line, and a comment that goes to the end of its line.
pub(super) fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

/// Line and column of an offset, from one.
pub(super) fn place_of(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    // a line feed after a carriage return ends no line of its own
    let lines = before.matches(is_line_end).count() - before.matches("\r\n").count();
    let column = before.rsplit(is_line_end).next().map_or(0, |rest| rest.chars().count());
    (count(lines + 1), count(column + 1))
}

/// Where the line of an offset begins.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    before.rfind(is_line_end).map_or(0, |end| end + 1)
}

/// The blanks that the line of an offset begins with, up to the offset.
pub(super) fn indentation(text: &str, offset: usize) -> &str {
    let line = text.get(line_start(text, offset)..offset).unwrap_or_default();
    line.split(|character| !is_space(character)).next().unwrap_or_default()
}

/// Whether nothing but blanks is before it on its line, which is not the first.
pub(super) fn begins_line(text: &str, offset: usize) -> bool {
    let start = line_start(text, offset);
    start > 0 && text.get(start..offset).is_some_and(|before| before.chars().all(is_space))
}

/// The offset after the blanks of the line that follow.
pub(super) fn after_spaces(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    offset + (rest.len() - rest.trim_start_matches(is_space).len())
}

/// The offset before the blanks of the line that lead up to this one.
pub(super) fn before_spaces(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or_default().trim_end_matches(is_space).len()
}

/// The offset after the line end that is here; none where there is none.
pub(super) fn after_line_end(text: &str, offset: usize) -> Option<usize> {
    let rest = text.get(offset..)?;
    let ends = ["\r\n", "\n", "\r"];
    ends.iter().find(|end| rest.starts_with(**end)).map(|end| offset + end.len())
}

/// How the line of an offset ends; where it is the last, how the one above it does.
pub(super) fn line_end(text: &str, offset: usize) -> &'static str {
    let (before, behind) = (text.get(..offset).unwrap_or_default(), text.get(offset..).unwrap_or_default());
    let own = behind.find(is_line_end).and_then(|end| behind.get(end..));
    let above = || {
        let end = before.rfind(is_line_end)?;
        // a line feed after a carriage return ends no line of its own
        before.get(end - usize::from(before.get(..end)?.ends_with('\r') && before.get(end..)?.starts_with('\n'))..)
    };
    match own.or_else(above) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}
