//! Passwords made for people who have to type them once.

use crate::failure::{Failure, While as _};
use gridbook_hub::host::{Random as _, SystemRandom};

/// Small letters and digits without those that look alike; 32, so that five bits choose one.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Four groups of four letters: 80 bits, out of reach of guessing even for who has the hashes.
const GROUPS: usize = 4;

/// A new password, such as `k7fm-x2qp-9tvd-ha3w`.
pub fn generate() -> Result<String, Failure> {
    let mut bytes = [0; GROUPS * 4];
    SystemRandom.fill(&mut bytes).during("making a password")?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).copied().map(char::from);
    let groups = bytes.chunks(4).map(|group| group.iter().filter_map(letter).collect::<String>());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_passwords_are_alike_and_each_can_be_typed() {
        let made: BTreeSet<String> = (0..1_000).map(|_| generate().unwrap()).collect();
        assert_eq!(made.len(), 1_000);
        for password in &made {
            assert_eq!(password.len(), 19);
            assert!(password.bytes().all(|b| b == b'-' || LETTERS.contains(&b)), "{password}");
        }
    }

    #[test]
    fn letters_that_look_alike_are_not_used() {
        assert!(!LETTERS.iter().any(|letter| b"01lo".contains(letter)));
        assert_eq!(LETTERS.iter().collect::<BTreeSet<_>>().len(), 32);
    }
}
