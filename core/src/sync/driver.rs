//! Runs the machine: builds requests, sends them, takes answers in, each in one transaction.

use super::machine::{Answered, Ask, Command, End, Event, Fault, Machine};
use super::transport::{self, Request, Transport, TransportError};
use super::{Progress, Proofs, SyncOptions, SyncProgress, SyncReport, blob, pull, push};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::feeds::{Feed, SyncState, store};
use crate::replica::{APP, Replica, identity, outbox, waiting};
use gridbook_domain::clock::{Mark as ClockMark, Reading};
use gridbook_domain::role::Scope;
use gridbook_domain::trust::head_message;
use gridbook_domain::wire::{
    Cursor, Directive, DirectiveKind, FailureCode, Head, PROTOCOL, Pull, SYNC_PATH, SyncRequest,
    SyncResponse, cursor_hash,
};
use gridbook_domain::{FeedId, Fields};
use rusqlite::Connection;

/// The phone that syncs.
pub(crate) struct Phone<'a> {
    pub replica: &'a Replica,
    /// Runs once the records are through, before photos are sent.
    pub after_records: &'a dyn Fn() -> Result<()>,
}

/// One sync under way.
pub(super) struct Driver<'a> {
    pub replica: &'a Replica,
    after_records: &'a dyn Fn() -> Result<()>,
    pub transport: &'a dyn Transport,
    pub options: SyncOptions,
    pub progress: &'a dyn Progress,
    pub proofs: &'a mut Proofs,
    pub who: identity::Identity,
    pub report: SyncReport,
    pub photo_bytes: u64,
}

/// Syncs once.
pub(crate) fn run(
    phone: Phone<'_>,
    proofs: &mut Proofs,
    transport: &dyn Transport,
    options: SyncOptions,
    progress: &dyn Progress,
) -> Result<SyncReport> {
    let Phone { replica, after_records } = phone;
    let (who, state, waiting) = replica.read(|conn| {
        let who = identity::store::identity(conn)?.ok_or(Error::NotEnrolled)?;
        Ok((who, store::state(conn)?, waiting::ops(conn)?))
    })?;
    let mut driver = Driver {
        replica,
        after_records,
        transport,
        options,
        progress,
        proofs,
        who,
        report: SyncReport::default(),
        photo_bytes: 0,
    };
    let may_push = waiting > 0 && state.fork.is_none();
    let mut machine = Machine::new(state.batch, state.failures, may_push);
    let ended = driver.run(&mut machine);
    driver.keep(&machine, &state)?;
    ended
}

impl Driver<'_> {
    fn run(&mut self, machine: &mut Machine) -> Result<SyncReport> {
        let mut command = machine.begin();
        let mut cause = None;
        loop {
            let event = match command {
                Command::Exchange { push, ask } => match self.exchange(push, ask) {
                    Ok(answered) if self.report_progress()? => Event::Answered(answered),
                    Ok(_) | Err(Error::Cancelled) => Event::Cancelled,
                    Err(error) => {
                        let fault = fault(&error);
                        cause = Some(error);
                        Event::Failed { fault, jitter: self.jitter() }
                    }
                },
                Command::Photos => {
                    (self.after_records)()?;
                    self.photos(machine)?
                }
                Command::End(end) => return self.end(end, cause),
            };
            command = machine.step(event);
        }
    }

    fn end(&self, end: End, cause: Option<Error>) -> Result<SyncReport> {
        match (end, cause) {
            (End::Done, _) => Ok(self.report),
            (End::Cancelled, _) => Err(Error::Cancelled),
            (End::Later { retry_after_ms }, Some(cause)) => {
                Err(Error::Later { cause: Box::new(cause), retry_after_ms })
            }
            (End::Fatal, Some(cause)) => Err(cause),
            (End::NoProgress | End::Later { .. } | End::Fatal, _) => Err(Error::NoProgress),
        }
    }

    /// The photo lane. Records are through, so what goes wrong here does not fail the sync.
    fn photos(&mut self, machine: &mut Machine) -> Result<Event> {
        match blob::lane(self) {
            Ok(()) => {}
            Err(Error::Cancelled) => return Ok(Event::Cancelled),
            Err(error) => {
                let jitter = self.jitter();
                let event = Event::Failed { fault: fault(&error), jitter };
                match machine.step(event) {
                    Command::End(End::Later { retry_after_ms }) => {
                        self.report.retry_after_ms = Some(retry_after_ms);
                    }
                    Command::End(_) | Command::Exchange { .. } | Command::Photos => {
                        return Err(error);
                    }
                }
            }
        }
        Ok(Event::PhotosEnded)
    }

    fn exchange(&mut self, limit: Option<usize>, ask: Ask) -> Result<Answered> {
        let (request, asked) = self.request(limit, ask)?;
        let sent = self.replica.host().clock.reading();
        let response = self.send(&request)?;
        let got = self.replica.host().clock.reading();
        let answer: SyncResponse = transport::read(&response)?;
        if answer.v != PROTOCOL {
            return Err(Error::NewerHub);
        }
        let (install, hub_key) = (self.who.enrolment.install, self.who.enrolment.hub_key);
        push::check_receipt(self.proofs, install, hub_key, &answer)?;
        let mark = ClockMark { hub: answer.now, at: got, trip: trip(sent, got) };
        let applied = self.replica.write(|w| self.apply_response(w, answer, mark, &asked))?;
        self.report.pushed += applied.pushed;
        self.report.pulled += applied.rows;
        self.report.waiting = applied.waiting;
        Ok(applied.answered)
    }

    /// Spreads retries. Without randomness this phone waits as long as any: nothing worse.
    fn jitter(&self) -> u64 {
        self.replica.host().draw_number().unwrap_or(u64::MAX)
    }

    /// Sends a request and counts its bytes.
    pub fn send(&mut self, request: &Request) -> Result<transport::Response> {
        self.report.requests += 1;
        self.report.bytes_up += len(&request.body);
        let may_go_on = || self.progress.may_go_on();
        let response = transport::exchange_while(self.transport, request, &may_go_on)
            .map_err(|error| if may_go_on() { error } else { Error::Cancelled })?;
        self.report.bytes_down += len(&response.body);
        Ok(response)
    }

    fn request(&mut self, limit: Option<usize>, ask: Ask) -> Result<(Request, FeedPositions)> {
        let replica = self.replica;
        let (message, asked) = match limit {
            Some(limit) => replica.write(|w| {
                let state = store::state(w)?;
                let batch = outbox::batch(w, push::begins_after(&state), limit)?;
                let (mut message, asked) = self.message(w, ask)?;
                message.push = batch.envelopes;
                Ok((message, asked))
            })?,
            None => replica.read(|conn| self.message(conn, ask))?,
        };
        Ok((transport::post(SYNC_PATH, Some(&self.who.token), &message)?, asked))
    }

    fn message(&mut self, conn: &Connection, ask: Ask) -> Result<(SyncRequest, FeedPositions)> {
        let who = &self.who.enrolment;
        let (state, feeds) = (store::state(conn)?, store::feeds(conn)?);
        let asked = FeedPositions::of(&state, &feeds);
        let head = state.staged;
        let key = identity::store::key(conn)?.ok_or(Error::NotEnrolled)?;
        let signed = head_message(who.install, head.mseq, head.chain);
        let grant_ver = identity::store::author(conn)?.map_or(0, |author| author.grant_ver);
        let message = SyncRequest {
            v: PROTOCOL,
            install: who.install,
            app: APP.to_owned(),
            epoch: store::epoch(conn)?,
            grant_ver,
            head: Head {
                mseq: head.mseq,
                chain: head.chain,
                sig: self.proofs.sign(self.replica.host(), &key, signed)?,
            },
            waiting: waiting::waiting(conn)?,
            clock: self.replica.host().clock.reading(),
            push: Vec::new(),
            pull: pull_of(&state, &feeds, grant_ver, ask),
            dicts: Vec::new(),
            rest: Fields::new(),
        };
        Ok((message, asked))
    }

    fn apply_response(
        &self,
        w: &WriteTx<'_>,
        answer: SyncResponse,
        mark: ClockMark,
        asked: &FeedPositions,
    ) -> Result<Applied> {
        let before = store::state(w)?;
        if *asked != FeedPositions::of(&before, &store::feeds(w)?) {
            return overtaken(w);
        }
        let mut state = before.clone();
        push::acknowledge(w, self.who.enrolment.install, &mut state, &answer)?;
        push::change_epoch(w, &state, &answer)?;
        direct(w, &mut state, &answer.directives)?;
        // An idle sync leaves nothing to be written, so it costs the disk nothing.
        if state != before || !is_fresh(before.mark, mark) {
            state.mark = Some(mark);
            store::set_state(w, &state)?;
        }
        let mut progress = state.durable > before.durable || answer.scope.is_some();
        if let Some(scope) = &answer.scope {
            pull::scope(w, scope)?;
        }
        if answer.directives.iter().any(|one| one.kind == DirectiveKind::Wipe) {
            wipe(w)?;
        }
        let (mut rows, mut more) = (0, false);
        for page in answer.feeds {
            let end = pull::page(w, page)?;
            rows += end.rows;
            more |= end.more;
            progress |= end.moved;
        }
        pull::settle(w)?;
        w.touch_status();
        let waiting = waiting::ops(w)?;
        let answered = Answered {
            progress,
            waiting: waiting > 0,
            forked: state.fork.is_some(),
            more,
            changed: answer.changed,
        };
        let pushed = state.durable.saturating_sub(before.durable);
        Ok(Applied { answered, rows, waiting, pushed })
    }

    /// Tells the host how far the sync is; `false` when it asks to stop.
    pub fn report_progress(&self) -> Result<bool> {
        let feeds = self.replica.read(|tx| store::feeds(tx))?;
        let reached = |feed: &Feed| feed.staged.as_ref().map_or(feed.seq, |(_, seq)| *seq);
        Ok(self.progress.report(SyncProgress {
            pushed: self.report.pushed,
            waiting: self.report.waiting,
            received: feeds.iter().map(reached).sum(),
            total: feeds.iter().map(|feed| feed.head.max(reached(feed))).sum(),
            photo_bytes: self.photo_bytes,
        }))
    }

    /// Keeps what the next sync begins with, if it changed.
    fn keep(&self, machine: &Machine, before: &SyncState) -> Result<()> {
        if (machine.batch(), machine.failures()) == (before.batch, before.failures) {
            return Ok(());
        }
        self.replica.write(|w| {
            let mut state = store::state(w)?;
            state.batch = machine.batch();
            state.failures = machine.failures();
            store::set_state(w, &state)
        })
    }
}

/// Where the phone stood when it asked.
#[derive(PartialEq)]
struct FeedPositions {
    durable: u64,
    cursors: Vec<Cursor>,
}

impl FeedPositions {
    fn of(state: &SyncState, feeds: &[Feed]) -> Self {
        Self { durable: state.durable, cursors: feeds.iter().filter_map(cursor).collect() }
    }
}

/// Another process of this book has taken in meanwhile what this answer brings, or more: its pages
/// and marks belong to a question that is out of date, so it is set aside and asked again.
fn overtaken(conn: &Connection) -> Result<Applied> {
    let waiting = waiting::ops(conn)?;
    let forked = store::state(conn)?.fork.is_some();
    let answered =
        Answered { progress: true, waiting: waiting > 0, forked, more: true, changed: false };
    Ok(Applied { answered, rows: 0, waiting, pushed: 0 })
}

/// What one answer did.
struct Applied {
    answered: Answered,
    rows: u64,
    waiting: u64,
    pushed: u64,
}

/// How old the last mark of the hub's clock may grow: within a minute even cheap quartz drifts only
/// by milliseconds.
const MARK_MS: i64 = 60_000;

/// Whether the last mark still tells the time as well as this one would.
fn is_fresh(before: Option<ClockMark>, now: ClockMark) -> bool {
    before.is_some_and(|before| {
        let age = now.at.mono.saturating_sub(before.at.mono);
        before.at.boot == now.at.boot && (0..MARK_MS).contains(&age)
    })
}

/// Where the phone stands; only a hash when that is enough to be told that nothing is new.
fn pull_of(state: &SyncState, feeds: &[Feed], grant_ver: u64, ask: Ask) -> Pull {
    if state.stopped.is_some() {
        return Pull::Nothing;
    }
    let cursors: Vec<Cursor> = feeds.iter().filter_map(cursor).collect();
    let whole = feeds.iter().all(is_whole);
    match ask {
        Ask::News if whole => Pull::Hash(cursor_hash(grant_ver, cursors)),
        Ask::News | Ask::Feeds => Pull::Feeds(cursors),
    }
}

/// Whether the phone holds all of a feed that it has heard of.
fn is_whole(feed: &Feed) -> bool {
    let reading = feed.staged.is_some() || feed.restart || feed.seq < feed.head;
    feed.cursor.is_some() && !reading
}

/// A feed without a cursor is sent from its beginning.
fn cursor(feed: &Feed) -> Option<Cursor> {
    let (cursor, seq) = match (&feed.staged, &feed.cursor) {
        (Some((cursor, seq)), _) => (cursor.clone(), *seq),
        (None, Some(cursor)) if !feed.restart => (cursor.clone(), feed.seq),
        (None, _) => return None,
    };
    Some(Cursor { feed: feed.feed, cursor, seq })
}

/// Follows what the hub wants. What this build does not know stops a pull if it must be known.
fn direct(w: &WriteTx<'_>, state: &mut SyncState, directives: &[Directive]) -> Result<()> {
    state.revoked = directives.iter().any(|one| one.kind == DirectiveKind::Revoked);
    let unknown = |one: &&Directive| matches!(one.kind, DirectiveKind::Other(_));
    for directive in directives.iter().filter(unknown).filter(|one| one.must) {
        match directive.feed {
            Some(feed) => stop(w, feed, directive.kind.as_str())?,
            None => state.stopped = Some(directive.kind.as_str().to_owned()),
        }
    }
    Ok(())
}

/// The phone was reported lost: once every op is durable, nothing of the hub's stays readable.
fn wipe(w: &WriteTx<'_>) -> Result<()> {
    let who = identity::store::identity(w)?.ok_or(Error::NotEnrolled)?.enrolment;
    if waiting::ops(w)? > 0 {
        return Ok(());
    }
    pull::scope(w, &Scope { grant_ver: who.grant_ver, role: who.role, feeds: Vec::new() })
}

fn stop(w: &WriteTx<'_>, feed: FeedId, why: &str) -> Result<()> {
    if let Some(mut feed) = store::feed(w, feed)? {
        feed.stopped = Some(why.to_owned());
        store::set_feed(w, &feed)?;
    }
    Ok(())
}

/// What a failure means for the machine.
fn fault(error: &Error) -> Fault {
    match error {
        Error::Transport(TransportError::Unreachable) => Fault::Unavailable { retry_after: None },
        Error::Transport(_) => Fault::Stalled,
        Error::Refused { code: Some(FailureCode::TooLarge), .. }
        | Error::Refused { status: 413, .. } => Fault::TooLarge,
        Error::Refused { status: 408, .. } => Fault::Stalled,
        Error::Refused { status, retry_after, .. } if *status == 429 || *status >= 500 => {
            Fault::Unavailable { retry_after: *retry_after }
        }
        _ => Fault::Fatal,
    }
}

/// How long the exchange took, as far as the clocks can tell.
fn trip(sent: Reading, got: Reading) -> i64 {
    if sent.boot == got.boot { got.mono.saturating_sub(sent.mono).max(0) } else { 0 }
}

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
