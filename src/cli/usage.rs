//! What a command line that cannot be used is answered.

use std::process::ExitCode;

use clap::error::ErrorKind;

use super::output;

/// Exit code of a command line that cannot be used.
const USAGE: u8 = 2;

/// Answers help and version where they were asked for, and everything else in one line.
pub fn answer(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::say(error.render().to_string().trim_end());
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Nobody reads it where it cannot be written.
            let _ = error.print();
            ExitCode::from(USAGE)
        }
        _ => {
            output::complain(&in_one_line(&error.render().to_string()));
            ExitCode::from(USAGE)
        }
    }
}

/// What is wrong, what may have been meant, and where to read on.
fn in_one_line(text: &str) -> String {
    let mut said = String::new();
    let mut command = "frontrow";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(wrong) = line.strip_prefix("error: ") {
            said.push_str(wrong);
        } else if let Some(usage) = line.strip_prefix("Usage: ") {
            let end = usage.find(['<', '[', '-']).unwrap_or(usage.len());
            command = usage[..end].trim_end();
        } else if let Some(tip) = line.strip_prefix("tip: ") {
            said.push_str("; ");
            said.push_str(tip);
        } else if !line.starts_with("For more information") {
            said.push(' ');
            said.push_str(line);
        }
    }
    format!("{said} (see {command} --help)")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use clap::Parser;

    use super::in_one_line;
    use crate::cli::CommandLine;

    fn answer(line: &str) -> String {
        let error = CommandLine::try_parse_from(line.split(' ')).unwrap_err();
        in_one_line(&error.render().to_string())
    }

    #[test]
    fn whatever_is_wrong_with_a_command_line_is_told_in_one_line() {
        let cases = [
            (
                "frontrow srve",
                "unrecognized subcommand 'srve'; a similar subcommand exists: 'serve' (see frontrow --help)",
            ),
            (
                "frontrow serve --dta x",
                "unexpected argument '--dta' found; a similar argument exists: '--data' (see frontrow serve --help)",
            ),
            (
                "frontrow event create --name x",
                "the following required arguments were not provided: --plan <HASH> --starts-at <MOMENT> \
                 (see frontrow event create --help)",
            ),
            (
                "frontrow event open EV",
                "invalid value 'EV' for '<EVENT>': \"EV\" is not an identifier of the form ev_xxxxxxxxxxxxx \
                 (see frontrow --help)",
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(answer(line), expected, "{line}");
        }
    }
}
