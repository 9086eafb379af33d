//! The kill test.
fn main() {}
