//! `onsale stalled`: clients that stop reading, beside healthy ones. The server's memory must stay flat and
//! the healthy ones' answers as fast as without them.

use std::time::Duration;

use clap::Args;
use schemas::ids::EventId;
use tokio::time::Instant;

use super::Ending;
use super::cost::Books;
use super::stage::{Stage, StageArguments};
use super::words::say;
use crate::audit::Ledger;
use crate::client::address::ServerAddress;
use crate::client::live::{LiveClient, Notice};
use crate::crowd::{Crowd, CrowdPlan};
use crate::process::ProcessUse;

/// How often the server's memory is looked at.
const LOOK_AT_MEMORY: Duration = Duration::from_secs(10);

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
    half("without", &crowd, &stage, time).await?;
    let mut silent = Vec::new();
    for _ in 0..arguments.stalled {
        silent.push(stall(stage.buyers.address().clone(), stage.event).await?);
    }
    half("beside", &crowd, &stage, time).await?;
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

/// One half: what the healthy ones were answered, and the server's memory meanwhile.
async fn half(name: &str, crowd: &Crowd, stage: &Stage, time: Duration) -> anyhow::Result<()> {
    let answered = crowd.run().figures.borrow().answered();
    crowd.run().count(|figures| figures.answers.clear());
    let (before, began) = (Books::read(stage), Instant::now());
    let mut resident = Vec::new();
    loop {
        let server = stage.process.and_then(|process| ProcessUse::read(Some(process)).ok());
        resident.extend(server.map(|server| (began.elapsed(), server.resident_bytes)));
        let left = time.saturating_sub(began.elapsed());
        if left.is_zero() {
            break;
        }
        tokio::time::sleep(left.min(LOOK_AT_MEMORY)).await;
    }
    let cost = before.until(&Books::read(stage));
    let figures = crowd.run().figures.borrow();
    let commands = figures.answered() - answered;
    say(&format!("{name} stalled clients, {:.0} s", cost.seconds))?;
    say(&format!("answers       {commands}, {:.0}/s; {}", cost.rate(commands), figures.answers.in_words()))?;
    if let Some(memory) = memory(&resident) {
        say(&memory)?;
    }
    for line in cost.in_words(commands, "answers") {
        say(&line)?;
    }
    Ok(())
}

/// Memory over time, for people.
fn memory(resident: &[(Duration, u64)]) -> Option<String> {
    let (first, last) = (resident.first()?, resident.last()?);
    #[expect(clippy::cast_precision_loss, reason = "mebibytes for people")]
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let looks: Vec<String> = resident
        .iter()
        .map(|(after, bytes)| format!("{:.0} s {:.1}", after.as_secs_f64(), mebibytes(*bytes)))
        .collect();
    let grown = mebibytes(last.1) - mebibytes(first.1);
    Some(format!("memory        {grown:+.1} MiB; server, in MiB: {}", looks.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_told_as_it_went() {
        let looks = [(0, 70 << 20), (10, 73 << 20), (20, 71 << 20)];
        let looks = looks.map(|(after, bytes)| (Duration::from_secs(after), bytes));
        let told = "memory        +1.0 MiB; server, in MiB: 0 s 70.0, 10 s 73.0, 20 s 71.0";
        assert_eq!(memory(&looks).as_deref(), Some(told));
        assert_eq!(memory(&[]), None);
    }
}
