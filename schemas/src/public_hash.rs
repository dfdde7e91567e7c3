//! The public hash: one number for everything that everyone may see of an event, so that a client, a
//! server and a replayed log can be compared whatever they keep in memory.
//!
//! It is BLAKE3 (32 bytes, no key) over these bytes, in this order:
//!
//! 1. the 24 bytes of ASCII `frontrow public state v1` and one byte 0;
//! 2. the sale's state, one byte of ASCII: `s` scheduled, `o` on sale, `p` paused, `e` ended;
//! 3. the number of places of the plan, 4 bytes, lowest first;
//! 4. each place in order of its index:
//!    - a seat, a booth or an area sold as a whole: its letter (`f`, `h`, `b`, `k` or `x`) as one byte of
//!      ASCII, then its channel as one byte;
//!    - a GA area: `g`, then one byte with the number of channels that have free units, then for each of
//!      these, in order of channel, the channel as one byte and its free units as 4 bytes, lowest first.
//!
//! The version is not in it: two versions may look the same.

use crate::ids::{ChannelIndex, ContentHash};
use crate::seat::{Letter, SaleState};

/// The bytes that every public hash begins with.
pub const PUBLIC_HASH_DOMAIN: &[u8] = b"frontrow public state v1\0";

/// One place as the public hash sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicPlace<'units> {
    /// A seat, a booth or an area sold as a whole.
    Seat(Letter, ChannelIndex),
    /// A GA area: (channel, free units) in order of channel; channels with none free may be there or not.
    Area(&'units [(ChannelIndex, u32)]),
}

/// The public hash of an event with `count` places, given in order of index.
pub fn public_hash<'units>(
    sale: SaleState,
    count: u32,
    places: impl IntoIterator<Item = PublicPlace<'units>>,
) -> ContentHash {
    let mut bytes = Vec::with_capacity(PUBLIC_HASH_DOMAIN.len() + 5 + 2 * count as usize);
    bytes.extend_from_slice(PUBLIC_HASH_DOMAIN);
    bytes.push(match sale {
        SaleState::Scheduled => b's',
        SaleState::OnSale => b'o',
        SaleState::Paused => b'p',
        SaleState::Ended => b'e',
    });
    bytes.extend_from_slice(&count.to_le_bytes());
    for place in places {
        match place {
            PublicPlace::Seat(letter, channel) => bytes.extend_from_slice(&[letter.as_byte(), channel.0]),
            PublicPlace::Area(free) => {
                let free = || free.iter().filter(|(_, units)| *units > 0);
                bytes.push(b'g');
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

    #[test]
    fn is_blake3_over_the_bytes_as_described() {
        let area = [(ChannelIndex(0), 3), (ChannelIndex(1), 0), (ChannelIndex(2), 258)];
        let places = [PublicPlace::Seat(Letter::Held, ChannelIndex(1)), PublicPlace::Area(&area)];
        let expected = b"frontrow public state v1\0o\x02\0\0\0h\x01g\x02\0\x03\0\0\0\x02\x02\x01\0\0";
        assert_eq!(
            public_hash(SaleState::OnSale, 2, places),
            ContentHash(*blake3::hash(expected).as_bytes())
        );
    }

    #[test]
    fn every_part_changes_it() {
        let hash =
            |sale, letter, channel| public_hash(sale, 1, [PublicPlace::Seat(letter, ChannelIndex(channel))]);
        let one = hash(SaleState::OnSale, Letter::Free, 0);
        assert_ne!(one, hash(SaleState::Paused, Letter::Free, 0));
        assert_ne!(one, hash(SaleState::OnSale, Letter::Booked, 0));
        assert_ne!(one, hash(SaleState::OnSale, Letter::Free, 1));
        assert_ne!(one, public_hash(SaleState::OnSale, 1, [PublicPlace::Area(&[])]));
    }
}
