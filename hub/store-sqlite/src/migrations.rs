//! The schema: the files of `migrations`, whose number is `user_version`.

/// Every migration ever released, in order, listed by the build script. A released one never
/// changes.
pub(super) const MIGRATIONS: &[&str] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
