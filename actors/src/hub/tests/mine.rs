//! What one buyer's sessions are told about their own holds.

use schemas::ids::{HoldId, Version};

use super::play::{Play, drain, hold, hub, pass, run, session, token};
use crate::limits::{EXPIRED_FRAMES_WAITING, REMEMBERED_COMMANDS_PER_TOKEN, TICK_MS};

const A_TICK: u64 = TICK_MS + 5;

#[test]
fn the_whole_set_follows_hello_and_each_change_made_elsewhere() {
    run(async {
        let play = Play::new(500);
        play.holds.borrow_mut().insert(token(1), vec![hold(5)]);
        let (hub, _) = hub(&play);
        let alice = session(&hub, Some(token(1)), None).await;
        let watcher = session(&hub, None, None).await;
        let bob = session(&hub, Some(token(2)), None).await;
        assert_eq!(drain(&alice).await, ["snapshot 1", "heartbeat 1"]);
        drain(&watcher).await;
        drain(&bob).await;
        pass(A_TICK).await;
        assert_eq!(drain(&alice).await, ["holds 1 [5]"]);
        assert_eq!(drain(&bob).await, ["holds 1 []"]);
        play.holds.borrow_mut().insert(token(1), vec![hold(5), hold(2)]);
        play.token(token(1));
        play.token(token(1));
        pass(A_TICK).await;
        assert_eq!(drain(&alice).await, ["holds 3 [5,2]"], "merged to one");
        assert_eq!(drain(&bob).await, [""; 0]);
        assert_eq!(drain(&watcher).await, [""; 0]);
    });
}

#[test]
fn changes_that_the_sessions_own_answers_carried_are_not_told_again() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let phone = session(&hub, Some(token(1)), None).await;
        let desk = session(&hub, Some(token(1)), None).await;
        pass(A_TICK).await;
        drain(&phone).await;
        drain(&desk).await;
        phone.answered(play.token(token(1)));
        phone.answered(play.token(token(1)));
        pass(A_TICK).await;
        assert_eq!(drain(&phone).await, [""; 0]);
        assert_eq!(drain(&desk).await, ["holds 3 []"]);
        phone.answered(play.token(token(1)));
        play.token(token(1));
        pass(A_TICK).await;
        assert_eq!(drain(&phone).await, ["holds 5 []"], "one of the two came from elsewhere");
        drain(&desk).await;
        let late = play.token(token(1));
        pass(A_TICK).await;
        phone.answered(late);
        assert_eq!(drain(&phone).await, [""; 0], "the tick was quicker than the answer");
        assert_eq!(drain(&desk).await, ["holds 6 []"]);
    });
}

#[test]
fn an_answer_that_changed_no_hold_does_not_hide_a_later_change() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let phone = session(&hub, Some(token(1)), None).await;
        pass(A_TICK).await;
        drain(&phone).await;
        phone.answered(play.silent());
        phone.answered(Version(1));
        pass(A_TICK).await;
        play.token(token(1));
        pass(A_TICK).await;
        assert_eq!(drain(&phone).await, ["holds 3 []"]);
    });
}

#[test]
fn more_own_answers_than_are_kept_lead_to_the_whole_set() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let phone = session(&hub, Some(token(1)), None).await;
        pass(A_TICK).await;
        drain(&phone).await;
        for _ in 0..=REMEMBERED_COMMANDS_PER_TOKEN {
            phone.answered(play.token(token(1)));
        }
        pass(A_TICK).await;
        assert_eq!(drain(&phone).await, [format!("holds {} []", REMEMBERED_COMMANDS_PER_TOKEN + 2)]);
    });
}

#[test]
fn a_hold_that_ran_out_is_named() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let alice = session(&hub, Some(token(1)), None).await;
        let bob = session(&hub, Some(token(2)), None).await;
        pass(A_TICK).await;
        drain(&alice).await;
        drain(&bob).await;
        play.expire(token(1), HoldId(9));
        pass(A_TICK).await;
        assert_eq!(drain(&alice).await, ["expired 9 2", "holds 2 []"]);
        assert_eq!(drain(&bob).await, [""; 0]);
        for number in 0..EXPIRED_FRAMES_WAITING as u64 + 10 {
            play.expire(token(1), HoldId(100 + number));
        }
        pass(A_TICK).await;
        let told = drain(&alice).await;
        assert_eq!(told.len(), EXPIRED_FRAMES_WAITING + 1);
        assert_eq!(told.last().unwrap(), "holds 76 []");
    });
}

#[test]
fn only_tokens_with_a_session_here_are_asked_for() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let alice = session(&hub, Some(token(1)), None).await;
        pass(A_TICK).await;
        play.asked_holds.borrow_mut().clear();
        play.token(token(2));
        play.token(token(1));
        pass(A_TICK).await;
        assert_eq!(*play.asked_holds.borrow(), [[token(1)]]);
        drop(alice);
        play.token(token(1));
        let watcher = session(&hub, None, None).await;
        pass(A_TICK).await;
        assert_eq!(play.asked_holds.borrow().len(), 1);
        drop(watcher);
    });
}

#[test]
fn after_a_snapshot_of_the_event_the_set_is_told_anew() {
    run(async {
        let play = Play::new(500);
        let (hub, _) = hub(&play);
        let alice = session(&hub, Some(token(1)), None).await;
        pass(A_TICK).await;
        drain(&alice).await;
        play.token(token(1));
        play.remembers_from.set(Version(2));
        pass(A_TICK).await;
        assert_eq!(drain(&alice).await, ["holds 2 []", "snapshot 2"]);
    });
}
