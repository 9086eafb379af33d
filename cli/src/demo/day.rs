//! A working day as a list of events: pure, so that a seed is a day.

use crate::seed::Seed;

/// Minutes after the day's beginning, 08:00.
pub type Minute = u32;

/// The act of one worker at one minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Minute,
    /// Who, from 0.
    pub worker: usize,
    /// What.
    pub act: Act,
}

/// An act of a worker, mostly without a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Visits a household.
    Visit(Visit),
    /// Corrects somebody's phone number or care groups outside a visit.
    Correct,
    /// Takes in a newcomer.
    Newcomer,
    /// Reports an incident, mostly with a photo.
    Report {
        /// With a photo.
        photo: bool,
        /// An emergency.
        emergency: bool,
    },
    /// Begins a visit log, and the app is killed half-way.
    CutOff,
    /// Opens the app again and finishes what was cut off.
    Resume,
    /// Looks at what was handled and says whether it was done.
    Verify,
    /// Answers a returned log with an amended one.
    Amend,
    /// A network is there for a moment.
    Network(Network),
}

/// An act on a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Somebody was met; otherwise nobody was home, or the door stayed shut.
    pub met: bool,
    /// A resident's entry is corrected in the same save.
    pub correct: bool,
    /// A newcomer is taken in, in the same save.
    pub newcomer: bool,
    /// A matter comes up, in the same save.
    pub matter: bool,
    /// A photo is taken.
    pub photo: bool,
}

/// How good a moment of network is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Network {
    /// It lasts.
    Good,
    /// It dies after this number of requests; the last one reaches the hub, its answer is lost.
    Dies(u32),
}

/// When the day ends: ten hours after it began.
pub const EVENING: Minute = 600;

/// The day of `workers` workers, in the order of time.
pub fn day(seed: &Seed, workers: usize) -> Vec<Event> {
    let mut events: Vec<Event> =
        (0..workers).flat_map(|worker| one(&mut seed.part(worker as u64), worker)).collect();
    events.sort_by_key(|event| (event.at, event.worker));
    events
}

fn one(seed: &mut Seed, worker: usize) -> Vec<Event> {
    let event = |at, act| Event { at, worker, act };
    let early = u32::try_from(worker % 12).unwrap_or(0);
    let mut events = vec![event(early, Act::Network(Network::Good))];
    let mut at = 25 + minutes(seed, 20);
    while at < EVENING - 20 {
        events.push(event(at, act(seed)));
        at += 8 + minutes(seed, 30);
    }
    for window in [150, 270, 430] {
        let at = window + minutes(seed, 40);
        events.push(event(at, Act::Network(network(seed))));
    }
    for morning_or_afternoon in [40, 320] {
        events.push(event(morning_or_afternoon + minutes(seed, 120), Act::Correct));
    }
    events.push(event(120 + minutes(seed, 120), Act::CutOff));
    events.push(event(300 + minutes(seed, 120), Act::Resume));
    events.push(event(460 + minutes(seed, 60), Act::Verify));
    events.push(event(470 + minutes(seed, 60), Act::Amend));
    events.push(event(EVENING + early, Act::Network(Network::Good)));
    events
}

fn act(seed: &mut Seed) -> Act {
    match seed.below(100) {
        0..74 => Act::Visit(Visit {
            met: seed.chance(75),
            correct: seed.chance(30),
            newcomer: seed.chance(6),
            matter: seed.chance(12),
            photo: seed.chance(25),
        }),
        74..84 => Act::Correct,
        84..88 => Act::Newcomer,
        _ => Act::Report { photo: seed.chance(80), emergency: seed.chance(8) },
    }
}

fn network(seed: &mut Seed) -> Network {
    if seed.chance(55) {
        Network::Good
    } else {
        Network::Dies(u32::try_from(seed.below(4)).unwrap_or(0))
    }
}

fn minutes(seed: &mut Seed, end: usize) -> Minute {
    u32::try_from(seed.below(end)).unwrap_or(0)
}

/// Returns the events after the day: a worker handles the hub's answers, does one of the same acts,
/// and has a network, so that it comes in on the console.
pub fn slowly(seed: &mut Seed, workers: usize) -> Vec<Event> {
    let worker = seed.below(workers);
    let answer = if seed.chance(50) { Act::Amend } else { Act::Verify };
    let acts = [Act::Network(Network::Good), answer, act(seed), Act::Network(Network::Good)];
    acts.map(|act| Event { at: 0, worker, act }).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_day() {
        assert_eq!(day(&Seed::new(1), 12), day(&Seed::new(1), 12));
        assert_ne!(day(&Seed::new(1), 12), day(&Seed::new(2), 12));
    }

    #[test]
    fn every_worker_begins_and_ends_with_a_network_and_visits_in_between() {
        let events = day(&Seed::new(3), 12);
        for worker in 0..12 {
            let own: Vec<_> = events.iter().filter(|event| event.worker == worker).collect();
            assert_eq!(own[0].act, Act::Network(Network::Good));
            assert_eq!(own[own.len() - 1].act, Act::Network(Network::Good));
            let visits = own.iter().filter(|event| matches!(event.act, Act::Visit(_))).count();
            assert!((8..=30).contains(&visits), "{visits}");
        }
    }
}
