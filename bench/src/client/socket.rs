//! One WebSocket with small buffers, so that thousands fit into one process.

use std::collections::VecDeque;
use std::future::poll_fn;

use futures_util::{Sink, SinkExt, StreamExt};
use schemas::ws::SUBPROTOCOL;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::http::Uri;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::address::ServerAddress;
use crate::limits::{CONNECT_TIME, FRAME_BYTES_MAX, SOCKET_BUFFER_BYTES};

/// Why no socket was opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The server answered the handshake with this HTTP status.
    #[error("the server answered the handshake with status {0}")]
    Status(u16),
    /// It took too long.
    #[error("no connection in time")]
    Time,
    /// Anything else on the way.
    #[error("{0}")]
    Failed(String),
}

impl ConnectError {
    /// Whether trying again cannot help: the server understood and said no.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Status(400..=428 | 430..=499))
    }
}

/// An open WebSocket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    unflushed: bool,
}

/// Opens a WebSocket of the live protocol.
///
/// # Errors
/// The server is not there, not in time, or does not agree.
pub async fn connect(address: ServerAddress, path: String) -> Result<Socket, ConnectError> {
    tokio::time::timeout(CONNECT_TIME, open(&address, &path)).await.unwrap_or(Err(ConnectError::Time))
}

async fn open(address: &ServerAddress, path: &str) -> Result<Socket, ConnectError> {
    let failed = |error: &dyn std::fmt::Display| ConnectError::Failed(error.to_string());
    let stream = TcpStream::connect(address.socket()).await.map_err(|error| failed(&error))?;
    stream.set_nodelay(true).map_err(|error| failed(&error))?;
    let uri: Uri = format!("ws://{}{path}", address.authority()).parse().map_err(|error| failed(&error))?;
    let request = ClientRequestBuilder::new(uri).with_sub_protocol(SUBPROTOCOL);
    let limits = WebSocketConfig::default()
        .read_buffer_size(SOCKET_BUFFER_BYTES)
        .write_buffer_size(SOCKET_BUFFER_BYTES)
        .max_message_size(Some(FRAME_BYTES_MAX))
        .max_frame_size(Some(FRAME_BYTES_MAX));
    match client_async_with_config(request, stream, Some(limits)).await {
        Ok((stream, _)) => Ok(Socket { stream, unflushed: false }),
        Err(Error::Http(response)) => Err(ConnectError::Status(response.status().as_u16())),
        Err(error) => Err(failed(&error)),
    }
}

impl Socket {
    /// Writes what is waiting and then reads one message: a text, or none where it was something else.
    /// May be dropped at any await: a frame leaves `outgoing` in the same step in which it is in the
    /// socket's buffer.
    ///
    /// # Errors
    /// Why the connection is gone.
    pub async fn exchange(&mut self, outgoing: &mut VecDeque<String>) -> Result<Option<Utf8Bytes>, String> {
        while !outgoing.is_empty() {
            self.ready().await.map_err(|error| error.to_string())?;
            if let Some(text) = outgoing.pop_front() {
                self.unflushed = true;
                self.stream.start_send_unpin(Message::text(text)).map_err(|error| error.to_string())?;
            }
        }
        if self.unflushed {
            self.stream.flush().await.map_err(|error| error.to_string())?;
            self.unflushed = false;
        }
        match self.stream.next().await {
            None => Err("closed".to_owned()),
            Some(Err(error)) => Err(error.to_string()),
            Some(Ok(Message::Close(_))) => Err("closed by the server".to_owned()),
            Some(Ok(Message::Text(text))) => Ok(Some(text)),
            Some(Ok(_)) => {
                // The answer to a ping is in the buffer now.
                self.unflushed = true;
                Ok(None)
            }
        }
    }

    async fn ready(&mut self) -> Result<(), Error> {
        poll_fn(|context| Sink::poll_ready(std::pin::Pin::new(&mut self.stream), context)).await
    }
}
