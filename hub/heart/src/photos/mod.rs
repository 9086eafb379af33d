//! Photo bytes: received in steps, kept with their install until a record announces them, then
//! stored among the community's.

mod blobs;
mod lane;
mod uploads;
