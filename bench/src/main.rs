//! The binary `onsale`: buyers on an event, and the audit of what they were told.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use onsale::scenes::{Ending, fanout, mixed, one_seat, rate, stalled};

#[derive(Parser)]
#[command(
    name = "onsale",
    version,
    about = "Buyers on a frontrow event, and the audit of what they were told"
)]
struct Arguments {
    #[command(subcommand)]
    scene: Scene,
}

#[derive(Subcommand)]
enum Scene {
    /// A crowd of human-like buyers: they look, pick, hesitate, lose, retry, pay or give back
    Mixed(mixed::MixedArguments),
    /// Everybody wants the same seat: exactly one gets it
    OneSeat(one_seat::OneSeatArguments),
    /// As many answers as a server gives to connections that wait for them
    Rate(rate::RateArguments),
    /// Many watch, few change: how old is what the many are told
    Fanout(fanout::FanoutArguments),
    /// Clients that stop reading, beside healthy ones
    Stalled(stalled::StalledArguments),
}

#[allow(clippy::print_stderr, reason = "this is where the program speaks")]
fn main() -> ExitCode {
    match play(Arguments::parse()) {
        Ok(Ending::Sound) => ExitCode::SUCCESS,
        Ok(Ending::Broken) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("onsale: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn play(arguments: Arguments) -> anyhow::Result<Ending> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    tokio::task::LocalSet::new().block_on(&runtime, async {
        match arguments.scene {
            Scene::Mixed(mixed) => mixed::play(mixed).await,
            Scene::OneSeat(one_seat) => one_seat::play(one_seat).await,
            Scene::Rate(rate) => rate::play(rate).await,
            Scene::Fanout(fanout) => fanout::play(fanout).await,
            Scene::Stalled(stalled) => stalled::play(stalled).await,
        }
    })
}
