//! `frontrow journal dump`: every record, a line each.

use std::fmt::Write as _;

use schemas::ids::{ContentHash, EventId, Version};

use super::entry::{ENTRY_HEADER_BYTES, chain_link};
use super::options::OpenError;
use super::survey::{ShowProgress, survey};
use crate::ports::disk::Disk;
use crate::ports::journal::{JournalError, RecordSlices};

/// Which records to dump.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DumpFilter {
    /// Of this event only.
    pub event: Option<EventId>,
    /// After this version only.
    pub after: Version,
}

/// One record with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DumpedRecord<'a> {
    /// Whose.
    pub event: EventId,
    /// Its version.
    pub version: Version,
    /// The segment it is in.
    pub segment: u64,
    /// Offset of its first byte in the segment.
    pub offset: u64,
    /// The chain's link after it.
    pub link: ContentHash,
    /// Encoded.
    pub bytes: &'a [u8],
}

/// Turns a record into JSON; `None` where it cannot be decoded.
pub type Decode<'a> = &'a dyn Fn(Version, &[u8]) -> Option<String>;

impl DumpedRecord<'_> {
    /// As one line of JSON, with the decoded record where `decode` gives it and in hexadecimal otherwise.
    #[must_use]
    pub fn line(&self, decode: Option<Decode<'_>>) -> String {
        let mut line = format!(
            r#"{{"event":"{}","version":{},"segment":{},"offset":{},"length":{},"link":"{}""#,
            self.event,
            self.version.0,
            self.segment,
            self.offset,
            self.bytes.len(),
            self.link,
        );
        if let Some(record) = decode.and_then(|decode| decode(self.version, self.bytes)) {
            let _ = write!(line, r#","record":{record}}}"#);
            return line;
        }
        line.push_str(r#","bytes":""#);
        for byte in self.bytes {
            let _ = write!(line, "{byte:02x}");
        }
        line.push_str("\"}");
        line
    }
}

/// Visits the records in the order of the log, as far as each segment reads.
///
/// # Errors
/// `Format`, `Disk`; what `visit` returns.
pub fn dump(
    disk: &dyn Disk,
    filter: DumpFilter,
    progress: ShowProgress<'_>,
    visit: &mut dyn FnMut(&DumpedRecord<'_>) -> Result<(), JournalError>,
) -> Result<u64, OpenError> {
    let mut records = 0;
    survey(disk, progress, &mut |met| {
        if filter.event.is_some_and(|event| event != met.header.event) {
            return Ok(());
        }
        let mut link = met.before;
        let mut version = met.header.first_version;
        let mut offset = met.offset + ENTRY_HEADER_BYTES as u64;
        for bytes in RecordSlices::new(met.records) {
            link = chain_link(&link, bytes);
            offset += 4;
            if version > filter.after {
                let (event, segment) = (met.header.event, met.segment);
                visit(&DumpedRecord { event, version, segment, offset, link, bytes })?;
                records += 1;
            }
            offset += bytes.len() as u64;
            version = version.next();
        }
        Ok(())
    })?;
    Ok(records)
}
