//! The sale's states: a draft, scheduled, on sale, paused and on sale again, ended or called off for good.
//!
//! A draft may open without being scheduled first. Calling an event off ends its ordinary holds; a hold in
//! payment stays until it has an outcome, for the money is on its way, and bookings stay to be refunded.

use schemas::ids::HoldId;
use schemas::record::{Effect, Unchanged};
use schemas::refusal::RefusalCode;
use schemas::seat::SaleState;

use super::state::SeatMap;
use super::turn::{Decision, Turn};

impl SeatMap {
    pub(super) fn decide_sale(
        &mut self,
        turn: &mut Turn<'_>,
        state: SaleState,
        only_if: Option<SaleState>,
    ) -> Decision {
        if only_if.is_some_and(|only_if| only_if != self.sale) {
            return Err(RefusalCode::ChangedMeanwhile.into());
        }
        if self.sale == state {
            return Ok(Effect::Unchanged(Unchanged::Sale));
        }
        if !can_follow(self.sale, state) {
            return Err(RefusalCode::SaleStateConflict.into());
        }
        if state == SaleState::Cancelled {
            self.end_ordinary_holds(turn);
        }
        Ok(Effect::SaleChanged { state })
    }

    /// Ends every hold that has run out, then takes back every other that is not in payment.
    fn end_ordinary_holds(&mut self, turn: &mut Turn<'_>) {
        let holds = self.holds.in_order().into_iter();
        let (run_out, live): (Vec<_>, Vec<_>) = holds.partition(|hold| hold.ends_at() <= turn.now);
        let run_out: Vec<HoldId> = run_out.into_iter().map(|hold| hold.id).collect();
        let live: Vec<HoldId> =
            live.into_iter().filter(|hold| hold.payment.is_none()).map(|hold| hold.id).collect();
        for hold in run_out {
            self.write(turn, None, Effect::Expired { hold });
        }
        for hold in live {
            self.write(turn, None, Effect::Revoked { hold });
        }
    }
}

/// Whether a sale may go from one state to another by a command.
const fn can_follow(from: SaleState, to: SaleState) -> bool {
    use SaleState::{Cancelled, Draft, Ended, OnSale, Paused, Scheduled};
    matches!(
        (from, to),
        (Draft, Scheduled)
            | (Draft | Scheduled | Paused, OnSale)
            | (OnSale, Paused)
            | (Scheduled | OnSale | Paused, Ended)
            | (Draft | Scheduled | OnSale | Paused | Ended, Cancelled)
    )
}
