//! Texts of statements that are used again and again, each built once.

use super::statements::{Shown, related, row};
use gridbook_store::{ListSpec, Lookup};
use std::collections::HashMap;
use std::ptr;
use std::sync::{Arc, PoisonError, RwLock};

/// A statement and the names of the columns it reads.
pub(super) struct Text {
    /// The statement.
    pub sql: String,
    /// The names of the columns, in the order they are read.
    pub names: Vec<&'static str>,
}

/// A description, by its address, and one of its statements.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    /// One row of a list.
    Row { list: usize },
    /// The rows of a lookup, with bounds or without; the limit counts as none, one or many.
    Related { lookup: usize, within: bool, limit: Option<u64> },
}

/// The texts of a store. A program has a fixed number of descriptions, so the map stays small.
#[derive(Default)]
pub(super) struct Texts(RwLock<HashMap<Key, Arc<Text>>>);

impl Texts {
    /// Returns the statement that reads one row of a list by its key.
    pub fn row(&self, list: &'static ListSpec) -> Arc<Text> {
        self.get(Key::Row { list: ptr::from_ref(list).addr() }, || {
            let shown = Shown::new(list.table, list.shown, list.joined.as_ref());
            Text { sql: row(list.table, &shown), names: shown.names }
        })
    }

    /// Returns the statement that reads the rows of a lookup.
    pub fn related(&self, lookup: &'static Lookup, within: bool, limit: Option<u64>) -> Arc<Text> {
        let limit = limit.map(|limit| limit.min(2));
        let key = Key::Related { lookup: ptr::from_ref(lookup).addr(), within, limit };
        self.get(key, || Text { sql: related(lookup, within, limit), names: lookup.shown.to_vec() })
    }

    fn get(&self, key: Key, build: impl FnOnce() -> Text) -> Arc<Text> {
        let built = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = built.get(&key) {
            return Arc::clone(text);
        }
        drop(built);
        let mut built = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(built.entry(key).or_insert_with(|| Arc::new(build())))
    }
}
