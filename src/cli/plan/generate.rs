//! `frontrow plan generate`: the plan of a venue, made from its kind, a number and a seed.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use schemas::plan::{VenueKind, generate};

use crate::cli::output;

/// The same kind, number and seed give the same plan, to the byte.
#[derive(Debug, Args)]
pub struct Generate {
    /// The kind of venue: theatre, hall, arena, stadium or festival.
    kind: VenueKind,
    /// How many places it has, from 200 to 100000: seats, booths, and the units of standing room.
    #[arg(long, value_name = "N")]
    seats: u32,
    /// Varies how it is built.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Writes to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Generate {
    pub fn run(&self) -> anyhow::Result<()> {
        let text = output::patiently("generating", || -> anyhow::Result<String> {
            let plan = generate(self.kind, self.seats, self.seed)?;
            let text = serde_json::to_string(&plan).context("the plan cannot be written as JSON")?;
            Ok(text + "\n")
        });
        output::deliver(&text?, self.out.as_deref())
    }
}
