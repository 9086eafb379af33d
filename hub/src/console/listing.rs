//! Lists over several places: each is read by its index from a key, the rows are merged, and what
//! is shown is a page with the keys that lead on.

use super::ask::{Values, read_key, write_key};
use crate::store::{Found, Key, LOOKED_AT, Place, Result as Stored, Span, Tx, Walk};
use gridbook_domain::id::RecordId;

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
        let (mut rows, stopped) = self.gather(tx, places, key, &mut read)?;
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        let edge = if more { rows.last().map(key) } else { stopped };
        if self.back {
            rows.reverse();
        }
        let link = |key: Option<Key>, back| key.map(|key| self.link(query, key, back));
        // Where nothing was found the way back begins with the very row the way here began behind.
        let round = self.from.map(|from| next(from, self.walk()));
        let first = rows.first().map(key).or(round);
        let last = rows.last().map(key).or(round);
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

    /// The rows of all places in the order of the walk, as far as all of them have been looked at,
    /// and where that ends.
    ///
    /// However many places there are, they share what one page may read: each gives its part of
    /// it, then as many times again the one that has come least far goes on. Where rows abound that
    /// fills the page, since of what was read only each other list's last part can lie too far.
    fn gather<T>(
        &self,
        tx: &mut dyn Tx,
        places: &[Place],
        key: fn(&T) -> Key,
        read: &mut impl FnMut(&mut dyn Tx, Place, Span) -> Stored<Found<T>>,
    ) -> Stored<(Vec<T>, Option<Key>)> {
        let (walk, wanted, share) = (self.walk(), self.size + 1, places.len().max(1) as u64);
        let limit = (wanted as u64).div_ceil(share);
        let look = (LOOKED_AT / (2 * share)).max(limit);
        let mut rows = Vec::new();
        let mut part = |tx: &mut dyn Tx, rows: &mut Vec<T>, place, from| {
            let found = read(tx, place, Span { from, walk, limit, look })?;
            let last = found.rows.last().map(key).filter(|_| found.rows.len() as u64 >= limit);
            rows.extend(found.rows);
            Ok(Source { place, cut: found.gave_up.or(last) })
        };
        let first = places.iter().map(|place| part(tx, &mut rows, *place, self.from));
        let mut sources = first.collect::<Stored<Vec<_>>>()?;
        for _ in places {
            let edge = edge(&sources, walk);
            let ready = rows.iter().filter(|row| within(key(row), edge, walk)).count();
            let behind = sources.iter_mut().find(|source| edge.is_some() && source.cut == edge);
            match behind.filter(|_| ready < wanted) {
                Some(source) => *source = part(tx, &mut rows, source.place, source.cut)?,
                None => break,
            }
        }
        let edge = edge(&sources, walk);
        rows.retain(|row| within(key(row), edge, walk));
        rows.sort_by_key(key);
        if walk == Walk::Down {
            rows.reverse();
        }
        Ok((rows, edge))
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

/// The key behind another one: nothing lies between them.
fn next(key: Key, walk: Walk) -> Key {
    let id = u128::from_be_bytes(*key.record.as_bytes());
    let ((id, over), way) = match walk {
        Walk::Down => (id.overflowing_sub(1), -1),
        Walk::Up => (id.overflowing_add(1), 1),
    };
    let at = if over { key.at.saturating_add(way) } else { key.at };
    Key { at, record: RecordId::from_bytes(id.to_be_bytes()) }
}

/// A place's list, read from a key on.
struct Source {
    place: Place,
    /// As far as it has been looked at; `None` for to its end.
    cut: Option<Key>,
}

/// How far all of the lists have been looked at: to where the first of them was cut.
fn edge(sources: &[Source], walk: Walk) -> Option<Key> {
    let cuts = sources.iter().filter_map(|source| source.cut);
    match walk {
        Walk::Down => cuts.max(),
        Walk::Up => cuts.min(),
    }
}

/// Whether a row lies where all of the lists have been looked at.
fn within(row: Key, edge: Option<Key>, walk: Walk) -> bool {
    edge.is_none_or(|edge| match walk {
        Walk::Down => row >= edge,
        Walk::Up => row <= edge,
    })
}

/// The addresses of the rows before and after one of a list; empty where there is none.
pub(super) fn beside<T>(
    own: Key,
    forward: Walk,
    mut list: impl FnMut(&Window) -> Stored<Listed<T>>,
    address: impl Fn(&T) -> String,
) -> Stored<[String; 2]> {
    let mut one = |back| -> Stored<String> {
        let listed = list(&Window { from: Some(own), back, forward, size: 1 })?;
        Ok(listed.rows.first().map(&address).unwrap_or_default())
    };
    Ok([one(true)?, one(false)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridbook_domain::id::AreaId;

    fn key(at: i64) -> Key {
        Key { at, record: RecordId::from_bytes([0; 16]) }
    }

    #[test]
    fn lists_are_merged_only_as_far_as_all_of_them_have_been_looked_at() {
        let place = Place { community: AreaId::from_bytes([0; 16]), grid: None };
        let sources = [Some(4), None, Some(2)].map(|at| Source { place, cut: at.map(key) });
        for (walk, end, inside) in [(Walk::Down, 4, [4, 9]), (Walk::Up, 2, [2, -1])] {
            let edge = edge(&sources, walk);
            assert_eq!(edge, Some(key(end)));
            assert!(inside.iter().all(|at| within(key(*at), edge, walk)));
            assert!(!within(key(3), edge, walk));
            assert!(within(key(3), None, walk));
        }
    }

    #[test]
    fn between_a_key_and_the_next_one_lies_none() {
        let id = |bytes| Key { at: 5, record: RecordId::from_bytes(bytes) };
        let (mut low, mut high) = ([7; 16], [7; 16]);
        (low[15], high[15]) = (0xff, 0);
        (low[14], high[14]) = (6, 7);
        assert_eq!((next(id(low), Walk::Up), next(id(high), Walk::Down)), (id(high), id(low)));
        let (least, most) = (id([0; 16]), id([0xff; 16]));
        assert_eq!(next(most, Walk::Up), Key { at: 6, ..least });
        assert_eq!(next(least, Walk::Down), Key { at: 4, ..most });
    }

    #[test]
    fn a_window_of_an_address_goes_back_only_from_a_key() {
        let mut query = Values::default();
        query.set("walk", "back");
        assert_eq!(Window::read(&query, Walk::Down), Window::first(PAGE, Walk::Down));
        query.set("at", write_key(key(5)));
        assert_eq!(Window::read(&query, Walk::Down).walk(), Walk::Up);
        assert_eq!(Window::read(&query, Walk::Up).walk(), Walk::Down);
    }
}
