//! Sessions that never greet, say nothing, or take nothing; events that fail; the end of the hub.

use std::cell::Cell;
use std::rc::Rc;

use schemas::seat::Letter;
use schemas::ws::server::ByeCode;

use super::play::{EVENT, Play, drain, hub, now, pass, run, session};
use crate::hub::Delivery;
use crate::hub::source::SourceError;
use crate::limits::*;

#[test]
fn a_session_without_hello_is_told_nothing_and_then_goodbye() {
    run(async {
        let play = Play::new(6);
        let (hub, _) = hub(&play);
        let silent = hub.join(EVENT).await.unwrap();
        play.seat(1, Letter::Held);
        pass(2 * TICK_MS).await;
        assert_eq!(now(&silent).await, None);
        pass(HELLO_MS - 2 * SWEEP_MS).await;
        assert_eq!(now(&silent).await, None);
        pass(3 * SWEEP_MS).await;
        assert_eq!(now(&silent).await, Some(Delivery::Bye(ByeCode::HelloTimeout)));
        assert_eq!(now(&silent).await, None, "told once");
    });
}

#[test]
fn a_silent_session_is_pinged_and_then_closed_unless_it_answers() {
    run(async {
        let play = Play::new(6);
        let (hub, _) = hub(&play);
        let lost = session(&hub, None, None).await;
        let answers = session(&hub, None, None).await;
        drain(&lost).await;
        drain(&answers).await;
        let mut pings = 0;
        let mut bye = None;
        for _ in 0..80 {
            pass(SWEEP_MS).await;
            while let Some(delivery) = now(&lost).await {
                match delivery {
                    Delivery::Ping => pings += 1,
                    Delivery::Bye(code) => bye = Some(code),
                    Delivery::Frames(_) => {}
                }
            }
            while let Some(delivery) = now(&answers).await {
                match delivery {
                    Delivery::Ping => answers.heard(),
                    Delivery::Bye(code) => panic!("{code:?}"),
                    Delivery::Frames(_) => {}
                }
            }
        }
        assert_eq!((pings, bye), (2, Some(ByeCode::Idle)));
    });
}

#[test]
fn a_session_that_takes_nothing_is_told_so_and_then_cut_off() {
    run(async {
        let play = Play::new(500);
        let (hub, figures) = hub(&play);
        let stalled = session(&hub, None, None).await;
        let reads = session(&hub, None, None).await;
        let cut = Rc::new(Cell::new(0));
        let count = Rc::clone(&cut);
        stalled.set_cut_off(Box::new(move || count.set(count.get() + 1)));
        drain(&stalled).await;
        drain(&reads).await;
        for second in 0..(SLOW_SESSION_MS + LAST_WORD_MS) / 1_000 + 3 {
            play.seat(1 + u32::try_from(second % 9).unwrap(), Letter::Held);
            stalled.heard();
            pass(1_000).await;
            let told = drain(&reads).await;
            assert!(told[0].starts_with("delta") && told.iter().all(|told| !told.starts_with("bye")));
        }
        assert_eq!((figures.counts().slow_sessions, cut.get()), (1, 1));
        assert_eq!(now(&stalled).await, Some(Delivery::Bye(ByeCode::Slow)));
    });
}

#[test]
fn an_event_that_fails_for_long_says_goodbye_and_one_that_recovers_goes_on() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        play.fails.set(Some(SourceError::Unavailable));
        play.seat(1, Letter::Held);
        pass(UNAVAILABLE_MS / 2).await;
        assert_eq!(drain(&watcher).await, [""; 0]);
        play.fails.set(None);
        pass(2 * TICK_MS).await;
        assert_eq!(drain(&watcher).await, ["delta 1..2 {h:[1]}"]);
        play.fails.set(Some(SourceError::Unavailable));
        play.seat(1, Letter::Free);
        for _ in 0..3 {
            pass(UNAVAILABLE_MS / 3 - 300).await;
            assert!(drain(&watcher).await.iter().all(|told| !told.starts_with("bye")));
        }
        pass(1_000).await;
        assert_eq!(drain(&watcher).await.first().unwrap(), "bye unavailable");
    });
}

#[test]
fn a_closing_hub_says_goodbye_takes_nobody_and_stops() {
    run(async {
        let play = Play::new(6);
        let figures = std::sync::Arc::default();
        let clock = std::sync::Arc::new(super::play::PausedClock(tokio::time::Instant::now()));
        let hub = crate::hub::Hub::new(Rc::new(super::play::Theatre(Rc::clone(&play))), clock, figures);
        let clockwork = tokio::task::spawn_local(Rc::clone(&hub).run());
        let watcher = session(&hub, None, None).await;
        drain(&watcher).await;
        hub.close(ByeCode::Restart);
        assert_eq!(drain(&watcher).await, ["bye restart"]);
        assert_eq!(hub.join(EVENT).await.map(|_| ()).unwrap_err(), SourceError::Unavailable);
        pass(10 * TICK_MS).await;
        assert!(!clockwork.is_finished());
        drop(watcher);
        clockwork.await.unwrap();
    });
}
