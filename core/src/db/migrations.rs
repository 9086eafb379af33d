//! All schema migrations, in order.

/// Append only: never edit, reorder or remove a released one.
pub(super) const MIGRATIONS: &[&str] =
    &[include_str!("migrations/0001_engine.sql"), include_str!("migrations/0002_records.sql")];
