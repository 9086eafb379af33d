//! A visit with the records that belong to it.

use super::{VisitLine, store};
use crate::db::ReadTx;
use crate::error::{Error, Result};
use crate::features::matter::{self, MatterLine};
use crate::features::photo::{self, PhotoState};
use crate::features::review::{self, ReviewLine};
use crate::replica::ops::DeliveryState;
use crate::replica::ops::store::changes_of;
use crate::replica::rows;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::outcome::Effect;
use gridbook_domain::visit::Position;
use gridbook_domain::{Class, OpId, RecordId};

/// A visit with the records that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitDetail {
    /// The visit as a list shows it.
    pub line: VisitLine,
    /// The people met, if known.
    pub people: Vec<RecordId>,
    /// Services promised; empty if the visit promised none.
    pub promise: String,
    /// The position of the device.
    pub position: Option<Position>,
    /// The photos, and how far their bytes have been uploaded.
    pub photos: Vec<PhotoLine>,
    /// The visits that amend this one, oldest first (V5); all of them are kept.
    pub amendments: Vec<VisitLine>,
    /// The reviews, newest first; that of a returned visit gives the reason.
    pub reviews: Vec<ReviewLine>,
    /// The matters that came up.
    pub matters: Vec<MatterLine>,
    /// The outcome of the op; absent if another install made the visit, or once the op is archived
    /// and removed from this install.
    pub outcome: Option<VisitOutcome>,
}

/// A photo of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoLine {
    /// The photo.
    pub photo: RecordId,
    /// How far its bytes have been uploaded; absent if this install does not hold them.
    pub state: Option<PhotoState>,
}

/// The outcome of the op that carried a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitOutcome {
    /// The op.
    pub op: OpId,
    /// How far it has come on its way to the hub.
    pub delivery: DeliveryState,
    /// Whether the visit took effect; absent until the hub has answered.
    pub effect: Option<Effect>,
    /// A message for the author about the outcome; absent if there is nothing to say.
    pub words: Option<String>,
}

/// Reads a visit with the records that belong to it.
pub(crate) fn detail(conn: &ReadTx<'_>, visit: RecordId) -> Result<VisitDetail> {
    let row = rows::get(conn, &Class::Visit, visit)?.ok_or(Error::NotFound)?;
    let line = store::one(conn, visit)?.ok_or(Error::NotFound)?;
    let photos = row.fields.ids("photos").into_iter();
    let photos = photos.map(|photo| Ok(PhotoLine { photo, state: photo::state_of(conn, photo)? }));
    let change = changes_of(conn, visit)?.into_iter().next();
    let outcome = change.map(|change| VisitOutcome {
        op: change.op,
        delivery: change.state,
        words: change.words(),
        effect: change.effect,
    });
    Ok(VisitDetail {
        line,
        people: row.fields.ids("people"),
        promise: row.fields.text_or_empty("promise").to_owned(),
        position: row.fields.nested("position"),
        photos: photos.collect::<Result<_>>()?,
        amendments: store::amending(conn, visit)?,
        reviews: review::of_visit(conn, visit)?,
        matters: matter::of_visit(conn, visit)?,
        outcome,
    })
}
