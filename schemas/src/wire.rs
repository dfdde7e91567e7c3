//! The byte form that records and checkpoints are made of: little fixed pieces, one after the other.
//!
//! Whole numbers are variable-length (seven bits a byte, lowest first, the shortest form only); hashes are
//! their bytes; a list is its length and its items. There is one byte form for a value, so equal values are
//! equal bytes. Reading never panics and never reserves more room than the bytes that are left could fill.

mod short;

use arrayvec::ArrayString;
use smallvec::SmallVec;

use crate::ids::{
    BookingId, ChannelIndex, CommandHash, ContentHash, HoldId, LevelIndex, PlaceIndex, PrincipalHash,
    TokenHash, Version,
};
use crate::record::{AreaCapacity, PlanMove};
use crate::seat::{Arrangement, HeldPlace, Letter, PlaceUnits, SaleState};
use crate::terms::{Currency, EventTerms, FirstTerms, LevelPrice, SaleSchedule};
use crate::time::Timestamp;

pub use short::{SPARE_BYTES, Short};

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
    /// Text that is longer than its field.
    #[error("a text is longer than it may be")]
    Long,
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

    /// The next value, with its bytes.
    ///
    /// # Errors
    /// The bytes are not the form of a `T`.
    pub fn take_with_bytes<T: Wire>(&mut self) -> Result<(T, &'bytes [u8]), WireError> {
        let before = *self;
        let value = self.take()?;
        let (bytes, _) = before.rest.split_at(before.rest.len() - self.rest.len());
        Ok((value, bytes))
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
    /// Appends values one after the other, without their number.
    fn put_each(values: &[Self], out: &mut Vec<u8>) {
        for value in values {
            value.put(out);
        }
    }
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
        let mut short = Short::<{ 10 + SPARE_BYTES }>::default();
        short.number(*self);
        short.append_to(out);
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

impl<const N: usize> Wire for ArrayString<N> {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u64).put(out);
        out.extend_from_slice(self.as_bytes());
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        let length = from.length()?;
        let text = std::str::from_utf8(from.bytes(length)?).map_err(|_| WireError::Text)?;
        Self::from(text).map_err(|_| WireError::Long)
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
                T::put_each(self, out);
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

/// Lines of places that are put together before they are appended.
const LINES: usize = 4;

/// Room for them: two numbers of 32 bits, a byte and a number of 64 bits each.
const LINE_BYTES: usize = LINES * 21 + SPARE_BYTES;

#[inline]
fn put_units(units: &PlaceUnits, short: &mut Short<LINE_BYTES>) {
    short.number(u64::from(units.place.0));
    short.number(u64::from(units.units));
    short.byte(units.channel.0);
}

impl Wire for PlaceUnits {
    #[inline]
    fn put(&self, out: &mut Vec<u8>) {
        Self::put_each(std::slice::from_ref(self), out);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { place: from.take()?, units: from.take()?, channel: from.take()? })
    }
    fn put_each(values: &[Self], out: &mut Vec<u8>) {
        for few in values.chunks(LINES) {
            let mut short = Short::<LINE_BYTES>::default();
            for line in few {
                put_units(line, &mut short);
            }
            short.append_to(out);
        }
    }
}

impl Wire for HeldPlace {
    #[inline]
    fn put(&self, out: &mut Vec<u8>) {
        Self::put_each(std::slice::from_ref(self), out);
    }
    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { units: from.take()?, price_minor: from.take()? })
    }
    fn put_each(values: &[Self], out: &mut Vec<u8>) {
        for few in values.chunks(LINES) {
            let mut short = Short::<LINE_BYTES>::default();
            for line in few {
                put_units(&line.units, &mut short);
                short.number(line.price_minor);
            }
            short.append_to(out);
        }
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

impl Wire for Arrangement {
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
