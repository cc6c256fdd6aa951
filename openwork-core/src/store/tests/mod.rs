//! Promise G16: nothing acknowledged is lost, nothing is there in part, and damage is said, not papered over.
//!
//! [`disk`] is a pretend disk: it loses power, runs full and fails on command. [`records`] makes records, [`dice`] chance.

mod basics;
mod batches;
mod child;
mod creation;
mod damage;
pub(crate) mod dice;
pub(crate) mod disk;
mod full;
mod kill;
mod ledger;
mod openers;
mod overlay;
mod power;
mod records;
mod sealed;
mod shapes;
mod upgrades;
