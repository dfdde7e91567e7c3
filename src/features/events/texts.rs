//! What people read of an event: checked, shown, changed.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use actors::ports::catalogue::Reach;
use actors::ports::catalogue::events::{EventRow, Events, TextsChange, TextsRow};
use actors::ports::clock::Clock;
use jiff::tz::TimeZone;
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::api::texts::{About, EventTexts};
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::EventId;
use schemas::time::Timestamp;
use serde_json::json;

use crate::http::answer::{self, Answer, encode};
use crate::http::commands::unknown_event;
use crate::http::entity_tag::{Named, changed_meanwhile, if_match_missing, named};
use crate::http::mistakes::Mistakes;
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::{ManageEvents, ReadEvents};
use crate::http::problem::Failure;
use crate::http::told::{Body, name};
use crate::limits::{EVENT_DESCRIPTION_CHARACTERS, EVENT_NAME_CHARACTERS, VENUE_CHARACTERS};

/// What people read of an event. Its `ETag` is what a change names as `If-Match`.
#[utoipa::path(get, path = "/api/v1/events/{event}/texts", tag = "events",
    params(("event" = String, Path, description = "The event.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The texts.", body = EventTexts),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn texts(
    organiser: Organiser<ReadEvents>,
    path: Path<EventId>,
    catalogue: Data<dyn Events>,
) -> Answer {
    let row = found(catalogue.as_ref(), organiser.reach(), path.0).await?;
    answered(&row)
}

/// Gives an event other texts, as a whole, its zone with them. Nothing of its sale depends on them: its schedule stays
/// where it is.
#[utoipa::path(put, path = "/api/v1/events/{event}/texts", tag = "events",
    params(
        ("event" = String, Path, description = "The event."),
        ("If-Match" = String, Header, description = "The `ETag` of the texts that are changed, or `*`."),
    ),
    request_body = EventTexts,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "The texts.", body = EventTexts),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn describe(
    request: HttpRequest,
    organiser: Organiser<ManageEvents>,
    path: Path<EventId>,
    body: Body<EventTexts>,
    catalogue: Data<dyn Events>,
    clock: Data<dyn Clock>,
) -> Answer {
    let (reach, catalogue) = (organiser.reach(), catalogue.as_ref());
    let row = found(catalogue, reach, path.0).await?;
    let only_if = match named(&request)? {
        Named::Nothing => return Err(if_match_missing()),
        Named::Any => None,
        Named::Tag(given) if given == tag(&row) => Some(row.texts_version),
        Named::Tag(_) => return Err(changed_meanwhile()),
    };
    let (EventTexts { name, starts_at, about }, now) = (&body.0, clock.now());
    let mut mistakes = Mistakes::default();
    let zone = about.zone.as_deref().ok_or_else(|| no_zone(&row));
    let zone = mistakes.kept(zone).unwrap_or(&row.texts.zone);
    let new = checked(name, *starts_at, (about, zone), &mut mistakes);
    if starts_at.0 != row.texts.starts_at {
        mistakes.kept(is_to_come(*starts_at, now, "/starts_at"));
    }
    mistakes.none()?;
    let mut entry = organiser.entry(AuditAction::EventDescribed, Some(row.organiser), &row.id, now);
    entry.before = Some(json!(shown(&row.texts)).to_string());
    entry.after = Some(json!(shown(&new)).to_string());
    match catalogue.set_texts(reach, row.id, new, only_if, entry).await? {
        TextsChange::Done => answered(&found(catalogue, reach, path.0).await?),
        TextsChange::NotThere => Err(unknown_event(path.0)),
        TextsChange::ChangedMeanwhile => Err(changed_meanwhile()),
    }
}

/// Texts are put as a whole: what is left out would be taken away, and the clock on the wall be another one.
fn no_zone(row: &EventRow) -> Failure {
    let detail = format!("name the IANA time zone of the venue; it is {} now", row.texts.zone);
    Failure::new(ErrorCode::InvalidValue, detail).at("/about/zone")
}

/// The event's row, where it is within reach and its log has begun.
pub async fn found(catalogue: &dyn Events, reach: Reach, event: EventId) -> Result<EventRow, Failure> {
    let row = catalogue.event(reach, event).await?.filter(|row| row.created_in_log);
    row.ok_or_else(|| unknown_event(event))
}

fn tag(row: &EventRow) -> String {
    format!("\"texts-{}\"", row.texts_version)
}

fn answered(row: &EventRow) -> Answer {
    let mut response: HttpResponse = answer::json(StatusCode::OK, encode(&shown(&row.texts))?);
    let tag = HeaderValue::from_str(&tag(row)).map_err(Failure::internal)?;
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// Texts as they are kept, in this zone. Each part that cannot be is noted.
pub fn checked(
    name_: &str,
    starts_at: Moment,
    (about, zone): (&About, &str),
    mistakes: &mut Mistakes,
) -> TextsRow {
    let invalid = |detail: String, pointer: &str| Failure::new(ErrorCode::InvalidValue, detail).at(pointer);
    mistakes.kept(name(name_, EVENT_NAME_CHARACTERS, "/name"));
    if !about.venue.is_empty() {
        mistakes.kept(name(&about.venue, VENUE_CHARACTERS, "/about/venue"));
    }
    let is_odd = |letter: char| letter.is_control() && letter != '\n';
    if about.description.chars().count() > EVENT_DESCRIPTION_CHARACTERS
        || about.description.chars().any(is_odd)
    {
        let detail = format!(
            "a description has at most {EVENT_DESCRIPTION_CHARACTERS} characters and no control characters but \
             line feeds"
        );
        mistakes.note(invalid(detail, "/about/description"));
    }
    mistakes.kept(doors_before(about.doors_at, starts_at, "/about/doors_at"));
    let known = TimeZone::get(zone).ok();
    let known = known.as_ref().and_then(TimeZone::iana_name);
    if known.is_none() {
        let detail = format!("{zone:?} is no IANA time zone, such as Europe/Berlin");
        mistakes.note(invalid(detail, "/about/zone"));
    }
    TextsRow {
        name: name_.to_owned(),
        starts_at: starts_at.0,
        description: about.description.clone(),
        venue: about.venue.clone(),
        zone: known.unwrap_or(zone).to_owned(),
        doors_at: about.doors_at.map(|doors| doors.0),
    }
}

/// The doors open before an event begins, or as it does.
///
/// # Errors
/// `invalid_value` at `pointer`.
pub fn doors_before(doors_at: Option<Moment>, starts_at: Moment, pointer: &str) -> Result<(), Failure> {
    if doors_at.is_none_or(|doors| doors <= starts_at) {
        return Ok(());
    }
    let detail = format!("the doors open before the event begins, at {starts_at}");
    Err(Failure::new(ErrorCode::InvalidValue, detail).at(pointer))
}

/// Nobody sells what is over: where an event is given a beginning, it is to come.
///
/// # Errors
/// `invalid_value` at `pointer`.
pub fn is_to_come(starts_at: Moment, now: Timestamp, pointer: &str) -> Result<(), Failure> {
    if starts_at.0 > now {
        return Ok(());
    }
    let detail = format!("{starts_at} is over: it is {} now", Moment(now));
    Err(Failure::new(ErrorCode::InvalidValue, detail).at(pointer))
}

/// Texts as everyone reads them.
pub fn shown(texts: &TextsRow) -> EventTexts {
    let about = About {
        description: texts.description.clone(),
        venue: texts.venue.clone(),
        zone: Some(texts.zone.clone()),
        doors_at: texts.doors_at.map(Moment),
    };
    EventTexts { name: texts.name.clone(), starts_at: Moment(texts.starts_at), about }
}

/// A moment by the clock of a zone, with its distance from UTC.
pub fn local(moment: Timestamp, zone: &str) -> String {
    let millisecond = i64::try_from(moment.0).unwrap_or(i64::MAX);
    let moment = jiff::Timestamp::from_millisecond(millisecond).unwrap_or(jiff::Timestamp::MAX);
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    moment.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_the_clock_on_the_venue_s_wall() {
        let summer = Timestamp(1_909_161_000_000);
        let winter = Timestamp(1_893_526_200_000);
        for (moment, zone, told) in [
            (winter, "UTC", "2030-01-01T19:30:00+00:00"),
            (winter, "Europe/Berlin", "2030-01-01T20:30:00+01:00"),
            (summer, "Europe/Berlin", "2030-07-01T20:30:00+02:00"),
            (winter, "Asia/Kathmandu", "2030-01-02T01:15:00+05:45"),
        ] {
            assert_eq!(local(moment, zone), told, "{zone}");
        }
    }
}
