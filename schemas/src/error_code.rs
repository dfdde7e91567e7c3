//! The one table of problem codes: name, HTTP status, whether a repeat may help, title and page.
//!
//! A code is a promise: its name and meaning stay. Each has a page under `docs/errors/`, embedded here, so
//! that a code without one does not compile.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::refusal::RefusalCode;

/// Whether the same request may succeed when it is sent again as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    Repeat,
    Final,
}

macro_rules! error_codes {
    ($($variant:ident = $name:literal, $status:literal, $again:ident, $title:literal;)*) => {
        /// What went wrong, by a stable name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode {
            $(#[doc = $title] $variant,)*
        }

        impl ErrorCode {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The HTTP status it travels with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            const fn again(self) -> Again {
                match self { $(Self::$variant => Again::$again,)* }
            }

            /// One line for people.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// Its page, in Markdown.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("../../docs/errors/", $name, ".md")),)*
                }
            }
        }
    };
}

error_codes! {
    Busy = "busy", 503, Repeat, "Too much work is waiting";
    DiskFull = "disk_full", 503, Repeat, "The disk has no room for new sales";
    IdReused = "id_reused", 409, Final, "The idempotency key was used for another request";
    NotAllowed = "not_allowed", 403, Final, "The command is not for whoever asked";
    SaleNotOpen = "sale_not_open", 409, Final, "The sale has not opened";
    SalePaused = "sale_paused", 409, Repeat, "The sale is paused";
    SaleEnded = "sale_ended", 409, Final, "The sale has ended";
    SaleCancelled = "sale_cancelled", 409, Final, "The event was called off";
    SaleStateConflict = "sale_state_conflict", 409, Final, "The sale cannot go to that state";
    SchedulePast = "schedule_past", 409, Final, "A moment of the schedule is over";
    EventAnnounced = "event_announced", 409, Final, "The event was announced";
    ChangedMeanwhile = "changed_meanwhile", 412, Final, "It was changed meanwhile";
    PlanMoved = "plan_moved", 409, Repeat, "The event moved to another version of its plan";
    PlanIncompatible = "plan_incompatible", 409, Final, "Not a later version of the event's plan";
    NoPlaces = "no_places", 422, Final, "No place was named";
    UnknownPlace = "unknown_place", 422, Final, "The plan has no such place";
    DuplicatePlace = "duplicate_place", 422, Final, "A place was named twice";
    InvalidUnits = "invalid_units", 422, Final, "The place cannot have that many units";
    UnknownChannel = "unknown_channel", 422, Final, "The event has no such channel";
    UnknownLevel = "unknown_level", 422, Final, "The plan has no such price level";
    ChannelClosed = "channel_closed", 409, Final, "The channel is closed";
    TooManyPlaces = "too_many_places", 422, Final, "More places than one hold may have";
    TokenLimit = "token_limit", 409, Final, "More places than one buyer may hold";
    AddressLimit = "address_limit", 429, Repeat, "Too many buyers from this address";
    UnknownHold = "unknown_hold", 404, Final, "There is no such hold";
    UnknownBooking = "unknown_booking", 404, Final, "There is no such booking";
    NotInHold = "not_in_hold", 409, Final, "A place is not part of that hold or booking";
    InPayment = "in_payment", 409, Final, "The hold is in payment";
    NotInPayment = "not_in_payment", 409, Final, "The hold is not in payment";
    PaymentsExhausted = "payments_exhausted", 409, Final, "The hold has used its payment attempts";
    LifetimeCap = "lifetime_cap", 409, Final, "The hold cannot be extended any more";
    ExtensionsExhausted = "extensions_exhausted", 409, Final, "The hold was extended as often as it may be";
    WholeTable = "whole_table", 422, Final, "The table is sold as a whole";
    MinimumOccupancy = "minimum_occupancy", 422, Final, "Fewer than the least that may sit there";
    OtherChannel = "other_channel", 409, Final, "The place is sold through another channel";
    NotForSale = "not_for_sale", 409, Final, "The place is off sale";
    Taken = "taken", 409, Final, "Somebody else has it";
    NoneFree = "none_free", 409, Final, "Not so many places that match are free";
    NotTogether = "not_together", 409, Final, "No such places side by side";
    InUse = "in_use", 409, Final, "Somebody holds or has booked it";
    Held = "held", 409, Final, "A held place is killed only with force";
    Booked = "booked", 409, Final, "A booked place is never killed";
    InvalidJson = "invalid_json", 400, Final, "The body is not JSON of the expected form";
    InvalidValue = "invalid_value", 422, Final, "A value is not allowed";
    UnsupportedMediaType = "unsupported_media_type", 415, Final, "The body has the wrong content type";
    BodyTooLarge = "body_too_large", 413, Final, "The body is too large";
    HeadersTooLarge = "headers_too_large", 431, Final, "Too many headers";
    NotFound = "not_found", 404, Final, "There is nothing at this address";
    MethodNotAllowed = "method_not_allowed", 405, Final, "The method is not allowed here";
    IdempotencyKeyMissing = "idempotency_key_missing", 400, Final, "The request needs an Idempotency-Key";
    IdempotencyKeyInvalid = "idempotency_key_invalid", 400, Final, "The Idempotency-Key is not allowed";
    IfMatchMissing = "if_match_missing", 428, Final, "The request needs an If-Match";
    KeyMissing = "key_missing", 401, Final, "The request needs an API key";
    KeyInvalid = "key_invalid", 401, Final, "The API key is not known";
    KeyExpired = "key_expired", 401, Final, "The API key has run out";
    ScopeMissing = "scope_missing", 403, Final, "The API key does not allow this";
    KeyRevoked = "key_revoked", 409, Final, "The API key is revoked";
    UnknownKey = "unknown_key", 404, Final, "There is no such key";
    UnknownOrganiser = "unknown_organiser", 404, Final, "There is no such organiser";
    TooManyThere = "too_many_there", 409, Final, "There are as many as there may be";
    HoldTokenMissing = "hold_token_missing", 401, Final, "The request needs a hold token";
    HoldTokenInvalid = "hold_token_invalid", 401, Final, "The hold token is not valid here";
    HoldTokenExpired = "hold_token_expired", 401, Final, "The hold token has run out";
    UnknownEvent = "unknown_event", 404, Final, "There is no such event";
    UnknownPlan = "unknown_plan", 404, Final, "There is no such plan";
    UnknownMoment = "unknown_moment", 404, Final, "The event's log has no such moment";
    PlanInUse = "plan_in_use", 409, Final, "Events need the plan";
    PlanInvalid = "plan_invalid", 422, Final, "The plan has errors";
    PlanNotPublished = "plan_not_published", 409, Final, "The plan has no published version";
    TermsInvalid = "terms_invalid", 422, Final, "The event's terms are not allowed";
    EventExists = "event_exists", 409, Final, "The event's log holds other terms";
    EventUnavailable = "event_unavailable", 503, Repeat, "The event cannot be loaded now";
    AnswerUnknown = "answer_unknown", 503, Repeat, "The answer was lost";
    RateLimited = "rate_limited", 429, Repeat, "Too many requests";
    TooManyConnections = "too_many_connections", 503, Repeat, "Too many connections";
    OriginNotAllowed = "origin_not_allowed", 403, Final, "The page's origin is not allowed";
    UpgradeRequired = "upgrade_required", 426, Final, "The live address speaks WebSocket";
    Timeout = "timeout", 503, Repeat, "The request took too long";
    Stopping = "stopping", 503, Repeat, "The server is stopping";
    NotReady = "not_ready", 503, Repeat, "The server is not ready";
    JournalFailed = "journal_failed", 503, Repeat, "The journal failed";
    Internal = "internal", 500, Repeat, "Something went wrong inside";
}

impl ErrorCode {
    /// Whether the same request may succeed when it is sent again as it is.
    #[must_use]
    pub const fn retryable(self) -> bool {
        matches!(self.again(), Again::Repeat)
    }

    /// The code of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl From<RefusalCode> for ErrorCode {
    fn from(refusal: RefusalCode) -> Self {
        match refusal {
            RefusalCode::Busy => Self::Busy,
            RefusalCode::DiskFull => Self::DiskFull,
            RefusalCode::IdReused => Self::IdReused,
            RefusalCode::NotAllowed => Self::NotAllowed,
            RefusalCode::SaleNotOpen => Self::SaleNotOpen,
            RefusalCode::SalePaused => Self::SalePaused,
            RefusalCode::SaleEnded => Self::SaleEnded,
            RefusalCode::SaleCancelled => Self::SaleCancelled,
            RefusalCode::SaleStateConflict => Self::SaleStateConflict,
            RefusalCode::SchedulePast => Self::SchedulePast,
            RefusalCode::ChangedMeanwhile => Self::ChangedMeanwhile,
            RefusalCode::TermsInvalid => Self::TermsInvalid,
            RefusalCode::PlanMoved => Self::PlanMoved,
            RefusalCode::PlanIncompatible => Self::PlanIncompatible,
            RefusalCode::NoPlaces => Self::NoPlaces,
            RefusalCode::UnknownPlace => Self::UnknownPlace,
            RefusalCode::DuplicatePlace => Self::DuplicatePlace,
            RefusalCode::InvalidUnits => Self::InvalidUnits,
            RefusalCode::UnknownChannel => Self::UnknownChannel,
            RefusalCode::UnknownLevel => Self::UnknownLevel,
            RefusalCode::ChannelClosed => Self::ChannelClosed,
            RefusalCode::TooManyPlaces => Self::TooManyPlaces,
            RefusalCode::TokenLimit => Self::TokenLimit,
            RefusalCode::AddressLimit => Self::AddressLimit,
            RefusalCode::UnknownHold => Self::UnknownHold,
            RefusalCode::UnknownBooking => Self::UnknownBooking,
            RefusalCode::NotInHold => Self::NotInHold,
            RefusalCode::InPayment => Self::InPayment,
            RefusalCode::NotInPayment => Self::NotInPayment,
            RefusalCode::PaymentsExhausted => Self::PaymentsExhausted,
            RefusalCode::LifetimeCap => Self::LifetimeCap,
            RefusalCode::ExtensionsExhausted => Self::ExtensionsExhausted,
            RefusalCode::WholeTable => Self::WholeTable,
            RefusalCode::MinimumOccupancy => Self::MinimumOccupancy,
            RefusalCode::OtherChannel => Self::OtherChannel,
            RefusalCode::NotForSale => Self::NotForSale,
            RefusalCode::Taken => Self::Taken,
            RefusalCode::NoneFree => Self::NoneFree,
            RefusalCode::NotTogether => Self::NotTogether,
            RefusalCode::InUse => Self::InUse,
            RefusalCode::Held => Self::Held,
            RefusalCode::Booked => Self::Booked,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_its_own_name_and_travels_under_it() {
        let names: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), ErrorCode::ALL.len());
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
            assert_eq!(ErrorCode::by_name(code.name()), Some(*code));
        }
    }

    #[test]
    fn every_page_is_about_its_code() {
        for code in ErrorCode::ALL {
            let page = code.page();
            assert!(page.starts_with(&format!("# {}\n", code.name())), "{}", code.name());
            let line = format!("{}. HTTP {};", code.title(), code.status());
            assert!(page.contains(&line), "{} does not say {line:?}", code.name());
            for heading in ["## What it means", "## What to do"] {
                assert!(page.contains(heading), "{} lacks {heading:?}", code.name());
            }
        }
    }

    #[test]
    fn no_page_is_left_over() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let code = name.strip_suffix(".md").and_then(ErrorCode::by_name);
            assert!(code.is_some(), "docs/errors/{name} belongs to no code");
        }
    }

    #[test]
    fn a_refusal_keeps_its_name() {
        for refusal in RefusalCode::ALL {
            assert_eq!(refusal.as_str(), ErrorCode::from(refusal).name());
        }
    }
}
