//! Many edits at once: as if one after the other were done, and with few readings of the text.

use super::super::round;
use super::*;
use std::collections::VecDeque;

/// How many readings all of these take, and what comes of them.
fn readings(text: &str, edits: &[Edit], orders: Orders) -> (usize, String) {
    let (mut now, mut rest, mut count) = (text.to_owned(), edits.iter().cloned().collect::<VecDeque<_>>(), 0);
    while !rest.is_empty() {
        now = round::of(&now, &mut rest, orders).unwrap();
        count += 1;
    }
    (count, now)
}

#[test]
fn many_edits_of_a_long_text_take_few_readings() {
    let rules: Vec<_> = (0..2000).map(|number| format!("    \"r{number:04}\": \"ask\", // {number}")).collect();
    let text = format!("{{\n  \"permission\": {{\n{}\n    \"z\": \"ask\"\n  }}\n}}\n", rules.join("\n"));
    let path = |name: String| ["permission".to_owned(), name];
    let come: Vec<_> = (0..500).map(|number| Edit::set(path(format!("n{number:03}")), json!("deny"))).collect();
    let other: Vec<_> = (0..500).map(|number| Edit::set(path(format!("r{number:04}")), json!("deny"))).collect();
    let go: Vec<_> = (0..500).map(|number| Edit::remove(path(format!("r{number:04}")))).collect();
    let alphabetic: Orders = alphabet;
    for (edits, orders, most) in [
        (&come, alphabetic, 1),
        (&come, order::none, 1),
        (&other, order::none, 1),
        // one reading for every second of those that are left
        (&go, order::none, 10),
        (&[go.clone(), come.clone(), other.clone()].concat(), alphabetic, 13),
    ] {
        let (count, made) = readings(&text, edits, orders);
        assert!(count <= most, "{count}");
        let one_by_one = edits
            .iter()
            .fold(parse(&text).unwrap(), |now, edit| changed(now, &edit.path, edit.value.as_ref()).unwrap());
        assert_eq!(parse(&made).unwrap(), one_by_one);
    }
    // an object over an object is as many edits
    let whole: Map<String, Value> = (0..2000).map(|number| (format!("r{number:04}"), json!("deny"))).collect();
    let (count, made) = readings(&text, &[Edit::set(["permission"], Value::Object(whole))], order::none);
    assert!(count <= 2 && made.contains("\"r1999\": \"deny\" // 1999"), "{count}");
}

proptest! {
    #[test]
    fn many_edits_come_to_what_they_come_to_one_by_one(
        value in objects(),
        edits in prop::collection::vec((prop::collection::vec("[kabc]", 1..4), prop::option::of(values())), 0..8),
        seed in any::<u64>(),
        is_ordered in any::<bool>(),
    ) {
        let text = laid_out(&value, &mut Dice(seed), "\n");
        let edits: Vec<_> = edits.into_iter().map(|(path, value)| Edit { path, value }).collect();
        let orders: Orders = if is_ordered { alphabet } else { order::none };
        let at_once = super::super::edited(&text, &edits, orders);
        let one_by_one = edits.iter().try_fold(text.clone(), |now, edit| super::super::edited(&now, std::slice::from_ref(edit), orders));
        match (at_once, one_by_one) {
            (Ok(at_once), Ok(one_by_one)) => {
                prop_assert_eq!(parse(&at_once).unwrap(), parse(&one_by_one).unwrap(), "{}\n{}", at_once, one_by_one);
                // which comment goes with what is gone depends on what stands beside it by then
                let takes_out = |edit: &Edit| edit.value.as_ref().is_none_or(Value::is_object);
                if !edits.iter().any(takes_out) {
                    prop_assert_eq!(comments(&at_once), comments(&one_by_one), "{}\n{}", at_once, one_by_one);
                }
            }
            (Err(at_once), Err(one_by_one)) => prop_assert_eq!(at_once.message, one_by_one.message),
            (at_once, one_by_one) => prop_assert!(false, "{:?}\n{:?}", at_once, one_by_one),
        }
    }
}
