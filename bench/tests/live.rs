//! The live client against a server that follows a script over a real socket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::future::Future;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use onsale::client::address::ServerAddress;
use onsale::client::live::{Answer, LiveClient, LiveError, Notice};
use schemas::ids::{EventId, HoldId, PlaceIndex, Version};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

struct Server(TcpListener);

struct Session(WebSocketStream<TcpStream>);

impl Server {
    async fn start() -> (Self, ServerAddress) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().into();
        (Self(listener), address)
    }

    async fn accept(&self) -> Session {
        let (stream, _) = self.0.accept().await.unwrap();
        #[allow(clippy::result_large_err, reason = "the callback's type is the library's")]
        let agree = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
            assert_eq!(request.uri().path(), format!("/api/v1/events/{}/live", EventId(7)));
            let protocol = request.headers()["sec-websocket-protocol"].clone();
            assert_eq!(protocol, "frontrow.v1");
            response.headers_mut().insert("sec-websocket-protocol", protocol);
            Ok(response)
        };
        Session(tokio_tungstenite::accept_hdr_async(stream, agree).await.unwrap())
    }
}

impl Session {
    async fn read(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.0.next().await.unwrap().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    async fn write(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }
}

fn snapshot(version: u64, letters: &str) -> Value {
    json!({"type": "snapshot", "stream": 1, "version": version, "plan": "00".repeat(32), "sale": "on_sale", "terms": 1, "levels": [],
           "letters": letters, "channels": [], "areas": []})
}

fn held(id: &Value, version: u64) -> Value {
    json!({"type": "held", "id": id, "version": version, "hold": version, "deadline_ms": 1000,
           "places": [{"place": 1, "price_minor": 100}]})
}

fn client(address: ServerAddress) -> LiveClient {
    LiveClient::new(address, EventId(7), Some("secret".to_owned()), "a".to_owned(), None)
}

fn letters(client: &LiveClient) -> String {
    client.model().unwrap().public.letters.iter().map(|letter| letter.as_char()).collect()
}

/// Plays both sides; a side that waits for ever fails the test instead of hanging it.
async fn together<S, B>(script: impl Future<Output = S>, buyer: impl Future<Output = B>) {
    let both = async { tokio::join!(script, buyer) };
    tokio::time::timeout(Duration::from_secs(20), both).await.expect("one side waits for ever");
}

async fn until_changed(client: &mut LiveClient) {
    while client.next().await.unwrap() != Notice::Changed {}
}

#[tokio::test]
async fn a_session_opens_without_a_state_gets_one_and_holds() {
    let (server, address) = Server::start().await;
    let script = async {
        let mut session = server.accept().await;
        assert_eq!(session.read().await, json!({"type": "hello", "hold_token": "secret"}));
        session.write(snapshot(5, "fff")).await;
        session.write(json!({"type": "weather"})).await;
        let hold = session.read().await;
        assert_eq!(hold, json!({"type": "hold", "id": "a1", "places": [1]}));
        session.write(json!({"type": "delta", "from": 5, "to": 6, "changes": {"b": [2]}})).await;
        session.write(held(&hold["id"], 7)).await;
        session
    };
    let buyer = async {
        let mut client = client(address);
        assert_eq!(client.next().await.unwrap(), Notice::Opened);
        until_changed(&mut client).await;
        assert_eq!(letters(&client), "fff");
        let id = client.hold(vec![PlaceIndex(1)], Vec::new());
        let mut changes = 0;
        let (answer, _) = client.answer_to(&id, |_, _| changes += 1).await.unwrap();
        assert!(matches!(answer, Answer::Held(held) if held.hold == HoldId(7)));
        assert_eq!((changes, letters(&client).as_str()), (1, "fhb"));
        assert_eq!((client.unanswered(), client.traffic().frames), (0, 4));
    };
    together(script, buyer).await;
}

#[tokio::test]
async fn an_answer_that_comes_before_the_first_state_is_an_answer() {
    let (server, address) = Server::start().await;
    let script = async {
        let mut session = server.accept().await;
        session.read().await;
        let hold = session.read().await;
        session.write(held(&hold["id"], 7)).await;
        session.write(snapshot(7, "fhf")).await;
        session
    };
    let buyer = async {
        let mut client = client(address);
        let id = client.hold(vec![PlaceIndex(1)], Vec::new());
        let (answer, _) = client.answer_to(&id, |_, _| {}).await.unwrap();
        assert!(matches!(answer, Answer::Held(held) if held.hold == HoldId(7)));
        until_changed(&mut client).await;
        assert_eq!((client.unanswered(), letters(&client).as_str()), (0, "fhf"));
    };
    together(script, buyer).await;
}

#[tokio::test]
async fn a_lost_connection_resumes_and_repeats_the_unanswered_command_under_its_id() {
    let (server, address) = Server::start().await;
    let script = async {
        let mut session = server.accept().await;
        session.read().await;
        session.write(snapshot(5, "fff")).await;
        let first = session.read().await;
        drop(session);
        let mut session = server.accept().await;
        let hello = session.read().await;
        assert_eq!(hello, json!({"type": "hello", "hold_token": "secret", "resume_from": 5, "stream": 1}));
        let again = session.read().await;
        assert_eq!(again, first);
        session.write(held(&again["id"], 6)).await;
        session.write(held(&again["id"], 6)).await;
        session.write(json!({"type": "heartbeat", "version": 9, "now_ms": 1})).await;
        session
    };
    let buyer = async {
        let mut client = client(address);
        while client.model().is_none() {
            client.next().await.unwrap();
        }
        let id = client.hold(vec![PlaceIndex(1)], Vec::new());
        let mut notices = Vec::new();
        client.answer_to(&id, |_, notice| notices.push(notice)).await.unwrap();
        assert!(matches!(notices[0], Notice::Lost(_)), "{notices:?}");
        assert_eq!(notices[1], Notice::Opened);
        // The answer's repeat is no news; what follows it is.
        assert_eq!(client.next().await.unwrap(), Notice::Changed);
        assert_eq!((client.model().unwrap().version(), client.reconnects()), (Version(9), 1));
    };
    together(script, buyer).await;
}

#[tokio::test]
async fn a_gap_asks_for_one_snapshot_however_many_deltas_follow() {
    let (server, address) = Server::start().await;
    let script = async {
        let mut session = server.accept().await;
        session.read().await;
        session.write(snapshot(5, "fff")).await;
        for from in [7, 8, 9] {
            session
                .write(json!({"type": "delta", "from": from, "to": from + 1, "changes": {"h": [0]}}))
                .await;
        }
        assert_eq!(session.read().await, json!({"type": "snapshot"}));
        session.write(snapshot(10, "hff")).await;
        session.write(json!({"type": "delta", "from": 12, "to": 13, "changes": {}})).await;
        // Asked once before: the next frame is the request for the second gap.
        assert_eq!(session.read().await, json!({"type": "snapshot"}));
        session.write(snapshot(13, "hhf")).await;
        session
    };
    let buyer = async {
        let mut client = client(address);
        while client.model().is_none_or(|model| model.version() < Version(13)) {
            client.next().await.unwrap();
        }
        assert_eq!(letters(&client), "hhf");
    };
    together(script, buyer).await;
}

#[tokio::test]
async fn an_unknown_outcome_is_asked_again_and_refusals_are_answers() {
    let (server, address) = Server::start().await;
    let script = async {
        let mut session = server.accept().await;
        session.read().await;
        session.write(snapshot(5, "fff")).await;
        let first = session.read().await;
        session.write(json!({"type": "error", "code": "outcome_unknown", "id": first["id"]})).await;
        assert_eq!(session.read().await, first);
        let refused =
            json!({"type": "refused", "id": first["id"], "version": 5, "code": "taken", "places": [1]});
        session.write(refused).await;
        session
    };
    let buyer = async {
        let mut client = client(address);
        while client.model().is_none() {
            client.next().await.unwrap();
        }
        let id = client.hold(vec![PlaceIndex(1)], Vec::new());
        let (answer, _) = client.answer_to(&id, |_, _| {}).await.unwrap();
        assert!(matches!(answer, Answer::Refused(refused) if refused.places == [PlaceIndex(1)]));
    };
    together(script, buyer).await;
}

#[tokio::test]
async fn dropping_next_at_any_await_loses_no_command() {
    let (server, address) = Server::start().await;
    let script = async {
        let mut session = server.accept().await;
        session.read().await;
        session.write(snapshot(5, "fff")).await;
        for expected in 1..=50 {
            assert_eq!(session.read().await["id"], format!("a{expected}"));
        }
        session
    };
    let buyer = async {
        let mut client = client(address);
        let mut asked = 0;
        while asked < 50 || client.traffic().frames == 0 {
            // The other future wins at its second poll, so `next` is dropped wherever it stands.
            client.during(tokio::task::yield_now(), |_, _| {}).await.unwrap();
            if client.model().is_some() && asked < 50 {
                client.hold(vec![PlaceIndex(1)], Vec::new());
                asked += 1;
            }
        }
        client.during(tokio::time::sleep(Duration::from_secs(20)), |_, _| {}).await.unwrap();
    };
    tokio::select! {
        _ = script => {}
        () = buyer => panic!("fifty commands did not arrive"),
    }
}

#[tokio::test]
async fn a_token_that_is_not_accepted_and_an_event_that_is_not_there_end_the_client() {
    let (server, address) = Server::start().await;
    let script = async {
        let mut session = server.accept().await;
        session.read().await;
        session.write(json!({"type": "error", "code": "hold_token_invalid"})).await;
        session.write(json!({"type": "bye", "code": "hold_token"})).await;
        let (stream, _) = server.0.accept().await.unwrap();
        #[allow(clippy::result_large_err, reason = "the callback's type is the library's")]
        let refuse = |_: &Request, _: Response| -> Result<Response, ErrorResponse> {
            let mut response = ErrorResponse::new(None);
            *response.status_mut() = tokio_tungstenite::tungstenite::http::StatusCode::NOT_FOUND;
            Err(response)
        };
        tokio_tungstenite::accept_hdr_async(stream, refuse).await.unwrap_err();
        session
    };
    let buyer = async {
        let mut first = client(address.clone());
        assert_eq!(first.next().await.unwrap(), Notice::Opened);
        assert!(matches!(first.next().await, Err(LiveError::Token(_))));
        assert!(matches!(client(address).next().await, Err(LiveError::Refused(_))));
    };
    together(script, buyer).await;
}
