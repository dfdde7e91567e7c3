//! `frontrow event certify`: that no place was sold twice, from the log alone.

use std::path::{Path, PathBuf};

use actors::certify::certify_event;
use anyhow::Context;
use clap::Args;
use schemas::api::certificate::{CERTIFICATE_FORMAT, EventCertificate};
use schemas::ids::{EventId, Version};
use serde_json::Value;

use super::super::journal::{no_record, open, progress};
use super::super::output;
use super::super::settings::SettingFlags;
use crate::bootstrap::journal::plans;

/// Which event, and what to compare it with.
#[derive(Debug, Args)]
pub struct Certify {
    /// The event.
    event: EventId,
    /// A certificate from before: says whether the log still holds what it certified.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    #[command(flatten)]
    flags: SettingFlags,
}

impl Certify {
    pub fn run(&self) -> anyhow::Result<()> {
        let Some(file) = &self.against else {
            let certificate = self.certify(None)?;
            output::say(&serde_json::to_string_pretty(&certificate)?);
            return Ok(());
        };
        let before = read(file)?;
        let event = before.event;
        anyhow::ensure!(event == self.event, "{} is of {event}, not of {}", file.display(), self.event);
        let found = self.certify(Some(before.version))?;
        if let Some(other) = first_difference(&before, &found)? {
            anyhow::bail!("the log does not hold what {} certifies: {other}", file.display());
        }
        output::say(&format!("{event}: the log holds what was certified up to {}", before.version));
        output::say(&format!("chain head {}", found.chain_head));
        Ok(())
    }

    fn certify(&self, until: Option<Version>) -> anyhow::Result<EventCertificate> {
        let disk = open(&self.flags)?;
        let plans = plans(&self.flags.load(&[])?.0.data.folder)?;
        let certificate = certify_event(disk.as_ref(), plans.as_ref(), self.event, until, &mut progress)
            .with_context(|| format!("{} is not certified", self.event))?;
        certificate.with_context(|| no_record(self.event, Version(0)))
    }
}

fn read(file: &Path) -> anyhow::Result<EventCertificate> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let certificate: EventCertificate =
        serde_json::from_str(&text).with_context(|| format!("{} is no certificate", file.display()))?;
    let format = &certificate.format;
    anyhow::ensure!(
        format == CERTIFICATE_FORMAT,
        "{} has format {format}; this frontrow reads {CERTIFICATE_FORMAT}",
        file.display()
    );
    Ok(certificate)
}

/// The first field that differs. How much was checked is not compared: checkpoints come and go.
fn first_difference(before: &EventCertificate, found: &EventCertificate) -> anyhow::Result<Option<String>> {
    let (Value::Object(before), Value::Object(found)) =
        (serde_json::to_value(before)?, serde_json::to_value(found)?)
    else {
        return Ok(None);
    };
    let differing = before.iter().find(|(name, value)| *name != "checked" && found.get(*name) != Some(value));
    Ok(differing.map(|(name, value)| {
        let now = found.get(name).unwrap_or(&Value::Null);
        format!("`{name}` is {now}, and {value} in the certificate")
    }))
}
