//! What an API key allows, in steps: each scope allows what the ones before it allow, and more.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an API key allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See plans, events, places, holds, bookings and logs.
    Read,
    /// And begin and end payments, book and give back, open channels to buyers.
    Sell,
    /// And change plans, events and what is on sale, and read the audit log.
    Manage,
    /// And make, rotate and revoke keys; a key of no organiser also makes organisers and acts for any.
    Admin,
}

impl Scope {
    /// Every scope, the least first.
    pub const ALL: &[Self] = &[Self::Read, Self::Sell, Self::Manage, Self::Admin];

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Sell => "sell",
            Self::Manage => "manage",
            Self::Admin => "admin",
        }
    }

    /// The scope of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.name() == name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn scopes_grow_and_travel_under_their_names() {
        assert!(Scope::ALL.is_sorted_by(|less, more| less < more));
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
            assert_eq!(Scope::by_name(scope.name()), Some(*scope));
        }
    }
}
