//! What a record says, as JSON: the names and numbers of the engine, nothing looked up.

use schemas::api::moment::Moment;
use schemas::ids::{LevelIndex, PlaceIndex};
use schemas::record::{AreaCapacity, Cause, Effect, PlanMove, Principal, Unchanged};
use schemas::seat::{HeldPlace, PlaceUnits};
use schemas::terms::EventTerms;
use serde_json::{Value, json};

/// Who is behind a record, and by which command.
pub fn cause(cause: &Cause) -> Value {
    let (kind, principal) = match cause.principal {
        Principal::Buyer(token) => ("buyer", token.to_string()),
        Principal::Organiser(key) => ("organiser", key.to_string()),
    };
    json!({ "principal": kind, "bearer": principal, "command": cause.command, "digest": cause.digest })
}

/// What happened.
pub fn effect(effect: &Effect) -> Value {
    match effect {
        Effect::Created(first) => json!({ "terms": terms(&(**first).clone().into()) }),
        Effect::Drafted(all) => json!({ "terms": terms(all) }),
        Effect::TermsChanged { terms: all, moved } => json!({ "terms": terms(all), "moved": units(moved) }),
        Effect::Repainted { levels } => json!({ "levels": repainted(levels) }),
        Effect::CapacitySet { place, capacity, removed } => {
            json!({ "place": place, "capacity": capacity, "removed": units(removed) })
        }
        Effect::MovedToPlan(moved) => moved_to(moved),
        Effect::SaleChanged { state } => json!({ "state": state }),
        Effect::Held { token, address, deadline, places, arrangement } => {
            let mut said = json!({
                "token": token, "address": address, "deadline": Moment(*deadline), "places": held(places),
            });
            if let Some(arrangement) = arrangement {
                said["arrangement"] = json!(arrangement);
            }
            said
        }
        Effect::Released { hold, places } => json!({ "hold": hold, "places": units(places) }),
        Effect::Extended { hold, deadline } | Effect::PaymentFailed { hold, deadline } => {
            json!({ "hold": hold, "deadline": Moment(*deadline) })
        }
        Effect::Expired { hold } | Effect::Revoked { hold } => json!({ "hold": hold }),
        Effect::PaymentBegun { hold, deadline, hard_cap } => {
            json!({ "hold": hold, "deadline": Moment(*deadline), "hard_cap": Moment(*hard_cap) })
        }
        Effect::Booked { hold, reference } => json!({ "hold": hold, "reference": reference.as_str() }),
        Effect::Unbooked { booking, places } => json!({ "booking": booking, "places": units(places) }),
        Effect::Killed { places, reason, ended_holds } => {
            json!({ "places": units(places), "reason": reason, "ended_holds": ended_holds })
        }
        Effect::Restored { places } => json!({ "places": units(places) }),
        Effect::Allocated { places, channel } => json!({ "places": units(places), "channel": channel }),
        Effect::Resumed { deadlines } => {
            let one = |(hold, deadline): &(_, _)| json!({ "hold": hold, "deadline": Moment(*deadline) });
            json!({ "deadlines": deadlines.iter().map(one).collect::<Vec<_>>() })
        }
        Effect::StreamBegun { stream } => json!({ "stream": stream }),
        Effect::Unchanged(about) => unchanged(*about),
    }
}

fn terms(terms: &EventTerms) -> Value {
    let table = |(table, as_a_whole): &(u32, bool)| json!({ "table": table, "as_a_whole": as_a_whole });
    json!({
        "plan": terms.plan,
        "stream": terms.stream,
        "hold_time_ms": terms.hold_time_ms,
        "lifetime_cap_ms": terms.lifetime_cap_ms,
        "maximum_extensions": terms.maximum_extensions,
        "payment_time_ms": terms.payment_time_ms,
        "payment_cap_ms": terms.payment_cap_ms,
        "maximum_units_per_hold": terms.maximum_units_per_hold,
        "maximum_units_per_token": terms.maximum_units_per_token,
        "maximum_tokens_per_address": terms.maximum_tokens_per_address,
        "currency": terms.currency.code(),
        "prices": terms.prices,
        "channels": terms.channels,
        "closed_channels": terms.closed_channels,
        "tables": terms.tables.iter().map(table).collect::<Vec<_>>(),
        "opens_at": terms.schedule.opens_at.map(Moment),
        "closes_at": terms.schedule.closes_at.map(Moment),
    })
}

fn units(places: &[PlaceUnits]) -> Vec<Value> {
    places.iter().map(unit).collect()
}

fn unit(units: &PlaceUnits) -> Value {
    json!({ "place": units.place, "units": units.units, "channel": units.channel })
}

fn held(places: &[HeldPlace]) -> Vec<Value> {
    let one = |held: &HeldPlace| {
        let mut line = unit(&held.units);
        line["price_minor"] = held.price_minor.into();
        line
    };
    places.iter().map(one).collect()
}

/// The level that the event gives each place; null where the plan's own holds again.
fn repainted(levels: &[(PlaceIndex, LevelIndex)]) -> Vec<Value> {
    let own = |level: LevelIndex| (level != LevelIndex::OF_PLAN).then_some(level);
    levels.iter().map(|(place, level)| json!({ "place": place, "level": own(*level) })).collect()
}

fn moved_to(moved: &PlanMove) -> Value {
    let area = |area: &AreaCapacity| json!({ "place": area.place, "capacity": area.capacity, "removed": units(&area.removed) });
    json!({
        "terms": terms(&moved.terms),
        "levels": repainted(&moved.levels),
        "capacities": moved.capacities.iter().map(area).collect::<Vec<_>>(),
    })
}

fn unchanged(about: Unchanged) -> Value {
    match about {
        Unchanged::Deadline { hold } => json!({ "about": "deadline", "hold": hold }),
        Unchanged::Kill => json!({ "about": "kill" }),
        Unchanged::Restore => json!({ "about": "restore" }),
        Unchanged::Allocate { channel } => json!({ "about": "allocate", "channel": channel }),
        Unchanged::Sale => json!({ "about": "sale" }),
        Unchanged::Terms => json!({ "about": "terms" }),
        Unchanged::Repaint => json!({ "about": "repaint" }),
        Unchanged::Capacity { place } => json!({ "about": "capacity", "place": place }),
        Unchanged::Plan => json!({ "about": "plan" }),
    }
}

#[cfg(test)]
mod tests {
    use schemas::ids::{ChannelIndex, HoldId, TokenHash};
    use schemas::time::Timestamp;
    use smallvec::smallvec;

    use super::*;

    #[test]
    fn what_a_record_says_is_json_by_name() {
        let units = PlaceUnits { place: PlaceIndex(7), units: 2, channel: ChannelIndex(1) };
        let held = Effect::Held {
            token: TokenHash([1; 16]),
            address: None,
            deadline: Timestamp(1_000),
            places: smallvec![HeldPlace { units, price_minor: 450 }],
            arrangement: None,
        };
        let place = json!({ "place": 7, "units": 2, "channel": 1, "price_minor": 450 });
        let deadline = "1970-01-01T00:00:01.000Z";
        let expected =
            json!({ "token": "01".repeat(16), "address": null, "deadline": deadline, "places": [place] });
        assert_eq!(effect(&held), expected);
        let levels = vec![(PlaceIndex(1), LevelIndex(2)), (PlaceIndex(3), LevelIndex::OF_PLAN)];
        let expected = json!({ "levels": [{ "place": 1, "level": 2 }, { "place": 3, "level": null }] });
        assert_eq!(effect(&Effect::Repainted { levels }), expected);
        let resumed = Effect::Resumed { deadlines: vec![(HoldId(4), Timestamp(1_000))] };
        assert_eq!(effect(&resumed), json!({ "deadlines": [{ "hold": 4, "deadline": deadline }] }));
        assert_eq!(effect(&Effect::StreamBegun { stream: 7 }), json!({ "stream": 7 }));
        let unchanged = Effect::Unchanged(Unchanged::Allocate { channel: ChannelIndex(1) });
        assert_eq!(effect(&unchanged), json!({ "about": "allocate", "channel": 1 }));
    }
}
