//! Reading a whole journal without changing it: what each segment holds, and the first thing in it that does
//! not fit. `verify` reports it, `repair` plans by it, `dump` and `certify` look on.

use std::collections::BTreeMap;

use schemas::ids::{ContentHash, EventId, Version};

use super::entry::{EntryHeader, chain_begin, chain_over};
use super::layout::{FORMAT, HEADER_BYTES, Position, SegmentHeader};
use super::opening::{self, Kept};
use super::options::OpenError;
use super::released::Released;
use super::scan::{self, End, Found, Remains};
use super::segment::Segment;
use super::segment_index::{IndexEntry, index_body, note_entry, read_entries};
use crate::ports::disk::Disk;
use crate::ports::journal::JournalError;

/// How far a walk over the journal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Segments walked.
    pub segments: usize,
    /// Segments in all.
    pub of: usize,
    /// Records seen.
    pub records: u64,
}

/// Called after each segment.
pub type ShowProgress<'a> = &'a mut dyn FnMut(Progress);

/// One entry as the survey meets it.
pub(super) struct Met<'a> {
    pub segment: u64,
    pub offset: u64,
    pub header: &'a EntryHeader,
    pub records: &'a [u8],
    /// The chain's head before its first record.
    pub before: ContentHash,
}

/// What was found in one segment.
pub(super) struct Surveyed {
    pub kept: Kept,
    pub name: String,
    /// `None` where the segment could not be opened.
    pub segment: Option<Segment>,
    pub end: End,
    pub remains: Remains,
    pub entries: BTreeMap<EventId, IndexEntry>,
    /// Whether trailer and index are there and say what the groups say.
    pub has_index: bool,
    /// The first thing that does not fit, with the offset of its frame.
    pub damage: Option<(u64, String)>,
    /// Whether that is no more than not going on where what was read before it ended: as it must be where the
    /// segment before is damaged.
    pub is_cut_off: bool,
}

impl Surveyed {
    fn new(kept: Kept) -> Self {
        let name = if kept.is_archived {
            super::archive::Archive::name_of(kept.number)
        } else {
            SegmentHeader::name(kept.number)
        };
        Self {
            kept,
            name,
            segment: None,
            end: End { offset: HEADER_BYTES, found: Found::Nothing },
            remains: Remains::default(),
            entries: BTreeMap::new(),
            has_index: false,
            damage: None,
            is_cut_off: false,
        }
    }

    pub const fn is_blank(&self) -> bool {
        self.end.offset == HEADER_BYTES && self.remains.end == 0 && !self.has_index
    }
}

/// The whole journal.
pub(super) struct Survey {
    pub segments: Vec<Surveyed>,
    pub released: Released,
    /// Per event its last version and the chain's head there.
    pub tails: BTreeMap<EventId, (Version, ContentHash)>,
    pub records: u64,
    pub end: Position,
}

/// Walks every segment there is; `meet` sees every entry whose frame is sound.
///
/// # Errors
/// `Format` where a newer program wrote it, `Disk`; damage is not an error here but a finding.
pub(super) fn survey(
    disk: &dyn Disk,
    progress: ShowProgress<'_>,
    meet: &mut dyn FnMut(&Met<'_>) -> Result<(), JournalError>,
) -> Result<Survey, OpenError> {
    let released = Released::read(disk)?;
    let mut kept = opening::list(disk)?;
    kept.retain(|kept| kept.number > released.until);
    let of = kept.len();
    let mut survey = Survey {
        segments: Vec::new(),
        tails: released.events.clone(),
        released,
        records: 0,
        end: Position::default(),
    };
    let mut previous = None;
    for kept in kept {
        let mut surveyed = Surveyed::new(kept);
        match opening::open(disk, kept, FORMAT) {
            Ok((segment, _)) => {
                if previous.is_some_and(|id| id != segment.header.previous) {
                    surveyed.damage = Some((0, "it does not follow the segment before it".to_owned()));
                    surveyed.is_cut_off = true;
                }
                previous = Some(segment.header.id);
                survey.walk(segment, &mut surveyed, meet)?;
            }
            Err(OpenError::Log(JournalError::Corrupt { what, .. })) => surveyed.damage = Some((0, what)),
            Err(error) => return Err(error),
        }
        if surveyed.end.offset > HEADER_BYTES {
            survey.end = Position { segment: kept.number, offset: surveyed.end.offset };
        }
        survey.segments.push(surveyed);
        progress(Progress { segments: survey.segments.len(), of, records: survey.records });
    }
    Ok(survey)
}

impl Survey {
    fn walk(
        &mut self,
        segment: Segment,
        surveyed: &mut Surveyed,
        meet: &mut dyn FnMut(&Met<'_>) -> Result<(), JournalError>,
    ) -> Result<(), OpenError> {
        let mut damage = None;
        let walked = scan::walk(&segment, |frame, offset, header, records| {
            let (last, before) =
                self.tails.get(&header.event).copied().unwrap_or((Version(0), chain_begin(header.event)));
            let previous = surveyed.entries.get(&header.event).map_or(0, |entry| entry.last_offset);
            let fits = header.first_version == last.next() && header.previous == previous;
            if !fits {
                let (event, first) = (header.event, header.first_version);
                damage.get_or_insert((frame, format!("{event} goes on with {first}, after {last}")));
            } else if chain_over(&before, records, header.count) != Some(header.head) {
                damage.get_or_insert((frame, format!("the chain of {} is broken", header.event)));
            }
            meet(&Met { segment: segment.header.number, offset, header, records, before })?;
            self.records += u64::from(header.count);
            self.tails.insert(header.event, (header.last_version(), header.head));
            note_entry(&mut surveyed.entries, header, offset, before);
            Ok(())
        });
        let is_cut_off = damage.is_some();
        match walked {
            Ok(end) => surveyed.end = end,
            Err(JournalError::Corrupt { place, what }) => {
                // What an archive's offsets are of is the segment it stands for; where its own file is damaged is
                // in the error alone.
                let what = if surveyed.kept.is_archived { format!("{what} ({place})") } else { what };
                damage.get_or_insert((surveyed.end.offset, what));
            }
            Err(error) => return Err(error.into()),
        }
        if damage.is_none() {
            damage = look_behind(&segment, surveyed)?;
        }
        if surveyed.damage.is_none() {
            surveyed.damage = damage;
            surveyed.is_cut_off = is_cut_off;
        }
        surveyed.segment = Some(segment);
        Ok(())
    }
}

/// Looks at index, trailer and whatever lies behind the groups; returns the first thing that does not fit.
fn look_behind(segment: &Segment, surveyed: &mut Surveyed) -> Result<Option<(u64, String)>, OpenError> {
    let end = surveyed.end;
    let outcome = (|| {
        if let Found::Index { .. } = end.found {
            let mut frame = Vec::new();
            let trailer = segment.index(&mut frame)?.filter(|trailer| trailer.index_offset == end.offset);
            let Some(trailer) = trailer else { return Ok(None) };
            let body = index_body(&frame, trailer);
            surveyed.has_index = read_entries(body).eq(surveyed.entries.values().copied());
            let what = || (end.offset, "the index does not say what the groups say".to_owned());
            return Ok((!surveyed.has_index).then(what));
        }
        surveyed.remains = scan::remains(segment, end.behind())?;
        let what = |good| (end.offset, format!("bad data, and a good frame behind it at {good}"));
        Ok(surveyed.remains.good_frame.map(what))
    })();
    match outcome {
        Ok(damage) => Ok(damage),
        Err(JournalError::Corrupt { what, .. }) => Ok(Some((end.offset, what))),
        Err(error) => Err(error.into()),
    }
}
