//! Bytes that are not as they should be.

use tokio_tungstenite::tungstenite::Message;

use crate::client::{Client, frame};
use crate::stage::start;

#[actix_web::test]
async fn a_message_in_fragments_with_a_ping_between_is_one_message() {
    let stage = start();
    let mut client = Client::connect(&stage).await;
    let bytes = [
        frame(0x01, br#"{"type":"#),
        frame(0x89, b"are you there"),
        frame(0x00, br#""hel"#),
        frame(0x80, br#"lo"}"#),
    ]
    .concat();
    for byte in bytes {
        client.bytes(&[byte]).await;
    }
    assert_eq!(client.message().await, Message::Pong("are you there".into()));
    assert_eq!(client.hear().await["type"], "snapshot");
}

#[actix_web::test]
async fn each_fault_closes_with_its_code() {
    let stage = start();
    let too_large = [vec![0x81, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0], vec![0; 4]].concat();
    let cases: [(&str, Vec<u8>, u16); 7] = [
        ("bad UTF-8", frame(0x81, &[b'"', 0xff]), 1007),
        ("too large", too_large, 1009),
        ("unmasked", vec![0x81, 2, b'{', b'}'], 1002),
        ("a reserved opcode", frame(0x83, b""), 1002),
        ("a continuation of nothing", frame(0x80, b"{}"), 1002),
        ("a new message within fragments", [frame(0x01, b"{"), frame(0x81, b"{}")].concat(), 1002),
        ("binary", frame(0x82, b"{}"), 1003),
    ];
    for (name, bytes, code) in cases {
        let mut client = Client::greeted(&stage, None).await;
        client.bytes(&bytes).await;
        assert_eq!(client.until_closed().await.1, code, "{name}");
    }
}

#[actix_web::test]
async fn a_close_is_answered_and_what_was_asked_before_it_is_done() {
    let stage = start();
    let mut alice = Client::greeted(&stage, Some("buyer-1")).await;
    let hold = br#"{"type":"hold","id":"h","places":[7]}"#;
    alice.bytes(&[frame(0x81, hold), frame(0x88, &[0x03, 0xe8])].concat()).await;
    assert_eq!(alice.until_closed().await.1, 1000);
    let mut again = Client::connect(&stage).await;
    again.say(r#"{"type":"hello","hold_token":"buyer-1"}"#).await;
    assert_eq!(again.until("holds").await["holds"][0]["places"][0]["place"], 7);
}

#[actix_web::test]
async fn a_frame_that_cannot_be_used_is_told_and_the_session_goes_on() {
    let stage = start();
    let mut alice = Client::greeted(&stage, Some("buyer-1")).await;
    for (frame, code) in [
        ("no json", "malformed"),
        (r#"{"type":"book","id":"x"}"#, "unknown_type"),
        (r#"{"type":"extend","id":"","hold":1}"#, "invalid_id"),
        (r#"{"type":"hold","id":"x","places":"all"}"#, "malformed"),
    ] {
        alice.say(frame).await;
        let error = alice.until("error").await;
        assert_eq!(error["code"], code, "{frame}");
        assert!(error["detail"].is_string());
    }
    alice.say(r#"{"type":"hold","id":"x","places":[1]}"#).await;
    assert_eq!(alice.answer("x").await["type"], "held");
}
