//! What any record has: its class, and what became of a change to it.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

crate::cross::codes! {
/// What kind of thing a record is. What is known of each is in `crate::catalog`.
record_classes, RecordClass of gridbook_core::domain::Class {
    /// A resident 实有人口.
    Person,
    /// A household 户.
    Household,
    /// A dwelling 实有房屋.
    Dwelling,
    /// A visit log 走访记录; append-only.
    Visit,
    /// A supervisor's verdict on a visit log; append-only.
    Review,
    /// A matter 事件.
    Matter,
    /// What is known of a photo's bytes; append-only.
    Photo,
    /// The losing value of a merge, kept until somebody chooses.
    Conflict,
    /// What became of an op; only in `install` feeds.
    Outcome,
    /// A message to the owner of an install, such as a returned log; only in `install` feeds.
    Notice,
    /// A node of the area tree; in the `deployment` feed.
    Area,
    /// A code table of the deployment; in the `deployment` feed.
    Table,
    /// A setting of the deployment; in the `deployment` feed.
    Setting,
    /// Takes an op back that has been staged already; its patch names the op.
    Void,
}
}

crate::cross::codes! {
/// What became of a part. A phone that meets an unknown outcome says "received, see console".
effects, Effect of gridbook_core::domain::outcome::Effect {
    /// It took effect as it was.
    Applied,
    /// It took effect together with changes of others.
    Merged,
    /// At least one value lost; it is kept as a conflict.
    Conflict,
    /// It waits for something, such as the record it changes, or a decision about the device.
    Held,
    /// A rule forbids it; it is kept as evidence.
    Refused,
    /// The op was known already; it has no second effect.
    Duplicate,
    /// It cannot be read; it is kept and looked at.
    Quarantined,
}
}

crate::cross::codes! {
/// Why a part did not simply take effect; the screen's word tells the author what to do.
reasons, Why of gridbook_core::domain::outcome::Why {
    /// A field has another shape than the class allows.
    BadField,
    /// A required field is missing.
    MissingField,
    /// The class is append-only: a correction is a new record.
    AppendOnly,
    /// The log was amended before: the last amendment is what may be amended (V5).
    AlreadyAmended,
    /// A class only the hub writes.
    HubOnly,
    /// The matter cannot take this step now (M3).
    IllegalStep,
    /// The role may not take this step.
    NotYours,
    /// The author had no grant for the feed.
    NoGrant,
    /// The record the part changes is not here (yet).
    NoRecord,
    /// The install was revoked.
    Revoked,
    /// The op cannot be read.
    Unreadable,
    /// The record belongs to another class or community.
    Elsewhere,
    /// Applying failed for now; the hub tries again by itself.
    Later,
}
}
