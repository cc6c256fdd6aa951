use super::*;

const LIMITS: Limits = Limits { values: 1000, depth: 64, names: 1 << 20 };

fn read(text: &str) -> Tree {
    Tree::read(text, LIMITS).unwrap_or_else(|fault| panic!("{text:?}: {fault:?}"))
}

/// What the field `a` is.
fn a(text: &str) -> String {
    let tree = read(text);
    let Node::Fields(fields) = tree.root() else { panic!("{text:?}") };
    format!("{:?}", tree.node(fields["a"].at))
}

#[test]
fn words_are_what_the_engine_takes_them_for() {
    for (word, is) in [
        ("", "Nothing"),
        ("~", "Nothing"),
        ("Null", "Nothing"),
        ("nULL", "Text(\"nULL\")"),
        ("True", "Flag(true)"),
        ("yes", "Text(\"yes\")"),
        ("-12", "Number(-12.0)"),
        ("1_000", "Number(1000.0)"),
        ("017", "Number(15.0)"),
        ("08", "Text(\"08\")"),
        ("0o17", "Text(\"0o17\")"),
        ("0x1F", "Number(31.0)"),
        ("0b101", "Number(5.0)"),
        ("12:30", "Number(750.0)"),
        ("-1:30", "Number(-90.0)"),
        ("1:60", "Text(\"1:60\")"),
        ("1:5.5", "Number(65.5)"),
        ("1.5e3", "Number(1500.0)"),
        (".5", "Number(0.5)"),
        ("-.5", "Text(\"-.5\")"),
        ("5.", "Number(5.0)"),
        ("1_", "Text(\"1_\")"),
        ("._", "Text(\"._\")"),
        ("1e", "Text(\"1e\")"),
        (".inf", "Number(inf)"),
        ("-.INF", "Number(-inf)"),
        ("-.nan", "Text(\"-.nan\")"),
        ("2026-11-29", "Time(\"2026-11-29\")"),
        ("2026-1-9", "Text(\"2026-1-9\")"),
        ("2026-1-9 8:00:00.5 +1:30", "Time(\"2026-1-9 8:00:00.5 +1:30\")"),
        ("2026-11-29T08:00:00Z", "Time(\"2026-11-29T08:00:00Z\")"),
        ("2026-11-29 x", "Text(\"2026-11-29 x\")"),
        ("\"12\"", "Text(\"12\")"),
        ("! 12", "Text(\"12\")"),
        ("!!str 12", "Text(\"12\")"),
        ("!!float 12", "Number(12.0)"),
        ("!!binary aGk=", "Bytes"),
    ] {
        assert_eq!(a(&format!("a: {word}\n")), is, "{word:?}");
    }
}

#[test]
fn what_is_no_yaml_is_said_with_its_line() {
    for (text, line) in [
        ("a: 1\na: 2\n", 2),
        ("b: 1\na: {c: 1, c: 2}\n", 2),
        ("a: !own x\n", 1),
        ("a: !!int x\n", 1),
        ("a: !!map [b]\n", 1),
        ("!!str a: b\n", 1),
        ("a: *none\n", 1),
        ("a: 1\n<<: 3\n", 2),
        ("a: 1\n...\nb: 2\n", 2),
        ("b: 1\na: \u{1}\n", 2),
    ] {
        let fault = Tree::read(text, LIMITS).expect_err(text);
        assert_eq!(fault.line, line, "{text:?}: {fault:?}");
    }
}

#[test]
fn what_is_merged_is_as_if_it_stood_there_and_counts_less() {
    assert_eq!(a("x: &x {a: 1}\n<<: *x\n"), "Number(1.0)");
    assert_eq!(a("<<: {a: 1}\na: 2\n"), "Number(2.0)");
    assert_eq!(a("<<: [{a: 1}, {a: 2}]\n"), "Number(1.0)");
    let tree = read("'<<': {a: 1}\n");
    assert!(matches!(tree.root(), Node::Fields(fields) if fields.contains_key("<<")), "{tree:?}");
}

#[test]
fn nothing_is_read_without_bounds() {
    let is_too_much = |text: &str| Tree::read(text, LIMITS).is_err();
    assert!(is_too_much(&format!("a: {}{}", "[".repeat(100_000), "]".repeat(100_000))));
    assert!(is_too_much(&format!("a: {}", "- ".repeat(100_000))));
    assert!(is_too_much(&format!("a: [{}]", "1,".repeat(2000))));
    // what an alias stands for is not there once more
    let laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n";
    assert!(read(laughs).nodes.len() < 50);
    // but what is merged is
    let fields: String = (0..100).map(|number| format!("k{number}: 1, ")).collect();
    let merges = format!("x: &x {{{fields}}}\ny:\n{}", "- <<: *x\n".repeat(20));
    assert!(is_too_much(&merges));
    // within itself
    read("a: &a [*a]\n");
}
