//! The kinds of records, by the byte that each encoding starts with.

use super::Effect;

macro_rules! record_kinds {
    ($($(#[$doc:meta])* $name:ident = $byte:literal, $text:literal;)*) => {
        /// The kind of a record. A byte once given is never given to another kind.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum RecordKind {
            $($(#[$doc])* $name = $byte,)*
        }

        impl RecordKind {
            /// Every kind, in order of its byte.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The kind that this byte stands for.
            #[must_use]
            pub const fn from_byte(byte: u8) -> Option<Self> {
                match byte {
                    $($byte => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// Its name in lists and dumps.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

record_kinds! {
    /// [`Effect::Created`].
    Created = 1, "created";
    /// [`Effect::SaleChanged`].
    SaleChanged = 2, "sale_changed";
    /// [`Effect::Held`].
    Held = 3, "held";
    /// [`Effect::Released`].
    Released = 4, "released";
    /// [`Effect::Extended`].
    Extended = 5, "extended";
    /// [`Effect::Expired`].
    Expired = 6, "expired";
    /// [`Effect::Revoked`].
    Revoked = 7, "revoked";
    /// [`Effect::PaymentBegun`].
    PaymentBegun = 8, "payment_begun";
    /// [`Effect::PaymentFailed`].
    PaymentFailed = 9, "payment_failed";
    /// [`Effect::Booked`].
    Booked = 10, "booked";
    /// [`Effect::Unbooked`].
    Unbooked = 11, "unbooked";
    /// [`Effect::Killed`].
    Killed = 12, "killed";
    /// [`Effect::Restored`].
    Restored = 13, "restored";
    /// [`Effect::Allocated`].
    Allocated = 14, "allocated";
    /// [`Effect::Resumed`].
    Resumed = 15, "resumed";
    /// [`Effect::Unchanged`].
    Unchanged = 16, "unchanged";
    /// [`Effect::Drafted`].
    Drafted = 17, "drafted";
    /// [`Effect::TermsChanged`].
    TermsChanged = 18, "terms_changed";
    /// [`Effect::Repainted`].
    Repainted = 19, "repainted";
    /// [`Effect::CapacitySet`].
    CapacitySet = 20, "capacity_set";
    /// [`Effect::MovedToPlan`].
    MovedToPlan = 21, "moved_to_plan";
    /// [`Effect::StreamBegun`].
    StreamBegun = 22, "stream_begun";
    /// [`Effect::Held`] with an arrangement.
    BestHeld = 23, "best_held";
}

impl Effect {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Created(_) => RecordKind::Created,
            Self::SaleChanged { .. } => RecordKind::SaleChanged,
            Self::Held { arrangement: None, .. } => RecordKind::Held,
            Self::Held { arrangement: Some(_), .. } => RecordKind::BestHeld,
            Self::Released { .. } => RecordKind::Released,
            Self::Extended { .. } => RecordKind::Extended,
            Self::Expired { .. } => RecordKind::Expired,
            Self::Revoked { .. } => RecordKind::Revoked,
            Self::PaymentBegun { .. } => RecordKind::PaymentBegun,
            Self::PaymentFailed { .. } => RecordKind::PaymentFailed,
            Self::Booked { .. } => RecordKind::Booked,
            Self::Unbooked { .. } => RecordKind::Unbooked,
            Self::Killed { .. } => RecordKind::Killed,
            Self::Restored { .. } => RecordKind::Restored,
            Self::Allocated { .. } => RecordKind::Allocated,
            Self::Resumed { .. } => RecordKind::Resumed,
            Self::Unchanged(_) => RecordKind::Unchanged,
            Self::Drafted(_) => RecordKind::Drafted,
            Self::TermsChanged { .. } => RecordKind::TermsChanged,
            Self::Repainted { .. } => RecordKind::Repainted,
            Self::CapacitySet { .. } => RecordKind::CapacitySet,
            Self::MovedToPlan(_) => RecordKind::MovedToPlan,
            Self::StreamBegun { .. } => RecordKind::StreamBegun,
        }
    }
}
