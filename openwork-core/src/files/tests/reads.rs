//! Text, and bytes in pieces.

use super::*;

#[test]
fn a_text_is_utf_8_of_at_most_5_mb_and_stays_as_it_is() {
    let place = Place::new();
    let text = "\u{feff}one\r\ntwo\rthree\n\n";
    place.write("text", text, &Condition::default()).unwrap();
    assert_eq!(place.read("text").unwrap(), text);
    fs::write(place.at("latin"), b"caf\xe9").unwrap();
    fs::write(place.at("binary"), b"a\0b").unwrap();
    for name in ["latin", "binary"] {
        assert_eq!(kind(place.read(name)), Some(ErrorKind::UnsupportedMediaType), "{name}");
    }
    fs::write(place.at("most"), "x".repeat(5_000_000)).unwrap();
    fs::write(place.at("more"), "x".repeat(5_000_001)).unwrap();
    assert_eq!((kind(place.read("most")), kind(place.read("more"))), (None, Some(ErrorKind::TooLarge)));
}

#[tokio::test]
async fn a_file_comes_in_pieces_and_one_that_shrank_fails() {
    use futures_util::TryStreamExt as _;
    let place = Place::new();
    let content: Vec<u8> = (0..700_000_u32).flat_map(u32::to_le_bytes).collect();
    fs::write(place.at("large"), &content).unwrap();
    let open = || OpenFile::open(&place.root, &path("large")).unwrap();
    let read = |range| async { open().pieces(range).try_collect::<Vec<_>>().await.map(|all| all.concat()) };
    let size = content.len() as u64;
    assert!(read(0..size).await.unwrap() == content);
    assert_eq!(read(5..5).await.unwrap(), b"");
    assert_eq!(read(300_000..900_001).await.unwrap(), content[300_000..900_001]);
    let opened = open();
    fs::write(place.at("large"), b"short").unwrap();
    assert!(opened.pieces(0..size).try_collect::<Vec<_>>().await.is_err());
}
