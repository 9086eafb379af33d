//! The world's hub on a real port: for phones over real HTTP, and for browsers.

use crate::{Patient, Phone, World};
use gridbook_core::sync::http::HttpTransport;
use gridbook_core::sync::{PhotoMode, SyncOptions};
use gridbook_domain::AccountId;
use gridbook_hub::Hub;
use gridbook_server::Network;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// A hub that answers until this is dropped.
pub struct Served {
    /// Its address.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Served {
    /// Serves a hub behind its shipped shell, on a free port.
    pub fn start(hub: Arc<Hub>) -> Self {
        Self::behind(hub, Vec::new())
    }

    /// Serves a hub behind proxies in these networks.
    pub fn behind(hub: Arc<Hub>, proxies: Vec<Network>) -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), hub, proxies)
    }

    /// Stops, lends the address to other code, and serves there again.
    pub fn restart(&mut self, hub: Arc<Hub>, meanwhile: impl FnOnce(TcpListener)) {
        self.end();
        meanwhile(TcpListener::bind(self.address).unwrap());
        *self = Self::at(self.address, hub, Vec::new());
    }

    fn at(address: SocketAddr, hub: Arc<Hub>, proxies: Vec<Network>) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let stopped = async move { drop(stopped.await) };
            runtime.block_on(gridbook_server::serve_behind(hub, listener, &proxies, stopped))
        });
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// Returns the address as browsers and devices receive it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Creates a worker's phone, enrolled and synced over HTTP.
    pub fn phone(&self, world: &World, account: AccountId, name: &str) -> Phone {
        let phone = world.unenrolled(account, name);
        let transport = HttpTransport::new(&self.url());
        phone.book().enrol(&world.invitation(account), "试验终端", &transport).unwrap();
        self.sync(&phone);
        phone
    }

    /// Syncs a phone over HTTP until it has nothing left to do.
    pub fn sync(&self, phone: &Phone) {
        let transport = HttpTransport::new(&self.url());
        for _ in 0..10 {
            let options = SyncOptions { photos: PhotoMode::All };
            let report = phone.book().sync(&transport, options, &Patient).unwrap();
            if report.pulled + report.pushed + report.photos == 0 && report.waiting == 0 {
                return;
            }
        }
        panic!("{}: ten syncs in a row found something to do", phone.name);
    }

    fn end(&mut self) {
        // Whoever is still connected is let go by the shell's own patience.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.end();
    }
}
