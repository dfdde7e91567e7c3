//! The ring's two bounds, and what a session at each version lacks.

use bytes::Bytes;
use schemas::ids::{PlaceIndex, Version};

use crate::hub::replica::Touched;
use crate::hub::ring::{Lacks, RecentFrame, Ring};
use crate::limits::{RECENT_FRAME_BYTES_PER_EVENT, RECENT_FRAMES_PER_EVENT};

fn frame(to: u64, size: usize) -> RecentFrame {
    let touched = Touched { letters: vec![PlaceIndex(u32::try_from(to % 7).unwrap())], ..Touched::default() };
    RecentFrame { to: Version(to), bytes: Bytes::from(vec![0; size]), touched }
}

#[test]
fn what_a_session_lacks() {
    let mut ring = Ring::new(Version(10));
    assert!(matches!(ring.lacks(Version(10)), Lacks::Nothing));
    assert!(matches!(ring.lacks(Version(9)), Lacks::TooMuch));
    for to in [12, 15, 16] {
        ring.push(frame(to, 1));
    }
    assert!(matches!(ring.lacks(Version(16)), Lacks::Nothing));
    assert!(matches!(ring.lacks(Version(17)), Lacks::Nothing));
    assert!(matches!(ring.lacks(Version(15)), Lacks::One(last) if last.to == Version(16)));
    let Lacks::Several(touched, Version(16)) = ring.lacks(Version(14)) else { panic!("two frames") };
    assert_eq!(touched.letters, [PlaceIndex(1), PlaceIndex(2)]);
    assert!(matches!(ring.lacks(Version(10)), Lacks::Several(_, Version(16))));
    assert!(matches!(ring.lacks(Version(9)), Lacks::TooMuch));
}

#[test]
fn the_ring_is_bounded_in_count_and_in_bytes() {
    let mut ring = Ring::new(Version(0));
    for to in 1..=RECENT_FRAMES_PER_EVENT as u64 + 10 {
        ring.push(frame(to, 1));
    }
    assert_eq!(ring.size(), (RECENT_FRAMES_PER_EVENT, RECENT_FRAMES_PER_EVENT * 5));
    assert!(matches!(ring.lacks(Version(9)), Lacks::TooMuch));
    assert!(matches!(ring.lacks(Version(10)), Lacks::Several(..)));
    let mut ring = Ring::new(Version(0));
    for to in 1..=10 {
        ring.push(frame(to, RECENT_FRAME_BYTES_PER_EVENT / 4));
    }
    assert_eq!(ring.size().0, 3);
    ring.push(frame(11, 2 * RECENT_FRAME_BYTES_PER_EVENT));
    assert_eq!(ring.size().0, 1, "one frame is always kept");
    assert!(matches!(ring.lacks(Version(10)), Lacks::One(_)));
}
