//! The publisher of bundles: the one service that this server gives them to and takes them from.
//!
//! It is called by its own address only, never by one that someone else gave: an address of a bundle is taken apart, must be
//! the publisher's, and only its id is used. Redirects are not followed, answers are bounded.

use crate::error::{Error, ErrorKind, Result};
use crate::model::bundle::{BundleUrl, FetchBundle, FetchedBundle, PublishBundle, PublishedBundle};
use crate::model::json::JsonObject;
use crate::remote::{Page, Web, WebError, is_safe};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, ORIGIN};
use http::{Request, Uri};
use http_body_util::Full;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Deserialize;
use std::time::Duration;

/// How long a bundle may be.
const MOST: usize = 8 << 20;
/// How long an id may be.
const LONGEST_ID: usize = 128;
/// How many characters of a publisher's complaint are passed on.
const SHOWN: usize = 200;

const BUNDLE_TYPE: HeaderName = HeaderName::from_static("x-openwork-bundle-type");
const SCHEMA_VERSION: HeaderName = HeaderName::from_static("x-openwork-schema-version");
const BUNDLE_NAME: HeaderName = HeaderName::from_static("x-openwork-name");

/// What a header cannot say as it is.
const UNSAID: &AsciiSet = &CONTROLS.add(b'%');

/// Where bundles are published.
#[derive(Debug, Clone, Default)]
pub struct PublisherOptions {
    /// Its address: `https://…`, or `http://…` of this machine. Without, nothing is published or fetched.
    pub base_url: Option<String>,
    /// What it is told as the `Origin` of a publication; its own without.
    pub origin: Option<String>,
}

/// The publisher that this server is set up with, if it is with one.
#[derive(Debug)]
pub(crate) struct Publisher {
    place: Option<Place>,
    web: Web,
}

#[derive(Debug)]
struct Place {
    base: Base,
    origin: HeaderValue,
}

/// An address without a slash at its end, in parts that compare.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Base {
    scheme: String,
    /// In small letters, the port named.
    authority: String,
    path: String,
}

/// What the publisher answers to a publication.
#[derive(Deserialize)]
struct Said {
    url: BundleUrl,
}

impl Publisher {
    /// As the options say.
    ///
    /// # Errors
    /// An address that cannot be one.
    pub(crate) fn new(options: PublisherOptions) -> Result<Self> {
        let place = options.base_url.map(|url| {
            let base = Base::of(&url).filter(|_| url.parse().is_ok_and(|uri| is_safe(&uri))).ok_or_else(|| {
                let message = "The publisher's address must be `https://…`, or `http://…` of this machine, without user and query.";
                Error::new(ErrorKind::InvalidRequest, message)
            })?;
            let origin = options.origin.clone().unwrap_or_else(|| base.origin());
            let refused = |_| Error::new(ErrorKind::InvalidRequest, "The publisher's origin cannot be a header.");
            Ok::<_, Error>(Place { origin: HeaderValue::from_str(&origin).map_err(refused)?, base })
        });
        Ok(Self { place: place.transpose()?, web: Web::default() })
    }

    fn place(&self) -> Result<&Place> {
        self.place.as_ref().ok_or_else(|| {
            let message = "This server is set up with no publisher of bundles; its host names one when it starts it.";
            Error::new(ErrorKind::Conflict, message)
        })
    }

    /// Publishes what was decided to be given out.
    pub(crate) async fn publish(&self, wanted: PublishBundle, left_out: Vec<String>) -> Result<PublishedBundle> {
        let place = self.place()?;
        let body = serde_json::to_vec(&wanted.payload).map_err(Error::internal)?;
        let mut request = Request::post(place.base.with("/v1/bundles"))
            .header(ORIGIN, place.origin.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(BUNDLE_TYPE, HeaderValue::from_static(wanted.bundle_type.as_str()))
            .header(SCHEMA_VERSION, HeaderValue::from_static("v1"));
        if let Some(name) = &wanted.name {
            request = request.header(BUNDLE_NAME, utf8_percent_encode(name.as_str(), UNSAID).to_string());
        }
        let page = self.send(request.body(Full::from(body)), wanted.timeout_ms.unwrap_or_default().duration()).await?;
        let said: Said =
            serde_json::from_slice(&page.body).map_err(|why| foreign("no address of it").caused_by(why))?;
        if place.base.bundle_of(said.url.as_str()).is_none() {
            return Err(foreign("an address that is not its own"));
        }
        Ok(PublishedBundle { url: said.url, left_out })
    }

    /// Fetches a bundle of the publisher.
    pub(crate) async fn fetch(&self, wanted: FetchBundle) -> Result<FetchedBundle> {
        let place = self.place()?;
        let id = place.base.bundle_of(wanted.bundle_url.as_str()).ok_or_else(|| {
            let message = format!(
                "This is no address of a bundle at {}; those are `{}`.",
                place.base.origin(),
                place.base.with("/b/<id>")
            );
            Error::unprocessable("bundleUrl", message)
        })?;
        let request = Request::get(place.base.with(&format!("/b/{id}/data")))
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .body(Full::default());
        let page = self.send(request, wanted.timeout_ms.unwrap_or_default().duration()).await?;
        let bundle: JsonObject =
            serde_json::from_slice(&page.body).map_err(|why| foreign("no bundle").caused_by(why))?;
        Ok(FetchedBundle { bundle })
    }

    async fn send(&self, request: http::Result<Request<Full<Bytes>>>, limit: Duration) -> Result<Page> {
        let request = request.map_err(Error::internal)?;
        let page = self.web.send(request, limit, MOST).await.map_err(|why| {
            let kind = match why {
                WebError::Timeout(_) => ErrorKind::Timeout,
                WebError::TooLarge(_) | WebError::Broken(_) => ErrorKind::RemoteError,
            };
            Error::new(kind, format!("The publisher of bundles could not be asked: {why}. Try again later."))
                .caused_by(why)
        })?;
        match page.status {
            200..=299 => Ok(page),
            300..=399 => Err(foreign("a redirect, which is not followed")),
            404 | 410 => Err(Error::new(ErrorKind::NotFound, "The publisher has no such bundle.")),
            status => Err(foreign(&format!("{status}{}", complaint(&page.body)))),
        }
    }
}

/// The publisher answered with something else than it should.
fn foreign(what: &str) -> Error {
    Error::new(ErrorKind::RemoteError, format!("The publisher of bundles answered with {what}. Try again later."))
}

/// What the publisher says of a failure: text of a stranger, short and plain.
fn complaint(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Complaint {
        #[serde(alias = "error")]
        message: String,
    }
    let Ok(Complaint { message }) = serde_json::from_slice(body) else { return String::new() };
    let plain: String = message.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    if plain.is_empty() { plain } else { format!(" (`{plain}`)") }
}

impl Base {
    /// The parts of an address; none if it is not one, or has a user or a query.
    fn of(url: &str) -> Option<Self> {
        let (base, query) = Self::taken_apart(url)?;
        (query.is_none() && !url.contains('#')).then_some(base)
    }

    fn taken_apart(url: &str) -> Option<(Self, Option<String>)> {
        let uri: Uri = url.parse().ok()?;
        let (scheme, authority) = (uri.scheme_str()?.to_ascii_lowercase(), uri.authority()?);
        let port = match (authority.port_u16(), scheme.as_str()) {
            (Some(port), "http" | "https") => port,
            (None, "http") => 80,
            (None, "https") => 443,
            _ => return None,
        };
        let host = authority.host();
        // what has a user, or an end that is no port, is not what it seems
        let is_whole = authority.as_str().strip_prefix(host).is_some_and(|rest| {
            rest.is_empty()
                || rest.strip_prefix(':') == authority.port().map(|port| port.as_str().to_owned()).as_deref()
        });
        if host.is_empty() || !is_whole {
            return None;
        }
        let authority = format!("{}:{port}", host.to_ascii_lowercase());
        let path = uri.path().trim_end_matches('/').to_owned();
        Some((Self { scheme, authority, path }, uri.query().map(str::to_owned)))
    }

    /// Scheme, host and port, as pages name where they come from.
    fn origin(&self) -> String {
        let usual = if self.scheme == "https" { ":443" } else { ":80" };
        format!("{}://{}", self.scheme, self.authority.strip_suffix(usual).unwrap_or(&self.authority))
    }

    /// The address of something beneath it.
    fn with(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin(), self.path)
    }

    /// The id in the address of a bundle of this publisher; none if the address is anything else.
    fn bundle_of(&self, url: &str) -> Option<String> {
        let (other, _) = Self::taken_apart(url)?;
        let id = other.path.strip_prefix(&self.path)?.strip_prefix("/b/")?;
        let is_id = (1..=LONGEST_ID).contains(&id.len())
            && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        ((other.scheme, other.authority) == (self.scheme.clone(), self.authority.clone()) && is_id)
            .then(|| id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Base {
        Base::of(url).unwrap()
    }

    #[test]
    fn a_publisher_is_named_by_a_safe_address() {
        let made = |url: &str| Publisher::new(PublisherOptions { base_url: Some(url.into()), origin: None });
        for url in [
            "https://share.example",
            "https://share.example/",
            "https://share.example:8443/in/here",
            "http://127.0.0.1:4000",
            "http://localhost",
            "http://[::1]:9",
        ] {
            assert!(made(url).is_ok(), "{url}");
        }
        for url in [
            "",
            "share.example",
            "http://share.example",
            "ftp://127.0.0.1",
            "https://",
            "https://u:p@share.example",
            "https://u@share.example",
            "https://share.example?x=1",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
        ] {
            assert_eq!(made(url).unwrap_err().kind, ErrorKind::InvalidRequest, "{url}");
        }
    }

    #[test]
    fn only_the_publishers_own_bundles_are_asked_for() {
        let (plain, under) = (base("https://share.example"), base("https://share.example:443/in/"));
        for url in [
            "https://share.example/b/abc-1_X",
            "https://SHARE.example:443/b/abc-1_X",
            "https://share.example/b/abc-1_X/",
            "https://share.example/b/abc-1_X?ref=mail",
        ] {
            assert_eq!(plain.bundle_of(url).as_deref(), Some("abc-1_X"), "{url}");
        }
        assert_eq!(under.bundle_of("https://share.example/in/b/x").as_deref(), Some("x"));
        for url in [
            "http://share.example/b/x",
            "https://share.example:8443/b/x",
            "https://evil.example/b/x",
            "https://share.example.evil.example/b/x",
            "https://share.example@evil.example/b/x",
            "https://user@share.example/b/x",
            "https://share.example/b/",
            "https://share.example/b/x/data",
            "https://share.example/b/../admin",
            "https://share.example/b/%2e%2e",
            "https://share.example/b/x%2fy",
            "https://share.example//b/x",
            "https://share.example/c/x",
            "//share.example/b/x",
            "/b/x",
            "x",
            "",
        ] {
            assert_eq!(plain.bundle_of(url), None, "{url}");
        }
        assert_eq!(plain.bundle_of(&format!("https://share.example/b/{}", "x".repeat(200))), None);
        assert_eq!(under.bundle_of("https://share.example/b/x"), None);
        assert_eq!(
            (plain.origin(), under.with("/b")),
            ("https://share.example".into(), "https://share.example/in/b".into())
        );
    }

    #[test]
    fn a_complaint_is_short_and_plain() {
        assert_eq!(complaint(br#"{"message":"too\nbig\u001b[31m"}"#), " (`toobig[31m`)");
        assert_eq!(complaint(br#"{"error":"no"}"#), " (`no`)");
        assert_eq!(complaint(b"<html>"), "");
        assert!(complaint(format!(r#"{{"message":"{}"}}"#, "x".repeat(900)).as_bytes()).len() < 220);
    }
}
