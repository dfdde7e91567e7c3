//! A command's way through the state: remembered or not, decided, written down, performed.

use schemas::ids::{ContentHash, PlaceIndex};
use schemas::record::{Cause, Effect, Principal};
use schemas::refusal::{RefusalCode, RefusalParams};
use schemas::seat::SaleState;
use schemas::time::Timestamp;
use smallvec::SmallVec;

use super::command::{Command, Request};
use super::outcome::{Answer, Outcome, REFUSED_PLACES_NAMED, Refusal};
use super::perform::Moment;
use super::record_buffer::RecordBuffer;
use super::state::SeatMap;
use crate::limits::PLACES_PER_EVENT;

/// The time of a turn, whose it is, and where its records go.
pub(super) struct Turn<'out> {
    pub now: Timestamp,
    /// The slot of the hold token that asks, where one does that is live. It stays that token's for the turn:
    /// nothing that is live now is forgotten now.
    pub token: Option<u32>,
    pub out: &'out mut RecordBuffer,
}

/// What a command comes to: its last record, or why not.
pub(super) type Decision = Result<Effect, Refused>;

/// Why not, and about which places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub code: RefusalCode,
    pub places: SmallVec<[PlaceIndex; 4]>,
    pub params: RefusalParams,
}

impl Refused {
    /// More than there may be.
    pub fn beyond(code: RefusalCode, limit: u32) -> Self {
        Self { params: RefusalParams::limit(limit), ..code.into() }
    }
}

impl From<RefusalCode> for Refused {
    fn from(code: RefusalCode) -> Self {
        Self { code, places: SmallVec::new(), params: RefusalParams::NONE }
    }
}

/// The flaws of several places: the first code by precedence, and the places that have it.
#[derive(Debug)]
pub(super) struct Flaws {
    worst: Option<Refused>,
    /// Name places in order of index, not in the order in which they were noted.
    by_index: bool,
    /// Name no more places than this.
    at_most: usize,
}

impl Default for Flaws {
    fn default() -> Self {
        Self { worst: None, by_index: false, at_most: REFUSED_PLACES_NAMED }
    }
}

impl Flaws {
    /// For commands about groups of places, which nobody named in any order.
    pub fn by_index() -> Self {
        Self { by_index: true, ..Self::default() }
    }

    /// For commands that an organiser can only mend knowing every place in their way.
    pub fn naming_all() -> Self {
        Self { by_index: true, at_most: PLACES_PER_EVENT, worst: None }
    }

    /// Notes one.
    pub fn add(&mut self, code: RefusalCode, place: PlaceIndex) {
        self.add_unnamed(code);
        let Some(worst) = &mut self.worst else { return };
        if code != worst.code {
            return;
        }
        let found = if self.by_index {
            worst.places.binary_search(&place)
        } else if worst.places.contains(&place) {
            Ok(0)
        } else {
            Err(worst.places.len())
        };
        if let Err(position) = found
            && position < self.at_most
        {
            worst.places.insert(position, place);
            worst.places.truncate(self.at_most);
        }
    }

    /// Notes one that is about no place in particular.
    pub fn add_unnamed(&mut self, code: RefusalCode) {
        let worst = self.worst.get_or_insert_with(|| code.into());
        if code < worst.code {
            *worst = code.into();
        }
    }

    /// Notes one, where there is one.
    pub fn note(&mut self, code: Option<RefusalCode>, place: PlaceIndex) {
        if let Some(code) = code {
            self.add(code, place);
        }
    }

    /// A refusal where anything was noted.
    pub fn check(self) -> Result<(), Refused> {
        self.worst.map_or(Ok(()), Err)
    }
}

impl SeatMap {
    /// Decides a command at `now` (or at the last record's time, where that is later) and performs it. The
    /// records it wrote are appended to `out`. A refusal may write records too: the ends of holds that had
    /// run out and were in the way.
    pub fn apply(&mut self, request: &Request, now: Timestamp, out: &mut RecordBuffer) -> Outcome {
        let now = now.max(self.last_record_at);
        let cause = Cause { principal: request.principal, command: request.id, digest: request.digest };
        let token = match cause.principal {
            Principal::Buyer(token) => self.tokens.slot(token, now),
            Principal::Organiser(_) => None,
        };
        if let Some(outcome) = self.recall(&cause, token, now) {
            return outcome;
        }
        let mut turn = Turn { now, token, out };
        match self.decide(request, &mut turn) {
            Ok(effect) => match self.write(&mut turn, Some(&cause), effect) {
                Some(answer) => Outcome::Accepted(answer),
                None => unreachable!("every effect of a command has an answer"),
            },
            Err(refused) => self.refuse(refused),
        }
    }

    fn refuse(&self, refused: Refused) -> Outcome {
        let Refused { code, places, params } = refused;
        Outcome::Refused(Refusal { code, places, params, version: self.version })
    }

    /// What a command that was accepted before gets.
    fn recall(&self, cause: &Cause, token: Option<u32>, now: Timestamp) -> Option<Outcome> {
        let remembered = match cause.principal {
            Principal::Buyer(_) => self.tokens.recall(token?, cause.command)?,
            Principal::Organiser(organiser) => self.organisers.find(organiser, cause.command, now)?.clone(),
        };
        Some(if remembered.digest == cause.digest {
            Outcome::Accepted(remembered.answer())
        } else {
            self.refuse(RefusalCode::IdReused.into())
        })
    }

    fn decide(&mut self, request: &Request, turn: &mut Turn<'_>) -> Decision {
        if self.terms.is_none() {
            return Err(RefusalCode::SaleNotOpen.into());
        }
        if self.sale_moves_at <= turn.now {
            self.move_sale(turn);
        }
        let buyer = match request.principal {
            Principal::Organiser(_) if !self.organisers.has_room(turn.now) => {
                return Err(RefusalCode::Busy.into());
            }
            Principal::Organiser(_) => None,
            Principal::Buyer(token) => Some(token),
        };
        match (&request.command, buyer) {
            (Command::Hold { places, channels, address }, Some(token)) => {
                self.decide_hold(turn, token, places, *channels, *address)
            }
            (Command::HoldBest { wish, channels, address }, Some(token)) => {
                self.decide_hold_best(turn, token, wish, *channels, *address)
            }
            (Command::Release { hold, part }, buyer) => self.decide_release(turn, buyer, *hold, part),
            (Command::Extend { hold }, buyer) => self.decide_extend(turn, buyer, *hold),
            (Command::Hold { .. } | Command::HoldBest { .. }, None) | (_, Some(_)) => {
                Err(RefusalCode::NotAllowed.into())
            }
            (Command::BeginPayment { hold }, None) => self.decide_begin_payment(turn, *hold),
            (Command::PaymentFailed { hold }, None) => self.decide_payment_failed(turn, *hold),
            (Command::Book { hold, reference }, None) => self.decide_book(turn, *hold, reference),
            (Command::Unbook { booking, part }, None) => self.decide_unbook(*booking, part),
            (Command::Kill { targets, reason, force, plan }, None) => {
                self.check_numbers(*plan)?;
                self.decide_kill(turn, targets, reason, *force)
            }
            (Command::Restore { targets, plan }, None) => {
                self.check_numbers(*plan)?;
                self.decide_restore(targets)
            }
            (Command::Allocate { targets, channel, plan }, None) => {
                self.check_numbers(*plan)?;
                self.decide_allocate(turn, targets, *channel)
            }
            (Command::SetSale { step, only_if }, None) => self.decide_sale(turn, *step, *only_if),
            (Command::Discard { only_if }, None) => self.decide_discard(*only_if),
            (Command::ChangeTerms { terms, only_if }, None) => {
                self.decide_change_terms(turn, terms, *only_if)
            }
            (Command::Repaint { targets, level, plan, only_if }, None) => {
                self.check_numbers(*plan)?;
                self.decide_repaint(targets, *level, *only_if)
            }
            (Command::MoveToPlan { plan, prices, only_if }, None) => {
                self.decide_move_to_plan(turn, &plan.0, prices, *only_if)
            }
            (Command::SetCapacity { place, capacity, only_if }, None) => {
                self.decide_set_capacity(turn, *place, *capacity, *only_if)
            }
        }
    }

    /// Refuses numbers of another plan version: they may stand for other rows.
    pub(super) fn check_numbers(&self, plan: Option<ContentHash>) -> Result<(), RefusalCode> {
        let present = self.terms.as_deref().map(|terms| terms.plan);
        if plan.is_none() || plan == present { Ok(()) } else { Err(RefusalCode::PlanMoved) }
    }

    /// Writes one record and performs it; the answer of the command behind it, where it has one.
    pub(super) fn write(
        &mut self,
        turn: &mut Turn<'_>,
        cause: Option<&Cause>,
        effect: Effect,
    ) -> Option<Answer> {
        let moment = Moment { version: self.version.next(), at: turn.now, token: turn.token };
        turn.out.push(moment.version, moment.at, cause, &effect);
        match self.perform(moment, cause, effect, turn.out.last_effect()) {
            Ok(answer) => answer,
            Err(error) => unreachable!("decided what cannot be performed: {error}"),
        }
    }

    /// New work is taken only while the sale is on.
    pub(super) const fn check_on_sale(&self) -> Result<(), RefusalCode> {
        match self.sale {
            SaleState::OnSale => Ok(()),
            SaleState::Draft | SaleState::Scheduled => Err(RefusalCode::SaleNotOpen),
            SaleState::Paused => Err(RefusalCode::SalePaused),
            SaleState::Ended => Err(RefusalCode::SaleEnded),
            SaleState::Cancelled => Err(RefusalCode::SaleCancelled),
        }
    }
}
