//! Settings of a deployment: one record each, `{name, value}`, in the `deployment` feed.

use crate::class::{Class, WritePolicy};
use crate::clock::CHINA;
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::id::RecordId;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, name, rule};
use chrono::FixedOffset;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The phone number to call in an emergency (M1), as text such as `110`.
pub const EMERGENCY_PHONE: &str = "emergency_phone";
/// The deployment's fixed offset from UTC in minutes; 480 for China. See [`offset`].
pub const OFFSET_MINUTES: &str = "offset_minutes";

record! {
    /// A setting.
    Setting {
        /// Its name, such as [`EMERGENCY_PHONE`].
        name: String = Field::text("名称", 64).required(),
    } any_shape {
        /// The setting's value; its shape depends on the name.
        value: Value,
    }
}

/// The class of settings.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Setting,
    write: WritePolicy::HubOnly,
    fields: Setting::FIELDS,
    about: None,
    title: name,
    check: any_content,
    rules: &[rule("M1", "`EMERGENCY_PHONE`")],
};

/// The fields of [`crate::Class::Setting`] except `value`, which may have any shape.
pub const FIELDS: &[Field] = Setting::FIELDS;

/// Returns the record id of the setting of this name; always the same.
pub fn id(name: &str) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(b"gridbook setting 1");
    hash.update(name.as_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    let mut id = [0; 16];
    id.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    RecordId::from_random(id)
}

/// Returns the deployment's fixed offset from UTC, which decides where days and months begin. It is
/// the value in the record of [`OFFSET_MINUTES`], or [`CHINA`]'s offset if that record is missing
/// or its value is not a valid offset.
///
/// ```
/// use gridbook_domain::clock::CHINA;
/// use gridbook_domain::setting::offset;
///
/// assert_eq!(offset(None), CHINA);
/// ```
pub fn offset(record: Option<&Fields>) -> FixedOffset {
    offset_of_minutes(record.and_then(|record| record.integer("value")))
}

/// Returns an offset in minutes east of UTC; [`CHINA`]'s if it is missing or invalid.
pub fn offset_of_minutes(minutes: Option<i64>) -> FixedOffset {
    let seconds = minutes.and_then(|minutes| i32::try_from(minutes.checked_mul(60)?).ok());
    seconds.and_then(FixedOffset::east_opt).unwrap_or(CHINA)
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

    #[test]
    fn the_offset_is_chinas_unless_one_is_set_that_a_clock_has() {
        let set = |value: Value| offset(Some(&Fields::from_iter([("value".to_owned(), value)])));
        assert_eq!(set(json!(345)), FixedOffset::east_opt(345 * 60).unwrap());
        assert_eq!(set(json!(-300)), FixedOffset::west_opt(300 * 60).unwrap());
        for nonsense in [json!("480"), json!(1440), json!(i64::MAX), json!(null)] {
            assert_eq!(set(nonsense), CHINA);
        }
    }
}
