//! Book: a hold becomes a booking.
//!
//! A hold in payment is booked whatever the sale's state: the money is on its way. An ordinary hold is
//! booked only while the sale is on, for pausing a sale stops what has not begun to be paid.

use schemas::ids::HoldId;
use schemas::record::{BookingReference, Effect};
use schemas::refusal::RefusalCode;

use super::state::SeatMap;
use super::text::cut;
use super::turn::{Decision, Turn};
use crate::limits::BOOKING_REFERENCE_BYTES;

impl SeatMap {
    pub(super) fn decide_book(&mut self, turn: &mut Turn<'_>, hold: HoldId, reference: &str) -> Decision {
        self.end_run_out(turn, hold);
        let slot = self.holds.slot(hold);
        if slot.is_none_or(|slot| self.holds.slab[slot].payment.is_none()) {
            self.check_on_sale()?;
        }
        if slot.is_none() {
            return Err(RefusalCode::UnknownHold.into());
        }
        let reference = BookingReference::from(cut(reference, BOOKING_REFERENCE_BYTES)).unwrap_or_default();
        Ok(Effect::Booked { hold, reference })
    }
}
