//! `frontrow event repaint` and `capacity`.

use clap::Args;
use onsale::client::http::Call;
use schemas::api::place_name::PlaceName;
use schemas::api::places::{CapacityNow, Repaint, Repainted, SetCapacity, Targets};
use schemas::ids::EventId;

use crate::cli::client::{Connection, new_id};
use crate::cli::output;

/// Places to be repainted.
#[derive(Debug, Args)]
pub struct RepaintPlaces {
    /// The event.
    event: EventId,
    /// The level's key; left out, each place has the one that the plan gives it.
    #[arg(long, value_name = "KEY")]
    to: Option<String>,
    /// Label of a place, such as S-A-1; may be given several times, as all of these.
    #[arg(long = "place", value_name = "LABEL")]
    places: Vec<String>,
    /// Label of a row, such as S-A.
    #[arg(long = "row", value_name = "LABEL")]
    rows: Vec<String>,
    /// Label of a section.
    #[arg(long = "section", value_name = "LABEL")]
    sections: Vec<String>,
    /// Key of the level that places have now.
    #[arg(long = "level", value_name = "KEY")]
    levels: Vec<String>,
    #[command(flatten)]
    connection: Connection,
}

/// An area's capacity.
#[derive(Debug, Args)]
pub struct Capacity {
    /// The event.
    event: EventId,
    /// The area's label.
    area: String,
    /// Units in all.
    units: u32,
    #[command(flatten)]
    connection: Connection,
}

impl RepaintPlaces {
    pub fn run(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let targets = Targets {
                places: self.places.iter().cloned().map(PlaceName::Label).collect(),
                areas: Vec::new(),
                rows: self.rows.clone(),
                sections: self.sections.clone(),
                levels: self.levels.clone(),
            };
            let wanted = Repaint { targets, level: self.to.clone() };
            let path = format!("/api/v1/events/{}/places/repaint", self.event);
            let done: Repainted = client.json_at_last(&Call::post(path, new_id()?).with(&wanted)).await?;
            output::say(&format!("places repainted: {}", done.places));
            Ok(())
        })
    }
}

impl Capacity {
    pub fn run(&self) -> anyhow::Result<()> {
        self.connection.run(async |client| {
            let place = PlaceName::Label(self.area.clone());
            let wanted = SetCapacity { place, capacity: self.units };
            let path = format!("/api/v1/events/{}/places/capacity", self.event);
            let done: CapacityNow = client.json_at_last(&Call::post(path, new_id()?).with(&wanted)).await?;
            output::say(&format!("{} units", done.capacity));
            Ok(())
        })
    }
}
