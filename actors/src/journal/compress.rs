//! Writing an archive: a closed segment's used bytes, compressed in blocks, read back before it gets its name.

use schemas::time::Timestamp;

use super::archive::{ARCHIVES, Archive, ArchiveHead, BLOCK_BYTES, BLOCK_ENTRY_BYTES, TABLE_OFFSET};
use super::frame::padded;
use super::layout::{FORMAT, SegmentHeader, Trailer, corrupt};
use crate::ports::disk::{Disk, DiskFile};
use crate::ports::journal::JournalError;

/// Where an archive is made.
const ARCHIVING: &str = "archive/archiving";
/// How hard to compress.
const COMPRESSION_LEVEL: i32 = 3;

/// Fills a buffer with a segment's bytes from an offset.
pub(super) type ReadBytes<'a> = &'a dyn Fn(&mut [u8], u64) -> Result<(), JournalError>;

/// A closed segment, as an archive has it.
pub(super) struct Closing<'a> {
    pub header: &'a SegmentHeader,
    pub trailer: Trailer,
    pub read: ReadBytes<'a>,
}

impl Closing<'_> {
    /// Writes, syncs, reads back and names the archive on `disk`; returns its bytes.
    ///
    /// # Errors
    /// `Read` where a disk fails, `Corrupt` where it does not read back as the segment.
    pub fn archive(&self, disk: &dyn Disk, now: Timestamp) -> Result<u64, JournalError> {
        let used = self.trailer.index_offset + padded(self.trailer.index_bytes);
        let blocks = u32::try_from(used.div_ceil(BLOCK_BYTES as u64)).unwrap_or(u32::MAX);
        let head = ArchiveHead { format: FORMAT, blocks, used, trailer: self.trailer, archived_at: now.0 };
        let file = disk.create(ARCHIVING).map_err(|error| failed(ARCHIVING, &error))?;
        let end = self.write_blocks(&head, file.as_ref())?;
        file.sync().map_err(|error| failed(ARCHIVING, &error))?;
        self.compare(&Archive::open(file, ARCHIVING.to_owned())?)?;
        let name = Archive::name_of(self.header.number);
        disk.rename(ARCHIVING, &name)
            .and_then(|()| disk.sync_folder(ARCHIVES))
            .and_then(|()| disk.sync_folder(""))
            .map_err(|error| failed(&name, &error))?;
        Ok(end)
    }

    /// Reads one block of the segment's used bytes.
    fn block(&self, used: u64, number: u32, buffer: &mut Vec<u8>) -> Result<(), JournalError> {
        let begin = u64::from(number) * BLOCK_BYTES as u64;
        let length = usize::try_from(used - begin).unwrap_or(usize::MAX).min(BLOCK_BYTES);
        buffer.resize(length, 0);
        (self.read)(buffer, begin)
    }

    /// Writes head, header, table and blocks; returns where they end.
    fn write_blocks(&self, head: &ArchiveHead, file: &dyn DiskFile) -> Result<u64, JournalError> {
        let write =
            |bytes: &[u8], at: u64| file.write_at(bytes, at).map_err(|error| failed(ARCHIVING, &error));
        let mut table = Vec::with_capacity(head.blocks as usize * BLOCK_ENTRY_BYTES + 4);
        let mut at = TABLE_OFFSET + (head.blocks as usize * BLOCK_ENTRY_BYTES + 4) as u64;
        let mut block = Vec::new();
        for number in 0..head.blocks {
            self.block(head.used, number, &mut block)?;
            let bytes =
                zstd::bulk::compress(&block, COMPRESSION_LEVEL).map_err(|error| failed(ARCHIVING, &error))?;
            write(&bytes, at)?;
            table.extend_from_slice(&at.to_le_bytes());
            table.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
            table.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
            at += bytes.len() as u64;
        }
        let checksum = crc32c::crc32c(&table);
        table.extend_from_slice(&checksum.to_le_bytes());
        let mut start = head.encode().to_vec();
        start.extend_from_slice(&self.header.encode());
        start.extend_from_slice(&table);
        write(&start, 0)?;
        Ok(at)
    }

    /// Whether the archive gives back every byte of the segment.
    fn compare(&self, archive: &Archive) -> Result<(), JournalError> {
        let mut block = Vec::new();
        for number in 0..archive.head.blocks {
            self.block(archive.head.used, number, &mut block)?;
            if archive.block(number as usize)? != block {
                return Err(corrupt(
                    &archive.name,
                    0,
                    format!("block {number} does not read back as the segment"),
                ));
            }
        }
        Ok(())
    }
}

/// What a disk said, where it did not do as asked.
pub(super) fn failed(place: &str, error: &std::io::Error) -> JournalError {
    JournalError::Read { place: place.to_owned(), what: error.to_string() }
}
