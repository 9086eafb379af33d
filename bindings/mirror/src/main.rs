//! Writes `bindings/src/mirror`: the exported types and methods, copied from the source of `core`
//! and `domain`.
//!
//! [`crossing`] parses the list of names, [`source`] finds them, [`call`] translates the methods
//! and [`write`] writes the files. Source that rustfmt has formatted is regular enough to be read
//! line by line, and a mirror that differs from the core's type does not compile. See
//! `docs/adr/0010-generated-mirror.md`.

mod call;
mod crossing;
mod source;
mod write;

use crossing::Crossing;
use source::Source;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{fs, io};

/// The error says what cannot be mirrored, why, and what to do about it.
type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    match mirrored(&root()).and_then(|files| replace(&root().join(MIRROR), &files)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the mirrors, from the root of the project.
const MIRROR: &str = "bindings/src/mirror";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the formatted files of the mirror by name.
fn mirrored(root: &Path) -> Result<BTreeMap<String, String>> {
    let lists = files(&root.join(crossing::LIST)).map_err(|e| e.to_string())?;
    let crossing = Crossing::parse(lists.iter().map(|(name, list)| (&**name, &**list)))?;
    let source = Source::read(root).map_err(|e| e.to_string())?;
    let files = write::files(&crossing, &source)?;
    let formatted = |(name, text): (String, String)| match format(root, &text) {
        Ok(text) => Ok((name, text)),
        Err(fault) => Err(format!("{name}: rustfmt: {fault}")),
    };
    files.into_iter().map(formatted).collect()
}

/// Reads the files of a folder by name.
fn files(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    let read = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        Ok((name, fs::read_to_string(entry.path())?))
    };
    fs::read_dir(folder)?.map(read).collect()
}

/// Formats a file as `cargo fmt` does.
fn format(root: &Path, text: &str) -> io::Result<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024"]).current_dir(root);
    let mut child = rustfmt.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    // Closes the input at the end of the line, because rustfmt reads to its end before it writes.
    child.stdin.take().map_or(Ok(()), |mut input| input.write_all(text.as_bytes()))?;
    let output = child.wait_with_output()?;
    match output.status.success() {
        true => String::from_utf8(output.stdout).map_err(io::Error::other),
        false => Err(io::Error::other("the text is no Rust")),
    }
}

/// Replaces the files of a folder.
fn replace(folder: &Path, files: &BTreeMap<String, String>) -> Result<()> {
    let replaced = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !files.contains_key(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        files.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text))
    };
    replaced().map_err(|e| format!("{}: {e}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_what_the_source_says() {
        let mut on_disk = files(&root().join(MIRROR)).unwrap();
        let mut stale = mirrored(&root()).unwrap();
        stale.retain(|name, text| on_disk.remove(name).as_ref() != Some(text));
        let stale: Vec<_> = stale.keys().chain(on_disk.keys()).collect();
        assert!(stale.is_empty(), "stale in {MIRROR}: {stale:?}; run `cargo xtask mirror`");
    }
}
