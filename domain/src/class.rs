//! How records of a class may be changed. The classes are listed in [`crate::records`].

pub use crate::records::Class;

/// How a class may be changed after a record of it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritePolicy {
    /// Field by field, merged three ways: people, households, dwellings.
    Merge,
    /// Never: a correction is a new record that amends (V5).
    AppendOnly,
    /// By the steps of a state machine the hub validates (M3).
    StateMachine,
    /// By the hub alone; a device's part for it is refused.
    HubOnly,
}
