//! The schema: an append-only list of files whose position is `user_version`.

/// Every migration ever released, in order. A released one never changes.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_hub.sql"),
    include_str!("migrations/0002_console.sql"),
    include_str!("migrations/0003_worker.sql"),
    include_str!("migrations/0004_lists.sql"),
];
