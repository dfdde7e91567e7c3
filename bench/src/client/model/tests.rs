//! Sequences of frames in a small language, and what the client then knows.
//!
//! `snapshot V LETTERS`, `delta FROM-TO f1 h2 c3=4 l3=1 l5= g9=5` (place 1 free, place 2 held, place 3 in channel
//! 4 and with level 1, place 5 with its own level, area 9 with 5 units), `held V HOLD PLACES`, `released V HOLD PLACES`, `ended V HOLD PLACES`,
//! `extended V HOLD DEADLINE`, `holds V HOLD:PLACES …`, `expired V HOLD`, `beat V`, `sale V STATE [ENDS]`,
//! `terms V`. After `->` comes what `apply` said; a line `= V LETTERS` compares the public state, `mine V HOLD:PLACES …` the holds.
#![allow(clippy::unwrap_used, clippy::panic)]

use schemas::ids::{ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, Version};
use schemas::public_hash::PublicPlace;
use schemas::seat::SaleState;
use schemas::time::Timestamp;
use schemas::ws::server::{
    ChannelChange, Delta, Expired, Extended, Heartbeat, Held, HoldLine, Holds, LetterChanges, LevelChange,
    OwnHold, PlanMoved, Released, Sale, TermsChanged, UnitLine,
};
use schemas::ws::state::{AreaFree, ChannelFree, ChannelRun, LevelRun, Snapshot};

use super::{Applied, BrokenFrame, EventModel};

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

fn version(text: &str) -> Version {
    Version(number(text))
}

fn place(text: &str) -> PlaceIndex {
    PlaceIndex(u32::try_from(number(text)).unwrap())
}

fn places(text: &str) -> Vec<PlaceIndex> {
    text.split(',').filter(|part| !part.is_empty()).map(place).collect()
}

fn line(place: PlaceIndex) -> HoldLine {
    HoldLine { place, units: 1, channel: ChannelIndex(0), price_minor: 100 }
}

fn snapshot(stream: u32, at: &str, letters: &str) -> Snapshot {
    Snapshot {
        stream,
        version: version(at),
        plan: ContentHash([7; 32]),
        sale: SaleState::OnSale,
        opens_at_ms: None,
        closes_at_ms: None,
        terms: Version(1),
        letters: letters.to_owned(),
        channels: Vec::new(),
        levels: Vec::new(),
        areas: Vec::new(),
    }
}

fn delta(range: &str, changes: &[&str]) -> Delta {
    let (from, to) = range.split_once('-').unwrap();
    let mut delta = Delta { from: version(from), to: version(to), ..Delta::default() };
    let LetterChanges { free, held, booked, killed, retired } = &mut delta.changes;
    for change in changes {
        let (kind, rest) = change.split_at(1);
        let pair = || rest.split_once('=').unwrap();
        match kind {
            "f" => free.push(place(rest)),
            "h" => held.push(place(rest)),
            "b" => booked.push(place(rest)),
            "k" => killed.push(place(rest)),
            "x" => retired.push(place(rest)),
            "c" => {
                let channel = ChannelIndex(u8::try_from(number(pair().1)).unwrap());
                delta.channels.push(ChannelChange { channel, places: vec![place(pair().0)] });
            }
            "l" => {
                let level = pair().1.parse().map_or(LevelIndex::OF_PLAN, LevelIndex);
                delta.levels.push(LevelChange { level, places: vec![place(pair().0)] });
            }
            "g" => {
                let units = u32::try_from(number(pair().1)).unwrap();
                let free = vec![ChannelFree { channel: ChannelIndex(0), units }];
                delta.areas.push(AreaFree { place: place(pair().0), free });
            }
            other => panic!("{other:?} is no change"),
        }
    }
    delta
}

fn own_hold(text: &str) -> OwnHold {
    let (hold, list) = text.split_once(':').unwrap();
    OwnHold {
        hold: HoldId(number(hold)),
        deadline_ms: Timestamp(1_000),
        lifetime_end_ms: Timestamp(9_000),
        in_payment: false,
        places: places(list).into_iter().map(line).collect(),
    }
}

fn act(model: &mut EventModel, words: &[&str]) -> Result<Applied, BrokenFrame> {
    let hold = || HoldId(number(words[2]));
    match words[0] {
        "snapshot" => return model.snapshot(&snapshot(1, words[1], words[2])),
        "restored" => return model.snapshot(&snapshot(2, words[1], words[2])),
        "delta" => return model.delta(&delta(words[1], &words[2..])),
        "held" => model.held(&Held {
            id: "h".into(),
            version: version(words[1]),
            hold: hold(),
            deadline_ms: Timestamp(1_000),
            places: places(words[3]).into_iter().map(line).collect(),
            arrangement: None,
        }),
        "released" | "ended" => model.released(&Released {
            id: "r".into(),
            version: version(words[1]),
            hold: hold(),
            ended: words[0] == "ended",
            places: places(words[3])
                .into_iter()
                .map(|place| UnitLine { place, units: 1, channel: ChannelIndex(0) })
                .collect(),
        }),
        "extended" => model.extended(&Extended {
            id: "e".into(),
            version: version(words[1]),
            hold: hold(),
            deadline_ms: Timestamp(number(words[3])),
        }),
        "holds" => {
            let holds = words[2..].iter().map(|text| own_hold(text)).collect();
            return Ok(model.holds(&Holds { version: version(words[1]), holds }));
        }
        "expired" => return Ok(model.expired(&Expired { hold: hold(), version: version(words[1]) })),
        "beat" => {
            let beat = Heartbeat { version: version(words[1]), now_ms: Timestamp(5) };
            return Ok(model.heartbeat(&beat));
        }
        "sale" => {
            let state = serde_json::from_value(words[2].into()).unwrap();
            let closes_at_ms = words.get(3).map(|at| Timestamp(number(at)));
            let sale = Sale { version: version(words[1]), state, opens_at_ms: None, closes_at_ms };
            return Ok(model.sale_changed(&sale));
        }
        "terms" => return Ok(model.terms_changed(&TermsChanged { version: version(words[1]) })),
        other => panic!("{other:?} is no frame"),
    }
    Ok(Applied::Changed)
}

fn shown(model: &EventModel) -> String {
    let letters: String = model.public.letters.iter().map(|letter| letter.as_char()).collect();
    format!("{} {letters}", model.version().0)
}

fn mine(model: &EventModel) -> String {
    let holds = model.own.holds.iter().map(|hold| {
        let places: Vec<String> = hold.places.iter().map(|line| line.place.0.to_string()).collect();
        format!(" {}:{}", hold.hold.0, places.join(","))
    });
    std::iter::once(model.own.version.0.to_string()).chain(holds).collect()
}

/// Runs a sequence; the first line is always a snapshot.
fn check(sequence: &str) -> EventModel {
    let mut lines = sequence.lines().map(str::trim).filter(|line| !line.is_empty());
    let first: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    let mut model = EventModel::new(&snapshot(1, first[1], first[2])).unwrap();
    for line in lines {
        let (frame, said) = line.split_once("->").map_or((line, None), |(left, right)| (left, Some(right)));
        let words: Vec<&str> = frame.split_whitespace().collect();
        match words[0] {
            "=" => assert_eq!(shown(&model), words[1..].join(" "), "at {line:?} of {sequence}"),
            "mine" => assert_eq!(mine(&model), words[1..].join(" "), "at {line:?} of {sequence}"),
            _ => {
                let applied = act(&mut model, &words);
                if let Some(said) = said {
                    let told = applied.map_or_else(
                        |_| "broken".to_owned(),
                        |applied| format!("{applied:?}").to_lowercase(),
                    );
                    assert_eq!(told, said.trim(), "at {line:?} of {sequence}");
                }
            }
        }
    }
    model
}

#[test]
fn deltas_apply_from_any_version_before_their_end_and_never_twice() {
    check(
        "snapshot 5 fffff
         delta 5-8 h1 b2       -> changed
         = 8 fhbff
         delta 5-8 f1          -> nothing
         delta 2-7 f1          -> nothing
         = 8 fhbff
         delta 6-9 k0          -> changed
         = 9 khbff
         delta 9-10 x4         -> changed
         = 10 khbfx",
    );
}

#[test]
fn a_gap_is_told_and_not_applied_until_a_snapshot_closes_it() {
    check(
        "snapshot 5 fff
         delta 6-9 h1          -> gap
         = 5 fff
         delta 9-10 h2         -> gap
         snapshot 10 fhh       -> changed
         delta 9-10 f2         -> nothing
         delta 10-11 b2        -> changed
         = 11 fhb",
    );
}

#[test]
fn a_heartbeat_moves_the_version_forward_only() {
    check(
        "snapshot 5 ff
         beat 9                -> changed
         beat 7                -> nothing
         = 9 ff
         delta 7-9 h0          -> nothing
         delta 8-10 h0         -> changed
         = 10 hf",
    );
}

#[test]
fn an_older_snapshot_is_ignored_and_one_of_another_stream_never() {
    check(
        "snapshot 5 ff
         held 6 6 0
         snapshot 4 bb         -> nothing
         = 5 hf
         restored 2 bb         -> changed
         = 2 bb
         mine 0",
    );
}

#[test]
fn an_answer_ignores_letters_below_its_version() {
    check(
        "snapshot 5 fff
         held 9 9 1
         = 5 fhf
         delta 5-8 f1 h0       -> changed
         = 8 hhf
         snapshot 8 hff        -> changed
         = 8 hhf
         delta 8-9 h1          -> changed
         delta 9-12 f1         -> changed
         = 12 hff",
    );
}

#[test]
fn an_answer_that_comes_after_its_delta_changes_no_letter() {
    check(
        "snapshot 5 fff
         delta 5-9 f1          -> changed
         held 7 7 1
         = 9 fff
         released 8 7 2
         = 9 fff",
    );
}

#[test]
fn the_newest_answer_for_a_place_wins_and_a_heartbeat_ends_its_precedence() {
    check(
        "snapshot 5 ff
         held 7 7 0
         ended 9 7 0
         = 5 ff
         delta 5-8 h0          -> changed
         = 8 ff
         beat 9                -> changed
         delta 9-10 h0         -> changed
         = 10 hf",
    );
}

#[test]
fn the_whole_set_of_holds_and_single_answers_meet_by_version() {
    check(
        "snapshot 5 ffff
         held 7 7 0,1
         mine 7 7:0,1
         holds 6               -> nothing
         mine 7 7:0,1
         released 8 7 0
         mine 8 7:1
         holds 12 7:1 11:2     -> changed
         held 11 11 2
         mine 12 7:1 11:2
         ended 10 7 1
         mine 12 7:1 11:2
         expired 14 7          -> changed
         expired 14 7          -> nothing
         mine 14 11:2",
    );
}

#[test]
fn a_repeated_answer_counts_once() {
    check(
        "snapshot 5 ff
         held 7 7 0
         held 7 7 0
         mine 7 7:0
         extended 8 7 2000
         mine 8 7:0",
    );
}

#[test]
fn the_sale_follows_the_highest_version() {
    let model = check(
        "snapshot 5 f
         sale 8 paused         -> changed
         sale 7 on_sale        -> nothing
         snapshot 7 f          -> changed",
    );
    assert_eq!(model.sale(), SaleState::Paused);
    let model = check(
        "snapshot 5 f
         sale 8 on_sale 90     -> changed
         sale 8 on_sale 90     -> nothing
         sale 9 on_sale        -> changed
         sale 10 on_sale 70    -> changed
         snapshot 9 f          -> changed
         terms 6               -> changed
         terms 6               -> nothing
         terms 5               -> nothing",
    );
    assert_eq!((model.public.schedule.closes_at, model.public.terms), (Some(Timestamp(70)), Version(6)));
}

#[test]
fn areas_and_channels_are_absolute() {
    let mut first = snapshot(1, "5", "ffff");
    first.channels = vec![ChannelRun { first: PlaceIndex(1), count: 2, channel: ChannelIndex(3) }];
    let free = vec![ChannelFree { channel: ChannelIndex(0), units: 50 }];
    first.areas = vec![AreaFree { place: PlaceIndex(3), free }];
    first.levels = vec![LevelRun { first: PlaceIndex(0), count: 1, level: LevelIndex(2) }];
    let mut model = EventModel::new(&first).unwrap();
    assert_eq!(model.public.channel(PlaceIndex(2)), ChannelIndex(3));
    assert_eq!(act(&mut model, &["delta", "5-6", "c2=0", "g3=48"]), Ok(Applied::Changed));
    assert_eq!(model.public.channel(PlaceIndex(1)), ChannelIndex(3));
    assert_eq!(model.public.channel(PlaceIndex(2)), ChannelIndex(0));
    assert_eq!(model.public.areas[&PlaceIndex(3)], vec![(ChannelIndex(0), 48)]);
    let painted = |model: &EventModel| model.public.levels.clone().into_iter().collect::<Vec<_>>();
    assert_eq!(painted(&model), [(PlaceIndex(0), LevelIndex(2))]);
    assert_eq!(act(&mut model, &["delta", "6-7", "l1=4", "l0=", "l3=1"]), Ok(Applied::Changed));
    assert_eq!(painted(&model), [(PlaceIndex(1), LevelIndex(4)), (PlaceIndex(3), LevelIndex(1))]);
    assert!(act(&mut model, &["delta", "7-8", "l9=1"]).is_err());
    assert_eq!(
        model.public.place(PlaceIndex(3)),
        Some(PublicPlace::Area(&[(ChannelIndex(0), 48)], LevelIndex(1)))
    );
    // An answer never paints a GA area: its letter stays `f`, its units come with deltas.
    act(&mut model, &["held", "9", "9", "3"]).unwrap();
    assert_eq!(shown(&model), "7 ffff");
}

#[test]
fn a_plan_that_moved_takes_effect_with_its_delta() {
    let mut first = snapshot(1, "5", "ffff");
    let free = vec![ChannelFree { channel: ChannelIndex(0), units: 50 }];
    first.areas = vec![AreaFree { place: PlaceIndex(3), free }];
    first.channels = vec![ChannelRun { first: PlaceIndex(1), count: 1, channel: ChannelIndex(3) }];
    let mut model = EventModel::new(&first).unwrap();
    let plan = |version, places| PlanMoved { version: Version(version), plan: ContentHash([8; 32]), places };
    model.plan_moved(&plan(7, 6));
    assert_eq!((shown(&model), model.plan()), ("5 ffff".to_owned(), ContentHash([7; 32])));
    assert_eq!(act(&mut model, &["delta", "5-6", "h0"]), Ok(Applied::Changed));
    assert_eq!((shown(&model), model.plan()), ("6 hfff".to_owned(), ContentHash([7; 32])));
    // Place 1 goes, area 3 becomes a seat, area 4 and seat 5 are new.
    assert_eq!(act(&mut model, &["delta", "6-8", "x1", "f3", "f5", "g4=9"]), Ok(Applied::Changed));
    assert_eq!((shown(&model), model.plan()), ("8 hxffff".to_owned(), ContentHash([8; 32])));
    assert_eq!(model.public.areas.keys().copied().collect::<Vec<_>>(), [PlaceIndex(4)]);
    assert_eq!(model.public.channel(PlaceIndex(5)), ChannelIndex(0));
    // One that is known already says nothing, and one that takes places away is no plan.
    model.plan_moved(&plan(8, 6));
    assert_eq!(act(&mut model, &["delta", "8-9", "h5"]), Ok(Applied::Changed));
    model.plan_moved(&plan(10, 5));
    assert!(act(&mut model, &["delta", "9-10", "f5"]).is_err());
}

#[test]
fn frames_that_no_server_sends_are_told() {
    check(
        "snapshot 5 ff
         delta 5-6 h7          -> broken
         delta 8-8 h1          -> broken
         snapshot 9 fq         -> broken",
    );
}
