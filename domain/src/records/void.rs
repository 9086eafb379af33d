//! Voids 撤销: a part that revokes an op after it was staged. It is not kept as a record; its patch
//! names the op.

use crate::class::{Class, WritePolicy};
use crate::spec::{ClassSpec, any_content, untitled};

/// The class of voids.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Void,
    write: WritePolicy::AppendOnly,
    fields: &[],
    about: None,
    title: untitled,
    check: any_content,
    rules: &[],
};
