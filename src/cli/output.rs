//! Words on the terminal.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks")]

use std::io::{IsTerminal, Write};

use crate::http::api_key::ApiKey;

/// A line on standard output.
pub fn say(line: &str) {
    println!("{line}");
    // Whoever waits for the line behind a pipe gets it now. A closed pipe has nobody waiting.
    let _ = std::io::stdout().flush();
}

/// A line on standard error.
pub fn complain(line: &str) {
    eprintln!("frontrow: {line}");
}

/// Whether a person reads standard output.
#[must_use]
pub fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Whether a person reads standard error.
#[must_use]
pub fn is_error_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Shows an admin key to the person before the terminal.
pub fn show_key(key: &ApiKey) {
    eprintln!("\n  The admin key, shown this once:\n\n      {}\n", key.reveal());
    eprintln!("  Send it as `Authorization: Bearer KEY`. A new one: frontrow key rotate\n");
}
