//! The border: builds the library, generates Kotlin and Python from it and runs their suites
//! against a real hub.

use crate::tools::{self, Install, Tool, built};
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{fs, io};

/// Runs the Python suite.
pub const PYTHON: Tool = Tool {
    name: "Python 3",
    probe: &["python3", "-c", "import ctypes, unittest, zlib"],
    install: Install::Apt(&["python3"]),
};

/// Runs the Kotlin suite.
pub const JDK: Tool = Tool {
    name: "a JDK 17",
    probe: &["javac", "-version"],
    install: Install::Apt(&["openjdk-17-jdk-headless"]),
};

/// Builds the Kotlin suite.
pub const MAVEN: Tool =
    Tool { name: "Maven", probe: &["mvn", "--version"], install: Install::Apt(&["maven"]) };

/// The places the suites are told of.
struct Places {
    generated: PathBuf,
    library: PathBuf,
}

/// `cargo xtask bindings [python|kotlin|bench]`; without a word both suites.
pub fn run(what: Option<&str>) -> ExitCode {
    let done = match what {
        None => suites(&["python", "kotlin"]),
        Some("bench") => bench(),
        Some(language @ ("python" | "kotlin")) => suites(&[language]),
        Some(_) => Err(io::Error::other("cargo xtask bindings [python|kotlin|bench]")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn suites(languages: &[&str]) -> io::Result<()> {
    build()?;
    let places = places("debug");
    for language in languages {
        generate(&places, language)?;
        match *language {
            "python" => succeed(python(&places).args(["-m", "unittest", "discover"]))?,
            _ => succeed(maven(&places)?.arg("test"))?,
        }
    }
    Ok(())
}

/// What a call costs: the library as an app would have it, called from both languages, and from
/// Rust.
fn bench() -> io::Result<()> {
    build()?;
    let release = ["build", "--quiet", "--release", "--package", "gridbook-bindings"];
    succeed(Command::new("cargo").args(release).args(["--lib", "--example", "cost"]))?;
    let places = places("release");
    let in_rust = format!("release/examples/cost{EXE_SUFFIX}");
    generate(&places, "python")?;
    let mut measured = python(&places);
    measured.arg("cost.py").env("GRIDBOOK_COST", tools::target().join(in_rust));
    succeed(&mut measured)?;
    generate(&places, "kotlin")?;
    succeed(maven(&places)?.args(["test", "-Dtest=Cost"]))
}

/// The whole workspace with its tests: only so cargo unites the same features as `cargo test`, and
/// what that has built is not built again.
fn build() -> io::Result<()> {
    succeed(Command::new("cargo").args(["build", "--quiet", "--workspace", "--all-targets"]))
}

fn places(profile: &str) -> Places {
    let target = tools::target();
    let library = target.join(profile).join(format!("{DLL_PREFIX}gridbook{DLL_SUFFIX}"));
    Places { generated: target.join("bindings"), library }
}

/// Writes the language's side of the library, beside a copy of it where the language looks for it.
fn generate(places: &Places, language: &str) -> io::Result<()> {
    let out = places.generated.join(language);
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut bindgen = Command::new(built("gridbook-bindgen"));
    bindgen.arg("generate").arg(&places.library).arg("--out-dir").arg(&out);
    bindgen.args(["--no-format", "--language", language]).stdout(io::stderr());
    succeed(&mut bindgen)?;
    if language == "python" {
        fs::copy(&places.library, out.join(places.library.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

fn python(places: &Places) -> Command {
    let mut python = Command::new("python3");
    python.arg("-B").current_dir("bindings/python");
    python.env("GRIDBOOK_GENERATED", places.generated.join("python"));
    python.env("GRIDBOOK_COMMAND", built("gridbook"));
    python
}

fn maven(places: &Places) -> io::Result<Command> {
    let build = places.generated.join("maven");
    // Maven keeps the classes of files that are gone.
    if build.exists() {
        fs::remove_dir_all(&build)?;
    }
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--no-transfer-progress", "--file", "bindings/kotlin/pom.xml"]);
    let library = places.library.parent().unwrap_or(Path::new("."));
    for (name, path) in [
        ("generated", places.generated.join("kotlin").as_path()),
        ("library", library),
        ("command", built("gridbook").as_path()),
        ("build", build.as_path()),
    ] {
        maven.arg(format!("-Dgridbook.{name}={}", path.display()));
    }
    // Only warnings, and what the suite itself has to say.
    let quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn";
    let suite = "-Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire=info";
    maven.env("MAVEN_OPTS", format!("{quiet} {suite}"));
    Ok(maven)
}

fn succeed(command: &mut Command) -> io::Result<()> {
    match command.status()?.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("failed: {command:?}"))),
    }
}
