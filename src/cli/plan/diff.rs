//! `frontrow plan diff`: what two plans differ in.

use std::path::Path;

use clap::Args;
use onsale::client::http::Call;
use schemas::ids::PlanId;
use schemas::plan::{PlanDifference, Point, plan_difference};

use super::super::client::Connection;
use super::super::output;
use super::{open, read};

/// Which two plans.
#[derive(Debug, Args)]
pub struct Diff {
    /// A plan file, whatever its format; with --plan, a version's number or hash, or `draft`.
    before: String,
    /// Another one.
    after: String,
    /// Compares versions of this plan of the server.
    #[arg(long, value_name = "PLAN")]
    plan: Option<PlanId>,
    /// Prints JSON instead of words.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

impl Diff {
    pub fn run(&self) -> anyhow::Result<()> {
        let Some(plan) = self.plan else {
            let plan = |file: &String| Ok::<_, anyhow::Error>(open(&read(Path::new(file))?, false)?.plan);
            return self.say(&plan_difference(&plan(&self.before)?, &plan(&self.after)?));
        };
        self.connection.run(async |client| {
            let word = |text: &str| {
                let sane = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
                anyhow::ensure!(sane, "{text:?} is no version: give its number or hash, or `draft`");
                Ok(text.to_owned())
            };
            let (from, to) = (word(&self.before)?, word(&self.after)?);
            let path = format!("/api/v1/plans/{plan}/diff?from={from}&to={to}");
            self.say(&client.json_at_last(&Call::get(path)).await?)
        })
    }

    fn say(&self, difference: &PlanDifference) -> anyhow::Result<()> {
        if self.json {
            output::say(&serde_json::to_string_pretty(difference)?);
            return Ok(());
        }
        for line in lines(difference) {
            output::say(&line);
        }
        Ok(())
    }
}

fn lines(difference: &PlanDifference) -> Vec<String> {
    let PlanDifference { kept, added, removed, moved, relabelled, levels, capacities } = difference;
    let mut lines = Vec::new();
    lines.extend(added.iter().map(|place| format!("added {}", place.label)));
    lines.extend(removed.iter().map(|place| format!("removed {}", place.label)));
    let at = |point: Point| format!("{},{}", point.x.get(), point.y.get());
    lines.extend(
        moved.iter().map(|place| format!("moved {}: {} -> {}", place.label, at(place.from), at(place.to))),
    );
    lines.extend(relabelled.iter().map(|place| format!("relabelled {} -> {}", place.from, place.to)));
    let key = |key: &Option<String>| key.clone().unwrap_or_else(|| "none".to_owned());
    lines.extend(
        levels
            .iter()
            .map(|place| format!("level {}: {} -> {}", place.label, key(&place.from), key(&place.to))),
    );
    lines.extend(
        capacities.iter().map(|area| format!("capacity {}: {} -> {}", area.label, area.from, area.to)),
    );
    lines.push(format!(
        "{kept} kept, {} added, {} removed, {} moved, {} relabelled",
        added.len(),
        removed.len(),
        moved.len(),
        relabelled.len()
    ));
    lines
}
