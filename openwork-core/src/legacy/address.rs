//! Addresses of other servers, as the sources have them.

use crate::model::secret::Secret;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An address, and what was part of it and is none.
#[derive(Debug, Clone, Default)]
pub(super) struct Address {
    /// Where the server is: scheme, host, port and what stands before a mount; without a `/` at its end.
    pub(super) base: String,
    /// The workspace whose mount it was: `/w/<id>` or `/workspace/<id>`.
    pub(super) mounted: Option<String>,
    /// The name and the password that stood in it.
    pub(super) secrets: BTreeMap<String, Secret>,
    /// Whether something stood behind it, after a `?` or a `#`.
    pub(super) is_cut: bool,
}

impl Address {
    /// What is told of an address that something stood behind. That may be a secret, and is not quoted.
    pub(super) fn warning(&self) -> Option<String> {
        let told = "What stood behind the address, after `?` or `#`, is no part of it and was left out.";
        self.is_cut.then(|| format!("{told} If it was a token, give it anew."))
    }

    /// Whether it is one of this machine.
    pub(super) fn is_of_this_machine(&self) -> bool {
        let authority = self.base.split_once("://").map_or("", |(_, rest)| rest).split('/').next().unwrap_or_default();
        if let Some(within) = authority.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            return within.parse().is_ok_and(|ip: Ipv6Addr| {
                ip.is_loopback() || ip.is_unspecified() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback())
            });
        }
        let host = authority.split(':').next().unwrap_or_default().trim_end_matches('.');
        let is_own = |ip: Ipv4Addr| ip.is_loopback() || ip.is_unspecified();
        host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(is_own)
    }
}

/// The parts of an address, or why it is none. The reason does not quote it: there may be a password in it.
pub(super) fn address(text: &str) -> Result<Address, &'static str> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").ok_or("the address has no `http://` or `https://` before it")?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return Err("the address begins neither with `http://` nor with `https://`");
    }
    let (rest, behind) = rest.find(['?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let is_host = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '\\' | '"' | '<' | '>');
    if host.is_empty() || host.starts_with(':') || !host.chars().all(is_host) {
        return Err("the address names no host");
    }
    let mut found = Address { is_cut: behind.len() > 1, ..Address::default() };
    let (name, password) = user.unwrap_or_default().split_once(':').unwrap_or((user.unwrap_or_default(), ""));
    for (what, text) in [("username", name), ("password", password)] {
        let text = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        if let Ok(secret) = Secret::try_from(text.into_owned()) {
            found.secrets.insert(what.to_owned(), secret);
        }
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mount = parts.windows(2).position(|pair| matches!(pair, ["w" | "workspace", _]));
    let before = parts.get(..mount.unwrap_or(parts.len())).unwrap_or_default();
    found.mounted = mount.and_then(|at| parts.get(at + 1)).map(|id| (*id).to_owned());
    found.base = format!("{scheme}://{}", host.to_ascii_lowercase());
    for part in before {
        found.base.push('/');
        found.base.push_str(part);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_a_password_and_a_query_are_no_part_of_an_address() {
        for (text, base, mounted) in [
            ("https://box.example.com/w/ws_7ed5492007ca/opencode", "https://box.example.com", Some("ws_7ed5492007ca")),
            ("https://Box.example.com/workspace/ws_1?token=hush#x", "https://box.example.com", Some("ws_1")),
            ("http://192.168.1.20:4096/", "http://192.168.1.20:4096", None),
            ("https://a.example/behind/proxy/w/x", "https://a.example/behind/proxy", Some("x")),
            ("HTTPS://a.example/w", "https://a.example/w", None),
            ("http://[::1]:8787", "http://[::1]:8787", None),
        ] {
            let found = address(text).unwrap();
            assert_eq!((found.base.as_str(), found.mounted.as_deref()), (base, mounted), "{text}");
        }
        let found = address("https://ana:hu%73h@a.example/").unwrap();
        assert_eq!(found.base, "https://a.example");
        let revealed: Vec<_> = found.secrets.iter().map(|(name, secret)| (name.as_str(), secret.reveal())).collect();
        assert_eq!(revealed, [("password", "hush"), ("username", "ana")]);
    }

    #[test]
    fn what_stands_behind_an_address_is_told_and_not_quoted() {
        for (text, is_told) in [
            ("https://a.example/w/x?token=hush", true),
            ("https://a.example#hush", true),
            ("https://a.example/?", false),
            ("https://a.example/", false),
        ] {
            let warning = address(text).unwrap().warning();
            assert_eq!(warning.is_some(), is_told, "{text}");
            assert!(!warning.unwrap_or_default().contains("hush"), "{text}");
        }
    }

    #[test]
    fn a_host_is_this_machine_by_what_it_is_and_not_by_how_it_begins() {
        for own in [
            "localhost:8787",
            "127.0.0.1",
            "127.9.9.9:1",
            "0.0.0.0:80",
            "[::1]:1",
            "[::ffff:127.0.0.1]",
            "a.localhost",
            "localhost.",
        ] {
            assert!(address(&format!("http://{own}/x")).unwrap().is_of_this_machine(), "{own}");
        }
        for other in
            ["localhost.example.com", "127.example.org", "127.0.0.1.example.org", "[::2]", "0.0.0.1.x", "10.0.0.1"]
        {
            assert!(!address(&format!("https://{other}")).unwrap().is_of_this_machine(), "{other}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_quoted() {
        for text in ["", "box", "ftp://hush@a", "https://", "https:///w/x", "https://hush@", "http://:80", "http://a b"]
        {
            assert!(!address(text).expect_err(text).contains("hush"), "{text}");
        }
    }
}
