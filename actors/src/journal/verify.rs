//! `frontrow journal verify`: reads everything and says what does not fit.

use std::collections::BTreeMap;

use schemas::ids::{ContentHash, EventId, Version};

use super::checkpoints::{self, CHECKPOINTS};
use super::covered;
use super::entry::chain_over_first;
use super::layout::Position;
use super::options::OpenError;
use super::scan::Found;
use super::survey::{Met, ShowProgress, Survey, Surveyed, survey};
use crate::ports::disk::Disk;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Something durable is damaged or gone.
    Damage,
    /// A copy is damaged of which there is another, or of what the log still has.
    Loss,
    /// What a crash leaves and the next start tidies up.
    Remark,
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub weight: Weight,
    /// File and offset.
    pub place: String,
    /// What.
    pub what: String,
    /// Whether it is so wherever damage found before it is, and may be no damage of its own.
    pub follows: bool,
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Segments, archives included.
    pub segments: usize,
    /// Archives among them.
    pub archives: usize,
    /// Events with records.
    pub events: usize,
    /// Records, every one checked by its frame and its chain.
    pub records: u64,
    /// Sound checkpoints whose chain head agrees with the log.
    pub checkpoints: usize,
    /// End of the log.
    pub end: Position,
    /// Each event's last version and its chain's head there.
    pub tails: BTreeMap<EventId, (Version, ContentHash)>,
    /// What does not fit, in the order of the log.
    pub findings: Vec<Finding>,
}

impl VerifyReport {
    /// Whether nothing durable is damaged.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damage().is_none()
    }

    /// The first thing durable that is damaged.
    #[must_use]
    pub fn damage(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.weight == Weight::Damage)
    }

    fn find(&mut self, weight: Weight, place: impl Into<String>, what: impl Into<String>) {
        self.findings.push(Finding { weight, place: place.into(), what: what.into(), follows: false });
    }

    /// Damage that is one of its own only where none was found before it.
    fn find_behind(&mut self, place: impl Into<String>, what: impl Into<String>) {
        let follows = !self.is_sound();
        self.findings.push(Finding {
            weight: Weight::Damage,
            place: place.into(),
            what: what.into(),
            follows,
        });
    }
}

/// The chain's heads by event and version.
pub(super) type Saved = BTreeMap<(EventId, Version), ContentHash>;

/// Reads the whole journal. Changes nothing; wants the folder's lock held by the caller.
///
/// # Errors
/// `Format`, `Disk`, or `Log` where what was let go of is not known any more; everything else is a finding.
pub fn verify(disk: &dyn Disk, progress: ShowProgress<'_>) -> Result<VerifyReport, OpenError> {
    let mut report = VerifyReport::default();
    let saved = saved_heads(disk, None, &mut report)?;
    let mut heads = Saved::new();
    let survey = survey(disk, progress, &mut |met| {
        note_heads(met, &saved, &mut heads);
        Ok(())
    })?;
    report.segments = survey.segments.len();
    report.archives = survey.segments.iter().filter(|surveyed| surveyed.kept.is_archived).count();
    report.events = survey.tails.len();
    report.records = survey.records;
    report.end = survey.end;
    report.tails.clone_from(&survey.tails);
    check_segments(&survey, &mut report);
    check_checkpoints(&survey, &saved, &heads, &mut report);
    if let Some(covered) = covered::read(disk)?.filter(|covered| *covered > survey.end) {
        let what = format!("a checkpoint covers {covered}, and the log ends at {}", survey.end);
        report.find_behind(covered::COVERED, what);
    }
    Ok(report)
}

/// The chain heads that checkpoints carry; damaged ones become findings.
pub(super) fn saved_heads(
    disk: &dyn Disk,
    only: Option<EventId>,
    report: &mut VerifyReport,
) -> Result<Saved, OpenError> {
    let mut saved = Saved::new();
    let names = disk.list(CHECKPOINTS).map_err(|error| OpenError::disk(CHECKPOINTS, &error))?;
    let events = names.iter().filter_map(|name| name.parse::<EventId>().ok());
    for event in events.filter(|event| only.is_none_or(|only| only == *event)) {
        for version in checkpoints::versions(disk, event)? {
            let name = checkpoints::name(event, version);
            match checkpoints::read(disk, &name)? {
                Ok(read) if read.checkpoint.event == event && read.checkpoint.version == version => {
                    saved.insert((event, version), read.head);
                }
                Ok(_) => report.find(Weight::Loss, name, "it is of another event or version"),
                Err(what) => report.find(Weight::Loss, name, what),
            }
        }
    }
    Ok(saved)
}

/// Notes the chain's head at each version that a checkpoint stands at.
pub(super) fn note_heads(met: &Met<'_>, saved: &Saved, heads: &mut Saved) {
    let (event, first) = (met.header.event, met.header.first_version);
    for (key, _) in saved.range((event, first)..=(event, met.header.last_version())) {
        let count = u32::try_from(key.1.0 - first.0 + 1).unwrap_or(u32::MAX);
        if let Some(head) = chain_over_first(&met.before, met.records, count) {
            heads.insert(*key, head);
        }
    }
}

pub(super) fn check_segments(survey: &Survey, report: &mut VerifyReport) {
    let mut expected = survey.released.until + 1;
    for (at, surveyed) in survey.segments.iter().enumerate() {
        while expected < surveyed.kept.number {
            report.find(Weight::Damage, format!("segment {expected}"), "it is missing");
            expected += 1;
        }
        expected += 1;
        let place = |offset| format!("{} offset {offset}", surveyed.name);
        if let Some((offset, what)) = &surveyed.damage {
            if surveyed.is_cut_off {
                report.find_behind(place(*offset), what.clone());
            } else {
                report.find(Weight::Damage, place(*offset), what.clone());
            }
            continue;
        }
        let later = &survey.segments[at + 1..];
        let must_be_closed = later.len() > 1 || later.iter().any(|later| !later.is_blank());
        let is_closed = surveyed.has_index;
        if must_be_closed && !is_closed {
            report.find(Weight::Damage, place(surveyed.end.offset), "an older segment without its index");
        } else {
            remark(surveyed, report);
        }
    }
}

fn remark(surveyed: &Surveyed, report: &mut VerifyReport) {
    let end = surveyed.end;
    let place = format!("{} offset {}", surveyed.name, end.offset);
    match end.found {
        Found::Nothing if surveyed.remains.end > 0 => {
            let bytes = surveyed.remains.end - end.offset;
            let what = format!(
                "{bytes} bytes of a last group that is not whole and that no seal follows: never acknowledged, \
                 or damaged before its seal landed; the next start zeroes them"
            );
            report.find(Weight::Remark, place, what);
        }
        Found::Index { .. } if !surveyed.has_index => {
            report.find(Weight::Remark, place, "its closing was interrupted; the next start ends it");
        }
        _ => {}
    }
}

pub(super) fn check_checkpoints(survey: &Survey, saved: &Saved, heads: &Saved, report: &mut VerifyReport) {
    for ((event, version), head) in saved {
        let name = checkpoints::name(*event, *version);
        let last = survey.tails.get(event).map_or(Version(0), |tail| tail.0);
        let at_release = survey.released.events.get(event).filter(|released| released.0 == *version);
        match heads.get(&(*event, *version)).or(at_release.map(|released| &released.1)) {
            Some(found) if found == head => report.checkpoints += 1,
            Some(_) => report.find_behind(name, "the log's chain has another head at its version"),
            None if *version > last => {
                report.find_behind(name, format!("the log of {event} ends at {last}, below it"));
            }
            None => report.find(Weight::Remark, name, "the records it covers are no longer kept"),
        }
    }
}
