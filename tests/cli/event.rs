//! `frontrow event`.

use serde_json::{Value, json};

use crate::stage::{Stage, run};

#[test]
fn a_sale_opens_pauses_resumes_and_ends_and_the_list_shows_where_it_stands() {
    let stage = Stage::new();
    let event = stage.event();
    assert!(event.starts_with("ev_") && event.len() == 16, "{event}");
    let listed = |sale: &str| {
        let line = format!("{event}  {sale:9}  2030-01-01T19:30:00.000Z  First night");
        assert_eq!(stage.run(&["event", "list"]).well(), line);
    };
    listed("draft");
    for (command, sale) in [("open", "on_sale"), ("pause", "paused"), ("resume", "on_sale"), ("end", "ended")]
    {
        assert_eq!(stage.run(&["event", command, &event]).well(), sale, "{command}");
        listed(sale);
    }
    stage.run(&["event", "end", &event]).fails(1, "409 sale_state_conflict: the sale is `ended` already");
    let over = "409 sale_state_conflict: the sale is `ended` and cannot become `on_sale` from there";
    stage.run(&["event", "open", &event]).fails(1, over);
}

#[test]
fn what_no_event_can_be_made_of_is_told() {
    let stage = Stage::new();
    let plan = stage.publish();
    let create = |plan: &str, starts_at: &str, more: &[&str]| {
        let new = ["event", "create", "--name", "x", "--plan", plan, "--starts-at", starts_at];
        stage.run(&[&new[..], more].concat())
    };
    let evening = "2030-01-01T19:30:00Z";
    create(&plan, evening, &[]).fails(1, "422 terms_invalid: the plan's price level \"near\" has no price");
    create(&plan, evening, &["--price", "near=1", "--price", "far=1"])
        .fails(1, "422 terms_invalid: the plan has no price level \"far\"");
    create(&plan, evening, &["--price", "near=1", "--currency", "euro"])
        .fails(
        1,
        "422 terms_invalid: \"euro\" is no currency of ISO 4217 that prices can be in: name the one that prices \
         are in by its code, such as EUR, USD or JPY",
    );
    let no_plan = "0".repeat(64);
    create(&no_plan, evening, &["--price", "near=1"]).fails(
        1,
        &format!("404 unknown_plan: no plan of or_aaaaaaaaaaaaa has the published version {no_plan}"),
    );
    create(&plan, "tomorrow", &["--price", "near=1"]).fails(
        2,
        "invalid value 'tomorrow' for '--starts-at <MOMENT>': expected a moment such as 2026-11-21T19:30:00Z \
         (see frontrow --help)",
    );
    create(&plan, evening, &["--price", "near=4.5"]).fails(
        2,
        "invalid value 'near=4.5' for '--price <LEVEL=MINOR>': expected a whole number of minor units behind `=` \
         (see frontrow --help)",
    );
    assert_eq!(stage.run(&["event", "list"]).well(), "", "nothing was made");
}

#[test]
fn an_unknown_event_is_told() {
    let stage = Stage::new();
    let event = "ev_aaaaaaaaaaaaa";
    for command in ["open", "pause", "resume", "end"] {
        stage
            .run(&["event", command, event])
            .fails(1, &format!("404 unknown_event: there is no event {event}"));
    }
    let watched = format!("cannot watch {event}: 404 unknown_event: there is no event {event}");
    stage.run(&["watch", event]).fails(1, &watched);
}

#[test]
fn a_log_is_certified_and_compared_with_a_certificate_of_before() {
    let mut stage = Stage::new();
    let event = stage.event();
    stage.run(&["event", "open", &event]).well();
    let certify =
        |data: &str, more: &[&str]| run(&[], &[&["event", "certify", "--data", data], more].concat());
    let data = stage.data().to_str().unwrap().to_owned();
    let busy =
        "is in use by another frontrow process: stop that one first, or give this one a folder of its own";
    certify(&data, &[&event]).fails(1, &format!("{data} {busy}"));
    stage.stop();

    let text = certify(&data, &[&event]).well();
    let certificate: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(certificate["format"], "frontrow-certificate/1");
    assert_eq!((&certificate["event"], &certificate["version"]), (&json!(event), &json!(2)));
    assert_eq!(certificate["kinds"], json!({ "drafted": 1, "sale_changed": 1 }));
    assert_eq!(certificate["units"], json!({ "free": 5, "held": 0, "booked": 0, "killed": 0 }));
    assert_eq!(certificate["checked"]["checkpoints"], json!([2]));
    let head = certificate["chain_head"].as_str().unwrap();
    let verified = run(&[], &["journal", "verify", "--data", &data, "--event", &event]).well();
    assert!(verified.ends_with(&format!("chain head {head}")), "{verified}");

    let file = stage.file("certificate.json", &text);
    let holds = format!("{event}: the log holds what was certified up to v2\nchain head {head}");
    assert_eq!(certify(&data, &[&event, "--against", &file]).well(), holds);
    stage.start();
    stage.run(&["event", "pause", &event]).well();
    stage.stop();
    assert_eq!(certify(&data, &[&event, "--against", &file]).well(), holds, "it went on, and holds it still");

    let edited = stage.file("edited.json", &text.replace(r#""free": 5"#, r#""free": 6"#));
    let now = certificate["units"].to_string();
    certify(&data, &[&event, "--against", &edited]).fails(
        1,
        &format!(
            "the log does not hold what {edited} certifies: `units` is {now}, and {} in the certificate",
            now.replace(r#""free":5"#, r#""free":6"#)
        ),
    );
    let other = "ev_aaaaaaaaaaaaa";
    certify(&data, &[other, "--against", &file]).fails(1, &format!("{file} is of {event}, not of {other}"));
    certify(&data, &[other]).fails(1, &format!("the log has no record of {other}"));
}

#[test]
fn an_event_is_shown_as_it_was() {
    let stage = Stage::new();
    let event = stage.event();
    stage.run(&["event", "open", &event]).well();
    stage.run(&["event", "pause", &event]).well();
    let replay = |more: &[&str]| stage.run(&[&["event", "replay", &event], more].concat());
    let first = replay(&["--at", "1"]).well();
    let (head, sections) = first.split_once('\n').unwrap();
    assert!(head.starts_with("v1  20"), "{first}");
    assert!(head.ends_with("Z  draft  5 free, 0 held, 0 booked, 0 off sale, 0 holds"), "{first}");
    assert_eq!(sections, "  S: 5 free, 0 held, 0 booked, 0 off sale");
    let json: Value = serde_json::from_str(&replay(&["--at", "2", "--json"]).well()).unwrap();
    assert_eq!((&json["version"], &json["sale"]), (&json!(2), &json!("on_sale")));
    let now = replay(&["--at", "2999-01-01T00:00:00+01:00"]).well();
    assert!(now.starts_with("v3  ") && now.contains("  paused  "), "{now}");
    let changed = replay(&["--at", "1", "--to", "3"]).well();
    assert_eq!(changed.lines().count(), 2, "no place changed: {changed}");
    let drawing = stage.path("then.svg");
    assert_eq!(replay(&["--at", "2", "--svg", drawing.to_str().unwrap()]).well(), "");
    let drawing = std::fs::read_to_string(drawing).unwrap();
    assert!(drawing.starts_with("<svg ") && drawing.contains(">free · 5</text>"), "{drawing}");
    replay(&["--at", "4"]).fails(1, "404 unknown_moment: the event has no record 4");
    replay(&["--at", "then"]).fails(
        1,
        "422 invalid_value: Query deserialize error: expected a version, or a time such as 2026-11-21T19:30:00Z \
         (with + as %2B)",
    );
}
