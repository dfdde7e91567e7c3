//! What organisers configure: the terms.

use std::collections::BTreeSet;

use schemas::ids::{ChannelIndex, PlaceIndex, Version};
use schemas::refusal::RefusalCode as Code;
use schemas::seat::{Letter, SaleState};
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::{Flaw, Naive, Verdict, verdict};
use crate::seat_map::outcome::Done;
use crate::seat_map::terms::check_terms;

impl Naive {
    fn changed_meanwhile(&self, only_if: Option<Version>) -> Vec<Flaw> {
        let other = only_if.is_some_and(|version| version != self.configured);
        Vec::from_iter(other.then_some((Code::ChangedMeanwhile, None)))
    }

    pub(super) fn change_terms(
        &mut self,
        terms: &EventTerms,
        only_if: Option<Version>,
        now: Timestamp,
    ) -> Verdict {
        verdict(self.changed_meanwhile(only_if))?;
        if *terms == self.terms {
            self.record(now);
            return Ok(Done::TermsChanged { moved: 0 });
        }
        let before = &self.terms;
        let fixed = (terms.plan, terms.stream) == (before.plan, before.stream)
            && (terms.currency == before.currency || self.sale == SaleState::Draft);
        let added = terms.channels.len() >= before.channels.len()
            && terms.channels[..before.channels.len()] == before.channels;
        let ahead =
            |new: Option<Timestamp>, old: Option<Timestamp>| new == old || new.is_none_or(|at| at > now);
        let ahead = ahead(terms.schedule.opens_at, before.schedule.opens_at)
            && ahead(terms.schedule.closes_at, before.schedule.closes_at);
        if check_terms(terms, &self.plan).is_err() || !fixed || !added || !ahead {
            return Err(vec![(Code::TermsInvalid, None)]);
        }
        let mut after = self.clone();
        after.terms = terms.clone();
        let differs = |place: &PlaceIndex| self.whole_table(*place) != after.whole_table(*place);
        let seats: BTreeSet<PlaceIndex> = self.plan.places().filter(differs).collect();
        self.end_run_out(now, |_, hold| seats.iter().any(|seat| hold.units(*seat, None) > 0));
        let has = |seat: &PlaceIndex| matches!(self.letter(*seat), Letter::Held | Letter::Booked);
        verdict(seats.iter().filter(|seat| has(seat)).map(|seat| (Code::InUse, Some(*seat))).collect())?;
        self.configured = self.record(now);
        self.terms = terms.clone();
        Ok(Done::TermsChanged { moved: self.settle_closed() })
    }

    /// What is free in closed channels goes to general sale. How many units did.
    pub(super) fn settle_closed(&mut self) -> u32 {
        let mut moved = 0;
        for channel in self.terms.closed_channels.clone() {
            for place in self.plan.clone().places() {
                if self.is_area(place) {
                    let free = self.free(place, channel);
                    self.shares.entry((place, channel)).or_default().all -= free;
                    self.shares.entry((place, ChannelIndex(0))).or_default().all += free;
                    moved += free;
                } else if self.channel(place) == channel && self.letter(place) == Letter::Free {
                    self.channels.insert(place, ChannelIndex(0));
                    moved += 1;
                }
            }
        }
        moved
    }

    pub(super) fn is_closed(&self, channel: Option<ChannelIndex>) -> bool {
        channel.is_some_and(|channel| self.terms.closed_channels.contains(&channel))
    }
}
