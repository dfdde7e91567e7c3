//! What is remembered of archives that were let go: for each event in them its last version there and the
//! chain's head at it, so that the log still begins where it ended.

use std::collections::BTreeMap;

use schemas::ids::{ContentHash, EventId, Version};

use super::archive::ARCHIVES;
use super::layout::{array_at, corrupt, u64_at};
use super::options::OpenError;
use crate::ports::disk::Disk;

/// File name.
pub const RELEASED: &str = "archive/released";
const RELEASING: &str = "archive/releasing";
const MAGIC: [u8; 8] = *b"fr-relsd";
const ENTRY_BYTES: usize = 48;
const HASH_BYTES: usize = 32;
const HEAD_BYTES: usize = 16;

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Every segment up to this number is gone; 0 where none is.
    pub until: u64,
    /// Per event its last version that is gone and the head there.
    pub events: BTreeMap<EventId, (Version, ContentHash)>,
}

impl Released {
    /// Reads it; empty where nothing was ever let go.
    ///
    /// # Errors
    /// `Disk`; `Log` where it is damaged.
    pub fn read(disk: &dyn Disk) -> Result<Self, OpenError> {
        let read = || {
            let file = disk.open(RELEASED, false)?;
            let mut bytes = vec![0; usize::try_from(file.length()?).map_err(std::io::Error::other)?];
            let read = file.read_at(&mut bytes, 0)?;
            bytes.truncate(read);
            Ok(bytes)
        };
        match read() {
            Ok(bytes) => Self::decode(&bytes).ok_or_else(|| corrupt(RELEASED, 0, "it is damaged").into()),
            Err(error) if std::io::Error::kind(&error) == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(OpenError::disk(RELEASED, &error)),
        }
    }

    /// Replaces it, durably.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, disk: &dyn Disk) -> std::io::Result<()> {
        let bytes = self.encode();
        let file = disk.create(RELEASING)?;
        file.write_at(&bytes, 0)?;
        file.sync()?;
        disk.rename(RELEASING, RELEASED)?;
        disk.sync_folder(ARCHIVES)
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.until.to_le_bytes());
        for (event, (version, head)) in &self.events {
            bytes.extend_from_slice(&event.0.to_le_bytes());
            bytes.extend_from_slice(&version.0.to_le_bytes());
            bytes.extend_from_slice(&head.0);
        }
        let hash = blake3::hash(&bytes);
        bytes.extend_from_slice(hash.as_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (bytes, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH_BYTES)?)?;
        let (head, entries) = bytes.split_at_checked(HEAD_BYTES)?;
        if head[..8] != MAGIC || blake3::hash(bytes).as_bytes() != hash {
            return None;
        }
        let (entries, rest) = entries.as_chunks::<ENTRY_BYTES>();
        let event = |entry: &[u8; ENTRY_BYTES]| {
            let version = Version(u64_at(entry, 8));
            (EventId(u64_at(entry, 0)), (version, ContentHash(array_at(entry, 16))))
        };
        rest.is_empty().then(|| Self { until: u64_at(head, 8), events: entries.iter().map(event).collect() })
    }
}
