//! Unbook: gives a booking's places back, all or some. Taken whatever the sale's state; the places are free
//! again in the channel they came from. A table sold as a whole comes back as a whole.

use schemas::ids::BookingId;
use schemas::record::Effect;
use schemas::refusal::RefusalCode;

use super::command::Part;
use super::part::LeftOver;
use super::state::SeatMap;
use super::turn::Decision;

impl SeatMap {
    pub(super) fn decide_unbook(&self, booking: BookingId, part: &Part) -> Decision {
        self.check_part(part)?;
        let slot = self.bookings.slot(booking).ok_or(RefusalCode::UnknownBooking)?;
        let booked = &self.bookings.slab[slot].places;
        let units = Self::units_of_part(booked, part)?;
        self.check_left_over(booked, &units, LeftOver::OfBooking)?;
        Ok(Effect::Unbooked { booking, places: units })
    }
}
