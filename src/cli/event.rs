//! `frontrow event`: events of a running server, and the certificate of one in a data folder.

mod certify;
mod configure;
mod copies;
mod counts;
mod places;
mod replay;
mod show;

use clap::{Args, Subcommand};
use onsale::client::http::{Call, HttpClient};
use schemas::api::events::{Event, EventPage, LevelPriced, NewEvent, SaleChanged, SaleTerms, Schedule};
use schemas::api::moment::Moment;
use schemas::api::texts::About;
use schemas::api::warning::Warning;
use schemas::ids::{ContentHash, EventId};

use super::client::{Connection, moment, new_id};
use super::output;

#[derive(Debug, Subcommand)]
pub enum EventCommand {
    /// Creates an event on a published plan version. Prints its id.
    Create(Create),
    /// Shows what an event is sold under.
    Show(show::Show),
    /// Changes what an event is sold under, on sale too. What is not named stays.
    Terms(configure::Terms),
    /// Schedules a draft: it opens and ends by itself where its terms say when.
    Schedule(configure::ScheduleSale),
    /// Opens the sale.
    Open(OneEvent),
    /// Pauses the sale.
    Pause(OneEvent),
    /// Resumes a paused sale.
    Resume(OneEvent),
    /// Ends the sale for good.
    End(OneEvent),
    /// Replays an event's whole log in the data folder of a server that is stopped, archives included, checks the
    /// invariants with every record, and prints a certificate as JSON.
    Certify(certify::Certify),
    /// Shows an event as it was after a record or at a time, and what changed between two moments.
    Replay(replay::Replay),
    /// Calls an event off for good: its holds end, its bookings stay to be refunded.
    Cancel(OneEvent),
    /// Deletes a draft for good, also one that was cancelled as a draft.
    Delete(OneEvent),
    /// Gives places another price level, or the plan's own again.
    Repaint(places::RepaintPlaces),
    /// Gives a standing area room for another number of units.
    Capacity(places::Capacity),
    /// Moves an event to a later version of its plan.
    MoveToVersion(configure::Move),
    /// Makes an event like another, at another time. Prints its id.
    Copy(copies::CopyEvent),
    /// Makes events like another, one a date, all of them or none. Prints their ids.
    Series(copies::Series),
    /// Counts units by section, level, channel and state.
    Counts(counts::Counts),
    /// Lists events in order of their beginning.
    List(#[command(flatten)] Connection),
}

/// A new event.
#[derive(Debug, Args)]
pub struct Create {
    /// The published plan version, by its hash.
    #[arg(long, value_name = "HASH")]
    plan: ContentHash,
    /// The event's name.
    #[arg(long)]
    name: String,
    /// When it takes place, such as 2030-01-01T19:30:00Z.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    starts_at: Moment,
    /// The venue's name.
    #[arg(long, default_value = "")]
    venue: String,
    /// The venue's IANA time zone, such as Europe/Berlin.
    #[arg(long, default_value = "UTC")]
    zone: String,
    /// When the doors open.
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    doors_at: Option<Moment>,
    /// What is said about it.
    #[arg(long, default_value = "")]
    description: String,
    /// ISO 4217 code of every price.
    #[arg(long, default_value = "EUR")]
    currency: String,
    /// A price level's key and its price in minor units, such as near=4500; once a level.
    #[arg(long = "price", value_name = "LEVEL=MINOR", value_parser = price)]
    prices: Vec<LevelPriced>,
    /// Key of a channel beside general sale; may be given several times.
    #[arg(long = "channel", value_name = "KEY")]
    channels: Vec<String>,
    #[command(flatten)]
    connection: Connection,
}

/// An event of a server.
#[derive(Debug, Args)]
pub struct OneEvent {
    /// The event.
    event: EventId,
    #[command(flatten)]
    connection: Connection,
}

fn price(text: &str) -> Result<LevelPriced, String> {
    let (level, amount) = text.rsplit_once('=').ok_or("expected LEVEL=MINOR")?;
    let amount_minor = amount.parse().map_err(|_| "expected a whole number of minor units behind `=`")?;
    Ok(LevelPriced { level: level.to_owned(), amount_minor })
}

impl EventCommand {
    pub fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.connection.run(async |client| {
                let event = self::create(&client, &create.wanted(), new_id()?).await?;
                output::say(&event.event.to_string());
                warn(&event.warnings);
                Ok(())
            }),
            Self::Open(event) => event.tell("open"),
            Self::Pause(event) => event.tell("pause"),
            Self::Resume(event) => event.tell("resume"),
            Self::End(event) => event.tell("end"),
            Self::Certify(certify) => certify.run(),
            Self::Replay(replay) => replay.run(),
            Self::Cancel(event) => event.tell("cancel"),
            Self::Delete(event) => event.delete(),
            Self::Show(show) => show.run(),
            Self::Terms(terms) => terms.run(),
            Self::Schedule(schedule) => schedule.run(),
            Self::Repaint(repaint) => repaint.run(),
            Self::Capacity(capacity) => capacity.run(),
            Self::MoveToVersion(to) => to.run(),
            Self::Copy(copy) => copy.run(),
            Self::Series(series) => series.run(),
            Self::Counts(counts) => counts.run(),
            Self::List(connection) => connection.run(async |client| {
                for event in list(&client).await? {
                    let (id, sale, starts_at) = (event.event, event.sale.as_str(), event.starts_at);
                    output::say(&format!("{id}  {sale:9}  {starts_at}  {}", event.name));
                }
                Ok(())
            }),
        }
    }
}

impl Create {
    fn wanted(&self) -> NewEvent {
        NewEvent {
            name: self.name.clone(),
            starts_at: self.starts_at,
            about: About {
                description: self.description.clone(),
                venue: self.venue.clone(),
                zone: Some(self.zone.clone()),
                doors_at: self.doors_at,
            },
            plan: self.plan,
            currency: self.currency.clone(),
            prices: self.prices.clone(),
            channels: self.channels.clone(),
            tables: Vec::new(),
            schedule: Schedule::default(),
            terms: SaleTerms::default(),
        }
    }
}

impl OneEvent {
    fn tell(&self, what: &str) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let changed = change_sale(&client, self.event, what, new_id()?).await?;
            output::say(changed.sale.as_str());
            Ok(())
        })
    }
}

impl OneEvent {
    fn delete(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let present = show::configuration(&client, self.event).await?;
            let call = Call::delete(format!("/api/v1/events/{}", self.event)).only_if(present.tag);
            client.bytes(&call).await?;
            Ok(())
        })
    }
}

/// What may not be meant, for whoever looks.
fn warn(warnings: &[Warning]) {
    for warning in warnings {
        output::complain(&format!("warning: {}", warning.detail));
    }
}

/// Creates an event.
pub async fn create(client: &HttpClient, event: &NewEvent, id: String) -> anyhow::Result<Event> {
    Ok(client.json_at_last(&Call::post("/api/v1/events", id).with(event)).await?)
}

/// Schedules, opens, pauses, resumes or ends a sale, or calls its event off.
pub async fn change_sale(
    client: &HttpClient,
    event: EventId,
    what: &str,
    id: String,
) -> anyhow::Result<SaleChanged> {
    Ok(client.json_at_last(&Call::post(format!("/api/v1/events/{event}/{what}"), id)).await?)
}

/// All events of the server.
pub async fn list(client: &HttpClient) -> anyhow::Result<Vec<Event>> {
    let mut events = Vec::new();
    let mut path = "/api/v1/events?limit=200".to_owned();
    loop {
        let page: EventPage = client.json_at_last(&Call::get(path)).await?;
        events.extend(page.events);
        let Some(next) = page.next else { return Ok(events) };
        path = format!("/api/v1/events?limit=200&after={next}");
    }
}
