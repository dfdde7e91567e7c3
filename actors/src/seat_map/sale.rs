//! The sale's states: a draft, scheduled, on sale, paused and on sale again, ended or called off for good.
//!
//! A draft may open without being scheduled first. Its schedule may have been set long ago: where a moment of it is
//! over, the sale would open, or end for good, on the spot, and nobody asked for that. Calling an event off ends its
//! ordinary holds; a hold in payment stays until it has an outcome, for the money is on its way, and bookings stay to
//! be refunded.

use schemas::ids::{HoldId, Version};
use schemas::record::{Effect, Unchanged};
use schemas::refusal::RefusalCode;
use schemas::seat::SaleState;
use schemas::terms::SaleSchedule;
use schemas::time::Timestamp;

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
        if self.moves_at_once(step.state(), turn.now) {
            return Err(RefusalCode::SchedulePast.into());
        }
        if step == SaleStep::Cancel {
            self.end_ordinary_holds(turn);
        }
        Ok(Effect::SaleChanged { state: step.state() })
    }

    /// A draft is called off without a word to anybody. One that was called off before is what was asked for.
    pub(super) fn decide_discard(&mut self, only_if: Option<Version>) -> Decision {
        if self.announced {
            return Err(RefusalCode::SaleStateConflict.into());
        }
        self.check_configured(only_if)?;
        if self.sale == SaleState::Cancelled {
            return Ok(Effect::Unchanged(Unchanged::Sale));
        }
        Ok(Effect::SaleChanged { state: SaleState::Cancelled })
    }

    /// Whether the sale would not stay in `state`, for a moment of the schedule is over.
    fn moves_at_once(&self, state: SaleState, now: Timestamp) -> bool {
        let schedule = self.terms.as_deref().map_or_else(SaleSchedule::default, |terms| terms.schedule);
        let is_over = |moment: Option<Timestamp>| moment.is_some_and(|at| at <= now);
        match state {
            SaleState::Scheduled => is_over(schedule.opens_at) || is_over(schedule.closes_at),
            SaleState::OnSale => is_over(schedule.closes_at),
            SaleState::Draft | SaleState::Paused | SaleState::Ended | SaleState::Cancelled => false,
        }
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
