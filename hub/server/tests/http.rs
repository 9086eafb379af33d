//! The thin shell: real sockets around the router.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use gridbook_domain::wire::*;
use gridbook_server::serve;
use gridbook_testkit::hub::*;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use tokio::sync::oneshot;

struct Served {
    world: HubWorld,
    phone: PaperPhone,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    thread: std::thread::JoinHandle<std::io::Result<()>>,
}

/// A world whose hub is served on a port of its own.
fn served() -> Served {
    let world = HubWorld::new();
    let phone = world.worker("王芳");
    let HubWorld { hub, clock, folder, community, grid, other_grid } = world;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let shared = hub.clone();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(serve(shared, listener, async move { drop(stopped.await) }))
    });
    // The tests reach the hub by its port; the world keeps the folder alive.
    drop(hub);
    let hub = open(tempfile::tempdir().unwrap().path(), &clock, 77);
    let world = HubWorld { hub, clock, folder, community, grid, other_grid };
    Served { world, phone, address, stop, thread }
}

impl Served {
    fn send(&self, head: &str, body: &[u8]) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let token = &self.phone.token;
        let head = head.replace("TOKEN", token);
        stream.write_all(format!("{head}\r\nconnection: close\r\n\r\n").as_bytes()).unwrap();
        // The hub may answer and close before it has read everything.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        (String::from_utf8(answer[..end].to_vec()).unwrap(), answer[end + 4..].to_vec())
    }

    fn end(self) {
        self.stop.send(()).unwrap();
        self.thread.join().unwrap().unwrap();
        drop(self.world);
    }
}

#[test]
fn a_sync_over_a_real_socket_is_packed_both_ways() {
    let served = served();
    let body = serde_json::to_vec(&served.phone.request()).unwrap();
    let packed = zstd::bulk::compress(&body, 3).unwrap();
    let head = format!(
        "POST {SYNC_PATH} HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer TOKEN\r\n\
         content-encoding: zstd\r\ncontent-length: {}",
        packed.len()
    );
    let (head, body) = served.send(&head, &packed);
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("content-encoding: zstd"), "{head}");
    let bytes = zstd::bulk::decompress(&body, MAX_MESSAGE).unwrap();
    let answer: SyncResponse = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(answer.feeds.len(), 3);
    served.end();
}

#[test]
fn a_body_over_the_limit_is_cut_off_with_413() {
    let served = served();
    let body = vec![0; 10 * 1024 * 1024];
    let head = format!(
        "POST {SYNC_PATH} HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer TOKEN\r\n\
         content-length: {}",
        body.len()
    );
    let mut stream = TcpStream::connect(served.address).unwrap();
    let head = head.replace("TOKEN", &served.phone.token);
    stream.write_all(format!("{head}\r\n\r\n").as_bytes()).unwrap();
    let mut sent = 0;
    for step in body.chunks(64 * 1024) {
        if stream.write_all(step).is_err() {
            break;
        }
        sent += step.len();
    }
    let mut first = [0; 12];
    let read = stream.read(&mut first).unwrap_or(0);
    assert!(read == 0 || first.starts_with(b"HTTP/1.1 413"));
    assert!(sent >= MAX_PACKED - 64 * 1024, "the limit is the limit: {sent}");
    served.end();
}

#[test]
fn a_request_cut_off_in_the_middle_changes_nothing_and_the_next_is_answered() {
    let served = served();
    let mut stream = TcpStream::connect(served.address).unwrap();
    let head = format!("POST {SYNC_PATH} HTTP/1.1\r\nhost: hub\r\ncontent-length: 500\r\n\r\n{{");
    stream.write_all(head.as_bytes()).unwrap();
    drop(stream);
    let (head, body) = served.send("GET /v1/nowhere HTTP/1.1\r\nhost: hub", b"");
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    let failure: Failure = serde_json::from_slice(&body).unwrap();
    assert_eq!(failure.code, FailureCode::NotFound);
    served.end();
}

#[test]
fn an_encoding_the_hub_does_not_know_is_malformed() {
    let served = served();
    let head = format!(
        "POST {SYNC_PATH} HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer TOKEN\r\n\
         content-encoding: br\r\ncontent-length: 1"
    );
    let (head, _) = served.send(&head, b"x");
    assert!(head.starts_with("HTTP/1.1 400"), "{head}");
    served.end();
}
