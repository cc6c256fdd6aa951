//! Sizes that keep a file and a function readable. The limits are hard; the targets are medians.

use super::source::{Source, planted, sources};

const FILE_LIMIT: usize = 600;
const FILE_TARGET: usize = 200;
const FUNCTION_LIMIT: usize = 80;
const FUNCTION_TARGET: usize = 12;
const HANDLER_LIMIT: usize = 20;
const HANDLER_TARGET: usize = 12;

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

fn library() -> Vec<Source> {
    sources(&["openwork-core/src", "openwork-http/src", "openwork-cli/src", "openwork-ffi/src"])
}

#[test]
fn nothing_is_longer_than_its_limit() {
    let found = too_long(&[library(), sources(&["tests", "benches/src"])].concat());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_medians_hold() {
    let sources = library();
    let files = median(sources.iter().map(|source| source.code.lines().count()).collect());
    let all: Vec<Function> = sources.iter().flat_map(functions).collect();
    assert!(all.len() > 200, "only {} functions were found", all.len());
    let functions = median(all.iter().map(|function| function.lines).collect());
    let handlers = all.iter().filter(|function| function.at.contains("/routes/")).map(|function| function.lines);
    let handlers = median(handlers.collect());
    assert!(files <= FILE_TARGET, "the median file has {files} lines");
    assert!(functions <= FUNCTION_TARGET, "the median function has {functions} lines");
    assert!((1..=HANDLER_TARGET).contains(&handlers), "the median handler has {handlers} lines");
}

#[test]
fn the_core_is_commented_as_much_as_a_stranger_needs() {
    let (comments, lines) = comments(&sources(&["openwork-core/src"]));
    let share = comments * 100 / lines;
    assert!((15..=30).contains(&share), "{share} % of the core's lines are comments");
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
