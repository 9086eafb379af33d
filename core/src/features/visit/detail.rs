//! Everything this phone knows of a visit log.

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

/// A visit log with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitDetail {
    /// What a list shows of it.
    pub line: VisitLine,
    /// The people met, where they are known.
    pub people: Vec<RecordId>,
    /// Services promised; empty for none.
    pub promise: String,
    /// Where the phone was.
    pub position: Option<Position>,
    /// The photos and how far their bytes have travelled.
    pub photos: Vec<PhotoLine>,
    /// The logs that amend this one, oldest first (V5); all of them stay.
    pub amendments: Vec<VisitLine>,
    /// What supervisors decided, newest first; a returned log says why.
    pub reviews: Vec<ReviewLine>,
    /// The matters that came up.
    pub matters: Vec<MatterLine>,
    /// What became of the op; absent when another phone made it, or once it is archived and
    /// forgotten here.
    pub outcome: Option<VisitOutcome>,
}

/// A photo of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoLine {
    /// The photo.
    pub photo: RecordId,
    /// How far its bytes have travelled; absent when this phone does not hold them.
    pub state: Option<PhotoState>,
}

/// What became of the op that carried a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitOutcome {
    /// The op.
    pub op: OpId,
    /// How far it has travelled.
    pub delivery: DeliveryState,
    /// What became of the log; absent until the hub has told.
    pub effect: Option<Effect>,
    /// What the author is told about it; absent while there is nothing to tell.
    pub words: Option<String>,
}

/// Reads a visit log with all that belongs to it.
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
