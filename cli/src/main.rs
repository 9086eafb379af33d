//! The `gridbook` command: a demo of a whole street, a hub, the importer, and the administrator's
//! tools.
//!
//! It ends with 0 when all went well, 1 when the demo lost a record, 2 when it could not do its
//! work; the reason is one sentence on standard error.

mod admin;
mod answer;
mod args;
mod backup;
mod demo;
mod desk;
mod failure;
mod import;
mod names;
mod password;
mod print;
mod qr;
mod sample;
mod seed;
mod serve;

use args::{Cli, Command, ImportCommand};
use clap::Parser as _;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    listen_for_logs();
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("gridbook: {failure}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        None => demo::run(&cli.demo),
        Some(Command::Demo(args)) => demo::run(&args),
        Some(Command::Hub(args)) => serve::run(&args),
        Some(Command::Import(ImportCommand::Roster(args))) => import::run(&args),
        Some(Command::Admin(args)) => admin::run(&args),
        Some(Command::ReadWorkbook { file }) => import::read_workbook(&file),
        Some(Command::Backup(args)) => backup::backup(&args),
        Some(Command::Restore(args)) => backup::restore(&args),
    }
}

/// Log lines go to standard error; `RUST_LOG` says which, warnings otherwise.
fn listen_for_logs() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
