//! Opening the files of segments and archives for reading.

use std::sync::Arc;

use super::archive::{ARCHIVES, Archive};
use super::layout::{HEADER_LENGTH, HeaderMisfit, OLDEST_FORMAT, SEGMENTS, SegmentHeader, corrupt};
use super::options::OpenError;
use super::segment::{Segment, SegmentBytes, read_file};
use crate::ports::disk::{Disk, DiskFile};
use crate::ports::journal::JournalError;

/// Where a segment's bytes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub number: u64,
    /// In an archive, not in its own file.
    pub is_archived: bool,
}

/// Every segment there is, by number; one that is there twice counts as not archived.
///
/// # Errors
/// What the disk says.
pub fn list(disk: &dyn Disk) -> Result<Vec<Kept>, OpenError> {
    let names = |folder: &str| disk.list(folder).map_err(|error| OpenError::disk(folder, &error));
    let mut kept: Vec<Kept> = names(SEGMENTS)?
        .iter()
        .filter_map(|name| SegmentHeader::number_of(name))
        .map(|number| Kept { number, is_archived: false })
        .collect();
    for number in names(ARCHIVES)?.iter().filter_map(|name| Archive::number_of(name)) {
        if !kept.iter().any(|kept| kept.number == number) {
            kept.push(Kept { number, is_archived: true });
        }
    }
    kept.sort_by_key(|kept| kept.number);
    Ok(kept)
}

/// Opens a segment and reads its header.
///
/// # Errors
/// `Format` where a newer program wrote it, `Log` where it is damaged, `Disk`.
pub fn open(
    disk: &dyn Disk,
    kept: Kept,
    newest_format: u32,
) -> Result<(Segment, Arc<dyn DiskFile>), OpenError> {
    let name =
        if kept.is_archived { Archive::name_of(kept.number) } else { SegmentHeader::name(kept.number) };
    let file = disk.open(&name, false).map_err(|error| OpenError::disk(&name, &error))?;
    let mut bytes = [0; HEADER_LENGTH];
    let archive = if kept.is_archived {
        let archive = Archive::open(file.clone(), name.clone())?;
        bytes = archive.header_bytes;
        Some(archive)
    } else {
        read_file(file.as_ref(), &mut bytes, 0, &name)?;
        None
    };
    let header = match SegmentHeader::decode(&bytes, OLDEST_FORMAT, newest_format) {
        Ok(header) if header.number == kept.number => header,
        Err(HeaderMisfit::Format(found)) => {
            return Err(OpenError::Format {
                place: name,
                found,
                oldest: OLDEST_FORMAT,
                newest: newest_format,
            });
        }
        Ok(_) | Err(HeaderMisfit::Damaged) => {
            return Err(corrupt(&name, 0, "the header is damaged or of another segment").into());
        }
    };
    let bytes = archive
        .map_or_else(|| SegmentBytes::File(file.clone()), |archive| SegmentBytes::Archive(Box::new(archive)));
    Ok((Segment { name, header, bytes }, file))
}

/// As [`open`], for readers of a journal that is open: a header that no longer fits is damage.
///
/// # Errors
/// `Corrupt`, `Read`.
pub fn open_again(disk: &dyn Disk, kept: Kept, newest_format: u32) -> Result<Segment, JournalError> {
    match open(disk, kept, newest_format) {
        Ok((segment, _)) => Ok(segment),
        Err(OpenError::Log(error)) => Err(error),
        Err(OpenError::Disk { place, what }) => Err(JournalError::Read { place, what }),
        Err(error @ OpenError::Format { .. }) => {
            Err(JournalError::Corrupt { place: SegmentHeader::name(kept.number), what: error.to_string() })
        }
    }
}
