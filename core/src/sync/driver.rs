//! Runs the machine: each command becomes an exchange or the photo lane, each outcome an event.

use super::exchange::{exchange, prepare};
use super::machine::{Command, End, Event, Fault, Machine};
use super::session::{Reached, Session};
use super::transport::{Transport, TransportError};
use super::{Progress, Proofs, SyncOptions, SyncReport, blob};
use crate::error::{Error, Result};
use crate::host::TraceEvent;
use crate::replica::feeds::{SyncState, store};
use crate::replica::{Replica, identity, waiting};
use gridbook_domain::wire::FailureCode;

/// The install that syncs.
pub(crate) struct Phone<'a> {
    pub replica: &'a Replica,
    /// Runs after an exchange that brought records, before photos are sent.
    pub after_records: &'a dyn Fn() -> Result<()>,
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
    let (mut session, mut machine, state, waiting) = replica.read(|conn| {
        let identity = identity::store::identity(conn)?.ok_or(Error::NotEnrolled)?;
        let (state, waiting) = (store::state(conn)?, waiting::waiting(conn)?);
        let mut session = Session {
            replica,
            transport,
            options,
            progress,
            proofs,
            identity,
            prepared: None,
            report: SyncReport::default(),
            reached: Reached::default(),
            photo_bytes: 0,
        };
        let may_push = waiting.ops > 0 && state.fork.is_none();
        let machine = Machine::new(state.batch, state.failures, may_push);
        if let Command::Exchange { push: None, ask } = machine.begin() {
            // If this fails, the exchange builds the request again and reports the failure.
            session.prepared = prepare(&mut session, conn, &state, waiting, ask).ok();
        }
        Ok((session, machine, state, waiting.ops))
    })?;
    let forked = state.fork.is_some();
    session.trace(&TraceEvent::SyncBegan { waiting, failures: state.failures, forked });
    let ended = drive(&mut session, &mut machine, after_records);
    keep(replica, &machine, &state)?;
    ended
}

/// Steps the machine until it ends.
fn drive(
    session: &mut Session<'_>,
    machine: &mut Machine,
    after_records: &dyn Fn() -> Result<()>,
) -> Result<SyncReport> {
    let mut command = machine.begin();
    let mut cause = None;
    loop {
        let event = match command {
            Command::Exchange { push, ask } => match exchange(session, push, ask) {
                Ok(answered) if session.report_progress() => Event::Answered(answered),
                Ok(_) | Err(Error::Cancelled) => Event::Cancelled,
                Err(error) => {
                    let event = failed(session, &error);
                    cause = Some(error);
                    event
                }
            },
            Command::Photos => {
                if session.report.pulled > 0 {
                    after_records()?;
                }
                photos(session, machine)?
            }
            Command::End(end) => return ending(session, end, cause),
        };
        command = machine.step(event);
    }
}

fn failed(session: &Session<'_>, error: &Error) -> Event {
    session.trace(&TraceEvent::ExchangeFailed { cause: error.trace() });
    Event::Failed { fault: fault(error), jitter: session.jitter() }
}

fn ending(session: &Session<'_>, end: End, cause: Option<Error>) -> Result<SyncReport> {
    match (end, cause) {
        (End::Done, _) => Ok(session.report),
        (End::Cancelled, _) => Err(Error::Cancelled),
        (End::Later { retry_after_ms }, Some(cause)) => {
            Err(Error::Later { cause: Box::new(cause), retry_after_ms })
        }
        (End::Fatal, Some(cause)) => Err(cause),
        (End::NoProgress | End::Later { .. } | End::Fatal, _) => Err(Error::NoProgress),
    }
}

/// Runs the photo lane. The records are through, so a failure here does not fail the sync.
fn photos(session: &mut Session<'_>, machine: &mut Machine) -> Result<Event> {
    match blob::lane(session) {
        Ok(()) => {}
        Err(Error::Cancelled) => return Ok(Event::Cancelled),
        Err(error) => match machine.step(failed(session, &error)) {
            Command::End(End::Later { retry_after_ms }) => {
                session.report.retry_after_ms = Some(retry_after_ms);
            }
            Command::End(_) | Command::Exchange { .. } | Command::Photos => return Err(error),
        },
    }
    Ok(Event::PhotosEnded)
}

/// Stores the state with which the next sync begins, if it changed.
fn keep(replica: &Replica, machine: &Machine, before: &SyncState) -> Result<()> {
    if (machine.batch(), machine.failures()) == (before.batch, before.failures) {
        return Ok(());
    }
    replica.write(|w| {
        let mut state = store::state(w)?;
        state.batch = machine.batch();
        state.failures = machine.failures();
        store::set_state(w, &state)
    })
}

/// Classifies a failure for the machine.
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
