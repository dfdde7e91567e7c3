//! `frontrow plan`: seating plans of a running server; plan files are drawn and generated without one.

mod delete;
mod diff;
mod generate;
pub mod import;
pub mod issues;

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Subcommand, ValueEnum};
use onsale::client::http::{Call, HttpClient};
use schemas::api::plans::{PlanExported, PlanMade, PlanPage, PlanVersion};
use schemas::ids::{ContentHash, PlanId};
use schemas::plan::limits::IMPORT_BYTES_MAX;
use schemas::plan::{ExportFormat, Import, ImportOptions, draw_svg, export_plan, import_plan};

use super::client::{Connection, new_id};
use super::output;

/// Formats that plans are written in.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ToFormat {
    /// frontrow's own.
    Native,
    /// A seats.io chart.
    Seatsio,
    /// A pretix seating plan.
    Pretix,
}

impl ToFormat {
    const fn format(self) -> ExportFormat {
        match self {
            Self::Native => ExportFormat::Native,
            Self::Seatsio => ExportFormat::Seatsio,
            Self::Pretix => ExportFormat::Pretix,
        }
    }

    /// Its name in the API.
    const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Seatsio => "seatsio",
            Self::Pretix => "pretix",
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Makes a plan of a file: frontrow's own format, a seats.io chart, a pretix seating plan, or a table of
    /// seats as CSV. Prints its id, and all that is wrong. A file with errors makes a draft that cannot be published
    /// before another takes its place.
    Import(import::Import),
    /// Shows again all that is wrong with a plan's draft.
    Issues {
        /// The plan.
        plan: PlanId,
        /// Show notes too, of which nothing needs to be done.
        #[arg(long)]
        notes: bool,
        /// Show what is of this severity alone.
        #[arg(long, value_enum, conflicts_with = "notes")]
        severity: Option<issues::Weight>,
        #[command(flatten)]
        connection: Connection,
    },
    /// Prints a plan in another format, and tells what that format cannot say.
    Export {
        /// A plan file, whatever its format, or a plan of the server.
        plan: String,
        /// The format.
        #[arg(long, value_enum)]
        to: ToFormat,
        /// A published version of the server's plan; left out, its draft.
        #[arg(long, value_name = "HASH")]
        version: Option<ContentHash>,
        /// Mend a file first, where that can be done without deciding anything about the venue.
        #[arg(long)]
        fix: bool,
        /// Show notes too, of which nothing needs to be done.
        #[arg(long)]
        notes: bool,
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
    /// Says what two plan files, or two versions of a plan, differ in, place by place.
    Diff(diff::Diff),
    /// Deletes a plan or a version of it that no event needs.
    Delete(delete::Delete),
    /// Lists plans with their versions.
    List(#[command(flatten)] Connection),
    /// Draws a plan file as SVG; no server is needed.
    Draw {
        /// The file, in any format that is imported.
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
            Self::Import(import) => import.run(),
            Self::Issues { plan, notes, severity, connection } => connection.run(async |client| {
                let severity = severity.map(|severity| format!("?severity={}", severity.name()));
                let path =
                    format!("/api/v1/plans/{plan}/draft/issues{}", severity.as_deref().unwrap_or_default());
                let draft: PlanMade = client.json_at_last(&Call::get(path)).await?;
                issues::show(&draft.issues, &draft.mends, *notes || severity.is_some());
                import::publishable(&draft)
            }),
            Self::Export { plan, to, version, fix, notes, connection } => {
                let file = Path::new(plan);
                if file.exists() {
                    let import = open(&read(file)?, *fix)?;
                    issues::show(&import.issues, &import.mends, *notes);
                    let export = export_plan(&import.plan, to.format())?;
                    issues::show(&export.issues, &[], *notes);
                    output::say(&export.text);
                    return Ok(());
                }
                let id: PlanId =
                    plan.parse().map_err(|_| anyhow::anyhow!("{plan} is neither a file nor a plan"))?;
                connection.run(async |client| {
                    let version = version.map_or_else(String::new, |hash| format!("&version={hash}"));
                    let path = format!("/api/v1/plans/{id}/export?to={}{version}", to.name());
                    let exported: PlanExported = client.json_at_last(&Call::get(path)).await?;
                    issues::show(&exported.issues, &[], *notes);
                    output::say(exported.file.get());
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
                let bytes = read(file)?;
                let drawing: anyhow::Result<String> =
                    output::patiently("drawing", || Ok(draw_svg(&open(&bytes, false)?.plan)));
                output::deliver(&drawing?, out.as_deref())
            }
            Self::Diff(diff) => diff.run(),
            Self::Delete(delete) => delete.run(),
            Self::Generate(generate) => generate.run(),
        }
    }
}

/// The bytes of a plan file: no more than are imported.
pub fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let failed = || format!("cannot read {}", file.display());
    let open = std::fs::File::open(file).with_context(failed)?;
    let mut bytes = Vec::new();
    // One more byte than is allowed, so that a longer file is seen to be longer.
    open.take(IMPORT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).with_context(failed)?;
    Ok(bytes)
}

/// The plan in a file's bytes, whatever format it has.
pub fn open(bytes: &[u8], fix: bool) -> anyhow::Result<Import> {
    let import = import_plan(bytes, ImportOptions { fix, ..ImportOptions::default() });
    if import.is_usable() {
        return Ok(import);
    }
    issues::show(&import.issues, &import.mends, false);
    anyhow::bail!("the file cannot be imported")
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
