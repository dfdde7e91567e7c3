//! What a stalled session costs, and how the tick stretches.

use schemas::seat::Letter;

use super::play::{Play, drain, hub, now, pass, run, session};
use crate::hub::ticks::next_tick_ms;
use crate::limits::{RECENT_FRAME_BYTES_PER_EVENT, TICK_MS, TICK_UNDER_LOAD_MS};

#[test]
fn a_stalled_session_keeps_nothing_of_its_own_and_catches_up_in_one_frame() {
    run(async {
        let play = Play::new(5_000);
        let (hub, figures) = hub(&play);
        let stalled = session(&hub, None, None).await;
        let reads = session(&hub, None, None).await;
        drain(&stalled).await;
        drain(&reads).await;
        let before = figures.counts().deliveries;
        for tick in 0..200 {
            for place in 1..4_000 {
                let letter = if tick % 2 == 0 { Letter::Held } else { Letter::Free };
                play.seat(place, letter);
            }
            pass(TICK_MS + 5).await;
            assert_eq!(drain(&reads).await.len(), 1);
        }
        assert_eq!(figures.counts().deliveries - before, 200, "the stalled session was handed nothing");
        let feed = hub.only_feed();
        let (frames, bytes) = feed.state.borrow().ring.size();
        assert!(bytes <= RECENT_FRAME_BYTES_PER_EVENT && frames < 200, "{frames} frames, {bytes} bytes");
        assert!(now(&stalled).await.is_some());
        assert_eq!(now(&stalled).await, None, "one snapshot is all it lacked");
    });
}

#[test]
fn late_ticks_become_rarer_and_come_back() {
    let mut tick = TICK_MS;
    let mut paces = Vec::new();
    for late in [0, 30, 60, 200, 200, 40, 10, 0, 0, 0, 0, 0, 0, 0] {
        tick = next_tick_ms(tick, late);
        paces.push(tick);
    }
    assert_eq!(paces, [50, 100, 200, 250, 250, 250, 188, 141, 106, 80, 60, 50, 50, 50]);
    assert_eq!(paces.iter().max(), Some(&TICK_UNDER_LOAD_MS));
}
