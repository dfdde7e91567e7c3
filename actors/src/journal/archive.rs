//! An archived segment: its used bytes compressed in blocks, each with its own checksum, so that an entry is
//! read by decompressing the blocks it lies in.

use std::sync::{Arc, Mutex, PoisonError};

use super::layout::{
    HEADER_LENGTH, SegmentHeader, TRAILER_LENGTH, Trailer, array_at, corrupt, u32_at, u64_at,
};
use super::segment::read_file;
use crate::ports::disk::DiskFile;
use crate::ports::journal::JournalError;

/// Where the archives are.
pub const ARCHIVES: &str = "archive";
/// First bytes of an archive.
pub const ARCHIVE_MAGIC: [u8; 8] = *b"fr-archv";
/// Bytes of a segment compressed at once.
pub const BLOCK_BYTES: usize = 256 * 1024;
/// Bytes before the copy of the segment's header.
pub(super) const HEAD_BYTES: usize = 64;
/// Bytes of one block in the table.
pub(super) const BLOCK_ENTRY_BYTES: usize = 16;
/// Where the table of blocks begins.
pub(super) const TABLE_OFFSET: u64 = START_BYTES as u64;
const START_BYTES: usize = HEAD_BYTES + HEADER_LENGTH;

/// What an archive begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveHead {
    /// Format of the archive itself.
    pub format: u32,
    /// How many blocks.
    pub blocks: u32,
    /// Bytes of the segment that are kept: up to the end of its index.
    pub used: u64,
    /// Where the segment's index is.
    pub trailer: Trailer,
    /// Milliseconds since the epoch when it was archived.
    pub archived_at: u64,
}

impl ArchiveHead {
    /// As the first bytes of the file.
    #[must_use]
    pub fn encode(&self) -> [u8; HEAD_BYTES] {
        let mut bytes = [0; HEAD_BYTES];
        bytes[..8].copy_from_slice(&ARCHIVE_MAGIC);
        bytes[8..12].copy_from_slice(&self.format.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.blocks.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.used.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.trailer.index_offset.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.trailer.index_bytes.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.archived_at.to_le_bytes());
        let checksum = crc32c::crc32c(&bytes[..60]);
        bytes[60..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Reads it; `None` where it is damaged.
    #[must_use]
    pub fn decode(bytes: &[u8; HEAD_BYTES]) -> Option<Self> {
        let sound = bytes[..8] == ARCHIVE_MAGIC && crc32c::crc32c(&bytes[..60]) == u32_at(bytes, 60);
        sound.then(|| Self {
            format: u32_at(bytes, 8),
            blocks: u32_at(bytes, 12),
            used: u64_at(bytes, 16),
            trailer: Trailer { index_offset: u64_at(bytes, 24), index_bytes: u64_at(bytes, 32) },
            archived_at: u64_at(bytes, 40),
        })
    }
}

/// One block's place in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub offset: u64,
    pub length: u32,
    pub checksum: u32,
}

/// An archive, open for reading.
pub struct Archive {
    /// File name.
    pub name: String,
    /// What it begins with.
    pub head: ArchiveHead,
    /// The segment's own header.
    pub header_bytes: [u8; HEADER_LENGTH],
    file: Arc<dyn DiskFile>,
    table: Vec<Block>,
    /// The block decompressed last.
    last: Mutex<Option<(usize, Vec<u8>)>>,
}

impl Archive {
    /// The name of the archive of segment `number`.
    #[must_use]
    pub fn name_of(number: u64) -> String {
        format!("{ARCHIVES}/{number:010}.archive")
    }

    /// The number in an archive's file name.
    #[must_use]
    pub fn number_of(file_name: &str) -> Option<u64> {
        file_name.strip_suffix(".archive")?.parse().ok()
    }

    /// Reads the head and the table.
    ///
    /// # Errors
    /// `Corrupt` where they are damaged, `Read`.
    pub fn open(file: Arc<dyn DiskFile>, name: String) -> Result<Self, JournalError> {
        let mut start = [0; START_BYTES];
        let read = read_file(file.as_ref(), &mut start, 0, &name)?;
        let head = ArchiveHead::decode(&array_at(&start, 0)).filter(|_| read == start.len());
        let Some(head) = head else { return Err(corrupt(&name, 0, "this is no archive's head")) };
        let mut bytes = vec![0; head.blocks as usize * BLOCK_ENTRY_BYTES + 4];
        let read = read_file(file.as_ref(), &mut bytes, TABLE_OFFSET, &name)?;
        let (entries, checksum) = bytes.split_at(bytes.len() - 4);
        if read < bytes.len() || crc32c::crc32c(entries) != u32_at(checksum, 0) {
            return Err(corrupt(&name, TABLE_OFFSET, "the table of blocks is damaged"));
        }
        let table = entries
            .as_chunks::<BLOCK_ENTRY_BYTES>()
            .0
            .iter()
            .map(|entry| Block {
                offset: u64_at(entry, 0),
                length: u32_at(entry, 8),
                checksum: u32_at(entry, 12),
            })
            .collect();
        Ok(Self {
            name,
            head,
            header_bytes: array_at(&start, HEAD_BYTES),
            file,
            table,
            last: Mutex::new(None),
        })
    }

    /// Fills `buffer` with the segment's bytes from `offset`, as if it were still the file it was.
    ///
    /// # Errors
    /// `Corrupt` where a block is damaged, `Read`.
    pub fn read(&self, buffer: &mut [u8], offset: u64) -> Result<usize, JournalError> {
        let header = SegmentHeader::decode(&self.header_bytes, 0, u32::MAX)
            .map_err(|_| corrupt(&self.name, HEAD_BYTES as u64, "the segment's header is damaged"))?;
        let whole = header.capacity.saturating_sub(offset).min(buffer.len() as u64);
        let whole = usize::try_from(whole).unwrap_or(usize::MAX);
        buffer[..whole].fill(0);
        let mut at = 0;
        while at < whole && offset + (at as u64) < self.head.used {
            let from = offset + at as u64;
            let block = usize::try_from(from / BLOCK_BYTES as u64).unwrap_or(usize::MAX);
            let within = usize::try_from(from % BLOCK_BYTES as u64).unwrap_or(usize::MAX);
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            if last.as_ref().is_none_or(|(number, _)| *number != block) {
                *last = Some((block, self.block(block)?));
            }
            let bytes = last.as_ref().and_then(|(_, bytes)| bytes.get(within..)).unwrap_or_default();
            if bytes.is_empty() {
                return Err(corrupt(&self.name, from, "a block is shorter than it was"));
            }
            let part = bytes.len().min(whole - at);
            buffer[at..at + part].copy_from_slice(&bytes[..part]);
            at += part;
        }
        if offset + whole as u64 > header.limit() && offset <= header.limit() {
            let trailer = self.head.trailer.encode(&header.id);
            let begin = usize::try_from(header.limit() - offset).unwrap_or(usize::MAX);
            let part = (whole - begin).min(TRAILER_LENGTH);
            buffer[begin..begin + part].copy_from_slice(&trailer[..part]);
        }
        Ok(whole)
    }

    /// One block of the segment.
    ///
    /// # Errors
    /// As [`Archive::read`].
    pub(super) fn block(&self, number: usize) -> Result<Vec<u8>, JournalError> {
        let Some(block) = self.table.get(number) else {
            return Err(corrupt(&self.name, TABLE_OFFSET, format!("there is no block {number}")));
        };
        let mut bytes = vec![0; block.length as usize];
        let read = read_file(self.file.as_ref(), &mut bytes, block.offset, &self.name)?;
        if read < bytes.len() || crc32c::crc32c(&bytes) != block.checksum {
            return Err(corrupt(&self.name, block.offset, "a block is damaged"));
        }
        zstd::bulk::decompress(&bytes, BLOCK_BYTES)
            .map_err(|error| corrupt(&self.name, block.offset, format!("a block is damaged: {error}")))
    }
}
