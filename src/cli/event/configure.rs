//! `frontrow event terms`, `schedule` and `move-to-version`.

use anyhow::Context;
use clap::Args;
use onsale::client::http::{Call, HttpClient};
use schemas::api::change::Change;
use schemas::api::configuration::{
    EventConfiguration, MoveToVersion, MovedToVersion, TermsChange, TermsChanged,
};
use schemas::api::events::{LevelPriced, SaleTerms, ScheduleChange, TableSold};
use schemas::api::moment::Moment;
use schemas::ids::{ContentHash, EventId};

use super::show::configuration;
use super::{change_sale, price, warn};
use crate::cli::client::{Connection, moment, new_id};
use crate::cli::output;

/// A change of terms.
#[derive(Debug, Args)]
pub struct Terms {
    /// The event.
    event: EventId,
    /// A price level's key and its price in minor units, such as near=4500; once a level that changes.
    #[arg(long = "price", value_name = "LEVEL=MINOR", value_parser = price)]
    prices: Vec<LevelPriced>,
    /// How long a hold lasts, in milliseconds.
    #[arg(long, value_name = "MS")]
    hold_time: Option<u64>,
    /// How long a hold may last in all with extensions, in milliseconds.
    #[arg(long, value_name = "MS")]
    lifetime_cap: Option<u64>,
    /// How often a hold may be extended; 0 for as often as its lifetime cap lets it.
    #[arg(long, value_name = "TIMES")]
    extensions: Option<u32>,
    /// Key of a channel that is opened; one that is not there yet is added. May be given several times.
    #[arg(long = "open-channel", value_name = "KEY")]
    opened: Vec<String>,
    /// Key of a channel that is closed; may be given several times.
    #[arg(long = "close-channel", value_name = "KEY")]
    closed: Vec<String>,
    /// A table that is sold by the seat; may be given several times.
    #[arg(long = "by-the-seat", value_name = "TABLE")]
    by_the_seat: Vec<String>,
    /// A table that is sold as a whole; may be given several times.
    #[arg(long = "as-a-whole", value_name = "TABLE")]
    as_a_whole: Vec<String>,
    #[command(flatten)]
    moments: Moments,
    #[command(flatten)]
    connection: Connection,
}

/// When a sale opens and ends by itself.
#[derive(Clone, Copy, Debug, Args)]
pub struct Moments {
    /// When a scheduled sale opens by itself, such as 2030-01-01T10:00:00Z, or `never`. Left out, as it is; for a copy, as
    /// long before its beginning as the other.
    #[arg(long, value_name = "MOMENT", value_parser = maybe_moment)]
    opens_at: Option<Wished>,
    /// When the sale ends by itself, or `never`. Left out likewise.
    #[arg(long, value_name = "MOMENT", value_parser = maybe_moment)]
    closes_at: Option<Wished>,
}

/// A moment, or none.
#[derive(Clone, Copy, Debug)]
enum Wished {
    At(Moment),
    Never,
}

fn maybe_moment(text: &str) -> Result<Wished, String> {
    if text == "never" { Ok(Wished::Never) } else { moment(text).map(Wished::At) }
}

impl Moments {
    /// What is not named is left out.
    pub fn asked(self) -> Change<ScheduleChange> {
        let moment = |wished| match wished {
            None => Change::Keep,
            Some(Wished::At(moment)) => Change::Set(moment),
            Some(Wished::Never) => Change::Remove,
        };
        let change = ScheduleChange { opens_at: moment(self.opens_at), closes_at: moment(self.closes_at) };
        if change == ScheduleChange::default() { Change::Keep } else { Change::Set(change) }
    }
}

/// A draft to be scheduled.
#[derive(Debug, Args)]
pub struct ScheduleSale {
    /// The event.
    event: EventId,
    #[command(flatten)]
    moments: Moments,
    #[command(flatten)]
    connection: Connection,
}

/// A move to a later version.
#[derive(Debug, Args)]
pub struct Move {
    /// The event.
    event: EventId,
    /// The published plan version, by its hash.
    plan: ContentHash,
    /// A price level's key and its price in minor units, such as near=4500; for levels that are new.
    #[arg(long = "price", value_name = "LEVEL=MINOR", value_parser = price)]
    prices: Vec<LevelPriced>,
    #[command(flatten)]
    connection: Connection,
}

impl Terms {
    pub fn run(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let present = configuration(&client, self.event).await?;
            let changed = change(&client, self.event, &present, &self.wanted(&present)).await?;
            output::say(&format!("version {}", changed.version.0));
            if changed.units_moved > 0 {
                output::say(&format!("{} units went to general sale", changed.units_moved));
            }
            warn(&changed.warnings);
            Ok(())
        })
    }

    fn wanted(&self, present: &EventConfiguration) -> TermsChange {
        let (channels, closed) = self.channels(present);
        let tables = !self.by_the_seat.is_empty() || !self.as_a_whole.is_empty();
        TermsChange {
            prices: self.prices.clone(),
            channels,
            closed_channels: closed,
            tables: tables.then(|| self.tables(present)),
            schedule: self.moments.asked(),
            terms: SaleTerms {
                hold_time_ms: self.hold_time,
                lifetime_cap_ms: self.lifetime_cap,
                maximum_extensions: self.extensions,
                ..SaleTerms::default()
            },
            ..TermsChange::default()
        }
    }

    fn channels(&self, present: &EventConfiguration) -> (Option<Vec<String>>, Option<Vec<String>>) {
        if self.opened.is_empty() && self.closed.is_empty() {
            return (None, None);
        }
        let mut keys: Vec<String> = present.channels.iter().map(|one| one.channel.clone()).collect();
        let added: Vec<&String> = self.opened.iter().filter(|key| !keys.contains(key)).collect();
        keys.extend(added.into_iter().cloned());
        let was_closed = present.channels.iter().filter(|one| !one.open).map(|one| &one.channel);
        let mut closed: Vec<String> = was_closed.filter(|key| !self.opened.contains(key)).cloned().collect();
        let added: Vec<&String> = self.closed.iter().filter(|key| !closed.contains(key)).collect();
        closed.extend(added.into_iter().cloned());
        (Some(keys), Some(closed))
    }

    fn tables(&self, present: &EventConfiguration) -> Vec<TableSold> {
        let named = |table: &String| self.by_the_seat.contains(table) || self.as_a_whole.contains(table);
        let sold = |table: &String, as_a_whole| TableSold { table: table.clone(), as_a_whole };
        let kept = present.tables.iter().filter(|one| !named(&one.table)).cloned();
        let by_the_seat = self.by_the_seat.iter().map(|table| sold(table, false));
        kept.chain(by_the_seat).chain(self.as_a_whole.iter().map(|table| sold(table, true))).collect()
    }
}

impl ScheduleSale {
    pub fn run(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let present = configuration(&client, self.event).await?;
            let schedule = self.moments.asked();
            if !schedule.is_kept() {
                let wanted = TermsChange { schedule, ..TermsChange::default() };
                warn(&change(&client, self.event, &present, &wanted).await?.warnings);
            }
            let changed = change_sale(&client, self.event, "schedule", new_id()?).await?;
            output::say(changed.sale.as_str());
            Ok(())
        })
    }
}

impl Move {
    pub fn run(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let path = format!("/api/v1/events/{}/move-to-version", self.event);
            let wanted = MoveToVersion { plan: self.plan, prices: self.prices.clone() };
            let moved: MovedToVersion =
                client.json_at_last(&Call::post(path, new_id()?).with(&wanted)).await?;
            output::say(&format!("version {}", moved.version.0));
            Ok(())
        })
    }
}

/// Changes terms, only if nobody did since they were read.
async fn change(
    client: &HttpClient,
    event: EventId,
    present: &EventConfiguration,
    wanted: &TermsChange,
) -> anyhow::Result<TermsChanged> {
    let call = Call::patch(format!("/api/v1/events/{event}/terms"), new_id()?).with(wanted);
    let changed = client.json_at_last(&call.only_if(present.tag.clone())).await;
    changed.context("the terms are as they were")
}
