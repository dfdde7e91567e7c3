//! Words on the terminal.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is where the program speaks")]

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::Context;
use indicatif::{HumanBytes, HumanCount, ProgressBar};
use schemas::currency::minor_units;
use schemas::terms::Currency;

/// A line on standard output. Where whoever read it has had enough, as `head` has, the command is over.
pub fn say(line: &str) {
    match write(line) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            complain(&format!("cannot write on standard output: {error}"));
            std::process::exit(1);
        }
    }
}

/// A line on standard output of a program that goes on whether or not anybody reads it.
pub fn tell(line: &str) {
    let _ = write(line);
}

/// Whoever waits for the line behind a pipe gets it now.
fn write(line: &str) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}

/// An amount of money, in minor units of the currency of this code, as people write it.
pub fn amount(minor: u64, currency: &str) -> String {
    let decimals = Currency::by_code(currency).and_then(minor_units);
    match decimals {
        Some(0) => format!("{minor} {currency}"),
        Some(decimals) => {
            let whole = 10_u64.pow(decimals);
            format!("{}.{:0width$} {currency}", minor / whole, minor % whole, width = decimals as usize)
        }
        // An event of old: nobody knows how many decimals it has.
        None => format!("{minor} minor units of {currency}"),
    }
}

/// A line on standard error.
pub fn complain(line: &str) {
    eprintln!("frontrow: {line}");
}

/// Work of no more than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a sign of progress moves.
const STEP: Duration = Duration::from_millis(100);

/// A whole text into a file, or on standard output.
pub fn deliver(text: &str, file: Option<&Path>) -> anyhow::Result<()> {
    if let Some(file) = file {
        return std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()));
    }
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        // Who reads through a pipe has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

/// Does `work`; a person who waits for it longer than a second sees what it is and that it goes on.
pub fn patiently<Made>(what: &'static str, work: impl FnOnce() -> Made) -> Made {
    if !is_error_terminal() {
        return work();
    }
    let (working, done) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let bar = ProgressBar::new_spinner().with_message(what);
                bar.enable_steady_tick(STEP);
                // Its end is the end of the work.
                let _ = done.recv();
                bar.finish_and_clear();
            }
        });
        let made = work();
        drop(working);
        made
    })
}

/// How many of what, as people write it.
#[must_use]
pub fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", HumanCount(number), if number == 1 { "" } else { "s" })
}

/// So many bytes, as people write it.
#[must_use]
pub fn bytes(number: u64) -> String {
    HumanBytes(number).to_string()
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

/// Shows a key to the person before the terminal.
pub fn show_key(what: &str, key: &str) {
    eprintln!("\n  The {what}, shown this once:\n\n      {key}\n");
    eprintln!("  Send it as `Authorization: Bearer KEY`. A new one: frontrow key rotate\n");
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn an_amount_has_the_decimals_of_its_currency() {
        let cases = [
            (4_500, "EUR", "45.00 EUR"),
            (5, "EUR", "0.05 EUR"),
            (4_500, "JPY", "4500 JPY"),
            (4_501, "KWD", "4.501 KWD"),
            (4_500, "QQQ", "4500 minor units of QQQ"),
        ];
        for (minor, currency, text) in cases {
            assert_eq!(amount(minor, currency), text);
        }
    }
}
