//! Events like another: one copy, or a series of dates, all of them or none.
//!
//! What is copied is what the other is sold under and what is said about it; its schedule and its doors keep their
//! distance from the beginning. Its holds, bookings, killed and
//! repainted places, allocations and set capacities are its own.

use actix_web::web::Data;
use actors::ports::catalogue::Once;
use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::events::EventRow;
use schemas::api::events::Event;
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::api::texts::{EventDate, NewSeries, SeriesMade};
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{CommandHash, EventId};
use serde_json::json;

use super::create::{Creation, event_in};
use super::dates::Template;
use super::shown::made;
use super::texts;
use crate::http::answer::{Answer, encode};
use crate::http::known_events::KnownEvents;
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ManageEvents;
use crate::http::problem::Failure;
use crate::http::told::Told;
use crate::limits::SERIES_DATES;

/// Makes an event like this one, at another time: a draft under its present terms.
#[utoipa::path(post, path = "/api/v1/events/{event}/copy", tag = "events",
    params(
        ("event" = String, Path, description = "The event that is copied."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = EventDate,
    security(("key" = ["manage"])),
    responses(
        (status = 201, description = "The new event.", body = Event),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn copy(
    organiser: Organiser<ManageEvents>,
    path: Path<EventId>,
    told: Told<EventDate>,
    events: Data<KnownEvents>,
    creation: Data<Creation>,
) -> Answer {
    let making = Making { organiser: &organiser, template: path.0, events: &events, creation: &creation };
    let rows = making.rows(std::slice::from_ref(&told.body), false).await?;
    let made = making.shown(&rows).await?;
    let copied = made.events.first().ok_or_else(|| Failure::internal("a copy of nothing"))?;
    let once = making.once(&rows, (told.id, told.digest), encode(copied)?);
    let noted = making.noted(&made);
    creation.make(organiser.reach(), (rows, noted), once, event_in).await
}

/// Makes several events like this one, 1 to 100 dates of it: drafts under its present terms, all of them or none.
#[utoipa::path(post, path = "/api/v1/events/{event}/series", tag = "events",
    params(
        ("event" = String, Path, description = "The event that is copied."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = NewSeries,
    security(("key" = ["manage"])),
    responses(
        (status = 201, description = "The new events.", body = SeriesMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn series(
    organiser: Organiser<ManageEvents>,
    path: Path<EventId>,
    told: Told<NewSeries>,
    events: Data<KnownEvents>,
    creation: Data<Creation>,
) -> Answer {
    let making = Making { organiser: &organiser, template: path.0, events: &events, creation: &creation };
    let rows = making.rows(&told.body.dates, true).await?;
    let made = making.shown(&rows).await?;
    let once = making.once(&rows, (told.id, told.digest), encode(&made)?);
    let noted = making.noted(&made);
    creation.make(organiser.reach(), (rows, noted), once, events_in).await
}

/// What events like another are made with.
struct Making<'handler> {
    organiser: &'handler Organiser<ManageEvents>,
    template: EventId,
    events: &'handler KnownEvents,
    creation: &'handler Creation,
}

impl Making<'_> {
    /// The rows of these dates. `in_list` says whether a date stands in a list of the request.
    async fn rows(&self, dates: &[EventDate], in_list: bool) -> Result<Vec<EventRow>, Failure> {
        if !(1..=SERIES_DATES).contains(&dates.len()) {
            let detail = format!("a series has 1 to {SERIES_DATES} dates");
            return Err(Failure::new(ErrorCode::InvalidValue, detail).at("/dates"));
        }
        let now = self.creation.clock.now();
        let catalogue = self.creation.catalogue.as_ref();
        let template = texts::found(catalogue, self.organiser.reach(), self.template).await?;
        let template = if template.is_stale(now) { self.events.fresh(template).await? } else { template };
        let plan = self.events.plan(template.terms.plan).await?;
        let template = Template { row: &template, plan: &plan, now };
        template.dated(dates, in_list)
    }

    async fn shown(&self, rows: &[EventRow]) -> Result<SeriesMade, Failure> {
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            events.push(made(row, self.events.plan(row.terms.plan).await?.as_ref()));
        }
        Ok(SeriesMade { events })
    }

    /// What the audit log says of each, beside what it says of the one that was copied.
    fn noted(&self, made: &SeriesMade) -> Vec<AuditEntry> {
        let now = self.creation.clock.now();
        let entry = |event: &Event| {
            let whose = Some(event.organiser);
            let mut after = json!(event);
            after["copied_from"] = json!(self.template);
            let entry = self.organiser.entry(AuditAction::EventCreated, whose, &event.event, now);
            AuditEntry { after: Some(after.to_string()), ..entry }
        };
        made.events.iter().map(entry).collect()
    }

    fn once(&self, rows: &[EventRow], told: (CommandHash, CommandHash), answer: Vec<u8>) -> Once {
        let whose = rows.first().map(|row| row.organiser);
        let now = self.creation.clock.now();
        let entry = self.organiser.entry(AuditAction::EventCreated, whose, &self.template, now);
        let made: Vec<_> = rows
            .iter()
            .map(|row| json!({ "event": row.id, "starts_at": Moment(row.texts.starts_at) }))
            .collect();
        self.organiser.once(told, answer, (entry, json!({ "copies": made })))
    }
}

/// The events that an answer is about.
fn events_in(answer: &[u8]) -> Result<Vec<EventId>, Failure> {
    let made = serde_json::from_slice::<SeriesMade>(answer).map_err(Failure::internal)?;
    Ok(made.events.iter().map(|event| event.event).collect())
}
