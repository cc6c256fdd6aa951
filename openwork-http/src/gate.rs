//! Who may knock: the checks of `Host` and `Origin`, before anything else is looked at.
//!
//! A page of a foreign site can make a browser on this machine send requests here, and a name that is rebound to 127.0.0.1
//! makes them look like its own. So the `Host` must be one that this server answers to, and a page's `Origin` must be
//! allowed by name. Nobody is by default, and there is no way to allow everybody.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HOST, ORIGIN, VARY,
};
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue};
use openwork_core::{Error, ErrorKind, Result};
use std::net::IpAddr;

/// The checks of one server.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    bound: IpAddr,
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Gate {
    /// For a server that is bound to an address, with the hosts and origins that are allowed beside it.
    pub(crate) fn new(bound: IpAddr, hosts: &[String], origins: &[String]) -> Self {
        let lower = |names: &[String]| names.iter().map(|name| name.to_ascii_lowercase()).collect();
        Self { bound, hosts: lower(hosts), origins: lower(origins) }
    }

    /// The allowed origin that asks, if a page does; or why the request is refused.
    pub(crate) fn admit(&self, request: &Parts) -> Result<Option<HeaderValue>> {
        let mut hosts: Vec<&str> = request.uri.authority().map(Authority::as_str).into_iter().collect();
        for host in request.headers.get_all(HOST) {
            hosts.push(host.to_str().map_err(|_| foreign_host())?);
        }
        if hosts.is_empty() || !hosts.iter().all(|host| self.answers_to(host)) {
            return Err(foreign_host());
        }
        self.origin(&request.headers)
    }

    /// Whether this server goes by that name. The port is not looked at: a foreign page cannot choose its own host.
    fn answers_to(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let Ok(authority) = host.parse::<Authority>() else { return false };
        let name = authority.host();
        if host.contains('@') {
            return false;
        }
        if name == "localhost" || self.hosts.iter().any(|allowed| *allowed == host || allowed == name) {
            return true;
        }
        // An address cannot be rebound. A server that is bound to all of its machine's answers to any.
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        address.is_ok_and(|address| address.is_loopback() || address == self.bound || self.bound.is_unspecified())
    }

    fn origin(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>> {
        let mut origins = headers.get_all(ORIGIN).iter();
        let Some(origin) = origins.next() else {
            let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
            let foreign = matches!(site, Some(b"cross-site" | b"same-site"));
            return if foreign { Err(foreign_origin()) } else { Ok(None) };
        };
        let name = origin.to_str().map(str::to_ascii_lowercase).map_err(|_| foreign_origin())?;
        let allowed = origins.next().is_none() && self.origins.contains(&name);
        if allowed { Ok(Some(origin.clone())) } else { Err(foreign_origin()) }
    }
}

/// What an allowed page's browser needs to hear, with every answer.
pub(crate) fn share(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(VARY, HeaderValue::from_static("origin"));
    let readable = HeaderValue::from_static("x-request-id, x-openwork-server, retry-after");
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, readable);
}

/// What it needs to hear when it asks beforehand.
pub(crate) fn permit(headers: &mut HeaderMap, asked: &HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE"));
    let sendable = "authorization, content-type, last-event-id, x-openwork-host-token, x-request-id";
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(sendable));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if asked.contains_key("access-control-request-private-network") {
        headers.insert("access-control-allow-private-network", HeaderValue::from_static("true"));
    }
}

/// An origin as `--allow-origin` takes it: `scheme://host[:port]`.
pub(crate) fn parse_origin(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    match text.split_once("://") {
        Some((scheme, rest)) if !scheme.is_empty() && !rest.contains(['*', '/', '?', '#', ' ', '@']) => {
            Ok(text.to_ascii_lowercase())
        }
        _ => Err("an origin is `scheme://host` or `scheme://host:port`, and never `*` or `null`".to_owned()),
    }
}

/// A host as `--allow-host` takes it: `name[:port]`.
pub(crate) fn parse_host(text: &str) -> Result<String, String> {
    match text.trim().parse::<Authority>() {
        Ok(host) if !host.as_str().contains(['*', '@']) => Ok(host.as_str().to_ascii_lowercase()),
        _ => Err("a host is `name` or `name:port`, and never `*`".to_owned()),
    }
}

fn foreign_host() -> Error {
    let message =
        "This server does not answer to that `Host`. Call it by its own address, or start it with `--allow-host`.";
    Error::new(ErrorKind::Forbidden, message)
}

fn foreign_origin() -> Error {
    let message = "Pages of that origin may not call this server. Start it with `--allow-origin` if they should.";
    Error::new(ErrorKind::Forbidden, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn gate(bound: &str) -> Gate {
        let hosts = ["work.example:8443".to_owned(), "Desk.example".to_owned()];
        Gate::new(bound.parse().unwrap(), &hosts, &["https://app.example".to_owned()])
    }

    fn admitted(gate: &Gate, headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder().uri("/system/health");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        gate.admit(&request.body(()).unwrap().into_parts().0).is_ok()
    }

    #[test]
    fn only_its_own_names_are_answered_to() {
        let local = gate("127.0.0.1");
        for host in ["localhost", "LOCALHOST:3100", "127.0.0.1:1", "127.8.8.8", "[::1]:3100", "work.example:8443"] {
            assert!(admitted(&local, &[("host", host)]), "{host}");
        }
        assert!(admitted(&local, &[("host", "desk.example:99")]));
        for host in ["evil.example", "localhost.evil.example", "work.example", "192.168.0.7", "a@localhost", "", "[::1"]
        {
            assert!(!admitted(&local, &[("host", host)]), "{host}");
        }
        assert!(!admitted(&local, &[]));
        assert!(!admitted(&local, &[("host", "localhost"), ("host", "evil.example")]));
    }

    #[test]
    fn a_server_bound_to_every_address_answers_to_any_address_and_no_name() {
        assert!(admitted(&gate("0.0.0.0"), &[("host", "192.168.0.7:3100")]));
        assert!(!admitted(&gate("0.0.0.0"), &[("host", "evil.example")]));
        assert!(admitted(&gate("192.168.0.7"), &[("host", "192.168.0.7")]));
        assert!(!admitted(&gate("192.168.0.7"), &[("host", "192.168.0.8")]));
    }

    #[test]
    fn pages_are_refused_unless_their_origin_is_allowed() {
        let gate = gate("127.0.0.1");
        let with = |more: &[(&str, &str)]| admitted(&gate, &[&[("host", "localhost")], more].concat());
        assert!(with(&[("origin", "https://app.example")]));
        assert!(with(&[("origin", "https://app.example"), ("sec-fetch-site", "cross-site")]));
        assert!(with(&[("sec-fetch-site", "none")]) && with(&[("sec-fetch-site", "same-origin")]));
        for origin in
            ["null", "https://evil.example", "https://app.example.evil", "http://app.example", "http://localhost"]
        {
            assert!(!with(&[("origin", origin)]), "{origin}");
        }
        assert!(!with(&[("sec-fetch-site", "cross-site")]) && !with(&[("sec-fetch-site", "same-site")]));
        assert!(!with(&[("origin", "https://app.example"), ("origin", "https://evil.example")]));
    }

    #[test]
    fn everybody_cannot_be_allowed() {
        assert_eq!(parse_origin("HTTPS://App.example/").as_deref(), Ok("https://app.example"));
        assert!(
            ["*", "null", "app.example", "https://*", "https://a/b"].iter().all(|text| parse_origin(text).is_err())
        );
        assert!(["*", "*.example", "", "a b", "http://a/"].iter().all(|text| parse_host(text).is_err()));
        assert_eq!(parse_host("Desk.example:80").as_deref(), Ok("desk.example:80"));
    }
}
