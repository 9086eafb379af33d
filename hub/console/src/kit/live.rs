//! What is told live to an open page: numbers only, never content.

use super::refusal::Refusal;
use super::request::{PageRequest, Values};
use super::session::Ticket;
use super::viewer::Viewer;
use crate::kit::console::Console;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::AreaId;
use gridbook_store::{Tally, Tx};

/// Somebody who listens: what they may see, and where.
#[derive(Clone)]
pub struct Live {
    ticket: Ticket,
    area: Option<AreaId>,
}

impl Live {
    /// The session they listen under.
    pub fn session(&self) -> Hash {
        self.ticket.hash()
    }
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

impl Console {
    /// Lets a page listen for its area; `None` when nobody is signed in or the area is not theirs.
    pub fn listen(&self, ask: &PageRequest) -> Option<Live> {
        let (query, ticket) = (Values::of_query(&ask.query).ok()?, Ticket::of(ask)?);
        let area = self.read(|tx| self.listener(tx, &ticket)?.chosen(&query)).ok()?;
        Some(Live { ticket, area })
    }

    /// What there is to tell a listener; `None` when they are not signed in any more.
    pub fn pulse(&self, live: &Live) -> Option<Pulse> {
        let tally = self.read(|tx| {
            let viewer = self.listener(tx, &live.ticket)?;
            viewer.tally(tx, live.area).map_err(Refusal::Store)
        });
        tally.ok().map(Pulse)
    }

    /// Who listens. That a page is open does not mean that somebody uses it.
    fn listener(&self, tx: &mut dyn Tx, ticket: &Ticket) -> Result<Viewer, Refusal> {
        let who = ticket.holder(tx, self.hub.now())?.ok_or(Refusal::SignIn)?;
        self.viewer(tx, &who)
    }
}
