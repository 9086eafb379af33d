//! Lists over several places: each is read by its index from a key, the rows are merged, and what
//! is shown is a page with the keys that lead on.

use super::ask::{Values, read_key, write_key};
use crate::store::{Found, Key, Place, Result as Stored, Span, Tx, Walk};

/// How many rows a page of a list shows.
pub(super) const PAGE: usize = 50;

/// Where a page begins, as its address says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// The key to go on from.
    from: Option<Key>,
    /// Whether it goes back, towards the list's beginning.
    back: bool,
    /// How a list goes forward.
    forward: Walk,
    /// How many rows it shows.
    size: usize,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Listed<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// The query of the page before; empty where there is none.
    pub before: String,
    /// The query of the page after; empty where there is none.
    pub after: String,
    /// The search for matching rows stopped early: going on finds more.
    pub unfinished: bool,
}

impl Window {
    /// Reads it from a query; an unreadable key begins at the beginning.
    pub fn read(query: &Values, forward: Walk) -> Self {
        let from = query.get("at").and_then(read_key);
        let back = from.is_some() && query.get("walk") == Some("back");
        Self { from, back, forward, size: PAGE }
    }

    /// The first rows of a list.
    pub fn first(size: usize, forward: Walk) -> Self {
        Self { from: None, back: false, forward, size }
    }

    /// The neighbour of a row.
    pub fn beside(key: Key, forward: Walk, back: bool) -> Self {
        Self { from: Some(key), back, forward, size: 1 }
    }

    fn walk(&self) -> Walk {
        match (self.forward, self.back) {
            (Walk::Down, false) | (Walk::Up, true) => Walk::Down,
            (Walk::Down, true) | (Walk::Up, false) => Walk::Up,
        }
    }

    /// Reads the page over all places.
    pub fn list<T>(
        &self,
        tx: &mut dyn Tx,
        places: &[Place],
        query: &Values,
        key: fn(&T) -> Key,
        mut read: impl FnMut(&mut dyn Tx, Place, Span) -> Stored<Found<T>>,
    ) -> Stored<Listed<T>> {
        let limit = self.size as u64 + 1;
        let span = Span { from: self.from, walk: self.walk(), limit };
        let mut all = Vec::new();
        for place in places {
            all.push(read(tx, *place, span)?);
        }
        let (mut rows, stopped) = merge(all, span.walk, key);
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        let edge = if more { rows.last().map(key) } else { stopped };
        if self.back {
            rows.reverse();
        }
        let link = |key: Option<Key>, back| key.map(|key| self.link(query, key, back));
        let first = rows.first().map(key).or(self.from);
        let last = rows.last().map(key).or(self.from);
        let (before, after) = match self.back {
            true => (link(edge, true), link(last, false)),
            false => (link(first.filter(|_| self.from.is_some()), true), link(edge, false)),
        };
        Ok(Listed {
            rows,
            before: before.unwrap_or_default(),
            after: after.unwrap_or_default(),
            unfinished: !more && stopped.is_some(),
        })
    }

    fn link(&self, query: &Values, key: Key, back: bool) -> String {
        let mut query = query.clone();
        query.set("at", write_key(key));
        if back {
            query.set("walk", "back");
        } else {
            query.remove("walk");
        }
        query.to_query()
    }
}

/// Joins what the places gave, in the order of the walk, as far as all of them have looked.
fn merge<T>(all: Vec<Found<T>>, walk: Walk, key: fn(&T) -> Key) -> (Vec<T>, Option<Key>) {
    let gave_up = all.iter().filter_map(|found| found.gave_up);
    let stopped = match walk {
        Walk::Down => gave_up.max(),
        Walk::Up => gave_up.min(),
    };
    let mut rows: Vec<T> = all.into_iter().flat_map(|found| found.rows).collect();
    rows.sort_by_key(key);
    if walk == Walk::Down {
        rows.reverse();
    }
    if let Some(stopped) = stopped {
        rows.retain(|row| match walk {
            Walk::Down => key(row) >= stopped,
            Walk::Up => key(row) <= stopped,
        });
    }
    (rows, stopped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridbook_domain::id::RecordId;

    fn key(at: &i64) -> Key {
        Key { at: *at, record: RecordId::from_bytes([0; 16]) }
    }

    fn found(rows: &[i64], gave_up: Option<i64>) -> Found<i64> {
        Found { rows: rows.to_vec(), gave_up: gave_up.as_ref().map(key) }
    }

    #[test]
    fn places_are_merged_only_as_far_as_all_of_them_have_looked() {
        let all = vec![found(&[9, 5, 1], None), found(&[8, 7], Some(4))];
        assert_eq!(merge(all, Walk::Down, key), (vec![9, 8, 7, 5], Some(key(&4))));
        let all = vec![found(&[1, 5, 9], Some(9)), found(&[2, 3], Some(3))];
        assert_eq!(merge(all, Walk::Up, key), (vec![1, 2, 3], Some(key(&3))));
    }

    #[test]
    fn a_window_of_an_address_goes_back_only_from_a_key() {
        let mut query = Values::default();
        query.set("walk", "back");
        assert_eq!(Window::read(&query, Walk::Down), Window::first(PAGE, Walk::Down));
        query.set("at", write_key(key(&5)));
        assert_eq!(Window::read(&query, Walk::Down).walk(), Walk::Up);
        assert_eq!(Window::read(&query, Walk::Up).walk(), Walk::Down);
    }
}
