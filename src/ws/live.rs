//! The route of live sessions.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use actix_web_actors::ws::handshake_with_protocols;
use actors::hub::Hub;
use actors::hub::source::SourceError;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ws::SUBPROTOCOL;

use super::buyers::Buyers;
use super::origin::Origins;
use super::session::{Opening, Session};
use super::socket::ConnectionSocket;
use crate::http::problem::Failure;
use crate::http::public_event::PublicEvent;
use crate::http::routes::Routes;

/// What the route works with; one for each worker thread, as its hub is.
#[derive(Clone)]
pub struct LiveDoor {
    /// The thread's hub.
    pub hub: Rc<Hub>,
    /// What the edge knows about buyers.
    pub buyers: Arc<dyn Buyers>,
    /// Pages that may open a session.
    pub origins: Origins,
    /// Frames a second that a session may send, where bounds per address hold for it.
    pub frames_per_second: u32,
}

/// `/events/{event}/live`
pub fn routes(routes: &mut Routes) {
    routes.add(__path_live, live);
}

/// Opens a live session over WebSocket, subprotocol `frontrow.v1`; docs/PROTOCOL.md describes it.
#[utoipa::path(get, path = "/api/v1/events/{event}/live", tag = "buyers",
    params(("event" = String, Path, description = "The event.")),
    security((), ("key" = ["read"])),
    responses(
        (status = 101, description = "The session."),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn live(
    request: HttpRequest,
    event: PublicEvent,
    payload: Payload,
    door: Data<LiveDoor>,
) -> Result<HttpResponse, Failure> {
    if !door.origins.admit(&request) {
        return Err(Failure::new(ErrorCode::OriginNotAllowed, "this page's origin is not on the list"));
    }
    let mut response = handshake_with_protocols(&request, &[SUBPROTOCOL])
        .map_err(|error| Failure::new(ErrorCode::UpgradeRequired, error.to_string()))?;
    if !speaks(&request) {
        let detail = format!("name the subprotocol {SUBPROTOCOL} in Sec-WebSocket-Protocol");
        return Err(Failure::new(ErrorCode::UpgradeRequired, detail));
    }
    let event = event.id;
    let subscription = door.hub.join(event).await.map_err(failure)?;
    let address = door.buyers.address(&request);
    let opening = Opening {
        event,
        subscription,
        buyers: Arc::clone(&door.buyers),
        address,
        frames_per_second: address.map(|_| door.frames_per_second),
        socket: request.conn_data::<ConnectionSocket>().cloned(),
    };
    Ok(response.streaming(Session::new(opening, payload)))
}

/// The handshake answers also clients that name no subprotocol at all.
fn speaks(request: &HttpRequest) -> bool {
    let named = request.headers().get_all("sec-websocket-protocol");
    named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.trim() == SUBPROTOCOL)
}

fn failure(error: SourceError) -> Failure {
    let code = match error {
        SourceError::NotFound => ErrorCode::UnknownEvent,
        SourceError::Busy => ErrorCode::Busy,
        SourceError::Unavailable => ErrorCode::EventUnavailable,
        SourceError::Unknown => ErrorCode::AnswerUnknown,
    };
    Failure::new(code, error.to_string())
}
