//! placeholder

#[allow(dead_code, unreachable_pub, reason = "its readers land next")]
mod clock;
#[allow(dead_code, unreachable_pub, reason = "its readers land next")]
mod ids;
#[allow(dead_code, reason = "its readers land next")]
mod model {
    pub(crate) mod stored;
}
#[allow(dead_code, unused_imports, reason = "its callers land next")]
mod store;
#[allow(dead_code, unreachable_pub, reason = "its readers land next")]
mod text;
