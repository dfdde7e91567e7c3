//! Live sessions of a load.

use schemas::ids::EventId;
use schemas::ws::ClientFrame;
use schemas::ws::client::Hello;

use super::live_wire;
use super::stream::{LoadError, ReadRoom, Stream};
use crate::client::address::ServerAddress;
use crate::client::model::EventModel;

/// The bytes of a `hello` that resumes from this state.
pub(super) fn hello(hold_token: Option<String>, first_state: &EventModel) -> Vec<u8> {
    let mut out = Vec::new();
    let hello = Hello {
        hold_token,
        resume_from: Some(first_state.version()),
        stream: Some(first_state.public.stream),
    };
    live_wire::put_frame(&mut out, &ClientFrame::Hello(hello));
    out
}

/// A session that has said this `hello`.
pub(super) async fn session(
    address: &ServerAddress,
    event: EventId,
    hello: &[u8],
    room: ReadRoom,
) -> Result<Stream, LoadError> {
    let mut stream = live_wire::open(address, &format!("/api/v1/events/{event}/live"), room).await?;
    stream.write(hello).await?;
    Ok(stream)
}
