//! The messages printed in `docs/protocol.md` are exactly what this build writes and reads.
//!
//! Each block there that begins with ```` ```json golden:NAME ```` belongs to one message below.
//! `GOLDEN=write cargo test -p gridbook-domain --test golden` writes the blocks anew after a
//! deliberate change of the protocol; an accidental one fails here.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use gridbook_domain::class::Class;
use gridbook_domain::clock::{ClockData, ClockSync, Occurred, Reading, Source};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::fields::{Fields, TypedRecord as _};
use gridbook_domain::id::{AccountId, AreaId, EpochId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::invitation::Invitation;
use gridbook_domain::op::{Body, Part};
use gridbook_domain::outcome::{Effect, FeedSeq, Notice, NoticeKind, Outcome, PartOutcome, Why};
use gridbook_domain::role::{FeedGrant, FeedKind, Role, Scope};
use gridbook_domain::trust::{PrivateKey, enrol_message, head_message, receipt_message};
use gridbook_domain::version::Version;
use gridbook_domain::wire::*;
use gridbook_domain::{area, chain, conflict};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::PathBuf;

const INSTALL: InstallId = InstallId::from_bytes([0x11; 16]);
const ACCOUNT: AccountId = AccountId::from_bytes([0x22; 16]);
const GRID_FEED: FeedId = FeedId::from_bytes([0x33; 16]);
const INSTALL_FEED: FeedId = FeedId::from_bytes([0x34; 16]);
const DEPLOYMENT_FEED: FeedId = FeedId::from_bytes([0x35; 16]);
const GRID: AreaId = AreaId::from_bytes([0x44; 16]);
const COMMUNITY: AreaId = AreaId::from_bytes([0x45; 16]);
const EPOCH: EpochId = EpochId::from_bytes([0x55; 16]);
const PERSON: RecordId = RecordId::from_bytes([0x66; 16]);
const HOUSEHOLD: RecordId = RecordId::from_bytes([0x67; 16]);
const VISIT: RecordId = RecordId::from_bytes([0x68; 16]);
const FIRST_OP: OpId = OpId::from_bytes([0x77; 16]);
const SECOND_OP: OpId = OpId::from_bytes([0x78; 16]);
const NOW: i64 = 1_795_420_800_000;

fn device_key() -> PrivateKey {
    PrivateKey::from_bytes(&[0x0d; 32]).unwrap()
}

fn hub_key() -> PrivateKey {
    PrivateKey::from_bytes(&[0x0e; 32]).unwrap()
}

fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap()
}

fn clock() -> ClockData {
    let at = Reading { wall: NOW - 7_200_000, mono: 86_400_000, boot: 7 };
    let then = Reading { wall: NOW - 10_800_000, mono: 82_800_000, boot: 7 };
    ClockData { at, mark: Some(ClockSync { hub: NOW - 10_740_000, at: then, trip: 240 }) }
}

fn base() -> Version {
    Version::next(None, OpId::from_bytes([0x70; 16]), 0)
}

fn part(class: Class, record: RecordId, patch: Value) -> Part {
    let patch = fields(patch);
    let (base, after, rest) = (None, None, Fields::new());
    Part { class, record, feed: GRID_FEED, base, after, patch, rest }
}

/// A visit that corrects a phone number in the same save (V4).
fn visit_body() -> Body {
    let visit = json!({
        "household": HOUSEHOLD, "purpose": "care", "met": "met", "people": [PERSON],
        "content": "老人身体尚好，换了新号码。",
        "position": {"lat": 391_234_567, "lon": 1_161_234_567, "accuracy": 12, "source": "gnss"},
    });
    let phone = part(Class::Person, PERSON, json!({"phone": "19900001111"}));
    let parts = vec![part(Class::Visit, VISIT, visit), Part { base: Some(base()), ..phone }];
    Body { op: FIRST_OP, parts, ..empty_body() }
}

/// A second save that builds on the first before the hub has answered.
fn second_body() -> Body {
    let parts = vec![Part {
        base: Some(base()),
        after: Some(FIRST_OP),
        ..part(Class::Person, PERSON, json!({"phone": "19900002222", "note": null}))
    }];
    Body { op: SECOND_OP, parts, ..empty_body() }
}

fn empty_body() -> Body {
    let (op, salt, grant_ver) = (FIRST_OP, Bytes([0x5a; 16]), 3);
    Body {
        op,
        salt,
        author: ACCOUNT,
        grant_ver,
        clock: clock(),
        parts: vec![],
        rest: Fields::new(),
    }
}

fn envelopes() -> Vec<Envelope> {
    let mut at = chain::start(INSTALL);
    let bodies = [visit_body(), second_body()].map(|body| body.to_bytes().unwrap());
    bodies
        .into_iter()
        .zip(1..)
        .map(|(body, mseq)| {
            at = chain::link(at, mseq, chain::body_hash(body.as_bytes()));
            Envelope { mseq, chain: at, body }
        })
        .collect()
}

fn last_mark() -> ChainHead {
    let last = envelopes().pop().unwrap();
    ChainHead { mseq: last.mseq, chain: last.chain }
}

fn scope() -> Scope {
    let plain = |feed, kind| FeedGrant { feed, kind, area: None, name: None, level: None };
    let grid = FeedGrant {
        area: Some(GRID),
        name: Some("第三网格".to_owned()),
        level: Some(area::Level::Grid),
        ..plain(GRID_FEED, FeedKind::Grid)
    };
    let feeds = vec![
        plain(INSTALL_FEED, FeedKind::Install),
        plain(DEPLOYMENT_FEED, FeedKind::Deployment),
        grid,
    ];
    Scope { grant_ver: 3, role: Role::Worker, feeds }
}

fn invitation() -> Invitation {
    Invitation {
        url: "http://127.0.0.1:8080".to_owned(),
        code: "q8xW0mZ1TnS5vYc2LrJdKw".to_owned(),
        hub_key: hub_key().public(),
        recovery_key: PrivateKey::from_bytes(&[0x0f; 32]).unwrap().public(),
        expires: NOW + 86_400_000,
    }
}

fn enrol_request() -> EnrolRequest {
    let (code, key) = (invitation().code, device_key().public());
    let sig = device_key().sign(&enrol_message(&code, &key));
    let (app, device) = ("gridbook-core/0.1.0".to_owned(), "Example P1".to_owned());
    EnrolRequest { v: PROTOCOL, code, key, sig, app, device }
}

fn enrol_response() -> EnrolResponse {
    EnrolResponse {
        v: PROTOCOL,
        install: INSTALL,
        token: "Zk1rT0x3bGpQd0x1c2Vk".to_owned(),
        account: ACCOUNT,
        name: "王芳".to_owned(),
        community: COMMUNITY,
        epoch: EPOCH,
        now: NOW,
        scope: scope(),
    }
}

fn cursors() -> Vec<Cursor> {
    let cursor = |feed, seq: u64| Cursor { feed, cursor: format!("c{seq}"), seq };
    vec![cursor(INSTALL_FEED, 4), cursor(DEPLOYMENT_FEED, 20), cursor(GRID_FEED, 1500)]
}

fn sync_request() -> SyncRequest {
    let ChainHead { mseq, chain } = last_mark();
    let sig = device_key().sign(&head_message(INSTALL, mseq, chain));
    SyncRequest {
        v: PROTOCOL,
        install: INSTALL,
        app: "gridbook-core/0.1.0".to_owned(),
        epoch: EPOCH,
        grant_ver: 3,
        head: Head { mseq, chain, sig },
        waiting: Waiting { ops: 0, photos: 1, drafts: 2 },
        clock: Reading { wall: NOW, mono: 93_600_000, boot: 7 },
        push: envelopes(),
        pull: Pull::Feeds(cursors()),
        receipt: None,
        dicts: vec![],
        rest: Fields::new(),
    }
}

fn idle_request() -> SyncRequest {
    let pull = Pull::Hash(cursor_hash(3, cursors()));
    SyncRequest { push: vec![], pull, waiting: Waiting::default(), ..sync_request() }
}

fn receipt() -> Receipt {
    let ChainHead { mseq, chain } = last_mark();
    let sig = hub_key().sign(&receipt_message(INSTALL, mseq, chain, NOW));
    Receipt { mseq, chain, received_at: NOW, sig }
}

fn idle_response() -> SyncResponse {
    SyncResponse {
        v: PROTOCOL,
        epoch: EPOCH,
        now: NOW,
        durable: last_mark(),
        safe: ChainHead { mseq: 0, chain: chain::start(INSTALL) },
        receipt: receipt(),
        need: None,
        need_photos: vec![],
        fork: None,
        scope: None,
        changed: false,
        feeds: vec![],
        directives: vec![],
        rest: Fields::new(),
    }
}

fn outcome() -> Outcome {
    let plain = |effect| PartOutcome {
        effect,
        why: None,
        message: None,
        version: None,
        at: None,
        conflicts: vec![],
    };
    let merged = PartOutcome {
        version: Some(Version::next(Some(base()), FIRST_OP, 1)),
        at: Some(FeedSeq { feed: GRID_FEED, seq: 1502 }),
        conflicts: vec![conflict::id(FIRST_OP, 1, "phone")],
        ..plain(Effect::Conflict)
    };
    let refused = PartOutcome {
        why: Some(Why::AppendOnly),
        message: Some(Why::AppendOnly.label().to_owned()),
        ..plain(Effect::Refused)
    };
    let occurred = Occurred { time: NOW - 7_140_000, plus_minus: 1480, source: Source::Hub };
    let parts = vec![refused, merged];
    Outcome { mseq: 1, occurred: Some(occurred), parts, rest: Fields::new() }
}

fn notice() -> Notice {
    Notice {
        kind: NoticeKind::VisitReturned,
        about: VISIT,
        message: "请写明见到了谁。".to_owned(),
        by: Some("李敏".to_owned()),
        time: NOW,
        rest: Fields::new(),
    }
}

fn row(class: Class, record: RecordId, fields: Fields) -> Row {
    let version = Version::next(Some(base()), FIRST_OP, 1);
    Row { class, record, version, by: Some(ACCOUNT), at: Some(NOW), fields, left: false }
}

fn page(feed: FeedId, from: u64, rows: Vec<Row>) -> Page {
    let mut digest = Digest::default();
    rows.iter().for_each(|row| digest.add(row.record, row.version));
    let to = from + rows.len() as u64;
    let (cursor, digest) = (format!("c{to}"), Some(digest));
    Page { feed, from, to, cursor, rows, head: to, digest, closed: None }
}

fn sync_response() -> SyncResponse {
    let outcome = row(Class::Outcome, RecordId::of_op(FIRST_OP), outcome().to_fields().unwrap());
    let notice =
        row(Class::Notice, RecordId::from_bytes([0x69; 16]), notice().to_fields().unwrap());
    let person = fields(json!({"name": "张秀英", "phone": "19900001111", "care": ["alone"]}));
    let left = Row { left: true, ..row(Class::Household, HOUSEHOLD, Fields::new()) };
    let wipe = Directive { kind: DirectiveKind::Wipe, must: true, feed: None, rest: Fields::new() };
    SyncResponse {
        scope: Some(scope()),
        feeds: vec![
            page(INSTALL_FEED, 4, vec![outcome, notice]),
            page(GRID_FEED, 1500, vec![row(Class::Person, PERSON, person), left]),
        ],
        directives: vec![wipe],
        ..idle_response()
    }
}

fn failure() -> Failure {
    let code = FailureCode::TooLarge;
    Failure { message: code.label().to_owned(), code }
}

/// Compares one message with its block; returns the text the block should have.
fn golden<T>(document: &str, name: &str, message: &T) -> String
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let written = serde_json::to_string(message).unwrap();
    if std::env::var("GOLDEN").is_err() {
        let block = block(document, name);
        assert_eq!(block, written, "golden:{name} in docs/protocol.md");
        let read: T = serde_json::from_str(&block).unwrap();
        assert_eq!(&read, message, "golden:{name} reads back");
    }
    written
}

fn opening(name: &str) -> String {
    format!("```json golden:{name}\n")
}

fn block(document: &str, name: &str) -> String {
    let (_, rest) = document.split_once(&opening(name)).unwrap_or_else(|| {
        panic!("docs/protocol.md has no block golden:{name}");
    });
    rest.split_once("\n```").unwrap().0.to_owned()
}

#[test]
fn every_message_in_the_protocol_document_is_what_this_build_writes() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/protocol.md");
    let mut document = std::fs::read_to_string(&path).unwrap();
    let all = [
        ("invitation", golden(&document, "invitation", &invitation())),
        ("enrol-request", golden(&document, "enrol-request", &enrol_request())),
        ("enrol-response", golden(&document, "enrol-response", &enrol_response())),
        ("body", golden(&document, "body", &visit_body())),
        ("body-after", golden(&document, "body-after", &second_body())),
        ("sync-request", golden(&document, "sync-request", &sync_request())),
        ("sync-request-idle", golden(&document, "sync-request-idle", &idle_request())),
        ("sync-response", golden(&document, "sync-response", &sync_response())),
        ("sync-response-idle", golden(&document, "sync-response-idle", &idle_response())),
        ("photo-progress", {
            let progress = PhotoProgress { offset: 131_072, durable: false };
            golden(&document, "photo-progress", &progress)
        }),
        ("failure", golden(&document, "failure", &failure())),
    ];
    assert_eq!(document.matches("golden:").count(), all.len() + 1, "one block a message");
    if std::env::var("GOLDEN").is_ok_and(|word| word == "write") {
        for (name, text) in &all {
            let old = format!("{}{}\n```", opening(name), block(&document, name));
            document = document.replace(&old, &format!("{}{text}\n```", opening(name)));
        }
        std::fs::write(&path, document).unwrap();
    }
}

#[test]
fn the_invitation_line_in_the_protocol_document_is_the_one_of_its_json() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/protocol.md");
    let document = std::fs::read_to_string(path).unwrap();
    let line = document.lines().find(|line| line.starts_with("gridbook:1:")).unwrap();
    assert_eq!(Invitation::read(line), Ok(invitation()));
    assert_eq!(invitation().to_line().unwrap(), line);
}
