//! Every schema change, in order.

/// Append only: never edit, reorder or remove what was released.
pub(super) const MIGRATIONS: &[&str] =
    &[include_str!("migrations/0001_engine.sql"), include_str!("migrations/0002_records.sql")];
