//! Creates an event: a catalogue row, then the log's first record, then the row's mark that it has one.
//! A crash between is repaired at the next start, and by a repeat of the request.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::events::{EventRow, Events, TextsRow};
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::catalogue::plans::Plans;
use actors::ports::catalogue::{Once, Reach, Written};
use actors::ports::clock::Clock;
use actors::registry::Registry;
use actors::seat_map::TermsError;
use schemas::api::events::{Event, NewEvent};
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, EventId, OrganiserId};
use schemas::plan::PlanIndex;
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;
use serde_json::json;

use super::schedule;
use super::shown::made;
use super::terms::{terms, terms_invalid};
use super::texts::{checked, is_to_come};
use crate::http::answer::{self, Answer, encode};
use crate::http::known_events::KnownEvents;
use crate::http::mistakes::Mistakes;
use crate::http::organiser::{Organiser, Whose};
use crate::http::path::Query;
use crate::http::permission::ManageEvents;
use crate::http::problem::Failure;
use crate::http::told::{Told, id_reused};

/// The zone of a new event that names none.
const ZONE_WHERE_NONE_IS_GIVEN: &str = "UTC";

/// What events are created with.
pub struct Creation {
    /// Times and bounds where an event says nothing else.
    pub defaults: EventTerms,
    /// Tells when.
    pub clock: Arc<dyn Clock>,
    /// Where rows are kept.
    pub catalogue: Arc<dyn Events>,
    /// Whose they can be.
    pub organisers: Arc<dyn Organisers>,
    /// Who has which plans.
    pub plans: Arc<dyn Plans>,
    /// Where logs begin.
    pub registry: Registry,
}

impl Creation {
    /// The plan version of this hash, where the organiser has it: another's content is not there.
    async fn plan(
        &self,
        organiser: OrganiserId,
        hash: ContentHash,
        events: &KnownEvents,
    ) -> Result<Arc<PlanIndex>, Failure> {
        if self.plans.has_version(organiser, hash).await? {
            return events.plan(hash).await;
        }
        let detail = format!("no plan of {organiser} has the published version {hash}");
        Err(Failure::new(ErrorCode::UnknownPlan, detail))
    }

    /// Begins the event's log where it has not begun; harmless to repeat.
    async fn begin(&self, whose: Reach, id: EventId) -> Result<(), Failure> {
        // One that is not there was deleted since: a repeat makes nothing anew.
        let row = self.catalogue.event(whose, id).await?;
        if let Some(row) = row.filter(|row| !row.created_in_log) {
            self.registry.create(id, row.first_terms).await?;
            self.catalogue.event_begun(id).await?;
        }
        Ok(())
    }

    /// Keeps new events, all of them or none, begins their logs, and answers: with `once` where they are new,
    /// with what was answered before otherwise. `ids` reads them from an answer. `noted` is what the audit log says of
    /// each, where that is more than what it says of the POST.
    pub(super) async fn make(
        &self,
        whose: Reach,
        (rows, noted): (Vec<EventRow>, Vec<AuditEntry>),
        once: Once,
        ids: fn(&[u8]) -> Result<Vec<EventId>, Failure>,
    ) -> Answer {
        let answer = once.answer.clone();
        let deleted =
            || Failure::new(ErrorCode::UnknownPlan, "the plan version was deleted meanwhile").at("/plan");
        let answer = match self.catalogue.create_events(rows, noted, once).await?.ok_or_else(deleted)? {
            Written::Done => answer,
            Written::Repeated(answer) => answer,
            Written::IdReused => return Err(id_reused()),
        };
        for id in ids(&answer)? {
            self.begin(whose, id).await?;
        }
        Ok(answer::json(StatusCode::CREATED, answer))
    }
}

/// A draft that is to begin.
pub(super) fn drafted(
    organiser: OrganiserId,
    created: Timestamp,
    texts: TextsRow,
    terms: EventTerms,
) -> Result<EventRow, Failure> {
    Ok(EventRow {
        id: EventId(getrandom::u64().map_err(Failure::internal)?),
        organiser,
        texts,
        texts_version: 1,
        created,
        first_terms: terms.clone(),
        terms,
        sale: SaleState::Draft,
        announced: false,
        sale_moves_at: None,
        changing: false,
        created_in_log: false,
    })
}

/// Creates an event on a published plan version: a draft, whose sale is scheduled or opened by another call. All that is
/// wrong is told at once, in `issues`.
#[utoipa::path(post, path = "/api/v1/events", tag = "events",
    params(
        ("organiser" = Option<String>, Query, description = "For whom; named by a key of the platform."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = NewEvent,
    security(("key" = ["manage"])),
    responses(
        (status = 201, description = "The event.", body = Event),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create(
    organiser: Organiser<ManageEvents>,
    whose: Query<Whose>,
    told: Told<NewEvent>,
    events: Data<KnownEvents>,
    creation: Data<Creation>,
) -> Answer {
    let (new, now, mut mistakes) = (told.body, creation.clock.now(), Mistakes::default());
    let whose = organiser.acts_for(whose.0.organiser, creation.organisers.as_ref()).await?;
    let zone = new.about.zone.as_deref().unwrap_or(ZONE_WHERE_NONE_IS_GIVEN);
    let texts = checked(&new.name, new.starts_at, (&new.about, zone), &mut mistakes);
    mistakes.kept(is_to_come(new.starts_at, now, "/starts_at"));
    let plan = match creation.plan(whose, new.plan, &events).await {
        Err(failure) if failure.code() != ErrorCode::UnknownPlan => return Err(failure),
        plan => mistakes.kept(plan.map_err(|failure| failure.at("/plan"))),
    };
    let terms = terms(&creation.defaults, &new, plan.as_deref(), &mut mistakes);
    for (name, _) in schedule::over(terms.schedule, now) {
        mistakes.note(terms_invalid(&TermsError::Past(name), &terms));
    }
    mistakes.none()?;
    let plan = plan.ok_or_else(|| Failure::internal("no plan, and no mistake"))?;
    let row = drafted(whose, now, texts, terms)?;
    let shown = made(&row, &plan);
    let entry = organiser.entry(AuditAction::EventCreated, Some(whose), &row.id, now);
    let once = organiser.once((told.id, told.digest), encode(&shown)?, (entry, json!(shown)));
    creation.make(organiser.reach(), (vec![row], Vec::new()), once, event_in).await
}

/// The event that an answer is about.
pub(super) fn event_in(answer: &[u8]) -> Result<Vec<EventId>, Failure> {
    serde_json::from_slice::<Event>(answer).map(|event| vec![event.event]).map_err(Failure::internal)
}
