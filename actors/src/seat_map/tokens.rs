//! Hold tokens that are live: those with a hold, and those whose memory of commands lasts.

use schemas::ids::{TokenHash, Version};
use schemas::time::Timestamp;

use super::fixed_hash::FixedMap;
use super::holds::Holds;
use super::memory::TokenMemory;
use super::slab::{NO_SLOT, Slab};
use crate::limits::{LIVE_TOKENS_PER_EVENT, TOKEN_MEMORY_MS};

/// One live token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub hash: TokenHash,
    /// The address prefix of its first hold; it counts there as long as it is live.
    pub address: Option<u64>,
    /// Units in its holds.
    pub units: u32,
    /// The latest of its holds; the others follow.
    pub first_hold: u32,
    /// Its last hold ended with this record, at this time; none while it has a hold.
    pub idle: Option<(Version, Timestamp)>,
    pub memory: TokenMemory,
    earlier_idle: u32,
    later_idle: u32,
}

impl Default for Token {
    fn default() -> Self {
        Self {
            hash: TokenHash([0; 16]),
            address: None,
            units: 0,
            first_hold: NO_SLOT,
            idle: None,
            memory: TokenMemory::default(),
            earlier_idle: NO_SLOT,
            later_idle: NO_SLOT,
        }
    }
}

impl Token {
    /// Whether its memory is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.idle.is_some_and(|(_, since)| now.since_ms(since) >= TOKEN_MEMORY_MS)
    }
}

/// All live tokens.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    /// Live tokens there can be.
    pub bound: usize,
    slab: Slab<Token>,
    by_hash: FixedMap<TokenHash, u32>,
    /// Live tokens by address prefix.
    by_address: FixedMap<u64, u32>,
    /// The idle ones in the order in which they became it.
    first_idle: u32,
    last_idle: u32,
    /// Cleared memories, to be used again.
    spare: Vec<TokenMemory>,
}

/// Cleared memories kept for new tokens.
const SPARE_MEMORIES: usize = 1_024;

impl Default for Tokens {
    fn default() -> Self {
        Self {
            bound: LIVE_TOKENS_PER_EVENT,
            slab: Slab::default(),
            by_hash: FixedMap::default(),
            by_address: FixedMap::default(),
            first_idle: NO_SLOT,
            last_idle: NO_SLOT,
            spare: Vec::new(),
        }
    }
}

impl Tokens {
    /// The slot of a token that is live at `now`.
    pub fn slot(&self, token: TokenHash, now: Timestamp) -> Option<u32> {
        let slot = *self.by_hash.get(&token)?;
        (!self.slab[slot].is_over(now)).then_some(slot)
    }

    /// The slot of a token that has not been forgotten.
    pub fn any_slot(&self, token: TokenHash) -> Option<u32> {
        self.by_hash.get(&token).copied()
    }

    /// The token in a slot.
    pub fn get(&self, slot: u32) -> &Token {
        &self.slab[slot]
    }

    /// The token in a slot.
    pub fn get_mut(&mut self, slot: u32) -> &mut Token {
        &mut self.slab[slot]
    }

    /// Whether one more token can be live at `now`.
    pub fn has_room(&self, now: Timestamp) -> bool {
        self.by_hash.len() < self.bound
            || (self.first_idle != NO_SLOT && self.slab[self.first_idle].is_over(now))
    }

    /// Tokens of an address prefix that are live at `now`, exact from `bound` on.
    pub fn live_of_address(&self, address: u64, bound: u32, now: Timestamp) -> u32 {
        let mut count = self.by_address.get(&address).copied().unwrap_or_default();
        let mut slot = self.first_idle;
        while count >= bound && slot != NO_SLOT && self.slab[slot].is_over(now) {
            count -= u32::from(self.slab[slot].address == Some(address));
            slot = self.slab[slot].later_idle;
        }
        count
    }

    /// Makes a token live.
    pub fn insert(&mut self, hash: TokenHash, address: Option<u64>) -> u32 {
        let memory = self.spare.pop().unwrap_or_default();
        let slot = self.slab.insert(Token { hash, address, memory, ..Token::default() });
        self.by_hash.insert(hash, slot);
        if let Some(address) = address {
            *self.by_address.entry(address).or_default() += 1;
        }
        slot
    }

    /// Forgets the tokens whose memory is over.
    pub fn forget_old(&mut self, now: Timestamp) {
        while self.first_idle != NO_SLOT && self.slab[self.first_idle].is_over(now) {
            let slot = self.first_idle;
            self.unlink_idle(slot);
            let mut token = self.slab.remove(slot);
            self.by_hash.remove(&token.hash);
            if let Some(address) = token.address
                && let Some(count) = self.by_address.get_mut(&address)
            {
                *count -= 1;
                if *count == 0 {
                    self.by_address.remove(&address);
                }
            }
            if self.spare.len() < SPARE_MEMORIES {
                token.memory.clear();
                self.spare.push(token.memory);
            }
        }
    }

    /// Notes that the token's last hold ended.
    pub fn set_idle(&mut self, slot: u32, since: (Version, Timestamp)) {
        self.slab[slot].idle = Some(since);
        self.slab[slot].earlier_idle = self.last_idle;
        self.slab[slot].later_idle = NO_SLOT;
        if self.last_idle == NO_SLOT {
            self.first_idle = slot;
        } else {
            let last = self.last_idle;
            self.slab[last].later_idle = slot;
        }
        self.last_idle = slot;
    }

    fn unlink_idle(&mut self, slot: u32) {
        let Token { earlier_idle, later_idle, .. } = self.slab[slot];
        if earlier_idle == NO_SLOT {
            self.first_idle = later_idle;
        } else {
            self.slab[earlier_idle].later_idle = later_idle;
        }
        if later_idle == NO_SLOT {
            self.last_idle = earlier_idle;
        } else {
            self.slab[later_idle].earlier_idle = earlier_idle;
        }
        self.slab[slot].idle = None;
    }

    /// Puts a hold first in its token's list.
    pub fn link_hold(&mut self, holds: &mut Holds, hold: u32, units: u32) {
        let slot = holds.slab[hold].token;
        if self.slab[slot].idle.is_some() {
            self.unlink_idle(slot);
        }
        let token = &mut self.slab[slot];
        token.units = token.units.saturating_add(units);
        holds.slab[hold].next_of_token = token.first_hold;
        holds.slab[hold].previous_of_token = NO_SLOT;
        if token.first_hold != NO_SLOT {
            holds.slab[token.first_hold].previous_of_token = hold;
        }
        token.first_hold = hold;
    }

    /// Takes a hold out of its token's list; a token left with none becomes idle.
    pub fn unlink_hold(&mut self, holds: &mut Holds, hold: u32, ended: (Version, Timestamp)) {
        let (slot, next, previous) = {
            let hold = &holds.slab[hold];
            (hold.token, hold.next_of_token, hold.previous_of_token)
        };
        if previous == NO_SLOT {
            self.slab[slot].first_hold = next;
        } else {
            holds.slab[previous].next_of_token = next;
        }
        if next != NO_SLOT {
            holds.slab[next].previous_of_token = previous;
        }
        if self.slab[slot].first_hold == NO_SLOT {
            self.set_idle(slot, ended);
        }
    }

    /// The slots of a token's holds, the latest first.
    pub fn holds_of<'token>(
        &self,
        holds: &'token Holds,
        slot: u32,
    ) -> impl Iterator<Item = u32> + use<'token> {
        let first = self.slab[slot].first_hold;
        std::iter::successors((first != NO_SLOT).then_some(first), |hold| {
            let next = holds.slab[*hold].next_of_token;
            (next != NO_SLOT).then_some(next)
        })
    }

    /// The live tokens, by slot.
    pub fn iter(&self) -> impl Iterator<Item = &Token> {
        self.slab
            .iter()
            .map(|(_, token)| token)
            .filter(|token| token.first_hold != NO_SLOT || token.idle.is_some())
    }

    /// The live tokens, in order of hash.
    pub fn in_order(&self) -> Vec<&Token> {
        let mut tokens: Vec<&Token> = self.iter().collect();
        tokens.sort_unstable_by_key(|token| token.hash);
        tokens
    }

    /// Live tokens.
    pub fn len(&self) -> usize {
        self.by_hash.len()
    }
}
