//! Sizes that keep a file and a function readable. The limits are hard; the targets are medians.

use super::source::{Source, planted, sources, tests_of};
use std::ops::RangeInclusive;

const FILE_LIMIT: usize = 600;
const FILE_TARGET: usize = 200;
const FUNCTION_LIMIT: usize = 80;
const FUNCTION_TARGET: usize = 10;
const HANDLER_LIMIT: usize = 20;
const HANDLER_TARGET: usize = 12;
/// Of the core's lines, in percent.
const COMMENTS: RangeInclusive<usize> = 15..=25;
/// Lines of tests for 100 lines of the library.
const TESTS: usize = 60;
const LIBRARY: &[&str] = &["openwork-core/src", "openwork-http/src", "openwork-cli/src", "openwork-ffi/src"];

/// A function: where it stands, and how many lines its body has.
#[derive(Debug)]
struct Function {
    at: String,
    lines: usize,
}

/// The functions of a file, told by indentation, which rustfmt keeps.
fn functions(source: &Source) -> Vec<Function> {
    let lines: Vec<&str> = source.code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words = line.trim_start();
        let words =
            words.trim_start_matches("pub ").trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ");
        let words = words.trim_start_matches("const ").trim_start_matches("async ").trim_start_matches("unsafe ");
        if !words.starts_with("fn ") || words.ends_with(';') || words.ends_with('}') {
            continue;
        }
        let end = lines
            .iter()
            .skip(start + 1)
            .position(|line| line.len() - line.trim_start().len() == indent && matches!(line.trim(), "}" | "};"));
        if let Some(length) = end {
            found.push(Function { at: format!("{}:{}", source.path, start + 1), lines: length });
        }
    }
    found
}

fn too_long(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let lines = source.code.lines().count();
        if lines > FILE_LIMIT {
            found.push(format!("{}: {lines} lines, the limit is {FILE_LIMIT}", source.path));
        }
        let limit = if source.path.contains("/routes/") { HANDLER_LIMIT } else { FUNCTION_LIMIT };
        let long = functions(source).into_iter().filter(|function| function.lines > limit);
        found.extend(long.map(|function| format!("{}: {} lines, the limit is {limit}", function.at, function.lines)));
    }
    found
}

fn median(mut numbers: Vec<usize>) -> usize {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or(0)
}

/// Lines that are comments, and all lines that are not blank.
fn comments(sources: &[Source]) -> (usize, usize) {
    let lines = || sources.iter().flat_map(|source| source.code.lines()).filter(|line| !line.trim().is_empty());
    (lines().filter(|line| line.trim_start().starts_with("//")).count(), lines().count())
}

/// What does not hold of a library's medians.
fn off_target(sources: &[Source]) -> Vec<String> {
    let files = median(sources.iter().map(|source| source.code.lines().count()).collect());
    let all: Vec<Function> = sources.iter().flat_map(functions).collect();
    let of = |handlers: bool| all.iter().filter(move |it| !handlers || it.at.contains("/routes/")).map(|it| it.lines);
    let (functions, handlers) = (median(of(false).collect()), median(of(true).collect()));
    let measured =
        [("file", files, FILE_TARGET), ("function", functions, FUNCTION_TARGET), ("handler", handlers, HANDLER_TARGET)];
    let over = measured.into_iter().filter(|(_, lines, target)| lines > target);
    over.map(|(what, lines, target)| format!("the median {what} has {lines} lines, the target is {target}")).collect()
}

/// The share of lines that are comments, in percent, where it is none that is wanted.
fn ill_commented(sources: &[Source]) -> Option<usize> {
    let (comments, lines) = comments(sources);
    let share = comments * 100 / lines;
    (!COMMENTS.contains(&share)).then_some(share)
}

/// The lines that are not blank of what tests, in percent of those of what is tested, where they are too few.
fn ill_tested(tested: &[Source], tests: &[Source]) -> Option<usize> {
    let lines = |sources: &[Source]| {
        sources.iter().flat_map(|source| source.code.lines()).filter(|line| !line.trim().is_empty()).count()
    };
    let share = lines(tests) * 100 / lines(tested);
    (share < TESTS).then_some(share)
}

fn library() -> Vec<Source> {
    sources(LIBRARY)
}

#[test]
fn nothing_is_longer_than_its_limit() {
    let found = too_long(&[library(), sources(&["tests", "benches/src"])].concat());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_medians_hold() {
    let sources = library();
    let all: Vec<Function> = sources.iter().flat_map(functions).collect();
    let handlers = all.iter().filter(|function| function.at.contains("/routes/")).count();
    assert!(all.len() > 200 && handlers > 20, "only {} functions and {handlers} handlers were found", all.len());
    let found = off_target(&sources);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_core_is_commented_as_much_as_a_stranger_needs() {
    let share = ill_commented(&sources(&["openwork-core/src"]));
    assert_eq!(share, None, "percent of the core's lines are comments, {COMMENTS:?} are wanted");
}

#[test]
fn there_is_enough_that_tests() {
    let share = ill_tested(&library(), &[tests_of(LIBRARY), sources(&["tests"])].concat());
    assert_eq!(share, None, "lines of tests for 100 lines of the library, {TESTS} are wanted");
}

#[test]
fn planted_medians_comments_and_missing_tests_are_found() {
    let file = planted("a.rs", &"x\n".repeat(FILE_TARGET + 1));
    let function = |lines: usize| format!("fn f() {{\n{}}}\n", "    x;\n".repeat(lines));
    let functions = planted("a.rs", &function(FUNCTION_TARGET + 1));
    let handlers = planted("http/routes/a.rs", &function(HANDLER_TARGET + 1));
    let short = planted("a.rs", &function(1).repeat(3));
    for (found, word) in [
        (off_target(&[file]), "file"),
        (off_target(&[functions]), "function"),
        (off_target(&[handlers, short]), "handler"),
    ] {
        assert!(found.len() == 1 && found[0].contains(word), "{word}: {found:?}");
    }
    let commented =
        |lines: usize| ill_commented(&[planted("a.rs", &("// y\n".repeat(lines) + &"x\n".repeat(100 - lines)))]);
    assert_eq!([14, 15, 25, 26].map(commented), [Some(14), None, None, Some(26)]);
    let lines = |count: usize| [planted("a.rs", &"x\n\n".repeat(count))];
    assert_eq!([59, 60].map(|tests| ill_tested(&lines(100), &lines(tests))), [Some(59), None]);
}

#[test]
fn planted_giants_are_found() {
    let file = "x\n".repeat(FILE_LIMIT + 1);
    let function = format!("fn f() {{\n{}}}\n", "    x;\n".repeat(FUNCTION_LIMIT + 1));
    let method =
        format!("impl X {{\n    pub async fn f() {{\n{}    }}\n}}\n", "        x;\n".repeat(FUNCTION_LIMIT + 1));
    let handler = format!("pub(crate) async fn f() {{\n{}}}\n", "    x;\n".repeat(HANDLER_LIMIT + 1));
    for (path, text) in [("a.rs", &file), ("a.rs", &function), ("a.rs", &method), ("http/routes/a.rs", &handler)] {
        assert_eq!(too_long(&[planted(path, text)]).len(), 1, "{}", &text[..20]);
    }
}
