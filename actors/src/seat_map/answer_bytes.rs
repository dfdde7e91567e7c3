//! The byte form of remembered answers, a part of every checkpoint.

use schemas::ids::HoldId;
use schemas::record::{Cause, deadline_and_places};
use schemas::seat::Arrangement;
use schemas::time::Timestamp;
use schemas::wire::{Reader, SPARE_BYTES, Short, Wire, WireError};

use super::memory::{OrganiserEntry, Remembered};
use super::outcome::{Answer, Done};

const HELD: u8 = 0;
const RELEASED: u8 = 1;
const BEST_HELD: u8 = 15;

/// Appends the byte form of what is remembered of a command, as [`Remembered`] has it. `effect` is the bytes of
/// its record's effect: what they say already is copied.
pub(super) fn put_entry(cause: &Cause, answer: &Answer, effect: &[u8], out: &mut Vec<u8>) {
    let mut head = Short::<{ 16 + 16 + 10 + 1 + 10 + SPARE_BYTES }>::default();
    head.bytes(&cause.command.0);
    head.bytes(&cause.digest.0);
    head.number(answer.version.0);
    match &answer.done {
        Done::Held { hold, arrangement, .. } => {
            head.byte(if arrangement.is_some() { BEST_HELD } else { HELD });
            head.number(hold.0);
            head.append_to(out);
            out.extend_from_slice(deadline_and_places(effect));
        }
        Done::Released { ended, .. } => {
            head.byte(RELEASED);
            head.append_to(out);
            out.extend_from_slice(effect);
            out.push(u8::from(*ended));
        }
        other => {
            head.append_to(out);
            other.put(out);
        }
    }
}

/// A hold that got another deadline.
fn put_deadline(kind: u8, hold: HoldId, deadline: Timestamp, out: &mut Vec<u8>) {
    out.push(kind);
    hold.put(out);
    deadline.put(out);
}

impl Wire for Done {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Held { hold, deadline, places, arrangement } => {
                out.push(if arrangement.is_some() { BEST_HELD } else { HELD });
                hold.put(out);
                deadline.put(out);
                places.put(out);
                out.extend(arrangement.map(Arrangement::code));
            }
            Self::Released { hold, places, ended } => {
                out.push(RELEASED);
                hold.put(out);
                places.put(out);
                ended.put(out);
            }
            Self::Extended { hold, deadline } => put_deadline(2, *hold, *deadline, out),
            Self::PaymentBegun { hold, deadline } => put_deadline(3, *hold, *deadline, out),
            Self::PaymentFailed { hold, deadline } => put_deadline(4, *hold, *deadline, out),
            Self::Booked { booking, places } => {
                out.push(5);
                booking.put(out);
                places.put(out);
            }
            Self::Unbooked { booking, places, ended } => {
                out.push(6);
                booking.put(out);
                places.put(out);
                ended.put(out);
            }
            Self::Killed { units, ended_holds } => {
                out.push(7);
                units.put(out);
                ended_holds.put(out);
            }
            Self::Restored { units } => {
                out.push(8);
                units.put(out);
            }
            Self::Allocated { units, channel } => {
                out.push(9);
                units.put(out);
                channel.put(out);
            }
            Self::Sale { state } => {
                out.push(10);
                state.put(out);
            }
            Self::TermsChanged { moved } => {
                out.push(11);
                moved.put(out);
            }
            Self::Repainted { places } => {
                out.push(12);
                places.put(out);
            }
            Self::CapacitySet { capacity } => {
                out.push(13);
                capacity.put(out);
            }
            Self::MovedToPlan { plan } => {
                out.push(14);
                plan.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(match from.take::<u8>()? {
            kind @ (HELD | BEST_HELD) => Self::Held {
                hold: from.take()?,
                deadline: from.take()?,
                places: from.take()?,
                arrangement: if kind == BEST_HELD { Some(from.take()?) } else { None },
            },
            RELEASED => Self::Released { hold: from.take()?, places: from.take()?, ended: from.take()? },
            2 => Self::Extended { hold: from.take()?, deadline: from.take()? },
            3 => Self::PaymentBegun { hold: from.take()?, deadline: from.take()? },
            4 => Self::PaymentFailed { hold: from.take()?, deadline: from.take()? },
            5 => Self::Booked { booking: from.take()?, places: from.take()? },
            6 => Self::Unbooked { booking: from.take()?, places: from.take()?, ended: from.take()? },
            7 => Self::Killed { units: from.take()?, ended_holds: from.take()? },
            8 => Self::Restored { units: from.take()? },
            9 => Self::Allocated { units: from.take()?, channel: from.take()? },
            10 => Self::Sale { state: from.take()? },
            11 => Self::TermsChanged { moved: from.take()? },
            12 => Self::Repainted { places: from.take()? },
            13 => Self::CapacitySet { capacity: from.take()? },
            14 => Self::MovedToPlan { plan: from.take()? },
            other => return Err(WireError::Tag(other)),
        })
    }
}

impl Wire for Remembered {
    fn put(&self, out: &mut Vec<u8>) {
        self.command.put(out);
        self.digest.put(out);
        self.version.put(out);
        out.extend_from_slice(&self.done);
    }

    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        let (command, digest, version) = (from.take()?, from.take()?, from.take()?);
        let (_, done) = from.take_with_bytes::<Done>()?;
        Ok(Self { command, digest, version, done: done.into() })
    }
}

impl Wire for OrganiserEntry {
    fn put(&self, out: &mut Vec<u8>) {
        self.at.put(out);
        self.organiser.put(out);
        self.entry.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { at: from.take()?, organiser: from.take()?, entry: from.take()? })
    }
}
