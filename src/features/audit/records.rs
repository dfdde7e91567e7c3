//! An event's log as it is.

use actix_web::HttpResponse;
use actix_web::web::block;
use actors::ports::journal::JournalError;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::Version;
use serde::Deserialize;

use crate::http::answer::Answer;
use crate::http::event_of::EventOf;
use crate::http::past::EventLog;
use crate::http::path::Query;
use crate::http::permission::ReadHistory;
use crate::http::problem::Failure;
use crate::limits::LOG_PAGE_BYTES;

/// Where the page begins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    #[serde(default)]
    after: u64,
}

/// Durable records after a version, each as its length (4 bytes, lowest first) and its bytes; nothing where
/// there are no more. About 1 MiB a page.
#[utoipa::path(get, path = "/api/v1/events/{event}/audit/records", tag = "audit",
    params(
        ("event" = String, Path, description = "The event."),
        ("after" = Option<u64>, Query, description = "The last version known; 0 where left out."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "Records.", body = [u8], content_type = "application/octet-stream"),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn records(event: EventOf<ReadHistory>, from: Query<From>) -> Answer {
    let (log, event, after) = (event.log(), event.id, Version(from.0.after));
    let page = block(move || page(&log, after)).await.map_err(Failure::internal)?;
    let page = page.map_err(|error| {
        tracing::error!(%error, %event, "the log of an event cannot be read");
        Failure::new(ErrorCode::EventUnavailable, "the log cannot be read; the server's log says why")
    })?;
    Ok(HttpResponse::Ok().content_type("application/octet-stream").body(page))
}

fn page(log: &EventLog, after: Version) -> Result<Vec<u8>, JournalError> {
    let mut page = Vec::new();
    let read = log.read(after, &mut |_, bytes| {
        // An error is how a visit ends early.
        if page.len() >= LOG_PAGE_BYTES {
            return Err(JournalError::Fenced);
        }
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        page.extend_from_slice(&length.to_le_bytes());
        page.extend_from_slice(bytes);
        Ok(())
    });
    match read {
        // Behind the end there are no more.
        Ok(_) | Err(JournalError::Fenced | JournalError::Short { .. }) => Ok(page),
        Err(error) => Err(error),
    }
}
