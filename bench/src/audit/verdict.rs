//! The last word on a run: server, replayed log, own replay and every client must agree.

use std::sync::Arc;

use schemas::api::audit::EventAudit;
use schemas::ids::{EventId, PlaceIndex, Version};
use schemas::public_hash::PublicPlace;
use schemas::record::Record;

use super::account::account;
use super::ledger::Acknowledged;
use super::log::{LoggedEvent, PlaceShape, PlanShapes};
use super::violation::Violation;
use crate::buyer::run::Reached;
use crate::client::http::{CallError, HttpClient};
use crate::client::venue::Venue;
use crate::crowd::Crowd;
use crate::limits::SETTLE_ROUNDS;

/// Places told for a client that sees something else.
const DIFFERENCES_TOLD: usize = 5;

/// What an audit looked at and what it found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The version at which everything was compared.
    pub version: Version,
    /// Records of the log that were performed.
    pub records: usize,
    /// Answers that were looked up.
    pub answers: usize,
    /// Clients that were compared.
    pub clients: usize,
    /// Everything found wrong.
    pub violations: Vec<Violation>,
}

impl Verdict {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Lets a crowd settle and audits everything. `admin` carries the organiser's key.
///
/// # Errors
/// The server does not answer the auditor.
pub async fn audit_crowd(crowd: &Crowd, admin: &HttpClient) -> Result<Verdict, CallError> {
    // Whoever waits for an answer gets it before the first comparison.
    crowd.settle(Version(0)).await;
    let mut round = 0;
    let (server, reached) = loop {
        let server = admin.audit(crowd.run().event).await?;
        let reached = crowd.settle(server.version).await;
        round += 1;
        if round == SETTLE_ROUNDS || reached.iter().all(|reached| reached.sees.version <= server.version) {
            break (server, reached);
        }
    };
    let run = crowd.run();
    let (mut verdict, performed, _) = audit_against(admin, run.event, &server, &run.ledger.entries()).await?;
    verdict.clients = reached.len();
    for client in &reached {
        compare_client(client, &server, &performed, &mut verdict.violations);
    }
    for _ in reached.len()..crowd.present() {
        verdict.violations.push(Violation::ClientSilent { expected: server.version });
    }
    Ok(verdict)
}

pub(super) fn compare_client(
    client: &Reached,
    server: &EventAudit,
    performed: &LoggedEvent,
    broken: &mut Vec<Violation>,
) {
    let (number, version, shown) = (client.client, server.version, &client.sees);
    if shown.version != version {
        broken.push(Violation::ClientBehind { client: number, reached: shown.version, expected: version });
        return;
    }
    let hash = shown.hash();
    if hash != server.public_hash {
        let what = format!("public hash of client {number} and of the server");
        broken.push(Violation::HashDiffers { what, version, ours: hash, theirs: server.public_hash });
        let seen =
            format!("{} {:?} {:?} {} places", shown.plan, shown.sale, shown.schedule, shown.letters.len());
        let (plan, sale, schedule) = (performed.plan, performed.sale, performed.schedule);
        let logged = format!("{plan} {sale:?} {schedule:?} {} places", performed.places.len());
        if seen != logged {
            broken.push(Violation::HeadDiffers { client: number, seen, logged });
        }
        let places = (0_u32..).map(PlaceIndex).take(shown.letters.len());
        let other = places.filter_map(|place| {
            let (seen, logged) = (in_words(shown.place(place)), in_words(performed.place(place)));
            (seen != logged).then_some(Violation::PlaceDiffers { client: number, place, seen, logged })
        });
        broken.extend(other.take(DIFFERENCES_TOLD));
    }
}

fn in_words(place: Option<PublicPlace<'_>>) -> String {
    place.map_or_else(|| "nothing".to_owned(), |place| format!("{place:?}"))
}

/// Audits an event by its log alone. Returns the event as the log has it, and the log.
///
/// # Errors
/// The server does not answer the auditor.
pub async fn audit_event(
    admin: &HttpClient,
    event: EventId,
    answers: &[Acknowledged],
) -> Result<(Verdict, LoggedEvent, Vec<Record>), CallError> {
    let server = admin.audit(event).await?;
    audit_against(admin, event, &server, answers).await
}

async fn audit_against(
    admin: &HttpClient,
    event: EventId,
    server: &EventAudit,
    answers: &[Acknowledged],
) -> Result<(Verdict, LoggedEvent, Vec<Record>), CallError> {
    let log = admin.log(event, server.version).await?;
    let mut verdict =
        Verdict { version: server.version, records: log.len(), answers: answers.len(), ..Verdict::default() };
    let broken = &mut verdict.violations;
    let mut performed = LoggedEvent::on(Arc::new(plans_of(admin, &log).await?));
    for record in &log {
        performed.perform(record, broken);
    }
    performed.check_sums(broken);
    account(answers, &log, broken);
    compare_hashes(server, &performed, broken);
    Ok((verdict, performed, log))
}

/// Memory, replay and the log as it was performed here must agree.
pub(super) fn compare_hashes(server: &EventAudit, performed: &LoggedEvent, broken: &mut Vec<Violation>) {
    let pairs = [
        ("state hash of memory and of replay", server.state_hash, server.replayed_state_hash),
        ("public hash of memory and of replay", server.public_hash, server.replayed_public_hash),
        (
            "public hash of the log performed here and of the server",
            performed.public_hash(),
            server.public_hash,
        ),
    ];
    for (what, ours, theirs) in pairs {
        if ours != theirs {
            let (what, version) = (what.to_owned(), server.version);
            broken.push(Violation::HashDiffers { what, version, ours, theirs });
        }
    }
}

/// What the places are of every plan version that the log names.
async fn plans_of(admin: &HttpClient, log: &[Record]) -> Result<PlanShapes, CallError> {
    let mut plans = PlanShapes::new();
    let first = log.first().and_then(|record| record.effect.beginning()).map(|(terms, _)| terms.plan);
    for plan in first.into_iter().chain(log.iter().filter_map(|record| record.effect.moves_to())) {
        plans.insert(plan, shapes(&admin.venue(plan).await?));
    }
    Ok(plans)
}

/// What each place of a venue is, by index; what is not drawn was dropped.
fn shapes(venue: &Venue) -> Vec<PlaceShape> {
    let mut shapes = vec![PlaceShape { capacity: 0, is_area: false }; venue.places];
    let rows = venue.rows.iter().map(|row| &row.seats);
    let seats = rows.chain(venue.tables.iter().map(|table| &table.seats)).flatten();
    let seats = seats.map(|seat| (*seat, PlaceShape { capacity: 1, is_area: false }));
    let areas = venue.areas.iter().map(|area| {
        let capacity = if area.as_a_whole { 1 } else { area.capacity };
        (area.place, PlaceShape { capacity, is_area: !area.as_a_whole })
    });
    for (place, shape) in seats.chain(areas) {
        if let Some(slot) = shapes.get_mut(place.0 as usize) {
            *slot = shape;
        }
    }
    shapes
}
