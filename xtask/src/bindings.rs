//! The border: builds the library, generates Kotlin and Python from it and runs their suites
//! against a real hub.

use crate::tools::{Install, Tool};
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io};

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
    target: PathBuf,
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
    // With the whole workspace, so that what the tests have built is what is used.
    succeed(Command::new("cargo").args(["build", "--quiet", "--workspace"]))?;
    let places = places("debug")?;
    for language in languages {
        generate(&places, language)?;
        match *language {
            "python" => succeed(python(&places).args(["-m", "unittest", "discover"]))?,
            _ => succeed(maven(&places)?.arg("test"))?,
        }
    }
    Ok(())
}

/// What a call costs: the library as an app would have it, called from both languages.
fn bench() -> io::Result<()> {
    succeed(Command::new("cargo").args(["build", "--quiet", "--workspace"]))?;
    let release = ["build", "--quiet", "--release", "--package", "gridbook-bindings"];
    succeed(Command::new("cargo").args(release))?;
    let places = places("release")?;
    generate(&places, "python")?;
    succeed(python(&places).arg("cost.py"))?;
    generate(&places, "kotlin")?;
    succeed(maven(&places)?.args(["test", "-Dtest=Cost"]))
}

fn places(profile: &str) -> io::Result<Places> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let target = std::path::absolute(target)?;
    let library = target.join(profile).join(format!("{DLL_PREFIX}gridbook{DLL_SUFFIX}"));
    Ok(Places { generated: target.join("bindings"), target, library })
}

/// Writes the language's side of the library, beside a copy of it where the language looks for it.
fn generate(places: &Places, language: &str) -> io::Result<()> {
    let out = places.generated.join(language);
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut bindgen = Command::new(places.target.join("debug/gridbook-bindgen"));
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
    python.env("GRIDBOOK_COMMAND", command(places));
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
        ("command", command(places).as_path()),
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

fn command(places: &Places) -> PathBuf {
    places.target.join("debug").join(format!("gridbook{}", env::consts::EXE_SUFFIX))
}

fn succeed(command: &mut Command) -> io::Result<()> {
    match command.status()?.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("failed: {command:?}"))),
    }
}
