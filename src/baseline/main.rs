//! The binary `frontrow-baseline`: `frontrow` with what benchmarks compare it with.

fn main() -> std::process::ExitCode {
    frontrow::cli::run()
}
