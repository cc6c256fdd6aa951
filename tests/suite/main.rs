//! The one suite: every story over the real programs, and the rules of the house.

mod door;
mod house;
mod substitutes;
