//! Reading files and JSON: bytes to an object, whatever they are.

use super::super::json::{Document, Fields, moment};
use super::super::read::{Content, content};
use super::{Home, System};
use proptest::prelude::*;
use serde_json::{Value, json};

fn map(bytes: impl Into<Vec<u8>>) -> Result<Value, String> {
    Ok(Value::Object(Document::of(bytes.into())?.map()?))
}

#[test]
fn what_stands_around_the_first_object_is_left_out() {
    for (text, repaired) in [
        (r#"{"a":1}"#, false),
        (" {\"a\":1}\n", false),
        ("\u{feff}{\"a\":1}", false),
        (r#"{"a":1}}"#, true),
        (r#"{"a":1}{"a":2}"#, true),
        ("{\"a\":1}\0\0\0\0", true),
        (r#"garbage {"a":1}"#, true),
    ] {
        let document = Document::of(text.into()).expect(text);
        assert_eq!(
            (document.map().unwrap(), document.repair.is_some()),
            (json!({"a":1}).as_object().unwrap().clone(), repaired),
            "{text:?}"
        );
    }
    assert_eq!(map(r#"{"a":"} \" {"} rest"#), Ok(json!({"a":"} \" {"})));
    assert_eq!(map(b"{\"a\":1} \xff\xfe\x00".to_vec()), Ok(json!({"a":1})));
}

#[test]
fn text_of_two_bytes_a_letter_is_read() {
    let little: Vec<u8> = "\u{feff}{\"a\":\"ä\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "\u{feff}{\"a\":\"ä\"}".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!((map(little.clone()), map(big)), (Ok(json!({"a":"ä"})), Ok(json!({"a":"ä"}))));
    assert!(map(&little[..little.len() - 1]).is_err(), "half a letter");
}

#[test]
fn what_is_no_object_is_told_without_being_quoted() {
    for bytes in [
        b"".as_slice(),
        b" \n\t",
        b"\0\0\0\0",
        b"[{\"a\":1}]",
        b"[{\"a\":1}",
        b"7",
        b"\"hush\"",
        b"hush",
        b"{\"a\":\"hush",
        b"\x89PNG\r\n hush",
        b"{\"hush\":hush}",
    ] {
        let why = map(bytes).expect_err(&String::from_utf8_lossy(bytes));
        assert!(!why.contains("hush"), "{why}");
    }
}

#[test]
fn an_object_nested_without_end_is_no_danger() {
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert!(map(deep.clone()).is_err());
    let within = format!("{{\"workspaces\":[{deep},{{\"path\":\"/a\"}}]}}");
    let home = Home::empty(System::Linux);
    home.put(".config/openwork/server.json", within);
    let found = home.survey();
    assert_eq!(super::workspaces(&found).len(), 1, "the other entry is read");
}

#[test]
fn a_moment_is_told_in_any_unit() {
    for (value, millis) in [
        (json!(1_776_000_000_000_u64), Some(1_776_000_000_000)),
        (json!(1_776_000_000), Some(1_776_000_000_000)),
        (json!(1_776_000_000.5), Some(1_776_000_000_000)),
        (json!("2026-04-12T13:20:00Z"), Some(1_776_000_000_000)),
        (json!(12_345), Some(12_345_000)),
        (json!(0), None),
        (json!(-5), None),
        (json!("never"), None),
        (json!([]), None),
    ] {
        assert_eq!(moment(&value).map(crate::Timestamp::as_millis), millis, "{value}");
    }
    assert!(moment(&json!(1e300)).is_some(), "a clock of another age");
}

#[test]
fn a_field_of_another_type_counts_as_absent_and_is_named() {
    let map =
        json!({ "text": 7, "flag": "hush", "list": {}, "object": [], "port": 70_000, "number": "hush", "null": null });
    let mut fields = Fields::of(map.as_object().unwrap());
    assert_eq!((fields.text("text"), fields.flag("flag"), fields.port("port")), (None, None, None));
    assert!(fields.list("list").is_none() && fields.object("object").is_none() && fields.number("number").is_none());
    assert!(fields.text("null").is_none() && fields.text("absent").is_none());
    assert_eq!(fields.warnings.len(), 6);
    assert!(!fields.warnings.concat().contains("hush"), "{:?}", fields.warnings);
}

#[test]
fn only_regular_files_of_some_size_are_read() {
    let home = Home::empty(System::Linux);
    let read = |path: &std::path::Path| content(path, 8);
    assert!(matches!(read(&home.at("none")), Ok(None)));
    assert!(
        matches!(read(&home.put("file/below", "x").join("deeper")), Ok(None)),
        "a file on the way is no file there"
    );
    assert!(matches!(read(&home.put("fits", "12345678")), Ok(Some(Content { bytes, .. })) if bytes == b"12345678"));
    assert!(read(&home.put("large", "123456789")).unwrap_err().reason.contains("larger"));
    assert!(read(&home.at("file")).unwrap_err().reason.contains("folder"));
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_files_and_nothing_else_is_opened() {
    use std::os::unix::fs::symlink;
    let home = Home::empty(System::Linux);
    let file = home.put("file", "x");
    let link = |name: &str, to: &std::path::Path| {
        symlink(to, home.at(name)).unwrap();
        content(&home.at(name), 8)
    };
    assert!(matches!(link("link", &file), Ok(Some(_))));
    assert!(link("loop", &home.at("loop")).unwrap_err().reason.contains("back to itself"));
    assert!(link("dangling", &home.at("gone")).unwrap_err().reason.contains("not there"));
    assert!(link("device", std::path::Path::new("/dev/zero")).unwrap_err().reason.contains("regular"));
    // nobody writes to it: who opened it would wait for ever
    let pipe = home.at("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    assert!(content(&pipe, 8).unwrap_err().reason.contains("regular"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_told(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = map(bytes);
    }

    #[test]
    fn what_follows_an_object_does_not_change_it(text in "[a-z{}\\\\\"\\[\\]]{0,12}", rest in any::<Vec<u8>>()) {
        let object = json!({ "a": text, "b": { "c": [1, "}"] } });
        let mut bytes = object.to_string().into_bytes();
        bytes.push(b' ');
        bytes.extend(rest);
        prop_assert_eq!(map(bytes), Ok(object));
    }
}

#[test]
fn halves_of_characters_odd_bytes_and_huge_numbers_hide_nothing() {
    for (text, expected) in [
        (br#"{"a":"x\ud83d","b":1}"#.to_vec(), json!({"a":"x\u{fffd}","b":1})),
        (br#"{"a":"\ud83d\ude00 \ude00","b":1}"#.to_vec(), json!({"a":"\u{1f600} \u{fffd}","b":1})),
        (b"{\"a\":\"caf\xe9\",\"b\":1}".to_vec(), json!({"a":"caf\u{fffd}","b":1})),
        (b"{\"a\":-1e999,\"b\":1}".to_vec(), json!({"a":null,"b":1})),
        (br#"{"a":"\\ud83d 1e999","b":1}"#.to_vec(), json!({"a":"\\ud83d 1e999","b":1})),
    ] {
        assert_eq!(map(text.clone()), Ok(expected), "{}", String::from_utf8_lossy(&text));
    }
    let home = Home::empty(System::Linux);
    let text = r#"{"token":"t\ud83d","workspaces":[{"path":"/a","name":"A\ud83d"},{"path":"/b","size":1e999}]}"#;
    home.put(".config/openwork/server.json", text);
    let found = home.survey();
    let source = &found.sources[0];
    assert_eq!(source.condition, crate::model::migration::LegacyCondition::Damaged);
    assert!(source.warnings.iter().any(|warning| warning.contains("broken characters")), "{source:?}");
    assert_eq!(super::workspaces(&found).len(), 2);
    assert!(format!("{source:?}").contains("FoundToken"), "{source:?}");
}
