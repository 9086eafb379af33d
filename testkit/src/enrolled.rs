//! A book that is enrolled although no hub runs, for the examples in the core's documentation.

use crate::{Dice, FakeClock, MORNING, PhoneClock};
use gridbook_core::host::Host;
use gridbook_core::sync::transport::{Request, Response, Transport, TransportError};
use gridbook_core::{Book, Options};
use gridbook_domain::area::Level;
use gridbook_domain::invitation::Invitation;
use gridbook_domain::role::{FeedGrant, FeedKind, Role, Scope};
use gridbook_domain::trust::PrivateKey;
use gridbook_domain::wire::{ENROL_PATH, EnrolResponse, PROTOCOL};
use gridbook_domain::{AccountId, AreaId, EpochId, FeedId, InstallId};
use std::ops::Deref;
use std::sync::Arc;
use tempfile::TempDir;

/// A book in a temporary folder, enrolled for a worker of one grid.
pub struct EnrolledBook {
    book: Book,
    _folder: TempDir,
}

impl EnrolledBook {
    /// Opens and enrols the book.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = PhoneClock::new(Arc::new(FakeClock::new(MORNING)));
        let host = Host::new(Arc::new(clock), Arc::new(Dice::new(1)));
        let options = Options { folder: folder.path().to_owned(), key: None };
        let book = Book::open(options, host).unwrap();
        book.enrol(&invitation(), "Example P1", &Enroller).unwrap();
        Self { book, _folder: folder }
    }
}

impl Default for EnrolledBook {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for EnrolledBook {
    type Target = Book;

    fn deref(&self) -> &Book {
        &self.book
    }
}

/// Returns the line of an invitation that [`Enroller`] accepts.
pub fn invitation() -> String {
    let key = PrivateKey::from_bytes(&[7; 32]).unwrap().public();
    let invitation = Invitation {
        url: "http://127.0.0.1:8080".to_owned(),
        code: "example".to_owned(),
        hub_key: key,
        recovery_key: key,
        expires: MORNING,
    };
    invitation.to_line().unwrap()
}

/// A network on which only enrolment succeeds; every other request finds no connection.
pub struct Enroller;

impl Transport for Enroller {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        if request.path != ENROL_PATH {
            return Err(TransportError::Unreachable);
        }
        let body = serde_json::to_vec(&response()).unwrap();
        Ok(Response { status: 200, body, zstd: false, retry_after: None })
    }
}

fn response() -> EnrolResponse {
    let grid = FeedGrant {
        feed: FeedId::from_bytes([1; 16]),
        kind: FeedKind::Grid,
        area: Some(AreaId::from_bytes([2; 16])),
        name: Some("第三网格".to_owned()),
        level: Some(Level::Grid),
    };
    EnrolResponse {
        v: PROTOCOL,
        install: InstallId::from_bytes([3; 16]),
        token: "token".to_owned(),
        account: AccountId::from_bytes([4; 16]),
        name: "王芳".to_owned(),
        community: AreaId::from_bytes([5; 16]),
        epoch: EpochId::from_bytes([6; 16]),
        now: MORNING,
        scope: Scope { grant_ver: 1, role: Role::Worker, feeds: vec![grid] },
    }
}
