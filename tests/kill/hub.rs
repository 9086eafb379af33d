//! The hub's process: the shipped hub behind its shipped HTTP shell.

use gridbook_hub::host::{SystemClock, SystemRandom};
use gridbook_hub::{Hub, HubOptions};
use gridbook_store_sqlite::SqliteStore;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

/// Opens the hub of a folder.
pub fn open(folder: &Path) -> Hub {
    let options = HubOptions {
        store: Box::new(SqliteStore::open_folder(folder).unwrap()),
        folder: folder.to_owned(),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    };
    Hub::open(options).unwrap()
}

/// Serves until it is killed, or until whoever started it is gone. Prints its port.
pub fn run(folder: &Path) {
    let hub = Arc::new(open(folder));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut out = std::io::stdout();
    writeln!(out, "{port}").unwrap();
    out.flush().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let orphaned = runtime.spawn_blocking(|| {
        let mut nothing = Vec::new();
        let _ended = std::io::stdin().read_to_end(&mut nothing);
    });
    let shutdown = async move { drop(orphaned.await) };
    runtime.block_on(gridbook_server::serve(hub, listener, shutdown)).unwrap();
}
