//! A client that a test steers frame by frame.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::stage::Stage;

pub struct Client {
    socket: WebSocketStream<TcpStream>,
}

/// Tries a handshake with these headers beside the usual ones; the status where it was refused.
pub async fn knock(stage: &Stage, url: &str, headers: &[(&'static str, &str)]) -> Result<Client, u16> {
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let stream = TcpStream::connect(stage.address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    match client_async(request, stream).await {
        Ok((socket, response)) => {
            assert_eq!(response.headers()["sec-websocket-protocol"], "frontrow.v1");
            Ok(Client { socket })
        }
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

pub const SPEAKS: (&str, &str) = ("sec-websocket-protocol", "other, frontrow.v1");

impl Client {
    /// Connected, nothing said.
    pub async fn connect(stage: &Stage) -> Self {
        knock(stage, &stage.url(), &[SPEAKS]).await.unwrap()
    }

    /// Connected and greeted; its first state is read.
    pub async fn greeted(stage: &Stage, token: Option<&str>) -> Self {
        let mut client = Self::connect(stage).await;
        let hello = match token {
            Some(token) => serde_json::json!({"type": "hello", "hold_token": token}),
            None => serde_json::json!({"type": "hello"}),
        };
        client.say(&hello.to_string()).await;
        client.until("snapshot").await;
        client.until("heartbeat").await;
        if token.is_some() {
            client.until("holds").await;
        }
        client
    }

    pub async fn say(&mut self, frame: &str) {
        self.socket.send(Message::text(frame)).await.unwrap();
    }

    /// Many frames in one write.
    pub async fn say_all(&mut self, frames: &[String]) {
        for frame in frames {
            self.socket.feed(Message::text(frame)).await.unwrap();
        }
        self.socket.flush().await.unwrap();
    }

    /// Bytes as they are.
    pub async fn bytes(&mut self, bytes: &[u8]) {
        self.socket.get_mut().write_all(bytes).await.unwrap();
    }

    pub async fn message(&mut self) -> Message {
        self.socket.next().await.expect("the server says something").unwrap()
    }

    /// The next frame.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.message().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) => {}
                other => panic!("{other:?} is no frame"),
            }
        }
    }

    /// The next frame of this type.
    pub async fn until(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.hear().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The next answer or error with this id.
    pub async fn answer(&mut self, id: &str) -> Value {
        loop {
            let frame = self.hear().await;
            if frame["id"] == id {
                return frame;
            }
        }
    }

    /// Everything until the server closes, and the code it closes with.
    pub async fn until_closed(&mut self) -> (Vec<Value>, u16) {
        let mut frames = Vec::new();
        loop {
            match self.message().await {
                Message::Text(text) => frames.push(serde_json::from_str(&text).unwrap()),
                Message::Close(reason) => {
                    let code = reason.map_or(CloseCode::Status, |reason| reason.code);
                    assert!(self.socket.next().await.is_none_or(|end| end.is_err()), "the connection ends");
                    return (frames, code.into());
                }
                _ => {}
            }
        }
    }
}

/// A masked frame.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![first, 0x80 | u8::try_from(payload.len()).expect("a short one"), 0, 0, 0, 0];
    assert!(payload.len() < 126);
    out.extend_from_slice(payload);
    out
}
