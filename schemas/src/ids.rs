//! Identifiers: what names an event, a place, a hold, a record, a buyer's token.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An event: one dated performance on sale. Text form: `ev_` and 13 characters of lower-case base32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u64);

/// A seating plan (all its versions together). Text form: `pl_` and 13 characters of lower-case base32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanId(pub u64);

/// Who puts events on sale. Text form: `or_` and 13 characters of lower-case base32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganiserId(pub u64);

impl OrganiserId {
    /// The organiser that every catalogue has: `or_aaaaaaaaaaaaa`.
    pub const DEFAULT: Self = Self(0);
}

/// An API key, whichever secrets it has had. Text form: `ky_` and 13 characters of lower-case base32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u64);

impl KeyId {
    /// The admin key that a first start makes: `ky_aaaaaaaaaaaaa`.
    pub const FIRST: Self = Self(0);
}

/// Why a text is not an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an identifier of the form {prefix}xxxxxxxxxxxxx")]
pub struct ParseIdError {
    /// The text as given, cut to 64 characters.
    pub text: String,
    /// What such an identifier starts with.
    pub prefix: &'static str,
}

fn write_id(prefix: &str, value: u64, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(formatter, "{prefix}{}", BASE32_NOPAD.encode(&value.to_be_bytes()).to_lowercase())
}

fn parse_id(prefix: &'static str, text: &str) -> Result<u64, ParseIdError> {
    let refuse = || ParseIdError { text: text.chars().take(64).collect(), prefix };
    let tail = text.strip_prefix(prefix).ok_or_else(refuse)?;
    if tail.len() != 13 || tail.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(refuse());
    }
    let bytes = BASE32_NOPAD.decode(tail.to_ascii_uppercase().as_bytes()).map_err(|_| refuse())?;
    Ok(u64::from_be_bytes(bytes.try_into().map_err(|_| refuse())?))
}

macro_rules! text_id {
    ($name:ident, $prefix:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_id($prefix, self.0, formatter)
            }
        }
        impl FromStr for $name {
            type Err = ParseIdError;
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse_id($prefix, text).map(Self)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}
text_id!(EventId, "ev_");
text_id!(PlanId, "pl_");
text_id!(OrganiserId, "or_");
text_id!(KeyId, "ky_");

/// An event's record number: 1 for its first record, one more with each. 0 is "before the first record".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

impl Version {
    /// The version after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "v{}", self.0)
    }
}

/// A place's dense index in its event's plan. It never changes and is never used again for another place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceIndex(pub u32);

/// A hold of one event: the version of the record that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HoldId(pub u64);

/// A booking of one event: the version of the record that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BookingId(pub u64);

/// A channel's number within its event; 0 is general sale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChannelIndex(pub u8);

/// A price level's number within its event's plan version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LevelIndex(pub u8);

impl LevelIndex {
    /// Stands for the level that the plan gives a place, where others are the event's own. No plan has a level
    /// of this number.
    pub const OF_PLAN: Self = Self(u8::MAX);
}

macro_rules! hash_id {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&HEXLOWER.encode(&self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({self})", stringify!($name))
            }
        }
        impl FromStr for $name {
            type Err = ParseHashError;
            fn from_str(text: &str) -> Result<Self, ParseHashError> {
                let refuse = || ParseHashError::of(text, $length);
                let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| refuse())?;
                Ok(Self(bytes.try_into().map_err(|_| refuse())?))
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

/// Why a text is not a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseHashError {
    /// It must be this many bytes in lower-case hexadecimal.
    #[error("expected {0} bytes in lower-case hexadecimal")]
    Form(usize),
    /// It names a plan with all its versions, where one of them is meant.
    #[error(
        "{0} is a plan's id; expected the hash of one of its published versions: `versions` of GET \
         /api/v1/plans/{0} lists them, and POST /api/v1/plans/{0}/publish answers with a new one"
    )]
    Plan(PlanId),
}

impl ParseHashError {
    fn of(text: &str, bytes: usize) -> Self {
        text.parse().map_or(Self::Form(bytes), Self::Plan)
    }
}

hash_id!(
    /// A BLAKE3 hash of content: a published plan version, a state, a link of a chain.
    ContentHash, 32
);
hash_id!(
    /// A keyed hash of a buyer's hold token. The token itself never leaves the edge.
    TokenHash, 16
);
hash_id!(
    /// A keyed hash of an organiser's, an order's or a buyer's principal in the log.
    PrincipalHash, 16
);
hash_id!(
    /// A keyed hash of the id that a client gave its command, or of a command's content.
    CommandHash, 16
);
