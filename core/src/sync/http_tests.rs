//! The HTTP transport against servers that behave badly.

use super::http::HttpTransport;
use super::transport::{Method, Request, Response, Transport, TransportError};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

/// Answers one request with these bytes, and gives what was asked.
fn server(answer: impl Into<Vec<u8>>) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = answer.into();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = read(&mut stream);
        // A client that has read enough hangs up; what it made of the answer is what counts.
        let _hung_up = stream.write_all(&answer);
        asked
    });
    (address, thread)
}

/// Reads a request whose body is `{}`.
fn read(stream: &mut TcpStream) -> String {
    let mut asked = Vec::new();
    let mut byte = [0];
    while !asked.ends_with(b"\r\n\r\n{}") {
        stream.read_exact(&mut byte).unwrap();
        asked.push(byte[0]);
    }
    String::from_utf8(asked).unwrap()
}

fn post() -> Request {
    Request {
        method: Method::Post,
        path: "/v1/sync".to_owned(),
        token: Some("secret".to_owned()),
        body: b"{}".to_vec(),
        zstd: true,
        media: "application/json".to_owned(),
    }
}

#[test]
fn the_request_says_what_it_is() {
    let (address, asked) = server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    let response = HttpTransport::new(&format!("{address}/")).send(&post()).unwrap();
    let expected = Response { status: 200, body: b"ok".to_vec(), zstd: false, retry_after: None };
    assert_eq!(response, expected);
    let asked = asked.join().unwrap().to_lowercase();
    assert!(asked.starts_with("post /v1/sync http/1.1\r\n"), "{asked}");
    for header in [
        "authorization: bearer secret",
        "content-encoding: zstd",
        "accept-encoding: zstd",
        "content-type: application/json",
    ] {
        assert!(asked.contains(header), "{header} in {asked}");
    }
}

#[test]
fn a_status_that_is_not_200_and_a_retry_after_are_an_answer() {
    let (address, _) = server(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
    let response = HttpTransport::new(&address).send(&post()).unwrap();
    assert_eq!((response.status, response.retry_after), (503, Some(7)));
}

#[test]
fn a_hotspots_redirect_is_not_followed() {
    let (address, _) = server(
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/login\r\nContent-Length: 0\r\n\r\n",
    );
    let response = HttpTransport::new(&address).send(&post()).unwrap();
    assert_eq!(response.status, 302);
    let found = super::transport::exchange(&crate::testing::host(1), &Answers(response), &post());
    assert!(matches!(found, Err(crate::error::Error::NotTheHub { .. })));
}

struct Answers(Response);

impl Transport for Answers {
    fn send(&self, _request: &Request) -> Result<Response, TransportError> {
        Ok(self.0.clone())
    }
}

#[test]
fn a_packed_body_arrives_packed() {
    let (address, _) = server(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 4\r\n\r\n\x28\xb5\x2f\xfd",
    );
    let response = HttpTransport::new(&address).send(&post()).unwrap();
    assert!(response.zstd);
    assert_eq!(response.body, [0x28, 0xb5, 0x2f, 0xfd]);
}

#[test]
fn an_answer_that_breaks_off_is_none() {
    let (address, _) = server(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nhalf");
    let found = HttpTransport::new(&address).send(&post());
    assert_eq!(found, Err(TransportError::Broken));
}

#[test]
fn nobody_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let found = HttpTransport::new(&address).send(&post());
    assert_eq!(found, Err(TransportError::Unreachable));
}

#[test]
fn an_answer_larger_than_any_of_the_hubs_is_not_read() {
    let large = vec![b'0'; 9 * 1024 * 1024];
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", large.len());
    let (address, _) = server([head.into_bytes(), large].concat());
    let found = HttpTransport::new(&address).send(&post());
    assert_eq!(found, Err(TransportError::TooLarge));
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_is_broken_off_between_two_reads() {
    let half = vec![b'0'; 100_000];
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", half.len() * 2);
    // The other half never comes: who waited for it would wait until it counts as stalled.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read(&mut stream);
        stream.write_all(&[head.as_bytes(), &half].concat()).unwrap();
        stream.read(&mut [0]).unwrap()
    });
    let asked = AtomicU32::new(0);
    let patience = || asked.fetch_add(1, Ordering::Relaxed) < 3;
    let found = HttpTransport::new(&address).send_while(&post(), &patience);
    assert_eq!(found, Err(TransportError::Broken));
    assert_eq!(server.join().unwrap(), 0, "the connection is closed, not kept");
}

#[test]
fn a_request_that_nobody_wants_to_send_any_more_is_not_sent_to_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = AtomicU32::new(0);
    let patience = || asked.fetch_add(1, Ordering::Relaxed) < 2;
    let request = Request { body: vec![b'0'; 1_000_000], ..post() };
    let found = HttpTransport::new(&address).send_while(&request, &patience);
    assert_eq!(found, Err(TransportError::Broken));
    let mut sent = Vec::new();
    listener.accept().unwrap().0.read_to_end(&mut sent).unwrap();
    assert!(sent.len() < 100_000, "{} bytes", sent.len());
}
