//! Workbooks read in a process of their own, whose memory is bounded: a file that a library fails
//! on, or that unpacks into more than a machine has, ends that process and nothing else.

use crate::error::RosterError;
use crate::fault::Fault;
use crate::read::file;
use crate::read::workbook::Workbook;
use std::io::{BufReader, BufWriter, Read as _, Write};
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
    /// Reads a workbook.
    pub(crate) fn read(&self, path: &Path) -> Result<Workbook, RosterError> {
        match self {
            Self::Here => file::read(path),
            Self::Child(program) => {
                // The system's own words, where there is no such file.
                std::fs::File::open(path).map_err(|reason| unreadable(path, reason))?;
                let read = read_in(program, path).map_err(|reason| unreadable(path, reason))?;
                read.map_err(|fault| RosterError::file(path, fault))
            }
        }
    }
}

fn unreadable(path: &Path, reason: std::io::Error) -> RosterError {
    RosterError::Unreadable { path: path.display().to_string(), reason }
}

fn read_in(program: &Path, path: &Path) -> std::io::Result<Result<Workbook, Fault>> {
    let mut child = Command::new(program)
        .arg(COMMAND)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let answer = child.stdout.take().map(|out| serde_json::from_reader(BufReader::new(out)));
    let words = last_words(&mut child);
    child.wait()?;
    let no_memory = words.contains("memory allocation");
    let unfinished = if no_memory { Fault::TooMuchMemory } else { Fault::Unfinished };
    Ok(answer.and_then(Result::ok).unwrap_or(Err(unfinished)))
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
    let read: Result<Workbook, Fault> = match file::read(path) {
        Ok(book) => Ok(book),
        Err(RosterError::File { fault, .. }) => Err(fault),
        Err(RosterError::Unreadable { reason, .. }) => return Err(reason),
        Err(_) => Err(Fault::Unfinished),
    };
    let mut out = BufWriter::new(out);
    serde_json::to_writer(&mut out, &read)?;
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
