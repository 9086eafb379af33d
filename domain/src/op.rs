//! An op: one save of one worker.
//!
//! Its *body* never changes: one line of UTF-8 JSON that is hashed, signed, stored and compared as
//! the bytes sent, never serialised again. Its *envelope* ([`crate::wire::Envelope`]) is how it is
//! sent, and may be stamped again.

use crate::class::Class;
use crate::clock::ClockData;
use crate::encoding::Salt;
use crate::field::MAX_INTEGER;
use crate::fields::Fields;
use crate::id::{AccountId, FeedId, OpId, RecordId};
use crate::version::Version;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The maximum size of a body in bytes. A save with a larger one fails; the hub does not journal
/// one.
pub const MAX_BODY: usize = 64 * 1024;

/// The content of an op.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The op's id. An op with a known id has no second effect at the hub.
    pub op: OpId,
    /// 16 random bytes, so that the hash reveals nothing once the body is lawfully erased.
    pub salt: Salt,
    /// The account that saved it.
    pub author: AccountId,
    /// The version of the author's grants that the device last knew; the hub judges the op by that
    /// grant.
    pub grant_ver: u64,
    /// The device's clocks at the save.
    pub clock: ClockData,
    /// The changes, one part per record; each part has its own outcome.
    pub parts: Vec<Part>,
    /// Members that a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The change of one record by one op.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The record's class.
    pub class: Class,
    /// The record.
    pub record: RecordId,
    /// The feed the record is in, as far as the device knew.
    pub feed: FeedId,
    /// The last hub version of the record that the device had seen; absent for a new record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Version>,
    /// The install's own unsettled op on which this part builds, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<OpId>,
    /// The changed fields; all fields only for a new record. `null` clears a field.
    pub patch: Fields,
    /// Members that a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// Why a body cannot be written or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is larger than [`MAX_BODY`].
    #[error("an op of {bytes} bytes is larger than {MAX_BODY}")]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// It is not the JSON of an op.
    #[error("unreadable op: {detail}")]
    Unreadable {
        /// The parser's error, without any of the content.
        detail: String,
    },
    /// A number in it is not an integer below 2^53.
    #[error("a number in an op is not an integer below 2^53")]
    Number,
    /// It has no parts.
    #[error("an op without parts")]
    Empty,
}

impl Body {
    /// Serialises the body: these bytes are hashed, stored and sent from now on.
    ///
    /// # Errors
    /// [`BodyError::TooLarge`], [`BodyError::Number`], [`BodyError::Empty`].
    pub fn to_bytes(&self) -> Result<String, BodyError> {
        self.check()?;
        let text = serde_json::to_string(self)
            .map_err(|error| BodyError::Unreadable { detail: what(&error) })?;
        if text.len() > MAX_BODY {
            return Err(BodyError::TooLarge { bytes: text.len() });
        }
        Ok(text)
    }

    /// Parses a body that was sent.
    ///
    /// # Errors
    /// Any [`BodyError`]; the hub journals such a body all the same and quarantines it.
    pub fn read(bytes: &[u8]) -> Result<Self, BodyError> {
        if bytes.len() > MAX_BODY {
            return Err(BodyError::TooLarge { bytes: bytes.len() });
        }
        let body: Self = serde_json::from_slice(bytes)
            .map_err(|error| BodyError::Unreadable { detail: what(&error) })?;
        body.check()?;
        Ok(body)
    }

    fn check(&self) -> Result<(), BodyError> {
        if self.parts.is_empty() {
            return Err(BodyError::Empty);
        }
        let exact =
            self.parts.iter().all(|part| part.patch.values().chain(part.rest.values()).all(exact));
        if exact && self.rest.values().all(self::exact) { Ok(()) } else { Err(BodyError::Number) }
    }
}

/// Returns whether every number in a value is an integer below 2^53.
fn exact(value: &Value) -> bool {
    match value {
        Value::Number(n) => n.as_i64().is_some_and(|n| (-MAX_INTEGER..=MAX_INTEGER).contains(&n)),
        Value::Array(values) => values.iter().all(exact),
        Value::Object(fields) => fields.values().all(exact),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// Describes where parsing failed, without serde's message, which may quote the content.
fn what(error: &serde_json::Error) -> String {
    format!("{:?} at column {}", error.classify(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Reading;
    use crate::encoding::Bytes;
    use serde_json::json;

    fn body(patch: Value) -> Body {
        Body {
            op: OpId::from_random([1; 16]),
            salt: Bytes([2; 16]),
            author: AccountId::from_random([3; 16]),
            grant_ver: 1,
            clock: ClockData { at: Reading { wall: 1, mono: 2, boot: 3 }, mark: None },
            parts: vec![Part {
                class: Class::Person,
                record: RecordId::from_random([4; 16]),
                feed: FeedId::from_random([5; 16]),
                base: None,
                after: None,
                patch: patch.as_object().cloned().unwrap_or_default(),
                rest: Fields::new(),
            }],
            rest: Fields::new(),
        }
    }

    #[test]
    fn a_body_is_one_line_and_reads_back() {
        let made = body(json!({"name": "王\n芳"}));
        let text = made.to_bytes().unwrap();
        assert!(!text.contains('\n'));
        assert_eq!(Body::read(text.as_bytes()), Ok(made));
    }

    #[test]
    fn fields_and_classes_of_a_newer_build_are_kept() {
        let text = body(json!({"name": "王芳"})).to_bytes().unwrap();
        let newer = text.replace("\"person\"", "\"drone\"").replacen('{', "{\"mood\":\"good\",", 1);
        let read = Body::read(newer.as_bytes()).unwrap();
        assert_eq!(read.parts[0].class, Class::Other("drone".to_owned()));
        assert_eq!(read.rest["mood"], "good");
    }

    #[test]
    fn fractions_and_huge_integers_are_refused_before_they_are_saved() {
        assert_eq!(body(json!({"x": 0.5})).to_bytes(), Err(BodyError::Number));
        assert_eq!(body(json!({"x": 1u64 << 53})).to_bytes(), Err(BodyError::Number));
        assert!(body(json!({"x": (1u64 << 53) - 1})).to_bytes().is_ok());
    }

    #[test]
    fn a_body_of_65_kib_is_too_large() {
        let made = body(json!({"note": "x".repeat(65 * 1024)}));
        assert!(matches!(made.to_bytes(), Err(BodyError::TooLarge { .. })));
    }

    #[test]
    fn the_error_of_an_unreadable_body_quotes_nothing_of_it() {
        let error = Body::read(br#"{"op":"secret name"}"#).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
