//! `frontrow event show`, `terms`, `schedule`, `cancel`, `repaint`, `capacity`, `move-to-version`, `counts`.

use serde_json::{Value, json};

use crate::stage::{Stage, plan};

/// The small house with a standing area.
fn with_a_floor() -> Value {
    let mut drawn = plan();
    let ellipse =
        json!({ "type": "ellipse", "center": { "x": 60, "y": 300 }, "radius_x": 60, "radius_y": 60 });
    drawn["levels"].as_array_mut().unwrap().push(json!({ "key": "far", "name": "Far", "color": "#0000aa" }));
    drawn["areas"] = json!([{ "label": "Floor", "level": "far", "outline": ellipse, "capacity": 100 }]);
    drawn
}

/// An event on it; the plan's id and the event's.
fn event(stage: &Stage) -> (String, String) {
    let file = stage.file("plan.json", &with_a_floor().to_string());
    let plan = stage.run(&["plan", "import", &file]).well();
    let hash = stage.run(&["plan", "publish", &plan]).well();
    let prices = ["--price", "near=4500", "--price", "far=2000"];
    let new = ["event", "create", "--plan", &hash, "--name", "First night", "--channel", "presale"];
    let event = stage.run(&[&new[..], &prices, &["--starts-at", "2030-01-01T19:30:00Z"]].concat()).well();
    (plan, event)
}

#[test]
fn what_an_event_is_sold_under_is_shown_and_changed() {
    let stage = Stage::new();
    let (_, event) = event(&stage);
    let shown = |lines: &[&str]| {
        let said = stage.run(&["event", "show", &event]).well();
        for line in lines {
            assert!(said.lines().any(|one| one == *line), "{line:?} is not in\n{said}");
        }
    };
    shown(&[
        "sale         draft",
        "price        near  45.00 EUR  #aa0000  Near",
        "channel      presale  open",
        "hold time    600000 ms",
        "extensions   up to the lifetime cap",
        "configured   by version 1 of 1",
    ]);
    let change =
        ["event", "terms", &event, "--price", "near=5000", "--hold-time", "60000", "--extensions", "2"];
    let channels =
        ["--open-channel", "fans", "--close-channel", "presale", "--closes-at", "2030-01-01T18:00:00Z"];
    assert_eq!(stage.run(&[&change[..], &channels].concat()).well(), "version 2");
    shown(&[
        "closes at    2030-01-01T18:00:00.000Z",
        "price        near  50.00 EUR  #aa0000  Near",
        "price        far  20.00 EUR  #0000aa  Far",
        "channel      presale  closed",
        "channel      fans  open",
        "hold time    60000 ms",
        "extensions   2",
    ]);
    let schedule = ["event", "schedule", &event, "--opens-at", "2029-12-01T09:00:00Z"];
    assert_eq!(stage.run(&schedule).well(), "scheduled");
    shown(&[
        "sale         scheduled",
        "opens at     2029-12-01T09:00:00.000Z",
        "closes at    2030-01-01T18:00:00.000Z",
    ]);
    assert_eq!(stage.run(&["event", "terms", &event, "--closes-at", "never"]).well(), "version 5");
    let json: Value = serde_json::from_str(&stage.run(&["event", "show", &event, "--json"]).well()).unwrap();
    assert_eq!(json["schedule"], json!({ "opens_at": "2029-12-01T09:00:00.000Z" }));
    assert_eq!(stage.run(&["event", "cancel", &event]).well(), "cancelled");
    stage
        .run(&["event", "terms", &event, "--hold-time", "0"])
        .fails(1, "the terms are as they were: 422 terms_invalid: hold_time_ms does not fit the other times");
}

#[test]
fn places_areas_and_plan_change_while_an_event_is_on_sale_and_are_counted() {
    let stage = Stage::new();
    let (plan, event) = event(&stage);
    stage.run(&["event", "open", &event]).well();
    assert_eq!(
        stage.run(&["event", "repaint", &event, "--to", "far", "--place", "S-A-1"]).well(),
        "places repainted: 1"
    );
    assert_eq!(stage.run(&["event", "capacity", &event, "Floor", "120"]).well(), "120 units");
    let counted = "no section  far  general sale: 120 free, 0 held, 0 booked, 0 off sale\n\
                   S  near  general sale: 4 free, 0 held, 0 booked, 0 off sale\n\
                   S  far  general sale: 1 free, 0 held, 0 booked, 0 off sale";
    assert_eq!(stage.run(&["event", "counts", &event]).well(), counted);
    let table = stage.run(&["event", "counts", &event, "--as", "csv"]).well();
    let lines = "section,level,channel,free,held,booked,killed\r\n,far,,120,0,0,0\r\nS,near,,4,0,0,0\r\nS,far,,1,0,0,0";
    assert_eq!(table, lines);
    stage.run(&["event", "capacity", &event, "S-A-1", "5"]).fails(
        1,
        "422 invalid_units: The place cannot have that many units, decided at version 4; `places` says which",
    );
    let mut later = with_a_floor();
    later["sections"][0]["rows"][0]["seats"].as_array_mut().unwrap().truncate(4);
    let file = stage.file("later.json", &later.to_string());
    let other = stage.run(&["plan", "import", &file]).well();
    let other = stage.run(&["plan", "publish", &other]).well();
    stage
        .run(&["event", "move-to-version", &event, &other])
        .fails(1, "409 plan_incompatible: the version is of another plan than the event's");
    assert!(plan.starts_with("pl_"), "{plan}");
}

#[test]
fn a_schedule_is_taken_over_by_copies_and_what_may_not_be_meant_is_told() {
    let stage = Stage::new();
    let (_, event) = event(&stage);
    let set = ["event", "terms", &event, "--opens-at", "2029-12-01T09:00:00Z", "--closes-at"];
    let late = stage.run(&[&set[..], &["2030-01-01T20:00:00Z"]].concat());
    let begins = "and the event begins at 2030-01-01T19:30:00.000Z";
    let told = format!("frontrow: warning: the sale goes on until 2030-01-01T20:00:00.000Z, {begins}\n");
    assert_eq!((late.code, late.out.as_str(), late.err.as_str()), (0, "version 2\n", told.as_str()));
    stage.run(&[&set[..], &["2030-01-01T18:00:00Z"]].concat()).well();
    let copy = ["event", "copy", &event, "--starts-at", "2030-02-01T19:30:00Z"];
    let series = ["event", "series", &event, "2030-03-01T19:30:00Z"];
    let (opens, closes) = ("opens at     2030-01-01T09:00:00.000Z", "closes at    2030-02-01T18:00:00.000Z");
    let scheduled = |making: &[&str]| {
        let made = stage.run(making).well();
        let said = stage.run(&["event", "show", &made]).well();
        let moments = said.lines().filter(|line| line.starts_with("opens") || line.starts_with("closes"));
        moments.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(scheduled(&copy), [opens, closes]);
    assert_eq!(scheduled(&[&copy[..], &["--opens-at", "never"]].concat()), [closes]);
    let other = scheduled(&[&copy[..], &["--closes-at", "2030-01-15T00:00:00Z"]].concat());
    assert_eq!(other, [opens, "closes at    2030-01-15T00:00:00.000Z"]);
    assert_eq!(scheduled(&series).len(), 2);
    assert_eq!(scheduled(&[&series[..], &["--no-schedule"]].concat()), [""; 0]);
}

#[test]
fn events_are_copied_one_by_one_and_by_the_season() {
    let stage = Stage::new();
    let (_, event) = event(&stage);
    let copy = stage
        .run(&["event", "copy", &event, "--starts-at", "2031-01-01T19:30:00Z", "--name", "Again"])
        .well();
    let made = stage.run(&["event", "series", &event, "2032-01-01T19:30:00Z", "2032-01-02T19:30"]).well();
    let made: Vec<&str> = made.lines().collect();
    assert_eq!(made.len(), 2);
    let listed = stage.run(&["event", "list"]).well();
    for (id, rest) in [
        (event.as_str(), "draft      2030-01-01T19:30:00.000Z  First night"),
        (copy.as_str(), "draft      2031-01-01T19:30:00.000Z  Again"),
        (made[0], "draft      2032-01-01T19:30:00.000Z  First night"),
        (made[1], "draft      2032-01-02T19:30:00.000Z  First night"),
    ] {
        assert!(listed.contains(&format!("{id}  {rest}")), "{listed}");
    }
    stage.run(&["event", "series", &event, "2033-01-01T19:30:00Z", "2033-01-01T19:30", "soon"]).fails(
        1,
        "error invalid_value at /dates/1/starts_local: the same moment as /dates/0\n\
         frontrow: error invalid_value at /dates/2/starts_local: \"soon\" is no time of a wall clock, such as \
         2030-01-01T20:30; with a zone it is starts_at\n\
         frontrow: 422 invalid_value: the same moment as /dates/0",
    );
}
