//! What a client builds is what the server reads; everything else is told what is wrong.

use std::borrow::Cow;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::best::{BestWish, LevelSet};
use crate::ids::{ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, Version};
use crate::plan::{SectionIndex, ZoneIndex};
use crate::ws::client::*;
use crate::ws::decode::*;
use crate::ws::server::ErrorFrameCode;

fn area() -> impl Strategy<Value = WantedArea> {
    (any::<u32>(), any::<u32>(), proptest::option::of(any::<u8>())).prop_map(|(place, units, channel)| {
        WantedArea { place: PlaceIndex(place), units, channel: channel.map(ChannelIndex) }
    })
}

fn best() -> impl Strategy<Value = HoldBest> {
    let option = proptest::option::of::<proptest::strategy::BoxedStrategy<u32>>;
    let numbers = || vec(any::<u16>(), 0..6);
    (
        ("[a-z0-9-]{1,20}", any::<u32>(), option(any::<u32>().boxed())),
        proptest::option::of(vec((0..250_u8).prop_map(LevelIndex), 0..4)),
        (numbers(), numbers()),
        proptest::option::of(any::<u8>().prop_map(ChannelIndex)),
        proptest::option::of(any::<bool>()),
        proptest::option::of(any::<[u8; 32]>().prop_map(ContentHash)),
    )
        .prop_map(|((id, count, accessible), levels, (sections, zones), channel, together, plan)| {
            HoldBest { id, count, accessible, levels, sections, zones, channel, together, plan }
        })
}

fn wish(asked: &HoldBest) -> BestWish {
    BestWish {
        count: asked.count,
        accessible: asked.accessible.unwrap_or(0),
        levels: asked.levels.as_deref().map(LevelSet::of),
        sections: asked.sections.iter().copied().map(SectionIndex).collect(),
        zones: asked.zones.iter().copied().map(ZoneIndex).collect(),
        channel: asked.channel,
        together: asked.together == Some(true),
        plan: asked.plan,
    }
}

fn frame() -> impl Strategy<Value = ClientFrame> {
    let id = || prop_oneof!["[a-z0-9-]{1,20}", "[\"\\\\\n\u{e9}]{1,9}"];
    let places = || vec(any::<u32>().prop_map(PlaceIndex), 0..8);
    let resume = proptest::option::of((any::<u32>(), any::<u64>()));
    prop_oneof![
        (proptest::option::of("\\PC{0,40}"), resume).prop_map(|(hold_token, resume)| {
            ClientFrame::Hello(Hello {
                hold_token,
                resume_from: resume.map(|(_, version)| Version(version)),
                stream: resume.map(|(stream, _)| stream),
            })
        }),
        (id(), places(), vec(area(), 0..3)).prop_map(|(id, places, areas)| ClientFrame::Hold(Hold {
            id,
            places,
            areas
        })),
        best().prop_map(ClientFrame::HoldBest),
        (id(), any::<u64>(), places(), vec(area(), 0..3)).prop_map(|(id, hold, places, areas)| {
            ClientFrame::Release(Release { id, hold: HoldId(hold), places, areas })
        }),
        (id(), any::<u64>()).prop_map(|(id, hold)| ClientFrame::Extend(Extend { id, hold: HoldId(hold) })),
        Just(ClientFrame::Snapshot(SnapshotRequest {})),
    ]
}

fn lines(places: &[PlaceIndex], areas: &[WantedArea]) -> WantedLines {
    let seats = places.iter().map(|&place| WantedLine { place, units: 1, channel: None });
    let units =
        areas.iter().map(|area| WantedLine { place: area.place, units: area.units, channel: area.channel });
    seats.chain(units).collect()
}

fn expected(frame: &ClientFrame) -> Incoming<'_> {
    let command = |id: &'_ str, ask| Incoming::Command { id: Cow::Owned(id.to_owned()), ask };
    match frame {
        ClientFrame::Hello(hello) => Incoming::Hello {
            hold_token: hello.hold_token.as_deref().map(Cow::Borrowed),
            resume_from: hello.stream.zip(hello.resume_from),
        },
        ClientFrame::Hold(hold) => command(&hold.id, Ask::Hold(lines(&hold.places, &hold.areas))),
        ClientFrame::HoldBest(asked) => command(&asked.id, Ask::HoldBest(Box::new(wish(asked)))),
        ClientFrame::Release(release) => {
            command(&release.id, Ask::Release(release.hold, lines(&release.places, &release.areas)))
        }
        ClientFrame::Extend(extend) => command(&extend.id, Ask::Extend(extend.hold)),
        ClientFrame::Snapshot(_) => Incoming::Snapshot,
    }
}

proptest! {
    #[test]
    fn what_a_client_builds_is_read_as_it_was_meant(frame in frame()) {
        let text = serde_json::to_string(&frame).unwrap();
        let again: ClientFrame = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&again, &frame);
        prop_assert_eq!(decode(&text), Ok(expected(&frame)));
    }

    #[test]
    fn no_text_makes_the_decoder_fall(text in "\\PC{0,80}") {
        let _ = decode(&text);
    }

    #[test]
    fn a_frame_cut_anywhere_is_malformed(frame in frame(), at in 0_usize..60) {
        let text = serde_json::to_string(&frame).unwrap();
        let cut: String = text.chars().take(at.min(text.chars().count() - 1)).collect();
        prop_assert_eq!(decode(&cut).unwrap_err().code, ErrorFrameCode::Malformed);
    }
}

#[test]
fn strings_without_escapes_are_borrowed() {
    let Ok(Incoming::Command { id, .. }) = decode(r#"{"id":"c1","type":"extend","hold":5}"#) else {
        panic!("it is a command")
    };
    assert!(matches!(id, Cow::Borrowed("c1")));
}

#[test]
fn what_is_wrong_with_a_frame_is_told() {
    use ErrorFrameCode::{InvalidId, Malformed, TooManyPlaces, UnknownType};
    let long = format!(r#"{{"type":"extend","id":"{}","hold":1}}"#, "x".repeat(65));
    let many = format!(r#"{{"type":"hold","id":"c","places":{:?}}}"#, vec![1; 1_001]);
    let cases = [
        ("", Malformed, None),
        ("[]", Malformed, None),
        ("{}", Malformed, None),
        (r#"{"type":7}"#, Malformed, None),
        (r#"{"type":"book","id":"c"}"#, UnknownType, Some("c")),
        (r#"{"type":"hold","id":""}"#, InvalidId, None),
        (long.as_str(), InvalidId, None),
        (many.as_str(), TooManyPlaces, Some("c")),
        (r#"{"type":"hold"}"#, Malformed, None),
        (r#"{"type":"hold","id":"c","place":[1]}"#, Malformed, None),
        (r#"{"type":"hold","id":"c","hold":1}"#, Malformed, Some("c")),
        (r#"{"type":"hold","id":"c","places":[-1]}"#, Malformed, None),
        (r#"{"type":"hold","id":"c","places":[4294967296]}"#, Malformed, None),
        (r#"{"type":"hold","id":"c","id":"d"}"#, Malformed, None),
        (r#"{"type":"release","id":"c"}"#, Malformed, Some("c")),
        (r#"{"type":"extend","id":"c"}"#, Malformed, Some("c")),
        (r#"{"type":"hold_best","id":"c"}"#, Malformed, Some("c")),
        (r#"{"type":"hold_best","id":"c","count":2,"places":[1]}"#, Malformed, Some("c")),
        (r#"{"type":"hold","id":"c","count":2}"#, Malformed, Some("c")),
        (r#"{"type":"extend","id":"c","hold":1,"places":[]}"#, Malformed, Some("c")),
        (r#"{"type":"hello","resume_from":4}"#, Malformed, None),
        (r#"{"type":"hello","stream":4}"#, Malformed, None),
        (r#"{"type":"snapshot","id":"c"}"#, Malformed, Some("c")),
        (r#"{"type":"snapshot"} x"#, Malformed, None),
    ];
    for (text, code, id) in cases {
        let error = decode(text).unwrap_err();
        assert_eq!((error.code, error.id.as_deref()), (code, id), "{text} ({})", error.detail);
    }
}
