//! Code tables 代码表. What one holds is the deployment's to say, so no field is declared.

use crate::class::{Class, WritePolicy};
use crate::spec::{ClassSpec, any_content, name};

/// A code table.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Table,
    write: WritePolicy::HubOnly,
    fields: &[],
    about: None,
    title: name,
    check: any_content,
    rules: &[],
};
