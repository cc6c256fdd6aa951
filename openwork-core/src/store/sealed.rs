//! Secrets at rest: sealed under a key that lies beside the store, so that a copy of the store alone tells none of them.
//!
//! ```text
//! <folder>/key            32 random bytes in base64url, 0600, made once, before the first secret is sealed
//! about.v1 sealKeyId      names that key, for as long as there is anything sealed
//! ```
//! XChaCha20-Poly1305 with a random nonce; the place that a value is sealed for is authenticated with it, so that it cannot be
//! moved to another. A key that is missing or is another one is said and never replaced while anything is sealed under it:
//! what was stored stays, and can be read again once the key is back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::model::stored::Sealed;
use crate::platform::replace;
use crate::runtime::blocking::blocking;
use crate::store::rows;
use crate::store::tables::{ABOUT, SEAL_KEY_ID};
use crate::store::{Store, StoreError};

/// The key's file.
const FILE: &str = "key";

/// How many bytes a nonce has.
const NONCE: usize = 24;

/// How many characters of its hash name a key.
const ID_LENGTH: usize = 16;

/// The seal of a store. Clones are the same.
#[derive(Clone)]
pub(crate) struct Seal(Arc<Inner>);

struct Inner {
    store: Store,
    path: PathBuf,
    /// Held while a key is made, so that there is never a second one.
    making: Mutex<()>,
}

/// A key that seals and opens.
#[derive(Clone)]
pub(crate) struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
}

impl Seal {
    /// The seal of the store in this folder. Nothing is read or made yet.
    pub(crate) fn new(store: &Store, folder: &Path) -> Self {
        Self(Arc::new(Inner { store: store.clone(), path: folder.join(FILE), making: Mutex::default() }))
    }

    /// The key to open what is sealed. Reads a small file.
    pub(crate) fn key(&self) -> Result<Key, StoreError> {
        let known = self.0.store.read(|read| rows::get::<String>(read, ABOUT, SEAL_KEY_ID))?;
        let found = self.read()?.ok_or_else(|| StoreError::KeyMissing { path: self.0.path.clone() })?;
        if known.is_some_and(|known| known != found.id) {
            return Err(StoreError::KeyWrong { path: self.0.path.clone() });
        }
        Ok(found)
    }

    /// The key to seal with; makes one if nothing is sealed yet.
    pub(crate) async fn key_to_seal(&self) -> Result<Key, StoreError> {
        let _alone = self.0.making.lock().await;
        let (known, is_used) = self
            .0
            .store
            .read(|read| Ok((rows::get::<String>(read, ABOUT, SEAL_KEY_ID)?, !rows::sealed(read)?.is_empty())))?;
        let key = match (self.key(), is_used) {
            (Err(StoreError::KeyMissing { .. }), false) => {
                let path = self.0.path.clone();
                let made = blocking(move || make(&path)).await;
                made.map_err(|error| StoreError::io("write", &self.0.path, std::io::Error::other(error)))??
            }
            // another key than the one of before, which nothing is sealed under any more
            (Err(StoreError::KeyWrong { .. }), false) => self.key_as_found()?,
            (key, _) => key?,
        };
        if known.as_deref() != Some(&key.id) {
            let id = key.id.clone();
            self.0.store.write::<_, StoreError>(move |write| rows::put(write, ABOUT, SEAL_KEY_ID, &id)).await?;
        }
        Ok(key)
    }

    /// What is sealed and cannot be opened, one sentence each.
    pub(crate) fn faults(&self) -> Result<Vec<String>, StoreError> {
        let sealed = self.0.store.read(|read| rows::sealed(read))?;
        if sealed.is_empty() {
            return Ok(Vec::new());
        }
        let key = match self.key() {
            Ok(key) => key,
            Err(error @ (StoreError::KeyMissing { .. } | StoreError::KeyWrong { .. })) => {
                return Ok(vec![error.to_string()]);
            }
            Err(error) => return Err(error),
        };
        Ok(sealed.iter().filter_map(|(place, sealed)| Some(key.open(place, sealed).err()?.to_string())).collect())
    }

    fn key_as_found(&self) -> Result<Key, StoreError> {
        self.read()?.ok_or_else(|| StoreError::KeyMissing { path: self.0.path.clone() })
    }

    /// The key in the file, whichever it is; none if there is no file.
    fn read(&self) -> Result<Option<Key>, StoreError> {
        let path = &self.0.path;
        match std::fs::read_to_string(path) {
            Ok(text) => decode(&text)
                .map(|bytes| Some(Key::new(&bytes)))
                .ok_or_else(|| StoreError::KeyWrong { path: path.clone() }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(StoreError::KeyWrong { path: path.clone() })
            }
            Err(error) => Err(StoreError::io("read", path, error)),
        }
    }
}

/// Makes a key and puts it in place, whole or not at all.
fn make(path: &Path) -> Result<Key, StoreError> {
    let none = |error: &dyn std::fmt::Display| {
        StoreError::io("make a key for", path, std::io::Error::other(error.to_string()))
    };
    let bytes = chacha20poly1305::Key::try_generate().map_err(|error| none(&error))?;
    let text = format!("{}\n", URL_SAFE_NO_PAD.encode(bytes));
    replace::lasting_secret(path, text.as_bytes()).map_err(|error| StoreError::io("write", path, error))?;
    Ok(Key::new(&bytes))
}

fn decode(text: &str) -> Option<chacha20poly1305::Key> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok()?;
    Some(bytes.into())
}

impl Key {
    fn new(bytes: &chacha20poly1305::Key) -> Self {
        let id =
            URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(b"openwork seal key\0").chain_update(bytes).finalize());
        Self { id: id.chars().take(ID_LENGTH).collect(), cipher: XChaCha20Poly1305::new(bytes) }
    }

    /// Seals a text for a place.
    pub(crate) fn seal(&self, place: &str, text: &str) -> Result<Sealed, StoreError> {
        let failed = || StoreError::Refused { reason: format!("`{place}` could not be sealed") };
        let nonce = XNonce::try_generate().map_err(|_| failed())?;
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(|_| failed())?;
        Ok(Sealed { key: self.id.clone(), text: URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()) })
    }

    /// Opens what was sealed for a place.
    pub(crate) fn open(&self, place: &str, sealed: &Sealed) -> Result<String, StoreError> {
        self.opened(place, sealed).ok_or_else(|| StoreError::SealBroken { place: place.to_owned() })
    }

    fn opened(&self, place: &str, sealed: &Sealed) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(&sealed.text).ok().filter(|_| sealed.key == self.id)?;
        let (nonce, text) = bytes.split_at_checked(NONCE)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        let payload = Payload { msg: text, aad: place.as_bytes() };
        String::from_utf8(self.cipher.decrypt(&nonce, payload).ok()?).ok()
    }
}
