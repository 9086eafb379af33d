//! The network between one phone and the hub: it treats each request as instructed or by chance.

use super::disk::image;
use crate::{Centre, Dice, FakeClock};
use gridbook_core::sync::transport::{Method, Request, Response, Transport, TransportError};
use gridbook_domain::chain::{body_hash, link};
use gridbook_domain::encoding::{Bytes, Hash};
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// The duration of a request and its answer.
const TRIP: i64 = 40;

/// The fate of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It gets through, and so does its answer.
    Through,
    /// There is no connection.
    Offline,
    /// It is sent and never arrives.
    RequestLost,
    /// It arrives; the answer is lost.
    AnswerLost,
    /// It arrives; half of the answer comes, and looks like a whole one.
    AnswerCut,
    /// It arrives twice.
    Doubled,
    /// It is given up by the phone, and arrives all the same, before the next one.
    Late,
    /// A hotspot answers 200 with its login page.
    Portal,
    /// A hotspot sends the phone elsewhere.
    Redirect,
    /// A proxy answers that the hub is busy.
    Busy,
    /// A proxy repeats the hub's genuine answer to the request before.
    Replayed,
    /// The phone dies before it is sent.
    KilledBefore,
    /// The phone dies when the hub has answered, before it has taken the answer in.
    KilledAfter,
    /// The hub is restarted, then it gets through.
    HubRestarts,
    /// The hub takes it in and dies before it answers.
    HubCrashes,
}

impl Fate {
    /// Every way in which a request can fail.
    pub const WRONG: &[Self] = &[
        Self::Offline,
        Self::RequestLost,
        Self::AnswerLost,
        Self::AnswerCut,
        Self::Doubled,
        Self::Late,
        Self::Portal,
        Self::Redirect,
        Self::Busy,
        Self::Replayed,
        Self::KilledBefore,
        Self::KilledAfter,
        Self::HubRestarts,
        Self::HubCrashes,
    ];
}

/// The fate of requests without an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// All get through.
    Good,
    /// There is no network.
    Offline,
    /// The network carries a number of requests, loses the answer of one more, and is gone.
    Dies {
        /// How many requests succeed.
        after: u64,
    },
    /// A percentage of requests fails, in any way.
    Rough {
        /// The percentage.
        percent: u64,
    },
    /// All requests have the same fate.
    Always(Fate),
}

/// Everything that was transferred, as one hash: equal worlds have equal traces.
#[derive(Debug)]
pub struct Trace(Mutex<(u64, Hash)>);

impl Default for Trace {
    fn default() -> Self {
        Self(Mutex::new((0, Bytes([0; 32]))))
    }
}

impl Trace {
    /// Adds bytes to the trace.
    pub fn note(&self, bytes: &[u8]) {
        let mut trace = self.0.lock().unwrap();
        *trace = (trace.0 + 1, link(trace.1, trace.0 + 1, body_hash(bytes)));
    }

    /// Returns the trace so far.
    pub fn sum(&self) -> (u64, Hash) {
        *self.0.lock().unwrap()
    }
}

/// One phone's connection to the hub.
pub struct Link {
    centre: Arc<Centre>,
    time: Arc<FakeClock>,
    dice: Arc<Dice>,
    trace: Arc<Trace>,
    state: Mutex<State>,
}

struct State {
    weather: Weather,
    fates: VecDeque<Fate>,
    late: Vec<Request>,
    /// The hub's last answer at each address.
    answers: BTreeMap<String, Response>,
    sent: u64,
    /// The phone's folder; and, once it has died, the image that was left.
    folder: PathBuf,
    left: Option<PathBuf>,
    images: u64,
}

impl Link {
    /// Creates a connection on which every request succeeds.
    pub fn new(
        centre: Arc<Centre>,
        time: Arc<FakeClock>,
        dice: Arc<Dice>,
        trace: Arc<Trace>,
        folder: PathBuf,
    ) -> Self {
        let state = State {
            weather: Weather::Good,
            fates: VecDeque::new(),
            late: Vec::new(),
            answers: BTreeMap::new(),
            sent: 0,
            folder,
            left: None,
            images: 0,
        };
        Self { centre, time, dice, trace, state: Mutex::new(state) }
    }

    /// Sets the fate of requests from now on.
    pub fn weather(&self, weather: Weather) {
        self.state.lock().unwrap().weather = weather;
    }

    /// Sets the fates of the next requests, in order.
    pub fn next(&self, fates: impl IntoIterator<Item = Fate>) {
        self.state.lock().unwrap().fates.extend(fates);
    }

    /// Returns how many requests were tried so far.
    pub fn sent(&self) -> u64 {
        self.state.lock().unwrap().sent
    }

    /// Returns the image of the phone's folder, if the phone has died.
    pub(crate) fn take_image(&self) -> Option<PathBuf> {
        let mut state = self.state.lock().unwrap();
        let left = state.left.take()?;
        state.folder.clone_from(&left);
        Some(left)
    }

    /// Saves an image of the phone's folder, as a kill would leave it.
    pub(crate) fn die(&self) {
        let mut state = self.state.lock().unwrap();
        if state.left.is_some() {
            return;
        }
        state.images += 1;
        let name = state.folder.file_name().unwrap().to_string_lossy().into_owned();
        let base = name.split('~').next().unwrap().to_owned();
        let left = state.folder.with_file_name(format!("{base}~{}", state.images));
        image(&state.folder, &left);
        state.left = Some(left);
    }

    fn fate(&self) -> Fate {
        let mut state = self.state.lock().unwrap();
        state.sent += 1;
        if state.left.is_some() {
            return Fate::Offline;
        }
        if let Some(fate) = state.fates.pop_front() {
            return fate;
        }
        match state.weather {
            Weather::Good => Fate::Through,
            Weather::Offline => Fate::Offline,
            Weather::Always(fate) => fate,
            Weather::Dies { after: 0 } => {
                state.weather = Weather::Offline;
                Fate::AnswerLost
            }
            Weather::Dies { after } => {
                state.weather = Weather::Dies { after: after - 1 };
                Fate::Through
            }
            Weather::Rough { percent } if self.dice.below(100) < percent => {
                let ways = u64::try_from(Fate::WRONG.len()).unwrap();
                Fate::WRONG[usize::try_from(self.dice.below(ways)).unwrap()]
            }
            Weather::Rough { .. } => Fate::Through,
        }
    }

    /// Passes a request to the hub, after the late ones.
    fn deliver(&self, request: &Request) -> Response {
        let late = std::mem::take(&mut self.state.lock().unwrap().late);
        for request in late {
            self.hand_over(&request);
        }
        self.hand_over(request)
    }

    fn hand_over(&self, request: &Request) -> Response {
        self.time.pass(TRIP / 2);
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        self.trace.note(request.path.as_bytes());
        self.trace.note(&request.body);
        let answer = self.centre.handle(gridbook_hub::Request {
            method: match request.method {
                Method::Get => gridbook_hub::Method::Get,
                Method::Post => gridbook_hub::Method::Post,
            },
            path: path.to_owned(),
            query: query.to_owned(),
            bearer: request.token.clone(),
            zstd: request.zstd,
            body: request.body.clone(),
        });
        self.trace.note(&answer.body);
        self.time.pass(TRIP / 2);
        let answer = Response {
            status: answer.status,
            body: answer.body,
            zstd: answer.zstd,
            retry_after: answer.retry_after,
        };
        self.state.lock().unwrap().answers.insert(request.path.clone(), answer.clone());
        answer
    }
}

impl Transport for Link {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let fate = self.fate();
        self.trace.note(format!("{fate:?}").as_bytes());
        match fate {
            Fate::Through => Ok(self.deliver(request)),
            Fate::Offline => Err(TransportError::Unreachable),
            Fate::RequestLost => Err(TransportError::Stalled),
            Fate::AnswerLost => {
                self.deliver(request);
                Err(TransportError::Broken)
            }
            Fate::AnswerCut => {
                let mut answer = self.deliver(request);
                answer.body.truncate(answer.body.len() / 2);
                Ok(answer)
            }
            Fate::Doubled => {
                self.deliver(request);
                Ok(self.deliver(request))
            }
            Fate::Late => {
                self.state.lock().unwrap().late.push(request.clone());
                Err(TransportError::Stalled)
            }
            Fate::Portal => Ok(page(200, b"<html><body>Please sign in</body></html>", None)),
            Fate::Redirect => Ok(page(302, b"", None)),
            Fate::Busy => Ok(page(503, b"busy", Some(1))),
            Fate::Replayed => {
                let old = self.state.lock().unwrap().answers.get(&request.path).cloned();
                old.ok_or(TransportError::Broken)
            }
            Fate::KilledBefore => {
                self.die();
                Err(TransportError::Unreachable)
            }
            Fate::KilledAfter => {
                self.deliver(request);
                self.die();
                Err(TransportError::Unreachable)
            }
            Fate::HubRestarts => {
                self.centre.restart();
                Ok(self.deliver(request))
            }
            Fate::HubCrashes => {
                self.deliver(request);
                self.centre.crash();
                Err(TransportError::Broken)
            }
        }
    }
}

fn page(status: u16, body: &[u8], retry_after: Option<u64>) -> Response {
    Response { status, body: body.to_vec(), zstd: false, retry_after }
}
