//! Photo bytes: received in steps, kept with their install until a record announces them, then
//! stored with the community's blobs.

mod blobs;
mod lane;
mod missing;
mod uploads;

pub(crate) use blobs::hex;
pub(crate) use missing::PhotoSource;
