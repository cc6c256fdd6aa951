//! What needs two areas at once.

mod assigned;
pub(crate) mod attention;
pub(crate) mod bound_folder;
mod by_workspace;
pub(crate) mod changes;
mod discovered;
pub(crate) mod feed;
pub(crate) mod import;
mod item_place;
pub(crate) mod items;
pub(crate) mod ownership;
pub(crate) mod portable;
pub(crate) mod projection;
pub(crate) mod relay;
pub(crate) mod reload;
