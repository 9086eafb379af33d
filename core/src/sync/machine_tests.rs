//! The machine's table: what it does after each event.

use super::machine::*;

const BATCH: usize = 64 * 1024;

fn push(bytes: usize) -> Command {
    Command::Exchange { push: Some(bytes), ask: Ask::Feeds }
}

fn pull() -> Command {
    Command::Exchange { push: None, ask: Ask::Feeds }
}

fn answered(change: impl FnOnce(&mut Answered)) -> Event {
    let mut answered = Answered { progress: true, ..Answered::default() };
    change(&mut answered);
    Event::Answered(answered)
}

fn failed(fault: Fault) -> Event {
    Event::Failed { fault, jitter: 1_234 }
}

fn later(retry_after_ms: u64) -> Command {
    Command::End(End::Later { retry_after_ms })
}

#[test]
fn what_a_sync_begins_with() {
    let news = Command::Exchange { push: None, ask: Ask::News };
    // (batch, failures in a row, ops wait) → the first command
    let cases = [
        ("nothing waits: only a hash goes", (BATCH, 0, false), news),
        ("ops go with the cursors", (BATCH, 0, true), push(BATCH)),
        ("a stored batch is brought within bounds", (1, 0, true), push(4 * 1024)),
        ("the third try in a row pulls first", (BATCH, 2, true), pull()),
        ("the fourth pushes again", (BATCH, 3, true), push(BATCH)),
        ("without ops there is no pull to put first", (BATCH, 2, false), news),
    ];
    for (what, (batch, failures, waiting), command) in cases {
        assert_eq!(Machine::new(batch, failures, waiting).begin(), command, "{what}");
    }
}

#[test]
fn every_step() {
    let done = Command::End(End::Done);
    // events after the beginning of a sync with ops → the command after the last of them
    let cases: Vec<(&str, Vec<Event>, Command)> = vec![
        ("all is through: the photos", vec![answered(|_| {})], Command::Photos),
        ("after the photos it ends", vec![Event::PhotosEnded], done),
        (
            "ops still wait: a batch twice as large",
            vec![answered(|a| a.waiting = true)],
            push(2 * BATCH),
        ),
        (
            "a push that moves nothing does not grow",
            vec![answered(|a| (a.waiting, a.progress) = (true, false))],
            push(BATCH),
        ),
        (
            "two answers that move nothing are a standstill",
            vec![
                answered(|a| (a.waiting, a.progress) = (true, false)),
                answered(|a| (a.waiting, a.progress) = (true, false)),
            ],
            Command::End(End::NoProgress),
        ),
        (
            "one that moves in between is none",
            vec![
                answered(|a| (a.more, a.progress) = (true, false)),
                answered(|a| a.more = true),
                answered(|a| (a.more, a.progress) = (true, false)),
            ],
            pull(),
        ),
        ("a feed goes on", vec![answered(|a| a.more = true)], pull()),
        (
            "a hash that differs is asked for in full",
            vec![answered(|a| (a.changed, a.progress) = (true, false))],
            pull(),
        ),
        (
            "a fork pushes no more, and the pull goes on",
            vec![answered(|a| (a.waiting, a.forked, a.more) = (true, true, true))],
            pull(),
        ),
        (
            "a fork with nothing to pull goes to the photos",
            vec![answered(|a| (a.waiting, a.forked) = (true, true))],
            Command::Photos,
        ),
        ("too large: half at once", vec![failed(Fault::TooLarge)], push(BATCH / 2)),
        ("too large at the smallest: pull without it", vec![failed(Fault::TooLarge); 5], pull()),
        (
            "and what waits is not tried again in this sync",
            [vec![failed(Fault::TooLarge); 5], vec![answered(|a| a.waiting = true)]].concat(),
            Command::Photos,
        ),
        ("no network: wait", vec![failed(Fault::Unavailable { retry_after: None })], later(1_234)),
        (
            "the hub asks for longer",
            vec![failed(Fault::Unavailable { retry_after: Some(30) })],
            later(30_000),
        ),
        ("slow: wait", vec![failed(Fault::Stalled)], later(1_234)),
        ("waiting cannot help", vec![failed(Fault::Fatal)], Command::End(End::Fatal)),
        ("cancelled", vec![Event::Cancelled], Command::End(End::Cancelled)),
    ];
    for (what, events, command) in cases {
        let mut machine = Machine::new(BATCH, 0, true);
        let last = events.into_iter().fold(machine.begin(), |_, event| machine.step(event));
        assert_eq!(last, command, "{what}");
    }
}

#[test]
fn the_batch_stays_within_its_bounds_and_the_wait_within_its() {
    let mut machine = Machine::new(BATCH, 0, true);
    (0..20).for_each(|_| {
        machine.step(answered(|a| a.waiting = true));
    });
    assert_eq!(machine.batch(), 2 * 1024 * 1024);
    for failure in 1..=40 {
        let jitter = u64::MAX;
        let Command::End(End::Later { retry_after_ms }) =
            machine.step(Event::Failed { fault: Fault::Stalled, jitter })
        else {
            panic!("a slow network ends a sync");
        };
        assert!(retry_after_ms <= 5 * 60_000);
        assert_eq!(machine.failures(), failure);
    }
    assert_eq!(machine.batch(), 4 * 1024);
    machine.step(answered(|_| {}));
    assert_eq!(machine.failures(), 0, "one answer ends the row of failures");
}

#[test]
fn the_wait_is_drawn_from_all_of_the_growing_span() {
    let wait = |failures: u32, jitter: u64| {
        let event = Event::Failed { fault: Fault::Unavailable { retry_after: None }, jitter };
        match Machine::new(BATCH, failures, false).step(event) {
            Command::End(End::Later { retry_after_ms }) => retry_after_ms,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((wait(0, 0), wait(0, 2_000), wait(0, 2_001)), (0, 2_000, 0));
    assert_eq!((wait(1, 4_000), wait(4, 32_000)), (4_000, 32_000));
    assert_eq!((wait(30, 300_000), wait(30, 300_001)), (300_000, 0));
}
