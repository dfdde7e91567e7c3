//! The byte form that records and checkpoints are made of: little fixed pieces, one after the other.
//!
//! Whole numbers are variable-length (seven bits a byte, lowest first, the shortest form only); hashes are
//! their bytes; a list is its length and its items. There is one byte form for a value, so equal values are
//! equal bytes. Reading never panics and never reserves more room than the bytes that are left could fill.

use smallvec::SmallVec;

use crate::ids::{
    BookingId, ChannelIndex, CommandHash, ContentHash, HoldId, LevelIndex, PlaceIndex, PrincipalHash,
    TokenHash, Version,
};
use crate::record::{AreaCapacity, PlanMove};
use crate::seat::{HeldPlace, Letter, PlaceUnits, SaleState};
use crate::terms::{Currency, EventTerms, FirstTerms, LevelPrice, SaleSchedule};
use crate::time::Timestamp;

/// Why bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The bytes end too early.
    #[error("the bytes end too early")]
    Short,
    /// A number that is too large for its field or not in its shortest form.
    #[error("a number is out of range or not in its shortest form")]
    Number,
    /// A tag that stands for nothing.
    #[error("tag {0} stands for nothing")]
    Tag(u8),
    /// Text that is not UTF-8.
    #[error("a text is not UTF-8")]
    Text,
    /// Bytes are left over.
    #[error("bytes are left over")]
    Excess,
}

/// Bytes still to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'bytes> {
    rest: &'bytes [u8],
}

impl<'bytes> Reader<'bytes> {
    /// Reads from the first of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'bytes [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next value.
    ///
    /// # Errors
    /// The bytes are not the form of a `T`.
    pub fn take<T: Wire>(&mut self) -> Result<T, WireError> {
        T::take(self)
    }

    /// The next `count` bytes as they are.
    ///
    /// # Errors
    /// Fewer are left.
    pub fn bytes(&mut self, count: usize) -> Result<&'bytes [u8], WireError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(WireError::Short)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(WireError::Short)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// The length of a list whose items take at least a byte each.
    fn length(&mut self) -> Result<usize, WireError> {
        let length = usize::try_from(self.take::<u64>()?).map_err(|_| WireError::Number)?;
        if length > self.rest.len() { Err(WireError::Short) } else { Ok(length) }
    }

    /// Nothing may be left.
    ///
    /// # Errors
    /// Something is.
    pub const fn finish(self) -> Result<(), WireError> {
        if self.rest.is_empty() { Ok(()) } else { Err(WireError::Excess) }
    }
}

/// A value with a byte form.
pub trait Wire: Sized {
    /// Appends the value.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads a value.
    ///
    /// # Errors
    /// The bytes are not its form.
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError>;
}

impl Wire for u8 {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(from.array::<1>()?[0])
    }
}

impl Wire for u64 {
    #[inline]
    fn put(&self, out: &mut Vec<u8>) {
        if *self >= 1 << 56 {
            let mut short = Short::default();
            short.number(*self);
            return short.append_to(out);
        }
        // A fixed number of bytes is a few instructions; a varying one is a call.
        let (word, length) = spread(*self);
        let end = out.len() + length;
        out.extend_from_slice(&word.to_le_bytes());
        out.truncate(end);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = u8::take(from)?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits || (byte == 0 && shift > 0) {
                return Err(WireError::Number);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(WireError::Number)
    }
}

impl Wire for u32 {
    #[inline]
    fn put(&self, out: &mut Vec<u8>) {
        u64::from(*self).put(out);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Self::try_from(u64::take(from)?).map_err(|_| WireError::Number)
    }
}

impl Wire for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        match u8::take(from)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(WireError::Tag(other)),
        }
    }
}

impl Wire for String {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u64).put(out);
        out.extend_from_slice(self.as_bytes());
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        let length = from.length()?;
        let text = std::str::from_utf8(from.bytes(length)?).map_err(|_| WireError::Text)?;
        Ok(text.to_owned())
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        if bool::take(from)? { T::take(from).map(Some) } else { Ok(None) }
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok((A::take(from)?, B::take(from)?))
    }
}

macro_rules! wire_list {
    ($($parameters:ident),*; $list:ty, $new:expr) => {
        impl<$($parameters: Wire),*> Wire for $list {
            fn put(&self, out: &mut Vec<u8>) {
                (self.len() as u64).put(out);
                for item in self {
                    item.put(out);
                }
            }
            fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
                let length = from.length()?;
                let mut list = $new;
                for _ in 0..length {
                    list.push(T::take(from)?);
                }
                Ok(list)
            }
        }
    };
}
wire_list!(T; Vec<T>, Vec::new());
wire_list!(T; SmallVec<[T; 4]>, SmallVec::new());

macro_rules! wire_newtype {
    ($($name:ident),*) => {$(
        impl Wire for $name {
            #[inline]
            fn put(&self, out: &mut Vec<u8>) {
                self.0.put(out);
            }
            fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
                Wire::take(from).map(Self)
            }
        }
    )*};
}
wire_newtype!(Timestamp, Version, PlaceIndex, HoldId, BookingId, ChannelIndex, LevelIndex, Currency);
wire_newtype!(TokenHash, PrincipalHash, CommandHash, ContentHash);

impl<const N: usize> Wire for [u8; N] {
    #[inline]
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        from.array()
    }
}

/// The byte form of a number below 2^56, lowest byte first, and its length in bytes.
#[inline]
const fn spread(value: u64) -> (u64, usize) {
    // All eight pieces are moved to the bytes of one word at once: by halves, quarters, and eighths.
    let mut word = (value & 0x0fff_ffff) | (value >> 28) << 32;
    word = (word & 0x3fff_0000_3fff) | (word & 0x0fff_c000_0fff_c000) << 2;
    word = (word & 0x007f_007f_007f_007f) | (word & 0x3f80_3f80_3f80_3f80) << 1;
    let last = (63 - (value | 1).leading_zeros()) / 7;
    let more = 0x8080_8080_8080_8080 & ((1 << (8 * last)) - 1);
    (word | more, last as usize + 1)
}

/// A few small pieces, put together in one place of fixed size and appended at once.
#[derive(Default)]
struct Short {
    bytes: [u8; SHORT_BYTES],
    length: usize,
}

/// Room for two numbers of 32 bits, a byte and a number of 64 bits: 5 + 5 + 1 + 10, the last eight at once.
const SHORT_BYTES: usize = 24;

impl Short {
    #[inline]
    fn byte(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    /// Seven bits a byte, lowest first.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "only the lowest seven bits of each piece are written"
    )]
    fn number(&mut self, mut value: u64) {
        while value >= 1 << 56 {
            self.byte((value as u8) | 0x80);
            value >>= 7;
        }
        let (word, length) = spread(value);
        self.bytes[self.length..self.length + 8].copy_from_slice(&word.to_le_bytes());
        self.length += length;
    }

    #[inline]
    fn units(&mut self, units: &PlaceUnits) {
        self.number(u64::from(units.place.0));
        self.number(u64::from(units.units));
        self.byte(units.channel.0);
    }

    #[inline]
    fn append_to(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.length;
        out.extend_from_slice(&self.bytes);
        out.truncate(end);
    }
}

impl Wire for PlaceUnits {
    #[inline]
    fn put(&self, out: &mut Vec<u8>) {
        let mut short = Short::default();
        short.units(self);
        short.append_to(out);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { place: from.take()?, units: from.take()?, channel: from.take()? })
    }
}

impl Wire for HeldPlace {
    #[inline]
    fn put(&self, out: &mut Vec<u8>) {
        let mut short = Short::default();
        short.units(&self.units);
        short.number(self.price_minor);
        short.append_to(out);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { units: from.take()?, price_minor: from.take()? })
    }
}

macro_rules! wire_struct {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl Wire for $name {
            #[inline]
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)*
            }
            fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
                Ok(Self { $($field: Wire::take(from)?),* })
            }
        }
    };
}
wire_struct!(LevelPrice { level, amount_minor });
wire_struct!(AreaCapacity { place, capacity, removed });
wire_struct!(PlanMove { terms, levels, capacities });
wire_struct!(SaleSchedule { opens_at, closes_at });
wire_struct!(FirstTerms {
    plan,
    stream,
    hold_time_ms,
    lifetime_cap_ms,
    payment_time_ms,
    payment_cap_ms,
    maximum_units_per_hold,
    maximum_units_per_token,
    maximum_tokens_per_address,
    currency,
    prices,
    channels,
    tables,
});
wire_struct!(EventTerms {
    plan,
    stream,
    hold_time_ms,
    lifetime_cap_ms,
    maximum_extensions,
    payment_time_ms,
    payment_cap_ms,
    maximum_units_per_hold,
    maximum_units_per_token,
    maximum_tokens_per_address,
    currency,
    prices,
    channels,
    closed_channels,
    tables,
    schedule,
});

impl Wire for SaleState {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(self.code());
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        let code = u8::take(from)?;
        Self::from_code(code).ok_or(WireError::Tag(code))
    }
}

impl Wire for Letter {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(self.as_byte());
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        let byte = u8::take(from)?;
        Self::from_byte(byte).ok_or(WireError::Tag(byte))
    }
}

/// A keyed hash of an address prefix: eight bytes as they are, for it is as good as random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressBytes(pub u64);

impl Wire for AddressBytes {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_le_bytes());
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        from.array().map(u64::from_le_bytes).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Reader, Wire};
    use crate::ids::{ChannelIndex, PlaceIndex};
    use crate::seat::{HeldPlace, PlaceUnits};

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
