//! The protocol of the devices: a request comes in through [`api`], [`exchange`] answers a sync.

mod api;
mod compress;
mod cursor;
mod enrol;
mod epoch;
mod exchange;
mod journal;
mod pull;
mod push;
mod sweep;

pub(crate) use exchange::nothing_safe;
pub use sweep::Swept;
