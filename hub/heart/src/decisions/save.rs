//! Edits made on the hub itself, by the console or an import: ops like any other, journaled under
//! the hub's own install of the community and applied by the same code as a device's.

use crate::apply::{JournaledOp, apply_all};
use crate::deployment::{DEPLOYMENT, deployment};
use crate::feeds::FeedWriter;
use crate::{Hub, HubError};
use gridbook_domain::area::Level;
use gridbook_domain::chain::{body_hash, link, start};
use gridbook_domain::clock::{ClockData, ClockSync, Reading};
use gridbook_domain::encoding::Bytes;
use gridbook_domain::id::{AccountId, AreaId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::op::{Body, Part};
use gridbook_domain::outcome::Outcome;
use gridbook_domain::wire::{ChainHead, Waiting};
use gridbook_domain::{Class, Fields, Version};
use gridbook_store::{Account, ImportedRow, Install, JournalOp, Record, Result, StoreError, Tx};
use std::collections::HashMap;

/// The change of one record by an op.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPart {
    /// The record's class.
    pub class: Class,
    /// The record; a new record has a new id.
    pub record: RecordId,
    /// The feed of the record ([`crate::AreaInfo::feed`]).
    pub feed: FeedId,
    /// The version the author had seen; `None` for a new record. Changes by others since then are
    /// merged, and a value that loses is kept as a conflict.
    pub base: Option<Version>,
    /// The fields it changes; `null` clears one.
    pub patch: Fields,
}

/// An op to save, with the rows that the import remembers in the same transaction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewOp {
    /// The changes, at most 64 KiB in all; without any, nothing is journaled and only `remember` is
    /// written.
    pub parts: Vec<NewPart>,
    /// Records that go to another feed with it: a home that moves to another grid.
    pub moves: Vec<(RecordId, FeedId)>,
    /// The rows that the import remembers.
    pub remember: Vec<Remember>,
}

/// A row as an import remembers it, so that the next import can compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Remember {
    /// The import's own key of the row; unique in the community.
    pub key: String,
    /// The record it became.
    pub record: RecordId,
    /// The fields as the file had them.
    pub fields: Fields,
}

/// The result of saving an op.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// Its id.
    pub op: OpId,
    /// The outcomes of its parts, in order, with their versions and conflicts.
    pub outcome: Outcome,
}

/// An op ready to be saved: everything random was drawn before its transaction.
pub(crate) struct Ready {
    /// The body and its bytes; `None` if there are no parts.
    body: Option<(Body, String)>,
    moves: Vec<(RecordId, FeedId)>,
    remember: Vec<Remember>,
}

/// The random values of an op.
#[derive(Clone, Copy)]
pub(crate) struct Drawn {
    op: OpId,
    salt: [u8; 16],
}

impl Ready {
    /// Creates an op of an author, made now, and checks its size and numbers.
    pub fn new(
        drawn: Drawn,
        author: &Account,
        now: i64,
        parts: Vec<NewPart>,
    ) -> Result<Self, HubError> {
        let body = Body {
            op: drawn.op,
            salt: Bytes(drawn.salt),
            author: author.account,
            grant_ver: author.grant_ver,
            clock: by_the_hub(now),
            parts: parts.into_iter().map(part).collect(),
            rest: Fields::new(),
        };
        let bytes = body.to_bytes().map_err(|error| HubError::invalid(error.to_string()))?;
        Ok(Self { body: Some((body, bytes)), moves: Vec::new(), remember: Vec::new() })
    }
}

impl Hub {
    /// Saves one op.
    ///
    /// # Errors
    /// [`HubError::NotFound`] for an unknown community or author, [`HubError::Invalid`] for an op
    /// without parts, over 64 KiB or with numbers that are no integers below 2^53.
    pub fn save(
        &self,
        community: AreaId,
        author: AccountId,
        parts: Vec<NewPart>,
    ) -> Result<Saved, HubError> {
        let saved = self.save_many(community, author, vec![NewOp { parts, ..NewOp::default() }])?;
        saved.into_iter().next().ok_or_else(|| HubError::invalid("an op without parts"))
    }

    /// Saves several ops in one transaction: all of them or, on an error, none. A few hundred at a
    /// time are quick and do not delay the devices for long. Returns one result for each op that
    /// has parts.
    ///
    /// # Errors
    /// As [`Hub::save`].
    pub fn save_many(
        &self,
        community: AreaId,
        author: AccountId,
        ops: Vec<NewOp>,
    ) -> Result<Vec<Saved>, HubError> {
        let now = self.clock.now();
        let ready = self.ready(author, ops, now)?;
        let install = InstallId::from_random(self.id()?);
        self.store.write(|tx| {
            if !is_community(tx, community)? {
                return Err(HubError::NotFound { what: "community" });
            }
            Ok(save_in(tx, Own { community, install, author, now }, &ready)?)
        })
    }

    /// Draws ids and salts and checks the ops, before any transaction.
    pub(crate) fn ready(
        &self,
        author: AccountId,
        ops: Vec<NewOp>,
        now: i64,
    ) -> Result<Vec<Ready>, HubError> {
        let author = self.store.read(|tx| tx.account(author))?;
        let author = author.ok_or(HubError::NotFound { what: "account" })?;
        let ready = |op: NewOp| {
            if op.parts.is_empty() {
                return Ok(Ready { body: None, moves: op.moves, remember: op.remember });
            }
            let ready = Ready::new(self.drawn()?, &author, now, op.parts)?;
            Ok(Ready { moves: op.moves, remember: op.remember, ..ready })
        };
        ops.into_iter().map(ready).collect()
    }

    /// Draws the random values of an op.
    pub(crate) fn drawn(&self) -> Result<Drawn, HubError> {
        Ok(Drawn { op: OpId::from_random(self.id()?), salt: self.id()? })
    }

    /// Returns the account that the hub itself acts under, for imports without a signed-in user.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn own_account(&self) -> Result<AccountId, HubError> {
        Ok(self.store.read(|tx| deployment(tx))?.account)
    }

    /// Draws a new record id.
    ///
    /// # Errors
    /// [`HubError::Internal`] when the system gives no randomness.
    pub fn new_record(&self) -> Result<RecordId, HubError> {
        Ok(RecordId::from_random(self.id()?))
    }

    /// Returns everything that imports remember of a community, with the version each record had
    /// then.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn imported(&self, community: AreaId) -> Result<Vec<ImportedRow>, HubError> {
        Ok(self.store.read(|tx| tx.imported(community))?)
    }

    /// Returns a record as it is now.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn record(&self, community: AreaId, record: RecordId) -> Result<Option<Record>, HubError> {
        Ok(self.store.read(|tx| tx.record(community, record))?)
    }

    /// Returns all records of a class in a community, in the order they came.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn records_of(&self, community: AreaId, class: &Class) -> Result<Vec<Record>, HubError> {
        Ok(self.store.read(|tx| tx.records_of(community, class))?)
    }
}

/// The community and author that the hub saves for.
#[derive(Clone, Copy)]
pub(crate) struct Own {
    /// The community.
    pub community: AreaId,
    /// The id for the hub's install there, used if it has none yet.
    pub install: InstallId,
    /// The author.
    pub author: AccountId,
    /// The hub's time.
    pub now: i64,
}

/// Journals and applies ops of the hub's own install.
pub(crate) fn save_in(tx: &mut dyn Tx, own: Own, ready: &[Ready]) -> Result<Vec<Saved>> {
    let mut install = own_install(tx, own)?;
    let mut fresh = Vec::with_capacity(ready.len());
    for body in ready.iter().filter_map(|ready| ready.body.as_ref()) {
        fresh.push(journal(tx, &mut install, body, own.now)?);
    }
    let outcomes = apply_all(tx, &mut install, &fresh, Some(own.author))?;
    if outcomes.len() != fresh.len() {
        return Err(StoreError::Stored { what: "op that was to be applied" });
    }
    tx.put_install(&install)?;
    let saved = fresh
        .iter()
        .zip(outcomes)
        .filter_map(|(fresh, outcome)| Some(Saved { op: fresh.op.op?, outcome }));
    let saved: Vec<Saved> = saved.collect();
    relocate(tx, own.community, ready)?;
    let versions = versions(&fresh, &saved);
    for ready in ready {
        remember(tx, own.community, ready, &versions)?;
    }
    Ok(saved)
}

/// Returns the last version of each record that the ops wrote.
fn versions(fresh: &[JournaledOp], saved: &[Saved]) -> HashMap<RecordId, Version> {
    let bodies = fresh.iter().filter_map(|fresh| fresh.body.as_ref());
    let parts =
        bodies.zip(saved).flat_map(|(body, saved)| body.parts.iter().zip(&saved.outcome.parts));
    parts.filter_map(|(part, outcome)| Some((part.record, outcome.version?))).collect()
}

/// Moves records into other feeds of the community.
fn relocate(tx: &mut dyn Tx, community: AreaId, ready: &[Ready]) -> Result<()> {
    let moves: Vec<(RecordId, FeedId)> = ready.iter().flat_map(|r| r.moves.clone()).collect();
    let mut feeds = FeedWriter::new(community);
    let mut places = Vec::with_capacity(moves.len());
    for (record, to) in moves {
        places.extend(tx.record(community, record)?.map(|record| (record, to)));
    }
    feeds.lock(tx, places.iter().flat_map(|(record, to)| [record.feed, *to]))?;
    for (record, to) in places.iter().filter(|(record, to)| record.feed != *to) {
        feeds.relocate(tx, record, *to)?;
    }
    feeds.flush(tx)
}

/// Locks the hub's install of a community, and creates it on first use.
fn own_install(tx: &mut dyn Tx, own: Own) -> Result<Install> {
    let missing = StoreError::NotFound { what: "install" };
    if let Some(install) = tx.own_install(own.community)? {
        return tx.lock_install(own.community, install)?.ok_or(missing);
    }
    let mark = ChainHead { mseq: 0, chain: start(own.install) };
    let install = Install {
        community: own.community,
        install: own.install,
        account: deployment(tx)?.account,
        feed: None,
        key: None,
        token: None,
        device: String::new(),
        app: concat!("gridbook-hub/", env!("CARGO_PKG_VERSION")).to_owned(),
        enrolled: own.now,
        revoked: None,
        lost: false,
        mark,
        received: own.now,
        receipt: None,
        applied: 0,
        contact: own.now,
        waiting: Waiting::default(),
        head: mark,
        head_sig: None,
    };
    tx.add_install(&install)?;
    Ok(install)
}

fn journal(
    tx: &mut dyn Tx,
    install: &mut Install,
    (body, bytes): &(Body, String),
    now: i64,
) -> Result<JournaledOp> {
    let (mseq, hash) = (install.mark.mseq + 1, body_hash(bytes.as_bytes()));
    let op = JournalOp {
        community: install.community,
        install: install.install,
        mseq,
        chain: link(install.mark.chain, mseq, hash),
        hash,
        body: bytes.clone().into_bytes(),
        op: Some(body.op),
        repeats: None,
        received: now,
    };
    tx.append(&op)?;
    install.mark = ChainHead { mseq, chain: op.chain };
    install.received = now;
    Ok(JournaledOp { op, body: Some(body.clone()) })
}

/// Remembers rows with the versions their records have after the op.
fn remember(
    tx: &mut dyn Tx,
    community: AreaId,
    ready: &Ready,
    versions: &HashMap<RecordId, Version>,
) -> Result<()> {
    for row in &ready.remember {
        let version = match versions.get(&row.record) {
            Some(version) => Some(*version),
            None => tx.record(community, row.record)?.map(|record| record.version),
        };
        let (key, fields) = (row.key.clone(), row.fields.clone());
        tx.put_imported(&ImportedRow { community, key, record: row.record, version, fields })?;
    }
    Ok(())
}

fn is_community(tx: &mut dyn Tx, community: AreaId) -> Result<bool> {
    Ok(community == DEPLOYMENT
        || tx.area(community)?.is_some_and(|area| area.level == Level::Community))
}

fn part(new: NewPart) -> Part {
    Part {
        class: new.class,
        record: new.record,
        feed: new.feed,
        base: new.base,
        after: None,
        patch: new.patch,
        rest: Fields::new(),
    }
}

/// Returns the clock data of an op saved here: the hub's own time, certain.
fn by_the_hub(now: i64) -> ClockData {
    let at = Reading { wall: now, mono: now, boot: 0 };
    ClockData { at, mark: Some(ClockSync { hub: now, at, trip: 0 }) }
}
