//! One event's log, read whole: every record follows from the one before, and checkpoints stand on it.

use schemas::ids::{ContentHash, EventId, Version};

use super::checkpoints;
use super::entry::chain_link;
use super::options::OpenError;
use super::survey::{Met, ShowProgress, survey};
use super::verify::{
    Saved, VerifyReport, Weight, check_checkpoints, check_segments, note_heads, saved_heads,
};
use crate::ports::disk::Disk;
use crate::ports::journal::{Checkpoint, JournalError, RecordSlices};

/// One event's log, certified: every record follows from the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Which event.
    pub event: EventId,
    /// The first record that is kept.
    pub first_version: Version,
    /// The last record.
    pub last_version: Version,
    /// The chain's head after it: equal for equal logs only.
    pub head: ContentHash,
    /// Checkpoints that carry the same head at their version.
    pub checkpoints: Vec<Version>,
}

/// One record of the event that is certified.
#[derive(Clone, Copy, Debug)]
pub struct CertifiedRecord<'a> {
    /// Its version.
    pub version: Version,
    /// The chain's link after it.
    pub link: ContentHash,
    /// Encoded.
    pub bytes: &'a [u8],
    /// The checkpoint that was saved after it, where one is kept and its checksum fits.
    pub checkpoint: Option<&'a Checkpoint>,
}

/// Sees the records in order. It may end the walk by an error of its own.
pub type VisitCertified<'a> = &'a mut dyn FnMut(&CertifiedRecord<'_>) -> Result<(), JournalError>;

/// Certifies one event alone; none where the log has no record of it.
///
/// # Errors
/// `Log` with `Corrupt` where a record does not follow from the one before, a record is missing or a checkpoint
/// carries another head; `Format`, `Disk`.
pub fn certify(
    disk: &dyn Disk,
    event: EventId,
    progress: ShowProgress<'_>,
) -> Result<Option<Certificate>, OpenError> {
    certify_each(disk, event, progress, &mut |_| Ok(()))
}

/// The same; `visit` sees each record that follows from the one before, up to the first that does not.
///
/// # Errors
/// As [`certify`]; what `visit` returns.
pub fn certify_each(
    disk: &dyn Disk,
    event: EventId,
    progress: ShowProgress<'_>,
    visit: VisitCertified<'_>,
) -> Result<Option<Certificate>, OpenError> {
    let mut report = VerifyReport::default();
    let saved = saved_heads(disk, Some(event), &mut report)?;
    let mut heads = Saved::new();
    let mut walk = Walk { disk, event, saved: &saved, first: None, last: None, is_whole: true };
    let survey = survey(disk, progress, &mut |met| {
        if met.header.event == event {
            note_heads(met, &saved, &mut heads);
            walk.entry(met, &mut *visit)?;
        }
        Ok(())
    })?;
    let first_version = walk.first;
    check_segments(&survey, &mut report);
    check_checkpoints(&survey, &saved, &heads, &mut report);
    if let Some(finding) = report.findings.into_iter().find(|finding| finding.weight == Weight::Damage) {
        return Err(JournalError::Corrupt { place: finding.place, what: finding.what }.into());
    }
    let Some((last_version, head)) = survey.tails.get(&event).copied() else { return Ok(None) };
    let first_version = first_version.unwrap_or(last_version.next());
    let checkpoints = heads.keys().map(|(_, version)| *version).collect();
    Ok(Some(Certificate { event, first_version, last_version, head, checkpoints }))
}

/// The event's records as the survey meets them.
struct Walk<'a> {
    disk: &'a dyn Disk,
    event: EventId,
    saved: &'a Saved,
    first: Option<Version>,
    last: Option<Version>,
    /// Nothing was met yet that does not follow. What does is the survey's to name.
    is_whole: bool,
}

impl Walk<'_> {
    fn entry(&mut self, met: &Met<'_>, visit: VisitCertified<'_>) -> Result<(), JournalError> {
        let header = met.header;
        self.first.get_or_insert(header.first_version);
        let mut links = Vec::new();
        let mut slices = RecordSlices::new(met.records);
        for record in slices.by_ref() {
            links.push((chain_link(links.last().map_or(&met.before, |(link, _)| link), record), record));
        }
        self.is_whole &= self.last.is_none_or(|last| last.next() == header.first_version)
            && slices.rest().is_empty()
            && links.len() == header.count as usize
            && links.last().is_some_and(|(link, _)| *link == header.head);
        if !self.is_whole {
            return Ok(());
        }
        self.last = Some(header.last_version());
        let mut version = header.first_version;
        for (link, bytes) in links {
            let is_saved = self.saved.contains_key(&(self.event, version));
            let saved = if is_saved { checkpoints::sound(self.disk, self.event, version)? } else { None };
            let checkpoint = saved.as_ref().map(|saved| &saved.checkpoint);
            visit(&CertifiedRecord { version, link, bytes, checkpoint })?;
            version = version.next();
        }
        Ok(())
    }
}
