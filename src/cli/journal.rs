//! `frontrow journal`: looks at a data folder's journal while no server runs on it, and repairs it.

mod effect;

use actors::journal::{
    Certificate, DumpFilter, Finding, Progress, VerifyReport, Weight, apply_repair, certify, dump,
    plan_repair, verify,
};
use actors::ports::disk::Disk;
use anyhow::Context;
use clap::{Args, Subcommand};
use schemas::api::moment::Moment;
use schemas::ids::{EventId, Version};
use schemas::record::decode;

use super::output;
use super::settings::SettingFlags;
use crate::bootstrap::journal::folder;

#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Reads the whole journal and every checkpoint, and says what does not fit. Changes nothing.
    Verify {
        #[command(flatten)]
        flags: SettingFlags,
        /// Certifies this event alone: every record follows from the one before.
        #[arg(long, value_name = "EVENT")]
        event: Option<EventId>,
        /// Lists also what is so wherever the damage named before it is, and may be no damage of its own.
        #[arg(long, conflicts_with = "event")]
        all: bool,
        /// Prints all of it as one JSON object.
        #[arg(long, conflicts_with_all = ["event", "all"])]
        json: bool,
    },
    /// Prints records as JSON, one a line.
    Dump(Dump),
    /// Says what a repair would do; does it with --yes.
    Repair {
        #[command(flatten)]
        flags: SettingFlags,
        /// Does it.
        #[arg(long)]
        yes: bool,
        /// Also cuts what checkpoints cover: those sales are lost.
        #[arg(long)]
        force: bool,
    },
}

/// Which records are printed.
#[derive(Debug, Args)]
pub struct Dump {
    #[command(flatten)]
    flags: SettingFlags,
    /// Of this event only.
    #[arg(long, value_name = "EVENT")]
    event: Option<EventId>,
    /// After this version only.
    #[arg(long, value_name = "VERSION", default_value_t = 0)]
    after: u64,
    /// The records' bytes in hexadecimal, not decoded.
    #[arg(long)]
    raw: bool,
}

impl JournalCommand {
    pub fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Verify { flags, event: None, all, json } => verify_all(flags, *all, *json),
            Self::Verify { flags, event: Some(event), .. } => {
                let certificate = certify(open(flags)?.as_ref(), *event, &mut progress)?;
                show_certificate(&certificate.with_context(|| no_record(*event, Version(0)))?);
                Ok(())
            }
            Self::Dump(dump) => dump.run(),
            Self::Repair { flags, yes, force } => repair(flags, *yes, *force),
        }
    }
}

pub fn open(flags: &SettingFlags) -> anyhow::Result<Box<dyn Disk>> {
    folder(&flags.load(&[])?.0.data.folder)
}

pub fn no_record(event: EventId, after: Version) -> String {
    let after = if after == Version(0) { String::new() } else { format!(" after {after}") };
    format!("the log has no record of {event}{after}")
}

/// Shown while a person waits.
pub fn progress(progress: Progress) {
    if output::is_error_terminal() {
        let Progress { segments, of, records } = progress;
        output::complain(&format!("{segments} of {of} segments, {records} records"));
    }
}

fn verify_all(flags: &SettingFlags, all: bool, as_json: bool) -> anyhow::Result<()> {
    let report = verify(open(flags)?.as_ref(), &mut progress)?;
    if as_json {
        output::say(&json(&report).to_string());
    } else {
        tell(&report, all);
    }
    anyhow::ensure!(report.is_sound(), "the journal is damaged: docs/JOURNAL.md says what can be done");
    if !as_json {
        output::say("sound");
    }
    Ok(())
}

const fn weight(finding: &Finding) -> &'static str {
    match finding.weight {
        Weight::Damage => "damage",
        Weight::Loss => "loss",
        Weight::Remark => "remark",
    }
}

/// What follows from damage that was named is counted, unless it is wanted: one byte in an old segment leaves every
/// later segment and checkpoint without what comes before it.
fn tell(report: &VerifyReport, all: bool) {
    let (told, behind): (Vec<&Finding>, Vec<&Finding>) =
        report.findings.iter().partition(|finding| all || !finding.follows);
    for finding in told {
        output::say(&format!("{}: {}: {}", weight(finding), finding.place, finding.what));
    }
    match behind.as_slice() {
        [] => {}
        [one] => output::say(&format!("and, as may follow from it: {}: {}", one.place, one.what)),
        [first, ..] => output::say(&format!(
            "and {} more places, as may follow from it, the first {}; --all lists them",
            behind.len(),
            first.place
        )),
    }
    let VerifyReport { events, records, segments, archives, checkpoints, end, .. } = report;
    output::say(&format!(
        "events {events}, records {records}, segments {segments} (archived {archives}), checkpoints {checkpoints}; \
         the log ends at {end}"
    ));
}

fn json(report: &VerifyReport) -> serde_json::Value {
    let finding = |finding: &Finding| {
        let Finding { place, what, follows, .. } = finding;
        serde_json::json!({ "weight": weight(finding), "place": place, "what": what, "follows": follows })
    };
    serde_json::json!({
        "sound": report.is_sound(),
        "events": report.events,
        "records": report.records,
        "segments": report.segments,
        "archived": report.archives,
        "checkpoints": report.checkpoints,
        "end": { "segment": report.end.segment, "offset": report.end.offset },
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn show_certificate(certificate: &Certificate) {
    let (first, last) = (certificate.first_version, certificate.last_version);
    output::say(&format!("{}: records {first} to {last} follow from one another", certificate.event));
    output::say(&format!("chain head {}", certificate.head));
}

fn repair(flags: &SettingFlags, yes: bool, force: bool) -> anyhow::Result<()> {
    let disk = open(flags)?;
    let plan = plan_repair(disk.as_ref(), force, &mut progress)?;
    for reason in &plan.reasons {
        output::say(&format!("because: {reason}"));
    }
    if plan.steps.is_empty() {
        output::say("the journal is sound: there is nothing to repair");
        return Ok(());
    }
    if !yes {
        plan.steps.iter().for_each(|step| output::say(&format!("would {step}")));
        anyhow::bail!("nothing was changed; --yes does it. Copy the folder first");
    }
    apply_repair(disk.as_ref(), &plan, |step| output::say(&format!("did: {step}")))?;
    Ok(())
}

impl Dump {
    fn run(&self) -> anyhow::Result<()> {
        let filter = DumpFilter { event: self.event, after: Version(self.after) };
        let decoded: actors::journal::Decode<'_> = &record;
        let decoded = (!self.raw).then_some(decoded);
        let records = dump(open(&self.flags)?.as_ref(), filter, &mut |_| {}, &mut |record| {
            output::say(&record.line(decoded));
            Ok(())
        })?;
        match self.event {
            Some(event) if records == 0 => anyhow::bail!(no_record(event, filter.after)),
            _ => Ok(()),
        }
    }
}

/// A record for people: its kind, its time, and what it says.
fn record(version: Version, bytes: &[u8]) -> Option<String> {
    let record = decode(version, bytes).ok()?;
    let shown = serde_json::json!({
        "kind": record.effect.kind().name(),
        "at": Moment(record.at),
        "cause": record.cause.as_ref().map(effect::cause),
        "effect": effect::effect(&record.effect),
    });
    Some(shown.to_string())
}
