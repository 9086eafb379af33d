//! Live messages to an open page: numbers only, never content.

use crate::kit::console::Console;
use crate::kit::layout::live_lists;
use crate::kit::page::LiveList;
use crate::kit::params::Values;
use crate::kit::refusal::Refusal;
use crate::kit::request::PageRequest;
use crate::kit::session::Ticket;
use crate::kit::viewer::Viewer;
use crate::pages::PAGES;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::AreaId;
use gridbook_store::{Tally, Tx};
use serde_json::{Map, Value};

/// A listener: a session and the area its page shows.
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

/// The number of waiting records and of all changes in the area of an open page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pulse(Tally);

impl Pulse {
    /// The data of a live message: JSON.
    pub fn data(&self) -> String {
        let Self(tally) = self;
        let numbers = |number: fn(&LiveList) -> fn(&Tally) -> u64| {
            live_lists(PAGES).map(move |(code, list)| (code.to_owned(), number(list)(tally).into()))
        };
        let waiting: Map<String, Value> = numbers(|list| list.waiting).collect();
        let units = live_lists(PAGES).map(|(code, list)| (code.to_owned(), list.news.into()));
        let mut data: Map<String, Value> = numbers(|list| list.changes).collect();
        data.insert("reviews".to_owned(), tally.reviews.into());
        data.insert("waiting".to_owned(), waiting.into());
        data.insert("news".to_owned(), units.collect::<Map<_, _>>().into());
        Value::Object(data).to_string()
    }
}

impl Console {
    /// Lets a page listen for its area; `None` when nobody is signed in or the area is not theirs.
    pub fn listen(&self, ask: &PageRequest) -> Option<Live> {
        let (query, ticket) = (Values::of_query(&ask.query).ok()?, Ticket::of(ask)?);
        let area = self.read(|tx| self.listener(tx, &ticket)?.chosen(&query)).ok()?;
        Some(Live { ticket, area })
    }

    /// Returns the present numbers of a listener; `None` when the session has ended.
    pub fn pulse(&self, live: &Live) -> Option<Pulse> {
        let tally = self.read(|tx| {
            let viewer = self.listener(tx, &live.ticket)?;
            viewer.tally(tx, live.area).map_err(Refusal::from)
        });
        tally.ok().map(Pulse)
    }

    /// Returns the viewer behind a listener. An open page does not count as a use of the session.
    fn listener(&self, tx: &mut dyn Tx, ticket: &Ticket) -> Result<Viewer, Refusal> {
        let who = ticket.holder(tx, self.hub.now())?.ok_or(Refusal::SignIn)?;
        self.viewer(tx, &who)
    }
}
