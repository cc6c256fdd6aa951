//! Secrets at rest, and the key that they hang on.

use std::path::Path;

use crate::store::tests::records::identity;
use crate::store::{Seal, Store, StoreError, secret_place};

/// A store with one sealed token.
async fn with_a_secret(folder: &Path) -> (Store, Seal) {
    let store = Store::open(folder).unwrap();
    let seal = Seal::new(&store, folder);
    let mut bot = identity(1);
    let place = secret_place(&bot.key, "token");
    let sealed = seal.key_to_seal().await.unwrap().seal(&place, "123:hush").unwrap();
    bot.secrets.insert("token".to_owned(), sealed);
    store.write(move |write| write.identities().put(&bot)).await.unwrap();
    (store, seal)
}

/// The token, opened.
fn token(store: &Store, seal: &Seal) -> Result<String, StoreError> {
    let bot = store.read(|read| read.identities().list())?.remove(0);
    seal.key()?.open(&secret_place(&bot.key, "token"), &bot.secrets["token"])
}

#[tokio::test]
async fn a_secret_is_read_back_and_stands_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let (store, seal) = with_a_secret(folder.path()).await;
    assert_eq!(token(&store, &seal).unwrap(), "123:hush");
    assert!(!store.dump().unwrap().to_string().contains("hush"));
    drop((seal, store));
    let file = std::fs::read(folder.path().join("openwork.redb")).unwrap();
    assert!(!file.windows(8).any(|bytes| bytes == b"123:hush"), "the file holds the secret");
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(token(&store, &Seal::new(&store, folder.path())).unwrap(), "123:hush");
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_is_for_its_owner_only_and_made_once() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let path = folder.path().join("key");
    assert!(!path.exists(), "without a secret there is no key");
    let seal = Seal::new(&store, folder.path());
    let made = futures_util::future::join_all((0..8).map(|_| seal.key_to_seal())).await;
    let first = std::fs::read(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let sealed: Vec<_> = made.into_iter().map(|key| key.unwrap().seal("place", "x").unwrap()).collect();
    let key = seal.key().unwrap();
    assert!(sealed.iter().all(|sealed| key.open("place", sealed).unwrap() == "x"), "there was more than one key");
    assert!(sealed[0].text != sealed[1].text, "the nonce is the same twice");
    seal.key_to_seal().await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), first);
}

#[tokio::test]
async fn a_missing_key_is_said_and_nothing_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (store, seal) = with_a_secret(folder.path()).await;
    let (path, aside) = (folder.path().join("key"), folder.path().join("aside"));
    std::fs::rename(&path, &aside).unwrap();
    assert!(matches!(token(&store, &seal), Err(StoreError::KeyMissing { .. })));
    assert!(matches!(seal.key_to_seal().await.map(drop), Err(StoreError::KeyMissing { .. })));
    assert!(!path.exists(), "another key was made while something is sealed under the old one");
    assert!(seal.faults().unwrap()[0].contains("is missing; put it back from a backup"));
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new(), "the records themselves are all there");
    std::fs::rename(&aside, &path).unwrap();
    assert_eq!(token(&store, &seal).unwrap(), "123:hush");
    assert_eq!(seal.faults().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn another_key_is_said_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let (store, seal) = with_a_secret(folder.path()).await;
    let path = folder.path().join("key");
    let right = std::fs::read(&path).unwrap();
    for wrong in ["A".repeat(43), "short".to_owned(), String::new()] {
        std::fs::write(&path, &wrong).unwrap();
        assert!(matches!(token(&store, &seal), Err(StoreError::KeyWrong { .. })), "{wrong}");
        assert!(matches!(seal.key_to_seal().await.map(drop), Err(StoreError::KeyWrong { .. })), "{wrong}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), wrong);
    }
    std::fs::write(&path, right).unwrap();
    assert_eq!(token(&store, &seal).unwrap(), "123:hush");
}

#[tokio::test]
async fn with_nothing_sealed_any_more_a_lost_key_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (store, seal) = with_a_secret(folder.path()).await;
    std::fs::remove_file(folder.path().join("key")).unwrap();
    let bot = identity(1);
    store.write(move |write| write.identities().remove(bot.channel, &bot.id)).await.unwrap();
    let sealed = seal.key_to_seal().await.unwrap().seal("place", "anew").unwrap();
    assert_eq!(seal.key().unwrap().open("place", &sealed).unwrap(), "anew");
}

#[tokio::test]
async fn a_sealed_value_cannot_be_moved_or_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let key = Seal::new(&store, folder.path()).key_to_seal().await.unwrap();
    let sealed = key.seal("one/token", "hush").unwrap();
    assert!(matches!(key.open("other/token", &sealed), Err(StoreError::SealBroken { .. })));
    for place in 0..sealed.text.len() {
        let mut changed = sealed.clone();
        let other = if changed.text.as_bytes()[place] == b'A' { "B" } else { "A" };
        changed.text.replace_range(place..=place, other);
        // the last character has bits that mean nothing, which base64 refuses as well
        assert!(key.open("one/token", &changed).is_err(), "changed at {place}");
    }
    let foreign = crate::model::stored::Sealed { key: "another".to_owned(), ..sealed };
    assert!(key.open("one/token", &foreign).is_err());
}

#[tokio::test]
async fn a_binding_without_its_bot_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.write(|write| write.bindings().put(&crate::store::tests::records::binding(1))).await.unwrap();
    let faults = store.check().unwrap().faults;
    assert_eq!(faults, ["binding `bnd_000001` names the bot `telegram/ws_000001`, which is not there"]);
}
