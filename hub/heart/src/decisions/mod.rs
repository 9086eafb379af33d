//! Edits made on the hub itself: ops saved by a console or an import, and decisions that are
//! checked in the transaction that saves them.

mod decide;
mod save;

pub use decide::{Decision, DecisionError, MOST_DEPARTMENT, MOST_REASON};
pub use save::{NewOp, NewPart, Remember, Saved};
pub(crate) use save::{Own, save_in};
