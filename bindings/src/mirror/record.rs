//! Classes, and the outcome of a change.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

crate::cross::codes! {
/// The kind of a record. `crate::catalog` has the declaration of each class.
record_classes, RecordClass of gridbook_core::domain::Class {
    /// A resident 实有人口.
    Person,
    /// A household 户.
    Household,
    /// A dwelling 实有房屋.
    Dwelling,
    /// A visit 走访记录; append-only.
    Visit,
    /// A supervisor's verdict on a visit; append-only.
    Review,
    /// A publicity event 宣传活动; append-only.
    Publicity,
    /// A matter 事件.
    Matter,
    /// The description of a photo's bytes; append-only.
    Photo,
    /// The losing value of a merge, kept until somebody chooses between the two.
    Conflict,
    /// The outcome of an op; only in `install` feeds.
    Outcome,
    /// A message to the owner of an install, such as a returned visit; only in `install` feeds.
    Notice,
    /// A node of the area tree; in the `deployment` feed.
    Area,
    /// A code table of the deployment; in the `deployment` feed.
    Table,
    /// A setting of the deployment; in the `deployment` feed.
    Setting,
    /// Revokes an op that was staged already; its patch names the op.
    Void,
}
}

crate::cross::codes! {
/// The effect of a part. A device shows an unknown effect as "received, see console".
effects, Effect of gridbook_core::domain::outcome::Effect {
    /// It took effect unchanged.
    Applied,
    /// It took effect together with changes of others.
    Merged,
    /// At least one value lost; it is kept as a conflict.
    Conflict,
    /// It waits for something, such as the record it changes or a decision about the device.
    Held,
    /// A rule forbids it; it is kept as evidence.
    Refused,
    /// The op was known already and has no second effect.
    Duplicate,
    /// It cannot be read; it is kept for inspection.
    Quarantined,
}
}

crate::cross::codes! {
/// Why a part did not simply take effect; the label explains to the author what to do.
reasons, Why of gridbook_core::domain::outcome::Why {
    /// A field's value has the wrong shape.
    BadField,
    /// A required field is missing.
    MissingField,
    /// The class is append-only: a correction is a new record.
    AppendOnly,
    /// The visit was amended before; only its last amendment may be amended (V5).
    AlreadyAmended,
    /// Only the hub writes the class.
    HubOnly,
    /// The matter cannot take this step in its current state (M3).
    IllegalStep,
    /// The role may not take this step.
    NotYours,
    /// The author had no grant for the feed.
    NoGrant,
    /// The hub does not have the record that the part changes (yet).
    NoRecord,
    /// The install was revoked.
    Revoked,
    /// The op cannot be read.
    Unreadable,
    /// The record belongs to another class or community.
    Elsewhere,
    /// Applying failed for now; the hub retries by itself.
    Later,
}
}
