//! Promise G16: nothing acknowledged is lost, nothing is there in part, and damage is said, not papered over.

mod basics;
mod records;
