//! The memory of hold tokens against an obvious one: lists of entries, each by itself.

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;
use schemas::ids::{ChannelIndex, CommandHash, HoldId, PlaceIndex, TokenHash, Version};
use schemas::record::UnitList;
use schemas::seat::PlaceUnits;
use schemas::time::Timestamp;
use schemas::wire::Wire;

use crate::limits::{REMEMBERED_COMMANDS_PER_TOKEN, TOKEN_MEMORY_MS};
use crate::seat_map::memory::Remembered;
use crate::seat_map::outcome::{Answer, Done};
use crate::seat_map::tokens::Tokens;

#[derive(Default)]
struct Twins {
    tokens: Tokens,
    obvious: BTreeMap<u8, VecDeque<Remembered>>,
    now: u64,
    commands: u64,
}

fn hash(token: u8) -> TokenHash {
    TokenHash([token; 16])
}

impl Twins {
    /// One more command of a token, with an answer of so many places.
    fn remember(&mut self, token: u8, places: u32) {
        self.commands += 1;
        // Ids of which many have their first bytes in common.
        let mut command = [0; 16];
        command[..8].copy_from_slice(&(self.commands % 700).to_le_bytes());
        command[8..].copy_from_slice(&self.commands.to_le_bytes());
        let unit = |place| PlaceUnits { place: PlaceIndex(place), units: 1, channel: ChannelIndex(0) };
        let places: UnitList = (0..places).map(unit).collect();
        let done = Done::Released { hold: HoldId(self.commands), places, ended: true };
        let answer = Answer { version: Version(self.commands), done };
        let digest = CommandHash([token; 16]);
        let entry = Remembered::new(CommandHash(command), digest, &answer, &mut Vec::new());

        let slot = self.tokens.any_slot(hash(token));
        let slot = slot.unwrap_or_else(|| self.tokens.insert(hash(token), None));
        let mut bytes = Vec::new();
        entry.put(&mut bytes);
        self.tokens.remember(slot, entry.command, &bytes);
        let list = self.obvious.entry(token).or_default();
        list.push_back(entry);
        if list.len() > REMEMBERED_COMMANDS_PER_TOKEN {
            list.pop_front();
        }
    }

    /// A token is forgotten, ten minutes later.
    fn forget(&mut self, token: u8) {
        let Some(slot) = self.tokens.any_slot(hash(token)) else { return };
        self.tokens.set_idle(slot, (Version(self.commands), Timestamp(self.now)));
        self.now += TOKEN_MEMORY_MS;
        self.tokens.forget_old(Timestamp(self.now));
        self.obvious.remove(&token);
    }

    fn check(&self) {
        assert_eq!(self.tokens.len(), self.obvious.len());
        for (token, entries) in &self.obvious {
            let slot = self.tokens.any_slot(hash(*token)).unwrap();
            let kept: Vec<&[u8]> = self.tokens.remembered(self.tokens.get(slot)).collect();
            assert_eq!(kept.len(), entries.len());
            for (kept, entry) in kept.into_iter().zip(entries) {
                let mut bytes = Vec::new();
                entry.put(&mut bytes);
                assert_eq!(kept, bytes);
                assert_eq!(self.tokens.recall(slot, entry.command).as_ref(), Some(entry));
            }
            let mut other = [7; 16];
            for mark in 0..700_u64 {
                other[..8].copy_from_slice(&mark.to_le_bytes());
                assert_eq!(self.tokens.recall(slot, CommandHash(other)), None);
            }
        }
        let entries = self.obvious.values().map(VecDeque::len).sum::<usize>() as u64;
        self.tokens.check_pages(entries);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_tokens_remember_is_what_lists_would_have(
        steps in prop::collection::vec((0..24_u8, 1..60_usize, 0..90_u32, 0..60_u8), 1..250),
    ) {
        let mut twins = Twins::default();
        for (position, (token, times, places, forgotten)) in steps.into_iter().enumerate() {
            // A few tokens send most of the commands.
            let times = if token < 4 { times * 5 } else { times / 8 + 1 };
            for time in 0..times {
                // Now and then an answer is larger than a page.
                let places = if places == 89 && time == 0 { 20_000 } else { places };
                twins.remember(token, places);
            }
            if forgotten < 24 && forgotten > 3 {
                twins.forget(forgotten);
                // Pages are cleared when the next command is remembered.
                twins.remember(token, 1);
            }
            if position % 16 == 0 {
                twins.check();
            }
        }
        twins.check();
    }
}
