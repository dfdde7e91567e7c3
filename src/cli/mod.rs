//! The commands of the `frontrow` binary. The only part of the server that writes to the terminal.

mod backup;
mod client;
mod config;
mod demo;
mod event;
mod journal;
mod key;
mod organiser;
mod output;
mod plan;
mod serve;
mod settings;
mod usage;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A seat reservation engine: every answer is on disk before it leaves.
#[derive(Debug, Parser)]
#[command(name = "frontrow", version, about)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves events until it is told to stop.
    Serve(serve::Serve),
    /// Serves an event that is on sale, to play with.
    Demo(demo::Demo),
    /// Works on seating plans.
    #[command(subcommand)]
    Plan(plan::PlanCommand),
    /// Works on events.
    #[command(subcommand)]
    Event(event::EventCommand),
    /// Looks at a journal and repairs it.
    #[command(subcommand)]
    Journal(journal::JournalCommand),
    /// Takes a backup, also while a server works on the data folder.
    Backup(backup::Backup),
    /// Makes a data folder of a backup.
    Restore(backup::RestoreBackup),
    /// Prints every setting in effect and where it comes from.
    Config(config::PrintConfig),
    /// Works on organisers.
    #[command(subcommand)]
    Organiser(organiser::OrganiserCommand),
    /// Works on API keys.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Shows an event live in this terminal.
    Watch(watch::Watch),
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(error) => return usage::answer(&error),
    };
    let outcome = match line.command {
        Command::Serve(serve) => serve.run(),
        Command::Demo(demo) => demo.run(),
        Command::Plan(plan) => plan.run(),
        Command::Event(event) => event.run(),
        Command::Journal(journal) => journal.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Config(print) => print.run(),
        Command::Organiser(organiser) => organiser.run(),
        Command::Key(key) => key.run(),
        Command::Watch(watch) => watch.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
