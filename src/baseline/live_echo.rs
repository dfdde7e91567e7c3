//! A WebSocket that sends every text back: the front, the codec and the response stream of a live session,
//! without a hub, a decoder, a seat map or a disk.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use actix_web_actors::ws::handshake_with_protocols;
use actors::hub::frame::put_text_frame;
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use schemas::error_code::ErrorCode;
use schemas::ws::SUBPROTOCOL;

use crate::http::problem::Failure;
use crate::ws::inbox::{Inbound, Inbox};
use crate::ws::limits::READ_AHEAD_BYTES;
use crate::ws::socket::ConnectionSocket;

/// Opens an echo.
pub(super) async fn open(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Failure> {
    let mut response = handshake_with_protocols(&request, &[SUBPROTOCOL])
        .map_err(|error| Failure::new(ErrorCode::UpgradeRequired, error.to_string()))?;
    if let Some(socket) = request.conn_data::<ConnectionSocket>() {
        socket.bound_unsent();
    }
    Ok(response.streaming(Echo { payload: Some(payload), inbox: Inbox::default(), out: BytesMut::new() }))
}

struct Echo {
    /// None once the client is gone or has closed.
    payload: Option<Payload>,
    inbox: Inbox,
    out: BytesMut,
}

impl Echo {
    fn read(&mut self, context: &mut Context<'_>) {
        while self.inbox.waiting() < READ_AHEAD_BYTES {
            let Some(payload) = &mut self.payload else { return };
            match Pin::new(payload).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => self.inbox.feed(bytes),
                Poll::Ready(Some(Err(_)) | None) => self.payload = None,
                Poll::Pending => break,
            }
        }
        loop {
            match self.inbox.next_message() {
                Ok(Some(Inbound::Text(text))) => {
                    put_text_frame(&mut self.out, |out| out.extend_from_slice(&text));
                }
                Ok(Some(Inbound::Ping(_) | Inbound::Pong)) => {}
                Ok(None) => return,
                Ok(Some(Inbound::Close(_))) | Err(_) => return self.payload = None,
            }
        }
    }
}

impl Stream for Echo {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.read(context);
        if !self.out.is_empty() {
            return Poll::Ready(Some(Ok(self.out.split().freeze())));
        }
        if self.payload.is_none() { Poll::Ready(None) } else { Poll::Pending }
    }
}
