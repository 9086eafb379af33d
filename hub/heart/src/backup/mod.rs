//! Backups: a copy of the database as of one moment, with the keys, the list of withdrawals and a
//! manifest of the photos.
//!
//! ```text
//! DIR/photos/<community>/<hash>     photos, shared by all backups in DIR
//! DIR/<time>/manifest.jsonl         which files belong to the backup of that time
//! DIR/<time>/hub.db  keys/  withdrawals.jsonl
//! ```
//!
//! A photo never changes under its hash, so a later backup copies only the new ones. A folder gets
//! its name when all its files are on disk.

mod files;
mod manifest;
mod restore;
mod write;

pub use restore::{RestoreOptions, Restored, restore};
pub use write::BackupReport;

/// The database of a backup.
const DATABASE: &str = "hub.db";
/// The keys in a backup and in a data folder.
const KEYS: &str = "keys";
/// The photos beside the backups.
const PHOTOS: &str = "photos";
