//! One exchange with the hub: a request, and its response applied in one transaction.

use super::machine::{Answered, Ask};
use super::prepared::{FeedPositions, Prepared, pull_of};
use super::session::{Reached, Session};
use super::transport;
use super::{directives, pull, push};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::host::TraceEvent;
use crate::replica::feeds::{Feed, SyncState, store};
use crate::replica::{APP, identity, outbox, photos, waiting};
use gridbook_domain::clock::{ClockSync, Reading};
use gridbook_domain::trust::head_message;
use gridbook_domain::wire::{Head, PROTOCOL, SYNC_PATH, SyncRequest, SyncResponse, Waiting};
use gridbook_domain::{Fields, InstallId};
use rusqlite::Connection;

/// Sends one request and applies its response.
pub(super) fn exchange(
    session: &mut Session<'_>,
    limit: Option<usize>,
    ask: Ask,
) -> Result<Answered> {
    let prepared = session.prepared.take().filter(|prepared| prepared.fits(limit, ask));
    let Prepared { message, asked, .. } = match prepared {
        Some(prepared) => prepared,
        None => build(session, limit, ask)?,
    };
    let request = transport::post(SYNC_PATH, Some(&session.identity.token), &message)?;
    let sent = session.replica.host().clock.reading();
    let response = session.send(&request)?;
    let got = session.replica.host().clock.reading();
    let answer: SyncResponse = transport::read(&response)?;
    if answer.v != PROTOCOL {
        return Err(Error::NewerHub);
    }
    let (install, hub_key) =
        (session.identity.enrolment.install, session.identity.enrolment.hub_key);
    push::check_receipt(session.proofs, install, hub_key, &answer)?;
    let mark = ClockSync { hub: answer.now, at: got, trip: trip(sent, got) };
    let applied = session.replica.write(|w| apply_response(w, install, answer, mark, &asked))?;
    session.report.pushed += applied.pushed;
    session.report.pulled += applied.rows;
    session.report.waiting = applied.waiting;
    session.reached = applied.reached;
    Ok(applied.answered)
}

/// Builds the request, after staging the ops it contains.
fn build(session: &mut Session<'_>, limit: Option<usize>, ask: Ask) -> Result<Prepared> {
    let replica = session.replica;
    match limit {
        Some(limit) => replica.write(|w| {
            let state = store::state(w)?;
            let batch = outbox::batch(w, push::begins_after(&state), limit)?;
            let (state, waiting) = (store::state(w)?, waiting::waiting(w)?);
            let mut prepared = prepare(session, w, &state, waiting, ask)?;
            prepared.message.push = batch.envelopes;
            Ok(prepared)
        }),
        None => replica.read(|conn| {
            let (state, waiting) = (store::state(conn)?, waiting::waiting(conn)?);
            prepare(session, conn, &state, waiting, ask)
        }),
    }
}

/// Builds a request without a push, from the state and the counts of the same snapshot.
pub(super) fn prepare(
    session: &mut Session<'_>,
    conn: &Connection,
    state: &SyncState,
    waiting: Waiting,
    ask: Ask,
) -> Result<Prepared> {
    let who = &session.identity.enrolment;
    let feeds = store::feeds(conn)?;
    let asked = FeedPositions::of(state, &feeds);
    let head = state.staged;
    let key = identity::store::key(conn)?.ok_or(Error::NotEnrolled)?;
    let signed = head_message(who.install, head.mseq, head.chain);
    let grant_ver = identity::store::grant_ver(conn)?;
    let message = SyncRequest {
        v: PROTOCOL,
        install: who.install,
        app: APP.to_owned(),
        epoch: store::epoch(conn)?,
        grant_ver,
        head: Head {
            mseq: head.mseq,
            chain: head.chain,
            sig: session.proofs.sign(session.replica.host(), &key, signed)?,
        },
        waiting,
        clock: session.replica.host().clock.reading(),
        push: Vec::new(),
        pull: pull_of(state, &feeds, grant_ver, ask),
        receipt: store::last_receipt(conn)?.filter(|last| last.mseq > state.durable),
        dicts: Vec::new(),
        rest: Fields::new(),
    };
    Ok(Prepared { ask, message, asked })
}

/// Applies a response: acknowledgements, directives, scope and pages, in one transaction.
fn apply_response(
    w: &WriteTx<'_>,
    install: InstallId,
    answer: SyncResponse,
    mark: ClockSync,
    asked: &FeedPositions,
) -> Result<Applied> {
    let before = store::state(w)?;
    let mut feeds = store::feeds(w)?;
    if *asked != FeedPositions::of(&before, &feeds) {
        return overtaken(w, &before, &feeds);
    }
    let mut state = before.clone();
    push::acknowledge(w, install, &mut state, &answer)?;
    let other_history = push::change_epoch(w, before.durable.min(state.durable), &answer)?;
    photos::store::offer(w, &answer.need_photos)?;
    directives::apply(w, &mut state, &answer.directives)?;
    // An idle sync has nothing to write, so it costs the disk nothing.
    if state != before || !is_fresh(before.mark, mark) {
        state.mark = Some(mark);
        store::set_state(w, &state)?;
    }
    // A scope that is known already is a repeated answer.
    let known = identity::store::grant_ver(w)?;
    let new_scope = answer.scope.as_ref().is_some_and(|scope| scope.grant_ver != known);
    let mut progress = state.durable > before.durable || new_scope || other_history;
    if let Some(scope) = &answer.scope {
        pull::scope(w, scope)?;
    }
    directives::wipe(w, &answer.directives)?;
    // Pages that continue from positions in another history are of no use.
    let pages = if other_history { Vec::new() } else { answer.feeds };
    let moves = other_history
        || answer.scope.is_some()
        || !pages.is_empty()
        || !answer.directives.is_empty();
    let (mut rows, mut more) = (0, other_history);
    for page in pages {
        let end = pull::page(w, page)?;
        rows += end.rows;
        more |= end.more;
        progress |= end.moved;
    }
    if moves {
        feeds = store::feeds(w)?;
    }
    pull::settle(w, &feeds)?;
    w.touch_status();
    let waiting = waiting::ops(w)?;
    let answered = Answered {
        progress,
        waiting: waiting > 0,
        forked: state.fork.is_some(),
        more,
        changed: answer.changed,
    };
    if state.durable > before.durable {
        w.trace(TraceEvent::Acknowledged { durable: state.durable, waiting });
    }
    if let Some(at) = state.fork.filter(|_| before.fork.is_none()) {
        w.trace(TraceEvent::Forked { at });
    }
    let pushed = state.durable.saturating_sub(before.durable);
    Ok(Applied { answered, rows, waiting, pushed, reached: Reached::of(&feeds) })
}

/// Ignores a response that another process with this book has overtaken: that process has applied
/// as much or more since the request was built, so the positions are out of date. The request is
/// repeated.
fn overtaken(conn: &Connection, state: &SyncState, feeds: &[Feed]) -> Result<Applied> {
    let waiting = waiting::ops(conn)?;
    let answered = Answered {
        progress: true,
        waiting: waiting > 0,
        forked: state.fork.is_some(),
        more: true,
        changed: false,
    };
    Ok(Applied { answered, rows: 0, waiting, pushed: 0, reached: Reached::of(feeds) })
}

/// The effect of one response.
struct Applied {
    answered: Answered,
    rows: u64,
    waiting: u64,
    pushed: u64,
    reached: Reached,
}

/// The maximum age of the last reading of the hub's clock: within a minute even cheap quartz drifts
/// only by milliseconds.
const MARK_MS: i64 = 60_000;

/// Returns whether the last reading of the hub's clock is still as good as a new one.
fn is_fresh(before: Option<ClockSync>, now: ClockSync) -> bool {
    before.is_some_and(|before| {
        let age = now.at.mono.saturating_sub(before.at.mono);
        before.at.boot == now.at.boot && (0..MARK_MS).contains(&age)
    })
}

/// Returns the duration of the exchange, as far as the clocks show it.
fn trip(sent: Reading, got: Reading) -> i64 {
    if sent.boot == got.boot { got.mono.saturating_sub(sent.mono).max(0) } else { 0 }
}
