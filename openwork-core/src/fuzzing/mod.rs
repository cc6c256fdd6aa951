//! What the fuzz targets see of this library. Nothing else may use it, and it keeps no promise.

mod front_matter;
mod jsonc;
mod paths;

pub use front_matter::edit_head;
pub use jsonc::edit_jsonc;
pub use paths::Paths;
