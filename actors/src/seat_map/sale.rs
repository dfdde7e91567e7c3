//! The sale's states: scheduled, on sale, paused and on sale again, ended for good.

use schemas::record::{Effect, Unchanged};
use schemas::refusal::RefusalCode;
use schemas::seat::SaleState;

use super::state::SeatMap;
use super::turn::Decision;

impl SeatMap {
    pub(super) fn decide_sale(&self, state: SaleState) -> Decision {
        use SaleState::{Ended, OnSale, Paused, Scheduled};
        match (self.sale, state) {
            (from, to) if from == to => Ok(Effect::Unchanged(Unchanged::Sale)),
            (Scheduled | Paused, OnSale) | (OnSale, Paused) | (Scheduled | OnSale | Paused, Ended) => {
                Ok(Effect::SaleChanged { state })
            }
            _ => Err(RefusalCode::SaleStateConflict.into()),
        }
    }
}
