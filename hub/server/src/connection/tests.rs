use super::*;
use axum::response::IntoResponse;
use axum::routing::get;
use std::io::{Read, Write};
use std::net::TcpStream as Socket;
use std::sync::Mutex;
use tokio::sync::{mpsc, watch};

/// So long that nothing in a test waits for it.
const NEVER: Duration = Duration::from_secs(3600);

/// A server on a port of its own, whose `/stream` sends what a test tells it.
struct Served {
    address: SocketAddr,
    stop: watch::Sender<()>,
    thread: std::thread::JoinHandle<()>,
    sources: Arc<Mutex<Vec<Source>>>,
}

type Source = mpsc::UnboundedReceiver<&'static str>;

/// A body that is as long as its source.
struct Stream(Source);

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let next = self.0.poll_recv(cx);
        next.map(|next| next.map(|text| Ok(Frame::data(Bytes::from_static(text.as_bytes())))))
    }
}

fn served(connections: usize, head: Duration) -> Served {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let sources = Arc::new(Mutex::new(Vec::<Source>::new()));
    let open = sources.clone();
    let stream = move || {
        let source = open.lock().unwrap().pop().unwrap();
        async move { Body::new(Stream(source)) }
    };
    let peer = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string().into_response();
    let router = Router::new().route("/peer", get(peer)).route("/stream", get(stream));
    let (stop, stopping) = Stopping::new();
    let limits = Limits { connections, head, ..Limits::default() };
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            attend(listener, router, limits, stopping).await;
        });
    });
    Served { address, stop, thread, sources }
}

impl Served {
    fn connect(&self) -> Socket {
        let socket = Socket::connect(self.address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        socket
    }

    fn ask(&self, path: &str) -> Socket {
        let mut socket = self.connect();
        let head = format!("GET {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n");
        socket.write_all(head.as_bytes()).unwrap();
        socket
    }

    /// Begins a stream, of which the head has arrived.
    fn stream(&self) -> (mpsc::UnboundedSender<&'static str>, Socket) {
        let (say, source) = mpsc::unbounded_channel();
        self.sources.lock().unwrap().push(source);
        let mut socket = self.ask("/stream");
        until(&mut socket, "\r\n\r\n");
        (say, socket)
    }

    fn end(self) {
        drop(self.stop);
        self.thread.join().unwrap();
    }
}

/// Reads until the peer closes.
fn rest(socket: &mut Socket) -> String {
    let mut text = Vec::new();
    let read = socket.read_to_end(&mut text);
    // A connection that is cut while bytes are on their way may end with a reset.
    assert!(read.is_ok() || read.unwrap_err().kind() == std::io::ErrorKind::ConnectionReset);
    String::from_utf8(text).unwrap()
}

fn until(socket: &mut Socket, end: &str) {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        let mut byte = [0];
        socket.read_exact(&mut byte).unwrap();
        text.push(byte[0]);
    }
}

#[test]
fn a_head_that_does_not_come_and_a_silence_after_an_answer_are_cut() {
    let served = served(8, Duration::from_millis(50));
    let mut silent = served.connect();
    let mut slow = served.connect();
    slow.write_all(b"GET /peer HTTP/1.1\r\nhost:").unwrap();
    let mut kept = served.connect();
    kept.write_all(b"GET /peer HTTP/1.1\r\nhost: hub\r\n\r\n").unwrap();
    assert_eq!((rest(&mut silent), rest(&mut slow)), (String::new(), String::new()));
    assert!(rest(&mut kept).starts_with("HTTP/1.1 200"));
    served.end();
}

#[test]
fn a_head_without_end_is_cut_at_the_limit() {
    let served = served(8, NEVER);
    let mut socket = served.connect();
    socket.write_all(b"GET /peer HTTP/1.1\r\nhost: hub\r\nx: ").unwrap();
    let line = [b'x'; 1024];
    // Far more than the system's own buffers can hide.
    let cut = (0..64 * 1024).any(|_| socket.write_all(&line).is_err());
    assert!(cut);
    served.end();
}

#[test]
fn a_hundred_idle_connections_starve_nobody_and_the_longest_idle_gives_way() {
    let served = served(4, NEVER);
    let mut idle: Vec<Socket> = (0..100).map(|_| served.connect()).collect();
    assert!(rest(&mut served.ask("/peer")).starts_with("HTTP/1.1 200"));
    // All but the last few lost their places, in the order in which they came.
    for socket in &mut idle[..97] {
        assert_eq!(rest(socket), "");
    }
    let last = &mut idle[99];
    last.write_all(b"GET /peer HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n").unwrap();
    assert!(rest(last).starts_with("HTTP/1.1 200"));
    served.end();
}

#[test]
fn a_stream_keeps_its_place_and_is_not_cut_by_the_time_for_heads() {
    let served = served(2, Duration::from_millis(20));
    let (say, mut stream) = served.stream();
    for _ in 0..10 {
        assert_eq!(rest(&mut served.connect()), "");
    }
    say.send("event: one\n").unwrap();
    until(&mut stream, "event: one\n\r\n");
    say.send("event: two\n").unwrap();
    until(&mut stream, "event: two\n\r\n");
    drop(say);
    served.end();
}

#[test]
fn whoever_comes_while_all_are_being_answered_waits_for_the_next_place() {
    let served = served(1, NEVER);
    let (say, mut stream) = served.stream();
    let mut next = served.ask("/peer");
    say.send("last").unwrap();
    drop(say);
    assert!(rest(&mut stream).contains("last"));
    assert!(rest(&mut next).starts_with("HTTP/1.1 200"));
    served.end();
}

#[test]
fn a_connection_that_falls_idle_gives_way_to_whoever_is_already_waiting() {
    let served = served(1, NEVER);
    let (say, source) = mpsc::unbounded_channel();
    served.sources.lock().unwrap().push(source);
    let mut kept = served.connect();
    kept.write_all(b"GET /stream HTTP/1.1\r\nhost: hub\r\n\r\n").unwrap();
    until(&mut kept, "\r\n\r\n");
    let mut next = served.ask("/peer");
    drop(say);
    assert!(rest(&mut next).starts_with("HTTP/1.1 200"));
    assert_eq!(rest(&mut kept), "0\r\n\r\n");
    served.end();
}

#[test]
fn a_handler_knows_where_a_request_comes_from() {
    let served = served(4, NEVER);
    let mut socket = served.ask("/peer");
    let own = socket.local_addr().unwrap().to_string();
    assert!(rest(&mut socket).ends_with(&own));
    served.end();
}

#[test]
fn at_the_end_the_idle_are_let_go_and_what_is_being_answered_is_answered() {
    let served = served(4, NEVER);
    let (mut idle, mut half) = (served.connect(), served.connect());
    half.write_all(b"GET /peer HTTP/1.1\r\nhost:").unwrap();
    let (say, mut stream) = served.stream();
    drop(served.stop);
    assert_eq!((rest(&mut idle), rest(&mut half)), (String::new(), String::new()));
    say.send("the rest").unwrap();
    drop(say);
    assert!(rest(&mut stream).contains("the rest"));
    served.thread.join().unwrap();
    assert!(Socket::connect(served.address).is_err());
}
