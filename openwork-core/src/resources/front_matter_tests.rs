use super::*;
use proptest::prelude::*;
use serde_json::json;

fn read(text: &str) -> FrontMatter<'_> {
    FrontMatter::read(text).unwrap_or_else(|fault| panic!("{text:?}: {fault}"))
}

fn fault(text: &str) -> HeadFault {
    FrontMatter::read(text).expect_err(text)
}

#[test]
fn a_head_is_read_and_the_rest_is_the_body() {
    let text = "---\nname: a\ndescription: \"b: c\"\nsubtask: true\n---\n\n# Body\n";
    let front = read(text);
    assert_eq!(front.text("name"), Ok(Some("a")));
    assert_eq!(front.text("description"), Ok(Some("b: c")));
    assert_eq!(front.flag("subtask"), Ok(Some(true)));
    assert_eq!((front.text("none"), front.flag("none")), (Ok(None), Ok(None)));
    assert_eq!(front.body(), "\n# Body\n");
}

#[test]
fn what_has_no_head_is_all_body() {
    for text in ["", "# Title\n", "--\na: b\n--\n", "----\na: b\n----\n", " ---\na: b\n---\n", "\n---\na: b\n---\n"] {
        let front = read(text);
        assert_eq!((front.is_there(), front.body()), (false, text));
    }
    assert_eq!(read("\u{feff}# Title").body(), "# Title");
}

#[test]
fn marks_and_line_ends_of_other_systems_are_no_part_of_a_field() {
    let front = read("\u{feff}---\r\nname: a\r\ndescription: b \r\n---\r\nbody\r\n");
    assert_eq!((front.text("name"), front.text("description")), (Ok(Some("a")), Ok(Some("b"))));
    assert_eq!(front.body(), "body\r\n");
    assert_eq!(read("---\n---\n").fields, Map::new());
    assert_eq!(read("---\n# only a remark\n---").fields, Map::new());
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (text, line, word) in [
        ("---\nname: a\n", Some(1), "no line of `---`"),
        ("---", Some(1), "no line of `---`"),
        ("--- yaml\nname: a\n---\n", Some(1), "more than"),
        ("---\nname: a\n---x\n", Some(3), "more than"),
        ("---\n- a\n- b\n---\n", Some(2), "no fields"),
        ("---\njust words\n---\n", Some(2), "no fields"),
        ("---\n\"text\"\n---\n", Some(2), "no fields"),
        ("---\nname: a\nname: b\n---\n", Some(3), "no YAML"),
        ("---\nname: [a\n---\n", None, "no YAML"),
        ("---\nname: \"a\n---\n", None, "no YAML"),
        ("---\nname: a\n\tb: c\n---\n", None, "no YAML"),
        ("---\nname: *none\n---\n", Some(2), "no YAML"),
    ] {
        let fault = fault(text);
        assert!(fault.message.contains(word), "{text:?}: {fault}");
        assert!(line.is_none() || fault.line == line, "{text:?}: {fault:?}");
    }
}

#[test]
fn a_value_of_another_kind_is_a_fault_of_its_field_alone() {
    let text = "---\nname: 12\ndescription:\n  - a\n  - b\ntrigger: { a: b }\nsubtask: perhaps\nagent: yes\nmodel: true\n---\n";
    let front = read(text);
    let fault = |key: &str| front.text(key).expect_err(key);
    assert_eq!(fault("name").to_string(), "`name` is a number where text is wanted; put it in quotes.");
    assert_eq!(fault("description").to_string(), "`description` is a list where text is wanted.");
    assert_eq!(fault("description").line, Some(3));
    assert_eq!(fault("trigger").line, Some(6));
    assert!(fault("trigger").message.contains("group of fields") && fault("model").message.contains("yes or no"));
    assert!(front.flag("subtask").expect_err("no flag").message.contains("`true` or `false`"));
    assert!(read("---\nname:\n---\n").text("name").expect_err("empty").message.contains("leave it out"));
    assert_eq!(front.text("agent"), Ok(Some("yes")), "`yes` is a word, as the engine reads it");
}

#[test]
fn a_colon_in_a_plain_value_is_read_as_the_engine_does() {
    let front = read("---\nname: a\ndescription: Use it when: always\n# note: x: y\n---\nbody");
    assert_eq!(front.text("description"), Ok(Some("Use it when: always")));
}

#[test]
fn nothing_is_read_without_bounds() {
    let deep = format!("---\na: {}{}\n---\n", "[".repeat(5000), "]".repeat(5000));
    let wide = format!("---\na: [{}]\n---\n", "1,".repeat(20_000));
    let long = format!("---\na: {}\n---\n", "x".repeat(HEAD_LIMIT + 1));
    let laughs = "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n---\n";
    for text in [deep.as_str(), &wide, &long, laughs] {
        assert!(FrontMatter::read(text).is_err(), "{}", &text[..40]);
    }
    assert!(FrontMatter::read(&"-".repeat(1 << 20)).is_ok());
}

fn set(text: &str, key: &str, value: &str) -> String {
    edited(text, &[(key, Some(json!(value)))]).unwrap_or_else(|fault| panic!("{text:?}: {fault}"))
}

#[test]
fn one_key_is_changed_and_nothing_else() {
    let text = "---\n# mine\nname:   old   # the name\ndescription: >\n  two\n  lines\n\nlist:\n- a\n- b\n\"quoted\": 'x'\n---\nbody: x\n";
    assert_eq!(set(text, "name", "new"), text.replace("name:   old", "name: new"));
    assert_eq!(set(text, "description", "one"), text.replace("description: >\n  two\n  lines\n", "description: one\n"));
    assert_eq!(set(text, "list", "one"), text.replace("list:\n- a\n- b\n", "list: one\n"));
    assert_eq!(set(text, "quoted", "y: z"), text.replace("\"quoted\": 'x'", "quoted: \"y: z\""));
    assert_eq!(set(text, "more", "x"), text.replace("---\nbody", "more: x\n---\nbody"));
    assert_eq!(edited(text, &[("list", None)]).unwrap(), text.replace("list:\n- a\n- b\n", ""));
    assert_eq!(edited(text, &[("none", None)]).unwrap(), text);
    assert_eq!(set(text, "name", "old"), text, "what is so already stays as it is written");
}

#[test]
fn line_ends_and_marks_are_kept() {
    let text = "\u{feff}---\r\nname: a\r\n---\r\nbody\nmixed\r\n";
    assert_eq!(set(text, "name", "b"), text.replace("name: a", "name: b"));
    assert_eq!(set(text, "more", "c"), text.replace("name: a\r\n", "name: a\r\nmore: c\r\n"));
    assert_eq!(set("\u{feff}body\r\n", "name", "b"), "\u{feff}---\r\nname: b\r\n---\r\nbody\r\n");
    assert_eq!(set("", "name", "b"), "---\nname: b\n---\n");
    assert_eq!(set("---\n---", "name", "b"), "---\nname: b\n---");
}

#[test]
fn what_cannot_be_changed_in_place_is_refused() {
    for text in ["---\n{name: a, b: c}\n---\n", "---\n? name\n: a\n---\n", "---\na: &x 1\nb: *x\n---\n"] {
        let key = if text.contains('&') { "a" } else { "name" };
        assert!(edited(text, &[(key, Some(json!("z")))]).is_err(), "{text:?}");
    }
}

#[test]
fn every_text_is_written_so_that_it_is_read_again() {
    for value in [
        "",
        " ",
        "a",
        "yes",
        "No",
        "null",
        "~",
        "12",
        "1e3",
        "0x1f",
        "-",
        "- a",
        "a: b",
        "a #b",
        "#",
        "'",
        "\"",
        "\\",
        "a\nb",
        "a\r\nb",
        "\t",
        "{",
        "[a]",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%",
        "@",
        "`",
        "---",
        "...",
        "2026-11-25",
        "ä",
        "日本",
        "🙂",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{7f}",
        "\u{1}",
        "\u{0}",
        "<<",
        "=",
        ".inf",
        ".NaN",
        "a ",
        "a:",
        "on",
        "\u{fffe}",
    ] {
        let text = set("---\nb: c\n---\nbody", "a", value);
        assert_eq!(read(&text).text("a"), Ok(Some(value)), "{text:?}");
    }
}

/// An entry of a head in one of the ways that people write them.
fn any_entry() -> impl Strategy<Value = String> {
    let key = prop_oneof!["[a-c]", "name", "description", "\"[a-c] [a-c]\"", "'q[a-c]'"];
    let value = prop_oneof![
        "[a-z]{0,6}",
        "[a-z]{1,4} # [a-z:]{0,4}",
        "\"[a-z#: ]{0,6}\"",
        "'[a-z#: ]{0,6}'",
        "[|>][-+]?\n  [a-z#:]{1,5}\n\n  [a-z]{1,5}",
        "\n  - [a-z]{1,3}\n  - [a-z]{1,3}",
        "\n- [a-z]{1,3}\n- [a-z]{1,3}",
        "\n  [a-c]: [a-z]{1,3}",
        "\\[[a-z]{1,3}, [a-z]{1,3}\\]",
        "[0-9]{1,4}",
        "[a-z]{1,3}\n  [a-z]{1,3}",
        "[a-z]{1,3}: [a-z]{1,3}",
    ];
    prop_oneof![
        8 => (key, value).prop_map(|(key, value)| format!("{key}: {value}\n")),
        1 => Just("\n".to_owned()),
        1 => "# [a-z: ]{0,8}\n",
    ]
}

fn any_file() -> impl Strategy<Value = String> {
    (any::<bool>(), proptest::collection::vec(any_entry(), 0..6), "[a-z\n-]{0,12}", any::<bool>()).prop_map(
        |(mark, entries, body, other)| {
            let text = format!("---\n{}---\n{body}", entries.concat());
            let text = if other { text.replace('\n', "\r\n") } else { text };
            if mark { format!("\u{feff}{text}") } else { text }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_edit_changes_that_key_alone(
        text in any_file(),
        key in prop_oneof!["[a-c]", "name", "description", "new"],
        value in proptest::option::of("\\PC{0,12}"),
    ) {
        let Ok(before) = FrontMatter::read(&text) else { return Ok(()) };
        let value = value.map(Value::String);
        let changed = match edited(&text, &[(&key, value.clone())]) {
            Ok(changed) => changed,
            Err(fault) => {
                // what is YAML only leniently may mean something else once its worst line is gone
                let head = before.head.clone().unwrap_or_default();
                prop_assert!(yaml(&text[head]).is_err(), "{:?} {}: {}", text, key, fault);
                return Ok(());
            }
        };
        let after = read(&changed);
        let mut wanted = before.fields.clone();
        match value { Some(value) => { wanted.insert(key.clone(), value); } None => { wanted.remove(&key); } }
        prop_assert_eq!(&after.fields, &wanted);
        prop_assert_eq!(after.body(), before.body());
        // every line but those of the key is still there, in its order
        let own = before.head.clone().and_then(|head| entry(&text[head.clone()], &key).map(|own| head.start + own.start..head.start + own.end));
        let (first, last) = own.map_or((before.head.clone().map_or(0, |head| head.end), before.head.clone().map_or(0, |head| head.end)), |own| (own.start, own.end));
        prop_assert!(changed.starts_with(&text[..first]) && changed.ends_with(&text[last..]), "{:?} {:?}", text, changed);
    }

    #[test]
    fn nothing_at_all_makes_it_panic(text in "\\PC{0,60}", head in "[-a-z:#\"'\\[\\]{}|>&*!?\\\\ \n\r\t]{0,60}", value in ".{0,8}") {
        for text in [text.clone(), format!("---\n{head}\n---\n{text}")] {
            let _ = FrontMatter::read(&text);
            if let Ok(changed) = edited(&text, &[("name", Some(Value::String(value.clone())))]) {
                let after = read(&changed);
                prop_assert_eq!(after.text("name"), Ok(Some(value.as_str())));
            }
        }
    }
}
