//! `frontrow event counts`.

use clap::{Args, ValueEnum};
use onsale::client::http::Call;
use schemas::api::configuration::EventBreakdown;
use schemas::ids::EventId;

use crate::cli::client::Connection;
use crate::cli::output;

/// How numbers are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// Lines for people.
    Lines,
    /// A table with commas.
    Csv,
    /// As the server says it.
    Json,
}

/// An event in numbers.
#[derive(Debug, Args)]
pub struct Counts {
    /// The event.
    event: EventId,
    /// How they are written.
    #[arg(long = "as", value_name = "FORM", value_enum, default_value = "lines")]
    form: Form,
    #[command(flatten)]
    connection: Connection,
}

impl Counts {
    pub fn run(&self) -> anyhow::Result<()> {
        let path = format!("/api/v1/events/{}/breakdown", self.event);
        self.connection.run(async |client| {
            if matches!(self.form, Form::Csv) {
                let table = client.bytes(&Call::get(path).answered_in("text/csv")).await?;
                return output::deliver(&String::from_utf8_lossy(&table), None);
            }
            let counted: EventBreakdown = client.json_at_last(&Call::get(path)).await?;
            if matches!(self.form, Form::Json) {
                output::say(&serde_json::to_string_pretty(&counted)?);
                return Ok(());
            }
            for group in &counted.groups {
                let units = group.units;
                output::say(&format!(
                    "{}  {}  {}: {} free, {} held, {} booked, {} off sale",
                    group.section.as_deref().unwrap_or("no section"),
                    group.level,
                    group.channel.as_deref().unwrap_or("general sale"),
                    units.free,
                    units.held,
                    units.booked,
                    units.killed
                ));
            }
            Ok(())
        })
    }
}
