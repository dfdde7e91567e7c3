//! Reading a record's bytes back. Any bytes give a record or an error, never a panic.

use super::encode::FORMAT;
use super::{Effect, Record, RecordKind};
use crate::ids::Version;
use crate::wire::{AddressBytes, Reader, WireError};

/// Why bytes are not a record. Each of these refuses to load the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// A kind of a newer engine, or no record at all.
    #[error("record {version}: kind {kind} is unknown to this engine")]
    UnknownKind {
        /// Which record.
        version: Version,
        /// Its first byte.
        kind: u8,
    },
    /// A format of a newer engine.
    #[error("record {version}: format {format} of kind {} is unknown to this engine", kind.name())]
    UnknownFormat {
        /// Which record.
        version: Version,
        /// Its kind.
        kind: RecordKind,
        /// Its second byte.
        format: u8,
    },
    /// The bytes are not what kind and format say.
    #[error("record {version}: {source}")]
    Damaged {
        /// Which record.
        version: Version,
        /// How.
        source: WireError,
    },
}

/// The record with this version from its bytes, as [`super::encode`] wrote them.
///
/// # Errors
/// The kind or its format is unknown, or the bytes are damaged.
pub fn decode(version: Version, bytes: &[u8]) -> Result<Record, DecodeError> {
    let damaged = |source| DecodeError::Damaged { version, source };
    let mut from = Reader::new(bytes);
    let kind: u8 = from.take().map_err(damaged)?;
    let kind = RecordKind::from_byte(kind).ok_or(DecodeError::UnknownKind { version, kind })?;
    let format: u8 = from.take().map_err(damaged)?;
    if format != FORMAT {
        return Err(DecodeError::UnknownFormat { version, kind, format });
    }
    let mut read = || {
        let record =
            Record { version, at: from.take()?, cause: from.take()?, effect: effect(kind, &mut from)? };
        from.finish()?;
        Ok(record)
    };
    read().map_err(damaged)
}

fn effect(kind: RecordKind, from: &mut Reader<'_>) -> Result<Effect, WireError> {
    Ok(match kind {
        RecordKind::Created => Effect::Created(Box::new(from.take()?)),
        RecordKind::SaleChanged => Effect::SaleChanged { state: from.take()? },
        RecordKind::Held | RecordKind::BestHeld => Effect::Held {
            token: from.take()?,
            address: from.take::<Option<AddressBytes>>()?.map(|address| address.0),
            deadline: from.take()?,
            places: from.take()?,
            arrangement: if kind == RecordKind::BestHeld { Some(from.take()?) } else { None },
        },
        RecordKind::Released => Effect::Released { hold: from.take()?, places: from.take()? },
        RecordKind::Extended => Effect::Extended { hold: from.take()?, deadline: from.take()? },
        RecordKind::Expired => Effect::Expired { hold: from.take()? },
        RecordKind::Revoked => Effect::Revoked { hold: from.take()? },
        RecordKind::PaymentBegun => {
            Effect::PaymentBegun { hold: from.take()?, deadline: from.take()?, hard_cap: from.take()? }
        }
        RecordKind::PaymentFailed => Effect::PaymentFailed { hold: from.take()?, deadline: from.take()? },
        RecordKind::Booked => Effect::Booked { hold: from.take()?, reference: from.take()? },
        RecordKind::Unbooked => Effect::Unbooked { booking: from.take()?, places: from.take()? },
        RecordKind::Killed => {
            Effect::Killed { places: from.take()?, reason: from.take()?, ended_holds: from.take()? }
        }
        RecordKind::Restored => Effect::Restored { places: from.take()? },
        RecordKind::Allocated => Effect::Allocated { places: from.take()?, channel: from.take()? },
        RecordKind::Resumed => Effect::Resumed { deadlines: from.take()? },
        RecordKind::Unchanged => Effect::Unchanged(from.take()?),
        RecordKind::StreamBegun => Effect::StreamBegun { stream: from.take()? },
        RecordKind::Drafted => Effect::Drafted(Box::new(from.take()?)),
        RecordKind::TermsChanged => {
            Effect::TermsChanged { terms: Box::new(from.take()?), moved: from.take()? }
        }
        RecordKind::Repainted => Effect::Repainted { levels: from.take()? },
        RecordKind::CapacitySet => {
            Effect::CapacitySet { place: from.take()?, capacity: from.take()?, removed: from.take()? }
        }
        RecordKind::MovedToPlan => Effect::MovedToPlan(Box::new(from.take()?)),
    })
}
