//! Standard output that may be closed: `gridbook … | head` ends quietly.

use std::io::{ErrorKind, Write as _, stdout};

/// Prints a line. When nobody reads any more the command goes on with its work in silence; another
/// fault is reported once on standard error.
pub fn line(text: &str) {
    let written = writeln!(stdout(), "{text}");
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        eprintln!("gridbook: standard output: {error}");
    }
}
