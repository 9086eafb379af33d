//! Caches the last signature made and the last one checked. While nothing changes, each sync signs
//! and checks the same messages, which took more than half of its time.

use crate::error::Result;
use crate::host::Host;
use crate::replica::identity::{StoredKey, sign};
use gridbook_domain::encoding::{PublicKey, Signature};
use gridbook_domain::trust::verify;

/// A signature of a message by the owner of a key.
#[derive(PartialEq)]
struct Proof {
    key: PublicKey,
    message: Vec<u8>,
    sig: Signature,
}

/// The last signature of this device and the last one of the hub.
#[derive(Default)]
pub(crate) struct Proofs {
    own: Option<Proof>,
    hub: Option<Proof>,
}

impl Proofs {
    /// Signs with the device's key; a message equal to the last one is not signed again.
    pub fn sign(&mut self, host: &Host, key: &StoredKey, message: Vec<u8>) -> Result<Signature> {
        let is_same = |last: &&Proof| last.key == key.public && last.message == message;
        if let Some(last) = self.own.as_ref().filter(is_same) {
            return Ok(last.sig);
        }
        let sig = sign(host, key, &message)?;
        self.own = Some(Proof { key: key.public, message, sig });
        Ok(sig)
    }

    /// Returns whether the hub signed a message; the last valid signature is not checked again.
    pub fn is_hubs(&mut self, key: PublicKey, message: Vec<u8>, sig: Signature) -> bool {
        let told = Proof { key, message, sig };
        if self.hub.as_ref() == Some(&told) {
            return true;
        }
        let is_hubs = verify(&told.key, &told.message, &told.sig);
        if is_hubs {
            self.hub = Some(told);
        }
        is_hubs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{Signer, SignerError};
    use crate::testing::host;
    use gridbook_domain::trust::PrivateKey;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// Hardware that counts its signatures.
    struct Hardware(AtomicU32);

    fn key(seed: u8) -> PrivateKey {
        PrivateKey::from_bytes(&[seed; 32]).unwrap()
    }

    impl Signer for Hardware {
        fn public_key(&self) -> Result<PublicKey, SignerError> {
            Ok(key(1).public())
        }

        fn sign(&self, message: &[u8]) -> Result<Signature, SignerError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(key(1).sign(message))
        }
    }

    #[test]
    fn the_same_head_is_signed_once_and_another_one_or_another_key_anew() {
        let hardware = Arc::new(Hardware(AtomicU32::new(0)));
        let host = Host { signer: Some(hardware.clone()), ..host(1) };
        let stored = |seed| StoredKey { public: key(seed).public(), secret: None };
        let mut proofs = Proofs::default();
        for (seed, message, asked) in [(1, "a", 1), (1, "a", 1), (1, "b", 2), (2, "b", 3)] {
            let sig = proofs.sign(&host, &stored(seed), message.into()).unwrap();
            assert!(verify(&key(1).public(), message.as_bytes(), &sig));
            assert_eq!(hardware.0.load(Ordering::Relaxed), asked);
        }
    }

    #[test]
    fn a_receipt_that_differs_in_anything_from_the_last_is_checked_anew() {
        let (mut proofs, hub) = (Proofs::default(), key(7));
        let sig = hub.sign(b"5");
        assert!(proofs.is_hubs(hub.public(), b"5".into(), sig));
        assert!(proofs.is_hubs(hub.public(), b"5".into(), sig));
        assert!(!proofs.is_hubs(hub.public(), b"6".into(), sig));
        assert!(!proofs.is_hubs(key(8).public(), b"5".into(), sig));
        assert!(!proofs.is_hubs(hub.public(), b"5".into(), key(8).sign(b"5")));
        assert!(proofs.is_hubs(hub.public(), b"5".into(), sig));
    }
}
