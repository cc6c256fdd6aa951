//! From a request's headers to a caller. What the caller may do is decided in the core, once for all front ends.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use openwork_core::operation::{Access, Operation};
use openwork_core::{Caller, Error, ErrorKind, Result, Server};

/// The other header that may carry a token.
const HOST_TOKEN: &str = "x-openwork-host-token";

/// Whoever sends this request. An operation that is open to all is not refused for a token that is no good.
pub(crate) fn caller(server: &Server, operation: Operation, headers: &HeaderMap) -> Result<Caller> {
    let known = match token(headers) {
        Some(token) => server.authenticate(token),
        None => Err(missing()),
    };
    match (known, operation.access()) {
        (Ok(caller), _) => Ok(caller),
        (Err(_), Access::Open) => Ok(Caller::anonymous()),
        (Err(error), Access::Read | Access::Write | Access::Host) => Err(error),
    }
}

/// The token of a request, from either header.
fn token(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    bearer.or_else(|| headers.get(HOST_TOKEN)?.to_str().ok().map(str::trim)).filter(|token| !token.is_empty())
}

fn missing() -> Error {
    let message = "This call needs a token: send `Authorization: Bearer <token>`.";
    Error::new(ErrorKind::Unauthorized, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_token_comes_in_either_header() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            token(&headers).map(str::to_owned)
        };
        assert_eq!(from(&[("authorization", "Bearer ow_h_1")]).as_deref(), Some("ow_h_1"));
        assert_eq!(from(&[("authorization", "bearer  ow_h_1 ")]).as_deref(), Some("ow_h_1"));
        assert_eq!(from(&[("x-openwork-host-token", "ow_h_2")]).as_deref(), Some("ow_h_2"));
        assert_eq!(from(&[("authorization", "Basic abc"), ("x-openwork-host-token", "t")]).as_deref(), Some("t"));
        assert_eq!(from(&[("authorization", "Bearer ")]), None);
        assert_eq!(from(&[("authorization", "ow_h_1")]), None);
        assert_eq!(from(&[]), None);
    }
}
