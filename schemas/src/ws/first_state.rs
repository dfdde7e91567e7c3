//! The whole public state in two encodings: the `snapshot` frame's JSON and a compact binary form.
//!
//! Binary, all numbers little-endian: `FRS2`; `u32` stream; `u64` version; 32 bytes plan hash; `u8` sale
//! (0 scheduled, 1 on sale, 2 paused, 3 ended, 4 draft, 5 cancelled); 3 zero bytes; `u64` when it opens and `u64` when it ends
//! by itself (0 where it does not); `u64` version of the terms; `u32` number of places; half a byte a place
//! (0 f, 1 h, 2 b, 3 k, 4 x), the lower half first, the last half zero where unused; `u32` number of channel
//! runs, each `u32` first place, `u32` count, `u8` channel; `u32` number of level runs, each `u32` first place,
//! `u32` count, `u8` price level that the event gives instead of the plan; `u32` number of GA areas, each `u32` place, `u8`
//! number of channels, and for each `u8` channel, `u32` free units. Nothing follows.

use bytes::{BufMut, BytesMut};

use super::encode::{put_area, put_number, put_schedule};
use super::state::{AreaFree, ChannelFree, ChannelRun, LevelRun, Snapshot};
use crate::ids::{ChannelIndex, ContentHash, LevelIndex, PlaceIndex, Version};
use crate::seat::{Letter, SaleState};
use crate::terms::SaleSchedule;
use crate::time::Timestamp;

/// What the binary form starts with.
pub const MAGIC: [u8; 4] = *b"FRS2";

/// Bytes before the letters.
pub const HEADER_BYTES: usize = 80;

/// The whole public state as its owner keeps it, borrowed for encoding.
#[derive(Clone, Copy, Debug)]
pub struct StateView<'a> {
    /// Raised by a restore from backup.
    pub stream: u32,
    /// The version it is the state of.
    pub version: Version,
    /// The published plan version.
    pub plan: ContentHash,
    /// The sale.
    pub sale: SaleState,
    /// When it moves by itself.
    pub schedule: SaleSchedule,
    /// The record that last changed what the event is sold under.
    pub terms: Version,
    /// A letter a place, by index.
    pub letters: &'a [Letter],
    /// The channel of each place, by index.
    pub channels: &'a [ChannelIndex],
    /// The price level that the event gives each place, by index; [`LevelIndex::OF_PLAN`] where it gives none.
    pub levels: &'a [LevelIndex],
    /// Every GA area, ascending.
    pub areas: &'a [AreaFree],
}

/// Consecutive places of one value: the first place, how many, which value.
type Run = (PlaceIndex, u32, u8);

/// The runs of places that have another value than `usual`.
fn runs(values: impl Iterator<Item = u8>, usual: u8) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, value) in (0_u32..).zip(values) {
        if value == usual {
            continue;
        }
        match runs.last_mut() {
            Some((first, count, of)) if *of == value && first.0 + *count == place => *count += 1,
            _ => runs.push((PlaceIndex(place), 1, value)),
        }
    }
    runs
}

fn put_json_runs(out: &mut BytesMut, runs: Vec<Run>, value_with_colon: &[u8]) {
    out.extend_from_slice(b"[");
    for (position, (first, count, value)) in runs.into_iter().enumerate() {
        out.extend_from_slice(if position > 0 { b",{\"first\":" } else { b"{\"first\":" });
        put_number(out, u64::from(first.0));
        out.extend_from_slice(b",\"count\":");
        put_number(out, u64::from(count));
        out.extend_from_slice(value_with_colon);
        put_number(out, u64::from(value));
        out.extend_from_slice(b"}");
    }
    out.extend_from_slice(b"]");
}

fn put_binary_runs(out: &mut BytesMut, runs: Vec<Run>) {
    out.put_u32_le(count(runs.len()));
    for (first, count, value) in runs {
        out.put_u32_le(first.0);
        out.put_u32_le(count);
        out.put_u8(value);
    }
}

impl StateView<'_> {
    fn channel_runs(&self) -> Vec<Run> {
        runs(self.channels.iter().map(|channel| channel.0), 0)
    }

    fn level_runs(&self) -> Vec<Run> {
        runs(self.levels.iter().map(|level| level.0), LevelIndex::OF_PLAN.0)
    }

    /// The payload of the `snapshot` frame.
    pub fn put_json(&self, out: &mut BytesMut) {
        out.reserve(self.letters.len() + 256 + self.areas.len() * 64);
        out.extend_from_slice(b"{\"type\":\"snapshot\",\"stream\":");
        put_number(out, u64::from(self.stream));
        out.extend_from_slice(b",\"version\":");
        put_number(out, self.version.0);
        out.extend_from_slice(b",\"plan\":\"");
        out.extend_from_slice(self.plan.to_string().as_bytes());
        out.extend_from_slice(b"\",\"sale\":\"");
        out.extend_from_slice(self.sale.as_str().as_bytes());
        out.extend_from_slice(b"\"");
        put_schedule(out, self.schedule);
        out.extend_from_slice(b",\"terms\":");
        put_number(out, self.terms.0);
        out.extend_from_slice(b",\"letters\":\"");
        out.extend(self.letters.iter().map(|letter| letter.as_byte()));
        out.extend_from_slice(b"\",\"channels\":");
        put_json_runs(out, self.channel_runs(), b",\"channel\":");
        out.extend_from_slice(b",\"levels\":");
        put_json_runs(out, self.level_runs(), b",\"level\":");
        out.extend_from_slice(b",\"areas\":[");
        for (position, area) in self.areas.iter().enumerate() {
            if position > 0 {
                out.extend_from_slice(b",");
            }
            put_area(out, area);
        }
        out.extend_from_slice(b"]}");
    }

    /// The binary form.
    pub fn put_binary(&self, out: &mut BytesMut) {
        out.reserve(HEADER_BYTES + self.letters.len() / 2 + 64 + self.areas.len() * 16);
        out.extend_from_slice(&MAGIC);
        out.put_u32_le(self.stream);
        out.put_u64_le(self.version.0);
        out.extend_from_slice(&self.plan.0);
        out.extend_from_slice(&[self.sale.code(), 0, 0, 0]);
        out.put_u64_le(self.schedule.opens_at.unwrap_or_default().0);
        out.put_u64_le(self.schedule.closes_at.unwrap_or_default().0);
        out.put_u64_le(self.terms.0);
        out.put_u32_le(count(self.letters.len()));
        out.extend(
            self.letters
                .chunks(2)
                .map(|pair| pair[0].code() | pair.get(1).map_or(0, |letter| letter.code() << 4)),
        );
        put_binary_runs(out, self.channel_runs());
        put_binary_runs(out, self.level_runs());
        out.put_u32_le(count(self.areas.len()));
        for area in self.areas {
            out.put_u32_le(area.place.0);
            out.put_u8(u8::try_from(area.free.len()).unwrap_or(u8::MAX));
            for free in &area.free {
                out.put_u8(free.channel.0);
                out.put_u32_le(free.units);
            }
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Why bytes are not a binary first state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FirstStateError {
    /// They do not begin with `FRS2`.
    #[error("not a binary first state")]
    Magic,
    /// They end too early.
    #[error("the first state is cut short")]
    Short,
    /// Bytes follow the end.
    #[error("bytes follow the first state's end")]
    Trailing,
    /// A code that has no meaning, or a run that lies outside the places.
    #[error("the first state holds a value out of range")]
    Range,
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], FirstStateError> {
        let (head, tail) = self.0.split_at_checked(length).ok_or(FirstStateError::Short)?;
        self.0 = tail;
        Ok(head)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], FirstStateError> {
        self.take(LENGTH)?.try_into().map_err(|_| FirstStateError::Short)
    }

    fn byte(&mut self) -> Result<u8, FirstStateError> {
        Ok(self.array::<1>()?[0])
    }

    fn moment(&mut self) -> Result<Option<Timestamp>, FirstStateError> {
        let milliseconds = u64::from_le_bytes(self.array()?);
        Ok((milliseconds > 0).then_some(Timestamp(milliseconds)))
    }

    fn number(&mut self) -> Result<u32, FirstStateError> {
        Ok(u32::from_le_bytes(self.array()?))
    }
}

/// Reads the binary form.
///
/// # Errors
/// Where the bytes are anything else than one whole first state.
pub fn decode_binary(bytes: &[u8]) -> Result<Snapshot, FirstStateError> {
    let mut reader = Reader(bytes);
    if reader.take(4).map_err(|_| FirstStateError::Magic)? != MAGIC {
        return Err(FirstStateError::Magic);
    }
    let stream = reader.number()?;
    let version = Version(u64::from_le_bytes(reader.array()?));
    let plan = ContentHash(reader.array()?);
    let [sale, zeros @ ..] = reader.array::<4>()?;
    let sale = SaleState::from_code(sale).ok_or(FirstStateError::Range)?;
    if zeros != [0; 3] {
        return Err(FirstStateError::Range);
    }
    let (opens_at_ms, closes_at_ms) = (reader.moment()?, reader.moment()?);
    let terms = Version(u64::from_le_bytes(reader.array()?));
    let places = reader.number()?;
    let letters = read_letters(&mut reader, places)?;
    let channels = read_runs(&mut reader, places, 0)?;
    let channels = channels.into_iter().map(|(first, count, channel)| ChannelRun {
        first,
        count,
        channel: ChannelIndex(channel),
    });
    let levels = read_runs(&mut reader, places, LevelIndex::OF_PLAN.0)?;
    let levels =
        levels.into_iter().map(|(first, count, level)| LevelRun { first, count, level: LevelIndex(level) });
    let mut areas = Vec::new();
    for _ in 0..reader.number()? {
        let place = PlaceIndex(reader.number()?);
        let mut free = Vec::new();
        for _ in 0..reader.byte()? {
            free.push(ChannelFree { channel: ChannelIndex(reader.byte()?), units: reader.number()? });
        }
        if place.0 >= places {
            return Err(FirstStateError::Range);
        }
        areas.push(AreaFree { place, free });
    }
    if !reader.0.is_empty() {
        return Err(FirstStateError::Trailing);
    }
    Ok(Snapshot {
        stream,
        version,
        plan,
        sale,
        opens_at_ms,
        closes_at_ms,
        terms,
        letters,
        channels: channels.collect(),
        levels: levels.collect(),
        areas,
    })
}

/// Runs of values other than the usual one, each within the places.
fn read_runs(reader: &mut Reader<'_>, places: u32, usual: u8) -> Result<Vec<Run>, FirstStateError> {
    let mut runs = Vec::new();
    for _ in 0..reader.number()? {
        let (first, count, value) = (reader.number()?, reader.number()?, reader.byte()?);
        let end = first.checked_add(count).ok_or(FirstStateError::Range)?;
        if end > places || count == 0 || value == usual {
            return Err(FirstStateError::Range);
        }
        runs.push((PlaceIndex(first), count, value));
    }
    Ok(runs)
}

fn read_letters(reader: &mut Reader<'_>, places: u32) -> Result<String, FirstStateError> {
    let places = usize::try_from(places).map_err(|_| FirstStateError::Range)?;
    let packed = reader.take(places.div_ceil(2))?;
    let mut letters = String::with_capacity(places);
    for place in 0..places {
        let code = if place % 2 == 0 { packed[place / 2] & 0x0f } else { packed[place / 2] >> 4 };
        letters.push(Letter::from_code(code).ok_or(FirstStateError::Range)?.as_char());
    }
    if places % 2 == 1 && packed[places / 2] >> 4 != 0 {
        return Err(FirstStateError::Range);
    }
    Ok(letters)
}
