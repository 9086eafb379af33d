//! Code tables 代码表. The deployment decides what a table contains, so no field is declared.

use crate::class::{Class, WritePolicy};
use crate::spec::{ClassSpec, any_content, name};

/// The class of code tables.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Table,
    write: WritePolicy::HubOnly,
    fields: &[],
    about: None,
    title: name,
    check: any_content,
    rules: &[],
};
