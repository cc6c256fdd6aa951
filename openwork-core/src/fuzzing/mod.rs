//! What the fuzz targets see of this library. Nothing else may use it, and it keeps no promise.

mod archives;
mod bundles;
mod front_matter;
mod jsonc;
mod paths;

pub use archives::unpack_archive;
pub use bundles::Bundles;
pub use front_matter::{edit_head, read_head};
pub use jsonc::edit_jsonc;
pub use paths::Paths;
