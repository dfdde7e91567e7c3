//! The public hash: one number for everything that everyone may see of an event, so that a client, a
//! server and a replayed log can be compared whatever they keep in memory.
//!
//! It is BLAKE3 (32 bytes, no key) over these bytes, in this order:
//!
//! 1. the 24 bytes of ASCII `frontrow public state v2` and one byte 0;
//! 2. the sale's state, one byte of ASCII: `d` draft, `s` scheduled, `o` on sale, `p` paused, `e` ended, `c`
//!    cancelled;
//! 3. when it opens and when it ends by itself, 8 bytes each, lowest first, in milliseconds since the Unix
//!    epoch; 0 where it does not;
//! 4. the 32 bytes of the plan's hash;
//! 5. the number of places of the plan, 4 bytes, lowest first;
//! 6. each place in order of its index:
//!    - a seat, a booth or an area sold as a whole: its letter (`f`, `h`, `b`, `k` or `x`) as one byte of
//!      ASCII, its channel as one byte, and the price level that the event gives it as one byte, 255 where it
//!      has the plan's own;
//!    - a GA area: `g`, its level likewise, then one byte with the number of channels that have free units, then for each of
//!      these, in order of channel, the channel as one byte and its free units as 4 bytes, lowest first.
//!
//! The version is not in it: two versions may look the same.

use crate::ids::{ChannelIndex, ContentHash, LevelIndex};
use crate::seat::{Letter, SaleState};
use crate::terms::SaleSchedule;

/// The bytes that every public hash begins with.
pub const PUBLIC_HASH_DOMAIN: &[u8] = b"frontrow public state v2\0";

/// What the public hash sees of an event beside its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicHead {
    /// The published plan version.
    pub plan: ContentHash,
    /// The sale.
    pub sale: SaleState,
    /// When it moves by itself.
    pub schedule: SaleSchedule,
}

/// One place as the public hash sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicPlace<'units> {
    /// A seat, a booth or an area sold as a whole.
    Seat(Letter, ChannelIndex, LevelIndex),
    /// A GA area: (channel, free units) in order of channel; channels with none free may be there or not.
    Area(&'units [(ChannelIndex, u32)], LevelIndex),
}

/// The public hash of an event with `count` places, given in order of index.
pub fn public_hash<'units>(
    head: &PublicHead,
    count: u32,
    places: impl IntoIterator<Item = PublicPlace<'units>>,
) -> ContentHash {
    let mut bytes = Vec::with_capacity(PUBLIC_HASH_DOMAIN.len() + 64 + 3 * count as usize);
    bytes.extend_from_slice(PUBLIC_HASH_DOMAIN);
    bytes.push(match head.sale {
        SaleState::Draft => b'd',
        SaleState::Scheduled => b's',
        SaleState::OnSale => b'o',
        SaleState::Paused => b'p',
        SaleState::Ended => b'e',
        SaleState::Cancelled => b'c',
    });
    for moment in [head.schedule.opens_at, head.schedule.closes_at] {
        bytes.extend_from_slice(&moment.unwrap_or_default().0.to_le_bytes());
    }
    bytes.extend_from_slice(&head.plan.0);
    bytes.extend_from_slice(&count.to_le_bytes());
    for place in places {
        match place {
            PublicPlace::Seat(letter, channel, level) => {
                bytes.extend_from_slice(&[letter.as_byte(), channel.0, level.0]);
            }
            PublicPlace::Area(free, level) => {
                let free = || free.iter().filter(|(_, units)| *units > 0);
                bytes.extend_from_slice(&[b'g', level.0]);
                bytes.push(u8::try_from(free().count()).unwrap_or(u8::MAX));
                for (channel, units) in free() {
                    bytes.push(channel.0);
                    bytes.extend_from_slice(&units.to_le_bytes());
                }
            }
        }
    }
    ContentHash(*blake3::hash(&bytes).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    const HEAD: PublicHead = PublicHead {
        plan: ContentHash([7; 32]),
        sale: SaleState::OnSale,
        schedule: SaleSchedule { opens_at: None, closes_at: None },
    };

    #[test]
    fn is_blake3_over_the_bytes_as_described() {
        let area = [(ChannelIndex(0), 3), (ChannelIndex(1), 0), (ChannelIndex(2), 258)];
        let places = [
            PublicPlace::Seat(Letter::Held, ChannelIndex(1), LevelIndex(4)),
            PublicPlace::Area(&area, LevelIndex::OF_PLAN),
        ];
        let mut expected = b"frontrow public state v2\0o\x01\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
        expected.extend([7; 32]);
        expected.extend(b"\x02\0\0\0h\x01\x04g\xff\x02\0\x03\0\0\0\x02\x02\x01\0\0");
        let head =
            PublicHead { schedule: SaleSchedule { opens_at: Some(Timestamp(513)), closes_at: None }, ..HEAD };
        assert_eq!(public_hash(&head, 2, places), ContentHash(*blake3::hash(&expected).as_bytes()));
    }

    #[test]
    fn every_part_changes_it() {
        let of = LevelIndex::OF_PLAN;
        let hash = |head: PublicHead, letter, channel| {
            public_hash(&head, 1, [PublicPlace::Seat(letter, ChannelIndex(channel), of)])
        };
        let one = hash(HEAD, Letter::Free, 0);
        assert_ne!(one, hash(PublicHead { sale: SaleState::Paused, ..HEAD }, Letter::Free, 0));
        assert_ne!(one, hash(PublicHead { plan: ContentHash([8; 32]), ..HEAD }, Letter::Free, 0));
        let at = Some(Timestamp(1));
        let opens = SaleSchedule { opens_at: at, closes_at: None };
        let closes = SaleSchedule { opens_at: None, closes_at: at };
        assert_ne!(one, hash(PublicHead { schedule: opens, ..HEAD }, Letter::Free, 0));
        assert_ne!(one, hash(PublicHead { schedule: closes, ..HEAD }, Letter::Free, 0));
        assert_ne!(one, hash(HEAD, Letter::Booked, 0));
        assert_ne!(one, hash(HEAD, Letter::Free, 1));
        let painted = |level| [PublicPlace::Seat(Letter::Free, ChannelIndex(0), LevelIndex(level))];
        assert_ne!(one, public_hash(&HEAD, 1, painted(0)));
        let area = public_hash(&HEAD, 1, [PublicPlace::Area(&[], of)]);
        assert_ne!(one, area);
        assert_ne!(area, public_hash(&HEAD, 1, [PublicPlace::Area(&[], LevelIndex(0))]));
    }
}
