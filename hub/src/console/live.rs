//! What is told live to an open page: numbers only, never content.

use super::ask::{Ask, Values};
use super::refusal::Refusal;
use crate::Hub;
use crate::store::Tally;
use gridbook_domain::id::AreaId;

/// Somebody who listens: what they may see, and where.
#[derive(Debug, Clone)]
pub struct Live {
    cookie: Option<String>,
    area: Option<AreaId>,
}

/// What waits and what has ever changed in the area of an open page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pulse(Tally);

impl Pulse {
    /// The data of a live message: JSON.
    pub fn data(&self) -> String {
        let Self(tally) = self;
        serde_json::json!({
            "visits": tally.visits,
            "matters": tally.matter_changes,
            "reviews": tally.reviews,
            "waiting": {"visits": tally.visits_waiting, "matters": tally.matters_waiting},
        })
        .to_string()
    }
}

impl Hub {
    /// Lets a page listen for its area; `None` when nobody is signed in or the area is not theirs.
    pub fn listen(&self, ask: &Ask) -> Option<Live> {
        let query = Values::of_query(&ask.query).ok()?;
        let area = self.seen(|tx| self.viewer(tx, ask.cookie.as_deref())?.chosen(&query)).ok()?;
        Some(Live { cookie: ask.cookie.clone(), area })
    }

    /// What there is to tell a listener; `None` when they are not signed in any more.
    pub fn pulse(&self, live: &Live) -> Option<Pulse> {
        let tally = self.seen(|tx| {
            let viewer = self.viewer(tx, live.cookie.as_deref())?;
            viewer.tally(tx, live.area).map_err(Refusal::Store)
        });
        tally.ok().map(Pulse)
    }
}
