//! The sync as a state machine: events in, commands out. No input or output, no clock, no database.
//!
//! Records go before photos; a push that fails never keeps the pull from continuing; a request is
//! not repeated at once if waiting could help.

/// The bounds within which the size of a push is halved and doubled; the schema has the first size.
/// The largest is well below what the hub accepts uncompressed, the smallest is about three visits.
const SMALLEST_BATCH: usize = 4 * 1024;
const LARGEST_BATCH: usize = 2 * 1024 * 1024;
/// The first wait after a failure is a random time from 0 to this.
const FIRST_WAIT_MS: u64 = 2_000;
/// The longest wait. A worker in a stairwell may have a network for only a minute.
const LONGEST_WAIT_MS: u64 = 5 * 60_000;
/// At every multiple of this number of failures in a row, the pull is tried without a push before
/// it.
const PULL_FIRST_EVERY: u32 = 3;

/// The kind of pull in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Asks whether anything is new.
    News,
    /// Asks for the changes.
    Feeds,
}

/// An event for the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The hub's response was applied.
    Answered(Answered),
    /// There was no usable response. `jitter` is a random number.
    Failed { fault: Fault, jitter: u64 },
    /// The photo lane has ended.
    PhotosEnded,
    /// The app asked to stop.
    Cancelled,
}

/// The effect of a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Answered {
    /// Whether anything moved: an acknowledgement, a cursor.
    pub progress: bool,
    /// Whether ops still wait to be pushed.
    pub waiting: bool,
    /// Whether the install may not push, because the hub has a different history of it.
    pub forked: bool,
    /// Whether a feed has more pages, or starts again.
    pub more: bool,
    /// Whether something is new although the install sent only a hash.
    pub changed: bool,
}

/// Why there was no usable response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The request stalled or the response was truncated: a smaller batch may succeed.
    Stalled,
    /// The hub reported that the request is too large.
    TooLarge,
    /// No connection, or the hub is busy; it may have named a wait in seconds.
    Unavailable { retry_after: Option<u64> },
    /// Waiting does not help: sign-in, a false hub, a bug.
    Fatal,
}

/// A command of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    /// Send one request, with at most `push` bytes of bodies (no push for `None`).
    Exchange { push: Option<usize>, ask: Ask },
    /// Run the photo lane.
    Photos,
    /// End the sync.
    End(End),
}

/// The end of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Nothing is left to do.
    Done,
    /// Retry after this time.
    Later { retry_after_ms: u64 },
    /// Waiting does not help.
    Fatal,
    /// The hub reports that there is more, but nothing moves.
    NoProgress,
    /// The app asked to stop.
    Cancelled,
}

/// One sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Machine {
    batch: usize,
    failures: u32,
    pushing: bool,
    pull_first: bool,
    gave_up: bool,
    still: bool,
}

impl Machine {
    /// Returns a sync that begins with the batch size and the number of failures of the previous
    /// one.
    pub fn new(batch: usize, failures: u32, waiting: bool) -> Self {
        let pull_first = waiting && failures % PULL_FIRST_EVERY == PULL_FIRST_EVERY - 1;
        let batch = batch.clamp(SMALLEST_BATCH, LARGEST_BATCH);
        Self { batch, failures, pushing: waiting, pull_first, gave_up: false, still: false }
    }

    /// Returns the batch size for the next sync.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Returns the number of failures in a row so far.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Returns the first command.
    pub fn begin(&self) -> Command {
        let ask = if self.pushing { Ask::Feeds } else { Ask::News };
        let push = (self.pushing && !self.pull_first).then_some(self.batch);
        Command::Exchange { push, ask }
    }

    /// Returns the next command.
    pub fn step(&mut self, event: Event) -> Command {
        match event {
            Event::Answered(answered) => self.answered(answered),
            Event::Failed { fault, jitter } => self.failed(fault, jitter),
            Event::PhotosEnded => Command::End(End::Done),
            Event::Cancelled => Command::End(End::Cancelled),
        }
    }

    fn answered(&mut self, answered: Answered) -> Command {
        self.failures = 0;
        let pushed = self.pushing && !std::mem::take(&mut self.pull_first);
        if pushed && answered.progress {
            self.batch = (self.batch * 2).min(LARGEST_BATCH);
        }
        // Saves made or offered again since the sync began are included.
        let waiting = answered.waiting && !answered.forked && !self.gave_up;
        self.pushing = waiting;
        if !waiting && !answered.more && !answered.changed {
            return Command::Photos;
        }
        // The first response may only report that something changed; two in a row that move nothing
        // would repeat forever.
        if !answered.progress && std::mem::replace(&mut self.still, true) {
            return Command::End(End::NoProgress);
        }
        self.still &= !answered.progress;
        Command::Exchange { push: waiting.then_some(self.batch), ask: Ask::Feeds }
    }

    fn failed(&mut self, fault: Fault, jitter: u64) -> Command {
        match fault {
            Fault::Fatal => Command::End(End::Fatal),
            Fault::TooLarge => self.too_large(jitter),
            Fault::Stalled => {
                self.batch = (self.batch / 2).max(SMALLEST_BATCH);
                self.later(None, jitter)
            }
            Fault::Unavailable { retry_after } => self.later(retry_after, jitter),
        }
    }

    fn too_large(&mut self, jitter: u64) -> Command {
        if !self.pushing || self.pull_first {
            return self.later(None, jitter);
        }
        if self.batch > SMALLEST_BATCH {
            self.batch = (self.batch / 2).max(SMALLEST_BATCH);
            return Command::Exchange { push: Some(self.batch), ask: Ask::Feeds };
        }
        // Even one op is too large: it stays, and the pull continues without it.
        self.pushing = false;
        self.gave_up = true;
        Command::Exchange { push: None, ask: Ask::Feeds }
    }

    /// Waits with full jitter: a random time up to the doubled wait, but not less than the hub
    /// asked for.
    fn later(&mut self, retry_after: Option<u64>, jitter: u64) -> Command {
        let most = FIRST_WAIT_MS << self.failures.min(10);
        let drawn = jitter % most.min(LONGEST_WAIT_MS).saturating_add(1);
        let asked = retry_after.map_or(0, |seconds| seconds.saturating_mul(1000));
        self.failures = self.failures.saturating_add(1);
        Command::End(End::Later { retry_after_ms: drawn.max(asked) })
    }
}
