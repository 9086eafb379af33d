//! The photo lane: sends photos after the records, one file after the other, from the hub's offset
//! on.

use super::PhotoMode;
use super::session::Session;
use super::transport::{self, Method, Request};
use crate::error::{Error, Result};
use crate::host::TraceEvent;
use crate::replica::photos::{Lost, PhotoState, Waiting, files, store};
use gridbook_domain::photo::STEP;
use gridbook_domain::wire::{FailureCode, PHOTO_PATH, PhotoProgress};

/// Sends the files that may be sent. A file that the hub does not accept does not delay the others;
/// it keeps waiting, and the report counts it.
pub(super) fn lane(session: &mut Session<'_>) -> Result<()> {
    let originals = match session.options.photos {
        PhotoMode::Nothing => return Ok(()),
        PhotoMode::Thumbnails => false,
        PhotoMode::All => true,
    };
    let waiting = session.replica.read(|conn| store::waiting(conn, originals))?;
    for file in waiting {
        match send(session, &file) {
            Err(error) if concerns_one_file(&error) => session.report.photos_stuck += 1,
            done => done?,
        }
    }
    Ok(())
}

/// Returns whether a failure concerns one file only. Without a network or a sign-in no other file
/// would get through either.
fn concerns_one_file(error: &Error) -> bool {
    match error {
        Error::NoProgress | Error::Io(_) => true,
        Error::Refused { code: Some(code), .. } => matches!(
            code,
            FailureCode::NotFound
                | FailureCode::Malformed
                | FailureCode::TooLarge
                | FailureCode::PhotoBytes
                | FailureCode::Other(_)
        ),
        _ => false,
    }
}

fn send(session: &mut Session<'_>, file: &Waiting) -> Result<()> {
    let path = files::path(session.replica.folder(), file.sha256);
    let Ok(mut source) = files::Source::open(&path, file.size) else {
        return set(session, file, PhotoState::Lost { reason: Lost::Missing });
    };
    let address = format!("{PHOTO_PATH}{}", file.sha256);
    let mut progress = ask(session, &address)?;
    while !progress.durable {
        let step = source.step(progress.offset, STEP)?;
        if step.is_empty() {
            return Err(Error::NoProgress);
        }
        let path = format!("{address}?offset={}&size={}", progress.offset, file.size);
        let next = match post(session, path, step) {
            Err(Error::Refused { code: Some(FailureCode::PhotoBytes), .. }) => {
                return refused(session, file);
            }
            other => other?,
        };
        if !next.durable && next.offset <= progress.offset {
            return Err(Error::NoProgress);
        }
        session.photo_bytes += next.offset.saturating_sub(progress.offset);
        progress = next;
        set(session, file, PhotoState::Partial { sent: progress.offset })?;
        if !session.report_progress() {
            return Err(Error::Cancelled);
        }
    }
    session.report.photos += 1;
    session.trace(&TraceEvent::PhotoSent { bytes: file.size });
    set(session, file, PhotoState::Durable)
}

/// Handles a hash mismatch at the hub: either the file changed on this device, and the photo is
/// lost, or the transfer damaged it, and the next sync starts the upload again.
fn refused(session: &Session<'_>, file: &Waiting) -> Result<()> {
    let path = files::path(session.replica.folder(), file.sha256);
    if files::hash(&path).is_ok_and(|hash| hash == file.sha256) {
        return set(session, file, PhotoState::Local);
    }
    set(session, file, PhotoState::Lost { reason: Lost::Changed })
}

fn set(session: &Session<'_>, file: &Waiting, state: PhotoState) -> Result<()> {
    session.replica.write(|w| {
        w.touch_status();
        store::set_state(w, file.sha256, state)
    })
}

fn ask(session: &mut Session<'_>, address: &str) -> Result<PhotoProgress> {
    let request = Request {
        method: Method::Get,
        path: address.to_owned(),
        token: Some(session.identity.token.clone()),
        body: Vec::new(),
        zstd: false,
        media: String::new(),
    };
    transport::read(&session.send(&request)?)
}

fn post(session: &mut Session<'_>, path: String, body: Vec<u8>) -> Result<PhotoProgress> {
    let request = Request {
        method: Method::Post,
        path,
        token: Some(session.identity.token.clone()),
        body,
        zstd: false,
        media: "application/octet-stream".to_owned(),
    };
    transport::read(&session.send(&request)?)
}
