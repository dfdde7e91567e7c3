//! The sale's states: a draft, scheduled, on sale, paused and on sale again, ended or called off for good.
//!
//! A draft may open without being scheduled first. Calling an event off ends its ordinary holds; a hold in
//! payment stays until it has an outcome, for the money is on its way, and bookings stay to be refunded.

use schemas::ids::HoldId;
use schemas::record::Effect;
use schemas::refusal::RefusalCode;
use schemas::seat::SaleState;

use super::command::SaleStep;
use super::state::SeatMap;
use super::turn::{Decision, Turn};

impl SeatMap {
    pub(super) fn decide_sale(
        &mut self,
        turn: &mut Turn<'_>,
        step: SaleStep,
        only_if: Option<SaleState>,
    ) -> Decision {
        if only_if.is_some_and(|only_if| only_if != self.sale) {
            return Err(RefusalCode::ChangedMeanwhile.into());
        }
        if !step.leads_from(self.sale) {
            return Err(RefusalCode::SaleStateConflict.into());
        }
        if step == SaleStep::Cancel {
            self.end_ordinary_holds(turn);
        }
        Ok(Effect::SaleChanged { state: step.state() })
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
