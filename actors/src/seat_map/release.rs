//! Release: gives a hold's places back, all or some. Always taken, whatever the sale's state.

use schemas::ids::{HoldId, TokenHash};
use schemas::record::Effect;
use schemas::refusal::RefusalCode;

use super::command::Part;
use super::part::LeftOver;
use super::state::SeatMap;
use super::turn::{Decision, Turn};

impl SeatMap {
    /// The slot of a live hold that this buyer, or an organiser, may speak of.
    pub(super) fn own_hold(&self, buyer: Option<TokenHash>, hold: HoldId) -> Result<u32, RefusalCode> {
        let slot = self.holds.slot(hold).ok_or(RefusalCode::UnknownHold)?;
        let owner = self.tokens.get(self.holds.slab[slot].token).hash;
        if buyer.is_some_and(|buyer| buyer != owner) { Err(RefusalCode::UnknownHold) } else { Ok(slot) }
    }

    pub(super) fn decide_release(
        &mut self,
        turn: &mut Turn<'_>,
        buyer: Option<TokenHash>,
        hold: HoldId,
        part: &Part,
    ) -> Decision {
        self.end_run_out(turn, hold);
        self.check_part(part)?;
        let slot = self.own_hold(buyer, hold)?;
        let claim = &self.holds.slab[slot];
        let units = Self::units_of_part(&claim.places, part)?;
        if claim.payment.is_some() {
            return Err(RefusalCode::InPayment.into());
        }
        self.check_left_over(&claim.places, &units, LeftOver::OfHold)?;
        Ok(Effect::Released { hold, places: units })
    }
}
