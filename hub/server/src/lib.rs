//! The network around the hub: HTTP/1.1 in, the synchronous hub, HTTP/1.1 out.
//!
//! Three bounds, each kept in one place: connections ([`slots`]), request permits and the memory of
//! bodies that are still arriving ([`shell`]). Two routers are built on the shell: [`phones`] and
//! [`pages`].

mod connection;
mod listeners;
mod network;
mod pages;
mod phones;
mod proxies;
mod shell;
mod slots;

pub use network::{Network, NoNetwork};

use connection::{Limits, attend};
use gridbook_console::Console;
use gridbook_hub::{Hub, HubError};
use proxies::Proxies;
use shell::{Shell, Stopping};
use std::future::Future;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How often what waits to be applied is looked for.
const SWEEP: Duration = Duration::from_secs(5);
/// How often uploads of photos are tidied.
const TIDY: Duration = Duration::from_secs(600);
/// How long requests in flight may take after the shutdown.
const GRACE: Duration = Duration::from_secs(10);

/// Answers requests on a listener until `shutdown` ends, then lets those on their way finish. The
/// connections it holds, how long they may be silent and the memory they take are bounded.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    hub: Arc<Hub>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_behind(hub, listener, &[], shutdown).await
}

/// The same behind proxies in these networks, which end TLS in front of the hub: the address they
/// name in `X-Forwarded-For` counts as the sender, and the console's cookies are for TLS alone.
/// Without any it is [`serve`].
///
/// # Errors
/// When the listener fails.
pub async fn serve_behind(
    hub: Arc<Hub>,
    listener: TcpListener,
    proxies: &[Network],
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (stop, stopping) = Stopping::new();
    let router = router(hub.clone(), Proxies::new(proxies), stopping.clone());
    let swept = every(SWEEP, hub.clone(), stopping.clone(), |hub| hub.sweep().map(drop));
    let tidied = every(TIDY, hub, stopping.clone(), Hub::tidy_photos);
    let (sweeper, tidier) = (tokio::spawn(swept), tokio::spawn(tidied));
    let server = tokio::spawn(attend(listener, router, Limits::default(), stopping));
    shutdown.await;
    drop(stop);
    // Whoever still sends is cut off; nothing that was acknowledged depends on it.
    drop(timeout(GRACE, server).await);
    sweeper.abort();
    tidier.abort();
    Ok(())
}

/// Everything that is answered here: what begins with the protocol's version is the phones', all
/// else the browsers'.
fn router(hub: Arc<Hub>, proxies: Proxies, stopping: Stopping) -> axum::Router {
    let (shell, console) = (Shell::new(), Arc::new(Console::new(hub.clone())));
    let phones = phones::router(shell.clone(), hub);
    phones.merge(pages::router(shell, console, proxies, stopping))
}

/// Does work at the hub now and then, until it is to end.
async fn every(
    period: Duration,
    hub: Arc<Hub>,
    stopping: Stopping,
    work: fn(&Hub) -> Result<(), HubError>,
) {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !stopping.is_over() {
        ticks.tick().await;
        let hub = hub.clone();
        let done = tokio::task::spawn_blocking(move || work(&hub)).await;
        if let Ok(Err(error)) = done {
            tracing::warn!(%error, "sweeping failed");
        }
    }
}
