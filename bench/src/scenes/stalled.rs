//! `onsale stalled`: clients that stop reading, beside healthy ones. The server's memory must stay flat and
//! the healthy ones' answers as fast as without them.

use std::time::Duration;

use clap::Args;
use schemas::ids::EventId;
use tokio::time::Instant;

use super::Ending;
use super::mixed::books;
use super::stage::{Stage, StageArguments};
use super::words::{say, used};
use crate::audit::Ledger;
use crate::client::address::ServerAddress;
use crate::client::live::{LiveClient, Notice};
use crate::crowd::{Crowd, CrowdPlan};
use crate::process::ProcessUse;

/// Clients that stop reading beside healthy ones.
#[derive(Clone, Debug, Args)]
pub struct StalledArguments {
    /// Where.
    #[command(flatten)]
    pub stage: StageArguments,
    /// Healthy buyers.
    #[arg(long, default_value_t = 1_000)]
    pub buyers: u32,
    /// Clients that open a session and never read again.
    #[arg(long, default_value_t = 1)]
    pub stalled: u32,
    /// Seconds without, and as many again with them.
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
    /// How fast people are.
    #[arg(long, default_value_t = 4.0)]
    pub pace: f64,
    /// Everything random comes from it.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Plays it.
///
/// # Errors
/// The server cannot be reached or started.
pub async fn play(arguments: StalledArguments) -> anyhow::Result<Ending> {
    let stage = Stage::set(&arguments.stage)?;
    let plan = CrowdPlan {
        event: stage.event,
        buyers: arguments.buyers,
        pace: arguments.pace,
        seed: arguments.seed,
        ledger: Ledger::default(),
    };
    let crowd = Crowd::arrive(plan, stage.buyers.clone(), stage.shop.clone()).await?;
    // Everybody arrives and has shopped a little before anything is measured.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let time = Duration::from_secs(arguments.seconds);
    measure("without", &crowd, &stage, time).await?;
    let mut silent = Vec::new();
    for _ in 0..arguments.stalled {
        silent.push(stall(stage.buyers.address().clone(), stage.event).await?);
    }
    measure("beside  ", &crowd, &stage, time).await?;
    drop(silent);
    let figures = crowd.go_home().await;
    stage.strike()?;
    Ok(if figures.gave_up.is_empty() { Ending::Sound } else { Ending::Broken })
}

/// A session that was opened and is never read again: its socket stays open and full.
async fn stall(address: ServerAddress, event: EventId) -> anyhow::Result<LiveClient> {
    let mut client = LiveClient::new(address, event, None, "s".to_owned(), None);
    while client.next().await? != Notice::Changed {}
    Ok(client)
}

async fn measure(name: &str, crowd: &Crowd, stage: &Stage, time: Duration) -> anyhow::Result<()> {
    let answered = crowd.run().figures.borrow().answered();
    crowd.run().count(|figures| figures.answers.clear());
    let (before, began) = (books(stage), Instant::now());
    let mut resident = Vec::new();
    while began.elapsed() < time {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let server = stage.process.and_then(|process| ProcessUse::read(Some(process)).ok());
        resident.extend(server.map(|server| server.resident_bytes >> 10));
    }
    let after = books(stage);
    let figures = crowd.run().figures.borrow();
    let commands = figures.answered() - answered;
    say(&format!("{name} stalled clients: {commands} commands; {}", figures.answers.in_words()))?;
    if let (Some(first), Some(last)) = (resident.first(), resident.last()) {
        let most = resident.iter().max().unwrap_or(last);
        say(&format!("  server's memory: {first} KiB at first, {last} KiB at last, {most} KiB at most"))?;
    }
    for line in used(&before, &after, time) {
        say(&format!("  {line}"))?;
    }
    Ok(())
}
