//! Enrolling: once, again, and with a lost answer.

use crate::BookError;
use crate::host::{Host, Signer, SignerError};
use crate::replica::identity::store;
use crate::testing::{Answer, Hub, World, host, open};
use crate::{Book, Options};
use gridbook_domain::encoding::{PublicKey, Signature};
use gridbook_domain::trust::{PrivateKey, head_message, verify};
use std::sync::Arc;

#[test]
fn the_phone_knows_who_it_is_enrolled_for() {
    let world = World::enrolled();
    let who = world.book.identity().unwrap().unwrap();
    assert_eq!((who.name.as_str(), who.url.as_str()), ("王芳", "http://hub.invalid"));
    let world = world.reopened();
    assert_eq!(world.book.identity().unwrap(), Some(who));
}

#[test]
fn after_a_lost_answer_the_same_key_is_enrolled_again() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::new();
    hub.next(Answer::Lost);
    let lost = open(folder.path()).enrol(&hub.invitation(), "P1", &hub);
    assert!(lost.is_err_and(|error| error.can_retry()));
    let book = open(folder.path());
    book.enrol(&hub.invitation(), "P1", &hub).unwrap();
    let keys = &hub.state().keys;
    assert_eq!((keys.len(), keys[0]), (2, keys[1]));
    assert!(book.identity().unwrap().is_some());
}

#[test]
fn enrolling_again_keeps_what_was_saved() {
    let world = World::enrolled();
    world.note(1, "mine");
    world.book.enrol(&world.hub.invitation(), "P1", &world.hub).unwrap();
    world.sync().unwrap();
    assert_eq!(world.hub.state().journal.len(), 1);
}

#[test]
fn a_line_that_is_no_invitation_asks_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (book, hub) = (open(folder.path()), Hub::new());
    let found = book.enrol("https://example.com", "P1", &hub);
    assert_eq!(found, Err(BookError::Invitation { refused: false }));
    assert!(hub.state().keys.is_empty());
}

struct Hardware(PrivateKey);

impl Signer for Hardware {
    fn public_key(&self) -> Result<PublicKey, SignerError> {
        Ok(self.0.public())
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignerError> {
        Ok(self.0.sign(message))
    }
}

#[test]
fn a_key_in_hardware_signs_and_never_enters_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let key = PrivateKey::from_bytes(&[8; 32]).unwrap();
    let signer: Arc<dyn Signer> = Arc::new(Hardware(key.clone()));
    let options = Options { folder: folder.path().to_owned(), key: None };
    let book = Book::open(options, Host { signer: Some(signer), ..host(1) }).unwrap();
    let hub = Hub::new();
    book.enrol(&hub.invitation(), "P1", &hub).unwrap();
    let (options, quiet) = (crate::sync::SyncOptions::default(), crate::testing::Quiet);
    book.sync(&hub, options, &quiet).unwrap();
    assert_eq!(hub.state().keys, [key.public()]);
    let state = hub.state();
    let request = state.requests.last().unwrap();
    let message = head_message(request.install, request.head.mseq, request.head.chain);
    assert!(verify(&key.public(), &message, &request.head.sig));
    let stored = book.read(|tx| store::key(tx)).unwrap().unwrap();
    assert_eq!(stored.secret, None);
}
