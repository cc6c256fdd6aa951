//! stub
use bytes::Bytes;
/// The document as it is committed.
pub fn document() -> String {
    String::new()
}
pub(crate) fn served() -> Bytes {
    Bytes::new()
}
