//! The peer's network: the same HTTP library, the same threads.

use crate::BenchError;
use crate::bare::hub::BareHub;
use std::net::TcpListener;

/// When the phones' clocks begin: 2026-11-23, 08:00 in UTC+8.
pub const START: i64 = 1_795_392_000_000;

/// Lets the peer's hub answer; gives where.
pub fn bare(hub: BareHub, runtime: &tokio::runtime::Runtime) -> Result<String, BenchError> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    listener.set_nonblocking(true)?;
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, hub.router()).await
    });
    Ok(url)
}
