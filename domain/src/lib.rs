//! The vocabulary of Gridbook, its rules, and the messages on the wire.
//!
//! The core on a device and the hub both use this crate, so a figure on the device is the figure in
//! the console. The crate is pure: no input or output, no clock, no time zone, no SQL, no
//! randomness. A rule that needs one of these takes it as an argument.
//!
//! Start reading at [`op`] (one save), [`wire`] (how it is sent) and [`merge`] (how the hub applies
//! it); then [`catalog`] (the classes of records), one of them such as [`visit`], and [`role`]
//! (what each role may do).

pub mod catalog;
pub mod chain;
pub mod class;
pub mod clock;
pub mod code;
pub mod deadline;
pub mod digest;
pub mod document;
pub mod encoding;
pub mod evidence;
pub mod field;
pub mod fields;
pub mod host;
pub mod id;
pub mod invitation;
pub mod merge;
pub mod natural;
pub mod op;
pub mod position;
mod record;
pub mod records;
pub mod role;
pub mod shown;
mod spec;
pub mod text;
pub mod trust;
pub mod version;
pub mod why;
pub mod wire;

pub use class::Class;
pub use field::Field;
pub use fields::Fields;
pub use id::{AccountId, AreaId, EpochId, FeedId, InstallId, OpId, RecordId};
pub use op::{Body, Part};
pub use records::*;
pub use version::Version;
