//! Signatures: an install signs its chain head, the hub signs a receipt.
//!
//! Each covers everything before it. It proves what was recorded and when it was received, not that
//! a visit took place. ECDSA over P-256 with SHA-256 and a deterministic nonce (RFC 6979), so that
//! signing needs no randomness and the same history gives the same bytes.

use crate::encoding::{Bytes, Hash, PublicKey, Signature};
use crate::id::InstallId;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{SigningKey, VerifyingKey};
use p256::pkcs8::DecodePublicKey as _;

/// A private P-256 key in memory. A host may instead sign with a key in its hardware.
#[derive(Clone)]
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// Makes a key of 32 random bytes. Returns `None` if they are not a valid key (about one draw
    /// in 2^32): draw again.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        SigningKey::from_slice(&bytes).ok().map(Self)
    }

    /// Returns the 32 secret bytes, to be stored.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes().into()
    }

    /// Returns the public key.
    pub fn public(&self) -> PublicKey {
        compressed(self.0.verifying_key())
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

fn compressed(key: &VerifyingKey) -> PublicKey {
    let point = key.to_sec1_point(true);
    let mut bytes = [0; 33];
    bytes.iter_mut().zip(point.as_bytes()).for_each(|(to, from)| *to = *from);
    Bytes(bytes)
}

/// Parses a public key in the formats of key stores: `SubjectPublicKeyInfo` in DER (Android, Java)
/// or a point of SEC 1, compressed or not (Apple). `None` for anything else.
pub fn public_key_of(bytes: &[u8]) -> Option<PublicKey> {
    let point = VerifyingKey::from_sec1_bytes(bytes).ok();
    let key = point.or_else(|| VerifyingKey::from_public_key_der(bytes).ok())?;
    Some(compressed(&key))
}

/// Parses a signature in the formats of key stores: DER, or `r ‖ s`. `None` for anything else.
pub fn signature_of(bytes: &[u8]) -> Option<Signature> {
    let plain = p256::ecdsa::Signature::from_slice(bytes).ok();
    let signature = plain.or_else(|| p256::ecdsa::Signature::from_der(bytes).ok())?;
    Some(Bytes(signature.to_bytes().into()))
}

/// Returns whether a signature of `message` was made with the private key of `key`.
pub fn verify(key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
    let Ok(key) = VerifyingKey::from_sec1_bytes(&key.0) else { return false };
    let Ok(signature) = p256::ecdsa::Signature::from_slice(&signature.0) else { return false };
    key.verify(message, &signature).is_ok()
}

/// Returns the message an install signs once per request: its last staged op.
pub fn head_message(install: InstallId, mseq: u64, chain: Hash) -> Vec<u8> {
    format!("gridbook head 1\n{install}\n{mseq}\n{chain}").into_bytes()
}

/// Returns the message the hub signs: it had received everything up to `mseq` at `received_at`
/// (milliseconds since 1970 by the hub's clock).
pub fn receipt_message(install: InstallId, mseq: u64, chain: Hash, received_at: i64) -> Vec<u8> {
    format!("gridbook receipt 1\n{install}\n{mseq}\n{chain}\n{received_at}").into_bytes()
}

/// Returns the message a device signs to enrol, as a proof that it has the key it announces.
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
    fn keys_and_signatures_are_read_in_every_form_a_key_store_hands_out() {
        let key = PrivateKey::from_bytes(&[5; 32]).unwrap();
        let long = key.0.verifying_key().to_sec1_point(false);
        let named_curve = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\
            \x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
        let android = [named_curve.as_slice(), long.as_bytes()].concat();
        for form in [key.public().as_slice(), long.as_bytes(), &android] {
            assert_eq!(public_key_of(form), Some(key.public()), "{} bytes", form.len());
        }
        assert_eq!(public_key_of(&android[..80]), None);
        assert_eq!(public_key_of(&[]), None);
        let plain = key.sign(b"one");
        let der = p256::ecdsa::Signature::from_slice(&plain.0).unwrap().to_der();
        assert_eq!(signature_of(plain.as_slice()), Some(plain));
        assert_eq!(signature_of(der.as_bytes()), Some(plain));
        assert_eq!(signature_of(&der.as_bytes()[..40]), None);
        assert_eq!(signature_of(&[0; 64]), None);
    }

    #[test]
    fn zero_is_no_key() {
        assert!(PrivateKey::from_bytes(&[0; 32]).is_none());
        assert!(PrivateKey::from_bytes(&[1; 31]).is_none());
    }
}
