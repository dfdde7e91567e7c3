//! Moments as HTTP shows them.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::time::Timestamp;

/// A moment: RFC 3339, UTC, milliseconds. `2026-11-21T19:30:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub Timestamp);

impl std::fmt::Display for Moment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let millisecond = i64::try_from(self.0.0).unwrap_or(i64::MAX);
        let moment = jiff::Timestamp::from_millisecond(millisecond).unwrap_or(jiff::Timestamp::MAX);
        write!(formatter, "{}", moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3fZ"))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let moment: jiff::Timestamp =
            text.parse().map_err(|_| de::Error::custom("expected a moment such as 2026-11-21T19:30:00Z"))?;
        let millisecond = u64::try_from(moment.as_millisecond())
            .map_err(|_| de::Error::custom("expected a moment after 1970-01-01T00:00:00Z"))?;
        Ok(Self(Timestamp(millisecond)))
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A moment: RFC 3339, UTC, milliseconds."))
            .into()
    }
}

impl ToSchema for Moment {}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn moments_travel_as_utc() {
        let moment = Moment(Timestamp(1_795_289_400_007));
        assert_eq!(serde_json::to_string(&moment).unwrap(), "\"2026-11-21T19:30:00.007Z\"");
        let other: Moment = serde_json::from_str("\"2026-11-21T20:30:00.007+01:00\"").unwrap();
        assert_eq!(other, moment);
        let year_zero = serde_json::from_str::<Moment>("\"1969-12-31T23:59:59Z\"").unwrap_err();
        assert!(year_zero.to_string().starts_with("expected a moment after 1970"), "{year_zero}");
    }
}
