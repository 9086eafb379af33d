//! Lists that are read from a key on: what is shown is a page with the keys that lead on.

use super::format::thousands;
use super::params::{Values, read_key, write_key};
use gridbook_domain::id::RecordId;
use gridbook_store::{Count, ListRow, Order, Page, PageArgs, PageKey, Partition, Result, Tx};

/// How many rows a page of a list shows.
pub(crate) const PAGE: usize = 50;
/// How far a list is counted.
const COUNTED: u64 = 1_000;

/// Where a page begins, as its address says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageQuery {
    /// The key to go on from.
    from: Option<PageKey>,
    /// Whether it goes back, towards the list's beginning.
    back: bool,
    /// How a list goes forward.
    forward: Order,
    /// How many rows it shows.
    size: usize,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ListPage<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// The query of the page before; empty on the first page.
    pub before: String,
    /// The query of the page after; empty on the last page.
    pub after: String,
    /// The search for matching rows stopped early: going on finds more.
    pub unfinished: bool,
}

impl PageQuery {
    /// Reads it from a query; an unreadable key begins at the beginning.
    pub fn read(query: &Values, forward: Order) -> Self {
        let from = query.get("at").and_then(read_key);
        let back = from.is_some() && query.get("walk") == Some("back");
        Self { from, back, forward, size: PAGE }
    }

    /// The first rows of a list.
    pub fn first(size: usize, forward: Order) -> Self {
        Self { from: None, back: false, forward, size }
    }

    fn order(&self) -> Order {
        match (self.forward, self.back) {
            (Order::Desc, false) | (Order::Asc, true) => Order::Desc,
            (Order::Desc, true) | (Order::Asc, false) => Order::Asc,
        }
    }

    /// Reads the page: the rows it shows, and one more to know whether another page follows.
    pub fn list<R: ListRow>(
        &self,
        tx: &mut dyn Tx,
        places: &[Partition],
        filter: &R::Filter,
        query: &Values,
    ) -> Result<ListPage<R>> {
        let limit = self.size as u64 + 1;
        let args = PageArgs { from: self.from, order: self.order(), limit };
        let Page { mut rows, resume_after } = tx.list::<R>(places, filter, args)?;
        let more = rows.len() > self.size;
        rows.truncate(self.size);
        let edge = if more { rows.last().map(R::key) } else { resume_after };
        if self.back {
            rows.reverse();
        }
        let link = |key: Option<PageKey>, back| key.map(|key| self.link(query, key, back));
        // Where nothing was found the way back begins with the very row the way here began behind.
        let round = self.from.map(|from| next(from, self.order()));
        let first = rows.first().map(R::key).or(round);
        let last = rows.last().map(R::key).or(round);
        let (before, after) = match self.back {
            true => (link(edge, true), link(last, false)),
            false => (link(first.filter(|_| self.from.is_some()), true), link(edge, false)),
        };
        Ok(ListPage {
            rows,
            before: before.unwrap_or_default(),
            after: after.unwrap_or_default(),
            unfinished: resume_after.is_some(),
        })
    }

    fn link(&self, query: &Values, key: PageKey, back: bool) -> String {
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

impl<T> ListPage<T> {
    /// Replaces the rows by the lines of a page.
    pub fn try_map<U, E>(
        self,
        rows: impl FnOnce(Vec<T>) -> std::result::Result<Vec<U>, E>,
    ) -> std::result::Result<ListPage<U>, E> {
        let Self { rows: found, before, after, unfinished } = self;
        Ok(ListPage { rows: rows(found)?, before, after, unfinished })
    }

    /// How many rows the list has, if this page shows it from its beginning to its end, or as far
    /// as the search came.
    pub fn whole(&self) -> Option<Count> {
        let ends = self.after.is_empty() || self.unfinished;
        let count = Count { rows: self.rows.len() as u64, more: self.unfinished };
        (self.before.is_empty() && ends).then_some(count)
    }
}

/// Returns how many rows a list has, in words: 1,234 条, or 1,000 条以上 where nobody counts on.
/// `known` is the number where it is known without counting.
pub(crate) fn total<R: ListRow>(
    tx: &mut dyn Tx,
    places: &[Partition],
    filter: &R::Filter,
    known: Option<Count>,
) -> Result<String> {
    let Count { rows, more } = match known {
        Some(count) => count,
        None => tx.count::<R>(places, filter, COUNTED)?,
    };
    Ok(format!("{} 条{}", thousands(rows), if more { "以上" } else { "" }))
}

/// Returns the key right behind another one.
fn next(key: PageKey, order: Order) -> PageKey {
    let id = u128::from_be_bytes(*key.record.as_bytes());
    let ((id, over), way) = match order {
        Order::Desc => (id.overflowing_sub(1), -1),
        Order::Asc => (id.overflowing_add(1), 1),
    };
    let at = if over { key.at.saturating_add(way) } else { key.at };
    PageKey { at, record: RecordId::from_bytes(id.to_be_bytes()) }
}

/// Returns the addresses of the rows before and after one of the list at `path`; empty at its ends.
/// Where the search for one stopped early, that of the list from there on.
pub(crate) fn neighbours_in<T>(
    (own, forward): (PageKey, Order),
    path: &str,
    mut list: impl FnMut(&PageQuery) -> Result<ListPage<T>>,
    address: impl Fn(&T) -> String,
) -> Result<[String; 2]> {
    let mut one = |back| -> Result<String> {
        let listed = list(&PageQuery { from: Some(own), back, forward, size: 1 })?;
        let on = if back { listed.before } else { listed.after };
        Ok(match listed.rows.first() {
            Some(row) => address(row),
            None if listed.unfinished => format!("{path}{on}"),
            None => String::new(),
        })
    };
    Ok([one(true)?, one(false)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(at: i64) -> PageKey {
        PageKey { at, record: RecordId::from_bytes([0; 16]) }
    }

    #[test]
    fn between_a_key_and_the_next_one_lies_none() {
        let id = |bytes| PageKey { at: 5, record: RecordId::from_bytes(bytes) };
        let (mut low, mut high) = ([7; 16], [7; 16]);
        (low[15], high[15]) = (0xff, 0);
        (low[14], high[14]) = (6, 7);
        assert_eq!((next(id(low), Order::Asc), next(id(high), Order::Desc)), (id(high), id(low)));
        let (least, most) = (id([0; 16]), id([0xff; 16]));
        assert_eq!(next(most, Order::Asc), PageKey { at: 6, ..least });
        assert_eq!(next(least, Order::Desc), PageKey { at: 4, ..most });
    }

    #[test]
    fn a_window_of_an_address_goes_back_only_from_a_key() {
        let mut query = Values::default();
        query.set("walk", "back");
        assert_eq!(PageQuery::read(&query, Order::Desc), PageQuery::first(PAGE, Order::Desc));
        query.set("at", write_key(key(5)));
        assert_eq!(PageQuery::read(&query, Order::Desc).order(), Order::Asc);
        assert_eq!(PageQuery::read(&query, Order::Asc).order(), Order::Desc);
    }
}
