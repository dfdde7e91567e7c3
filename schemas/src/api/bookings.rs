//! Payments and bookings, as an existing shop calls them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::money::Money;
use crate::ids::{BookingId, Version};
use crate::ws::server::{HoldLine, UnitLine};

/// What is asked of a booking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBooking {
    /// The shop's own reference, at most 64 bytes, no personal data.
    #[serde(default)]
    #[schema(max_length = 64)]
    pub reference: String,
}

/// A hold became a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookingMade {
    /// The new booking.
    #[schema(value_type = u64)]
    pub booking: BookingId,
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// What, at which price.
    pub places: Vec<HoldLine>,
    /// The price of all of it.
    pub total: Money,
}

/// Places of a booking were given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookingReleased {
    /// Which booking.
    #[schema(value_type = u64)]
    pub booking: BookingId,
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Nothing is left in it.
    pub ended: bool,
    /// What came back.
    pub places: Vec<UnitLine>,
}
