//! `frontrow plan import`: a plan of a file, or another draft of one.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use onsale::client::http::{Call, HttpClient};
use schemas::api::plans::PlanMade;
use schemas::ids::PlanId;

use super::super::client::{Connection, new_id};
use super::super::output;
use super::{issues, read};

/// Formats of plan files.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FileFormat {
    /// frontrow's own.
    Native,
    /// A seats.io chart.
    Seatsio,
    /// A pretix seating plan.
    Pretix,
    /// A table of seats.
    Csv,
}

impl FileFormat {
    /// Its name in the API.
    const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Seatsio => "seatsio",
            Self::Pretix => "pretix",
            Self::Csv => "csv",
        }
    }
}

/// Which file, and how it is read.
#[derive(Debug, Args)]
pub struct Import {
    /// The file.
    file: PathBuf,
    /// Put it in the place of this plan's draft, whatever that is by now; left out, it makes a plan.
    #[arg(long, value_name = "PLAN")]
    into: Option<PlanId>,
    /// The file's format; left out, the file tells.
    #[arg(long, value_enum)]
    format: Option<FileFormat>,
    /// Mend what can be mended without deciding anything about the venue, and list it.
    #[arg(long)]
    fix: bool,
    /// The plan's name; left out, the file's own.
    #[arg(long)]
    name: Option<String>,
    /// Show notes too, of which nothing needs to be done.
    #[arg(long)]
    notes: bool,
    #[command(flatten)]
    connection: Connection,
}

impl Import {
    pub fn run(&self) -> anyhow::Result<()> {
        let bytes = read(&self.file)?;
        let query = self.query();
        self.connection.run(async |client| {
            let call = match self.into {
                Some(plan) => {
                    Call::put(format!("/api/v1/plans/{plan}/draft?{query}")).only_if("*".to_owned())
                }
                None => Call::post(format!("/api/v1/plans/import?{query}"), new_id()?),
            };
            let made: PlanMade = client.json_at_last(&with_file(call, bytes)).await?;
            issues::show(&made.issues, &made.mends, self.notes);
            output::say(&made.plan.to_string());
            publishable(&made)
        })
    }

    /// What is asked, as it stands behind the `?`.
    fn query(&self) -> String {
        let format = self.format.map(|format| format!("format={}", format.name()));
        let fix = self.fix.then(|| "fix=true".to_owned());
        let name = self.name.as_ref().map(|name| {
            let escape = |byte: u8| match byte {
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            };
            format!("name={}", name.bytes().map(escape).collect::<String>())
        });
        [format, fix, name].into_iter().flatten().collect::<Vec<_>>().join("&")
    }
}

/// Makes a plan of a file that was looked at before.
pub async fn import(client: &HttpClient, file: Vec<u8>) -> anyhow::Result<PlanId> {
    let call = with_file(Call::post("/api/v1/plans/import", new_id()?), file);
    let made: PlanMade = client.json_at_last(&call).await?;
    issues::show(&made.issues, &made.mends, false);
    Ok(made.plan)
}

/// It travels as it is: it is the file that issues point into.
fn with_file(call: Call, bytes: Vec<u8>) -> Call {
    let begin = bytes.trim_ascii_start().first();
    let kind = if begin.is_some_and(|byte| b"{[".contains(byte)) { "application/json" } else { "text/csv" };
    call.with_file(bytes, kind)
}

/// Whether the draft can be published.
///
/// # Errors
/// It cannot, and how to go on.
pub fn publishable(draft: &PlanMade) -> anyhow::Result<()> {
    let plan = draft.plan;
    let errors = match draft.issue_counts.error {
        0 => return Ok(()),
        1 => "an error".to_owned(),
        errors => format!("{errors} errors"),
    };
    anyhow::bail!(
        "{plan} is a draft with {errors} and cannot be published yet: mend the file, then frontrow plan import FILE \
         --into {plan}"
    )
}
