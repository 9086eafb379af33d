//! The host's clocks and randomness, as traits. Install and hub use the same traits, so that one
//! seeded world can run both.
//!
//! ```
//! use gridbook_domain::host::{NoRandomness, Random, draw};
//! use gridbook_domain::RecordId;
//!
//! struct Sevens;
//!
//! impl Random for Sevens {
//!     fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
//!         bytes.fill(7);
//!         Ok(())
//!     }
//! }
//!
//! let id = RecordId::from_random(draw(&Sevens)?);
//! assert_eq!(id.to_string().len(), 22);
//! # Ok::<(), NoRandomness>(())
//! ```

use crate::clock::Reading;
use crate::trust::PrivateKey;

/// The clocks of a device or a server.
pub trait Clock: Send + Sync {
    /// Reads all clocks. A host without a monotonic clock, such as a hub, returns
    /// [`Reading::of_wall`].
    fn reading(&self) -> Reading;

    /// Returns the wall clock: milliseconds since 1970-01-01T00:00Z.
    fn now(&self) -> i64 {
        self.reading().wall
    }
}

/// A source of randomness suitable for keys.
pub trait Random: Send + Sync {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    /// [`NoRandomness`] if the source has none now; nothing is saved then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The source returned no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no randomness")]
pub struct NoRandomness;

/// The number of draws before a source counts as broken. One draw in 2^32 is not a valid key.
const DRAWS: usize = 8;

/// Draws `N` random bytes: an id or a salt of 16, a secret of 32.
///
/// # Errors
/// [`NoRandomness`] if the source has none now.
pub fn draw<const N: usize>(random: &dyn Random) -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    random.fill(&mut bytes)?;
    Ok(bytes)
}

/// Draws a new private key.
///
/// # Errors
/// [`NoRandomness`] if the source has none now, or if none of several draws is a valid key.
pub fn draw_key(random: &dyn Random) -> Result<PrivateKey, NoRandomness> {
    for _ in 0..DRAWS {
        if let Some(key) = PrivateKey::from_bytes(&draw::<32>(random)?) {
            return Ok(key);
        }
    }
    Err(NoRandomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives the same byte for ever; none at all for `None`.
    struct Always(Option<u8>);

    impl Random for Always {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
            bytes.fill(self.0.ok_or(NoRandomness)?);
            Ok(())
        }
    }

    struct At(i64);

    impl Clock for At {
        fn reading(&self) -> Reading {
            Reading::of_wall(self.0)
        }
    }

    #[test]
    fn a_draw_fills_every_byte_or_says_that_it_cannot() {
        assert_eq!(draw(&Always(Some(3))), Ok([3; 5]));
        assert_eq!(draw::<5>(&Always(None)), Err(NoRandomness));
    }

    #[test]
    fn a_source_that_gives_no_key_is_given_up() {
        let key = draw_key(&Always(Some(1))).map(|key| key.to_bytes());
        assert_eq!(key, Ok([1; 32]));
        assert_eq!(draw_key(&Always(Some(0))).err(), Some(NoRandomness));
    }

    #[test]
    fn now_is_the_wall_clock() {
        assert_eq!(At(1_795_420_800_000).now(), 1_795_420_800_000);
    }
}
