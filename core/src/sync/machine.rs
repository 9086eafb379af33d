//! The sync as a machine: events in, commands out. No input or output, no clock, no database.
//!
//! Records go before photos; a push that does not get through never keeps the pull from going on;
//! nothing is asked again at once that a wait could help.

/// The bounds within which a push is halved and doubled; the first one's size stands in the schema.
/// The largest stays well below what the hub takes unpacked, the smallest is about three visits.
const SMALLEST_BATCH: usize = 4 * 1024;
const LARGEST_BATCH: usize = 2 * 1024 * 1024;
/// The first wait after a failure is drawn from 0 to this.
const FIRST_WAIT_MS: u64 = 2_000;
/// No wait is longer than this: a worker on a stair gets a network for a minute.
const LONGEST_WAIT_MS: u64 = 5 * 60_000;
/// Every so many failures in a row, the pull is tried without a push before it.
const PULL_FIRST_EVERY: u32 = 3;

/// What a request asks of the feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Whether anything is new.
    News,
    /// What is new.
    Feeds,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The hub's answer was taken in.
    Answered(Answered),
    /// There was no answer, or none that could be used. `jitter` is a random number.
    Failed { fault: Fault, jitter: u64 },
    /// The photo lane ended.
    PhotosEnded,
    /// The host asked to stop.
    Cancelled,
}

/// What an answer brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Answered {
    /// Something moved: an acknowledgement, a cursor.
    pub progress: bool,
    /// Ops still wait to be pushed.
    pub waiting: bool,
    /// The phone may not push: the hub holds another history of it.
    pub forked: bool,
    /// A feed goes on, or begins anew.
    pub more: bool,
    /// The phone sent only a hash, and something is new.
    pub changed: bool,
}

/// Why there was no usable answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It stalled or broke off: a smaller batch may get through.
    Stalled,
    /// The hub said the request is too large.
    TooLarge,
    /// No connection, or the hub is busy; it may have said for how many seconds.
    Unavailable { retry_after: Option<u64> },
    /// Waiting alone cannot help: sign-in, a false hub, a fault of ours.
    Fatal,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    /// Send one request, with at most so many bytes of bodies (none: no push).
    Exchange { push: Option<usize>, ask: Ask },
    /// Go through the photo lane.
    Photos,
    /// The sync is over.
    End(End),
}

/// How a sync ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Everything that could be done is done.
    Done,
    /// Try again after this time.
    Later { retry_after_ms: u64 },
    /// Waiting does not help.
    Fatal,
    /// The hub says there is more, but nothing moves.
    NoProgress,
    /// The host asked to stop.
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
    /// A sync with the batch size and the failures in a row of the one before.
    pub fn new(batch: usize, failures: u32, waiting: bool) -> Self {
        let pull_first = waiting && failures % PULL_FIRST_EVERY == PULL_FIRST_EVERY - 1;
        let batch = batch.clamp(SMALLEST_BATCH, LARGEST_BATCH);
        Self { batch, failures, pushing: waiting, pull_first, gave_up: false, still: false }
    }

    /// The batch size to begin with next time.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// The failures in a row so far.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// What to do first.
    pub fn begin(&self) -> Command {
        let ask = if self.pushing { Ask::Feeds } else { Ask::News };
        let push = (self.pushing && !self.pull_first).then_some(self.batch);
        Command::Exchange { push, ask }
    }

    /// What to do next.
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
        // What was saved, or is offered again, since the sync began goes along.
        let waiting = answered.waiting && !answered.forked && !self.gave_up;
        self.pushing = waiting;
        if !waiting && !answered.more && !answered.changed {
            return Command::Photos;
        }
        // The first answer may only say that something changed; two in a row that move nothing
        // would go on for ever.
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
        // Even one op does not fit: it stays, and the pull goes on without it.
        self.pushing = false;
        self.gave_up = true;
        Command::Exchange { push: None, ask: Ask::Feeds }
    }

    /// Full jitter: anything between nothing and the doubled wait, but no less than was asked for.
    fn later(&mut self, retry_after: Option<u64>, jitter: u64) -> Command {
        let most = FIRST_WAIT_MS << self.failures.min(10);
        let drawn = jitter % most.min(LONGEST_WAIT_MS).saturating_add(1);
        let asked = retry_after.map_or(0, |seconds| seconds.saturating_mul(1000));
        self.failures = self.failures.saturating_add(1);
        Command::End(End::Later { retry_after_ms: drawn.max(asked) })
    }
}
