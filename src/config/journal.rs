//! The journal.

use std::num::NonZeroU64;

use super::setting::{SettingValue, settings};

settings! {
    /// The journal.
    pub struct Journal as "journal" {
        /// How large a new segment file is, in bytes; at least 1 MiB. Each is filled ahead.
        segment_bytes: SegmentBytes = "134217728",
        /// How often closed segments are looked at for archiving, in milliseconds.
        archive_every_ms: NonZeroU64 = "60000",
        /// How long archives are kept, in days; 0 is for ever.
        retain_days: u64 = "0",
    }
}

/// The least a segment may have.
const LEAST_SEGMENT_BYTES: u64 = 1 << 20;

/// Bytes of a segment file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentBytes(pub u64);

impl SettingValue for SegmentBytes {
    fn read(text: &str) -> Result<Self, String> {
        let expected = || format!("a whole number of at least {LEAST_SEGMENT_BYTES}");
        let bytes = u64::read(text).map_err(|_| expected())?;
        if bytes >= LEAST_SEGMENT_BYTES { Ok(Self(bytes)) } else { Err(expected()) }
    }
}
