//! Checkpoint files: written beside their name, read back, verified, and only then named.

use schemas::ids::{ContentHash, EventId, Version};

use super::layout::{Position, array_at, corrupt, u32_at, u64_at};
use super::segment::read_file;
use super::shared::Shared;
use crate::limits::{CHECKPOINT_BYTES, CHECKPOINTS_PER_EVENT};
use crate::ports::disk::Disk;
use crate::ports::journal::{Checkpoint, JournalError};

/// Where the checkpoints are, a folder an event.
pub const CHECKPOINTS: &str = "checkpoints";
/// First bytes of a checkpoint.
pub const CHECKPOINT_MAGIC: [u8; 8] = *b"fr-chkpt";
/// Format of checkpoint files. What the payload means is the seat map's.
pub const CHECKPOINT_FORMAT: u32 = 1;
/// Bytes before the payload.
pub const CHECKPOINT_HEAD_BYTES: usize = 152;
const CHECKED_BYTES: usize = 120;

/// A checkpoint with what the journal knows about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// As the actor gave it.
    pub checkpoint: Checkpoint,
    /// The chain's head at its version.
    pub head: ContentHash,
    /// Where the entry with its last record ends.
    pub position: Position,
}

impl Saved {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![0; CHECKPOINT_HEAD_BYTES];
        bytes[..8].copy_from_slice(&CHECKPOINT_MAGIC);
        bytes[8..12].copy_from_slice(&CHECKPOINT_FORMAT.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.checkpoint.event.0.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.checkpoint.version.0.to_le_bytes());
        bytes[32..64].copy_from_slice(&self.checkpoint.state_hash.0);
        bytes[64..96].copy_from_slice(&self.head.0);
        bytes[96..104].copy_from_slice(&self.position.segment.to_le_bytes());
        bytes[104..112].copy_from_slice(&self.position.offset.to_le_bytes());
        bytes[112..120].copy_from_slice(&(self.checkpoint.payload.len() as u64).to_le_bytes());
        let checksum = checksum(&bytes[..CHECKED_BYTES], &self.checkpoint.payload);
        bytes[CHECKED_BYTES..].copy_from_slice(&checksum);
        bytes.extend_from_slice(&self.checkpoint.payload);
        bytes
    }

    fn decode(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() < CHECKPOINT_HEAD_BYTES || bytes[..8] != CHECKPOINT_MAGIC {
            return Err("this is no checkpoint".to_owned());
        }
        let format = u32_at(bytes, 8);
        if format != CHECKPOINT_FORMAT {
            return Err(format!("format {format}; this frontrow reads format {CHECKPOINT_FORMAT}"));
        }
        let (head, payload) = bytes.split_at(CHECKPOINT_HEAD_BYTES);
        let whole = u64_at(head, 112) == payload.len() as u64;
        if !whole || checksum(&head[..CHECKED_BYTES], payload) != head[CHECKED_BYTES..] {
            return Err("its checksum does not fit".to_owned());
        }
        let checkpoint = Checkpoint {
            event: EventId(u64_at(head, 16)),
            version: Version(u64_at(head, 24)),
            state_hash: ContentHash(array_at(head, 32)),
            payload: payload.to_vec(),
        };
        let position = Position { segment: u64_at(head, 96), offset: u64_at(head, 104) };
        Ok(Self { checkpoint, head: ContentHash(array_at(head, 64)), position })
    }
}

fn checksum(head: &[u8], payload: &[u8]) -> [u8; 32] {
    *blake3::Hasher::new().update(head).update(payload).finalize().as_bytes()
}

/// The folder of an event's checkpoints.
pub(super) fn folder(event: EventId) -> String {
    format!("{CHECKPOINTS}/{event}")
}

/// The file name of an event's checkpoint at `version`.
#[must_use]
pub fn name(event: EventId, version: Version) -> String {
    format!("{}/{:020}.checkpoint", folder(event), version.0)
}

/// The file name of the second copy of a checkpoint.
#[must_use]
pub fn copy_name(event: EventId, version: Version) -> String {
    format!("{}/{:020}.copy", folder(event), version.0)
}

fn read_error(place: &str, error: &std::io::Error) -> JournalError {
    JournalError::Read { place: place.to_owned(), what: error.to_string() }
}

/// The versions of an event's verified checkpoints, oldest first.
///
/// # Errors
/// `Read`.
pub fn versions(disk: &dyn Disk, event: EventId) -> Result<Vec<Version>, JournalError> {
    let folder = folder(event);
    let names = disk.list(&folder).map_err(|error| read_error(&folder, &error))?;
    let numbers = names.iter().filter_map(|name| name.strip_suffix(".checkpoint")?.parse().ok());
    Ok(numbers.map(Version).collect())
}

/// Reads one checkpoint file; the inner error says how it is damaged.
///
/// # Errors
/// `Read`.
pub fn read(disk: &dyn Disk, name: &str) -> Result<Result<Saved, String>, JournalError> {
    let file = disk.open(name, false).map_err(|error| read_error(name, &error))?;
    let length = file.length().map_err(|error| read_error(name, &error))?;
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > CHECKPOINT_HEAD_BYTES + CHECKPOINT_BYTES {
        return Ok(Err(format!("{length} bytes are more than any checkpoint has")));
    }
    let mut bytes = vec![0; length];
    let read = read_file(file.as_ref(), &mut bytes, 0, name)?;
    bytes.truncate(read);
    Ok(Saved::decode(&bytes))
}

/// Reads a checkpoint, or its copy where it is damaged; `None` where neither is sound.
///
/// # Errors
/// `Read`.
pub fn sound(disk: &dyn Disk, event: EventId, version: Version) -> Result<Option<Saved>, JournalError> {
    for (name, is_copy) in [(name(event, version), false), (copy_name(event, version), true)] {
        match read(disk, &name) {
            Ok(Ok(saved)) if saved.checkpoint.event == event && saved.checkpoint.version == version => {
                return Ok(Some(saved));
            }
            Ok(Ok(_)) => tracing::warn!(%name, "skipped a checkpoint of another event or version"),
            Ok(Err(what)) => tracing::warn!(%name, %what, "skipped a damaged checkpoint"),
            // Most checkpoints have no copy.
            Err(_) if is_copy => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Writes the second copy of a sound checkpoint, which stands for a second checkpoint where an event has no
/// later record to take one at. False where the checkpoint or its copy does not read back.
///
/// # Errors
/// `Read`.
pub fn copy(disk: &dyn Disk, event: EventId, version: Version) -> Result<bool, JournalError> {
    let (name, copy) = (name(event, version), copy_name(event, version));
    let Ok(saved) = read(disk, &name)? else { return Ok(false) };
    if read(disk, &copy).is_ok_and(|copied| copied.is_ok_and(|copied| copied == saved)) {
        return Ok(true);
    }
    let copying = format!("{copy}ing");
    write_file(disk, &copying, &saved.encode())?;
    if read(disk, &copying)? != Ok(saved) {
        return Ok(false);
    }
    disk.rename(&copying, &copy)
        .and_then(|()| disk.sync_folder(&folder(event)))
        .map_err(|error| read_error(&copy, &error))?;
    Ok(true)
}

pub(super) fn write_file(disk: &dyn Disk, name: &str, bytes: &[u8]) -> Result<(), JournalError> {
    let write = || {
        let file = disk.create(name)?;
        file.write_at(bytes, 0)?;
        file.sync()
    };
    write().map_err(|error| read_error(name, &error))
}

/// The newest intact checkpoint at or below `at_most`.
pub(super) fn load(
    shared: &Shared,
    event: EventId,
    at_most: Version,
) -> Result<Option<Checkpoint>, JournalError> {
    let last = shared.index.last(event);
    for version in versions(shared.disk.as_ref(), event)?.into_iter().rev() {
        if version > at_most && version <= last {
            continue;
        }
        let Some(saved) = sound(shared.disk.as_ref(), event, version)? else { continue };
        if version > last {
            let what =
                format!("the log of {event} ends at {last}, below {version} which a checkpoint covers");
            return Err(corrupt(&name(event, version), 0, what));
        }
        return Ok(Some(saved.checkpoint));
    }
    Ok(None)
}

/// Saves, reads back, verifies, names; raises the covered position; removes what is older than kept.
pub(super) fn save(
    shared: &Shared,
    checkpoint: &Checkpoint,
    verify: &dyn Fn(&Checkpoint) -> Result<ContentHash, JournalError>,
    cover: &dyn Fn(Position) -> std::io::Result<()>,
) -> Result<(), JournalError> {
    let (event, version) = (checkpoint.event, checkpoint.version);
    let name = name(event, version);
    let last = shared.index.last(event);
    if version > last || version == Version(0) {
        return Err(corrupt(
            &name,
            0,
            format!("{version} is not durable; the log of {event} ends at {last}"),
        ));
    }
    if checkpoint.payload.len() > CHECKPOINT_BYTES {
        return Err(corrupt(&name, 0, format!("its state is larger than {CHECKPOINT_BYTES} bytes")));
    }
    let at = shared.read(event, Version(version.0 - 1), version, &mut |_, _| Ok(()))?;
    let Some(head) = at.head else { return Err(corrupt(&name, 0, "its last record was not found")) };
    let saved = Saved { checkpoint: checkpoint.clone(), head, position: at.position };
    let saving = format!("{}/{:020}.saving", folder(event), version.0);
    let disk = shared.disk.as_ref();
    write_file(disk, &saving, &saved.encode())?;
    let back = read(disk, &saving)?.map_err(|what| corrupt(&saving, 0, what))?;
    if back != saved || verify(&back.checkpoint)? != checkpoint.state_hash {
        return Err(corrupt(&saving, 0, "it does not read back as the state that was saved"));
    }
    let publish = || {
        disk.rename(&saving, &name)?;
        disk.sync_folder(&folder(event))?;
        disk.sync_folder(CHECKPOINTS)?;
        cover(saved.position)
    };
    publish().map_err(|error| read_error(&name, &error))?;
    let versions = versions(disk, event)?;
    for old in &versions[..versions.len().saturating_sub(CHECKPOINTS_PER_EVENT)] {
        for old in [self::name(event, *old), copy_name(event, *old)] {
            disk.remove(&old).map_err(|error| read_error(&old, &error))?;
        }
    }
    Ok(())
}
