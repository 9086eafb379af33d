//! What a log on the device says of a sync.

use crate::host::{Host, Trace, TraceEvent};
use crate::testing::{Answer, Hub, World, fields, host, id, note_part};
use crate::{Book, Options};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Trace for Log {
    fn event(&self, event: &TraceEvent) {
        self.0.lock().unwrap().push(event.to_string());
    }
}

impl Log {
    /// The lines since the last look, without ids and sizes.
    fn lines(&self) -> Vec<String> {
        let lines = std::mem::take(&mut *self.0.lock().unwrap());
        let plain = |(at, word): (usize, &str), words: &[&str]| {
            let is_size = words.get(at + 1) == Some(&"bytes");
            match word.trim_end_matches(':').len() {
                22 => "ID".to_owned(),
                _ if is_size => "N".to_owned(),
                _ => word.to_owned(),
            }
        };
        let line = |line: String| {
            let words: Vec<&str> = line.split(' ').collect();
            let plain = words.iter().copied().enumerate().map(|word| plain(word, &words));
            plain.collect::<Vec<_>>().join(" ")
        };
        lines.into_iter().map(line).collect()
    }
}

/// An enrolled world whose book writes a log.
fn logged() -> (World, Arc<Log>) {
    let (folder, hub, log) = (tempfile::tempdir().unwrap(), Hub::new(), Arc::<Log>::default());
    let book = open(&folder, &log);
    book.enrol(&hub.invitation(), "P1", &hub).unwrap();
    (World { book, hub, folder }, log)
}

fn open(folder: &TempDir, log: &Arc<Log>) -> Book {
    let options = Options { folder: folder.path().to_owned(), key: None };
    Book::open(options, Host { trace: Some(log.clone()), ..host(1) }).unwrap()
}

#[test]
fn a_log_says_step_by_step_what_a_sync_does() {
    let (world, log) = logged();
    assert_eq!(log.lines(), ["enrol request, N bytes", "enrol response 200, N bytes", "enrolled"]);
    world.note(1, "x");
    assert_eq!(log.lines(), ["op ID saved, 1 parts"]);
    world.sync().unwrap();
    let lines = log.lines();
    let begin = [
        "sync began: 1 waiting, 0 failures in a row",
        "1 ops staged, up to 1",
        "sync request, N bytes",
        "sync response 200, N bytes",
    ];
    assert_eq!(lines[..4], begin);
    assert!(lines.contains(&"acknowledged up to 1, 0 waiting".to_owned()), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("feed ID 1 rows, at 1 of 1")), "{lines:?}");
    let last = lines.last().unwrap();
    assert!(last.starts_with("sync finished: 1 pushed, 2 pulled, 0 photos"), "{last}");
}

#[test]
fn a_log_says_why_it_does_not_send() {
    let (world, log) = logged();
    world.note(1, "x");
    log.lines();
    let cases = [
        (Answer::Unreachable, "no connection", "try_later"),
        (Answer::Lost, "the answer broke off", "try_later"),
        (Answer::Portal, "the answer is not the hub's: no message of the hub", "not_the_hub"),
        (Answer::Status(401, None), "the hub answered 401", "sign_in"),
    ];
    for (answer, cause, code) in cases {
        world.hub.next(answer);
        world.sync().unwrap_err();
        let lines = log.lines();
        let said = |words: &str| lines.iter().any(|line| line.contains(words));
        assert!(said(&format!("exchange failed: {cause}")) || said(cause), "{cause}: {lines:?}");
        assert!(said(&format!("sync failed: {code}")), "{code}: {lines:?}");
    }
}

#[test]
fn a_log_holds_nothing_a_worker_wrote_and_nothing_of_what_is_not_stored() {
    let (world, log) = logged();
    log.lines();
    assert!(world.save(Vec::from([1, 1].map(|n| note_part(n, world.hub.grid, "x")))).is_err());
    assert_eq!(log.lines(), [""; 0], "a transaction that failed has no events");
    world.note(1, "王芳");
    world.hub.put(world.hub.grid, &crate::testing::note(), id(2), fields(json!({"text": "王芳"})));
    world.sync().unwrap();
    assert!(log.lines().iter().all(|line| line.is_ascii()));
}
