//! `onsale fanout`: many watch, few change. How old is what the many are told, and what does it cost?

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use super::Ending;
use super::cost::{Cost, measure};
use super::stage::{Stage, StageArguments};
use super::words::{by_name, say};
use crate::limits::FILES_BESIDE_CONNECTIONS;
use crate::load::changers::{Changers, Changes, PLACES_PER_COMMAND};
use crate::load::deliveries::{Deliveries, Sendings};
use crate::load::watchers::Watchers;
use crate::process::open_files_most;

/// What a server that is started here must allow: the few hold many places each.
const SETTINGS: [&str; 1] = ["terms.maximum_units_per_token=1000"];

/// Descriptors that a server of ours keeps for one session: the socket's own, and one to bound and cut it by.
const SERVER_FILES_PER_SESSION: u64 = 2;

/// Many watch, few change.
#[derive(Clone, Debug, Args)]
pub struct FanoutArguments {
    /// Where. A server that was not started here needs the setting
    /// `terms.maximum_units_per_token=1000`.
    #[command(flatten)]
    pub stage: StageArguments,
    /// Sessions that watch.
    #[arg(long, default_value_t = 10_000)]
    pub watchers: u32,
    /// Places that change in a second.
    #[arg(long, default_value_t = 2_000)]
    pub changes_per_second: u32,
    /// Seconds that are counted.
    #[arg(long, default_value_t = 30)]
    pub seconds: u64,
    /// Seconds before them that are not.
    #[arg(long, default_value_t = 3)]
    pub warm_up: u64,
    /// Prints one line of JSON instead of words.
    #[arg(long)]
    pub json: bool,
}

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    watchers_asked: u32,
    watchers: u64,
    changes_per_second_asked: u32,
    changes_per_second: f64,
    refused: u64,
    late: u64,
    deltas: u64,
    snapshots: u64,
    bytes: u64,
    frames_per_watcher_per_second: f64,
    bytes_per_watcher_per_second: f64,
    age_p50_us: u64,
    age_p99_us: u64,
    age_longest_us: u64,
    unknown: u64,
    server_seconds_per_million: Option<f64>,
    client_saturated: bool,
    lost: BTreeMap<String, u64>,
    #[serde(flatten)]
    cost: Cost,
}

/// Plays it.
///
/// # Errors
/// The server cannot be reached or started.
pub async fn play(arguments: FanoutArguments) -> anyhow::Result<Ending> {
    let stage = Stage::set_with(&arguments.stage, &SETTINGS)?;
    let watchers = as_many_as_fit(u64::from(arguments.watchers), stage.process);
    let first_state = stage.buyers.first_state(stage.event).await?;
    let venue = stage.buyers.venue(first_state.plan()).await?;
    let sendings = Rc::new(Sendings::default());
    let count = usize::try_from(watchers)?;
    let watching =
        Watchers::open(count, stage.buyers.address(), stage.event, &first_state, sendings.clone()).await?;
    let rate = arguments.changes_per_second;
    let changers =
        Changers::begin(rate, &stage.buyers, &first_state, stage.event, &venue, sendings.clone()).await?;
    let (warm_up, time) = (Duration::from_secs(arguments.warm_up), Duration::from_secs(arguments.seconds));
    let (deliveries, changed) = (watching.deliveries(), changers.changes());
    let cost = measure(&stage, warm_up, time, || {
        deliveries.count(true);
        changed.clear();
    })
    .await;
    deliveries.count(false);
    let changed = changed.clone();
    changers.end().await?;
    deliveries.settle(&sendings);
    let report = report(&arguments, watchers, deliveries, &changed, cost);
    let ages = deliveries.ages().in_words();
    drop(watching);
    stage.strike()?;
    if arguments.json {
        say(&serde_json::to_string(&report)?)?;
    } else {
        for line in in_words(&report, &ages) {
            say(&line)?;
        }
    }
    let sound = report.lost.is_empty() && report.deltas > 0 && report.refused == 0;
    Ok(if sound { Ending::Sound } else { Ending::Broken })
}

fn report(
    arguments: &FanoutArguments,
    watchers: u64,
    deliveries: &Deliveries,
    changes: &Changes,
    cost: Cost,
) -> Report {
    let frames = deliveries.deltas() + deliveries.snapshots();
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
    let per_watcher = |count: u64| cost.rate(count) / watchers.max(1) as f64;
    let ages = deliveries.ages();
    let microseconds = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    Report {
        watchers_asked: arguments.watchers,
        watchers,
        changes_per_second_asked: arguments.changes_per_second,
        changes_per_second: cost.rate(changes.accepted.get() * u64::from(PLACES_PER_COMMAND)),
        refused: changes.refused.get(),
        late: changes.late.get(),
        deltas: deliveries.deltas(),
        snapshots: deliveries.snapshots(),
        bytes: deliveries.bytes(),
        frames_per_watcher_per_second: per_watcher(frames),
        bytes_per_watcher_per_second: per_watcher(deliveries.bytes()),
        age_p50_us: microseconds(ages.quantile(0.5)),
        age_p99_us: microseconds(ages.quantile(0.99)),
        age_longest_us: microseconds(ages.longest()),
        unknown: deliveries.unknown(),
        server_seconds_per_million: cost.seconds_per_million(frames),
        client_saturated: cost.is_client_saturated(),
        lost: deliveries.lost(),
        cost,
    }
}

/// As many watchers as both sides' open files allow.
fn as_many_as_fit(asked: u64, server: Option<u32>) -> u64 {
    let fit = |most: Option<u64>, each: u64| {
        most.map_or(u64::MAX, |most| most.saturating_sub(FILES_BESIDE_CONNECTIONS) / each)
    };
    let own = fit(open_files_most(None), 1);
    let server =
        server.map_or(u64::MAX, |server| fit(open_files_most(Some(server)), SERVER_FILES_PER_SESSION));
    asked.min(own).min(server)
}

fn in_words(report: &Report, ages: &str) -> Vec<String> {
    let frames = report.deltas + report.snapshots;
    let Report { watchers, cost, .. } = report;
    let mut lines = Vec::new();
    if *watchers < u64::from(report.watchers_asked) {
        lines.push(format!(
            "CAPPED at {watchers} of {} watchers: more need more open files (`ulimit -n`)",
            report.watchers_asked
        ));
    }
    lines.push(format!(
        "{watchers} watchers, {:.0} places changed/s of {} asked, {:.1} s; {} refused, {} not sent in time",
        report.changes_per_second, report.changes_per_second_asked, cost.seconds, report.refused, report.late
    ));
    lines.push(format!(
        "age           {ages}; from sending the command of a frame's oldest change to receiving the frame"
    ));
    lines.push(format!(
        "each watcher  {:.1} frames/s, {:.1} KB/s",
        report.frames_per_watcher_per_second,
        report.bytes_per_watcher_per_second / 1e3
    ));
    lines.push(format!(
        "deliveries    {} deltas, {} snapshots, {:.0}/s; {} of an age that nobody here knows",
        report.deltas,
        report.snapshots,
        cost.rate(frames),
        report.unknown
    ));
    lines.extend(cost.in_words(frames, "deliveries"));
    if !report.lost.is_empty() {
        lines.push(format!("BROKEN watchers{}", by_name(&report.lost)));
    }
    lines
}
