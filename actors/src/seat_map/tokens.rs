//! Hold tokens that are live: those with a hold, and those whose memory of commands lasts.

use schemas::ids::{CommandHash, TokenHash, Version};
use schemas::time::Timestamp;
use schemas::wire::Reader;

use super::fixed_hash::{FixedMap, Keyed, Slots};
use super::holds::Holds;
use super::memory::Remembered;
use super::memory_pages::{MemoryPages, Owner, entries};
use super::slab::{NO_SLOT, Slab};
use super::slot_line::SlotLine;
use super::token_memory::TokenMemory;
use crate::limits::{LIVE_TOKENS_PER_EVENT, REMEMBERED_COMMANDS_PER_EVENT, TOKEN_MEMORY_MS};

/// One live token, in two lines of the processor's cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct Token {
    pub hash: TokenHash,
    /// The address prefix of its first hold; it counts there as long as it is live.
    pub address: Option<u64>,
    /// Units in its holds.
    pub units: u32,
    /// The latest of its holds; the others follow.
    pub first_hold: u32,
    /// Its last hold ended with this record, at this time; version 0 while it has a hold.
    idle: (Version, Timestamp),
    pub memory: TokenMemory,
}

impl Default for Token {
    fn default() -> Self {
        Self {
            hash: TokenHash([0; 16]),
            address: None,
            units: 0,
            first_hold: NO_SLOT,
            idle: (Version(0), Timestamp(0)),
            memory: TokenMemory::default(),
        }
    }
}

const _: () = assert!(size_of::<Token>() == 128);

impl Keyed for Token {
    type Key = TokenHash;
    fn key(&self) -> TokenHash {
        self.hash
    }
    fn word(hash: TokenHash) -> u64 {
        let mut word = [0; 8];
        word.copy_from_slice(&hash.0[8..]);
        u64::from_le_bytes(word)
    }
}

impl Token {
    /// Whether its memory is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.idle().is_some_and(|(_, since)| now.since_ms(since) >= TOKEN_MEMORY_MS)
    }

    /// With which record its last hold ended, and when; none while it has a hold.
    pub fn idle(&self) -> Option<(Version, Timestamp)> {
        (self.idle.0 != Version(0)).then_some(self.idle)
    }
}

/// All live tokens.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    /// Live tokens there can be.
    pub bound: usize,
    /// Commands that all of them may remember.
    pub remembered_bound: usize,
    remembered: usize,
    slab: Slab<Token>,
    by_hash: Slots,
    /// Live tokens by address prefix.
    by_address: FixedMap<u64, u32>,
    /// The idle ones in the order in which they became it.
    idle: SlotLine,
    /// What all of them remember.
    pages: MemoryPages,
    /// Cleared memories that have room of their own, to be used again.
    spare: Vec<TokenMemory>,
}

/// Cleared memories kept for new tokens.
const SPARE_MEMORIES: usize = 1_024;

impl Default for Tokens {
    fn default() -> Self {
        Self {
            bound: LIVE_TOKENS_PER_EVENT,
            remembered_bound: REMEMBERED_COMMANDS_PER_EVENT,
            remembered: 0,
            slab: Slab::default(),
            by_hash: Slots::default(),
            by_address: FixedMap::default(),
            idle: SlotLine::default(),
            pages: MemoryPages::default(),
            spare: Vec::new(),
        }
    }
}

impl Tokens {
    /// The slot of a token that is live at `now`.
    pub fn slot(&self, token: TokenHash, now: Timestamp) -> Option<u32> {
        let slot = self.any_slot(token)?;
        (!self.slab[slot].is_over(now)).then_some(slot)
    }

    /// The slot of a token that has not been forgotten.
    pub fn any_slot(&self, token: TokenHash) -> Option<u32> {
        self.by_hash.find(&self.slab, token)
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
            || self.idle.first().is_some_and(|first| self.slab[first].is_over(now))
    }

    /// Whether one more command can be remembered at `now`, of the token in this slot or of a new one.
    pub fn can_remember(&self, slot: Option<u32>, now: Timestamp) -> bool {
        if self.remembered < self.remembered_bound || slot.is_some_and(|slot| self.get(slot).memory.is_full())
        {
            return true;
        }
        let mut remembered = self.remembered;
        for over in self.idle.iter().map(|slot| &self.slab[slot]).take_while(|token| token.is_over(now)) {
            remembered -= over.memory.len();
        }
        remembered < self.remembered_bound
    }

    /// Tokens of an address prefix that are live at `now`, exact from `bound` on.
    pub fn live_of_address(&self, address: u64, bound: u32, now: Timestamp) -> u32 {
        let mut count = self.by_address.get(&address).copied().unwrap_or_default();
        for slot in self.idle.iter().take_while(|slot| self.slab[*slot].is_over(now)) {
            if count < bound {
                break;
            }
            count -= u32::from(self.slab[slot].address == Some(address));
        }
        count
    }

    /// Makes a token live.
    pub fn insert(&mut self, hash: TokenHash, address: Option<u64>) -> u32 {
        let memory = self.spare.pop().unwrap_or_default();
        let slot = self.slab.insert(Token { hash, address, memory, ..Token::default() });
        self.by_hash.insert(&self.slab, slot);
        if let Some(address) = address {
            *self.by_address.entry(address).or_default() += 1;
        }
        slot
    }

    /// Forgets the tokens whose memory is over.
    #[inline]
    pub fn forget_old(&mut self, now: Timestamp) {
        if self.idle.first().is_some_and(|first| self.slab[first].is_over(now)) {
            self.forget_first(now);
        }
    }

    #[cold]
    fn forget_first(&mut self, now: Timestamp) {
        while let Some(slot) = self.idle.first().filter(|first| self.slab[*first].is_over(now)) {
            self.idle.leave(slot);
            self.by_hash.remove(&self.slab, slot);
            let mut token = self.slab.remove(slot);
            if let Some(address) = token.address
                && let Some(count) = self.by_address.get_mut(&address)
            {
                *count -= 1;
                if *count == 0 {
                    self.by_address.remove(&address);
                }
            }
            token.memory.in_order().for_each(|spot| self.pages.forget(spot));
            self.remembered -= token.memory.len();
            if token.memory.has_room() && self.spare.len() < SPARE_MEMORIES {
                token.memory.clear();
                self.spare.push(token.memory);
            }
        }
    }

    /// What is remembered of a token's command.
    pub fn recall(&self, slot: u32, command: CommandHash) -> Option<Remembered> {
        let is_it = |spot| self.pages.read(spot).starts_with(&command.0);
        let found = self.slab[slot].memory.find(command, is_it)?;
        match Reader::new(self.pages.read(found)).take() {
            Ok(remembered) => Some(remembered),
            Err(error) => unreachable!("what was remembered cannot be read: {error}"),
        }
    }

    /// Remembers a token's command by the byte form of its entry.
    pub fn remember(&mut self, slot: u32, command: CommandHash, entry: &[u8]) {
        let memory = &mut self.slab[slot].memory;
        let written = self.pages.write(Owner { token: slot, number: memory.next_number() }, entry);
        match memory.remember(command, written) {
            Some(oldest) => self.pages.forget(oldest),
            None => self.remembered += 1,
        }
        if let Some(page) = self.pages.page_to_clear() {
            self.clear_page(page);
        }
    }

    /// Writes once more what lives in a page, so that the page is empty.
    fn clear_page(&mut self, page: usize) {
        let bytes = self.pages.clear(page);
        for (spot, owner, entry) in entries(page, &bytes) {
            let memory = &mut self.slab[owner.token].memory;
            if memory.spot(owner.number) == Some(spot) {
                memory.set_spot(owner.number, self.pages.write(owner, entry));
            }
        }
        self.pages.cleared(page, bytes);
    }

    /// The byte forms of all that a token remembers, oldest first.
    pub fn remembered<'tokens>(&'tokens self, token: &'tokens Token) -> impl Iterator<Item = &'tokens [u8]> {
        token.memory.in_order().map(|spot| self.pages.read(spot))
    }

    /// Checks that the pages have just the entries that tokens remember, and not too many holes.
    #[cfg(test)]
    pub fn check_pages(&self, entries: u64) {
        assert_eq!(self.remembered as u64, entries);
        self.pages.check(entries);
    }

    /// Notes that the token's last hold ended.
    pub fn set_idle(&mut self, slot: u32, since: (Version, Timestamp)) {
        self.slab[slot].idle = since;
        self.idle.join(slot);
    }

    /// Puts a hold first in its token's list.
    pub fn link_hold(&mut self, holds: &mut Holds, hold: u32, units: u32) {
        let slot = holds.slab[hold].token;
        self.idle.leave(slot);
        let token = &mut self.slab[slot];
        token.idle.0 = Version(0);
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
            .filter(|token| token.first_hold != NO_SLOT || token.idle().is_some())
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
