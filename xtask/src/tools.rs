//! The tools beside cargo that a proof needs, and how they come onto the machine.

use std::env::{self, consts::EXE_SUFFIX};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A tool, how one sees that it is there, and how it is installed.
pub struct Tool {
    /// What people call it.
    pub name: &'static str,
    /// A command that succeeds when it is there.
    pub probe: &'static [&'static str],
    /// How it comes onto the machine.
    pub install: Install,
}

/// Where a tool comes from.
pub enum Install {
    /// A component of the Rust toolchain.
    Rustup(&'static str),
    /// Packages of Debian, which only root may install.
    Apt(&'static [&'static str]),
    /// The packages that the lock file in a folder names.
    Npm(&'static str),
}

/// Compiles SQLite and zstd, which the crates bring along as C.
pub const CC: Tool = Tool {
    name: "a C compiler",
    probe: &["cc", "--version"],
    install: Install::Apt(&["gcc", "libc6-dev"]),
};

/// Sends the signals of the tests that interrupt and kill.
pub const KILL: Tool =
    Tool { name: "kill", probe: &["kill", "-l"], install: Install::Apt(&["procps"]) };

/// Checks the formatting.
pub const RUSTFMT: Tool = Tool {
    name: "rustfmt",
    probe: &["cargo", "fmt", "--version"],
    install: Install::Rustup("rustfmt"),
};

/// Checks for faults the compiler lets pass.
pub const CLIPPY: Tool = Tool {
    name: "clippy",
    probe: &["cargo", "clippy", "--version"],
    install: Install::Rustup("clippy"),
};

impl Tool {
    /// Whether the tool is there, after trying to install it.
    pub fn provide(&self) -> bool {
        self.is_there() || (self.try_install() && self.is_there())
    }

    /// One line: what is missing and how to get it.
    pub fn why_missing(&self) -> String {
        match self.install {
            Install::Rustup(component) => {
                format!("{} is missing; rustup component add {component}", self.name)
            }
            Install::Apt(packages) => {
                format!("{} is missing; apt-get install {}", self.name, packages.join(" "))
            }
            Install::Npm(folder) => format!("{} are missing; npm ci --prefix {folder}", self.name),
        }
    }

    fn is_there(&self) -> bool {
        quietly(self.probe)
    }

    fn try_install(&self) -> bool {
        match self.install {
            Install::Rustup(component) => quietly(&["rustup", "component", "add", component]),
            Install::Apt(packages) => is_root() && apt(packages),
            Install::Npm(folder) => quietly(&["npm", "ci", "--silent", "--prefix", folder]),
        }
    }
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    let named = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    std::path::absolute(&named).unwrap_or(named)
}

/// A command of the workspace as `cargo test` builds it.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{EXE_SUFFIX}"))
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

fn apt(packages: &[&str]) -> bool {
    let install = [&["apt-get", "install", "--yes", "--no-install-recommends"], packages].concat();
    quietly(&install) || (quietly(&["apt-get", "update"]) && quietly(&install))
}

fn quietly(command: &[&str]) -> bool {
    let Some((program, arguments)) = command.split_first() else { return false };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
