//! What a client may ask of the server.

use std::io::{Read, Write};

use crate::stage::Stage;

#[actix_web::test]
async fn a_request_id_goes_out_as_it_came_in() {
    let stage = Stage::new().await;
    let given = stage.get("/nowhere").with("x-request-id", "abc-1.2").answer().await;
    assert_eq!(given.header("x-request-id"), "abc-1.2");
    let replaced = stage.get("/health/live").with("x-request-id", "a b").answer().await;
    assert_eq!(replaced.header("x-request-id").len(), 16);
}

#[actix_web::test]
async fn too_many_headers_are_refused() {
    let stage = Stage::with(&[("limits.headers", "12")]).await;
    let with = |count: usize| {
        (0..count).fold(stage.get("/health/live"), |asking, at| asking.with(&format!("x-{at}"), "1"))
    };
    with(3).answer().await.expect(200);
    with(20).answer().await.problem(431, "headers_too_large");
}

#[actix_web::test]
async fn an_address_has_its_share_of_requests() {
    let bounds = [
        ("limits.lift_for_loopback", "false"),
        ("limits.requests_at_once", "3"),
        ("limits.requests_per_second", "1"),
    ];
    let stage = Stage::with(&bounds).await;
    for _ in 0..3 {
        stage.get("/health/live").answer().await.expect(200);
    }
    stage.get("/health/live").answer().await.problem(429, "rate_limited");
}

#[actix_web::test]
async fn an_address_has_its_share_of_connections() {
    let bounds = [("limits.lift_for_loopback", "false"), ("limits.connections_per_address", "2")];
    let stage = Stage::with(&bounds).await;
    let address = stage.server.address;
    let ask = || {
        actix_web::web::block(move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            stream.write_all(b"GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
            let mut head = [0; 12];
            stream.read_exact(&mut head).unwrap();
            (stream, head)
        })
    };
    let (first, head) = ask().await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    let (_second, _) = ask().await.unwrap();
    let (_third, head) = ask().await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 503");
    drop(first);
}

#[actix_web::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let stage = Stage::with(&[("limits.request_ms", "200")]).await;
    let address = stage.server.address;
    let request = format!(
        "POST /api/v1/plans HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\nidempotency-key: a\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{",
        stage.key
    );
    let answer = actix_web::web::block(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("\"code\":\"timeout\"") && answer.contains("x-request-id"), "{answer}");
}

#[cfg(not(feature = "baseline"))]
#[actix_web::test]
async fn a_server_has_nothing_that_is_for_benchmarks_alone() {
    let stage = Stage::new().await;
    stage.post("/baseline/echo").json(&serde_json::json!({})).answer().await.problem(404, "not_found");
    stage.get("/baseline/live").answer().await.problem(404, "not_found");
    let flags = vec![("--set".to_owned(), "baseline.instant_journal".to_owned(), "true".to_owned())];
    let told = frontrow::config::load(&frontrow::config::Sources { flags, ..Default::default() });
    assert!(told.unwrap_err().faults[0].starts_with("baseline.instant_journal (--set) is no setting"));
}
