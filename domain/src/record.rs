//! `record!` declares the fields of a class once, and generates its type, its table of fields, and
//! its conversion from and to [`Fields`].
//!
//! Each line declares a member of the type and a field of the class at once:
//!
//! ```text
//! record! {
//!     /// A publicity event 宣传活动 (V7).
//!     Publicity {
//!         /// What it was about.
//!         subject: String = Field::text("宣传内容", 200).required(),
//!         /// How many people asked.
//!         asked: Option<i64> = Field::integer("咨询人数", 0, 100_000),
//!         /// The kind; `type` on the wire.
//!         kind as "type": Option<EventKind> = Field::code::<EventKind>("目的"),
//!         /// The photos taken.
//!         photos: Vec<RecordId> = Field::ids("照片"),
//!     }
//! }
//! ```
//!
//! The macro generates `struct Publicity` with these members and a `rest` for the fields of newer
//! builds, and the constant `Publicity::FIELDS`. A value of any shape, which no table of fields can
//! describe, is declared in the braces of `any_shape { … }`. The class itself, with its rules, is a
//! [`crate::catalog::ClassSpec`].

use crate::code::Codes;
use crate::encoding::Hash;
use crate::fields::Fields;
use crate::id::{AccountId, AreaId, FeedId, OpId, RecordId};
use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Error, Value};

/// A member of a record: its value if the field is absent, and whether it is absent.
pub(crate) trait Member: Serialize + DeserializeOwned {
    /// Returns the meaning of an absent field; `None` if the field may not be absent.
    fn absent() -> Option<Self> {
        None
    }

    /// Returns whether the field is left out on writing.
    fn is_absent(&self) -> bool {
        false
    }
}

impl<T: Serialize + DeserializeOwned> Member for Option<T> {
    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Serialize + DeserializeOwned> Member for Vec<T> {
    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Member for String {
    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Member for Value {
    fn absent() -> Option<Self> {
        Some(Self::Null)
    }

    fn is_absent(&self) -> bool {
        self.is_null()
    }
}

impl<C: Codes + Serialize + DeserializeOwned> Member for C {
    fn absent() -> Option<Self> {
        C::ABSENT
    }
}

macro_rules! always_there {
    ($($type:ty)*) => { $(impl Member for $type {})* };
}
always_there!(RecordId AreaId AccountId OpId FeedId Hash i64 u64);

/// Takes a member out of the fields of a record.
pub(crate) fn take<T: Member>(fields: &mut Fields, name: &str, required: bool) -> Result<T, Error> {
    match fields.remove(name) {
        Some(value) => serde_json::from_value(value),
        None => {
            let absent = T::absent().filter(|_| !required);
            absent.ok_or_else(|| Error::custom(format_args!("missing field `{name}`")))
        }
    }
}

/// Puts a member into the fields of a record, unless it is absent.
pub(crate) fn put<T: Member>(
    fields: &mut Fields,
    name: &str,
    required: bool,
    member: &T,
) -> Result<(), Error> {
    if required || !member.is_absent() {
        fields.insert(name.to_owned(), serde_json::to_value(member)?);
    }
    Ok(())
}

/// Expands to the name of a field on the wire.
macro_rules! wire_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}
pub(crate) use wire_name;

/// Declares the fields of a class; see [the module](crate::record).
macro_rules! record {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$doc:meta])* $field:ident $(as $wire:literal)? : $type:ty = $spec:expr,)*
    } $(any_shape {
        $($(#[$any_doc:meta])* $any:ident : $any_type:ty,)*
    })?) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
            $($($(#[$any_doc])* pub $any: $any_type,)*)?
            /// Fields that a newer build wrote and this one does not know.
            pub rest: $crate::fields::Fields,
        }

        impl $name {
            /// The declared fields, in the order of their declaration.
            pub const FIELDS: &'static [$crate::field::Field] =
                &[$($spec.named($crate::record::wire_name!($field $($wire)?)),)*];
        }

        impl $crate::fields::TypedRecord for $name {
            fn to_fields(&self) -> Result<$crate::fields::Fields, serde_json::Error> {
                let mut fields = self.rest.clone();
                $(
                    let name = $crate::record::wire_name!($field $($wire)?);
                    $crate::record::put(&mut fields, name, $spec.required, &self.$field)?;
                )*
                $($($crate::record::put(&mut fields, stringify!($any), false, &self.$any)?;)*)?
                Ok(fields)
            }

            fn from_fields(mut fields: $crate::fields::Fields) -> Result<Self, serde_json::Error> {
                Ok(Self {
                    $($field: $crate::record::take(
                        &mut fields,
                        $crate::record::wire_name!($field $($wire)?),
                        $spec.required,
                    )?,)*
                    $($($any: $crate::record::take(&mut fields, stringify!($any), false)?,)*)?
                    rest: fields,
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                let fields = $crate::fields::TypedRecord::to_fields(self);
                fields.map_err(serde::ser::Error::custom)?.serialize(s)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let fields = serde::Deserialize::deserialize(d)?;
                $crate::fields::TypedRecord::from_fields(fields).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use record;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Field, Kind, Shape};
    use crate::fields::{ReadFields as _, TypedRecord as _};
    use crate::visit::Purpose;
    use serde::Deserialize;
    use serde_json::json;

    /// A point of a route.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Point {
        lat: i64,
        at: i64,
    }

    const WAY: Shape = Shape::List(Kind::Nested(&POINT), 100);
    const POINT: Shape = Shape::Object(&[
        Field::integer("纬度", -900, 900).named("lat").required(),
        Field::integer("时间", 0, 9_999).named("at").required(),
    ]);

    record! {
        /// A class that exists only in this test.
        Event {
            /// The subject.
            subject: String = Field::text("宣传内容", 20).required(),
            /// The purpose.
            form as "type": Option<Purpose> = Field::code::<Purpose>("目的"),
            /// The number of people who asked.
            asked: Option<i64> = Field::integer("咨询人数", 0, 100_000),
            /// The route.
            way: Vec<Point> = Field::nested("路线", &WAY),
        } any_shape {
            /// A value of any shape.
            more: Value,
        }
    }

    fn fields(value: &Value) -> Fields {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn one_declaration_makes_the_type_and_the_table_of_fields() {
        let names: Vec<_> = Event::FIELDS.iter().map(|field| field.name).collect();
        assert_eq!(names, ["subject", "type", "asked", "way"]);
        let [subject, form, ..] = Event::FIELDS else { panic!() };
        assert!(subject.required && !form.required);
        assert_eq!((form.code_label("survey"), form.label), ("满意度调查", "目的"));
        let way = Event::FIELDS.last().unwrap();
        assert!(way.accepts(&json!([{"lat": 1, "at": 2}])) && !way.accepts(&json!([{"lat": 1}])));
    }

    #[test]
    fn a_record_reads_back_as_it_was_written() {
        let all = json!({"subject": "防诈骗", "type": "survey", "asked": 40, "more": [1],
            "way": [{"lat": 1, "at": 2}], "newer": {"x": 1}});
        let read = Event::from_fields(fields(&all)).unwrap();
        assert_eq!((&read.form, read.asked, read.way.len()), (&Some(Purpose::Survey), Some(40), 1));
        assert_eq!(read.rest.integer("newer"), None);
        assert_eq!(Value::Object(read.to_fields().unwrap()), all);
        let least = json!({"subject": "防诈骗"});
        let read = Event::from_fields(fields(&least)).unwrap();
        assert_eq!((read.form.as_ref(), &read.more, read.way.len()), (None, &Value::Null, 0));
        assert_eq!(Value::Object(read.to_fields().unwrap()), least);
    }

    #[test]
    fn a_record_without_what_it_must_have_or_of_another_shape_is_not_read() {
        for wrong in [json!({}), json!({"subject": 3}), json!({"subject": "x", "way": {}})] {
            assert!(Event::from_fields(fields(&wrong)).is_err(), "{wrong}");
        }
    }
}
