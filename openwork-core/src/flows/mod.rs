//! What needs two areas at once.

pub(crate) mod attention;
pub(crate) mod bound_folder;
pub(crate) mod feed;
pub(crate) mod ownership;
pub(crate) mod relay;
