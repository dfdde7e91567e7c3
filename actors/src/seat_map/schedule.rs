//! The schedule: a sale opens and ends by itself at the moments that its terms name.
//!
//! From such a moment on it counts as moved: whichever command comes first writes that down before it is
//! decided. The clean-up only tells what nobody has stumbled over yet.

use schemas::record::Effect;
use schemas::seat::SaleState;
use schemas::time::Timestamp;

use super::state::SeatMap;
use super::turn::Turn;

/// A moment that does not come.
pub(super) const NEVER: Timestamp = Timestamp(u64::MAX);

impl SeatMap {
    /// When the sale moves next by itself; none where it does not.
    #[must_use]
    pub fn sale_moves_at(&self) -> Option<Timestamp> {
        (self.sale_moves_at != NEVER).then_some(self.sale_moves_at)
    }

    fn next_move(&self) -> Option<(Timestamp, SaleState)> {
        let schedule = self.terms.as_deref()?.schedule;
        let opens = schedule.opens_at.map(|at| (at, SaleState::OnSale));
        let ends = schedule.closes_at.map(|at| (at, SaleState::Ended));
        match self.sale {
            SaleState::Scheduled => opens.or(ends),
            SaleState::OnSale | SaleState::Paused => ends,
            SaleState::Draft | SaleState::Ended | SaleState::Cancelled => None,
        }
    }

    /// Notes when the sale moves next, after terms or sale have changed.
    pub(super) fn note_next_move(&mut self) {
        self.sale_moves_at = self.next_move().map_or(NEVER, |(at, _)| at);
    }

    /// Writes every move that is due.
    pub(super) fn move_sale(&mut self, turn: &mut Turn<'_>) {
        while let Some((at, state)) = self.next_move()
            && at <= turn.now
        {
            self.write(turn, None, Effect::SaleChanged { state });
        }
    }
}
