//! A copy of a journal up to one position, taken while another process writes it.
//!
//! First the checkpoints, then the log, whose current segment ends in the copy with an index of its own: the copy
//! is all archives, and opens as any journal does. Nothing of the journal is changed, and nobody waits.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use schemas::ids::{ContentHash, EventId};
use schemas::time::Timestamp;

use super::archive::{ARCHIVES, Archive};
use super::checkpoints::{self, CHECKPOINTS};
use super::closing;
use super::compress::{Closing, failed};
use super::covered::Covered;
use super::entry::chain_begin;
use super::frame::{ALIGNMENT, FrameKind};
use super::layout::{FORMAT, Position, SegmentHeader, Trailer, corrupt};
use super::opening::{self, Kept};
use super::options::OpenError;
use super::released::{RELEASED, Released};
use super::scan::{self, End, Found};
use super::segment::{Segment, SegmentBytes};
use super::segment_index::{IndexEntry, index_body, note_entry, read_entries};
use super::survey::{Progress, ShowProgress};
use crate::limits::{BACKUP_ATTEMPTS, BACKUP_COPY_BYTES, CHECKPOINTS_PER_EVENT};
use crate::ports::disk::{Disk, DiskFile};
use crate::ports::journal::JournalError;

/// What a copy of a journal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackedUp {
    /// The end of the log in the copy.
    pub position: Position,
    /// Archives in it.
    pub archives: usize,
    /// Checkpoint files in it.
    pub checkpoints: usize,
}

/// Why no copy was made.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BackupError {
    /// The journal itself is of another format or damaged, or a disk failed.
    #[error(transparent)]
    Journal(#[from] OpenError),
    /// Archives were let go faster than they could be copied.
    #[error("the journal let go of archives while they were copied, {BACKUP_ATTEMPTS} times: try again")]
    LetGo,
}

impl From<JournalError> for BackupError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error.into())
    }
}

/// Something that was listed is gone: begin again.
struct Moved;

type Attempt<T> = Result<Result<T, Moved>, BackupError>;

/// Copies the journal in `from` to `to`, which has none, up to a position that is durable at some moment of the
/// call and no earlier than its begin. Needs no lock on `from`.
///
/// # Errors
/// [`BackupError`]; `to` is of no use then.
pub fn back_up(
    from: &dyn Disk,
    to: &dyn Disk,
    now: Timestamp,
    progress: ShowProgress<'_>,
) -> Result<BackedUp, BackupError> {
    for attempt in 0..BACKUP_ATTEMPTS {
        if attempt > 0 {
            clear(to)?;
        }
        let released = Released::read(from)?;
        let mut copy = Copying { from, to, now, heads: heads(&released), done: BackedUp::default() };
        let Ok(covered) = copy.checkpoints()? else { continue };
        let Ok(()) = copy.segments(&released, progress)? else { continue };
        if released.until > 0 {
            released.write(to).map_err(|error| failed(RELEASED, &error))?;
        }
        if covered > Position::default() {
            Covered::open(to)
                .and_then(|mut file| file.raise(covered))
                .map_err(|error| failed(super::covered::COVERED, &error))?;
        }
        return Ok(copy.done);
    }
    Err(BackupError::LetGo)
}

fn heads(released: &Released) -> BTreeMap<EventId, ContentHash> {
    released.events.iter().map(|(event, (_, head))| (*event, *head)).collect()
}

/// Removes what an attempt left.
fn clear(to: &dyn Disk) -> Result<(), BackupError> {
    let events = to.list(CHECKPOINTS).map_err(|error| failed(CHECKPOINTS, &error))?;
    let folders = events.iter().map(|event| format!("{CHECKPOINTS}/{event}"));
    for folder in folders.chain([ARCHIVES.to_owned()]) {
        for name in to.list(&folder).map_err(|error| failed(&folder, &error))? {
            to.remove(&format!("{folder}/{name}")).map_err(|error| failed(&folder, &error))?;
        }
    }
    Ok(())
}

/// Whether it is there no more.
fn is_gone(disk: &dyn Disk, name: &str) -> bool {
    disk.open(name, false).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

struct Copying<'a> {
    from: &'a dyn Disk,
    to: &'a dyn Disk,
    now: Timestamp,
    /// Each event's chain at the end of what was copied.
    heads: BTreeMap<EventId, ContentHash>,
    done: BackedUp,
}

impl Copying<'_> {
    /// Copies what is sound of each event's newest checkpoints; the highest position that one covers.
    fn checkpoints(&mut self) -> Attempt<Position> {
        let mut covered = Position::default();
        let names = self.from.list(CHECKPOINTS).map_err(|error| failed(CHECKPOINTS, &error))?;
        for event in names.iter().filter_map(|name| name.parse::<EventId>().ok()) {
            let mut copied = Err(Moved);
            for _ in 0..BACKUP_ATTEMPTS {
                copied = self.checkpoints_of(event)?;
                if copied.is_ok() {
                    break;
                }
            }
            let Ok(newest) = copied else { return Ok(Err(Moved)) };
            covered = covered.max(newest);
        }
        self.to.sync_folder(CHECKPOINTS).map_err(|error| failed(CHECKPOINTS, &error))?;
        Ok(Ok(covered))
    }

    fn checkpoints_of(&mut self, event: EventId) -> Attempt<Position> {
        let (mut covered, mut copied) = (Position::default(), 0);
        let versions = checkpoints::versions(self.from, event)?;
        let kept = versions.len().saturating_sub(CHECKPOINTS_PER_EVENT);
        for version in &versions[kept..] {
            let names = [
                (checkpoints::name(event, *version), false),
                (checkpoints::copy_name(event, *version), true),
            ];
            for (name, is_copy) in &names {
                let read = (!is_gone(self.from, name)).then(|| checkpoints::read(self.from, name));
                match read {
                    Some(Ok(Ok(saved))) => {
                        checkpoints::write_file(self.to, name, &saved.encode())?;
                        covered = covered.max(saved.position);
                        copied += 1;
                    }
                    Some(Ok(Err(what))) => tracing::warn!(%name, %what, "skipped a damaged checkpoint"),
                    Some(Err(error)) if !is_gone(self.from, name) => return Err(error.into()),
                    // It has made room for a newer one, which is needed where the records before that were let go.
                    Some(Err(_)) | None if !is_copy => return Ok(Err(Moved)),
                    // Most have no copy.
                    Some(Err(_)) | None => {}
                }
            }
        }
        let folder = checkpoints::folder(event);
        self.to.sync_folder(&folder).map_err(|error| failed(&folder, &error))?;
        self.done.checkpoints += copied;
        Ok(Ok(covered))
    }

    /// Copies segment by segment until one that is not closed.
    fn segments(&mut self, released: &Released, progress: ShowProgress<'_>) -> Attempt<()> {
        let of = opening::list(self.from)?.len();
        let mut number = released.until;
        loop {
            number += 1;
            let Some((segment, file)) = self.open(number)? else {
                // Behind the last one, or let go while those before it were copied.
                let is_behind = opening::list(self.from)?.iter().all(|kept| kept.number < number);
                return Ok(if is_behind { Ok(()) } else { Err(Moved) });
            };
            let goes_on = self.copy(&segment, file.as_ref())?;
            progress(Progress { segments: self.done.archives, of, records: 0 });
            if !goes_on {
                return Ok(Ok(()));
            }
        }
    }

    /// The segment and the file it lies in; none where there is no such segment.
    fn open(&self, number: u64) -> Result<Option<(Segment, Arc<dyn DiskFile>)>, BackupError> {
        for is_archived in [false, true] {
            let name = if is_archived { Archive::name_of(number) } else { SegmentHeader::name(number) };
            if is_gone(self.from, &name) {
                continue;
            }
            match opening::open(self.from, Kept { number, is_archived }, FORMAT) {
                Ok(opened) => return Ok(Some(opened)),
                Err(OpenError::Disk { .. }) if is_gone(self.from, &name) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }

    /// Copies one segment as an archive. Whether it is closed, so that there may be one after it.
    fn copy(&mut self, segment: &Segment, file: &dyn DiskFile) -> Result<bool, BackupError> {
        let mut index = Vec::new();
        let trailer = segment.index(&mut index)?;
        let trailer = match (&segment.bytes, trailer) {
            (SegmentBytes::Archive(_), Some(trailer)) => {
                self.copy_archive(segment, file)?;
                trailer
            }
            (SegmentBytes::File(_), Some(trailer)) => {
                let read = |buffer: &mut [u8], offset| segment.read(buffer, offset);
                Closing { header: &segment.header, trailer, read: &read }.archive(self.to, self.now)?;
                trailer
            }
            (SegmentBytes::Archive(_), None) => {
                return Err(corrupt(&segment.name, 0, "the index of an archive is damaged").into());
            }
            (SegmentBytes::File(_), None) => return self.close(segment),
        };
        self.note(segment, trailer.index_offset, read_entries(index_body(&index, trailer)));
        Ok(true)
    }

    /// Copies an archive as it is.
    fn copy_archive(&self, segment: &Segment, file: &dyn DiskFile) -> Result<(), BackupError> {
        let copying = format!("{}.copying", segment.name);
        let copy = || {
            let to = self.to.create(&copying)?;
            let (mut buffer, mut at) = (vec![0; BACKUP_COPY_BYTES], 0);
            loop {
                let read = file.read_at(&mut buffer, at)?;
                if read == 0 {
                    break;
                }
                to.write_at(&buffer[..read], at)?;
                at += read as u64;
            }
            to.sync()?;
            self.to.rename(&copying, &segment.name)?;
            self.to.sync_folder(ARCHIVES)
        };
        Ok(copy().map_err(|error| failed(&segment.name, &error))?)
    }

    /// Archives what a segment without an index holds. Whether it is being closed.
    fn close(&mut self, segment: &Segment) -> Result<bool, BackupError> {
        let (end, entries) = self.walk(segment)?;
        if entries.is_empty() {
            return Ok(false);
        }
        let mut frame = Vec::new();
        let (index_bytes, _) = closing::index_frame(&segment.header, end.offset, &entries, &mut frame);
        let trailer = Trailer { index_offset: end.offset, index_bytes };
        let read =
            |buffer: &mut [u8], offset: u64| read_closed(segment, (end.offset, &frame), buffer, offset);
        Closing { header: &segment.header, trailer, read: &read }.archive(self.to, self.now)?;
        self.note(segment, end.offset, entries.values().copied());
        Ok(matches!(end.found, Found::Index { .. }))
    }

    fn note(&mut self, segment: &Segment, end: u64, entries: impl Iterator<Item = IndexEntry>) {
        self.heads.extend(entries.map(|entry| (entry.event, entry.head_after)));
        self.done.position = Position { segment: segment.header.number, offset: end };
        self.done.archives += 1;
    }

    /// Walks a segment that is being written up to where its last whole group ends now.
    fn walk(&self, segment: &Segment) -> Result<(End, BTreeMap<EventId, IndexEntry>), BackupError> {
        let mut entries = BTreeMap::<EventId, IndexEntry>::new();
        let end = scan::walk(segment, |_, offset, header, _| {
            let event = header.event;
            let here = entries.get(&event).map(|entry| entry.head_after);
            let before = here.or_else(|| self.heads.get(&event).copied());
            let before = before.unwrap_or_else(|| chain_begin(event));
            note_entry(&mut entries, header, offset, before);
            Ok(())
        })?;
        let is_index = matches!(end.found, Found::Index { .. });
        if !is_index && let Some(good) = scan::remains(segment, end.offset + ALIGNMENT as u64)?.good_frame {
            // Groups are written in order: where a later one is whole, the one that follows the end was, too, unless
            // it has been damaged since.
            let mut frame = Vec::new();
            let next = segment.frame(&mut frame, end.offset)?;
            if next.is_none_or(|next| next.kind == FrameKind::Seal) {
                let what = format!("bad data, and a good frame behind it at {good}");
                return Err(corrupt(&segment.name, end.offset, what).into());
            }
        }
        Ok((end, entries))
    }
}

/// A segment's bytes as they would be, were it closed at `end` with the index in `frame`.
fn read_closed(
    segment: &Segment,
    (end, frame): (u64, &[u8]),
    buffer: &mut [u8],
    offset: u64,
) -> Result<(), JournalError> {
    let of_log = usize::try_from(end.saturating_sub(offset)).unwrap_or(usize::MAX).min(buffer.len());
    let (log, behind) = buffer.split_at_mut(of_log);
    segment.read(log, offset)?;
    let begin = usize::try_from((offset + of_log as u64).saturating_sub(end)).unwrap_or(usize::MAX);
    let index = frame.get(begin..).unwrap_or_default();
    let of_index = index.len().min(behind.len());
    behind[..of_index].copy_from_slice(&index[..of_index]);
    behind[of_index..].fill(0);
    Ok(())
}
