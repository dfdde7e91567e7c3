//! `frontrow event copy` and `series`.

use clap::Args;
use onsale::client::http::Call;
use schemas::api::change::Change;
use schemas::api::events::Event;
use schemas::api::moment::Moment;
use schemas::api::texts::{EventDate, NewSeries, SeriesMade};
use schemas::ids::EventId;

use super::configure::Moments;
use super::warn;
use crate::cli::client::{Connection, moment, new_id};
use crate::cli::output;

/// One copy.
#[derive(Debug, Args)]
pub struct CopyEvent {
    /// The event that is copied.
    event: EventId,
    /// When the copy takes place: 2030-01-01T19:30:00Z, or 2030-01-01T20:30 by the clock of the event's zone.
    #[arg(long, value_name = "TIME")]
    starts_at: String,
    /// When its doors open; left out, as long before as the other's.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    doors_at: Option<Moment>,
    /// Its name; left out, the other's.
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    moments: Moments,
    #[command(flatten)]
    connection: Connection,
}

/// Several copies.
#[derive(Debug, Args)]
pub struct Series {
    /// The event that is copied.
    event: EventId,
    /// When they take place, 1 to 100 times: 2030-01-01T19:30:00Z, or 2030-01-01T20:30 by the clock of the event's
    /// zone.
    #[arg(required = true, value_name = "TIME")]
    dates: Vec<String>,
    /// Without the other's schedule; otherwise each opens and ends by itself as long before its beginning as the other.
    #[arg(long)]
    no_schedule: bool,
    #[command(flatten)]
    connection: Connection,
}

/// What is no moment is a time by the clock of the event's zone, which the server knows.
fn date(starts: &str) -> EventDate {
    let starts_at = moment(starts).ok();
    let starts_local = starts_at.is_none().then(|| starts.to_owned());
    EventDate { name: None, starts_at, starts_local, doors_at: None, schedule: Change::Keep }
}

impl CopyEvent {
    pub fn run(&self) -> anyhow::Result<()> {
        let wanted = EventDate {
            name: self.name.clone(),
            doors_at: self.doors_at,
            schedule: self.moments.asked(),
            ..date(&self.starts_at)
        };
        self.connection.run(async |client| {
            let path = format!("/api/v1/events/{}/copy", self.event);
            let made: Event = client.json_at_last(&Call::post(path, new_id()?).with(&wanted)).await?;
            output::say(&made.event.to_string());
            warn(&made.warnings);
            Ok(())
        })
    }
}

impl Series {
    pub fn run(&self) -> anyhow::Result<()> {
        let schedule = if self.no_schedule { Change::Remove } else { Change::Keep };
        let dates = self.dates.iter().map(|starts| EventDate { schedule, ..date(starts) });
        let wanted = NewSeries { dates: dates.collect() };
        self.connection.run(async |client| {
            let path = format!("/api/v1/events/{}/series", self.event);
            let made: SeriesMade = client.json_at_last(&Call::post(path, new_id()?).with(&wanted)).await?;
            for event in &made.events {
                output::say(&event.event.to_string());
                warn(&event.warnings);
            }
            Ok(())
        })
    }
}
