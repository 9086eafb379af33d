//! A new matter as a form holds one.

use super::super::position::position;
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::outbox::NewPart;
use gridbook_domain::fields::FieldsBuilder;
use gridbook_domain::matter::{Category, Kind, State, may_begin};
use gridbook_domain::outcome::Why;
use gridbook_domain::text::is_blank;
use gridbook_domain::visit::Position;
use gridbook_domain::{AreaId, Class, FeedId, RecordId};

/// A new matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterForm {
    /// Its kind (M1).
    pub kind: Kind,
    /// Its category (M2).
    pub category: Category,
    /// What it is; required.
    pub content: String,
    /// The grid it lies in; where absent, that of the household, or the phone's only one.
    pub area: Option<AreaId>,
    /// Where, in words.
    pub place: String,
    /// Where.
    pub position: Option<Position>,
    /// The household it concerns.
    pub household: Option<RecordId>,
    /// The photos taken, by their ids.
    pub photos: Vec<RecordId>,
    /// Settled on the spot and only registered: general matters may be.
    pub settled: bool,
}

impl MatterForm {
    /// The part of the new matter. A draft gives it its id, so that submitting the same draft
    /// twice can never make two.
    pub(crate) fn part(
        &self,
        w: &WriteTx<'_>,
        feed: FeedId,
        visit: Option<RecordId>,
        draft: Option<RecordId>,
    ) -> Result<NewPart> {
        let invalid = |field: &str, why| Error::Invalid { field: field.to_owned(), why };
        if is_blank(&self.content) {
            return Err(invalid("content", Why::MissingField));
        }
        let state = if self.settled { State::Closed } else { State::Reported };
        if !may_begin(&self.kind, &state) {
            return Err(invalid("state", Why::IllegalStep));
        }
        let patch = FieldsBuilder::default()
            .word("kind", Some(&self.kind))
            .word("category", Some(&self.category))
            .text("content", &self.content)
            .word("area", self.area.as_ref())
            .text("place", &self.place)
            .value("position", position(self.position.as_ref())?)
            .word("household", self.household.as_ref())
            .word("visit", visit.as_ref())
            .list("photos", &self.photos)
            .word("state", Some(&state))
            .build();
        let record = draft.map_or_else(|| w.host().record(), Ok)?;
        Ok(NewPart { class: Class::Matter, record, feed: Some(feed), patch })
    }
}
