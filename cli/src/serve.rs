//! A hub that answers on the network, in this process.

use crate::args::HubArgs;
use crate::failure::{Failure, While as _};
use crate::print;
use gridbook_hub::host::{Clock, Random, SystemClock, SystemRandom};
use gridbook_hub::{Hub, HubError, HubOptions};
use gridbook_server::Network;
use gridbook_store::StoreError;
use gridbook_store_sqlite::SqliteStore;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Where a hub listens when nobody says otherwise, and how many ports after it are tried.
const PORT: u16 = 8080;
const PORTS: u16 = 50;

/// A hub that answers until this is dropped or stopped.
pub struct Serving {
    /// Where devices reach it.
    pub url: String,
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    shell: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    /// Starts answering on a listener.
    pub fn start(hub: Arc<Hub>, listener: TcpListener) -> Result<Self, Failure> {
        Self::start_behind(hub, listener, Vec::new())
    }

    /// The same behind proxies in these networks.
    fn start_behind(
        hub: Arc<Hub>,
        listener: TcpListener,
        proxies: Vec<Network>,
    ) -> Result<Self, Failure> {
        let address = listener.local_addr().during("the listener")?;
        let runtime = Runtime::new().during("starting the network threads")?;
        let (stop, stopped) = oneshot::channel();
        let shell = runtime.spawn(async move {
            // A sender that is gone means the same as a message.
            let stopped = async { stopped.await.unwrap_or_default() };
            gridbook_server::serve_behind(hub, listener, &proxies, stopped).await
        });
        Ok(Self { url: format!("http://{address}"), runtime, stop, shell })
    }

    /// Runs something beside the hub on its threads.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Hears from now on when the process is asked to stop.
    pub fn asked(&self) -> Result<Asked, Failure> {
        let _here = self.runtime.enter();
        Asked::listen().during("listening for Ctrl-C")
    }

    /// Lets requests on their way finish, then stops.
    pub fn stop(self) -> Result<(), Failure> {
        // The receiver is gone only if the shell has ended already.
        self.stop.send(()).unwrap_or_default();
        let ended = self.runtime.block_on(self.shell).during("the network threads")?;
        ended.during("answering requests")
    }
}

/// `gridbook hub`: answers until Ctrl-C.
pub fn run(args: &HubArgs) -> Result<ExitCode, Failure> {
    let listener =
        TcpListener::bind(args.listen).during(format_args!("listening on {}", args.listen))?;
    let hub = open(&args.data)?;
    eprintln!("{}", hub.safety());
    let missing = hub.check_photos().during("comparing photos with their files")?;
    if missing > 0 {
        eprintln!("{missing} photo files are missing; the devices are asked for them again");
    }
    let serving = Serving::start_behind(hub, listener, args.proxies.clone())?;
    let asked = serving.asked()?;
    print::line(&format!("hub: {} (Ctrl-C ends it)", serving.url));
    serving.runtime().block_on(asked.wait());
    serving.stop()?;
    Ok(ExitCode::SUCCESS)
}

/// Hears when Ctrl-C is pressed, and when the system asks the process to terminate.
pub struct Asked {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Asked {
    /// Listens from now on: before the process is announced as ready. To be
    /// called in a runtime.
    #[cfg(unix)]
    pub fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let (interrupt, terminate) = (SignalKind::interrupt(), SignalKind::terminate());
        Ok(Self { interrupt: signal(interrupt)?, terminate: signal(terminate)? })
    }

    /// Hears from when it is waited for.
    #[cfg(not(unix))]
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    /// Ends when the process is asked to stop.
    #[cfg(unix)]
    pub async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Ends when the process is asked to stop.
    #[cfg(not(unix))]
    pub async fn wait(self) {
        // Without a way to hear it nobody can ask.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Opens a hub's folder with the system's clock and randomness.
pub fn open(folder: &Path) -> Result<Arc<Hub>, Failure> {
    refuse_demo(folder)?;
    open_with(folder, Arc::new(SystemClock), Arc::new(SystemRandom))
}

/// Opens a hub's folder for this process alone, or beside the hub that runs on it. Says whether one
/// does.
pub fn open_or_beside(folder: &Path) -> Result<(Arc<Hub>, bool), Failure> {
    refuse_demo(folder)?;
    let (store, beside) = match SqliteStore::open_folder(folder) {
        Err(StoreError::InUse) => (SqliteStore::open_beside(folder), true),
        store => (store, false),
    };
    let hub = open_over(store, folder, Arc::new(SystemClock), Arc::new(SystemRandom))?;
    Ok((hub, beside))
}

/// Opens a hub that another process may be serving from.
pub fn open_beside(folder: &Path) -> Result<Arc<Hub>, Failure> {
    refuse_demo(folder)?;
    let store = SqliteStore::open_beside(folder);
    open_over(store, folder, Arc::new(SystemClock), Arc::new(SystemRandom))
}

/// The folder of a demo holds its hub in a folder of its own; a second hub beside it would be a
/// mistake.
pub fn refuse_demo(folder: &Path) -> Result<(), Failure> {
    let inner = folder.join("hub");
    if inner.join("hub.db").exists() && !folder.join("hub.db").exists() {
        let (folder, inner) = (folder.display(), inner.display());
        return Err(Failure::new(format!("{folder} holds a demo; its hub lies in {inner}")));
    }
    Ok(())
}

/// Opens a hub's folder.
pub fn open_with(
    folder: &Path,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Arc<Hub>, Failure> {
    open_over(SqliteStore::open_folder(folder), folder, clock, random)
}

fn open_over(
    store: Result<SqliteStore, StoreError>,
    folder: &Path,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Arc<Hub>, Failure> {
    let hub = store.map_err(HubError::from).and_then(|store| {
        let (store, folder) = (Box::new(store), folder.to_owned());
        Hub::open(HubOptions { store, folder, clock, random })
    });
    hub.map(Arc::new).during(folder.display())
}

/// A listener on 127.0.0.1: on the port asked for, or on 8080 or the next free one.
pub fn listen(port: Option<u16>) -> Result<TcpListener, Failure> {
    let at = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    match port {
        Some(port) => at(port).during(format_args!("port {port} on 127.0.0.1")),
        None => (PORT..PORT + PORTS).find_map(|port| at(port).ok()).ok_or_else(|| {
            Failure::new(format!("no free port between {PORT} and {}", PORT + PORTS - 1))
        }),
    }
}
