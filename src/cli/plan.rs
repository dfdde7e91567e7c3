//! `frontrow plan`: seating plans of a running server; plan files are drawn and generated without one.

mod generate;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;
use onsale::client::http::{Call, HttpClient};
use schemas::api::plans::{PlanMade, PlanPage, PlanVersion};
use schemas::ids::PlanId;
use schemas::plan::{SeatingPlan, Severity, draw_svg, parse_plan};
use serde_json::value::RawValue;

use super::client::{Connection, new_id};
use super::output;
use crate::features::plans::import_seatsio;

#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Makes a plan of a file: frontrow's own format, or a seats.io chart. Prints its id.
    Import {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        connection: Connection,
    },
    /// Publishes a plan's draft as an immutable version. Prints its hash.
    Publish {
        /// The plan.
        plan: PlanId,
        #[command(flatten)]
        connection: Connection,
    },
    /// Lists plans with their versions.
    List(#[command(flatten)] Connection),
    /// Draws a plan file as SVG; no server is needed.
    Draw {
        /// The file: frontrow's own format, or a seats.io chart.
        file: PathBuf,
        /// Writes to this file instead of standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Makes the plan of a venue: theatre, hall, arena, stadium or festival; no server is needed.
    Generate(generate::Generate),
}

impl PlanCommand {
    pub fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Import { file, connection } => {
                let text = read(file)?;
                connection.run(async |client| {
                    let made = import(&client, &text, new_id()?).await?;
                    for issue in &made.issues {
                        let weight = if issue.severity == Severity::Error { "error" } else { "warning" };
                        output::complain(&format!("{weight} at {:?}: {}", issue.pointer, issue.advice));
                    }
                    output::say(&made.plan.to_string());
                    Ok(())
                })
            }
            Self::Publish { plan, connection } => connection.run(async |client| {
                let version = publish(&client, *plan, new_id()?).await?;
                output::say(&version.hash.to_string());
                Ok(())
            }),
            Self::List(connection) => connection.run(async |client| list(&client).await),
            Self::Draw { file, out } => {
                let text = read(file)?;
                let drawing: anyhow::Result<String> =
                    output::patiently("drawing", || Ok(draw_svg(&open(&text)?)));
                output::deliver(&drawing?, out.as_deref())
            }
            Self::Generate(generate) => generate.run(),
        }
    }
}

/// The text of a plan file.
pub fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The plan in a text, whatever format it has.
pub fn open(text: &str) -> anyhow::Result<SeatingPlan> {
    if is_native(text) {
        return parse_plan(text).map_err(|issue| anyhow::anyhow!("{}: {}", issue.value, issue.advice));
    }
    let import = import_seatsio(text);
    if let Some(issue) = import.issues.iter().find(|issue| issue.severity == Severity::Error) {
        anyhow::bail!("the file cannot be imported: at {:?}: {}", issue.pointer, issue.advice);
    }
    Ok(import.plan)
}

/// Whether the text says that it is of frontrow's own format.
fn is_native(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        format: Option<String>,
    }
    let head: Result<Head, _> = serde_json::from_str(text);
    head.is_ok_and(|head| head.format.is_some_and(|format| format.starts_with("frontrow-plan/")))
}

/// Makes a plan of the text of a file.
pub async fn import(client: &HttpClient, text: &str, id: String) -> anyhow::Result<PlanMade> {
    let path = if is_native(text) { "/api/v1/plans" } else { "/api/v1/plans/import?format=seatsio" };
    // The text travels as it is: it is the file that issues point into.
    let body: &RawValue = serde_json::from_str(text).context("the file is no JSON")?;
    Ok(client.json_at_last(&Call::post(path, id).with(&body)).await?)
}

/// Publishes a plan's draft.
pub async fn publish(client: &HttpClient, plan: PlanId, id: String) -> anyhow::Result<PlanVersion> {
    Ok(client.json_at_last(&Call::post(format!("/api/v1/plans/{plan}/publish"), id)).await?)
}

async fn list(client: &HttpClient) -> anyhow::Result<()> {
    let mut path = "/api/v1/plans?limit=200".to_owned();
    loop {
        let page: PlanPage = client.json_at_last(&Call::get(path)).await?;
        for plan in page.plans {
            output::say(&format!("{}  {}", plan.plan, plan.name));
            for version in plan.versions {
                let (number, hash) = (version.number, version.hash);
                output::say(&format!(
                    "  version {number}  {hash}  {} places, {} units",
                    version.places, version.units
                ));
            }
        }
        let Some(next) = page.next else { return Ok(()) };
        path = format!("/api/v1/plans?limit=200&after={next}");
    }
}
