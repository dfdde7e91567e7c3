//! `frontrow event show`.

use clap::Args;
use onsale::client::http::{Call, HttpClient};
use schemas::api::configuration::EventConfiguration;
use schemas::ids::EventId;

use crate::cli::client::Connection;
use crate::cli::output;

/// What an event is sold under.
#[derive(Debug, Args)]
pub struct Show {
    /// The event.
    event: EventId,
    /// As JSON, as the server says it.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

impl Show {
    pub fn run(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let shown = configuration(&client, self.event).await?;
            if self.json {
                output::say(&serde_json::to_string_pretty(&shown)?);
            } else {
                for line in lines(&shown) {
                    output::say(&line);
                }
            }
            Ok(())
        })
    }
}

/// What the event is sold under now.
pub async fn configuration(client: &HttpClient, event: EventId) -> anyhow::Result<EventConfiguration> {
    Ok(client.json_at_last(&Call::get(format!("/api/v1/events/{event}/configuration"))).await?)
}

fn lines(shown: &EventConfiguration) -> Vec<String> {
    let mut lines = vec![format!("sale         {}", shown.sale.as_str())];
    let mut line = |name: &str, value: String| lines.push(format!("{name:12} {value}"));
    if let Some(at) = shown.schedule.opens_at {
        line("opens at", at.to_string());
    }
    if let Some(at) = shown.schedule.closes_at {
        line("closes at", at.to_string());
    }
    line("plan", shown.plan.to_string());
    for level in &shown.levels {
        let price = output::amount(level.amount_minor, &shown.currency);
        line("price", format!("{}  {price}  {}  {}", level.level, level.color, level.name));
    }
    for channel in &shown.channels {
        line("channel", format!("{}  {}", channel.channel, if channel.open { "open" } else { "closed" }));
    }
    for table in &shown.tables {
        line(
            "table",
            format!("{}  {}", table.table, if table.as_a_whole { "as a whole" } else { "by the seat" }),
        );
    }
    let terms = &shown.terms;
    let milliseconds = |value: Option<u64>| format!("{} ms", value.unwrap_or_default());
    line("hold time", milliseconds(terms.hold_time_ms));
    line("lifetime cap", milliseconds(terms.lifetime_cap_ms));
    line(
        "extensions",
        match terms.maximum_extensions.unwrap_or_default() {
            0 => "up to the lifetime cap".to_owned(),
            most => most.to_string(),
        },
    );
    line("payment time", milliseconds(terms.payment_time_ms));
    line("payment cap", milliseconds(terms.payment_cap_ms));
    line("units a hold", terms.maximum_units_per_hold.unwrap_or_default().to_string());
    line("units a token", terms.maximum_units_per_token.unwrap_or_default().to_string());
    line("configured", format!("by version {} of {}", shown.configured.0, shown.version.0));
    lines
}
