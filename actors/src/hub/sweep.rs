//! Once a sweep: sessions that never greeted, are silent, or take nothing.

use schemas::ws::server::ByeCode;

use super::cursor::{Cursor, Member};
use super::feed::FeedState;
use crate::limits::{HELLO_MS, IDLE_SESSION_MS, LAST_WORD_MS, PING_AFTER_MS, SLOW_SESSION_MS, SWEEP_MS};

const fn sweeps(milliseconds: u64) -> u32 {
    // Every bound is minutes at most.
    #[allow(clippy::cast_possible_truncation, reason = "minutes in seconds fit")]
    let sweeps = milliseconds.div_ceil(SWEEP_MS) as u32;
    sweeps
}

impl FeedState {
    /// Looks at every session once. Only those it concerns are woken.
    pub fn sweep(&mut self, sweep: u32) {
        self.sweep = sweep;
        for member in self.members.iter_mut().flatten() {
            let slow = judge(member, sweep) == Some(ByeCode::Slow);
            if slow {
                self.figures.found_slow();
            }
        }
    }
}

/// Passes a verdict on a session where one is due, and says which.
fn judge(member: &mut Member, sweep: u32) -> Option<ByeCode> {
    let since = |then: u32| sweep.saturating_sub(then);
    if let Some((_, found)) = member.verdict {
        if since(found) >= sweeps(LAST_WORD_MS)
            && let Some(cut_off) = member.cut_off.take()
        {
            cut_off();
        }
        return None;
    }
    let silent = since(member.heard);
    let code = if member.cursor == Cursor::Greeting && silent >= sweeps(HELLO_MS) {
        ByeCode::HelloTimeout
    } else if member.waiting_since.is_some_and(|then| since(then) >= sweeps(SLOW_SESSION_MS)) {
        ByeCode::Slow
    } else if silent >= sweeps(IDLE_SESSION_MS) {
        ByeCode::Idle
    } else {
        if silent >= sweeps(PING_AFTER_MS) && silent.is_multiple_of(sweeps(PING_AFTER_MS)) {
            member.ping_owed = true;
            member.wake(sweep);
        }
        return None;
    };
    member.end(code, sweep);
    Some(code)
}
