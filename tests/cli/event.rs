//! `frontrow event`.

use crate::stage::Stage;

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
    for (command, sale) in [
        ("open", "on_sale"),
        ("open", "on_sale"),
        ("pause", "paused"),
        ("resume", "on_sale"),
        ("end", "ended"),
    ] {
        assert_eq!(stage.run(&["event", command, &event]).well(), sale, "{command}");
        listed(sale);
    }
    let over = "409 sale_state_conflict: The sale cannot go to that state, decided at version 6";
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
        .fails(1, "422 terms_invalid: a currency is three capital letters, as EUR");
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
