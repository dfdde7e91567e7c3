//! Extend: a hold gets its full hold time again, up to its lifetime cap. Never earlier than it was, and not
//! more often than the terms allow.

use schemas::ids::{HoldId, TokenHash};
use schemas::record::{Effect, Unchanged};
use schemas::refusal::RefusalCode;

use super::state::SeatMap;
use super::turn::{Decision, Turn};

impl SeatMap {
    pub(super) fn decide_extend(
        &mut self,
        turn: &mut Turn<'_>,
        buyer: Option<TokenHash>,
        hold: HoldId,
    ) -> Decision {
        self.end_run_out(turn, hold);
        let Some(terms) = self.terms.as_deref() else { return Err(RefusalCode::SaleNotOpen.into()) };
        if turn.token.is_some() && !self.tokens.can_remember(turn.token, turn.now) {
            return Err(RefusalCode::Busy.into());
        }
        self.check_on_sale()?;
        let slot = self.own_hold(buyer, hold)?;
        let claim = &self.holds.slab[slot];
        if claim.payment.is_some() {
            return Err(RefusalCode::InPayment.into());
        }
        let lifetime_end = claim.started.plus_ms(terms.lifetime_cap_ms);
        if claim.deadline >= lifetime_end {
            return Err(RefusalCode::LifetimeCap.into());
        }
        if terms.maximum_extensions > 0 && claim.extensions >= terms.maximum_extensions {
            return Err(RefusalCode::ExtensionsExhausted.into());
        }
        let deadline = turn.now.plus_ms(terms.hold_time_ms).min(lifetime_end);
        if deadline <= claim.deadline {
            return Ok(Effect::Unchanged(Unchanged::Deadline { hold }));
        }
        Ok(Effect::Extended { hold, deadline })
    }
}
