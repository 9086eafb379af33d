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

/// The most results of one search.
pub const MAX_FOUND: u32 = 200;
/// The most characters of a text that are looked for: more than any address has. What follows them
/// does not count.
pub const MAX_TEXT: usize = 100;

/// So many new rows of a class are taken into the index by one transaction: enough that each page
/// of it is written few times, few enough that a phone has the memory.
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
        /// The full name; empty where none is known.
        name: String,
        /// Where the person lives, in words; empty where unknown.
        address: String,
        /// The phone number, masked; empty where none is known.
        phone: String,
        /// The document number, masked; empty where none is known.
        document: String,
        /// Whether the person still belongs to the ledger.
        standing: RegistrationStatus,
        /// What the text was found in.
        by: Matched,
    },
    /// A household.
    Household {
        /// The record.
        household: RecordId,
        /// Where it lives, in words.
        address: String,
        /// The head's name; empty where unknown.
        head: String,
    },
}

/// What a text was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// The name or a part of it.
    Name,
    /// The initials of its reading.
    Initials,
    /// The tail of the phone or document number.
    Number,
}

/// Finds people and households, at most `limit` and never more than [`MAX_FOUND`].
pub(crate) fn find(replica: &Replica, text: &str, limit: u32) -> Result<Vec<Found>> {
    match catch_up(replica) {
        // What is there already can still be found on a full phone, and beside a long write.
        Ok(()) | Err(Error::StorageFull | Error::Busy) => {}
        Err(error) => return Err(error),
    }
    let text: String = text.chars().take(MAX_TEXT).collect();
    replica.read(|tx| search(tx, &Query::read(&text), limit.min(MAX_FOUND)))
}

/// Takes the records that are new into the index: after a sync, and before a search in any case.
pub(crate) fn catch_up(replica: &Replica) -> Result<()> {
    while replica.read(|tx| store::is_behind(tx))? {
        replica.write(|w| store::catch_up(w, AT_ONCE))?;
    }
    Ok(())
}

/// The same within a transaction that is going to look somebody up.
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
    // To look through all addresses takes longest, and is what people who are found seldom meant.
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
