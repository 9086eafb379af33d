//! What phone and hub sign: the phone its chain head, the hub a receipt.
//!
//! Either covers everything before it. It proves what was recorded and when it was received, not
//! that a visit was true. ECDSA over P-256 with SHA-256 and a deterministic nonce (RFC 6979), so
//! signing needs no randomness and the same history gives the same bytes.

use crate::encoding::{Bytes, Hash, PublicKey, Signature};
use crate::id::InstallId;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{SigningKey, VerifyingKey};

/// A private P-256 key held in memory; a host may sign with a key its hardware holds instead.
#[derive(Clone)]
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// The key made of 32 random bytes. `None` for the about one in 2^32 that are no key: draw
    /// again.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        SigningKey::from_slice(&bytes).ok().map(Self)
    }

    /// The 32 secret bytes, to be stored.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes().into()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        let point = self.0.verifying_key().to_sec1_point(true);
        let mut bytes = [0; 33];
        bytes.iter_mut().zip(point.as_bytes()).for_each(|(to, from)| *to = *from);
        Bytes(bytes)
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> Signature {
        let signature: p256::ecdsa::Signature = self.0.sign(message);
        Bytes(signature.to_bytes().into())
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKey(hidden)")
    }
}

/// Whether `signature` is the one of `key`'s owner under `message`.
pub fn verify(key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
    let Ok(key) = VerifyingKey::from_sec1_bytes(&key.0) else { return false };
    let Ok(signature) = p256::ecdsa::Signature::from_slice(&signature.0) else { return false };
    key.verify(message, &signature).is_ok()
}

/// What a phone signs once a request: the last op it has staged.
pub fn head_message(install: InstallId, mseq: u64, chain: Hash) -> Vec<u8> {
    format!("gridbook head 1\n{install}\n{mseq}\n{chain}").into_bytes()
}

/// What the hub signs: that it had received everything up to `mseq` at `received_at`
/// (milliseconds since 1970, the hub's clock).
pub fn receipt_message(install: InstallId, mseq: u64, chain: Hash, received_at: i64) -> Vec<u8> {
    format!("gridbook receipt 1\n{install}\n{mseq}\n{chain}\n{received_at}").into_bytes()
}

/// What a phone signs when it enrols: that it holds the key it announces.
pub fn enrol_message(code: &str, key: &PublicKey) -> Vec<u8> {
    format!("gridbook enrol 1\n{code}\n{key}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_and_key_only() {
        let (key, other) =
            (PrivateKey::from_bytes(&[5; 32]).unwrap(), PrivateKey::from_bytes(&[6; 32]).unwrap());
        let signature = key.sign(b"one");
        assert_eq!(signature, key.sign(b"one"), "deterministic");
        assert!(verify(&key.public(), b"one", &signature));
        assert!(!verify(&key.public(), b"two", &signature));
        assert!(!verify(&other.public(), b"one", &signature));
        assert!(!verify(&Bytes([0; 33]), b"one", &signature));
    }

    #[test]
    fn zero_is_no_key() {
        assert!(PrivateKey::from_bytes(&[0; 32]).is_none());
        assert!(PrivateKey::from_bytes(&[1; 31]).is_none());
    }
}
