//! Hands the records of a turn to the journal.

use schemas::ids::{EventId, Version};

use super::record_buffer::RecordBuffer;
use crate::limits::JOURNAL_GROUP_BYTES;
use crate::ports::journal::{Fence, Journal, JournalError, RecordGroup, RecordSlices};

/// Appends what is in `buffer` as one group, or as several where it is more than the journal takes at once,
/// and leaves it empty.
pub(crate) fn append(
    journal: &dyn Journal,
    event: EventId,
    fence: &Fence,
    buffer: &mut RecordBuffer,
) -> Result<(), JournalError> {
    if buffer.is_empty() {
        return Ok(());
    }
    let (first_version, count, bytes) = buffer.take();
    let group = RecordGroup { event, fence: fence.number, first_version, count, bytes };
    if group.bytes.len() <= JOURNAL_GROUP_BYTES {
        return journal.append(group);
    }
    for part in split(&group, JOURNAL_GROUP_BYTES) {
        journal.append(part)?;
    }
    Ok(())
}

/// Consecutive groups of whole records, none larger than `at_most` bytes unless one record is.
fn split(group: &RecordGroup, at_most: usize) -> Vec<RecordGroup> {
    let mut parts: Vec<RecordGroup> = Vec::new();
    let mut version = group.first_version;
    for record in RecordSlices::new(&group.bytes) {
        let framed = record.len() + size_of::<u32>();
        let fits = parts.last().is_some_and(|part| part.bytes.len() + framed <= at_most);
        if !fits {
            parts.push(RecordGroup {
                first_version: version,
                count: 0,
                bytes: Vec::with_capacity(framed),
                ..*group
            });
        }
        if let Some(part) = parts.last_mut() {
            let length = u32::try_from(record.len()).unwrap_or(u32::MAX);
            part.bytes.extend_from_slice(&length.to_le_bytes());
            part.bytes.extend_from_slice(record);
            part.count += 1;
        }
        version = Version(version.0 + 1);
    }
    parts
}

#[cfg(test)]
mod tests {
    use schemas::ids::{EventId, Version};

    use super::{RecordGroup, split};

    #[test]
    fn a_group_splits_between_records_only() {
        let mut bytes = Vec::new();
        for length in [3_u32, 5, 1, 30, 2] {
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.resize(bytes.len() + length as usize, 7);
        }
        let whole = RecordGroup { event: EventId(1), fence: 4, first_version: Version(10), count: 5, bytes };
        let parts = split(&whole, 17);
        let shape: Vec<_> =
            parts.iter().map(|part| (part.first_version.0, part.count, part.bytes.len())).collect();
        assert_eq!(shape, [(10, 2, 16), (12, 1, 5), (13, 1, 34), (14, 1, 6)]);
        assert!(parts.iter().all(|part| part.is_well_formed() && part.fence == 4));
        let joined: Vec<u8> = parts.iter().flat_map(|part| part.bytes.clone()).collect();
        assert_eq!(joined, whole.bytes);
    }
}
