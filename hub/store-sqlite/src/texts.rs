//! Texts of statements that are used again and again, each built once.

use super::statements::{Shown, append, bump, delete, insert, related, replace, row};
use gridbook_store::{ListSpec, Lookup, TableSpec, WriteMode};
use std::collections::HashMap;
use std::ptr;
use std::sync::{Arc, PoisonError, RwLock};

/// A statement and the names of the columns it reads or binds.
pub(super) struct Text {
    /// The statement.
    pub sql: String,
    /// The names of the columns, in the order they are read or bound.
    pub names: Vec<&'static str>,
}

/// A description, by its address, and one of its statements.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    /// One row of a list.
    Row { list: usize },
    /// The rows of a lookup, with bounds or without; the limit counts as none, one or many.
    Related { lookup: usize, within: bool, limit: Option<u64> },
    /// A row that is written.
    Put { table: usize, columns: usize },
    /// A row whose values are added to those of another one.
    Bump { table: usize, columns: usize },
    /// Rows that are deleted, by this number of values of their key.
    Delete { table: usize, values: usize },
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

    /// Returns the statement that writes a row of these columns.
    pub fn put(&self, table: &'static TableSpec, names: Vec<&'static str>) -> Arc<Text> {
        let key = Key::Put { table: ptr::from_ref(table).addr(), columns: names.len() };
        let sql = match table.write {
            WriteMode::Add => insert,
            WriteMode::Append => append,
            WriteMode::Replace => replace,
        };
        self.bound(key, names, |names| sql(table, names))
    }

    /// Returns the statement that adds the values of these columns to a row.
    pub fn bump(&self, table: &'static TableSpec, names: Vec<&'static str>) -> Arc<Text> {
        let key = Key::Bump { table: ptr::from_ref(table).addr(), columns: names.len() };
        self.bound(key, names, |names| bump(table, names))
    }

    /// Returns the statement that deletes the rows whose key begins with this number of values.
    pub fn delete(&self, table: &'static TableSpec, values: usize) -> Arc<Text> {
        let key = Key::Delete { table: ptr::from_ref(table).addr(), values };
        self.get(key, || Text { sql: delete(table, values), names: Vec::new() })
    }

    /// Returns a statement that binds these columns. The rows of a table have the same columns, so
    /// the number of them nearly always finds the right text; another one is built for this call.
    fn bound(
        &self,
        key: Key,
        names: Vec<&'static str>,
        sql: impl Fn(&[&'static str]) -> String,
    ) -> Arc<Text> {
        let text = self.get(key, || Text { sql: sql(&names), names: names.clone() });
        if text.names == names {
            return text;
        }
        Arc::new(Text { sql: sql(&names), names })
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

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: TableSpec = TableSpec { name: "t", key: &["a"], write: WriteMode::Add };

    #[test]
    fn rows_of_as_many_but_other_columns_get_their_own_statement() {
        let texts = Texts::default();
        let one = texts.put(&TABLE, vec!["a", "b"]);
        assert_eq!(one.sql, "INSERT INTO t (a, b) VALUES (:a, :b)");
        assert!(Arc::ptr_eq(&one, &texts.put(&TABLE, vec!["a", "b"])));
        let other = texts.put(&TABLE, vec!["a", "c"]);
        assert_eq!(other.sql, "INSERT INTO t (a, c) VALUES (:a, :c)");
    }
}
