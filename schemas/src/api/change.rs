//! What becomes of one part of something that is changed part by part.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One part: left out of the JSON it stays as it is, `null` takes it away, and anything else takes its place. A field
/// of this type needs `#[serde(default, skip_serializing_if = "Change::is_kept")]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change<Value> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is taken away.
    Remove,
    /// This takes its place.
    Set(Value),
}

impl<Value> Change<Value> {
    /// Whether it stays as it is.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<'de, Value: Deserialize<'de>> Deserialize<'de> for Change<Value> {
    fn deserialize<From: Deserializer<'de>>(from: From) -> Result<Self, From::Error> {
        Option::deserialize(from).map(|value| value.map_or(Self::Remove, Self::Set))
    }
}

impl<Value: Serialize> Serialize for Change<Value> {
    fn serialize<To: Serializer>(&self, to: To) -> Result<To::Ok, To::Error> {
        match self {
            Self::Keep | Self::Remove => to.serialize_none(),
            Self::Set(value) => value.serialize(to),
        }
    }
}
