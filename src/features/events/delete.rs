//! Deletes a draft.

use actix_web::HttpResponse;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use serde_json::json;

use super::shown::shown;
use crate::http::answer::Answer;
use crate::http::entity_tag::IfMatch;
use crate::http::event_of::EventOf;
use crate::http::permission::ManageEvents;
use crate::http::problem::Failure;

/// Deletes a draft, for good, also one that was cancelled as a draft. Its entries in the audit log stay, and so do the
/// records of its log, which nobody reaches any more. Refused for whatever was announced: that is called off.
#[utoipa::path(delete, path = "/api/v1/events/{event}", tag = "events", operation_id = "delete_event",
    params(
        ("event" = String, Path, description = "The event."),
        ("If-Match" = String, Header, description = "The `ETag` of the configuration that is deleted, or `*`."),
    ),
    security(("key" = ["manage"])),
    responses(
        (status = 204, description = "It is gone."),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn delete(event: EventOf<ManageEvents>, if_match: IfMatch) -> Answer {
    let setup = event.setup().await?;
    if setup.announced {
        return Err(announced().with_sale(setup.sale));
    }
    let only_if = if_match.required(&setup)?;
    let before = json!(shown(&event.row().await?, &event.known.plan));
    event.discard(only_if, &before).await.map_err(|failure| match failure.code() {
        // Somebody has announced it since.
        ErrorCode::SaleStateConflict => announced(),
        _ => failure,
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn announced() -> Failure {
    let detail = "only a draft can be deleted, and others know of this event: cancel it";
    Failure::new(ErrorCode::EventAnnounced, detail)
}
