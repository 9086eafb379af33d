//! Workbooks read in a process of their own, whose memory is bounded: a file that a library fails
//! on, or that unpacks into more than a machine has, ends that process and nothing else.

use crate::error::RosterError;
use crate::fault::Fault;
use crate::read::file;
use crate::read::workbook::Piece;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The command of the program that reads a workbook for another process.
pub const COMMAND: &str = "read-workbook";
/// The memory that a reader may take.
const MEMORY: u64 = 1024 * 1024 * 1024;

/// The process that a workbook is read in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reader {
    /// This one.
    #[default]
    Here,
    /// A child that runs this program with [`COMMAND`] and the file.
    Child(PathBuf),
}

impl Reader {
    /// Reads a workbook, piece by piece.
    pub(crate) fn read(&self, path: &Path, take: &mut dyn FnMut(Piece)) -> Result<(), RosterError> {
        match self {
            Self::Here => file::read(path)?.pieces().for_each(take),
            Self::Child(program) => {
                // The system's own words, where there is no such file.
                std::fs::File::open(path).map_err(|reason| unreadable(path, reason))?;
                let read = read_in(program, path, take);
                let read = read.map_err(|reason| unreadable(path, reason))?;
                read.map_err(|fault| RosterError::file(path, fault))?;
            }
        }
        Ok(())
    }
}

fn unreadable(path: &Path, reason: std::io::Error) -> RosterError {
    RosterError::Unreadable { path: path.display().to_string(), reason }
}

/// One line of a reader's answer. The last is the end or a fault; without it the reader has failed.
#[derive(Serialize, Deserialize)]
enum Line {
    Piece(Piece),
    Fault(Fault),
    End,
}

fn read_in(
    program: &Path,
    path: &Path,
    take: &mut dyn FnMut(Piece),
) -> std::io::Result<Result<(), Fault>> {
    let mut child = Command::new(program)
        .arg(COMMAND)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let answer = child.stdout.take().map(|out| answer(BufReader::new(out), take)).transpose()?;
    let words = last_words(&mut child);
    child.wait()?;
    let no_memory = words.contains("memory allocation");
    let unfinished = if no_memory { Fault::TooMuchMemory } else { Fault::Unfinished };
    Ok(answer.flatten().unwrap_or(Err(unfinished)))
}

/// The answer of a reader; `None` when it has no end.
fn answer(
    mut lines: impl BufRead,
    take: &mut dyn FnMut(Piece),
) -> std::io::Result<Option<Result<(), Fault>>> {
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        match serde_json::from_str(&line) {
            Ok(Line::Piece(piece)) => take(piece),
            Ok(Line::Fault(fault)) => return Ok(Some(Err(fault))),
            Ok(Line::End) => return Ok(Some(Ok(()))),
            Err(_) => return Ok(None),
        }
        line.clear();
    }
    Ok(None)
}

/// The output of a process that failed.
fn last_words(child: &mut Child) -> String {
    let mut words = Vec::new();
    if let Some(out) = child.stderr.take() {
        // A process whose words cannot be read has failed without any.
        out.take(64 * 1024).read_to_end(&mut words).unwrap_or_default();
    }
    String::from_utf8_lossy(&words).into_owned()
}

/// Reads a workbook with a bound on this process's memory, and writes it for the process that asked
/// for it.
///
/// # Errors
/// When the file cannot be read or the workbook cannot be written.
pub fn read_for_another(path: &Path, out: impl Write) -> std::io::Result<()> {
    bound_memory()?;
    let mut out = BufWriter::new(out);
    let mut line = |line: &Line| {
        serde_json::to_writer(&mut out, line)?;
        out.write_all(b"\n")
    };
    match file::read(path) {
        Ok(book) => {
            for piece in book.pieces() {
                line(&Line::Piece(piece))?;
            }
            line(&Line::End)?;
        }
        Err(RosterError::File { fault, .. }) => line(&Line::Fault(fault))?,
        Err(RosterError::Unreadable { reason, .. }) => return Err(reason),
        Err(_) => line(&Line::Fault(Fault::Unfinished))?,
    }
    out.flush()
}

#[cfg(unix)]
fn bound_memory() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::As);
    let bound = now.maximum.unwrap_or(MEMORY).min(MEMORY);
    Ok(setrlimit(Resource::As, Rlimit { current: Some(bound), maximum: now.maximum })?)
}

#[cfg(not(unix))]
fn bound_memory() -> std::io::Result<()> {
    Ok(())
}
