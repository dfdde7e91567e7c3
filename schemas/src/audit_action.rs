//! What the audit log names: a change that somebody with a key, or with the data folder, made.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! audit_actions {
    ($($(#[doc = $about:literal])+ $variant:ident = $name:literal;)*) => {
        /// What was changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum AuditAction {
            $($(#[doc = $about])+ $variant,)*
        }

        impl AuditAction {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name on the wire and in the catalogue, which stays.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

audit_actions! {
    /// An organiser was made.
    OrganiserCreated = "organiser_created";
    /// An organiser has another name.
    OrganiserRenamed = "organiser_renamed";
    /// A key was made.
    KeyCreated = "key_created";
    /// A key has a new secret.
    KeyRotated = "key_rotated";
    /// A key ended.
    KeyRevoked = "key_revoked";
    /// A plan was made.
    PlanCreated = "plan_created";
    /// A plan has another draft.
    PlanReplaced = "plan_replaced";
    /// A plan's draft was published.
    PlanPublished = "plan_published";
    /// A plan was deleted, its draft and its versions with it.
    PlanDeleted = "plan_deleted";
    /// A version of a plan was deleted.
    PlanVersionDeleted = "plan_version_deleted";
    /// An event was made.
    EventCreated = "event_created";
    /// A draft was deleted.
    EventDeleted = "event_deleted";
    /// An event's texts are others.
    EventDescribed = "event_described";
    /// A sale was scheduled, opened, paused, resumed or ended, or its event called off.
    SaleChanged = "sale_changed";
    /// An event is under other terms.
    TermsChanged = "terms_changed";
    /// An event moved to a later version of its plan.
    EventMoved = "event_moved";
    /// Places were taken off sale.
    PlacesKilled = "places_killed";
    /// Places were put back on sale.
    PlacesRestored = "places_restored";
    /// Places are sold through another channel.
    PlacesAllocated = "places_allocated";
    /// Places have another price level.
    PlacesRepainted = "places_repainted";
    /// An area has room for another number of units.
    CapacitySet = "capacity_set";
    /// All data came back from a backup; entries about events' versions that it does not have name no version.
    DataRestored = "data_restored";
}

impl AuditAction {
    /// The action of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn every_action_travels_under_its_name() {
        for action in AuditAction::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.name());
            assert_eq!(AuditAction::by_name(action.name()), Some(*action));
        }
    }
}
