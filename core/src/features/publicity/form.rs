//! A new publicity event as a form holds one.

use crate::error::{Error, Result};
use crate::features::position::position;
use gridbook_domain::fields::FieldsBuilder;
use gridbook_domain::outcome::Why;
use gridbook_domain::visit::Position;
use gridbook_domain::{AreaId, Class, Fields, RecordId};
use serde_json::Value;

/// A new publicity event (V7). Blank texts count as missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicityForm {
    /// The grid; may be absent if the install has only one.
    pub area: Option<AreaId>,
    /// The subject, such as 防范电信诈骗; required, at most 200 characters.
    pub subject: String,
    /// The place; required, at most 200 characters.
    pub place: String,
    /// The number of people who asked, from 0.
    pub asked: Option<i64>,
    /// The number of leaflets handed out, from 0.
    pub leaflets: Option<i64>,
    /// A remark.
    pub note: String,
    /// The position of the device; its absence never blocks a save.
    pub position: Option<Position>,
    /// The photos taken, by their ids.
    pub photos: Vec<RecordId>,
}

impl PublicityForm {
    /// Returns the fields of the new record, as its class declares them.
    pub(super) fn fields(&self) -> Result<Fields> {
        let fields = FieldsBuilder::default()
            .text("subject", &self.subject)
            .text("place", &self.place)
            .value("asked", self.asked.map(Value::from))
            .value("leaflets", self.leaflets.map(Value::from))
            .text("note", &self.note)
            .value("position", position(self.position.as_ref())?)
            .list("photos", &self.photos)
            .build();
        let invalid = |field: &str, why| Error::Invalid { field: field.to_owned(), why };
        if let Some(field) = Class::Publicity.wrong_field(&fields) {
            return Err(invalid(field, Why::BadField));
        }
        Class::Publicity.check(&fields).map_err(|wrong| invalid(wrong.field, wrong.why))?;
        Ok(fields)
    }
}
