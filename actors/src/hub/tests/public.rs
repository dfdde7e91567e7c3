//! First state, deltas, resume, heartbeats.

use schemas::ids::{ChannelIndex, ContentHash, LevelIndex, PlaceIndex, Version};
use schemas::seat::{Letter, SaleState};
use schemas::time::Timestamp;

use super::play::{EVENT, Play, START_MS, drain, frames, hub, measured_hub, now, pass, run, session};
use crate::hub::Delivery;
use crate::limits::{FEED_LINGER_MS, HEARTBEAT_IDLE_MS, HEARTBEAT_MS, TICK_MS};
use crate::seat_map::view::{AreaUnits, PlaceChange};

const A_TICK: u64 = TICK_MS + 5;

#[test]
fn a_session_without_a_state_gets_a_snapshot_then_merged_deltas() {
    run(async {
        let play = Play::new(6);
        let (hub, _) = hub(&play);
        let watcher = session(&hub, None, None).await;
        assert_eq!(drain(&watcher).await, ["snapshot 1", "heartbeat 1"]);
        play.seat(1, Letter::Held);
        play.seat(2, Letter::Held);
        play.seat(1, Letter::Free);
        play.channel(3, 2);
        play.area(90);
        assert_eq!(drain(&watcher).await, [""; 0], "nothing before the tick");
        pass(A_TICK).await;
        assert_eq!(
            drain(&watcher).await,
            [
                "delta 1..6 {f:[1,3],h:[2]} channels [{channel:2,places:[3]}] areas [{free:[{channel:0,units:90}],place:0}]"
            ]
        );
        play.sale(SaleState::Paused);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["sale 7 paused", "delta 6..7 {}"]);
        play.closes_at(9_000);
        play.seat(4, Letter::Held);
        pass(A_TICK).await;
        assert_eq!(
            drain(&watcher).await,
            ["sale 9 paused until 9000", "terms 8", "delta 7..9 {h:[4]}"],
            "each as it is now, the terms with the record that changed them"
        );
        play.level(2, LevelIndex(3));
        play.level(3, LevelIndex(3));
        play.level(3, LevelIndex::OF_PLAN);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["delta 9..12 {f:[3],h:[2]} levels [{level:3,places:[2]}]"]);
        play.level(2, LevelIndex::OF_PLAN);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["delta 12..13 {h:[2]} levels [{places:[2]}]"]);
        let late = session(&hub, None, None).await;
        let Some(Delivery::Frames(bytes)) = now(&late).await else { panic!("no snapshot") };
        let snapshot = &frames(&bytes)[0];
        assert_eq!((&snapshot["closes_at_ms"], &snapshot["terms"]), (&9_000.into(), &8.into()));
    });
}

#[test]
fn changes_that_do_not_follow_are_not_taken_over() {
    run(async {
        let play = Play::new(4);
        let (hub, figures) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        play.seat(1, Letter::Held);
        play.seat(2, Letter::Held);
        play.skips_a_version.set(true);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["snapshot 3"]);
        assert_eq!((figures.counts().delta_frames, play.observed.get()), (0, 3));
        let state = hub.first_state(EVENT).await.unwrap();
        assert!(std::str::from_utf8(&state.json()).unwrap().contains("\"letters\":\"fhhf\""));
        play.silent();
        play.skips_a_version.set(true);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["snapshot 4"]);
        play.seat(3, Letter::Held);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["delta 4..5 {h:[3]}"]);
    });
}

#[test]
fn how_long_a_delta_was_on_its_way_is_counted() {
    run(async {
        let play = Play::new(4);
        let (hub, fan_out) = measured_hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        assert_eq!(fan_out.get_sample_count(), 0, "a snapshot is no delta");
        play.seat(1, Letter::Held);
        play.let_out.set(Some(Timestamp(START_MS + 10)));
        pass(A_TICK).await;
        assert_eq!((fan_out.get_sample_count(), fan_out.get_sample_sum()), (1, 0.04));
        play.silent();
        play.let_out.set(Some(Timestamp(START_MS + 60)));
        pass(TICK_MS).await;
        assert_eq!(fan_out.get_sample_count(), 1, "no frame, no time");
        play.seat(2, Letter::Held);
        play.let_out.set(None);
        pass(TICK_MS).await;
        assert_eq!(fan_out.get_sample_count(), 1, "not known, not counted");
    });
}

#[test]
fn a_plan_that_moved_comes_before_the_delta_that_brings_its_places() {
    run(async {
        // Place 0 is an area; the later plan makes it a seat, retires seat 1, and has an area and two seats more.
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        let seat = |place, letter| PlaceChange::Seat {
            place: PlaceIndex(place),
            letter,
            channel: ChannelIndex(0),
            level: LevelIndex::OF_PLAN,
        };
        let units = AreaUnits { place: PlaceIndex(501), free: vec![(ChannelIndex(0), 7)] };
        let area = PlaceChange::Area { units, level: LevelIndex(2) };
        play.seat(3, Letter::Held);
        play.plan(503, vec![seat(0, Letter::Free), seat(1, Letter::Retired), seat(500, Letter::Free), area]);
        pass(A_TICK).await;
        let moved = "delta 1..3 {f:[0,500],h:[3],x:[1]} levels [{level:2,places:[501]}] areas [{free:[{channel:0,units:7}],place:501}]";
        assert_eq!(drain(&watcher).await, ["plan 3 503", "terms 3", moved]);
        play.seat(502, Letter::Free);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["delta 3..4 {f:[502]}"]);
        // Who was away gets it merged; who knows nothing, whole.
        let late = session(&hub, None, Some((1, 2))).await;
        let merged = "delta 2..4 {f:[0,500,502],h:[3],x:[1]} levels [{level:2,places:[501]}] areas [{free:[{channel:0,units:7}],place:501}]";
        assert_eq!(drain(&late).await, ["plan 4 503", "terms 3", merged, "heartbeat 4"]);
        let state = hub.first_state(EVENT).await.unwrap();
        let read = schemas::ws::first_state::decode_binary(&state.binary()).unwrap();
        assert_eq!((read.version, read.plan, read.letters.len()), (Version(4), ContentHash([10; 32]), 503));
        assert_eq!((&read.letters[..4], &read.letters[499..]), ("fxfh", "ffff"));
        assert_eq!(read.areas.iter().map(|area| area.place.0).collect::<Vec<_>>(), [501]);
        let shown = &frames(&state.frame())[0];
        assert_eq!(shown["letters"], read.letters);
    });
}

#[test]
fn everybody_gets_the_same_bytes() {
    run(async {
        let play = Play::new(500);
        let (hub, figures) = hub(&play);
        let one = session(&hub, None, None).await;
        let other = session(&hub, None, None).await;
        let pointer = |delivery: Option<Delivery>| match delivery {
            Some(Delivery::Frames(bytes)) => (bytes.as_ptr(), bytes.len()),
            other => panic!("{other:?} is no frame"),
        };
        assert_eq!(pointer(now(&one).await), pointer(now(&other).await), "the snapshot");
        drain(&one).await;
        drain(&other).await;
        play.seat(1, Letter::Held);
        pass(A_TICK).await;
        assert_eq!(pointer(now(&one).await), pointer(now(&other).await), "the delta");
        play.seat(2, Letter::Held);
        pass(A_TICK).await;
        play.seat(1, Letter::Free);
        pass(A_TICK).await;
        assert_eq!(pointer(now(&one).await), pointer(now(&other).await), "two ticks merged");
        let counts = figures.counts();
        assert_eq!((counts.sessions, counts.delta_frames, counts.snapshots), (2, 3, 2));
        let state = hub.first_state(EVENT).await.unwrap();
        let again = hub.first_state(EVENT).await.unwrap();
        assert_eq!(state.json().as_ptr(), again.json().as_ptr());
        let refused: Result<_, &str> = state.binary_compressed(|_| Err("no room"));
        assert_eq!(refused, Err("no room"), "what failed is told, and tried anew");
        let compress = |plain: &[u8]| Ok::<_, &str>(plain[1..].to_vec().into());
        let compressed = state.binary_compressed(compress).unwrap();
        assert_eq!(compressed, state.binary().slice(1..));
        assert_eq!(compressed.as_ptr(), again.binary_compressed(compress).unwrap().as_ptr());
        assert_eq!(state.version(), Version(4));
        let read = schemas::ws::first_state::decode_binary(&state.binary()).unwrap();
        assert_eq!(frames(&state.frame())[0]["letters"], read.letters);
        assert_eq!(&read.letters[..4], "ffhf");
    });
}

#[test]
fn a_session_resumes_from_the_ring_with_one_merged_frame() {
    run(async {
        let play = Play::new(6);
        let (hub, _) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        for place in 1..5 {
            play.seat(place, Letter::Held);
            pass(A_TICK).await;
            drain(&watcher).await;
        }
        play.seat(1, Letter::Free);
        pass(A_TICK).await;
        let resumes = |version| session(&hub, None, Some((1, version)));
        let at_the_end = resumes(6).await;
        assert_eq!(drain(&at_the_end).await, ["heartbeat 6"]);
        let one_behind = resumes(5).await;
        assert_eq!(drain(&one_behind).await, ["delta 5..6 {f:[1]}", "heartbeat 6"]);
        let far_behind = resumes(2).await;
        assert_eq!(drain(&far_behind).await, ["snapshot 6", "heartbeat 6"], "smaller than what it missed");
        let other_stream = session(&hub, None, Some((2, 6))).await;
        assert_eq!(drain(&other_stream).await, ["snapshot 6", "heartbeat 6"]);
    });
}

#[test]
fn several_missed_frames_are_one_where_a_snapshot_is_larger() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        for place in 1..5 {
            play.seat(place, Letter::Held);
            pass(A_TICK).await;
        }
        play.seat(2, Letter::Free);
        play.sale(SaleState::Ended);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["sale 7 ended", "delta 1..7 {f:[2],h:[1,3,4]}"]);
        let late = session(&hub, None, Some((1, 3))).await;
        assert_eq!(drain(&late).await, ["sale 7 ended", "delta 3..7 {f:[2],h:[3,4]}", "heartbeat 7"]);
    });
}

#[test]
fn what_sessions_missed_is_merged_once_for_all_of_them() {
    run(async {
        for (places, missed) in [(500, "delta 3..6 {f:[2],h:[3,4]}"), (6, "snapshot 6")] {
            let play = Play::new(places);
            let (hub, figures) = hub(&play);
            let watcher = session(&hub, None, None).await;
            drain(&watcher).await;
            for (place, letter) in [
                (1, Letter::Held),
                (2, Letter::Held),
                (3, Letter::Held),
                (4, Letter::Held),
                (2, Letter::Free),
            ] {
                play.seat(place, letter);
                pass(A_TICK).await;
            }
            for _ in 0..3 {
                let late = session(&hub, None, Some((1, 3))).await;
                assert_eq!(drain(&late).await[0], missed, "{places}");
            }
            assert_eq!(figures.counts().merged_frames, 1, "{places}");
            // The next tick makes it another.
            play.seat(5, Letter::Held);
            pass(A_TICK).await;
            let late = session(&hub, None, Some((1, 3))).await;
            drain(&late).await;
            assert_eq!(figures.counts().merged_frames, 2, "{places}");
        }
    });
}

#[test]
fn a_session_that_is_ahead_waits_for_the_feed_and_a_false_one_gets_a_snapshot() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        play.seat(1, Letter::Held);
        play.seat(2, Letter::Held);
        let ahead = session(&hub, None, Some((1, 2))).await;
        assert_eq!(drain(&ahead).await, [""; 0]);
        pass(A_TICK).await;
        assert_eq!(drain(&ahead).await, ["delta 1..3 {h:[1,2]}", "heartbeat 3"], "from 1 <= 2 < 3");
        let from_nowhere = session(&hub, None, Some((1, 99))).await;
        pass(A_TICK).await;
        assert_eq!(drain(&from_nowhere).await, [""; 0]);
        pass(A_TICK).await;
        assert_eq!(drain(&from_nowhere).await, ["snapshot 3", "heartbeat 3"]);
    });
}

#[test]
fn an_event_that_forgot_sends_everybody_a_snapshot() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        play.remembers_from.set(Version(2));
        play.seat(1, Letter::Held);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["snapshot 2"]);
        play.seat(1, Letter::Free);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["delta 2..3 {f:[1]}"]);
    });
}

#[test]
fn a_version_that_moves_in_silence_is_told_by_heartbeats_and_leaves_no_gap() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        play.silent();
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, [""; 0]);
        pass(HEARTBEAT_MS).await;
        assert_eq!(drain(&watcher).await, ["heartbeat 2"]);
        play.silent();
        pass(A_TICK).await;
        play.seat(1, Letter::Held);
        pass(A_TICK).await;
        assert_eq!(drain(&watcher).await, ["delta 1..4 {h:[1]}"], "it applies to versions 1, 2 and 3");
        pass(HEARTBEAT_IDLE_MS + A_TICK).await;
        assert_eq!(drain(&watcher).await, ["heartbeat 4"]);
    });
}

#[test]
fn an_idle_event_is_not_asked_and_an_unwatched_one_is_let_go() {
    run(async {
        let play = Play::new(6);
        let (hub, figures) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        let asked = play.observed.get();
        pass(10 * TICK_MS).await;
        assert_eq!(play.observed.get(), asked);
        play.tells_version.set(false);
        pass(10 * A_TICK).await;
        assert!(play.observed.get() > asked, "an event that does not tell its version is asked each tick");
        assert_eq!((hub.sessions(), figures.counts().sessions), (1, 1));
        drop(watcher);
        assert_eq!((hub.sessions(), figures.counts().sessions), (0, 0));
        let state = hub.first_state(EVENT).await.unwrap();
        assert_eq!((state.version(), play.opened.get()), (Version(1), 1));
        pass(FEED_LINGER_MS + A_TICK).await;
        let asked = play.observed.get();
        pass(10 * A_TICK).await;
        assert_eq!(play.observed.get(), asked);
        play.seat(1, Letter::Held);
        let state = hub.first_state(EVENT).await.unwrap();
        assert_eq!((state.version(), play.opened.get()), (Version(2), 2), "opened anew");
        play.seat(2, Letter::Held);
        let state = hub.first_state(EVENT).await.unwrap();
        assert_eq!(state.version(), Version(3), "a reader of an unwatched event sees the present");
    });
}

#[test]
fn many_open_a_cold_event_once_and_an_unknown_one_never() {
    run(async {
        let play = Play::new(6);
        let (hub, _) = hub(&play);
        let all = futures_util::future::join_all((0..50).map(|_| hub.join(EVENT))).await;
        assert!(all.iter().all(Result::is_ok));
        assert_eq!((play.opened.get(), play.observed.get(), hub.sessions()), (1, 1, 50));
        let unknown = hub.join(schemas::ids::EventId(8)).await.map(|_| ()).unwrap_err();
        assert_eq!(unknown, crate::hub::source::SourceError::NotFound);
    });
}

#[test]
fn readers_share_a_question_that_began_after_they_came() {
    run(async {
        let play = Play::new(6);
        let (hub, _) = hub(&play);
        hub.first_state(EVENT).await.unwrap();
        let asked = play.observed.get();
        play.seat(1, Letter::Held);
        let read = || {
            let hub = std::rc::Rc::clone(&hub);
            tokio::task::spawn_local(async move { hub.first_state(EVENT).await.unwrap().version() })
        };
        play.delays_ms.borrow_mut().extend([40, 40]);
        let slow = read();
        pass(1).await;
        play.seat(2, Letter::Held);
        let later = [read(), read(), read()];
        pass(1).await;
        play.seat(3, Letter::Held);
        assert_eq!(slow.await.unwrap(), Version(2));
        for reader in later {
            assert_eq!(reader.await.unwrap(), Version(4), "what was known when it came is not enough");
        }
        assert_eq!(play.observed.get(), asked + 2, "one question at a time, and one for all of them");
        let state = hub.first_state(EVENT).await.unwrap();
        let read = schemas::ws::first_state::decode_binary(&state.binary()).unwrap();
        assert_eq!((state.version(), read.letters.as_str()), (Version(4), "fhhhff"));
    });
}
