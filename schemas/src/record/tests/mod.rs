//! Every kind of record through its bytes and back; golden files; any bytes at all.
#![allow(clippy::unwrap_used, clippy::panic)]

mod golden;
mod samples;

use proptest::prelude::*;

use super::{DecodeError, RecordKind, decode, encode};
use crate::ids::Version;
use crate::wire::WireError;

fn encoded(record: &super::Record) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(record.at, record.cause.as_ref(), &record.effect, &mut bytes);
    bytes
}

#[test]
fn every_kind_comes_back_as_it_was() {
    for (name, record) in samples::all() {
        assert_eq!(decode(record.version, &encoded(&record)), Ok(record), "{name}");
    }
}

#[test]
fn no_two_kinds_share_a_byte_or_a_name() {
    for (position, kind) in RecordKind::ALL.iter().enumerate() {
        assert_eq!(*kind as usize, position + 1);
        assert_eq!(RecordKind::from_byte(*kind as u8), Some(*kind));
        assert!(RecordKind::ALL.iter().all(|other| other == kind || other.name() != kind.name()));
    }
    assert_eq!(RecordKind::from_byte(0), None);
}

#[test]
fn an_unknown_kind_or_format_is_named() {
    let version = Version(7);
    assert_eq!(decode(version, &[99, 1]), Err(DecodeError::UnknownKind { version, kind: 99 }));
    let newer = DecodeError::UnknownFormat { version, kind: RecordKind::Held, format: 2 };
    assert_eq!(decode(version, &[3, 2, 0, 0]), Err(newer));
    assert_eq!(newer.to_string(), "record v7: format 2 of kind held is unknown to this engine");
    assert_eq!(decode(version, &[]), Err(DecodeError::Damaged { version, source: WireError::Short }));
}

#[test]
fn cut_short_or_too_long_is_damaged() {
    for (name, record) in samples::all() {
        let mut bytes = encoded(&record);
        for end in 0..bytes.len() {
            assert!(decode(record.version, &bytes[..end]).is_err(), "{name} cut at {end}");
        }
        bytes.push(0);
        let excess = DecodeError::Damaged { version: record.version, source: WireError::Excess };
        assert_eq!(decode(record.version, &bytes), Err(excess), "{name}");
    }
}

proptest! {
    #[test]
    fn any_bytes_give_a_record_that_encodes_to_them_or_an_error(
        kind in 0_u8..24, format in 0_u8..3, tail in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        let mut bytes = vec![kind, format];
        bytes.extend(tail);
        if let Ok(record) = decode(Version(1), &bytes) {
            prop_assert_eq!(encoded(&record), bytes);
        }
    }

    #[test]
    fn a_changed_byte_gives_another_record_or_an_error(
        sample in 0..samples::all().len(), position in any::<prop::sample::Index>(), change in 1_u8..,
    ) {
        let (_, record) = samples::all().swap_remove(sample);
        let mut bytes = encoded(&record);
        let position = position.index(bytes.len());
        bytes[position] ^= change;
        if let Ok(other) = decode(record.version, &bytes) {
            prop_assert_ne!(&other, &record);
            prop_assert_eq!(encoded(&other), bytes);
        }
    }
}
