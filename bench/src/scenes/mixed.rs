//! `onsale mixed`: a crowd of human-like buyers, for a while or until it is stopped.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::time::Instant;

use super::Ending;
use super::stage::{Stage, StageArguments};
use super::words::{say, summary, used, verdict};
use crate::audit::Ledger;
use crate::audit::verdict::audit_crowd;
use crate::crowd::{Crowd, CrowdPlan};
use crate::figures::Figures;
use crate::process::ProcessUse;

/// Buyers on one event.
#[derive(Clone, Debug, Args)]
pub struct MixedArguments {
    /// Where.
    #[command(flatten)]
    pub stage: StageArguments,
    /// How many buyers.
    #[arg(long, default_value_t = 200)]
    pub buyers: u32,
    /// For how long, in seconds; until Ctrl-C where left out.
    #[arg(long)]
    pub seconds: Option<u64>,
    /// How fast people are: 1 is unhurried, 10 is ten times as fast.
    #[arg(long, default_value_t = 1.0)]
    pub pace: f64,
    /// Everything random comes from it; printed at the end, so that a run can be repeated.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Checks every acknowledged answer, the log and what every client sees, at the end.
    #[arg(long)]
    pub audit: bool,
    /// Writes every acknowledged answer into this file too, a line of JSON each.
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
}

/// Plays it.
///
/// # Errors
/// The server cannot be reached or started.
pub async fn play(arguments: MixedArguments) -> anyhow::Result<Ending> {
    let stage = Stage::set(&arguments.stage)?;
    let seed = arguments.seed.unwrap_or_else(|| u64::from(std::process::id()));
    let (ledger, file) = match &arguments.ledger {
        Some(path) => {
            let (ledger, file) = Ledger::with_file(path).context("cannot make the ledger's file")?;
            (ledger, Some(file))
        }
        None => (Ledger::default(), None),
    };
    let plan = CrowdPlan { event: stage.event, buyers: arguments.buyers, pace: arguments.pace, seed, ledger };
    let before = books(&stage);
    let began = Instant::now();
    let crowd = Crowd::arrive(plan, stage.buyers.clone(), stage.shop.clone()).await?;
    watch(&crowd, &stage, arguments.seconds.map(Duration::from_secs)).await?;
    let (elapsed, after) = (began.elapsed(), books(&stage));
    let (ending, words) = judge(&crowd, &stage, arguments.audit).await?;
    let name = crowd.run().venue.name.clone();
    let figures = crowd.go_home().await;
    say(&format!(
        "{} on {name:?} for {:.1} s, seed {seed}",
        people(arguments.buyers),
        elapsed.as_secs_f64()
    ))?;
    let lines = summary(&figures, elapsed.as_secs_f64());
    for line in lines.iter().chain(&used(&before, &after, elapsed)).chain(&words) {
        say(line)?;
    }
    if let Some(file) = file {
        file.finish().context("the ledger's file is not complete")?;
    }
    stage.strike()?;
    Ok(if figures.gave_up.is_empty() { ending } else { Ending::Broken })
}

fn people(buyers: u32) -> String {
    if buyers == 1 { "1 buyer".to_owned() } else { format!("{buyers} buyers") }
}

async fn judge(crowd: &Crowd, stage: &Stage, audit: bool) -> anyhow::Result<(Ending, Vec<String>)> {
    match (&stage.shop, audit) {
        (Some(admin), true) => {
            let found = audit_crowd(crowd, admin).await.context("the audit could not be made")?;
            let ending = if found.is_sound() { Ending::Sound } else { Ending::Broken };
            Ok((ending, verdict(&found)))
        }
        (None, true) => anyhow::bail!("the audit needs the organiser's key: name it with --key-file"),
        (_, false) => Ok((Ending::Sound, Vec::new())),
    }
}

/// What both sides have used up to now.
#[must_use]
pub fn books(stage: &Stage) -> (ProcessUse, Option<ProcessUse>) {
    let server = stage.process.and_then(|process| ProcessUse::read(Some(process)).ok());
    (ProcessUse::read(None).unwrap_or_default(), server)
}

/// Shows progress until the time is over or somebody presses Ctrl-C: one screen on a terminal, a line every
/// few seconds elsewhere.
async fn watch(crowd: &Crowd, stage: &Stage, time: Option<Duration>) -> anyhow::Result<()> {
    let terminal = std::io::stderr().is_terminal();
    let screen = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{msg}")?);
    let every = if terminal { Duration::from_millis(500) } else { Duration::from_secs(5) };
    let began = Instant::now();
    let end = time.map(|time| began + time);
    let stopped = stop_signal();
    tokio::pin!(stopped);
    let (mut last, mut last_books, mut last_at) = (0, books(stage), began);
    loop {
        let next = (Instant::now() + every).min(end.unwrap_or(Instant::now() + every));
        tokio::select! {
            () = tokio::time::sleep_until(next) => {}
            result = &mut stopped => { result?; break }
        }
        let figures = crowd.run().figures.borrow().clone();
        let (now, elapsed) = (books(stage), last_at.elapsed());
        let done = figures.answered() + figures.calls.count();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = (done - last) as f64 / elapsed.as_secs_f64().max(0.001);
        let cores = (
            now.0.cores_since(&last_books.0, elapsed),
            now.1.zip(last_books.1).map(|(now, before)| now.cores_since(&before, elapsed)),
        );
        let lines = progress(&figures, crowd.present(), began.elapsed(), rate, cores);
        if terminal {
            screen.set_message(lines.join("\n"));
        } else {
            say(&lines.join("; "))?;
        }
        (last, last_books, last_at) = (done, now, Instant::now());
        if end.is_some_and(|end| Instant::now() >= end) {
            break;
        }
    }
    screen.finish_and_clear();
    Ok(())
}

async fn stop_signal() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

fn progress(
    figures: &Figures,
    present: usize,
    elapsed: Duration,
    rate: f64,
    cores: (f64, Option<f64>),
) -> Vec<String> {
    let server = cores.1.map_or_else(String::new, |cores| format!(", server {cores:.2} cores"));
    vec![
        format!("{:>5.0} s   {present} buyers, {rate:.0} answers/s", elapsed.as_secs_f64()),
        format!("answers   {}", figures.answers.in_words()),
        format!(
            "seats     {} held, {} lost to others, {} released, {} booked",
            figures.held,
            figures.refused.get(&schemas::refusal::RefusalCode::Taken).copied().unwrap_or(0),
            figures.released,
            figures.booked
        ),
        format!("cpu       client {:.2} cores{server}", cores.0),
    ]
}
