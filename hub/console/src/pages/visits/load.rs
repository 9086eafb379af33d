//! A visit log with the op that carried it.

use crate::kit::refusal::Refusal;
use crate::kit::viewer::Viewer;
use gridbook_domain::Body;
use gridbook_domain::clock::{Occurred, Source, occurred};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::visit::Visit;
use gridbook_store::{Change, KnownOp, Record, Result, Tx, VisitRow};

/// A visit log with the op that carried it.
pub(crate) struct Log {
    pub row: VisitRow,
    pub record: Record,
    pub visit: Visit,
    /// Its verdicts, in their order.
    pub reviews: Vec<RecordId>,
    pub first: Change,
    pub op: Option<Carried>,
}

/// The op that carried a log.
pub(crate) struct Carried {
    pub body: Body,
    pub occurred: Occurred,
    pub received: i64,
}

impl Log {
    /// Reads it, if the viewer may see it.
    pub fn load(
        tx: &mut dyn Tx,
        viewer: &Viewer,
        (community, visit): (AreaId, RecordId),
    ) -> Result<Self, Refusal> {
        let (row, record) = viewer.load(tx, (community, visit), |row: &VisitRow| row.grid)?;
        let first = tx.change(community, visit, 1)?.ok_or(Refusal::NotFound)?;
        let visit = Visit::from_fields(record.fields.clone()).map_err(|_| Refusal::NotFound)?;
        let reviews = tx.reviews_of(community, record.record)?;
        let op = carried(tx, community, &first)?;
        Ok(Self { row, record, visit, reviews, first, op })
    }

    pub fn occurred(&self) -> Occurred {
        let unknown = Occurred { time: self.row.at, plus_minus: 0, source: Source::Doubtful };
        self.op.as_ref().map_or(unknown, |op| op.occurred.clone())
    }
}

/// The op that made a record, as the journal has it.
fn carried(tx: &mut dyn Tx, community: AreaId, first: &Change) -> Result<Option<Carried>> {
    let Some(KnownOp { install, mseq, .. }) = tx.known(community, first.op)? else {
        return Ok(None);
    };
    let Some(op) = tx.op_at(community, install, mseq)? else { return Ok(None) };
    let Ok(body) = Body::read(&op.body) else { return Ok(None) };
    let occurred = occurred(&body.clock, Some(op.received));
    Ok(Some(Carried { body, occurred, received: op.received }))
}
