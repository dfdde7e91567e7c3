//! `frontrow event replay`: an event as it was.

use std::path::PathBuf;

use clap::Args;
use onsale::client::http::{Call, HttpClient};
use schemas::api::past::{PastChanges, PastMoment, PastState};
use schemas::api::places::UnitCounts;
use schemas::ids::EventId;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::client::Connection;
use super::super::output;

/// Which moment, and what of it.
#[derive(Debug, Args)]
pub struct Replay {
    /// The event.
    event: EventId,
    /// The moment: a version, or a time such as 2026-11-21T19:30:00Z.
    #[arg(long, value_name = "TIME|VERSION")]
    at: String,
    /// Prints what changed from the moment to this later one instead.
    #[arg(long, value_name = "TIME|VERSION", conflicts_with = "svg")]
    to: Option<String>,
    /// Draws the map as it was into this file, as SVG.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Prints JSON instead of words.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

impl Replay {
    pub fn run(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let base = format!("/api/v1/events/{}/past", self.event);
            let at = escaped(&self.at);
            if let Some(to) = &self.to {
                let path = format!("{base}/changes?from={at}&to={}", escaped(to));
                return self.say(&client, path, changes).await;
            }
            if let Some(file) = &self.svg {
                let drawing = client.bytes(&Call::get(format!("{base}/map?at={at}"))).await?;
                return output::deliver(&String::from_utf8_lossy(&drawing), Some(file));
            }
            self.say(&client, format!("{base}?at={at}"), state).await
        })
    }

    async fn say<Shown: DeserializeOwned>(
        &self,
        client: &HttpClient,
        path: String,
        words: impl Fn(&Shown) -> Vec<String>,
    ) -> anyhow::Result<()> {
        if self.json {
            let shown: Value = client.json_at_last(&Call::get(path)).await?;
            output::say(&serde_json::to_string_pretty(&shown)?);
            return Ok(());
        }
        for line in words(&client.json_at_last(&Call::get(path)).await?) {
            output::say(&line);
        }
        Ok(())
    }
}

/// Behind the `=` of a query.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || b"-.:".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

fn units(units: &UnitCounts) -> String {
    let UnitCounts { free, held, booked, killed } = units;
    format!("{free} free, {held} held, {booked} booked, {killed} off sale")
}

fn moment(moment: &PastMoment) -> String {
    let (version, at, sale) = (moment.version, moment.at, moment.sale.as_str());
    format!("{version}  {at}  {sale}  {}, {} holds", units(&moment.all), moment.holds)
}

fn state(state: &PastState) -> Vec<String> {
    let section = |section: &schemas::api::events::SectionNumbers| {
        format!("  {}: {}", section.section, units(&section.units))
    };
    std::iter::once(moment(&state.moment)).chain(state.sections.iter().map(section)).collect()
}

fn changes(changes: &PastChanges) -> Vec<String> {
    let mut lines = vec![moment(&changes.from), moment(&changes.to)];
    let change = |change: &schemas::api::past::PastChange| {
        format!("  {}: {} -> {}", change.label, short(&change.before), short(&change.after))
    };
    lines.extend(changes.places.iter().map(change));
    lines
}

/// A seat's state in a word, an area's in numbers.
fn short(counts: &UnitCounts) -> String {
    match *counts {
        UnitCounts { free: 0, held: 0, booked: 0, killed: 0 } => "not there".to_owned(),
        UnitCounts { free: 1, held: 0, booked: 0, killed: 0 } => "free".to_owned(),
        UnitCounts { free: 0, held: 1, booked: 0, killed: 0 } => "held".to_owned(),
        UnitCounts { free: 0, held: 0, booked: 1, killed: 0 } => "booked".to_owned(),
        UnitCounts { free: 0, held: 0, booked: 0, killed: 1 } => "off sale".to_owned(),
        _ => units(counts),
    }
}
