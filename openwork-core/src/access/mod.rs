//! STUB
#![allow(missing_docs)]
/// Whoever calls.
#[derive(Debug, Clone)]
pub struct Caller {}
impl Caller {
    /// Everything, on every workspace: the embedding program itself.
    #[must_use]
    pub fn host() -> Self {
        Self {}
    }
    /// Nobody in particular; only open operations.
    #[must_use]
    pub fn anonymous() -> Self {
        Self {}
    }
}
