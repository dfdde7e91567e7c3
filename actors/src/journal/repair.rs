//! `frontrow journal repair`: makes a damaged log start again, by rebuilding what can be rebuilt and cutting
//! the rest. States every step first; keeps every byte it cuts in a file beside; refuses to cut what a
//! checkpoint covers unless it is told to.

use std::collections::BTreeMap;
use std::fmt;

use schemas::ids::{EventId, Version};

use super::checkpoints::{self, CHECKPOINTS};
use super::closing;
use super::covered::{self, Covered};
use super::layout::{HEADER_BYTES, Position, SEGMENTS, SegmentHeader, Trailer};
use super::options::OpenError;
use super::recovery::zero;
use super::released::Released;
use super::scan::Found;
use super::survey::{ShowProgress, Survey, Surveyed, survey};
use crate::ports::disk::Disk;
use crate::ports::journal::JournalError;

/// Where what was cut is kept.
pub const REPAIRED: &str = "repaired";

/// One thing a repair does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepairStep {
    /// Writes a closed segment's index anew from its groups, which are all there. Nothing is lost.
    RebuildIndex {
        /// Which segment.
        segment: u64,
        /// Where its groups end.
        offset: u64,
    },
    /// Fills a file that was cut short with zeros up to its length.
    Extend {
        /// File name.
        name: String,
        /// From this length.
        from: u64,
        /// To this length.
        to: u64,
    },
    /// Copies a segment's bytes from a position on to a file beside and zeroes them.
    Cut {
        /// From where.
        from: Position,
        /// How many bytes that are not zero lie there, at most.
        bytes: u64,
        /// Where they are kept.
        kept_in: String,
    },
    /// Moves a whole file out of the way.
    SetAside {
        /// File name.
        name: String,
        /// Where it is kept.
        kept_in: String,
    },
    /// Lowers the position that checkpoints cover.
    LowerCovered {
        /// From there.
        from: Position,
        /// To the new end of the log.
        to: Position,
    },
}

impl fmt::Display for RepairStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RebuildIndex { segment, offset } => {
                write!(
                    formatter,
                    "write the index of segment {segment} anew at offset {offset}; nothing is lost"
                )
            }
            Self::Extend { name, from, to } => {
                write!(formatter, "fill {name} with zeros from {from} to {to} bytes")
            }
            Self::Cut { from, bytes, kept_in } => {
                write!(formatter, "cut {bytes} bytes at {from}, keeping them in {kept_in}")
            }
            Self::SetAside { name, kept_in } => write!(formatter, "move {name} to {kept_in}"),
            Self::LowerCovered { from, to } => {
                write!(formatter, "lower the covered position from {from} to {to}")
            }
        }
    }
}

/// What a repair does, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepairPlan {
    /// In order; empty where nothing is to be done.
    pub steps: Vec<RepairStep>,
    /// Where the log ends afterwards, where something is cut.
    pub cut_at: Option<Position>,
    /// The damage that each step is for.
    pub reasons: Vec<String>,
}

/// Why a repair was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RepairError {
    /// It would cut what a checkpoint covers.
    #[error(
        "the log would end at {cut}, and checkpoints cover it up to {covered}: restore a backup, or force it and \
         lose those sales"
    )]
    Covered {
        /// Where the log would end.
        cut: Position,
        /// How far checkpoints cover it.
        covered: Position,
    },
    /// The damage is in an archive: only a backup has its records.
    #[error("{0} is damaged: restore it from a backup")]
    Archive(String),
    /// The journal could not be read, or a step failed.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Finds out what must be done. Changes nothing.
///
/// # Errors
/// `Covered` unless `force` is set, `Archive`, `Open`.
pub fn plan(disk: &dyn Disk, force: bool, progress: ShowProgress<'_>) -> Result<RepairPlan, RepairError> {
    let survey = survey(disk, progress, &mut |_| Ok(()))?;
    let mut plan = RepairPlan::default();
    let mut cut = plan_segments(&survey, disk, &mut plan)?;
    let covered = covered::read(disk)?;
    if let Some(covered) = covered.filter(|covered| *covered > cut.unwrap_or(survey.end)) {
        let end = cut.unwrap_or(survey.end);
        if !force {
            return Err(RepairError::Covered { cut: end, covered });
        }
        plan.reasons.push(format!("checkpoints cover the log up to {covered}"));
        plan.steps.push(RepairStep::LowerCovered { from: covered, to: end });
        cut = Some(end);
    }
    if let Some(cut) = cut {
        let kept = last_versions(disk, cut)?;
        set_checkpoints_aside(disk, &kept, &mut plan)?;
    }
    plan.cut_at = cut;
    Ok(plan)
}

/// The steps for the segments; returns where the log is cut, if it is.
fn plan_segments(
    survey: &Survey,
    disk: &dyn Disk,
    plan: &mut RepairPlan,
) -> Result<Option<Position>, RepairError> {
    let mut cut: Option<Position> = None;
    let mut expected = survey.released.until + 1;
    for (at, surveyed) in survey.segments.iter().enumerate() {
        let number = surveyed.kept.number;
        if expected < number && cut.is_none() {
            plan.reasons.push(format!("segment {expected} is missing"));
            cut = Some(Position { segment: expected, offset: 0 });
        }
        expected = number + 1;
        if cut.is_some() {
            plan.steps.push(set_aside(surveyed));
            continue;
        }
        let has_more = survey.segments[at + 1..].iter().any(|later| !later.is_blank());
        if let Some((offset, what)) = &surveyed.damage {
            if surveyed.kept.is_archived {
                return Err(RepairError::Archive(surveyed.name.clone()));
            }
            plan.reasons.push(format!("{} offset {offset}: {what}", surveyed.name));
            cut = plan_damage(surveyed, disk, *offset, plan)?;
        } else if has_more && !surveyed.has_index {
            plan.reasons.push(format!("{} has lost its index", surveyed.name));
            plan.steps.push(RepairStep::RebuildIndex { segment: number, offset: surveyed.end.offset });
        }
    }
    Ok(cut)
}

/// The step for a segment with something in it that does not fit.
fn plan_damage(
    surveyed: &Surveyed,
    disk: &dyn Disk,
    offset: u64,
    plan: &mut RepairPlan,
) -> Result<Option<Position>, RepairError> {
    let number = surveyed.kept.number;
    let Some(segment) = &surveyed.segment else {
        plan.steps.push(set_aside(surveyed));
        return Ok(Some(Position { segment: number, offset: 0 }));
    };
    if matches!(surveyed.end.found, Found::Index { .. }) && offset == surveyed.end.offset {
        plan.steps.push(RepairStep::RebuildIndex { segment: number, offset });
        return Ok(None);
    }
    if offset == 0 {
        plan.steps.push(set_aside(surveyed));
        return Ok(Some(Position { segment: number, offset: 0 }));
    }
    let length = disk
        .open(&surveyed.name, false)
        .and_then(|file| file.length())
        .map_err(|error| OpenError::disk(&surveyed.name, &error))?;
    let to = segment.header.capacity;
    if length < to {
        plan.steps.push(RepairStep::Extend { name: surveyed.name.clone(), from: length, to });
    }
    let from =
        Position { segment: number, offset: offset.max(HEADER_BYTES).min(surveyed.end.offset.max(offset)) };
    let kept_in = format!("{REPAIRED}/{number:010}-{:010}.bytes", from.offset);
    plan.steps.push(RepairStep::Cut { from, bytes: length.saturating_sub(from.offset), kept_in });
    Ok(Some(from))
}

fn set_aside(surveyed: &Surveyed) -> RepairStep {
    let file = surveyed.name.rsplit('/').next().unwrap_or_default();
    RepairStep::SetAside { name: surveyed.name.clone(), kept_in: format!("{REPAIRED}/{file}") }
}

/// Each event's last version in front of `cut`.
fn last_versions(disk: &dyn Disk, cut: Position) -> Result<BTreeMap<EventId, Version>, OpenError> {
    let released = Released::read(disk)?;
    let mut last: BTreeMap<EventId, Version> =
        released.events.iter().map(|(event, (version, _))| (*event, *version)).collect();
    survey(disk, &mut |_| {}, &mut |met| {
        if (Position { segment: met.segment, offset: met.offset }) < cut {
            last.insert(met.header.event, met.header.last_version());
        }
        Ok(())
    })?;
    Ok(last)
}

fn set_checkpoints_aside(
    disk: &dyn Disk,
    kept: &BTreeMap<EventId, Version>,
    plan: &mut RepairPlan,
) -> Result<(), OpenError> {
    let names = disk.list(CHECKPOINTS).map_err(|error| OpenError::disk(CHECKPOINTS, &error))?;
    for event in names.iter().filter_map(|name| name.parse::<EventId>().ok()) {
        let last = kept.get(&event).copied().unwrap_or_default();
        for version in checkpoints::versions(disk, event)?.into_iter().filter(|version| *version > last) {
            let name = checkpoints::name(event, version);
            let kept_in = format!("{REPAIRED}/{event}-{:020}.checkpoint", version.0);
            plan.steps.push(RepairStep::SetAside { name, kept_in });
        }
    }
    Ok(())
}

/// Does what a plan says, each step durable before the next.
///
/// # Errors
/// `Disk` where a step fails: plan and apply again.
pub fn apply(disk: &dyn Disk, plan: &RepairPlan, mut show: impl FnMut(&RepairStep)) -> Result<(), OpenError> {
    for step in &plan.steps {
        show(step);
        apply_step(disk, step)?;
    }
    Ok(())
}

fn apply_step(disk: &dyn Disk, step: &RepairStep) -> Result<(), OpenError> {
    let done = match step {
        RepairStep::RebuildIndex { segment, offset } => return rebuild_index(disk, *segment, *offset),
        RepairStep::Extend { name, from, to } => extend(disk, name, *from, *to),
        RepairStep::Cut { from, kept_in, .. } => cut(disk, *from, kept_in),
        RepairStep::SetAside { name, kept_in } => disk.rename(name, kept_in).and_then(|()| {
            disk.sync_folder(REPAIRED)?;
            disk.sync_folder(name.rsplit_once('/').map_or("", |(folder, _)| folder))?;
            disk.sync_folder("")
        }),
        RepairStep::LowerCovered { to, .. } => Covered::open(disk).and_then(|mut covered| covered.set(*to)),
    };
    done.map_err(|error| OpenError::disk(&step.to_string(), &error))
}

fn extend(disk: &dyn Disk, name: &str, from: u64, to: u64) -> std::io::Result<()> {
    let file = disk.open(name, false)?;
    zero(file.as_ref(), from, to)?;
    file.sync()
}

fn cut(disk: &dyn Disk, from: Position, kept_in: &str) -> std::io::Result<()> {
    let file = disk.open(&SegmentHeader::name(from.segment), false)?;
    let length = file.length()?;
    let mut bytes = vec![0; usize::try_from(length - from.offset).map_err(std::io::Error::other)?];
    file.read_at(&mut bytes, from.offset)?;
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let side = disk.create(kept_in)?;
    side.write_at(&bytes[..used], 0)?;
    side.sync()?;
    disk.sync_folder(REPAIRED)?;
    disk.sync_folder("")?;
    zero(file.as_ref(), from.offset, length)?;
    file.sync()
}

fn rebuild_index(disk: &dyn Disk, number: u64, offset: u64) -> Result<(), OpenError> {
    let name = SegmentHeader::name(number);
    let survey = survey(disk, &mut |_| {}, &mut |_| Ok(()))?;
    let surveyed = survey.segments.iter().find(|surveyed| surveyed.kept.number == number);
    let Some((surveyed, segment)) = surveyed.and_then(|found| Some((found, found.segment.as_ref()?))) else {
        return Err(JournalError::Corrupt { place: name, what: "it cannot be opened".to_owned() }.into());
    };
    let mut frame = Vec::new();
    let (index_bytes, _) = closing::index_frame(&segment.header, offset, &surveyed.entries, &mut frame);
    let trailer = Trailer { index_offset: offset, index_bytes }.encode(&segment.header.id);
    let write = || {
        let file = disk.open(&name, false)?;
        zero(file.as_ref(), offset, segment.header.capacity)?;
        file.write_at(&frame, offset)?;
        file.write_at(&trailer, segment.header.limit())?;
        file.sync()?;
        disk.sync_folder(SEGMENTS)
    };
    write().map_err(|error| OpenError::disk(&name, &error))
}
