//! Residents 实有人口. They leave by deregistration 注销, never by deletion.

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::{Field, Mask};
use crate::id::RecordId;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, name, rule};
use chrono::NaiveDate;

codes! {
    /// A person's sex.
    Sex {
        /// Male.
        Male = "male" "男",
        /// Female.
        Female = "female" "女",
    }
}

codes! {
    /// The kind of an identity document (I2).
    DocumentKind {
        /// A citizen number: 18 digits with a check digit (GB 11643), or the old 15 digits.
        Citizen = "citizen" "居民身份证",
        /// A passport.
        Passport = "passport" "护照",
        /// A residence or travel permit.
        Permit = "permit" "通行证",
        /// Asked for and not given: a valid answer.
        Refused = "refused" "拒绝提供",
    }
}

codes! {
    /// The kind of a person's residence.
    Residence {
        /// Registered here.
        Registered = "registered" "户籍",
        /// Registered elsewhere in the country.
        Floating = "floating" "流动",
        /// From abroad.
        Abroad = "abroad" "境外",
    }
}

codes! {
    /// Whether a person is registered here.
    RegistrationStatus {
        /// Lives here.
        Present = "present" "在册",
        /// Deregistered; the record is kept.
        Deregistered = "deregistered" "已注销",
    }
}

codes! {
    /// The relation to the head of the household.
    Relation {
        /// The head 户主.
        Head = "head" "户主",
        /// Husband or wife.
        Spouse = "spouse" "配偶",
        /// A child.
        Child = "child" "子女",
        /// A father or mother.
        Parent = "parent" "父母",
        /// A grandchild.
        Grandchild = "grandchild" "孙子女",
        /// A grandparent.
        Grandparent = "grandparent" "祖父母",
        /// A brother or sister.
        Sibling = "sibling" "兄弟姐妹",
        /// A tenant.
        Tenant = "tenant" "租客",
    }
}

codes! {
    /// Care groups 关爱对象; they drive how often a household is visited (F1–F8).
    Care {
        /// 60 or older.
        Elderly = "elderly" "老年人",
        /// Elderly and alone, or whose children have left.
        Alone = "alone" "独居老人",
        /// Receives the subsistence allowance.
        LowIncome = "low_income" "低保",
        /// Disabled.
        Disabled = "disabled" "残疾人",
        /// Seriously ill or bedridden.
        Ill = "ill" "重病卧床",
        /// A child whose parents work elsewhere.
        LeftBehind = "left_behind" "留守儿童",
        /// An orphan.
        Orphan = "orphan" "孤儿",
        /// Out of work.
        Unemployed = "unemployed" "失业",
        /// An expectant mother; reported at once (I5).
        Expectant = "expectant" "孕产妇",
        /// Bereaved, or another hardship.
        Hardship = "hardship" "困难家庭",
    }
}

record! {
    /// A resident.
    #[derive(Default)]
    Person {
        /// The household the person belongs to.
        household: Option<RecordId> = Field::id("户").refers_to(&Class::Household),
        /// The full name.
        name: Option<String> = Field::text("姓名", 60).keep_existing().in_roster(),
        /// The sex.
        sex: Option<Sex> = Field::code::<Sex>("性别").keep_existing().in_roster(),
        /// The date of birth.
        birth: Option<NaiveDate> = Field::date("出生日期").keep_existing().in_roster(),
        /// The kind of document; [`DocumentKind::Refused`] if it was asked for and not given.
        document_kind: Option<DocumentKind> =
            Field::code::<DocumentKind>("证件类型").keep_existing().in_roster(),
        /// The document's number, normalized by [`crate::document::normal`].
        document: Option<String> =
            Field::text("证件号码", 40).keep_existing().masked(Mask::Document).in_roster(),
        /// A phone number.
        phone: Option<String> = Field::text("电话", 40).masked(Mask::Phone).in_roster(),
        /// The relation to the head of the household.
        relation: Option<Relation> = Field::code::<Relation>("与户主关系").in_roster(),
        /// The kind of residence.
        residence: Option<Residence> = Field::code::<Residence>("人口类型").in_roster(),
        /// The care groups the person belongs to.
        care: Vec<Care> = Field::codes::<Care>("关爱类别").in_roster(),
        /// Whether the person is registered here; absent means present.
        standing: Option<RegistrationStatus> = Field::code::<RegistrationStatus>("在册状态"),
        /// The reason for deregistering: moved out, died, entered twice.
        standing_reason: Option<String> = Field::text("注销原因", 200),
        /// The place of work.
        workplace: Option<String> = Field::text("工作单位", 200).in_roster(),
        /// A remark.
        note: Option<String> = Field::text("备注", 2000).in_roster(),
    }
}

/// The class of residents.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Person,
    write: WritePolicy::Merge,
    fields: Person::FIELDS,
    about: None,
    title: name,
    check: any_content,
    rules: &[
        rule("I2", "`document`, checked against birth and sex by `document::Citizen`"),
        rule("I3", "what identifies a person keeps its value; a losing one is a conflict"),
        rule("I6", "`document` and `phone` are masked"),
    ],
};

/// The fields of [`crate::Class::Person`].
pub const FIELDS: &[Field] = Person::FIELDS;
