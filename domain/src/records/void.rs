//! Voids 撤销: a part that takes an op back after it was staged. No record is kept of it; its patch
//! names the op.

use crate::class::{Class, WritePolicy};
use crate::spec::{ClassSpec, any_content, untitled};

/// A void.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Void,
    write: WritePolicy::AppendOnly,
    fields: &[],
    about: None,
    title: untitled,
    check: any_content,
    rules: &[],
};
