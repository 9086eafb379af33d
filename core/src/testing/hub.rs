//! A hub in memory for one install: it journals, applies patches without merging, and answers
//! wrongly when a test asks for it.

use super::answer::Answer;
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, PublicKey};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::invitation::Invitation;
use gridbook_domain::outcome::{Effect, FeedSeq, Outcome, PartOutcome, Why};
use gridbook_domain::role::{FeedGrant, FeedKind, Role, Scope};
use gridbook_domain::trust::{PrivateKey, receipt_message};
use gridbook_domain::wire::{
    ChainHead, Cursor, Directive, Envelope, PROTOCOL, Page, Pull, Receipt, Row, SyncRequest,
    SyncResponse, cursor_hash,
};
use gridbook_domain::{
    AccountId, Body, Class, EpochId, FeedId, Fields, InstallId, OpId, RecordId, Version, chain,
    fields,
};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

/// One feed.
#[derive(Default, Clone)]
pub(crate) struct Feed {
    pub seq: u64,
    pub rows: BTreeMap<RecordId, (u64, Row)>,
    pub history: u8,
    pub closed: Option<Vec<FeedId>>,
}

/// The content of the hub.
#[derive(Clone)]
pub(crate) struct State {
    pub epoch: EpochId,
    pub journal: Vec<Envelope>,
    pub feeds: BTreeMap<FeedId, Feed>,
    pub granted: Vec<FeedId>,
    pub grant_ver: u64,
    pub page: usize,
    pub answers: VecDeque<Answer>,
    pub requests: Vec<SyncRequest>,
    pub largest_push: usize,
    pub refuse: Option<(Effect, Why)>,
    pub directives: Vec<Directive>,
    pub false_chain: bool,
    /// The fork named in every response.
    pub fork: Option<u64>,
    pub need: Option<u64>,
    pub safe: u64,
    pub digest_off: u64,
    pub photos: BTreeMap<String, Vec<u8>>,
    pub photo_steps: usize,
    pub photo_break_after: Option<usize>,
    pub photo_refused: bool,
    pub keys: Vec<PublicKey>,
    /// The number of ops of others, so that no two are the same; a restore does not reset it.
    pub others: u8,
}

/// The hub.
pub(crate) struct Hub {
    pub install_feed: FeedId,
    pub grid: FeedId,
    /// A second grid, granted on demand.
    pub second: FeedId,
    state: Mutex<State>,
}

pub(super) const INSTALL: InstallId = InstallId::from_bytes([0x11; 16]);

pub(super) fn key() -> PrivateKey {
    PrivateKey::from_bytes(&[5; 32]).unwrap()
}

impl Hub {
    pub fn new() -> Self {
        let (install_feed, grid) = (FeedId::from_bytes([1; 16]), FeedId::from_bytes([3; 16]));
        let feeds = BTreeMap::from([(install_feed, Feed::default()), (grid, Feed::default())]);
        let state = State {
            epoch: EpochId::from_bytes([9; 16]),
            journal: Vec::new(),
            feeds,
            granted: vec![install_feed, grid],
            grant_ver: 1,
            page: 1000,
            answers: VecDeque::new(),
            requests: Vec::new(),
            largest_push: usize::MAX,
            refuse: None,
            directives: Vec::new(),
            false_chain: false,
            fork: None,
            need: None,
            safe: 0,
            digest_off: 0,
            photos: BTreeMap::new(),
            photo_steps: 0,
            photo_break_after: None,
            photo_refused: false,
            keys: Vec::new(),
            others: 0,
        };
        let second = FeedId::from_bytes([4; 16]);
        Self { install_feed, grid, second, state: Mutex::new(state) }
    }

    /// Grants the second grid too; it is pulled before the first.
    pub fn grant_second(&self) {
        let mut state = self.state();
        state.feed(self.second);
        state.granted.insert(0, self.second);
        state.grant_ver += 1;
    }

    /// Restores the hub to an earlier state: a new history, in which no cursor is known.
    pub fn restore(&self, backup: &State) {
        let mut state = self.state();
        let (epoch, histories, others) = (state.epoch, state.feeds.clone(), state.others);
        *state = State { others, ..backup.clone() };
        let next = epoch.as_bytes()[0].wrapping_add(1);
        state.epoch = EpochId::from_bytes([next; 16]);
        for (id, feed) in &mut state.feeds {
            feed.history = histories.get(id).map_or(0, |feed| feed.history) + 1;
        }
    }

    /// Moves a record to the other grid, in one transaction.
    pub fn move_over(&self, record: RecordId) {
        let mut state = self.state();
        let Some(home) = state.home(record) else { return };
        let other = if home == self.grid { self.second } else { self.grid };
        let (class, fields) = {
            let row = &state.feed(home).rows[&record].1;
            (row.class.clone(), row.fields.clone())
        };
        let op = state.other_op();
        state.leave(home, record);
        state.put(other, &class, record, fields, op);
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn next(&self, answer: Answer) {
        self.state().answers.push_back(answer);
    }

    pub fn invitation(&self) -> String {
        let invitation = Invitation {
            url: "http://hub.invalid".to_owned(),
            code: "code".to_owned(),
            hub_key: key().public(),
            recovery_key: Bytes([2; 33]),
            expires: i64::MAX / 2048,
        };
        invitation.to_line().unwrap()
    }

    /// Changes a record on behalf of another account.
    pub fn put(&self, feed: FeedId, class: &Class, record: RecordId, fields: Fields) -> Version {
        let mut state = self.state();
        let op = state.other_op();
        state.put(feed, class, record, fields, op).0
    }

    pub fn note(&self, n: u8, text: &str) {
        let fields = super::fields(serde_json::json!({ "text": text }));
        self.put(self.grid, &super::note(), super::id(n), fields);
    }

    /// Removes a record from its feed.
    pub fn leave(&self, feed: FeedId, record: RecordId) {
        self.state().leave(feed, record);
    }
}

impl State {
    pub fn feed(&mut self, feed: FeedId) -> &mut Feed {
        self.feeds.entry(feed).or_default()
    }

    fn other_op(&mut self) -> OpId {
        self.others += 1;
        let mut bytes = [0xee; 16];
        bytes[0] = self.others;
        OpId::from_bytes(bytes)
    }

    fn put(
        &mut self,
        feed: FeedId,
        class: &Class,
        record: RecordId,
        patch: Fields,
        op: OpId,
    ) -> (Version, u64) {
        let held = self.feeds.values().filter_map(|feed| feed.rows.get(&record));
        let before = held.map(|(_, row)| row.clone()).max_by_key(|row| row.version.n);
        let mut fields = before.as_ref().map(|row| row.fields.clone()).unwrap_or_default();
        fields::apply(&mut fields, &patch);
        let version = Version::next(before.map(|row| row.version), op, 0);
        let feed = self.feed(feed);
        feed.seq += 1;
        let by = Some(AccountId::from_bytes([0x22; 16]));
        let row =
            Row { class: class.clone(), record, version, by, at: Some(1), fields, left: false };
        feed.rows.insert(record, (feed.seq, row));
        (version, feed.seq)
    }

    fn leave(&mut self, feed: FeedId, record: RecordId) {
        let op = self.other_op();
        let feed = self.feed(feed);
        feed.seq += 1;
        let (seq, row) = feed.rows.get_mut(&record).unwrap();
        *seq = feed.seq;
        row.version = Version::next(Some(row.version), op, 0);
        row.left = true;
        row.fields = Fields::new();
    }

    fn take(&mut self, envelope: &Envelope, install_feed: FeedId) {
        let next = self.journal.len() as u64 + 1;
        if envelope.mseq != next {
            return;
        }
        self.journal.push(envelope.clone());
        let body = Body::read(envelope.body.as_bytes()).unwrap();
        let refuse = self.refuse.clone();
        let mut parts = Vec::new();
        for part in &body.parts {
            let outcome = match &refuse {
                Some((effect, why)) => PartOutcome {
                    effect: effect.clone(),
                    why: Some(why.clone()),
                    message: Some(why.label().to_owned()),
                    version: None,
                    at: None,
                    conflicts: Vec::new(),
                },
                None => {
                    let patch = part.patch.clone();
                    let feed = self.home(part.record).unwrap_or(part.feed);
                    let (version, seq) = self.put(feed, &part.class, part.record, patch, body.op);
                    PartOutcome {
                        effect: Effect::Applied,
                        why: None,
                        message: None,
                        version: Some(version),
                        at: Some(FeedSeq { feed, seq }),
                        conflicts: Vec::new(),
                    }
                }
            };
            parts.push(outcome);
        }
        let outcome = Outcome { mseq: envelope.mseq, occurred: None, parts, rest: Fields::new() };
        let fields = outcome.to_fields().unwrap();
        self.put(install_feed, &Class::Outcome, RecordId::of_op(body.op), fields, body.op);
    }

    /// Returns the feed a record is in.
    pub fn home(&self, record: RecordId) -> Option<FeedId> {
        let here = |feed: &Feed| feed.rows.get(&record).is_some_and(|(_, row)| !row.left);
        self.feeds.iter().find(|(_, feed)| here(feed)).map(|(id, _)| *id)
    }

    /// Stores the outcome of an op again.
    pub fn decide(&mut self, install_feed: FeedId, op: OpId, outcome: &Outcome) {
        let fields = outcome.to_fields().unwrap();
        self.put(install_feed, &Class::Outcome, RecordId::of_op(op), fields, op);
    }

    pub fn digest(&self, feed: FeedId) -> Digest {
        let mut digest = Digest::default();
        for (_, row) in self.feeds[&feed].rows.values().filter(|(_, row)| !row.left) {
            digest.add(row.record, row.version);
        }
        if feed != FeedId::from_bytes([1; 16]) {
            digest.sum = digest.sum.wrapping_add(self.digest_off);
        }
        digest
    }

    pub(super) fn scope(&self) -> Scope {
        let grant = |feed: &FeedId| FeedGrant {
            feed: *feed,
            kind: FeedKind::Grid,
            area: None,
            name: None,
            level: None,
        };
        Scope {
            grant_ver: self.grant_ver,
            role: Role::Worker,
            feeds: self.granted.iter().map(grant).collect(),
        }
    }

    fn cursor(&self, feed: FeedId, seq: u64) -> Cursor {
        let cursor = format!("{}.{seq}", self.feeds[&feed].history);
        Cursor { feed, cursor, seq }
    }

    fn pages(&self, cursors: &[Cursor]) -> Vec<Page> {
        let place = |feed: FeedId| {
            let held = cursors.iter().find(|cursor| cursor.feed == feed)?;
            let seq = held.cursor.strip_prefix(&format!("{}.", self.feeds[&feed].history))?;
            seq.parse().ok().filter(|seq| *seq <= self.feeds[&feed].seq)
        };
        let feeds = self.granted.iter().map(|feed| (*feed, place(*feed)));
        let stale = feeds.filter(|(feed, place)| *place != Some(self.feeds[feed].seq));
        stale.map(|(feed, place)| self.page(feed, place.unwrap_or(0))).collect()
    }

    fn page(&self, id: FeedId, from: u64) -> Page {
        let feed = &self.feeds[&id];
        let mut rows: Vec<(u64, Row)> =
            feed.rows.values().filter(|(seq, _)| *seq > from).cloned().collect();
        rows.sort_by_key(|(seq, _)| *seq);
        let whole = rows.len() <= self.page;
        rows.truncate(self.page);
        let to = if whole { feed.seq } else { rows.last().unwrap().0 };
        Page {
            feed: id,
            from,
            to,
            cursor: self.cursor(id, to).cursor,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            head: feed.seq,
            digest: whole.then(|| self.digest(id)),
            closed: feed.closed.clone(),
        }
    }

    fn mark(&self, mseq: u64) -> ChainHead {
        let last = usize::try_from(mseq).unwrap().checked_sub(1).map(|at| &self.journal[at]);
        let chain = last.map_or_else(|| chain::start(INSTALL), |last| last.chain);
        let chain = if self.false_chain { Bytes([0xaa; 32]) } else { chain };
        ChainHead { mseq, chain }
    }

    pub(super) fn sync(
        &mut self,
        request: SyncRequest,
        install_feed: FeedId,
        key: &PrivateKey,
    ) -> SyncResponse {
        for envelope in &request.push {
            self.take(envelope, install_feed);
        }
        let heads = self.granted.iter().map(|feed| self.cursor(*feed, self.feeds[feed].seq));
        let hash = cursor_hash(self.grant_ver, heads.collect());
        let (changed, feeds) = match &request.pull {
            Pull::Hash(asked) => (*asked != hash, Vec::new()),
            Pull::Feeds(cursors) => (false, self.pages(cursors)),
            Pull::Nothing => (false, Vec::new()),
        };
        let scope = (request.grant_ver != self.grant_ver).then(|| self.scope());
        let durable = self.mark(self.journal.len() as u64);
        let received_at = 1;
        let message = receipt_message(INSTALL, durable.mseq, durable.chain, received_at);
        let (mseq, chain, sig) = (durable.mseq, durable.chain, key.sign(&message));
        let safe = self.mark(self.safe);
        self.requests.push(request);
        SyncResponse {
            v: PROTOCOL,
            epoch: self.epoch,
            now: 1_795_000_000_000,
            durable,
            safe,
            receipt: Receipt { mseq, chain, received_at, sig },
            need: self.need.take(),
            need_photos: Vec::new(),
            fork: self.fork,
            scope,
            changed,
            feeds,
            directives: self.directives.clone(),
            rest: Fields::new(),
        }
    }
}
