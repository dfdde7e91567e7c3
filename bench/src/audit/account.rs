//! Every acknowledged answer, looked up in the log.

use std::collections::HashMap;

use schemas::ids::Version;
use schemas::record::{Effect, Record, Unchanged};
use schemas::seat::PlaceUnits;

use super::ledger::{Acknowledged, AnsweredUnits, Deed};
use super::violation::Violation;

/// Looks up every answer at its version in the log, which starts with version 1, and notes those that are
/// missing or say something else.
pub fn account(answers: &[Acknowledged], log: &[Record], broken: &mut Vec<Violation>) {
    let mut seen: HashMap<Version, &Acknowledged> = HashMap::with_capacity(answers.len());
    for answer in answers {
        let at = usize::try_from(answer.version.0).ok().and_then(|version| version.checked_sub(1));
        let record = at.and_then(|at| log.get(at));
        if !record.is_some_and(|record| record.version == answer.version && says(record, &answer.deed)) {
            let logged = record.map_or_else(|| "nothing".to_owned(), |record| format!("{:?}", record.effect));
            broken.push(Violation::Lost { answer: format!("{answer:?}"), logged });
        }
        if let Some(other) = seen.insert(answer.version, answer) {
            let (first, second) = (other.buyer, answer.buyer);
            broken.push(Violation::VersionTwice { version: answer.version, first, second });
        }
    }
}

/// Whether this record is what the answer said. A command that changed nothing left a record that says so.
fn says(record: &Record, deed: &Deed) -> bool {
    let this = record.version.0;
    match (deed, &record.effect) {
        (Deed::Held { hold, deadline, places }, Effect::Held { deadline: logged, places: held, .. }) => {
            hold.0 == this && deadline == logged && same(places, held.iter().map(|held| held.units))
        }
        (Deed::Released { hold, places }, Effect::Released { hold: logged, places: back }) => {
            hold == logged && same(places, back.iter().copied())
        }
        (Deed::Extended { hold, deadline }, Effect::Extended { hold: logged, deadline: until }) => {
            hold == logged && deadline == until
        }
        (Deed::PaymentBegun { hold }, Effect::PaymentBegun { hold: logged, .. })
        | (Deed::PaymentFailed { hold }, Effect::PaymentFailed { hold: logged, .. }) => hold == logged,
        (Deed::Booked { hold, booking }, Effect::Booked { hold: logged, .. }) => {
            hold == logged && booking.0 == this
        }
        (Deed::Unbooked { booking }, Effect::Unbooked { booking: logged, .. }) => booking == logged,
        (Deed::Extended { hold, .. }, Effect::Unchanged(Unchanged::Deadline { hold: logged })) => {
            hold == logged
        }
        _ => false,
    }
}

fn same(answered: &[AnsweredUnits], logged: impl Iterator<Item = PlaceUnits>) -> bool {
    let mut answered = answered.to_vec();
    let mut logged: Vec<_> = logged.map(|unit| (unit.place, unit.units, unit.channel)).collect();
    answered.sort_unstable();
    logged.sort_unstable();
    answered == logged
}
