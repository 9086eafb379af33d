//! The peer: bare SQLite, HTTP and zstd doing the same work with the same tables and indexes, and
//! nothing else. No chain, no versions, no merge, no signatures: what Gridbook adds is the
//! difference.

pub mod device;
pub mod hub;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::path::Path;

/// What went wrong in the peer.
#[derive(Debug, thiserror::Error)]
pub enum BareError {
    /// SQLite.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// Reading or writing bytes.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// HTTP.
    #[error(transparent)]
    Http(#[from] Box<ureq::Error>),
}

/// A batch on its way up: the bodies as they were stored.
#[derive(Serialize, Deserialize)]
pub struct Push {
    /// The ops.
    pub ops: Vec<String>,
}

/// A page on its way down.
#[derive(Serialize, Deserialize)]
pub struct Page {
    /// The rows.
    pub rows: Vec<PageRow>,
    /// Where to go on.
    pub to: i64,
}

/// A record on its way down.
#[derive(Serialize, Deserialize)]
pub struct PageRow {
    /// The record's id.
    pub record: String,
    /// Its fields, as they are stored.
    pub fields: Box<RawValue>,
}

/// Opens a file as both sides of the comparison do: WAL, every commit synced.
pub fn open(path: &Path, schema: &[&str]) -> Result<Connection, BareError> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    for part in schema {
        connection.execute_batch(part)?;
    }
    Ok(connection)
}

/// Packs JSON as the protocol does.
pub fn pack<T: Serialize>(message: &T) -> Result<Vec<u8>, BareError> {
    Ok(zstd::encode_all(serde_json::to_vec(message)?.as_slice(), 3)?)
}

/// Unpacks what [`pack`] made.
pub fn unpack<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, BareError> {
    Ok(serde_json::from_slice(&zstd::decode_all(bytes)?)?)
}
