//! Pages of a list that changes while it is read: a cursor is the place of the last item, not a count, so that what is made
//! or removed meanwhile neither repeats nor hides an item.

use crate::error::{Error, ErrorKind, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Sorts the items by their place and cuts out the page after a cursor. Answers the cursor of the next page too.
pub(crate) fn page<T, K: Ord + Serialize + DeserializeOwned>(
    mut items: Vec<T>,
    place: impl Fn(&T) -> K,
    cursor: Option<&str>,
    limit: usize,
) -> Result<(Vec<T>, Option<String>)> {
    items.sort_by_cached_key(&place);
    if let Some(cursor) = cursor {
        let after: K = read(cursor)?;
        items.retain(|item| place(item) > after);
    }
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|item| write(&place(item))).transpose()?;
    Ok((items, next))
}

/// A place as the cursor that goes on from it.
pub(crate) fn write<K: Serialize>(place: &K) -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).map_err(Error::internal)?))
}

/// The place that a cursor means.
pub(crate) fn read<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok();
    text.and_then(|text| serde_json::from_slice(&text).ok()).ok_or_else(foreign)
}

/// A cursor of something else.
pub(crate) fn foreign() -> Error {
    Error::new(ErrorKind::InvalidRequest, "This `cursor` was not given by this list; begin again without one.")
        .at("cursor", "not a cursor of this list")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Reverse;

    #[test]
    fn pages_hold_each_item_once_also_when_one_is_made_meanwhile() {
        let place = |item: &(u32, String)| (Reverse(item.0), item.1.clone());
        let mut all: Vec<(u32, String)> = (0..25).map(|n| (n / 3, format!("item {n:02}"))).collect();
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let (items, next) = page(all.clone(), place, cursor.as_deref(), 4).expect("a page");
            seen.extend(items);
            all.push((1000, format!("new {}", seen.len())));
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (25, 25));
    }

    #[test]
    fn a_cursor_of_something_else_is_refused() {
        for cursor in ["", "x", "AAAA", "!!", "MTIz", "bnVsbA"] {
            let error = page(vec![(1u32, "a".to_owned())], Clone::clone, Some(cursor), 1).expect_err(cursor);
            assert_eq!(error.kind, ErrorKind::InvalidRequest);
        }
    }
}
