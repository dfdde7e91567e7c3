//! Both encodings of the first state, against each other and against the documentation.

use bytes::BytesMut;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::ids::{ChannelIndex, ContentHash, LevelIndex, PlaceIndex, Version};
use crate::seat::{Letter, SaleState};
use crate::terms::SaleSchedule;
use crate::time::Timestamp;
use crate::ws::ServerFrame;
use crate::ws::first_state::*;
use crate::ws::state::*;

fn encoded(view: StateView<'_>) -> (BytesMut, BytesMut) {
    let (mut json, mut binary) = (BytesMut::new(), BytesMut::new());
    view.put_json(&mut json);
    view.put_binary(&mut binary);
    (json, binary)
}

proptest! {
    #[test]
    fn both_encodings_say_the_same(
        places in vec((0_u8..5, prop_oneof![3 => Just(0_u8), 1 => 0_u8..64], prop_oneof![Just(255), 0_u8..3]), 0..60),
        areas in vec((0_u8..64, any::<u32>()), 0..4),
        stream in any::<u32>(), version in any::<u64>(), sale in 0_usize..6, terms in any::<u64>(),
        opens in prop::option::of(1_u64..), closes in prop::option::of(1_u64..),
    ) {
        let letters: Vec<Letter> = places.iter().map(|(code, ..)| Letter::from_code(*code).unwrap()).collect();
        let channels: Vec<ChannelIndex> = places.iter().map(|(_, channel, _)| ChannelIndex(*channel)).collect();
        let levels: Vec<LevelIndex> = places.iter().map(|(.., level)| LevelIndex(*level)).collect();
        let areas: Vec<AreaFree> = areas
            .iter()
            .zip(0..u32::try_from(letters.len()).unwrap())
            .map(|(&(channel, units), place)| AreaFree {
                place: PlaceIndex(place),
                free: vec![ChannelFree { channel: ChannelIndex(channel), units }],
            })
            .collect();
        let (json, binary) = encoded(StateView {
            stream,
            version: Version(version),
            plan: ContentHash([7; 32]),
            sale: SaleState::ALL[sale],
            schedule: SaleSchedule { opens_at: opens.map(Timestamp), closes_at: closes.map(Timestamp) },
            terms: Version(terms),
            letters: &letters,
            channels: &channels,
            levels: &levels,
            areas: &areas,
        });
        let from_binary = decode_binary(&binary).unwrap();
        let mut from_runs = vec![ChannelIndex(0); letters.len()];
        for run in &from_binary.channels {
            let first = run.first.0 as usize;
            from_runs[first..first + run.count as usize].fill(run.channel);
        }
        prop_assert_eq!(from_runs, channels);
        let mut from_runs = vec![LevelIndex::OF_PLAN; letters.len()];
        for run in &from_binary.levels {
            let first = run.first.0 as usize;
            from_runs[first..first + run.count as usize].fill(run.level);
        }
        prop_assert_eq!(from_runs, levels);
        let frame = ServerFrame::Snapshot(from_binary);
        prop_assert_eq!(std::str::from_utf8(&json).unwrap(), serde_json::to_string(&frame).unwrap());
        for cut in 0..binary.len() {
            prop_assert!(decode_binary(&binary[..cut]).is_err());
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_fall(bytes in vec(any::<u8>(), 0..200)) {
        let mut bytes = bytes;
        let _ = decode_binary(&bytes);
        bytes.splice(0..0, MAGIC);
        let _ = decode_binary(&bytes);
    }
}

#[test]
fn the_bytes_of_the_documentation() {
    let (_, binary) = encoded(StateView {
        stream: 1,
        version: Version(58),
        plan: ContentHash([0xab; 32]),
        sale: SaleState::OnSale,
        schedule: SaleSchedule { opens_at: None, closes_at: Some(Timestamp(1_790_000_000_000)) },
        terms: Version(2),
        letters: &[Letter::Free, Letter::Held, Letter::Booked, Letter::Killed, Letter::Free],
        channels: &[0, 2, 2, 0, 0].map(ChannelIndex),
        levels: &[255, 255, 255, 1, 1].map(LevelIndex),
        areas: &[AreaFree {
            place: PlaceIndex(4),
            free: vec![
                ChannelFree { channel: ChannelIndex(0), units: 300 },
                ChannelFree { channel: ChannelIndex(2), units: 20 },
            ],
        }],
    });
    let expected = [
        "46525332",
        "01000000",
        "3a00000000000000",
        &"ab".repeat(32),
        "01000000",
        "0000000000000000",
        "006c50c4a0010000",
        "0200000000000000",
        "05000000",
        "103200",
        "01000000",
        "010000000200000002",
        "01000000",
        "030000000200000001",
        "01000000",
        "0400000002002c0100000214000000",
    ]
    .concat();
    assert_eq!(data_encoding::HEXLOWER.encode(&binary), expected);
    assert_eq!(HEADER_BYTES, 80);
    let mut trailing = binary.to_vec();
    trailing.push(0);
    assert_eq!(decode_binary(&trailing), Err(FirstStateError::Trailing));
    let mut unknown_letter = binary.to_vec();
    unknown_letter[HEADER_BYTES] = 0x05;
    assert_eq!(decode_binary(&unknown_letter), Err(FirstStateError::Range));
}
