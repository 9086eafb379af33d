//! The protocol of the phones: a request comes in through [`api`], [`exchange`] answers a sync.

mod api;
mod compress;
mod cursor;
mod enrol;
mod exchange;
mod journal;
mod pull;
mod push;
mod sweep;

pub(crate) use exchange::nothing_safe;
pub use sweep::Swept;
