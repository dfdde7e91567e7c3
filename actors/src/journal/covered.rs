//! The highest position of the log that any checkpoint covers, in one small file: a log that ends below it
//! has lost something durable.
//!
//! Two slots of 64 bytes, 512 apart, written in turn, so that a torn write leaves the other one.

use std::sync::Arc;

use super::layout::{Position, u32_at, u64_at};
use super::options::OpenError;
use crate::ports::disk::{Disk, DiskFile};

/// File name.
pub const COVERED: &str = "covered";
const MAGIC: [u8; 8] = *b"fr-covrd";
const SLOT_DISTANCE: u64 = 512;
const SLOT_BYTES: usize = 64;
const FILE_BYTES: usize = 1024;

/// The file, open for writing.
pub(super) struct Covered {
    file: Arc<dyn DiskFile>,
    turn: u64,
    position: Position,
}

fn encode(turn: u64, position: Position) -> [u8; SLOT_BYTES] {
    let mut bytes = [0; SLOT_BYTES];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..16].copy_from_slice(&turn.to_le_bytes());
    bytes[16..24].copy_from_slice(&position.segment.to_le_bytes());
    bytes[24..32].copy_from_slice(&position.offset.to_le_bytes());
    let checksum = crc32c::crc32c(&bytes[..60]);
    bytes[60..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

fn decode(bytes: &[u8; SLOT_BYTES]) -> Option<(u64, Position)> {
    let sound = bytes[..8] == MAGIC && crc32c::crc32c(&bytes[..60]) == u32_at(bytes, 60);
    let position = Position { segment: u64_at(bytes, 16), offset: u64_at(bytes, 24) };
    sound.then(|| (u64_at(bytes, 8), position))
}

fn newest(file: &dyn DiskFile) -> std::io::Result<Option<(u64, Position)>> {
    let mut newest: Option<(u64, Position)> = None;
    for slot in 0..2 {
        let mut bytes = [0; SLOT_BYTES];
        file.read_at(&mut bytes, slot * SLOT_DISTANCE)?;
        if let Some(found) = decode(&bytes).filter(|found| newest.is_none_or(|newest| found.0 > newest.0)) {
            newest = Some(found);
        }
    }
    Ok(newest)
}

/// The position, where any checkpoint was ever saved.
///
/// # Errors
/// `Disk`.
pub fn read(disk: &dyn Disk) -> Result<Option<Position>, OpenError> {
    match disk.open(COVERED, false) {
        Ok(file) => {
            Ok(newest(file.as_ref()).map_err(|error| OpenError::disk(COVERED, &error))?.map(|found| found.1))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(OpenError::disk(COVERED, &error)),
    }
}

impl Covered {
    pub fn open(disk: &dyn Disk) -> std::io::Result<Self> {
        let file = disk.open(COVERED, true)?;
        let (turn, position) = newest(file.as_ref())?.unwrap_or_default();
        if turn == 0 {
            file.write_at(&[0; FILE_BYTES], 0)?;
            file.sync()?;
            disk.sync_folder("")?;
        }
        Ok(Self { file, turn, position })
    }

    /// Raises the position, durably; a lower one changes nothing.
    pub fn raise(&mut self, position: Position) -> std::io::Result<()> {
        if position <= self.position {
            return Ok(());
        }
        self.set(position)
    }

    /// Sets the position, also to a lower one: after a repair that cut what was covered.
    pub fn set(&mut self, position: Position) -> std::io::Result<()> {
        let turn = self.turn + 1;
        self.file.write_at(&encode(turn, position), turn % 2 * SLOT_DISTANCE)?;
        self.file.sync()?;
        (self.turn, self.position) = (turn, position);
        Ok(())
    }
}

const _: () = assert!(FILE_BYTES as u64 == SLOT_DISTANCE * 2);
