//! Who gets a session.

use crate::client::{Client, SPEAKS, knock};
use crate::stage::{EVENT, start};

#[actix_web::test]
async fn only_the_subprotocol_a_known_event_and_a_welcome_origin_get_in() {
    let stage = start();
    let url = stage.url();
    let refused = |headers: Vec<(&'static str, String)>, url: String| {
        let stage = &stage;
        async move {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            knock(stage, &url, &headers).await.map(|_| ()).unwrap_err()
        }
    };
    let speaks = || (SPEAKS.0, SPEAKS.1.to_owned());
    let other = vec![("sec-websocket-protocol", "frontrow.v2".to_owned())];
    assert_eq!(refused(vec![], url.clone()).await, 426);
    assert_eq!(refused(other, url.clone()).await, 426);
    let foreign = vec![speaks(), ("origin", "https://evil.example".to_owned())];
    assert_eq!(refused(foreign, url.clone()).await, 403);
    let unknown = url.replace(&EVENT.to_string(), "ev_aaaaaaaaaaaaa");
    assert_eq!(refused(vec![speaks()], unknown).await, 404);
    let nothing = url.replace(&EVENT.to_string(), "ev_");
    assert_eq!(refused(vec![speaks()], nothing).await, 404);
    let own = format!("http://{}", stage.address);
    assert!(knock(&stage, &url, &[SPEAKS, ("origin", &own)]).await.is_ok());
}

#[actix_web::test]
async fn the_first_frame_is_hello_and_it_is_said_once() {
    let stage = start();
    let mut client = Client::connect(&stage).await;
    client.say(r#"{"type":"snapshot"}"#).await;
    assert_eq!(client.hear().await["code"], "hello_first");
    client.say(r#"{"type":"hello"}"#).await;
    let snapshot = client.hear().await;
    assert_eq!((&snapshot["type"], &snapshot["sale"]), (&"snapshot".into(), &"on_sale".into()));
    assert_eq!(client.hear().await["type"], "heartbeat");
    client.say(r#"{"type":"hello"}"#).await;
    assert_eq!(client.hear().await["code"], "hello_twice");
    client.say(r#"{"type":"hold","id":"a","places":[1]}"#).await;
    let error = client.answer("a").await;
    assert_eq!((&error["type"], &error["code"]), (&"error".into(), &"hold_token_missing".into()));
    client.say(r#"{"type":"snapshot"}"#).await;
    assert_eq!(client.until("snapshot").await, snapshot);
}

#[actix_web::test]
async fn a_token_that_is_not_accepted_ends_the_session() {
    let stage = start();
    for (token, code) in [("nobody", "hold_token_invalid"), ("old", "hold_token_expired")] {
        let mut client = Client::connect(&stage).await;
        client.say(&format!(r#"{{"type":"hello","hold_token":"{token}"}}"#)).await;
        let (frames, close) = client.until_closed().await;
        let told: Vec<_> = frames.iter().map(|frame| (&frame["type"], &frame["code"])).collect();
        assert_eq!(told, [(&"error".into(), &code.into()), (&"bye".into(), &"hold_token".into())]);
        assert_eq!(close, 1008);
    }
}
