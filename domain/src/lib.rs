//! The vocabulary of Gridbook, the rules that hold for it, and the words on the wire.
//!
//! Phone and hub both compute with this crate, so a number on the phone is the number in the
//! console. It is pure: no input or output, no clock, no time zone, no SQL, no randomness; what a
//! rule needs of these comes in as an argument.
//!
//! Start reading at [`op`] (what a save is), [`wire`] (how it travels) and [`merge`] (what the hub
//! does with it); then [`catalog`] (what a class of records is), one of them such as [`visit`], and
//! [`role`] (what each role may do).

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
