//! Folders as a whole.

use super::*;
use std::collections::BTreeMap;

const BOUNDS: Bounds = Bounds { things: 10, bytes: 100, file: 50 };

impl Place {
    fn put_whole(&self, path: &str, files: &[(&str, &str)], occupied: Occupied) -> Result<()> {
        let files = files.iter().map(|(path, text)| (path.parse().unwrap(), text.as_bytes().to_vec()));
        put_folder(&self.root, &self.locks, &path.parse().unwrap(), &files.collect::<BTreeMap<_, _>>(), occupied)
    }

    fn whole(&self, path: &str) -> Result<Option<Contents>> {
        read_folder(&self.root, &path.parse().unwrap(), BOUNDS)
    }
}

#[test]
fn a_folder_is_put_in_place_whole_or_not_at_all() {
    let place = Place::new();
    place.put_whole("a", &[("one", "1"), ("in/two", "2"), ("in/side/three", "3")], Occupied::Refuse).unwrap();
    let read = |path: &str| fs::read_to_string(place.at(path)).unwrap();
    assert_eq!((read("a/one"), read("a/in/two"), read("a/in/side/three")), ("1".into(), "2".into(), "3".into()));
    assert_eq!(place.put_whole("a", &[("other", "x")], Occupied::Refuse).unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(read("a/one"), "1");
    place.put_whole("a", &[("other", "x")], Occupied::Replace).unwrap();
    assert!(read("a/other") == "x" && !place.at("a/one").exists() && !place.at("a/in").exists());
    // what cannot be whole leaves what was there, and nothing beside it
    for bad in [[("one", "1"), ("one/two", "2")], [("one", "1"), ("aux.txt", "2")]] {
        assert!(place.put_whole("a", &bad, Occupied::Replace).is_err(), "{bad:?}");
    }
    assert_eq!((read("a/other").as_str(), place.names()), ("x", vec!["a".to_owned()]));
}

#[test]
fn what_a_server_that_is_over_left_goes_when_a_folder_is_put_beside_it() {
    let place = Place::new();
    let draft = |number: u32| format!(".openwork-{number:08x}{}.tmp", "0".repeat(24));
    // no system has so many processes
    let (over, running) = (draft(u32::MAX >> 1), draft(std::process::id()));
    for draft in [&over, &running] {
        place.put(&format!("{draft}/SKILL.md"), "half");
    }
    let before = over.replace(".tmp", ".before");
    place.put(&format!("{before}/SKILL.md"), "the user's");
    place.put_whole("a", &[("one", "1")], Occupied::Refuse).unwrap();
    assert!(!place.at(&over).exists() && place.at(&running).exists() && place.at(&before).exists());
}

#[test]
fn a_folder_takes_the_place_of_a_folder_only() {
    let place = Place::new();
    place.put("file", "mine");
    fs::create_dir(place.at("real")).unwrap();
    symlink("real", place.at("link")).unwrap();
    symlink("../outside", place.at("out")).unwrap();
    for path in ["file", "link", "out"] {
        let refused = place.put_whole(path, &[("x", "x")], Occupied::Replace).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Conflict, "{path}");
    }
    assert!(place.put_whole("out/x", &[("x", "x")], Occupied::Replace).is_err());
    assert_eq!(place.names(), ["file", "link", "out", "real"]);
    assert_eq!(fs::read_to_string(place.at("file")).unwrap(), "mine");
    assert_eq!(fs::read_dir(place.at("real")).unwrap().count(), 0);
}

#[test]
fn a_folder_is_read_within_bounds_and_no_link_is_followed() {
    let place = Place::new();
    assert_eq!(place.whole("none").unwrap(), None);
    place.put("a/one", "1");
    place.put("a/in/large", &"x".repeat(51));
    place.put("a/.hidden/x", "x");
    symlink("../../outside/secret", place.at("a/in/secret")).unwrap();
    symlink("one", place.at("a/same")).unwrap();
    let read = place.whole("a").unwrap().unwrap();
    let shown: Vec<_> = read.iter().map(|(path, thing)| (path.as_str(), thing)).collect();
    let one = Thing::File(b"1".to_vec());
    assert_eq!(shown, [("in/large", &Thing::Large), ("in/secret", &Thing::Odd), ("one", &one), ("same", &Thing::Odd)]);
    for count in 0..3 {
        place.put(&format!("b/{count}"), &"x".repeat(40));
    }
    assert_eq!(place.whole("b").unwrap_err().kind, ErrorKind::TooLarge);
    for count in 0..11 {
        place.put(&format!("c/{count}"), "");
    }
    assert_eq!(place.whole("c").unwrap_err().kind, ErrorKind::TooLarge);
    assert!(place.whole("a/one").is_err());
}
