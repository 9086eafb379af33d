//! Rows that the cases write.

use crate::*;
use gridbook_domain::chain::{body_hash, feed_start};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::role::FeedKind;
use gridbook_domain::wire::{ChainHead, Waiting};
use gridbook_domain::{
    AccountId, AreaId, Class, FeedId, Fields, InstallId, OpId, RecordId, Version,
};
use serde_json::json;

pub(super) const HERE: AreaId = AreaId::from_bytes([1; 16]);
pub(super) const THERE: AreaId = AreaId::from_bytes([2; 16]);
pub(super) const INSTALL: InstallId = InstallId::from_bytes([3; 16]);
pub(super) const FEED: FeedId = FeedId::from_bytes([4; 16]);
pub(super) const ACCOUNT: AccountId = AccountId::from_bytes([5; 16]);

pub(super) fn record_id(n: u8) -> RecordId {
    RecordId::from_bytes([n; 16])
}

pub(super) fn op_id(n: u8) -> OpId {
    OpId::from_bytes([n; 16])
}

pub(super) fn hash(n: u8) -> Hash {
    body_hash(&[n])
}

pub(super) fn version(n: u64) -> Version {
    Version { n, tag: Bytes([n.to_be_bytes()[7]; 6]) }
}

pub(super) fn fields(value: serde_json::Value) -> Fields {
    value.as_object().cloned().unwrap()
}

pub(super) fn install(community: AreaId) -> Install {
    let mark = ChainHead { mseq: 0, chain: hash(0) };
    Install {
        community,
        install: INSTALL,
        account: ACCOUNT,
        feed: Some(FEED),
        key: Some(Bytes([7; 33])),
        token: Some(hash(9)),
        device: "d".to_owned(),
        app: "a".to_owned(),
        enrolled: 1,
        revoked: None,
        lost: false,
        mark,
        received: 2,
        receipt: Some(Bytes([8; 64])),
        applied: 0,
        contact: 3,
        waiting: Waiting { ops: 1, photos: 2, drafts: 3 },
        head: mark,
        head_sig: None,
    }
}

pub(super) fn op(mseq: u64, id: Option<OpId>) -> JournalOp {
    JournalOp {
        community: HERE,
        install: INSTALL,
        mseq,
        chain: hash(1),
        hash: hash(2),
        body: "{\u{0}刘}".as_bytes().to_vec(),
        op: id,
        repeats: None,
        received: 5,
    }
}

pub(super) fn feed(community: AreaId) -> Feed {
    Feed {
        community,
        feed: FEED,
        kind: FeedKind::Grid,
        area: Some(HERE),
        seq: 0,
        chain: feed_start(FEED),
        digest: Digest::default(),
        closed: None,
    }
}

pub(super) fn record(n: u8, seq: u64) -> Record {
    Record {
        community: HERE,
        record: record_id(n),
        class: Class::Person,
        feed: FEED,
        seq,
        version: version(1),
        by: Some(ACCOUNT),
        at: Some(7),
        fields: fields(json!({"name": "王芳", "n": n})),
    }
}

pub(super) fn part_row(
    op: OpId,
    effect: Effect,
    why: Option<Why>,
    blocked_on: Option<RecordId>,
) -> PartRow {
    let (community, install) = (HERE, INSTALL);
    PartRow { community, op, part: 0, install, mseq: 1, effect, why, blocked_on }
}

pub(super) fn seqs(store: &dyn Store, from: u64, most: usize) -> Vec<(u64, bool)> {
    let mut found = Vec::new();
    let read = store.read(|tx| -> Result<_> {
        found.clear();
        tx.page(HERE, FEED, from, &mut |row| {
            found.push((row.seq, row.fields.is_none()));
            Ok(found.len() < most)
        })
    });
    read.unwrap();
    found
}
