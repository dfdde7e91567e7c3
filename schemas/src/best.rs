//! What best available is asked for.

use smallvec::SmallVec;

use crate::ids::{ChannelIndex, ContentHash, LevelIndex};
use crate::plan::{SectionIndex, ZoneIndex};

/// Price levels, as bits by level number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct LevelSet([u64; 4]);

impl LevelSet {
    /// The set of these levels.
    #[must_use]
    pub fn of(levels: &[LevelIndex]) -> Self {
        let mut set = Self::default();
        for level in levels {
            set.0[usize::from(level.0 / 64)] |= 1 << (level.0 % 64);
        }
        set
    }

    /// Whether the level of this number is in the set.
    #[inline]
    #[must_use]
    pub const fn has(self, level: u8) -> bool {
        self.0[(level / 64) as usize] & (1 << (level % 64)) != 0
    }

    /// The set as bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (part, word) in bytes.chunks_exact_mut(8).zip(self.0) {
            part.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }
}

/// Places that the engine is to pick.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BestWish {
    /// How many places, at least 1.
    pub count: u32,
    /// How many of them are to have room for a wheelchair. Such places, and those for companions beside them, go
    /// to nobody who does not ask.
    pub accessible: u32,
    /// Only of these price levels; none for any.
    pub levels: Option<LevelSet>,
    /// Only in one of these sections; empty for any.
    pub sections: SmallVec<[SectionIndex; 4]>,
    /// Only in one of these zones; empty for any.
    pub zones: SmallVec<[ZoneIndex; 4]>,
    /// Only through this channel; none for any that the buyer may use.
    pub channel: Option<ChannelIndex>,
    /// Side by side or not at all.
    pub together: bool,
    /// The plan version in which levels, sections and zones have these numbers; none for the present one.
    pub plan: Option<ContentHash>,
}
