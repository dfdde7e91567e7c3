//! Payments of a hold: a logged state with an end of its own.
//!
//! From `begin payment` on nothing the buyer does changes the hold, and its deadline and lifetime cap rest.
//! The attempt's deadline is when an outcome is due; a late outcome still counts. What ends the hold is the
//! hard cap, counted from the moment its first payment began. `payment failed` gives back what was left of
//! the deadline when this attempt began, at least a minute, even beyond the lifetime cap.

use schemas::ids::HoldId;
use schemas::record::Effect;
use schemas::refusal::RefusalCode;

use super::state::SeatMap;
use super::turn::{Decision, Turn};
use crate::limits::{LEAST_TIME_AFTER_PAYMENT_MS, PAYMENTS_PER_HOLD};

impl SeatMap {
    pub(super) fn decide_begin_payment(&mut self, turn: &mut Turn<'_>, hold: HoldId) -> Decision {
        self.end_run_out(turn, hold);
        let Some(terms) = self.terms.as_deref() else { return Err(RefusalCode::SaleNotOpen.into()) };
        self.check_on_sale()?;
        let slot = self.own_hold(None, hold)?;
        let claim = &self.holds.slab[slot];
        if claim.payment.is_some() {
            return Err(RefusalCode::InPayment.into());
        }
        let first = if claim.payments == 0 { turn.now } else { claim.first_payment_at };
        let hard_cap = first.plus_ms(terms.payment_cap_ms);
        if claim.payments >= PAYMENTS_PER_HOLD || hard_cap <= turn.now {
            return Err(RefusalCode::PaymentsExhausted.into());
        }
        let deadline = turn.now.plus_ms(terms.payment_time_ms).min(hard_cap);
        Ok(Effect::PaymentBegun { hold, deadline, hard_cap })
    }

    pub(super) fn decide_payment_failed(&mut self, turn: &mut Turn<'_>, hold: HoldId) -> Decision {
        self.end_run_out(turn, hold);
        let slot = self.own_hold(None, hold)?;
        let claim = &self.holds.slab[slot];
        let Some(payment) = claim.payment else { return Err(RefusalCode::NotInPayment.into()) };
        let left_ms = claim.deadline.since_ms(payment.begun_at).max(LEAST_TIME_AFTER_PAYMENT_MS);
        Ok(Effect::PaymentFailed { hold, deadline: turn.now.plus_ms(left_ms) })
    }
}
