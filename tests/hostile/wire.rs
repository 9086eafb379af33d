//! HTTP as bytes: what a browser would never send can be sent too.

use gridbook_console::HEADERS;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

/// A request under way.
#[derive(Debug, Clone)]
pub struct Ask {
    method: String,
    target: Vec<u8>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub bytes: Vec<u8>,
}

/// Escapes a text as a form does.
pub fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let one = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

impl Ask {
    pub fn get(target: &str) -> Self {
        Self::method("GET", target)
    }

    pub fn method(method: &str, target: &str) -> Self {
        let (headers, body) = (Vec::new(), Vec::new());
        Self { method: method.to_owned(), target: target.as_bytes().to_vec(), headers, body }
    }

    /// A form, its values escaped.
    pub fn post(target: &str, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
        Self::raw_post(target, fields.collect::<Vec<_>>().join("&").into_bytes())
    }

    /// A form as bytes.
    pub fn raw_post(target: &str, body: Vec<u8>) -> Self {
        let ask = Self { body, ..Self::method("POST", target) };
        ask.with("content-type", "application/x-www-form-urlencoded")
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn with_body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// A target no text can hold.
    pub fn with_target(mut self, target: &[u8]) -> Self {
        self.target = target.to_vec();
        self
    }

    /// Sends it and reads the whole answer, which says in its headers what every answer must.
    pub fn send(&self, address: SocketAddr) -> Answer {
        let answer = self.send_bare(address);
        for (name, value) in HEADERS {
            assert_eq!(answer.header(name), Some(*value), "{name}: {self:?}\n{}", answer.head);
        }
        answer
    }

    /// The same without a look at the headers: the server itself may refuse what is no HTTP.
    pub fn send_bare(&self, address: SocketAddr) -> Answer {
        let mut stream = self.begin(address);
        let mut bytes = Vec::new();
        let _reset = stream.read_to_end(&mut bytes);
        Answer::read(&bytes)
    }

    /// Sends it to somebody who does not end, and reads no more than the answer's head.
    pub fn listen(&self, address: SocketAddr) -> (Answer, TcpStream) {
        let mut stream = self.begin(address);
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            bytes.push(byte[0]);
        }
        let head = String::from_utf8(bytes).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (Answer { status, head, bytes: Vec::new() }, stream)
    }

    fn begin(&self, address: SocketAddr) -> TcpStream {
        let mut stream = TcpStream::connect(address).unwrap();
        let mut head = format!("{} ", self.method).into_bytes();
        head.extend_from_slice(&self.target);
        head.extend_from_slice(b" HTTP/1.1\r\nconnection: close\r\n");
        if !self.headers.iter().any(|(name, _)| name == "host") {
            head.extend_from_slice(format!("host: {address}\r\n").as_bytes());
        }
        for (name, value) in &self.headers {
            head.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        head.extend_from_slice(format!("content-length: {}\r\n\r\n", self.body.len()).as_bytes());
        stream.write_all(&head).unwrap();
        // The hub may answer and close before it has read everything.
        let _cut_off = stream.write_all(&self.body);
        stream
    }
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Self { status, head, bytes: bytes[end + 4..].to_vec() };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.bytes = joined(&answer.bytes);
        }
        answer
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The chunks of a body in one piece.
fn joined(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        whole.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[(end + 4 + size).min(bytes.len())..];
        if size == 0 {
            break;
        }
    }
    whole
}
