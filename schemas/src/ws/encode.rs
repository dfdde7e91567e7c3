//! The hot frames, written straight into a buffer: byte for byte what serde makes of the types in
//! [`super::server`], without building those types. Each function writes one frame's payload.

use std::collections::BTreeSet;

use bytes::BytesMut;

use super::ServerFrame;
use super::state::{AreaFree, ChannelFree};
use crate::ids::{ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, Version};
use crate::record::{HeldPlaces, UnitList};
use crate::refusal::{RefusalCode, RefusalParams};
use crate::seat::{Arrangement, Letter, SaleState};
use crate::terms::SaleSchedule;
use crate::time::Timestamp;

/// Writes a number in decimal.
pub fn put_number(out: &mut BytesMut, mut value: u64) {
    const PAIRS: [u8; 200] = pairs();
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    while value >= 100 {
        let pair = usize::try_from(value % 100).unwrap_or(0) * 2;
        value /= 100;
        at -= 2;
        digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    }
    let pair = usize::try_from(value).unwrap_or(0) * 2;
    if value >= 10 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    } else {
        at -= 1;
        digits[at] = PAIRS[pair + 1];
    }
    out.extend_from_slice(&digits[at..]);
}

#[allow(clippy::cast_possible_truncation, reason = "digits of numbers below 100")]
const fn pairs() -> [u8; 200] {
    let mut table = [0_u8; 200];
    let mut number = 0;
    while number < 100 {
        table[number * 2] = b'0' + (number / 10) as u8;
        table[number * 2 + 1] = b'0' + (number % 10) as u8;
        number += 1;
    }
    table
}

/// Writes a JSON string with its quotes.
pub fn put_string(out: &mut BytesMut, text: &str) {
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.extend_from_slice(b"\"");
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(b"\"");
    } else {
        // Rare: serde knows the escapes. A string always serialises.
        out.extend_from_slice(&serde_json::to_vec(text).unwrap_or_default());
    }
}

fn put_list<T>(
    out: &mut BytesMut,
    items: impl IntoIterator<Item = T>,
    mut put: impl FnMut(&mut BytesMut, T),
) {
    out.extend_from_slice(b"[");
    for (position, item) in items.into_iter().enumerate() {
        if position > 0 {
            out.extend_from_slice(b",");
        }
        put(out, item);
    }
    out.extend_from_slice(b"]");
}

fn put_places<'a>(out: &mut BytesMut, places: impl IntoIterator<Item = &'a PlaceIndex>) {
    put_list(out, places, |out, place| put_number(out, u64::from(place.0)));
}

fn put_field(out: &mut BytesMut, name_with_colon: &[u8], value: u64) {
    out.extend_from_slice(name_with_colon);
    put_number(out, value);
}

fn put_units(out: &mut BytesMut, place: PlaceIndex, units: u32, channel: ChannelIndex) {
    put_field(out, b"{\"place\":", u64::from(place.0));
    if units != 1 {
        put_field(out, b",\"units\":", u64::from(units));
    }
    if channel.0 != 0 {
        put_field(out, b",\"channel\":", u64::from(channel.0));
    }
}

/// The lines of a hold, as in `held` and `holds`.
pub fn put_hold_lines(out: &mut BytesMut, places: &HeldPlaces) {
    put_list(out, places, |out, line| {
        put_units(out, line.units.place, line.units.units, line.units.channel);
        put_field(out, b",\"price_minor\":", line.price_minor);
        out.extend_from_slice(b"}");
    });
}

fn put_answer_head(out: &mut BytesMut, opening: &[u8], id: &str, version: Version) {
    out.extend_from_slice(opening);
    put_string(out, id);
    put_field(out, b",\"version\":", version.0);
}

/// The `held` frame.
pub fn put_held(
    out: &mut BytesMut,
    id: &str,
    version: Version,
    hold: HoldId,
    deadline: Timestamp,
    (places, arrangement): (&HeldPlaces, Option<Arrangement>),
) {
    put_answer_head(out, b"{\"type\":\"held\",\"id\":", id, version);
    put_field(out, b",\"hold\":", hold.0);
    put_field(out, b",\"deadline_ms\":", deadline.0);
    out.extend_from_slice(b",\"places\":");
    put_hold_lines(out, places);
    if let Some(arrangement) = arrangement {
        out.extend_from_slice(b",\"arrangement\":\"");
        out.extend_from_slice(arrangement.as_str().as_bytes());
        out.extend_from_slice(b"\"");
    }
    out.extend_from_slice(b"}");
}

/// The `released` frame.
pub fn put_released(
    out: &mut BytesMut,
    id: &str,
    version: Version,
    hold: HoldId,
    ended: bool,
    places: &UnitList,
) {
    put_answer_head(out, b"{\"type\":\"released\",\"id\":", id, version);
    put_field(out, b",\"hold\":", hold.0);
    out.extend_from_slice(if ended { b",\"ended\":true" } else { b",\"ended\":false" });
    out.extend_from_slice(b",\"places\":");
    put_list(out, places, |out, line| {
        put_units(out, line.place, line.units, line.channel);
        out.extend_from_slice(b"}");
    });
    out.extend_from_slice(b"}");
}

/// The `extended` frame.
pub fn put_extended(out: &mut BytesMut, id: &str, version: Version, hold: HoldId, deadline: Timestamp) {
    put_answer_head(out, b"{\"type\":\"extended\",\"id\":", id, version);
    put_field(out, b",\"hold\":", hold.0);
    put_field(out, b",\"deadline_ms\":", deadline.0);
    out.extend_from_slice(b"}");
}

/// The `refused` frame.
pub fn put_refused(
    out: &mut BytesMut,
    id: &str,
    version: Version,
    code: RefusalCode,
    places: &[PlaceIndex],
    params: RefusalParams,
) {
    put_answer_head(out, b"{\"type\":\"refused\",\"id\":", id, version);
    out.extend_from_slice(b",\"code\":\"");
    out.extend_from_slice(code.as_str().as_bytes());
    out.extend_from_slice(b"\",\"places\":");
    put_places(out, places);
    let numbers = [(&b"\"limit\":"[..], params.limit), (b"\"in_use\":", params.in_use)];
    let mut before = &b",\"params\":{"[..];
    for (name, number) in numbers {
        let Some(number) = number else { continue };
        out.extend_from_slice(before);
        put_field(out, name, u64::from(number));
        before = b",";
    }
    out.extend_from_slice(if params.is_none() { b"}" } else { b"}}" });
}

/// The `heartbeat` frame.
pub fn put_heartbeat(out: &mut BytesMut, version: Version, now: Timestamp) {
    put_field(out, b"{\"type\":\"heartbeat\",\"version\":", version.0);
    put_field(out, b",\"now_ms\":", now.0);
    out.extend_from_slice(b"}");
}

/// The `sale` frame.
pub fn put_sale(out: &mut BytesMut, version: Version, state: SaleState, schedule: SaleSchedule) {
    put_field(out, b"{\"type\":\"sale\",\"version\":", version.0);
    out.extend_from_slice(b",\"state\":\"");
    out.extend_from_slice(state.as_str().as_bytes());
    out.extend_from_slice(b"\"");
    put_schedule(out, schedule);
    out.extend_from_slice(b"}");
}

/// When a sale moves by itself, as in `sale` and `snapshot`.
pub(super) fn put_schedule(out: &mut BytesMut, schedule: SaleSchedule) {
    if let Some(at) = schedule.opens_at {
        put_field(out, b",\"opens_at_ms\":", at.0);
    }
    if let Some(at) = schedule.closes_at {
        put_field(out, b",\"closes_at_ms\":", at.0);
    }
}

/// The `terms` frame.
pub fn put_terms(out: &mut BytesMut, version: Version) {
    put_field(out, b"{\"type\":\"terms\",\"version\":", version.0);
    out.extend_from_slice(b"}");
}

/// The `plan` frame.
pub fn put_plan(out: &mut BytesMut, version: Version, plan: ContentHash, places: u32) {
    put_field(out, b"{\"type\":\"plan\",\"version\":", version.0);
    out.extend_from_slice(b",\"plan\":\"");
    out.extend_from_slice(plan.to_string().as_bytes());
    put_field(out, b"\",\"places\":", u64::from(places));
    out.extend_from_slice(b"}");
}

/// Any frame, by way of serde: for the rare ones.
pub fn put_any(out: &mut BytesMut, frame: &ServerFrame) {
    // The types of the protocol always serialise.
    out.extend_from_slice(&serde_json::to_vec(frame).unwrap_or_default());
}

/// What a `delta` frame says, as the hub has it: places in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeltaContent {
    /// Places with their letter now.
    pub letters: Vec<(PlaceIndex, Letter)>,
    /// Places with their channel now, where it changed.
    pub channels: Vec<(PlaceIndex, ChannelIndex)>,
    /// Places with their price level now, where it changed.
    pub levels: Vec<(PlaceIndex, LevelIndex)>,
    /// GA areas.
    pub areas: Vec<AreaFree>,
}

/// The `delta` frame.
pub fn put_delta(out: &mut BytesMut, from: Version, to: Version, content: &DeltaContent) {
    put_field(out, b"{\"type\":\"delta\",\"from\":", from.0);
    put_field(out, b",\"to\":", to.0);
    out.extend_from_slice(b",\"changes\":{");
    let mut first = true;
    for letter in Letter::ALL {
        let mut places = content.letters.iter().filter(|(_, now)| *now == letter).map(|(place, _)| place);
        let Some(head) = places.next() else { continue };
        if !first {
            out.extend_from_slice(b",");
        }
        first = false;
        out.extend_from_slice(&[b'"', letter.as_byte(), b'"', b':']);
        put_places(out, std::iter::once(head).chain(places));
    }
    out.extend_from_slice(b"}");
    put_channel_changes(out, &content.channels);
    put_level_changes(out, &content.levels);
    if !content.areas.is_empty() {
        out.extend_from_slice(b",\"areas\":");
        put_list(out, &content.areas, put_area);
    }
    out.extend_from_slice(b"}");
}

fn put_channel_changes(out: &mut BytesMut, changes: &[(PlaceIndex, ChannelIndex)]) {
    if changes.is_empty() {
        return;
    }
    let mut seen = 0_u64;
    for (_, channel) in changes {
        seen |= 1_u64.checked_shl(u32::from(channel.0)).unwrap_or(0);
    }
    out.extend_from_slice(b",\"channels\":");
    let channels = (0..64_u8).filter(|channel| seen & (1 << channel) != 0).map(ChannelIndex);
    put_list(out, channels, |out, channel| {
        put_field(out, b"{\"channel\":", u64::from(channel.0));
        out.extend_from_slice(b",\"places\":");
        put_places(out, changes.iter().filter(|(_, now)| *now == channel).map(|(place, _)| place));
        out.extend_from_slice(b"}");
    });
}

fn put_level_changes(out: &mut BytesMut, changes: &[(PlaceIndex, LevelIndex)]) {
    if changes.is_empty() {
        return;
    }
    let levels: BTreeSet<LevelIndex> = changes.iter().map(|(_, level)| *level).collect();
    out.extend_from_slice(b",\"levels\":");
    put_list(out, levels, |out, level| {
        out.extend_from_slice(b"{");
        if level != LevelIndex::OF_PLAN {
            put_field(out, b"\"level\":", u64::from(level.0));
            out.extend_from_slice(b",");
        }
        out.extend_from_slice(b"\"places\":");
        put_places(out, changes.iter().filter(|(_, now)| *now == level).map(|(place, _)| place));
        out.extend_from_slice(b"}");
    });
}

pub(super) fn put_area(out: &mut BytesMut, area: &AreaFree) {
    put_field(out, b"{\"place\":", u64::from(area.place.0));
    out.extend_from_slice(b",\"free\":");
    put_list(out, &area.free, |out, ChannelFree { channel, units }| {
        put_field(out, b"{\"channel\":", u64::from(channel.0));
        put_field(out, b",\"units\":", u64::from(*units));
        out.extend_from_slice(b"}");
    });
    out.extend_from_slice(b"}");
}
