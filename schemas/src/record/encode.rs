//! A record's bytes: kind, format of that kind, time, cause, then what the kind has, all in the byte form
//! of [`crate::wire`]. The version is not in it: a record's place in its log says it.

use super::{Cause, Effect, Principal, Unchanged};
use crate::seat::{Arrangement, HeldPlace};
use crate::time::Timestamp;
use crate::wire::{SPARE_BYTES, Short, Wire};

/// The format that every kind is written in today. Older ones stay readable.
pub(super) const FORMAT: u8 = 1;

/// Room for what every record begins with: kind, format, time, and a cause.
const HEAD_BYTES: usize = 2 + 10 + 1 + CAUSE_BYTES + SPARE_BYTES;

/// Whether a buyer's or an organiser's, and three hashes.
const CAUSE_BYTES: usize = 49;

/// Appends one record's bytes to `out`. Returns where in `out` the effect's own bytes begin.
pub fn encode(at: Timestamp, cause: Option<&Cause>, effect: &Effect, out: &mut Vec<u8>) -> usize {
    let mut head = Short::<HEAD_BYTES>::default();
    head.byte(effect.kind() as u8);
    head.byte(FORMAT);
    head.number(at.0);
    head.byte(u8::from(cause.is_some()));
    if let Some(cause) = cause {
        head.bytes(&cause_bytes(cause));
    }
    head.append_to(out);
    let begin = out.len();
    put_effect(effect, out);
    begin
}

/// The part of the bytes of [`Effect::Held`] that says deadline, places and arrangement, which its answer says
/// again.
#[must_use]
pub fn deadline_and_places(held: &[u8]) -> &[u8] {
    let address = if held.get(16) == Some(&1) { 8 } else { 0 };
    held.get(17 + address..).unwrap_or_default()
}

#[inline]
fn cause_bytes(cause: &Cause) -> [u8; CAUSE_BYTES] {
    let mut bytes = [0; CAUSE_BYTES];
    let (tag, principal) = match &cause.principal {
        Principal::Buyer(token) => (0, &token.0),
        Principal::Organiser(organiser) => (1, &organiser.0),
    };
    bytes[0] = tag;
    bytes[1..17].copy_from_slice(principal);
    bytes[17..33].copy_from_slice(&cause.command.0);
    bytes[33..].copy_from_slice(&cause.digest.0);
    bytes
}

impl Wire for Cause {
    #[inline]
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&cause_bytes(self));
    }
    fn take(from: &mut crate::wire::Reader<'_>) -> Result<Self, crate::wire::WireError> {
        let principal = match from.take::<u8>()? {
            0 => Principal::Buyer(from.take()?),
            1 => Principal::Organiser(from.take()?),
            other => return Err(crate::wire::WireError::Tag(other)),
        };
        Ok(Self { principal, command: from.take()?, digest: from.take()? })
    }
}

fn put_effect(effect: &Effect, out: &mut Vec<u8>) {
    match effect {
        Effect::Created(terms) => terms.put(out),
        Effect::Drafted(terms) => terms.put(out),
        Effect::TermsChanged { terms, moved } => {
            terms.put(out);
            moved.put(out);
        }
        Effect::Repainted { levels } => levels.put(out),
        Effect::CapacitySet { place, capacity, removed } => {
            place.put(out);
            capacity.put(out);
            removed.put(out);
        }
        Effect::MovedToPlan(moved) => moved.put(out),
        Effect::SaleChanged { state } => state.put(out),
        Effect::Held { token, address, deadline, places, arrangement } => {
            let mut head = Short::<{ 16 + 9 + 10 + 10 + SPARE_BYTES }>::default();
            head.bytes(&token.0);
            head.byte(u8::from(address.is_some()));
            if let Some(address) = address {
                head.bytes(&address.to_le_bytes());
            }
            head.number(deadline.0);
            head.number(places.len() as u64);
            head.append_to(out);
            HeldPlace::put_each(places, out);
            out.extend(arrangement.map(Arrangement::code));
        }
        Effect::Released { hold, places } => {
            hold.put(out);
            places.put(out);
        }
        Effect::Extended { hold, deadline } | Effect::PaymentFailed { hold, deadline } => {
            hold.put(out);
            deadline.put(out);
        }
        Effect::Expired { hold } | Effect::Revoked { hold } => hold.put(out),
        Effect::PaymentBegun { hold, deadline, hard_cap } => {
            hold.put(out);
            deadline.put(out);
            hard_cap.put(out);
        }
        Effect::Booked { hold, reference } => {
            hold.put(out);
            reference.put(out);
        }
        Effect::Unbooked { booking, places } => {
            booking.put(out);
            places.put(out);
        }
        Effect::Killed { places, reason, ended_holds } => {
            places.put(out);
            reason.put(out);
            ended_holds.put(out);
        }
        Effect::Restored { places } => places.put(out),
        Effect::Allocated { places, channel } => {
            places.put(out);
            channel.put(out);
        }
        Effect::Resumed { deadlines } => deadlines.put(out),
        Effect::StreamBegun { stream } => stream.put(out),
        Effect::Unchanged(unchanged) => unchanged.put(out),
    }
}

impl Wire for Unchanged {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Deadline { hold } => {
                out.push(0);
                hold.put(out);
            }
            Self::Kill => out.push(1),
            Self::Restore => out.push(2),
            Self::Allocate { channel } => {
                out.push(3);
                channel.put(out);
            }
            Self::Sale => out.push(4),
            Self::Terms => out.push(5),
            Self::Repaint => out.push(6),
            Self::Capacity { place } => {
                out.push(7);
                place.put(out);
            }
            Self::Plan => out.push(8),
        }
    }
    fn take(from: &mut crate::wire::Reader<'_>) -> Result<Self, crate::wire::WireError> {
        Ok(match from.take::<u8>()? {
            0 => Self::Deadline { hold: from.take()? },
            1 => Self::Kill,
            2 => Self::Restore,
            3 => Self::Allocate { channel: from.take()? },
            4 => Self::Sale,
            5 => Self::Terms,
            6 => Self::Repaint,
            7 => Self::Capacity { place: from.take()? },
            8 => Self::Plan,
            other => return Err(crate::wire::WireError::Tag(other)),
        })
    }
}
