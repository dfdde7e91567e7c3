//! `frontrow journal`, on the folder of a server that has stopped.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde_json::{Value, json};

use crate::stage::{Said, Stage, run};

/// A folder with one event, whose sale was opened, and no server on it.
fn stopped() -> (Stage, String) {
    let mut stage = Stage::new();
    let event = stage.event();
    stage.run(&["event", "open", &event]).well();
    stage.stop();
    (stage, event)
}

fn journal(data: &Path, arguments: &[&str]) -> Said {
    run(&[], &[&["journal"], arguments, &["--data", data.to_str().unwrap()]].concat())
}

/// The records, a line of JSON each.
fn dumped(data: &Path, arguments: &[&str]) -> Vec<Value> {
    let lines = journal(data, &[&["dump"], arguments].concat()).well();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_sound_journal_verifies_and_its_records_are_printed() {
    let (stage, event) = stopped();
    let data = stage.data();
    let end = "segments 2 (archived 0), checkpoints 1; the log ends at segment 1 offset 816";
    assert_eq!(journal(&data, &["verify"]).well(), format!("events 1, records 2, {end}\nsound"));
    let certified = journal(&data, &["verify", "--event", &event]).well();
    let (first, head) = certified.split_once('\n').unwrap();
    assert_eq!(first, format!("{event}: records v1 to v2 follow from one another"));
    let records = dumped(&data, &[]);
    let kinds: Vec<_> = records.iter().map(|record| record["record"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["drafted", "sale_changed"]);
    assert!(records.iter().all(|record| record["event"] == event));
    assert_eq!(head, format!("chain head {}", records[1]["link"].as_str().unwrap()));
    let [drafted, opened] = [&records[0]["record"], &records[1]["record"]];
    assert_eq!(drafted["effect"]["terms"]["prices"], json!([{ "level": 0, "amount_minor": 4500 }]));
    assert_eq!(
        (&opened["effect"], &opened["cause"]["principal"]),
        (&json!({ "state": "on_sale" }), &json!("organiser"))
    );
    let raw = dumped(&data, &["--raw", "--after", "1", "--event", &event]);
    assert_eq!((raw.len(), &raw[0]["version"], &raw[0]["link"]), (1, &2.into(), &records[1]["link"]));
    assert_eq!(raw[0]["bytes"].as_str().unwrap().len() as u64, 2 * raw[0]["length"].as_u64().unwrap());
    let none = "ev_aaaaaaaaaaaaa";
    journal(&data, &["verify", "--event", none]).fails(1, &format!("the log has no record of {none}"));
    let later = ["dump", "--event", &event, "--after", "2"];
    journal(&data, &later).fails(1, &format!("the log has no record of {event} after v2"));
    assert_eq!(journal(&data, &["repair"]).well(), "the journal is sound: there is nothing to repair");
}

#[test]
fn a_folder_in_use_or_of_something_else_is_left_alone() {
    let stage = Stage::new();
    let (data, other) = (stage.data(), stage.path("other"));
    fs::create_dir(&other).unwrap();
    let none = stage.path("none");
    for command in ["verify", "dump", "repair"] {
        let busy = "is in use by another frontrow process: stop that one first, or give this one a folder of its own";
        journal(&data, &[command]).fails(1, &format!("{} {busy}", data.display()));
        journal(&none, &[command]).fails(1, &format!("there is no data folder {}", none.display()));
        let no_journal = format!("{} holds no journal: it is no data folder", other.display());
        journal(&other, &[command]).fails(1, &no_journal);
    }
    assert_eq!(fs::read_dir(&other).unwrap().count(), 0, "nothing was put there");
    assert!(!none.exists());
}

#[test]
fn damage_is_named_refused_at_start_and_repaired_where_no_sale_is_lost_or_by_force() {
    let (mut stage, event) = stopped();
    let data = stage.data();
    // The last group, from 672 on: the seal behind it says that it was whole.
    let segment = fs::File::options().write(true).open(data.join("segments/0000000001.segment")).unwrap();
    segment.write_all_at(b"X", 700).unwrap();
    let place = "segments/0000000001.segment offset 672: bad data, and a good frame behind it at 816";
    let verified = journal(&data, &["verify"]);
    let lines: Vec<&str> = verified.out.lines().collect();
    assert_eq!((verified.code, lines.len(), lines[0]), (1, 3, format!("damage: {place}").as_str()));
    let behind = "and 2 more places, as may follow from it, the first checkpoints/";
    assert!(lines[1].starts_with(behind) && lines[1].ends_with("; --all lists them"), "{}", lines[1]);
    let all = journal(&data, &["verify", "--all"]);
    let damage = all.out.lines().filter(|line| line.starts_with("damage: ")).count();
    assert_eq!((all.code, damage, all.out.lines().count()), (1, 3, 4));
    let report: Value = serde_json::from_str(&journal(&data, &["verify", "--json"]).out).unwrap();
    let follows: Vec<bool> =
        report["findings"].as_array().unwrap().iter().map(|one| one["follows"].as_bool().unwrap()).collect();
    assert_eq!((&report["sound"], follows), (&json!(false), vec![false, true, true]));
    assert_eq!(verified.err, "frontrow: the journal is damaged: docs/JOURNAL.md says what can be done\n");
    let arguments =
        ["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0", "--set", "log.filter=off"];
    run(&[], &arguments).fails(1, &format!("the journal is damaged at {place}"));

    let covered = "the log would end at segment 1 offset 672, and checkpoints cover it up to segment 1 offset 815: \
                   restore a backup, or force it and lose those sales";
    journal(&data, &["repair"]).fails(1, covered);
    journal(&data, &["repair", "--yes"]).fails(1, covered);
    let would = journal(&data, &["repair", "--force"]);
    let steps: Vec<&str> = would.out.lines().filter(|line| line.starts_with("would ")).collect();
    assert_eq!((would.code, steps.len()), (1, 4), "{would:?}");
    assert_eq!(would.err, "frontrow: nothing was changed; --yes does it. Copy the folder first\n");
    let done = journal(&data, &["repair", "--force", "--yes"]).well();
    let did: Vec<&str> = done.lines().filter_map(|line| line.strip_prefix("did: ")).collect();
    assert_eq!(did, steps.iter().map(|step| &step["would ".len()..]).collect::<Vec<_>>());
    let end = "segments 1 (archived 0), checkpoints 0; the log ends at segment 1 offset 672";
    assert_eq!(journal(&data, &["verify"]).well(), format!("events 1, records 1, {end}\nsound"));
    assert!(data.join("repaired/0000000001-0000000672.bytes").is_file(), "what was cut is kept");

    stage.start();
    assert_eq!(stage.run(&["event", "open", &event]).well(), "on_sale", "what is left goes on");
}
