//! Small pieces put together in one place of fixed size and appended at once: a few instructions, where
//! appending each would be a call with its own look at the room that is left.

/// Bytes that a number may touch behind its last one.
pub const SPARE_BYTES: usize = 7;

/// Up to `N` bytes, of which the last [`SPARE_BYTES`] are never a piece's own.
pub struct Short<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Default for Short<N> {
    #[inline]
    fn default() -> Self {
        Self { bytes: [0; N], length: 0 }
    }
}

impl<const N: usize> Short<N> {
    /// One byte.
    #[inline]
    pub fn byte(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    /// Bytes as they are.
    #[inline]
    pub fn bytes<const M: usize>(&mut self, bytes: &[u8; M]) {
        self.bytes[self.length..self.length + M].copy_from_slice(bytes);
        self.length += M;
    }

    /// A number, seven bits a byte, lowest first.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "only the lowest seven bits of each piece are written"
    )]
    pub fn number(&mut self, mut value: u64) {
        if value < 0x80 {
            return self.byte(value as u8);
        }
        while value >= 1 << 56 {
            self.byte((value as u8) | 0x80);
            value >>= 7;
        }
        let (word, length) = spread(value);
        self.bytes[self.length..self.length + 8].copy_from_slice(&word.to_le_bytes());
        self.length += length;
    }

    /// Appends all of it.
    #[inline]
    pub fn append_to(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.length;
        out.extend_from_slice(&self.bytes);
        out.truncate(end);
    }
}

/// The byte form of a number below 2^56, lowest byte first, and its length in bytes.
#[inline]
const fn spread(value: u64) -> (u64, usize) {
    // All eight pieces are moved to the bytes of one word at once: by halves, quarters, and eighths.
    let mut word = (value & 0x0fff_ffff) | (value >> 28) << 32;
    word = (word & 0x3fff_0000_3fff) | (word & 0x0fff_c000_0fff_c000) << 2;
    word = (word & 0x007f_007f_007f_007f) | (word & 0x3f80_3f80_3f80_3f80) << 1;
    let last = (value | 1).ilog2() / 7;
    let more = 0x8080_8080_8080_8080 & ((1 << (8 * last)) - 1);
    (word | more, last as usize + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::ids::{ChannelIndex, PlaceIndex};
    use crate::seat::{HeldPlace, PlaceUnits};
    use crate::wire::{Reader, Wire};

    /// A number's bytes, one by one.
    #[allow(clippy::cast_possible_truncation)] // Seven bits of it are meant.
    fn number(mut value: u64, out: &mut Vec<u8>) {
        while value >= 0x80 {
            out.push(value as u8 | 0x80);
            value >>= 7;
        }
        out.push(value as u8);
    }

    fn bytes(value: &impl Wire) -> Vec<u8> {
        let mut out = vec![7];
        value.put(&mut out);
        out.split_off(1)
    }

    proptest! {
        #[test]
        fn numbers_are_seven_bits_a_byte_lowest_first(
            bits in 0_u32..=64, low in any::<u64>(), place in any::<u32>(), units in any::<u32>(),
        ) {
            let most = u64::MAX.checked_shr(64 - bits).unwrap_or_default();
            let around = [low & most, most];
            for value in around {
                let mut expected = Vec::new();
                number(value, &mut expected);
                prop_assert_eq!(&bytes(&value), &expected);
                prop_assert_eq!(Reader::new(&expected).take::<u64>(), Ok(value));

                let units = PlaceUnits { place: PlaceIndex(place), units, channel: ChannelIndex(9) };
                let mut line = Vec::new();
                number(u64::from(place), &mut line);
                number(u64::from(units.units), &mut line);
                line.push(9);
                prop_assert_eq!(&bytes(&units), &line);
                line.extend(expected);
                prop_assert_eq!(&bytes(&HeldPlace { units, price_minor: value }), &line);
            }
        }
    }
}
