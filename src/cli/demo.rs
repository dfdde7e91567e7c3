//! `frontrow demo`: a server with an event on sale, made at the first start and found again later.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use onsale::client::http::{Call, CallError, HttpClient};
use schemas::api::events::{LevelPriced, NewEvent, SaleTerms, Schedule};
use schemas::api::moment::Moment;
use schemas::api::texts::About;
use schemas::ids::EventId;
use schemas::plan::{VenueKind, generate};
use schemas::seat::SaleState;
use schemas::time::Timestamp;

use super::client::new_id;
use super::serve::{KEY_FILE, serve_until_stopped, write_key};
use super::settings::SettingFlags;
use super::{event, plan};
use crate::bootstrap::{self, Running, admin_key};
use crate::telemetry;

/// Places of the generated arena, and the seed it is drawn from.
const ARENA: (u32, u64) = (20_000, 1);

/// Price of the cheapest level, and how much each better one costs more, in cents.
const PRICES_MINOR: (u64, u64) = (2_500, 1_500);

/// 2030-01-01T19:30:00Z.
const STARTS_AT: Timestamp = Timestamp(1_893_526_200_000);

/// Serves an event that is on sale: on a generated arena of 20,000 places, or on a plan of yours. The same
/// command on the same data folder finds it again. Bounds per address are lifted for this machine.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    flags: SettingFlags,
    /// A plan file: frontrow's own format, a seats.io chart, a pretix seating plan, or CSV.
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
}

impl Demo {
    pub fn run(&self) -> anyhow::Result<()> {
        let (config, _) = self.flags.load(&[("limits.lift_for_loopback", "true")])?;
        telemetry::start(&config.log)?;
        let file = match &self.plan {
            Some(file) => plan::read(file)?,
            None => serde_json::to_vec(&generate(VenueKind::Arena, ARENA.0, ARENA.1)?)?,
        };
        let wanted = Wanted::new(file)?;
        actix_web::rt::System::new().block_on(async {
            let running = bootstrap::start(&config).await?;
            let key_file = config.data.folder.join(KEY_FILE);
            let key = key(&running, &config.data.folder, &key_file).await?;
            let client = HttpClient::new(running.address.into(), Some(key));
            in_force(&client, &key_file).await?;
            let event = wanted.event(&client).await.context("the demo's event cannot be made")?;
            let key_file = key_file.display().to_string();
            let event = event.to_string();
            serve_until_stopped(running, &[("event", &event), ("key_file", &key_file)]).await
        })
    }
}

/// The admin key, kept beside the demo's data for whoever plays with it.
async fn key(running: &Running, folder: &Path, file: &Path) -> anyhow::Result<String> {
    if running.first_key.is_none()
        && let Ok(key) = std::fs::read_to_string(file)
    {
        return Ok(key.trim().to_owned());
    }
    let key = match &running.first_key {
        Some(key) => key.clone(),
        None => admin_key::rotate(folder).await?,
    };
    write_key(&key, file)?;
    Ok(key.reveal())
}

/// Whether the key in the file opens anything: it may have been rotated since.
async fn in_force(client: &HttpClient, file: &Path) -> anyhow::Result<()> {
    match client.bytes(&Call::get("/api/v1/keys?limit=1")).await {
        Err(CallError::Refused { status: 401, .. }) => anyhow::bail!(
            "the key in {0} is not in force any more: put the present one there, or take {0} away, and the demo \
             makes a new one and ends the present",
            file.display()
        ),
        _ => Ok(()),
    }
}

/// The event that the demo is about.
struct Wanted {
    /// The plan file.
    file: Vec<u8>,
    /// Named by the plan and its content, so that it is found again.
    name: String,
    prices: Vec<LevelPriced>,
}

impl Wanted {
    fn new(file: Vec<u8>) -> anyhow::Result<Self> {
        let plan = plan::open(&file, false)?.plan;
        let mark = &blake3::hash(&file).to_hex()[..8];
        let (least, step) = PRICES_MINOR;
        let levels = plan.levels.iter().rev().zip(0..);
        let price = |(level, rank): (&schemas::plan::PriceLevel, u64)| LevelPriced {
            level: level.key.clone(),
            amount_minor: least + step * rank,
        };
        let prices = levels.map(price).collect();
        Ok(Self { name: format!("Demo on {} ({mark})", plan.name), file, prices })
    }

    /// Finds the event or makes it, and opens its sale where that has not happened.
    async fn event(&self, client: &HttpClient) -> anyhow::Result<EventId> {
        let known = event::list(client).await?;
        let lives = |sale| !matches!(sale, SaleState::Ended | SaleState::Cancelled);
        let known = known.into_iter().find(|known| known.name == self.name && lives(known.sale));
        let found = match known {
            Some(known) => known,
            None => self.make(client).await?,
        };
        let step = match found.sale {
            SaleState::OnSale => return Ok(found.event),
            SaleState::Paused => "resume",
            _ => "open",
        };
        event::change_sale(client, found.event, step, new_id()?).await?;
        Ok(found.event)
    }

    async fn make(&self, client: &HttpClient) -> anyhow::Result<schemas::api::events::Event> {
        let made = plan::import::import(client, self.file.clone()).await?;
        let version = plan::publish(client, made, new_id()?).await?;
        let new = NewEvent {
            name: self.name.clone(),
            starts_at: Moment(STARTS_AT),
            about: About::default(),
            plan: version.hash,
            currency: "EUR".to_owned(),
            prices: self.prices.clone(),
            channels: Vec::new(),
            tables: Vec::new(),
            schedule: Schedule::default(),
            terms: SaleTerms::default(),
        };
        event::create(client, &new, new_id()?).await
    }
}
