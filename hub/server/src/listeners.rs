//! How many pages of a session listen at the same time.

use gridbook_domain::encoding::Hash;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// As many as a browser opens connections to one host, so nobody with a browser comes to more.
const MOST: usize = 6;

/// The number of listening pages, by session.
#[derive(Clone, Default)]
pub(super) struct Listeners(Arc<Mutex<BTreeMap<Hash, usize>>>);

impl Listeners {
    /// A place for one more page of a session, until it is dropped; `None` when all are taken.
    pub fn enter(&self, session: Hash) -> Option<Listening> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(session).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Listening { all: self.clone(), session })
    }
}

/// A page that listens.
pub(super) struct Listening {
    all: Listeners,
    session: Hash,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridbook_domain::encoding::Bytes;

    #[test]
    fn a_page_that_stops_to_listen_leaves_its_place_and_no_trace() {
        let (all, one, two) = (Listeners::default(), Bytes([1; 32]), Bytes([2; 32]));
        let mut places: Vec<_> = (0..MOST).map(|_| all.enter(one).unwrap()).collect();
        assert!(all.enter(one).is_none());
        let other = all.enter(two).unwrap();
        places.pop();
        places.push(all.enter(one).unwrap());
        drop((places, other));
        assert!(all.0.lock().unwrap().is_empty());
    }
}
