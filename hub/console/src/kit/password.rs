//! Passwords: hashed with argon2id, a few at a time; a wrong password gets the same answer as an
//! unknown login name.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use gridbook_hub::host::{NoRandomness, Random, draw};
use gridbook_store::Failures;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The fewest and most characters of a password.
pub(crate) const LENGTH: std::ops::RangeInclusive<usize> = 10..=128;
/// How many hashes are computed at the same time; each takes 19 MiB for some tens of milliseconds.
const AT_ONCE: usize = 4;
/// How long failures are counted together.
pub(crate) const WINDOW_MS: i64 = 15 * 60_000;
/// How often one login name may fail in a window from one address, how often one address under
/// whatever names, and how often one login name wherever from. To shut somebody out of their
/// account takes a dozen addresses, and to guess at it that many get 6,000 tries a day.
pub(crate) const MOST_OF_LOGIN_HERE: u64 = 5;
pub(crate) const MOST_OF_ADDRESS: u64 = 30;
pub(crate) const MOST_OF_LOGIN: u64 = 60;
/// A hash of nothing anybody types: checked where a login name is unknown, so that the answer takes
/// as long as for one that is known.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Z3JpZGJvb2tub2JvZHkhIQ$\
    2yE6m5QJYqv6Yt0CjE7x9sJmJ8C0gq0m4gkQm2bXn0o";

/// Lets a few hashes be computed at a time.
#[derive(Debug, Default)]
pub(crate) struct LoginThrottle(AtomicUsize);

struct Inside<'a>(&'a AtomicUsize);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl LoginThrottle {
    /// Whether a password is the one behind a hash; `None` when too many are being checked. A hash
    /// that is missing takes as long as one that is there.
    pub fn check(&self, password: &str, hash: Option<&str>) -> Option<bool> {
        let _inside = self.enter()?;
        let found = PasswordHash::new(hash.unwrap_or(NOBODY));
        let right = found.is_ok_and(|found| {
            Argon2::default().verify_password(password.as_bytes(), &found).is_ok()
        });
        Some(right && hash.is_some())
    }

    fn enter(&self) -> Option<Inside<'_>> {
        if self.0.fetch_add(1, Ordering::AcqRel) < AT_ONCE {
            return Some(Inside(&self.0));
        }
        self.0.fetch_sub(1, Ordering::AcqRel);
        None
    }
}

/// The hash of a password, with its salt and parameters.
pub(crate) fn hash(random: &dyn Random, password: &str) -> Result<String, NoRandomness> {
    let salt: [u8; 16] = draw(random)?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    // Default parameters and a salt of 16 bytes are always taken; only memory can be missing.
    hash.map(|hash| hash.to_string()).map_err(|_| NoRandomness)
}

/// One more failure, in the window that is open or in a new one.
pub(crate) fn failed(before: Option<Failures>, now: i64) -> Failures {
    match open(before, now) {
        Some(open) => Failures { count: open.count.saturating_add(1), ..open },
        None => Failures { count: 1, since: now },
    }
}

/// Returns the moment until which nobody may try, when there were `most` failures or more.
pub(crate) fn blocked_until(failures: Option<Failures>, most: u64, now: i64) -> Option<i64> {
    open(failures, now).filter(|open| open.count >= most).map(|open| open.since + WINDOW_MS)
}

fn open(failures: Option<Failures>, now: i64) -> Option<Failures> {
    failures.filter(|found| found.since <= now && now < found.since.saturating_add(WINDOW_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridbook_hub::host::SystemRandom;

    #[test]
    fn a_password_opens_its_own_hash_and_no_other() {
        let gate = LoginThrottle::default();
        let hash = hash(&SystemRandom, "清河街道的好口令").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert_eq!(gate.check("清河街道的好口令", Some(&hash)), Some(true));
        assert_eq!(gate.check("清河街道的好口号", Some(&hash)), Some(false));
        assert_eq!(gate.check("清河街道的好口令", None), Some(false));
        assert_eq!(gate.check("x", Some("no hash")), Some(false));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[test]
    fn only_a_few_hashes_are_computed_at_a_time() {
        let gate = LoginThrottle::default();
        let inside: Vec<_> = (0..AT_ONCE).map(|_| gate.enter().unwrap()).collect();
        assert!(gate.enter().is_none());
        drop(inside);
        assert!(gate.enter().is_some());
    }

    #[test]
    fn failures_block_until_their_window_ends() {
        let mut failures = None;
        for n in 0..MOST_OF_LOGIN_HERE {
            assert_eq!(blocked_until(failures, MOST_OF_LOGIN_HERE, 100), None, "{n}");
            failures = Some(failed(failures, 100));
        }
        assert_eq!(blocked_until(failures, MOST_OF_LOGIN_HERE, 200), Some(100 + WINDOW_MS));
        assert_eq!(blocked_until(failures, MOST_OF_LOGIN_HERE, 100 + WINDOW_MS), None);
        assert_eq!(failed(failures, 100 + WINDOW_MS).count, 1);
    }
}
