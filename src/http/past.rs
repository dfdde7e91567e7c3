//! An event's log, and the event as it was at a moment of it.

use std::sync::Arc;

use actors::ports::journal::{Journal, JournalError, Visit};
use actors::ports::plans::PlanSource;
use actors::replay::LogReplay;
use actors::seat_map::SeatMap;
use schemas::api::moment::Moment;
use schemas::ids::{ContentHash, EventId, Version};
use schemas::plan::PlanIndex;
use schemas::record::decode;
use schemas::time::Timestamp;
use serde::{Deserialize, Deserializer, de};

/// A moment of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// After this record.
    Version(Version),
    /// After the last record that had been written by then.
    Time(Timestamp),
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let version = text.parse().map_err(|_| de::Error::custom("expected a version or a time"))?;
            return Ok(Self::Version(Version(version)));
        }
        let moment: Result<Moment, serde::de::value::Error> =
            Moment::deserialize(de::value::StringDeserializer::new(text));
        let time = moment.map_err(|_| {
            de::Error::custom("expected a version, or a time such as 2026-11-21T19:30:00Z (with + as %2B)")
        })?;
        Ok(Self::Time(time.0))
    }
}

impl At {
    fn includes(self, version: Version, at: Timestamp) -> bool {
        match self {
            Self::Version(last) => version <= last,
            Self::Time(last) => at <= last,
        }
    }
}

/// The log of one event.
pub struct EventLog {
    journal: Arc<dyn Journal>,
    event: EventId,
    plans: Arc<dyn PlanSource>,
}

impl EventLog {
    pub(super) fn new(journal: Arc<dyn Journal>, event: EventId, plans: Arc<dyn PlanSource>) -> Self {
        Self { journal, event, plans }
    }

    /// Whose log it is.
    #[must_use]
    pub const fn event(&self) -> EventId {
        self.event
    }

    /// Visits durable records after a version, in order; gives the last version. Blocks.
    ///
    /// # Errors
    /// Where the log cannot be read, and the visitor's own.
    pub fn read(&self, after: Version, visit: Visit<'_>) -> Result<Version, JournalError> {
        self.journal.read(self.event, after, visit)
    }

    /// The state that the log gives at a moment; none where it has no such moment. Blocks.
    ///
    /// # Errors
    /// Where the log or a plan that it names cannot be read, or a record cannot have happened.
    pub fn at(&self, at: At) -> Result<Option<SeatMap>, JournalError> {
        let mut replay = LogReplay::new(self.event, self.plans.as_ref(), None);
        let read = self.read(Version(0), &mut |version, bytes| {
            let damaged = |what: String| JournalError::Corrupt {
                place: format!("record {version} of {}", self.event),
                what,
            };
            let record = decode(version, bytes).map_err(|error| damaged(error.to_string()))?;
            if !at.includes(version, record.at) {
                // An error is how a visit ends early.
                return Err(JournalError::Fenced);
            }
            replay.perform(&record).map_err(|error| damaged(error.to_string()))
        });
        match read {
            Ok(_) | Err(JournalError::Fenced) => {}
            Err(error) => return Err(error),
        }
        let is_there = |map: &SeatMap| match at {
            At::Version(version) => map.version() == version,
            At::Time(_) => true,
        };
        Ok(replay.finish().filter(is_there))
    }

    /// The state that the log gives up to a version that it has. Blocks.
    ///
    /// # Errors
    /// As [`Self::at`]; the log ends below.
    pub fn replayed(&self, last: Version) -> Result<SeatMap, JournalError> {
        let ends = || JournalError::Corrupt {
            place: self.event.to_string(),
            what: format!("the log ends below {last}"),
        };
        self.at(At::Version(last))?.ok_or_else(ends)
    }

    /// The plan version of a replayed state. Blocks.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn plan(&self, map: &SeatMap) -> Result<Arc<PlanIndex>, JournalError> {
        self.plan_version(map.terms().map_or(ContentHash([0; 32]), |terms| terms.plan))
    }

    /// A plan version that the log names. Blocks.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn plan_version(&self, hash: ContentHash) -> Result<Arc<PlanIndex>, JournalError> {
        self.plans
            .plan(hash)
            .map_err(|error| JournalError::Read { place: format!("plan {hash}"), what: error.to_string() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<At, String> {
        serde_json::from_value(text.into()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_moment_is_a_version_or_a_time() {
        assert_eq!(read("12"), Ok(At::Version(Version(12))));
        assert_eq!(read("1970-01-01T00:00:01Z"), Ok(At::Time(Timestamp(1_000))));
        assert_eq!(read("1970-01-01T01:00:01+01:00"), Ok(At::Time(Timestamp(1_000))));
        for wrong in ["", "yesterday", "-1", "99999999999999999999999", "1969-01-01T00:00:00Z"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
