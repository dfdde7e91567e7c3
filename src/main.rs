//! The `frontrow` binary: the server and its commands.

fn main() -> std::process::ExitCode {
    frontrow::cli::run()
}
