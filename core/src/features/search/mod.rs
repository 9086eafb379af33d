//! Search: by a name or any part of it, the initials of its reading, the tail of a phone or
//! document number, a door or a building. Works for one character and for many; results are masked.

pub(crate) mod gram;
mod query;
mod reading;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::Replica;
use gridbook_domain::RecordId;
use gridbook_domain::person::RegistrationStatus;
use query::Query;
use rusqlite::Connection;
use std::collections::HashSet;

/// The maximum number of results of one search.
pub const MAX_FOUND: u32 = 200;
/// The maximum length of a query in characters, which is more than any address has. The rest is
/// ignored.
pub const MAX_TEXT: usize = 100;

/// The number of new rows of a class that one transaction indexes: enough that each page of the
/// index is written few times, few enough for a device's memory.
const AT_ONCE: u32 = 5_000;

/// A result; people come before households.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A person.
    Person {
        /// The record.
        person: RecordId,
        /// The household the person belongs to.
        household: Option<RecordId>,
        /// The full name; empty if unknown.
        name: String,
        /// The person's address; empty if unknown.
        address: String,
        /// The phone number, masked; empty if unknown.
        phone: String,
        /// The document number, masked; empty if unknown.
        document: String,
        /// Whether the person is registered here.
        standing: RegistrationStatus,
        /// The part of the record that matched.
        by: Matched,
    },
    /// A household.
    Household {
        /// The record.
        household: RecordId,
        /// The household's address.
        address: String,
        /// The head's name; empty if unknown.
        head: String,
    },
}

/// The part of a person's record that a query matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// The name or a part of it.
    Name,
    /// The initials of its reading.
    Initials,
    /// The tail of the phone or document number.
    Number,
}

/// Finds people and households: at most `limit`, and never more than [`MAX_FOUND`].
pub(crate) fn find(replica: &Replica, text: &str, limit: u32) -> Result<Vec<Found>> {
    match catch_up(replica) {
        // Rows that are indexed already can be found even if the disk is full or a long write is
        // running.
        Ok(()) | Err(Error::StorageFull | Error::Busy) => {}
        Err(error) => return Err(error),
    }
    let text: String = text.chars().take(MAX_TEXT).collect();
    replica.read(|tx| search(tx, &Query::read(&text), limit.min(MAX_FOUND)))
}

/// Indexes the new records: after a sync, and before every search.
pub(crate) fn catch_up(replica: &Replica) -> Result<()> {
    while replica.read(|tx| store::is_behind(tx))? {
        replica.write(|w| store::catch_up(w, AT_ONCE))?;
    }
    Ok(())
}

/// Indexes the new records within a transaction that will search.
pub(crate) fn catch_up_in(tx: &WriteTx<'_>) -> Result<()> {
    while store::is_behind(tx)? {
        store::catch_up(tx, AT_ONCE)?;
    }
    Ok(())
}

fn search(conn: &Connection, query: &Query, limit: u32) -> Result<Vec<Found>> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (prefix, by) in query.prefixes() {
        for id in store::beginning(conn, &prefix, limit)? {
            if found.len() < most && seen.insert(id) {
                found.extend(store::person(conn, id, query, by)?);
            }
        }
    }
    let mut dwellings = store::by_door(conn, query, limit)?;
    // Searching all addresses takes longest, and a query that has found people seldom means an
    // address.
    if dwellings.is_empty() && found.is_empty() && query.may_be_building() {
        dwellings = store::by_building(conn, query, limit)?;
    }
    for dwelling in dwellings {
        if found.len() >= most {
            break;
        }
        found.extend(store::at_dwelling(conn, dwelling)?);
    }
    found.truncate(most);
    Ok(found)
}
