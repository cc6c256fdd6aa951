//! The editor over examples, over made-up texts of every layout, and over texts that are broken anywhere.

mod broken;
mod rounds;

use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::fmt::Write as _;
use std::ops::Range;

/// Much that people write.
const LIVED_IN: &str = r#"// who: me
{
  "$schema": "https://opencode.ai/config.json", // the schema
  /* the model */ "model": "a/b",
  "mcp": {
    // search
    "docs": { "type": "remote", "url": "https://x//y", }, // mine

    "files": {
      "type": "local",
      "command": ["node", "x.js"] // started
    }
  },
  "instructions": ["src/**/*.ts", "// no comment"],

  // the end
}
// after
"#;

/// Where no object has an order.
fn edited(text: &str, edits: &[Edit]) -> Result<String, JsoncFault> {
    super::edited(text, edits, order::none)
}

#[test]
fn g11_what_came_on_the_last_line_goes_with_its_line() {
    for text in [
        "{ \"username\": \"me\",\n  \"model\": \"u/m\" }",
        "{ \"username\": \"me\",\r\n  \"model\": \"u/m\", }\r\n",
        "{\n  \"mcp\": {\n    \"a\": 1 } }",
        "{ \"username\": \"me\",\n  \"model\": \"u/m\" // mine\n }",
        "{ \"a\": 1,\n  \"b\": 2 /* c */ }",
    ] {
        let made = set_one(text, &["small_model"], json!("x"));
        assert!(parse(&made).unwrap()["small_model"] == "x", "{made}");
        assert_eq!(edited(&made, &[Edit::remove(["small_model"])]).unwrap(), text, "{made:?}");
    }
    // a comment takes in nothing
    let made = edited("{ \"a\": 1, // c\n  \"b\": 2 }", &[Edit::remove(["b"])]).unwrap();
    assert_eq!(parse(&made).unwrap(), json!({"a": 1}), "{made}");
}

fn set_one(text: &str, path: &[&str], value: Value) -> String {
    edited(text, &[Edit::set(path.iter().copied(), value)]).unwrap()
}

fn remove_one(text: &str, path: &[&str]) -> String {
    edited(text, &[Edit::remove(path.iter().copied())]).unwrap()
}

#[test]
fn a_list_keeps_its_comments_where_items_go_and_come() {
    let text = "{\n  \"plugin\": [\n    // pinned\n    \"a@1\",\n    \"b\", // why\n    /* keep */ \"c\"\n  ]\n}";
    let cases = [
        (json!(["a@1", "b", "c", "d"]), text.replace("\"c\"", "\"c\", \"d\"")),
        (json!(["a@1", "c"]), text.replace("    \"b\", // why\n", "")),
        (json!(["a@1", "b"]), text.replace("\"b\", // why\n    /* keep */ \"c\"", "\"b\" // why\n    /* keep */")),
        (json!(["b", "c"]), text.replace("    \"a@1\",\n", "")),
        (json!(["b", "a@1"]), String::new()),
        (json!(["x"]), String::new()),
        (json!([]), String::new()),
    ];
    for (value, wanted) in cases {
        let made = set_one(text, &["plugin"], value.clone());
        assert_eq!(parse(&made).unwrap()["plugin"], value, "{made}");
        if !wanted.is_empty() {
            assert_eq!(made, wanted, "{value}");
        }
    }
    for (text, wanted) in [
        ("{\"l\": [1, 2]}", "{\"l\": [1, 2, {\"a\": 3}]}"),
        ("{\"l\": [1, 2,]}", "{\"l\": [1, 2, {\"a\": 3},]}"),
        ("{\"l\": [1, 2 /* c */]}", "{\"l\": [1, 2, {\"a\": 3} /* c */]}"),
        ("{\"l\": [1, 2 // c\n]}", "{\"l\": [1, 2, {\"a\": 3} // c\n]}"),
    ] {
        assert_eq!(set_one(text, &["l"], json!([1, 2, {"a": 3}])), wanted);
    }
}

#[test]
fn nothing_to_do_changes_nothing() {
    for text in [LIVED_IN, "", "{}", "{ }", "// only this", "\u{feff}{\r\n}\r\n"] {
        assert_eq!(edited(text, &[]).unwrap(), text);
        assert_eq!(remove_one(text, &["none", "of", "these"]), text);
    }
    assert_eq!(set_one(LIVED_IN, &["mcp", "docs", "type"], json!("remote")), LIVED_IN);
    assert_eq!(set_one(LIVED_IN, &["mcp", "files"], json!({"type": "local", "command": ["node", "x.js"]})), LIVED_IN);
}

#[test]
fn a_value_takes_the_place_of_another() {
    let made = set_one(LIVED_IN, &["model"], json!("c/d"));
    assert_eq!(made, LIVED_IN.replace("\"a/b\"", "\"c/d\""));
    let made = set_one(LIVED_IN, &["mcp", "files", "command"], json!(["deno"]));
    assert_eq!(made, LIVED_IN.replace("[\"node\", \"x.js\"]", "[\"deno\"]"));
}

#[test]
fn a_new_key_stands_behind_the_others() {
    let made = set_one(LIVED_IN, &["mcp", "new"], json!({"type": "local", "command": ["a"]}));
    let at = "      \"command\": [\"node\", \"x.js\"] // started\n    }";
    let new = "\n    \"new\": {\n      \"command\": [\"a\"],\n      \"type\": \"local\"\n    }";
    assert_eq!(made, LIVED_IN.replace(at, &format!("{at},{new}")));
    let made = set_one(LIVED_IN, &["mcp", "files", "enabled"], json!(false));
    assert_eq!(made, LIVED_IN.replace("] // started", "], // started\n      \"enabled\": false"));
    let made = set_one(LIVED_IN, &["mcp", "docs", "enabled"], json!(false));
    assert_eq!(made, LIVED_IN.replace("\"https://x//y\", }", "\"https://x//y\", \"enabled\": false, }"));
    let made = set_one(LIVED_IN, &["theme"], json!("x"));
    assert_eq!(made, LIVED_IN.replace("comment\"],\n", "comment\"],\n  \"theme\": \"x\",\n"));
}

/// In the order of the alphabet, however deep an example goes.
fn alphabet(way: &[String]) -> Option<Before> {
    (way.len() < DEEPEST).then_some(|new, other| new < other)
}

#[test]
fn a_new_key_stands_before_those_that_it_comes_before() {
    let cases = [
        ("{\n  \"b\": 1\n}", "{\n  \"a\": 0,\n  \"b\": 1\n}"),
        ("{\n  // b's\n  \"b\": 1, // too\n}", "{\n  \"a\": 0,\n  // b's\n  \"b\": 1, // too\n}"),
        ("{ // all\n\n\t\"b\": 1\n}", "{ // all\n\t\"a\": 0,\n\n\t\"b\": 1\n}"),
        ("{\r\n  \"A\": 1, // A's\r\n  \"b\": 1\r\n}", "{\r\n  \"A\": 1, // A's\r\n  \"a\": 0,\r\n  \"b\": 1\r\n}"),
        ("{\"b\":1}", "{\"a\": 0, \"b\":1}"),
        ("{ /* b's */ \"b\": 1 }", "{ \"a\": 0, /* b's */ \"b\": 1 }"),
        ("{ /* b's\n */ \"b\": 1 }", "{ \"a\": 0, /* b's\n */ \"b\": 1 }"),
        ("{\n  /* b's */ \"b\": 1\n}", "{\n  \"a\": 0,\n  /* b's */ \"b\": 1\n}"),
        ("{ \"A\": 1 /* A's */, \"b\": 1 }", "{ \"A\": 1 /* A's */, \"a\": 0, \"b\": 1 }"),
        ("{\n  \"A\": 1\n  , \"b\": 1 }", "{\n  \"A\": 1\n  , \"a\": 0, \"b\": 1 }"),
        ("{\"c\": 1, \"b\": 2}", "{\"a\": 0, \"c\": 1, \"b\": 2}"),
        ("{\"A\": 1}", "{\"A\": 1, \"a\": 0}"),
        ("{}", "{\n  \"a\": 0\n}"),
    ];
    let set = |text: &str, edit: Edit| super::edited(text, &[edit], alphabet).unwrap();
    for (text, wanted) in cases {
        let made = set(text, Edit::set(["a"], json!(0)));
        assert_eq!(made, wanted, "{text}");
        if text != "{}" {
            assert_eq!(remove_one(&made, &["a"]), text, "it goes as it came");
        }
    }
    let text = "{\"a\": {\"c\": 1, \"x\": 0}, \"b\": 1}";
    let made = set(text, Edit::set(["a"], json!({"a": 1, "c": 2, "b": {"y": 1, "x": 2}})));
    assert_eq!(made, "{\"a\": {\"a\": 1, \"b\": {\"x\": 2, \"y\": 1}, \"c\": 2}, \"b\": 1}");
    let backwards = |_: &[String]| Some((|new, other| new > other) as Before);
    let made = super::edited("{\"a\": 1}", &[Edit::set(["b", "k"], json!({"a": 1, "b": 2}))], backwards).unwrap();
    assert_eq!(made, "{\"b\": {\"k\": {\"b\": 2, \"a\": 1}}, \"a\": 1}", "a new object too");
}

#[test]
fn leaves_come_in_the_order_of_the_text() {
    let text =
        "{\"b\": {\"y\": 1, \"x\": [2], \"y\": {\"z\": 3}}, // c\n \"a\": {}, \"b\": {\"k\": {\"l\": null}, \"a\": 4}}";
    let found: Vec<_> = leaves(text).into_iter().map(|(way, value)| format!("{}={value}", way.join("/"))).collect();
    assert_eq!(found, ["b/k/l=null", "b/a=4", "a={}"]);
    assert_eq!((leaves("{").len(), leaves(" ").len(), leaves("5")), (0, 0, vec![(Vec::new(), json!(5))]));
}

#[test]
fn layouts_are_kept() {
    let cases = [
        ("", "{\n  \"k\": {\n    \"l\": [1]\n  }\n}\n"),
        ("// c", "// c\n{\n  \"k\": {\n    \"l\": [1]\n  }\n}\n"),
        ("{}", "{\n  \"k\": {\n    \"l\": [1]\n  }\n}"),
        ("{ }\n", "{\n  \"k\": {\n    \"l\": [1]\n  }\n}\n"),
        ("{ /* c */ }", "{ /* c */\n  \"k\": {\n    \"l\": [1]\n  }\n}"),
        ("{\n  // c\n}", "{\n  // c\n  \"k\": {\n    \"l\": [1]\n  }\n}"),
        ("{\"a\":1}", "{\"a\":1, \"k\": {\"l\": [1]}}"),
        ("{\"a\":1,}", "{\"a\":1, \"k\": {\"l\": [1]},}"),
        ("{\"k\":{},\"b\":2}", "{\"k\":{\"l\": [1]},\"b\":2}"),
        ("{\r\n\t\"a\": 1\r\n}", "{\r\n\t\"a\": 1,\r\n\t\"k\": {\r\n\t\t\"l\": [1]\r\n\t}\r\n}"),
        ("\u{feff}{\n    \"a\": 1\n}", "\u{feff}{\n    \"a\": 1,\n    \"k\": {\n        \"l\": [1]\n    }\n}"),
        ("{\n  \"k\": {}\n}", "{\n  \"k\": {\n    \"l\": [1]\n  }\n}"),
        ("{ \"a\": 1 // c\n}", "{ \"a\": 1, \"k\": {\"l\": [1]} // c\n}"),
        ("{\n  \"a\": 1 }", "{\n  \"a\": 1,\n  \"k\": {\n    \"l\": [1]\n  } }"),
    ];
    for (text, wanted) in cases {
        assert_eq!(set_one(text, &["k", "l"], json!([1])), wanted, "{text}");
    }
}

/// Every line end by chance.
fn mixed(text: &str, dice: &mut Dice) -> String {
    text.split('\n')
        .map(str::to_owned)
        .reduce(|all, line| all + dice.of(&["\n", "\r\n", "\r"]) + &line)
        .unwrap_or_default()
}

/// The lines with what ends each, without the commas that come and go.
fn ended(text: &str) -> Vec<String> {
    let marked = text.replace("\r\n", "\u{1}");
    marked.split_inclusive(['\n', '\r', '\u{1}']).map(|line| line.replace(',', "")).collect()
}

#[test]
fn each_line_keeps_its_own_end_and_a_new_one_has_its_neighbours() {
    for (text, wanted) in [
        (
            "{\n  \"a\": 1,\r\n  \"b\": 2\r\n}\n",
            "{\n  \"a\": 1,\r\n  \"b\": 2,\r\n  \"k\": {\r\n    \"l\": [1]\r\n  }\r\n}\n",
        ),
        ("{\r\n  \"a\": 1 // c\n}", "{\r\n  \"a\": 1, // c\n  \"k\": {\n    \"l\": [1]\n  }\n}"),
        ("// c\n{\r\n}\r\n", "// c\n{\r\n  \"k\": {\r\n    \"l\": [1]\r\n  }\r\n}\r\n"),
        ("// c\n{}\r", "// c\n{\r  \"k\": {\r    \"l\": [1]\r  }\r}\r"),
        ("// c\n// d\r\n", "// c\n// d\r\n{\r\n  \"k\": {\r\n    \"l\": [1]\r\n  }\r\n}\r\n"),
        ("{\n  \"a\": 1,\r\n  \"k\": 0\r\n}", "{\n  \"a\": 1,\r\n  \"k\": {\r\n    \"l\": [1]\r\n  }\r\n}"),
    ] {
        let path = if text.contains("\"k\"") {
            [Edit::set(["k"], json!({"l": [1]}))]
        } else {
            [Edit::set(["k", "l"], json!([1]))]
        };
        assert_eq!(edited(text, &path).unwrap(), wanted, "{text:?}");
    }
    let mut dice = Dice(7);
    for _ in 0..200 {
        let text = mixed(LIVED_IN, &mut dice);
        for way in [&["k"][..], &["mcp", "k"], &["mcp", "files", "k"]] {
            for orders in [order::none, alphabet] {
                let path = way.iter().map(|key| (*key).to_owned()).collect();
                let edit = Edit { path, value: Some(json!({"l": [{"m": 1}]})) };
                let made = super::edited(&text, &[edit], orders).unwrap();
                let (before, mut now) = (ended(&text), ended(&made).into_iter());
                assert!(before.iter().all(|line| now.any(|other| other == *line)), "{way:?} {text:?}\n{made:?}");
                assert_eq!(remove_one(&made, way), text, "{way:?} {made:?}");
            }
        }
    }
}

#[test]
fn a_key_goes_with_its_comma_and_its_comment() {
    let cases = [
        ("{\n  \"a\": 1, // a's\n  \"k\": 2 // k's\n}", "{\n  \"a\": 1 // a's\n}"),
        ("{\n  \"k\": 1, // k's\n  \"b\": 2 // b's\n}", "{\n  \"b\": 2 // b's\n}"),
        ("{\n  // above\n  \"k\": 1,\n  \"b\": 2,\n}", "{\n  // above\n  \"b\": 2,\n}"),
        ("{\n  \"b\": 2,\n  \"k\": 1,\n}", "{\n  \"b\": 2,\n}"),
        ("{\"a\": 1, \"k\": 2, \"b\": 3}", "{\"a\": 1, \"b\": 3}"),
        ("{\"a\": 1, \"k\": 2}", "{\"a\": 1}"),
        ("{ \"a\": 1, /* x */ \"k\": 2 }", "{ \"a\": 1 /* x */ }"),
        ("{ \"k\": 1, // k's\n  \"b\": 2 }", "{\n  \"b\": 2 }"),
        ("{ \"a\": 1, // a's\n  \"k\": 2 }", "{ \"a\": 1 // a's\n }"),
        ("{\n  \"a\": 1, \"k\": 2 // both\n}", "{\n  \"a\": 1 // both\n}"),
        ("{\n  \"a\": 1, \"k\": 2, // both\n}", "{\n  \"a\": 1, // both\n}"),
        ("{\r\n  \"k\": 1,\r\n\r\n  \"b\": 2\r\n}", "{\r\n\r\n  \"b\": 2\r\n}"),
        ("{\"k\": 1}", "{}"),
        ("{\"k\": 1, \"a\": 2, \"k\": 3}", "{\"a\": 2}"),
    ];
    for (text, wanted) in cases {
        assert_eq!(remove_one(text, &["k"]), wanted, "{text}");
    }
}

#[test]
fn of_a_key_that_is_there_twice_the_last_counts() {
    let text = "{\"a\": {\"x\": 1}, \"a\": {\"y\": 1}}";
    assert_eq!(parse(text).unwrap(), json!({"a": {"y": 1}}));
    assert_eq!(set_one(text, &["a", "y"], json!(2)), "{\"a\": {\"x\": 1}, \"a\": {\"y\": 2}}");
    assert_eq!(remove_one(text, &["a"]), "{}");
    assert_eq!(remove_one(text, &["a", "x"]), text);
}

#[test]
fn an_object_over_an_object_keeps_what_is_said_in_it() {
    let made = set_one(LIVED_IN, &["mcp"], json!({"docs": {"type": "remote", "url": "u"}, "z": {}}));
    assert!(made.contains("// search\n    \"docs\": { \"type\": \"remote\", \"url\": \"u\", }, // mine"), "{made}");
    assert!(!made.contains("files"), "{made}");
    assert_eq!(parse(&made).unwrap()["mcp"], json!({"docs": {"type": "remote", "url": "u"}, "z": {}}));
}

#[test]
fn what_is_no_object_is_not_gone_through() {
    let fault = edited("{\n  \"a\": [1]\n}", &[Edit::set(["a", "b"], json!(1))]).unwrap_err();
    assert_eq!((fault.message.as_str(), fault.line, fault.column), ("`a` is no object", 2, 8));
    let fault = edited("[]", &[Edit::set(["a"], json!(1))]).unwrap_err();
    assert_eq!(fault.to_string(), "the whole is no object at line 1, column 1");
    assert_eq!(remove_one("{\"a\": [1]}", &["a", "b"]), "{\"a\": [1]}");
}

#[test]
fn a_text_is_read_as_strictly_as_opencode_reads_it() {
    for good in ["{}", "{ // c\n \"a\": 1, }", "/* c */ {}", "\u{feff}{}", "{// c\r\"a\": 1e5}", "null", "{} // c"] {
        assert!(parse(good).is_ok(), "{good}");
    }
    let bad = [
        "",
        " \n",
        "// c\n",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\": 1 \"b\": 2}",
        "{\"a\": 0x1}",
        "{\"a\": 01}",
        "{\"a\": .5}",
        "{\"a\": 5.}",
        "{\"a\": +5}",
        "{\"a\": NaN}",
        "{\"a\": Infinity}",
        "{\"a\": 1,, \"b\": 2}",
        "{} {}",
        "{,}",
        "{\u{b}\"a\": 1}",
        "{\u{a0}\"a\": 1}",
        "{\"a\": \"x\ty\"}",
        "{\"a\": \"x\ny\"}",
        "{\"a\": \"\\x41\"}",
        "{\"a\": [1 2]}",
        "{\"a\" 1}",
        "{\"a\"}",
        "{\"a\": }",
        "{\"a\": /* ",
        "{\"a\": tru}",
        "\u{feff}\u{feff}{}",
        "{\"a\": \"\\ud800\"}",
    ];
    for text in bad {
        assert!(parse(text).is_err(), "{text}");
    }
    let fault = parse("{\n  \"ä\": tru\n}").unwrap_err();
    assert_eq!((fault.line, fault.column), (2, 8));
    let fault = parse("{\r\n\r\n  \"a\": 1\r\n  \"b\": 2}").unwrap_err();
    assert_eq!((fault.line, fault.column), (3, 9), "{fault}");
}

#[test]
fn depth_has_an_end() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(parse(&deep).is_err());
    let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    assert!(parse(&deep).is_ok());
    assert!(edited(&deep, &[Edit::set(["a"], json!(1))]).is_ok());
    let way: Vec<String> = (0..2_000).map(|number| number.to_string()).collect();
    assert!(edited("{}", &[Edit { path: way, value: Some(json!(1)) }]).is_err());
}

#[test]
fn a_text_that_is_cut_anywhere_is_a_fault_with_its_place() {
    for (end, _) in LIVED_IN.char_indices() {
        let cut = &LIVED_IN[..end];
        let edit = [Edit::set(["mcp", "new"], json!(1))];
        let lines = u32::try_from(cut.split('\n').count()).unwrap();
        match (parse(cut), edited(cut, &edit)) {
            (Ok(value), Ok(made)) => assert_eq!(parse(&made).unwrap()["mcp"]["docs"], value["mcp"]["docs"]),
            (Err(fault), made) => {
                assert!(fault.line >= 1 && fault.line <= lines && fault.column >= 1, "{cut}\n{fault}");
                // comments alone are a text to begin with
                let is_start = fault.message == "there is no value";
                assert_eq!(made.is_ok(), is_start, "{cut}\n{fault}\n{made:?}");
            }
            (Ok(_), Err(fault)) => panic!("{cut}\n{fault}"),
        }
    }
}

/// Throws for the layout of a text.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<'a>(&mut self, any: &[&'a str]) -> &'a str {
        let side = self.throw(any.len() as u64);
        any[usize::try_from(side).unwrap()]
    }
}

/// A text with this value, laid out by dice: blanks, line ends and comments wherever they may stand, keys twice.
fn laid_out(value: &Value, dice: &mut Dice, end: &str) -> String {
    let gap = |dice: &mut Dice| {
        // in a text of many hands each line ends as it does
        let end = if end == "mixed" { dice.of(&["\n", "\r\n", "\r"]) } else { end };
        match dice.throw(9) {
            0..4 => dice.of(&["", " ", "  ", "\t"]).to_owned(),
            4..7 => format!("{end}{}", dice.of(&["", "  ", "    ", "\t"])),
            7 => dice.of(&[" /* \"k\": , } */ ", "/**/", "/* a\n b */"]).to_owned(),
            _ => format!(" // \"k\": {{ , {end}  "),
        }
    };
    match value {
        Value::Object(map) => {
            let mut text = format!("{{{}", gap(dice));
            for (index, (key, value)) in map.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                if dice.throw(12) == 0 {
                    let _ = write!(text, "{comma}{}{}:7{},", gap(dice), Value::from(key.as_str()), gap(dice));
                } else {
                    text += comma;
                }
                let name = Value::from(key.as_str());
                let _ = write!(text, "{}{name}{}:{}", gap(dice), gap(dice), gap(dice));
                text += &laid_out(value, dice, end);
                text += &gap(dice);
            }
            let comma = if !map.is_empty() && dice.throw(3) == 0 { "," } else { "" };
            format!("{text}{comma}{}}}", gap(dice))
        }
        Value::Array(list) => {
            let parts: Vec<_> = list.iter().map(|one| format!("{}{}", gap(dice), laid_out(one, dice, end))).collect();
            format!("[{}{}]", parts.join(","), gap(dice))
        }
        other => other.to_string(),
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[ -~äß\n\"\\\\/]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[kab]", inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn objects() -> impl Strategy<Value = Value> {
    prop::collection::btree_map("[kabc]", values(), 0..4).prop_map(|map| Value::Object(map.into_iter().collect()))
}

/// What a change of a key is to come to; none where it goes through what is no object.
fn changed(mut value: Value, path: &[String], new: Option<&Value>) -> Option<Value> {
    let (last, way) = path.split_last()?;
    let mut at = &mut value;
    for key in way {
        let Value::Object(map) = at else { return new.is_none().then_some(value) };
        if new.is_none() && !map.contains_key(key) {
            return Some(value);
        }
        at = map.entry(key.clone()).or_insert_with(|| json!({}));
    }
    match (at, new) {
        (Value::Object(map), Some(new)) => drop(map.insert(last.clone(), new.clone())),
        (Value::Object(map), None) => drop(map.remove(last)),
        (_, Some(_)) => return None,
        (_, None) => {}
    }
    Some(value)
}

/// The part of a text that a change of this key may touch: from the end of what is before it to the begin of what is behind it.
fn touchable(text: &str, path: &[String], orders: Orders) -> Range<usize> {
    let tree = Tree::of(text).unwrap();
    let mut node = tree.root.as_ref().unwrap();
    for (depth, key) in path.iter().enumerate() {
        let Node::Object(object) = node else { break };
        let is_last = depth + 1 == path.len();
        let Some((index, found)) = property(object, key) else {
            let comes_before = |one: &ObjectProp<'_>| orders(&[]).is_some_and(|before| before(key, one.name.as_str()));
            let place = object.properties.iter().position(comes_before);
            let last =
                place.unwrap_or(object.properties.len()).checked_sub(1).map(|last| object.properties[last].range);
            let next = place.map_or(object.range.end - 1, |next| object.properties[next].range.start);
            return last.map_or(object.range.start + 1, |last| last.end)..next;
        };
        if is_last {
            let first = object.properties.iter().position(|one| one.name.as_str() == key).unwrap();
            let before = first.checked_sub(1).map(|before| object.properties[before].range.end);
            let behind = object.properties.get(index + 1).map(|next| next.range.start);
            return before.unwrap_or(object.range.start + 1)..behind.unwrap_or(object.range.end - 1);
        }
        node = &found.value;
    }
    0..0
}

fn comments(text: &str) -> Vec<String> {
    let tree = Tree::of(text).unwrap();
    let is_comment = |token: &&TokenAndRange<'_>| matches!(token.token, Token::CommentLine(_) | Token::CommentBlock(_));
    let found = tree.tokens.iter().filter(is_comment).map(|token| text[token.range.start..token.range.end].to_owned());
    found.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_change_touches_what_it_names_and_nothing_else(
        value in objects(),
        seed in any::<u64>(),
        path in prop::collection::vec("[kab]", 1..4),
        new in prop::option::of(values()),
        lines in prop::sample::select(vec!["\n", "\r\n", "\r", "mixed"]),
        has_order in any::<bool>(),
    ) {
        let orders = if has_order { alphabet } else { order::none };
        let text = laid_out(&value, &mut Dice(seed), lines);
        prop_assert_eq!(&parse(&text).unwrap(), &value, "{}", text);
        let wanted = changed(value, &path, new.as_ref());
        let made = super::edited(&text, &[Edit { path: path.clone(), value: new.clone() }], orders);
        let Some(wanted) = wanted else {
            prop_assert!(made.is_err(), "{}", text);
            return Ok(());
        };
        let made = made.unwrap();
        prop_assert_eq!(&parse(&made).unwrap(), &wanted, "{}\n----\n{}", text, made);
        let may = touchable(&text, &path, orders);
        prop_assert!(made.starts_with(&text[..may.start]), "{}\n----\n{}", text, made);
        prop_assert!(made.len() >= text.len() - (may.end - may.start), "{}\n----\n{}", text, made);
        prop_assert!(made.ends_with(&text[may.end..]) || made == text, "{}\n----\n{}", text, made);
        if new.as_ref().is_some_and(|new| !new.is_object()) {
            let inside = comments(&text).len() - comments(&made).len();
            let replaced = touched_comments(&text, &path);
            prop_assert!(inside <= replaced, "{}\n----\n{}", text, made);
        }
        let again = super::edited(&made, &[Edit { path, value: new }], orders).unwrap();
        prop_assert_eq!(&again, &made);
    }

    #[test]
    fn any_text_is_read_or_is_a_fault(text in "[\\[\\]{}:,\"\\\\/* \n\rkab019eE.+\\-truenlfsé\u{feff}']{0,40}", path in prop::collection::vec("[kab]", 1..3)) {
        let is_read = parse(&text).is_ok();
        if let Ok(made) = edited(&text, &[Edit { path, value: Some(json!({"x": [1]})) }]) {
            prop_assert!(parse(&made).is_ok(), "{}\n----\n{}", text, made);
            prop_assert!(is_read || parse(&text).unwrap_err().message == "there is no value");
        }
    }
}

/// The comments within the value that a key has now.
fn touched_comments(text: &str, path: &[String]) -> usize {
    let tree = Tree::of(text).unwrap();
    let Some((last, way)) = path.split_last() else { return 0 };
    let Found::Object(object) = follow(tree.root.as_ref().unwrap(), way) else { return 0 };
    property(object, last).map_or(0, |(_, found)| comments(found.value.range().text(text)).len())
}
