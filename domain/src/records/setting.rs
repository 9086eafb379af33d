//! Settings of a deployment: one record a setting, `{name, value}`, in the `deployment` feed.

use crate::field::{Field, Fields, Kind};
use crate::id::RecordId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The phone number shown for an emergency (M1): text, such as `110`.
pub const EMERGENCY_PHONE: &str = "emergency_phone";

/// A setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name, such as [`EMERGENCY_PHONE`].
    pub name: String,
    /// Its value; the shape depends on the name.
    #[serde(default)]
    pub value: Value,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Setting`], but for `value`, which may have any shape.
pub const FIELDS: &[Field] = &[Field::new("name", "名称", Kind::Text(64))];

/// The record id of the setting of that name: the same wherever it is computed.
pub fn id(name: &str) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(b"gridbook setting 1");
    hash.update(name.as_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    let mut id = [0; 16];
    id.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    RecordId::from_random(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_setting_has_one_id_and_reads_back() {
        assert_eq!(id(EMERGENCY_PHONE), id("emergency_phone"));
        assert_ne!(id(EMERGENCY_PHONE), id("other"));
        let fields = json!({"name": "emergency_phone", "value": "110", "since": 3});
        let read: Setting = serde_json::from_value(fields.clone()).unwrap();
        assert_eq!(read.value, "110");
        assert_eq!(serde_json::to_value(&read).unwrap(), fields);
    }
}
