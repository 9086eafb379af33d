//! The embedded store does what every store must.

use crate::SqliteStore;
use gridbook_store::Store;

fn with_store(case: impl FnOnce(&dyn Store)) {
    let folder = tempfile::tempdir().unwrap();
    case(&SqliteStore::open(&folder.path().join("hub.db")).unwrap());
}

gridbook_store::conformance!(with_store);
