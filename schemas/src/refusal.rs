//! Refusals: the outcomes that say no, in order of precedence.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a command was refused. The order is the order of precedence: where several hold, the first is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// Too much work is waiting; nothing was decided. Repeat after a moment.
    Busy,
    /// The journal has no room for new work.
    DiskFull,
    /// This id was used for another content.
    IdReused,
    /// This principal may not give this command.
    NotAllowed,
    /// The sale has not opened.
    SaleNotOpen,
    /// The sale is paused.
    SalePaused,
    /// The sale has ended.
    SaleEnded,
    /// The event was called off.
    SaleCancelled,
    /// The sale cannot go from its present state to the one asked for.
    SaleStateConflict,
    /// A moment of the schedule is over: the sale would open or end on the spot.
    SchedulePast,
    /// What was to be changed is not as whoever asked knew it.
    ChangedMeanwhile,
    /// Terms that do not fit each other, the plan, or what is fixed by now.
    TermsInvalid,
    /// The event is on another version of its plan than the numbers of rows, sections and levels are of.
    PlanMoved,
    /// No later version of the event's plan.
    PlanIncompatible,
    /// No place was named.
    NoPlaces,
    /// A place number that the plan does not have.
    UnknownPlace,
    /// A place was named twice.
    DuplicatePlace,
    /// A number of units that this place cannot have.
    InvalidUnits,
    /// A channel that the event does not have.
    UnknownChannel,
    /// A price level that the plan does not have.
    UnknownLevel,
    /// The channel is closed.
    ChannelClosed,
    /// More places than one hold may have.
    TooManyPlaces,
    /// More places than one hold token may have at once.
    TokenLimit,
    /// More live hold tokens than one address prefix may have.
    AddressLimit,
    /// No such hold, or it ended, or it is another buyer's.
    UnknownHold,
    /// No such booking, or it was given back.
    UnknownBooking,
    /// A place that is not part of that hold or booking.
    NotInHold,
    /// The hold is in payment and cannot be changed.
    InPayment,
    /// The hold is not in payment.
    NotInPayment,
    /// The hold has used all its payment attempts.
    PaymentsExhausted,
    /// The hold has reached its lifetime cap.
    LifetimeCap,
    /// The hold was extended as often as it may be.
    ExtensionsExhausted,
    /// The table is sold as a whole; name all its seats.
    WholeTable,
    /// Fewer than the least that may sit there.
    MinimumOccupancy,
    /// The place is sold through a channel this buyer has not opened.
    OtherChannel,
    /// The place is off sale.
    NotForSale,
    /// Somebody else has it.
    Taken,
    /// Fewer places that match are free than were asked for.
    NoneFree,
    /// Places that match are free, but not so many side by side, and nothing else was wanted.
    NotTogether,
    /// Somebody holds or has booked what was to be changed.
    InUse,
    /// A held place is killed only with `force`.
    Held,
    /// A booked place is never killed.
    Booked,
}

impl RefusalCode {
    /// Every code, in order of precedence.
    pub const ALL: [Self; 42] = [
        Self::Busy,
        Self::DiskFull,
        Self::IdReused,
        Self::NotAllowed,
        Self::SaleNotOpen,
        Self::SalePaused,
        Self::SaleEnded,
        Self::SaleCancelled,
        Self::SaleStateConflict,
        Self::SchedulePast,
        Self::ChangedMeanwhile,
        Self::TermsInvalid,
        Self::PlanMoved,
        Self::PlanIncompatible,
        Self::NoPlaces,
        Self::UnknownPlace,
        Self::DuplicatePlace,
        Self::InvalidUnits,
        Self::UnknownChannel,
        Self::UnknownLevel,
        Self::ChannelClosed,
        Self::TooManyPlaces,
        Self::TokenLimit,
        Self::AddressLimit,
        Self::UnknownHold,
        Self::UnknownBooking,
        Self::NotInHold,
        Self::InPayment,
        Self::NotInPayment,
        Self::PaymentsExhausted,
        Self::LifetimeCap,
        Self::ExtensionsExhausted,
        Self::WholeTable,
        Self::MinimumOccupancy,
        Self::OtherChannel,
        Self::NotForSale,
        Self::Taken,
        Self::NoneFree,
        Self::NotTogether,
        Self::InUse,
        Self::Held,
        Self::Booked,
    ];

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::DiskFull => "disk_full",
            Self::IdReused => "id_reused",
            Self::NotAllowed => "not_allowed",
            Self::SaleNotOpen => "sale_not_open",
            Self::SalePaused => "sale_paused",
            Self::SaleEnded => "sale_ended",
            Self::SaleCancelled => "sale_cancelled",
            Self::SaleStateConflict => "sale_state_conflict",
            Self::SchedulePast => "schedule_past",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::TermsInvalid => "terms_invalid",
            Self::PlanMoved => "plan_moved",
            Self::PlanIncompatible => "plan_incompatible",
            Self::NoPlaces => "no_places",
            Self::UnknownPlace => "unknown_place",
            Self::DuplicatePlace => "duplicate_place",
            Self::InvalidUnits => "invalid_units",
            Self::UnknownChannel => "unknown_channel",
            Self::UnknownLevel => "unknown_level",
            Self::ChannelClosed => "channel_closed",
            Self::TooManyPlaces => "too_many_places",
            Self::TokenLimit => "token_limit",
            Self::AddressLimit => "address_limit",
            Self::UnknownHold => "unknown_hold",
            Self::UnknownBooking => "unknown_booking",
            Self::NotInHold => "not_in_hold",
            Self::InPayment => "in_payment",
            Self::NotInPayment => "not_in_payment",
            Self::PaymentsExhausted => "payments_exhausted",
            Self::LifetimeCap => "lifetime_cap",
            Self::ExtensionsExhausted => "extensions_exhausted",
            Self::WholeTable => "whole_table",
            Self::MinimumOccupancy => "minimum_occupancy",
            Self::OtherChannel => "other_channel",
            Self::NotForSale => "not_for_sale",
            Self::Taken => "taken",
            Self::NoneFree => "none_free",
            Self::NotTogether => "not_together",
            Self::InUse => "in_use",
            Self::Held => "held",
            Self::Booked => "booked",
        }
    }
}

/// Numbers that a refusal tells beside its code, each where it says something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefusalParams {
    /// The most there may be: units of one hold (`too_many_places`), units that one hold token has at once
    /// (`token_limit`), live hold tokens of one address prefix (`address_limit`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Units of an area that are held, booked or killed, which it cannot have less room than (`in_use`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use: Option<u32>,
}

impl RefusalParams {
    /// No number.
    pub const NONE: Self = Self { limit: None, in_use: None };

    /// The most there may be.
    #[must_use]
    pub const fn limit(limit: u32) -> Self {
        Self { limit: Some(limit), ..Self::NONE }
    }

    /// Units that stay.
    #[must_use]
    pub const fn in_use(units: u32) -> Self {
        Self { in_use: Some(units), ..Self::NONE }
    }

    /// Whether there is no number.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.limit.is_none() && self.in_use.is_none()
    }
}
