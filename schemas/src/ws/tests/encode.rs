//! The hand-written frames against what serde makes of the types.

use bytes::BytesMut;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::ids::{ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, Version};
use crate::record::{HeldPlaces, UnitList};
use crate::refusal::{RefusalCode, RefusalParams};
use crate::seat::{Arrangement, HeldPlace, Letter, PlaceUnits, SaleState};
use crate::terms::SaleSchedule;
use crate::time::Timestamp;
use crate::ws::encode::*;
use crate::ws::server::*;
use crate::ws::state::{AreaFree, ChannelFree};

fn written(write: impl FnOnce(&mut BytesMut)) -> String {
    let mut out = BytesMut::new();
    write(&mut out);
    String::from_utf8(out.to_vec()).unwrap()
}

fn by_serde(frame: &ServerFrame) -> String {
    serde_json::to_string(frame).unwrap()
}

fn units() -> impl Strategy<Value = PlaceUnits> {
    (any::<u32>(), 1_u32..4, 0_u8..3).prop_map(|(place, units, channel)| PlaceUnits {
        place: PlaceIndex(place),
        units,
        channel: ChannelIndex(channel),
    })
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9-]{1,20}", "\\PC{1,10}", "[\"\\\\\n\u{1}a]{1,5}"]
}

proptest! {
    #[test]
    fn numbers_are_written_in_decimal(value in any::<u64>(), small in 0_u64..2_000) {
        for number in [value, small] {
            prop_assert_eq!(written(|out| put_number(out, number)), number.to_string());
        }
    }

    #[test]
    fn answers_are_what_serde_makes_of_them(
        id in id(), version in any::<u64>(), hold in any::<u64>(), deadline in any::<u64>(), ended: bool,
        lines in vec((units(), any::<u64>()), 0..6), arrangement in proptest::option::of(0_u8..7),
    ) {
        let arrangement = arrangement.and_then(Arrangement::from_code);
        let (version, hold, deadline) = (Version(version), HoldId(hold), Timestamp(deadline));
        let held: HeldPlaces =
            lines.iter().map(|&(units, price_minor)| HeldPlace { units, price_minor }).collect();
        let hold_lines = lines
            .iter()
            .map(|&(units, price_minor)| HoldLine {
                place: units.place, units: units.units, channel: units.channel, price_minor,
            })
            .collect();
        prop_assert_eq!(
            written(|out| put_held(out, &id, version, hold, deadline, (&held, arrangement))),
            by_serde(&ServerFrame::Held(Held {
                id: id.clone(), version, hold, deadline_ms: deadline, places: hold_lines, arrangement,
            }))
        );
        let back: UnitList = lines.iter().map(|&(units, _)| units).collect();
        let unit_lines = back
            .iter()
            .map(|units| UnitLine { place: units.place, units: units.units, channel: units.channel })
            .collect();
        prop_assert_eq!(
            written(|out| put_released(out, &id, version, hold, ended, &back)),
            by_serde(&ServerFrame::Released(Released {
                id: id.clone(), version, hold, ended, places: unit_lines,
            }))
        );
        prop_assert_eq!(
            written(|out| put_extended(out, &id, version, hold, deadline)),
            by_serde(&ServerFrame::Extended(Extended { id: id.clone(), version, hold, deadline_ms: deadline }))
        );
        let places: Vec<PlaceIndex> = lines.iter().map(|(units, _)| units.place).collect();
        for code in RefusalCode::ALL {
            for (limit, in_use) in [(None, None), (Some(4), None), (None, Some(0)), (Some(u32::MAX), Some(7))] {
                let params = RefusalParams { limit, in_use };
                prop_assert_eq!(
                    written(|out| put_refused(out, &id, version, code, &places, params)),
                    by_serde(&ServerFrame::Refused(Refused {
                        id: id.clone(), version, code, places: places.clone(), params,
                    }))
                );
            }
        }
    }

    #[test]
    fn deltas_are_what_serde_makes_of_them(
        from in any::<u64>(), to in any::<u64>(),
        letters in vec((any::<u32>(), 0_u8..5), 0..20),
        channels in vec((any::<u32>(), 0_u8..64), 0..6),
        levels in vec((any::<u32>(), prop_oneof![0_u8..4, Just(255)]), 0..6),
        areas in vec((any::<u32>(), vec((0_u8..64, any::<u32>()), 0..3)), 0..3),
    ) {
        let content = DeltaContent {
            letters: letters.iter().map(|&(p, c)| (PlaceIndex(p), Letter::from_code(c).unwrap())).collect(),
            channels: channels.iter().map(|&(p, c)| (PlaceIndex(p), ChannelIndex(c))).collect(),
            levels: levels.iter().map(|&(p, level)| (PlaceIndex(p), LevelIndex(level))).collect(),
            areas: areas
                .iter()
                .map(|(place, free)| AreaFree {
                    place: PlaceIndex(*place),
                    free: free
                        .iter()
                        .map(|&(channel, units)| ChannelFree { channel: ChannelIndex(channel), units })
                        .collect(),
                })
                .collect(),
        };
        let of = |letter| {
            content.letters.iter().filter(|(_, now)| *now == letter).map(|(place, _)| *place).collect()
        };
        let mut by_channel: Vec<ChannelChange> = Vec::new();
        for number in 0..64 {
            let channel = ChannelIndex(number);
            let places: Vec<_> =
                content.channels.iter().filter(|(_, now)| *now == channel).map(|(p, _)| *p).collect();
            if !places.is_empty() {
                by_channel.push(ChannelChange { channel, places });
            }
        }
        let mut by_level: Vec<LevelChange> = Vec::new();
        for level in (0..=u8::MAX).map(LevelIndex) {
            let places: Vec<_> =
                content.levels.iter().filter(|(_, now)| *now == level).map(|(p, _)| *p).collect();
            if !places.is_empty() {
                by_level.push(LevelChange { level, places });
            }
        }
        let frame = ServerFrame::Delta(Delta {
            from: Version(from),
            to: Version(to),
            changes: LetterChanges {
                free: of(Letter::Free),
                held: of(Letter::Held),
                booked: of(Letter::Booked),
                killed: of(Letter::Killed),
                retired: of(Letter::Retired),
            },
            channels: by_channel,
            levels: by_level,
            areas: content.areas.clone(),
        });
        prop_assert_eq!(written(|out| put_delta(out, Version(from), Version(to), &content)), by_serde(&frame));
    }
}

#[test]
fn small_frames_are_what_serde_makes_of_them() {
    let version = Version(7);
    let now_ms = Timestamp(1_790_000_000_123);
    assert_eq!(
        written(|out| put_heartbeat(out, version, now_ms)),
        by_serde(&ServerFrame::Heartbeat(Heartbeat { version, now_ms }))
    );
    let times =
        [(None, None), (Some(now_ms), None), (None, Some(now_ms)), (Some(Timestamp(1)), Some(now_ms))];
    for state in SaleState::ALL {
        for (opens_at, closes_at) in times {
            assert_eq!(
                written(|out| put_sale(out, version, state, SaleSchedule { opens_at, closes_at })),
                by_serde(&ServerFrame::Sale(Sale {
                    version,
                    state,
                    opens_at_ms: opens_at,
                    closes_at_ms: closes_at
                }))
            );
        }
    }
    assert_eq!(
        written(|out| put_terms(out, version)),
        by_serde(&ServerFrame::Terms(TermsChanged { version }))
    );
    let (plan, places) = (ContentHash([0xa7; 32]), 12);
    assert_eq!(
        written(|out| put_plan(out, version, plan, places)),
        by_serde(&ServerFrame::Plan(PlanMoved { version, plan, places }))
    );
}

#[test]
fn frames_of_the_documentation() {
    let held: HeldPlaces = [(12, 1, 0, 4500), (900, 3, 1, 2000)]
        .into_iter()
        .map(|(place, units, channel, price_minor)| HeldPlace {
            units: PlaceUnits { place: PlaceIndex(place), units, channel: ChannelIndex(channel) },
            price_minor,
        })
        .collect();
    assert_eq!(
        written(|out| put_held(
            out,
            "c1",
            Version(58),
            HoldId(58),
            Timestamp(1_790_000_600_000),
            (&held, None)
        )),
        r#"{"type":"held","id":"c1","version":58,"hold":58,"deadline_ms":1790000600000,"places":[{"place":12,"price_minor":4500},{"place":900,"units":3,"channel":1,"price_minor":2000}]}"#
    );
    assert_eq!(
        written(|out| {
            put_refused(out, "c2", Version(58), RefusalCode::Taken, &[PlaceIndex(12)], RefusalParams::NONE);
        }),
        r#"{"type":"refused","id":"c2","version":58,"code":"taken","places":[12]}"#
    );
    assert_eq!(
        written(|out| {
            let (code, params) = (RefusalCode::TooManyPlaces, RefusalParams::limit(8));
            put_refused(out, "c5", Version(61), code, &[], params);
        }),
        r#"{"type":"refused","id":"c5","version":61,"code":"too_many_places","places":[],"params":{"limit":8}}"#
    );
}
