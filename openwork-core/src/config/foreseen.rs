//! Whether the managed layer of a folder can take what is wanted, before anything is written.

use super::disk::Place;
use super::managed::{FILE, Wanted, entered, planned};
use crate::error::Result;
use crate::model::stored::ProjectedRecord;
use std::path::Path;

/// What would come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Foreseen {
    /// All of it would be put there.
    Fits,
    /// The same, and nothing stands in the way of anything else: there is no file yet.
    IsFree,
    /// These keys would stay as somebody wrote them by hand.
    Stays(Vec<Vec<String>>),
}

/// What would come of putting this into the managed layer of a folder as it is now. Blocks.
///
/// # Errors
/// As [`super::managed::project`], as far as that is known before.
pub(crate) fn foreseen(folder: &Path, wanted: &Wanted, record: &ProjectedRecord) -> Result<Foreseen> {
    let place = Place::open(folder)?;
    let found = place.read(FILE)?;
    place.refuse_unwritable(FILE, found.as_ref())?;
    let Some(found) = found else { return Ok(Foreseen::IsFree) };
    let mut ours = entered(&place, record);
    // what else is ours there is nobody's question
    ours.keys.retain(|key| wanted.keys.contains_key(&key.path));
    let (projected, _) = planned(&found.text, wanted, &mut ours)?;
    Ok(if projected.kept.is_empty() { Foreseen::Fits } else { Foreseen::Stays(projected.kept) })
}
