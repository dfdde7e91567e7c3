//! What changed lately, for observers who know an earlier version.

use std::collections::VecDeque;

use schemas::ids::{HoldId, PlaceIndex, TokenHash, Version};

use crate::limits::CHANGES_REMEMBERED;

/// A token whose holds changed; with the hold where one ran out.
#[derive(Clone, Copy, Debug)]
pub(super) struct TokenChange {
    pub version: Version,
    pub token: TokenHash,
    pub expired: Option<HoldId>,
}

/// Two rings: places and tokens, in order of version.
#[derive(Clone, Debug, Default)]
pub(super) struct RecentChanges {
    places: VecDeque<(Version, PlaceIndex)>,
    tokens: VecDeque<TokenChange>,
    /// Everything after this version is in the rings.
    pub complete_after: Version,
    /// When the sale's state or schedule last changed.
    pub sale_changed: Version,
    /// When the event last moved to another plan version.
    pub plan_moved: Version,
}

impl RecentChanges {
    /// Knows nothing of what happened up to `version`.
    pub fn after(version: Version) -> Self {
        Self { complete_after: version, ..Self::default() }
    }

    /// Notes a changed place.
    pub fn place(&mut self, version: Version, place: PlaceIndex) {
        if self.places.len() == CHANGES_REMEMBERED
            && let Some((forgotten, _)) = self.places.pop_front()
        {
            self.complete_after = self.complete_after.max(forgotten);
        }
        self.places.push_back((version, place));
    }

    /// Notes a token whose holds changed.
    pub fn token(&mut self, change: TokenChange) {
        if self.tokens.len() == CHANGES_REMEMBERED
            && let Some(forgotten) = self.tokens.pop_front()
        {
            self.complete_after = self.complete_after.max(forgotten.version);
        }
        self.tokens.push_back(change);
    }

    /// Places that changed after `version`, each once, in order of index.
    pub fn places_since(&self, version: Version) -> Vec<PlaceIndex> {
        let newer = self.places.iter().rev().take_while(|(changed, _)| *changed > version);
        let mut places: Vec<PlaceIndex> = newer.map(|(_, place)| *place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Tokens that changed after `version`, in order of version.
    pub fn tokens_since(&self, version: Version) -> impl Iterator<Item = &TokenChange> {
        let start = self.tokens.partition_point(|change| change.version <= version);
        self.tokens.range(start..)
    }
}
