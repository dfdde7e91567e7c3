//! `onsale rate`: how many commands a server answers when every connection waits for its answers before it
//! asks again. Each holds 1 to 4 seats side by side, anywhere, and gives them back.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use super::Ending;
use super::cost::{Cost, measure};
use super::stage::{Stage, StageArguments};
use super::words::{by_name, say};
use crate::chance::Chance;
use crate::limits::{FILES_BESIDE_CONNECTIONS, LOAD_DEPTH_MOST};
use crate::load::closed_loop::{ClosedLoop, LoopPlan, Protocol};
use crate::load::tally::Tally;
use crate::load::wishes::Wishes;
use crate::process::open_files_most;

/// What a server that is started here must allow: one token may hold seats in each lane of a connection.
const SETTINGS: [&str; 1] = ["terms.maximum_units_per_token=1000"];

/// As many answers as a server gives.
#[derive(Clone, Debug, Args)]
pub struct RateArguments {
    /// Where. A server that was not started here needs the setting `terms.maximum_units_per_token` of 4 times
    /// the depth.
    #[command(flatten)]
    pub stage: StageArguments,
    /// Connections, each with a hold token of its own.
    #[arg(long, default_value_t = 1_000)]
    pub connections: u32,
    /// Commands that a connection writes together, and waits for.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=LOAD_DEPTH_MOST))]
    pub depth: u64,
    /// The way they go.
    #[arg(long, value_enum, default_value_t = Protocol::Ws)]
    pub protocol: Protocol,
    /// Seconds that are counted.
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
    /// Seconds before them that are not.
    #[arg(long, default_value_t = 2)]
    pub warm_up: u64,
    /// Sends the same to a server that only echoes it: the binary frontrow-baseline.
    #[arg(long)]
    pub echo: bool,
    /// Prints one line of JSON instead of words.
    #[arg(long)]
    pub json: bool,
    /// Everything random comes from it.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    protocol: String,
    echo: bool,
    connections: u32,
    depth: u64,
    seed: u64,
    answers: u64,
    answers_per_second: f64,
    p50_us: u64,
    p99_us: u64,
    longest_us: u64,
    refused: BTreeMap<String, u64>,
    public_frames: u64,
    public_bytes: u64,
    server_seconds_per_million: Option<f64>,
    client_saturated: bool,
    failed: BTreeMap<String, u64>,
    #[serde(flatten)]
    cost: Cost,
}

/// Plays it.
///
/// # Errors
/// The server cannot be reached or started.
pub async fn play(arguments: RateArguments) -> anyhow::Result<Ending> {
    let files = u64::from(arguments.connections) + FILES_BESIDE_CONNECTIONS;
    let most = open_files_most(None).unwrap_or(u64::MAX);
    anyhow::ensure!(files <= most, "{files} open files are needed and {most} allowed: raise `ulimit -n`");
    let stage = Stage::set_with(&arguments.stage, &SETTINGS)?;
    let first_state = stage.buyers.first_state(stage.event).await?;
    let venue = stage.buyers.venue(first_state.plan()).await?;
    let wishes = Wishes::draw(&venue, &mut Chance::new(arguments.seed, 0));
    let plan = LoopPlan {
        event: stage.event,
        connections: usize::try_from(arguments.connections)?,
        depth: usize::try_from(arguments.depth)?,
        protocol: arguments.protocol,
        echo: arguments.echo,
        wishes: Rc::new(wishes.context("the event's plan has no rows of seats")?),
        first_state,
    };
    let load = ClosedLoop::begin(&plan, &stage.buyers).await?;
    let (warm_up, time) = (Duration::from_secs(arguments.warm_up), Duration::from_secs(arguments.seconds));
    let cost = measure(&stage, warm_up, time, || load.tally().count(true)).await;
    load.tally().count(false);
    let tally = load.end().await;
    let report = report(&arguments, &tally, cost);
    stage.strike()?;
    if arguments.json {
        say(&serde_json::to_string(&report)?)?;
    } else {
        for line in in_words(&report, &tally) {
            say(&line)?;
        }
    }
    Ok(if report.failed.is_empty() && report.answers > 0 { Ending::Sound } else { Ending::Broken })
}

fn report(arguments: &RateArguments, tally: &Tally, cost: Cost) -> Report {
    let times = tally.times();
    let microseconds = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let (public_frames, public_bytes) = tally.public_frames();
    Report {
        protocol: format!("{:?}", arguments.protocol).to_lowercase(),
        echo: arguments.echo,
        connections: arguments.connections,
        depth: arguments.depth,
        seed: arguments.seed,
        answers: tally.answers(),
        answers_per_second: cost.rate(tally.answers()),
        p50_us: microseconds(times.quantile(0.5)),
        p99_us: microseconds(times.quantile(0.99)),
        longest_us: microseconds(times.longest()),
        refused: tally.refusals(),
        public_frames,
        public_bytes,
        server_seconds_per_million: cost.seconds_per_million(tally.answers()),
        client_saturated: cost.is_client_saturated(),
        failed: tally.failures(),
        cost,
    }
}

fn in_words(report: &Report, tally: &Tally) -> Vec<String> {
    let Report { connections, depth, answers, cost, .. } = report;
    let what = if report.echo { "echoes" } else { "hold and release" };
    let refusals: u64 = report.refused.values().sum();
    let mut lines = vec![
        format!(
            "{what} over {}, {connections} connections x {depth}, {:.1} s, seed {}",
            report.protocol, cost.seconds, report.seed
        ),
        format!("answers       {answers}, {:.0}/s; {}", report.answers_per_second, tally.times().in_words()),
        format!("  refused     {refusals}{}", by_name(&report.refused)),
    ];
    if report.public_frames > 0 {
        #[expect(clippy::cast_precision_loss, reason = "megabytes for people")]
        let megabytes = report.public_bytes as f64 / 1e6 / cost.seconds;
        lines.push(format!(
            "  beside them {:.0} frames/s that everybody is told, {megabytes:.1} MB/s",
            cost.rate(report.public_frames)
        ));
    }
    lines.extend(cost.in_words(*answers, "answers"));
    if !report.failed.is_empty() {
        lines.push(format!("BROKEN connections{}", by_name(&report.failed)));
    }
    lines
}
