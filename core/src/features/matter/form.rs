//! The form of a new matter.

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
    /// A description; required.
    pub content: String,
    /// The grid; if absent, that of the household, or the install's only grid.
    pub area: Option<AreaId>,
    /// The place in words.
    pub place: String,
    /// The place as a position.
    pub position: Option<Position>,
    /// The household it concerns, if any.
    pub household: Option<RecordId>,
    /// The ids of the photos taken.
    pub photos: Vec<RecordId>,
    /// Whether it was settled on the spot and is only registered; allowed for general matters.
    pub settled: bool,
}

impl MatterForm {
    /// Returns the part that creates the matter. A draft's id becomes the matter's id, so that
    /// submitting the same draft twice never makes two matters.
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
