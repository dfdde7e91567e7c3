//! Resume: what one record does when an event is loaded again.
//!
//! Buyers could not act while it was not loaded, so every ordinary hold gets a fair deadline: what it had,
//! but at least a minute and at most the hold time from now, and never beyond its lifetime cap. Where that
//! is past, the hold expires as any other. Holds in payment keep what they have.

use schemas::record::Effect;
use schemas::time::Timestamp;

use super::record_buffer::RecordBuffer;
use super::state::SeatMap;
use super::turn::Turn;
use crate::limits::LEAST_TIME_AFTER_LOAD_MS;

impl SeatMap {
    /// Writes the record of going on in `stream`, where the event's own began earlier.
    pub fn begin_stream(&mut self, stream: u32, now: Timestamp, out: &mut RecordBuffer) {
        let now = now.max(self.last_record_at);
        if self.terms.as_deref().is_some_and(|terms| terms.stream < stream) {
            self.write(&mut Turn { now, token: None, out }, None, Effect::StreamBegun { stream });
        }
    }

    /// Writes the record of a load, where there is a hold whose deadline it moves: whoever only looks at an event
    /// that is loaded for it writes nothing.
    pub fn resume(&mut self, now: Timestamp, out: &mut RecordBuffer) {
        let now = now.max(self.last_record_at);
        let Some(terms) = self.terms.as_deref() else { return };
        let least = now.plus_ms(LEAST_TIME_AFTER_LOAD_MS.min(terms.hold_time_ms));
        let most = now.plus_ms(terms.hold_time_ms);
        let holds = self.holds.in_order().into_iter().filter(|hold| hold.payment.is_none());
        let deadlines = holds.filter_map(|hold| {
            let lifetime_end = hold.started.plus_ms(terms.lifetime_cap_ms);
            let fair = hold.deadline.clamp(least, most).min(lifetime_end);
            (fair != hold.deadline).then_some((hold.id, fair))
        });
        let deadlines: Vec<_> = deadlines.collect();
        if !deadlines.is_empty() {
            self.write(&mut Turn { now, token: None, out }, None, Effect::Resumed { deadlines });
        }
    }
}
