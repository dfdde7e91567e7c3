//! Payments and bookings over HTTP.

use actix_web::http::Method;
use serde_json::json;

use crate::stage::Stage;

#[actix_web::test]
async fn a_hold_is_paid_booked_and_given_back() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let hold = stage.hold(&event, &token, json!(["S-A-1", "S-A-2"])).await.expect(201)["hold"].clone();
    let path = format!("{event}/holds/{hold}");

    stage.organise(&format!("{path}/payment-failed"), json!({})).await.problem(409, "not_in_payment");
    stage.organise(&format!("{path}/begin-payment"), json!({})).await.expect(200);
    stage.ask(Method::DELETE, &path).token(&token).answer().await.problem(409, "in_payment");
    let mine = stage.get(&format!("{event}/holds")).token(&token).answer().await.expect(200);
    assert_eq!(mine["holds"][0]["in_payment"], true);
    stage.organise(&format!("{path}/payment-failed"), json!({})).await.expect(200);
    stage.organise(&format!("{path}/begin-payment"), json!({})).await.expect(200);

    let booked = stage.organise(&format!("{path}/book"), json!({ "reference": "order 7" })).await.expect(201);
    assert_eq!(booked["total"], json!({ "amount_minor": 9000, "currency": "EUR" }));
    let counts = stage.get(&format!("{event}/counts")).answer().await.expect(200);
    assert_eq!(counts["all"], json!({ "free": 110, "held": 0, "booked": 2, "killed": 0 }));

    let unbook = format!("{event}/bookings/{}/unbook", booked["booking"]);
    let some = stage.organise(&unbook, json!({ "places": ["S-A-1"] })).await.expect(200);
    assert_eq!((&some["ended"], &some["places"]), (&json!(false), &json!([{ "place": 5 }])));
    let rest = stage.organise(&unbook, json!({})).await.expect(200);
    assert_eq!((&rest["ended"], &rest["places"]), (&json!(true), &json!([{ "place": 6 }])));
    stage.organise(&unbook, json!({})).await.problem(404, "unknown_booking");
}

#[actix_web::test]
async fn a_repeated_booking_books_once() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let hold = stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201)["hold"].clone();
    let path = format!("{event}/holds/{hold}/book");
    let book = || stage.ask(Method::POST, &path).id("book-1").key(&stage.key).answer();
    let first = book().await.expect(201);
    assert_eq!(book().await.expect(201), first);
    stage.organise(&path, json!({})).await.problem(404, "unknown_hold");
}

#[actix_web::test]
async fn nobody_books_without_a_key() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let hold = stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201)["hold"].clone();
    for what in ["begin-payment", "payment-failed", "book"] {
        let path = format!("{event}/holds/{hold}/{what}");
        stage.post(&path).token(&token).answer().await.problem(401, "key_missing");
        stage.post(&path).key(&token).answer().await.problem(401, "key_invalid");
    }
    let long = json!({ "reference": "r".repeat(65) });
    let refused = stage.organise(&format!("{event}/holds/{hold}/book"), long).await;
    assert_eq!(refused.problem(422, "invalid_value")["pointer"], "/reference");
}
