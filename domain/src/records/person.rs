//! Residents 实有人口. They leave by deregistration 注销, never by deletion.

use crate::code::codes;
use crate::field::{Field, Fields, Kind, Mask, Policy};
use crate::id::RecordId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
        /// The citizen number, 18 digits with a check digit (GB 11643), or the old 15.
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
    /// How a person comes to live here.
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
    /// Whether a person still belongs to the ledger.
    Standing {
        /// Lives here.
        Present = "present" "在册",
        /// Deregistered; the record stays.
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
        /// A lodger.
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

/// A resident.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The household the person belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<RecordId>,
    /// The full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// The date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<NaiveDate>,
    /// The kind of document; [`DocumentKind::Refused`] says it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_kind: Option<DocumentKind>,
    /// Its number, in the one form [`crate::document::normal`] gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// A phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The relation to the head of the household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// How the person comes to live here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<Residence>,
    /// The care groups the person belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub care: Vec<Care>,
    /// Whether the person still belongs to the ledger; absent means present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Why the person was deregistered: moved out, died, entered twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing_reason: Option<String>,
    /// Where the person works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workplace: Option<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Person`].
pub const FIELDS: &[Field] = &[
    Field::new("household", "户", Kind::Id),
    Field::new("name", "姓名", Kind::Text(60)).merge(Policy::Stand),
    Field::new("sex", "性别", Kind::Code).merge(Policy::Stand),
    Field::new("birth", "出生日期", Kind::Date).merge(Policy::Stand),
    Field::new("document_kind", "证件类型", Kind::Code).merge(Policy::Stand),
    Field::new("document", "证件号码", Kind::Text(40)).merge(Policy::Stand).mask(Mask::Document),
    Field::new("phone", "电话", Kind::Text(40)).mask(Mask::Phone),
    Field::new("relation", "与户主关系", Kind::Code),
    Field::new("residence", "人口类型", Kind::Code),
    Field::new("care", "关爱类别", Kind::Codes).merge(Policy::Union),
    Field::new("standing", "在册状态", Kind::Code),
    Field::new("standing_reason", "注销原因", Kind::Text(200)),
    Field::new("workplace", "工作单位", Kind::Text(200)),
    Field::new("note", "备注", Kind::Text(2000)),
];
