//! Whether a refusal had its grounds in the state it says it was decided on.

use actors::seat_map::command::{Command, Request, WantedPlace};
use actors::seat_map::outcome::Refusal;
use actors::testkit::simulator::log_model::LogModel;
use schemas::ids::{HoldId, PlaceIndex};
use schemas::record::Principal;
use schemas::refusal::RefusalCode;
use schemas::seat::{Letter, SaleState};
use schemas::time::Timestamp;

use crate::event::Event;

/// The grounds of a refusal in the model, which is at the refusal's version.
pub fn grounds(event: &Event, request: &Request, refusal: &Refusal, sent: Timestamp) -> Result<(), String> {
    let model = &event.model;
    let given = match refusal.code {
        RefusalCode::IdReused => model
            .causes
            .get(&(request.principal, request.id))
            .is_some_and(|(_, digest)| *digest != request.digest),
        RefusalCode::SaleNotOpen => {
            model.sale.is_before_opening() && model.sale_moves_at().is_none_or(|moves| moves > sent)
        }
        RefusalCode::SalePaused => model.sale == SaleState::Paused,
        RefusalCode::SaleEnded => model.sale == SaleState::Ended,
        RefusalCode::SaleCancelled => model.sale == SaleState::Cancelled,
        RefusalCode::InUse => {
            !refusal.places.is_empty()
                && refusal.places.iter().all(|place| is_in_the_way(model, &request.command, *place))
        }
        RefusalCode::ChannelClosed => {
            model.terms.as_ref().is_some_and(|terms| !terms.closed_channels.is_empty())
        }
        RefusalCode::Taken => return taken(model, request, refusal, sent),
        RefusalCode::NotForSale => {
            refusal.places.iter().all(|place| model.places[place.0 as usize].free_is_short())
        }
        RefusalCode::UnknownHold => {
            hold_of(&request.command).is_some_and(|hold| is_gone(model, request, hold))
        }
        RefusalCode::UnknownBooking => match &request.command {
            Command::Unbook { booking, .. } => !model.bookings.contains_key(booking),
            _ => false,
        },
        RefusalCode::InPayment => holds_named(model, request, |hold| hold.payment.is_some()),
        RefusalCode::NotInPayment => holds_named(model, request, |hold| hold.payment.is_none()),
        RefusalCode::Booked => refusal.places.iter().all(|place| model.booked(*place) > 0),
        RefusalCode::Held => refusal.places.iter().all(|place| model.held(*place) > 0),
        _ => true,
    };
    if given { Ok(()) } else { Err("the refusal has no ground".to_owned()) }
}

/// Somebody has a place that would change, or more of an area is not free than it would have room for.
fn is_in_the_way(model: &LogModel, command: &Command, place: PlaceIndex) -> bool {
    let had = model.held(place) + model.booked(place);
    let killed: u32 = model.places[place.0 as usize].killed.values().sum();
    match command {
        Command::SetCapacity { capacity, .. } => had + killed > *capacity,
        Command::MoveToPlan { .. } => had + killed > 0,
        _ => had > 0,
    }
}

trait FreeIsShort {
    /// Something of it is off sale, or it is gone.
    fn free_is_short(&self) -> bool;
}

impl FreeIsShort for actors::testkit::simulator::log_model::ModelPlace {
    fn free_is_short(&self) -> bool {
        self.is_area || !self.killed.is_empty() || self.capacity == 0
    }
}

fn hold_of(command: &Command) -> Option<HoldId> {
    match command {
        Command::Release { hold, .. }
        | Command::Extend { hold }
        | Command::BeginPayment { hold }
        | Command::PaymentFailed { hold }
        | Command::Book { hold, .. } => Some(*hold),
        _ => None,
    }
}

fn is_gone(model: &LogModel, request: &Request, hold: HoldId) -> bool {
    let live = model.holds.get(&hold);
    live.is_none_or(|live| request.principal != Principal::Buyer(live.token) && is_buyer(request))
}

const fn is_buyer(request: &Request) -> bool {
    matches!(request.principal, Principal::Buyer(_))
}

fn holds_named(
    model: &LogModel,
    request: &Request,
    is: impl Fn(&actors::testkit::simulator::log_model::ModelHold) -> bool,
) -> bool {
    // Killing names places instead of a hold; a hold in payment may stand in its way.
    hold_of(&request.command).is_none_or(|hold| model.holds.get(&hold).is_some_and(is))
}

/// Somebody must have each named place, and nobody whose hold had run out when the command was sent.
fn taken(model: &LogModel, request: &Request, refusal: &Refusal, sent: Timestamp) -> Result<(), String> {
    for place in &refusal.places {
        let is_free = match &request.command {
            Command::Hold { places, .. } => {
                let wanted = places.iter().find(|wanted| wanted.place == *place);
                is_free(model, wanted.ok_or_else(|| format!("{place:?} was not asked for"))?)
            }
            Command::Allocate { .. } => {
                model.letter(*place) == Letter::Free && !model.places[place.0 as usize].is_area
            }
            _ => return Err("only holding and allocating find places taken".into()),
        };
        if is_free {
            return Err(format!("{place:?} is free"));
        }
        if let Some(hold) = run_out_on(model, *place, sent) {
            return Err(format!("SM-7: {hold:?} on {place:?} had run out before {sent:?}"));
        }
    }
    if refusal.places.is_empty() { Err("no place is named".into()) } else { Ok(()) }
}

fn is_free(model: &LogModel, wanted: &WantedPlace) -> bool {
    let place = &model.places[wanted.place.0 as usize];
    if !place.is_area {
        return model.letter(wanted.place) == Letter::Free;
    }
    place.free.get(&wanted.channel.unwrap_or_default()).copied().unwrap_or(0) >= wanted.units
}

fn run_out_on(model: &LogModel, place: PlaceIndex, sent: Timestamp) -> Option<HoldId> {
    let on = |lines: &schemas::record::HeldPlaces| lines.iter().any(|line| line.units.place == place);
    let run_out = model.holds.iter().find(|(_, hold)| hold.ends_at() <= sent && on(&hold.places));
    run_out.map(|(id, _)| *id)
}
