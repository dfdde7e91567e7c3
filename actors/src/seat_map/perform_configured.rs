//! Performing what organisers configure.

use schemas::ids::ChannelIndex;
use schemas::record::Effect;
use schemas::seat::PlaceUnits;
use schemas::terms::EventTerms;

use super::outcome::Done;
use super::perform::{Moment, ReplayError, total};
use super::state::SeatMap;

impl SeatMap {
    pub(super) fn perform_beginning(&mut self, moment: Moment, effect: &Effect) {
        if let Some((terms, sale)) = effect.beginning() {
            self.sale = sale;
            self.begin(Box::new(terms));
        }
        self.configured = moment.version;
        self.changes.complete_after = moment.version;
    }

    pub(super) fn perform_terms(
        &mut self,
        moment: Moment,
        terms: &EventTerms,
        moved: &[PlaceUnits],
    ) -> Result<Done, ReplayError> {
        self.perform_allocated(moment, moved, ChannelIndex(0))?;
        if self.terms.as_deref().is_none_or(|present| present.schedule != terms.schedule) {
            self.changes.sale_changed = moment.version;
        }
        self.take_terms(Box::new(terms.clone()));
        self.configured = moment.version;
        Ok(Done::TermsChanged { moved: total(moved) })
    }
}
