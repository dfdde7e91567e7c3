//! `frontrow backup` and `frontrow restore`.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use crate::stage::{Said, Stage, run};

fn backup(stage: &Stage, name: &str) -> Said {
    let (to, data) = (stage.path(name), stage.data());
    run(&[], &["backup", to.to_str().unwrap(), "--data", data.to_str().unwrap()])
}

fn restore(stage: &Stage, name: &str, to: &str) -> Said {
    let (backup, to) = (stage.path(name), stage.path(to));
    run(&[], &["restore", backup.to_str().unwrap(), "--data", to.to_str().unwrap()])
}

fn list(stage: &Stage, name: &str) -> Value {
    serde_json::from_slice(&fs::read(stage.path(name).join("backup.json")).unwrap()).unwrap()
}

fn write_list(stage: &Stage, name: &str, list: &Value) {
    fs::write(stage.path(name).join("backup.json"), list.to_string()).unwrap();
}

/// A restored folder takes the place of the one that was lost.
fn serve_restored(stage: &mut Stage, name: &str) {
    let key = stage.key();
    stage.stop();
    fs::rename(stage.data(), stage.path("lost")).unwrap();
    fs::rename(stage.path(name), stage.data()).unwrap();
    // As the organiser has it: it is in no backup.
    fs::write(stage.data().join("admin.key"), key).unwrap();
    stage.start();
}

/// A draft's log stays where the draft is gone: it is backed up, verified and certified as any, and nothing of a restore
/// brings the draft back.
#[test]
fn a_draft_that_was_deleted_stays_gone_and_its_log_sound() {
    let mut stage = Stage::new();
    let event = stage.event();
    let copy = stage.run(&["event", "copy", &event, "--starts-at", "2031-01-01T19:30:00Z"]).well();
    stage.run(&["event", "terms", &event, "--price", "near=5000"]).well();
    assert_eq!(stage.run(&["event", "delete", &event]).well(), "");
    let unknown = format!("404 unknown_event: there is no event {event}");
    stage.run(&["event", "delete", &event]).fails(1, &unknown);
    stage.run(&["event", "open", &copy]).well();
    let announced =
        "409 event_announced: only a draft can be deleted, and others know of this event: cancel it";
    stage.run(&["event", "delete", &copy]).fails(1, announced);

    let said = backup(&stage, "backup").well();
    assert!(said.contains(": 2 events and 5 records, "), "{said}");
    let folder = stage.path("backup");
    let data = ["--data", folder.to_str().unwrap()];
    assert!(run(&[], &[&["journal", "verify"], &data[..]].concat()).well().ends_with("\nsound"));
    let certified = run(&[], &[&["event", "certify", &event], &data[..]].concat()).well();
    assert!(certified.contains("\"version\": 3") && certified.contains("\"cancelled\""), "{certified}");
    restore(&stage, "backup", "restored").well();
    serve_restored(&mut stage, "restored");
    let listed = format!("{copy}  on_sale    2031-01-01T19:30:00.000Z  First night");
    assert_eq!(stage.run(&["event", "list"]).well(), listed);
    stage.run(&["event", "show", &event]).fails(1, &unknown);
}

/// Its length and hash as a backup's list has them.
fn listed(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap();
    json!({ "bytes": bytes.len(), "hash": blake3::hash(&bytes).to_hex().to_string() })
}

#[test]
fn a_backup_of_a_server_at_work_is_read_back_restored_and_served() {
    let mut stage = Stage::new();
    let event = stage.event();
    stage.run(&["event", "open", &event]).well();
    let said = backup(&stage, "backup").well();
    let lines: Vec<&str> = said.lines().collect();
    let folder = stage.path("backup");
    let shown = folder.display();
    assert!(
        lines[0].starts_with(&format!(
            "{shown}: 1 event and 2 records, 0 checkpoints, read back and sound, and the catalogue: "
        )),
        "{said}"
    );
    let secret =
        "Keep it as secret as the data folder: it has what API keys and hold tokens are checked with.";
    let next = format!("To go on from it: frontrow restore {shown} --data NEW_FOLDER");
    assert_eq!(lines[1..], [secret, &next]);
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let list = list(&stage, "backup");
    assert_eq!(list["events"][&event]["version"], 2);
    let files: Vec<_> = list["files"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(files, ["archive/0000000001.archive", "catalogue.sqlite"]);
    for file in &files {
        assert_eq!(fs::metadata(folder.join(file)).unwrap().permissions().mode() & 0o077, 0, "{file}");
    }
    // The tools work on it as on any data folder.
    let data = ["--data", folder.to_str().unwrap()];
    assert!(run(&[], &[&["journal", "verify"], &data[..]].concat()).well().ends_with("\nsound"));
    assert!(run(&[], &[&["event", "certify", &event], &data[..]].concat()).well().contains("\"version\": 2"));

    stage.run(&["event", "pause", &event]).well();
    let checked = run(&[], &["restore", "--check", folder.to_str().unwrap()]).well();
    let whole =
        format!("{shown} is whole, taken {}: 1 event and 2 records, ", list["taken_at"].as_str().unwrap());
    assert!(checked.starts_with(&whole) && checked.lines().count() == 1, "{checked}");
    let said = restore(&stage, "backup", "restored").well();
    assert!(said.contains(" is restored from ") && said.contains("frontrow serve --data "), "{said}");
    assert!(!said.contains("set back"), "{said}");
    serve_restored(&mut stage, "restored");
    let listed = format!("{event}  on_sale    2030-01-01T19:30:00.000Z  First night");
    assert_eq!(stage.run(&["event", "list"]).well(), listed, "the pause came after the backup");
    let shown: Value = serde_json::from_str(&stage.run(&["event", "show", &event, "--json"]).well()).unwrap();
    assert_eq!(shown["sale"], "on_sale");
}

#[test]
fn what_the_catalogue_knew_of_records_that_the_log_has_not_is_set_back() {
    let mut stage = Stage::new();
    let first = stage.event();
    stage.run(&["event", "open", &first]).well();
    backup(&stage, "early").well();
    // Between the end of the copied log and the copy of the catalogue, at the worst.
    stage.run(&["event", "pause", &first]).well();
    let second = stage.event();
    stage.run(&["event", "open", &second]).well();
    backup(&stage, "late").well();
    let (early, late) = (stage.path("early/catalogue.sqlite"), stage.path("late/catalogue.sqlite"));
    fs::copy(late, &early).unwrap();
    let mut of_early = list(&stage, "early");
    of_early["files"]["catalogue.sqlite"] = listed(&early);
    write_list(&stage, "early", &of_early);

    let said = restore(&stage, "early", "restored").well();
    assert!(
        said.contains(
            "2 events changed while the backup was taken, after the end of its log: set back to that"
        ),
        "{said}"
    );
    serve_restored(&mut stage, "restored");
    let line = |event: &str, sale: &str| format!("{event}  {sale:9}  2030-01-01T19:30:00.000Z  First night");
    let listed = stage.run(&["event", "list"]).well();
    // They begin at one moment: their ids say which stands first.
    let listed: BTreeSet<&str> = listed.lines().collect();
    assert_eq!(listed, BTreeSet::from([line(&first, "on_sale").as_str(), &line(&second, "draft")]));
    // The audit log takes what is done under versions that were used before.
    stage.run(&["event", "pause", &first]).well();
    stage.run(&["event", "resume", &first]).well();
    let noted = |sql: &str| -> Vec<Option<i64>> {
        let catalogue = rusqlite::Connection::open(stage.data().join("catalogue.sqlite")).unwrap();
        let mut entries = catalogue.prepare(sql).unwrap();
        let versions = entries.query_map([], |row| row.get(0)).unwrap();
        versions.collect::<Result<_, _>>().unwrap()
    };
    // Opened; paused after the end of the log; and what was done since, by the load of the restored event and so on.
    let of_first = format!(
        "SELECT version FROM audit WHERE resource = '{first}' AND action = 'sale_changed' ORDER BY number"
    );
    assert_eq!(noted(&of_first), [Some(2), None, Some(4), Some(5)]);
    let entries = "SELECT version FROM audit WHERE action = 'data_restored'";
    assert_eq!(noted(entries), [None]);
}

#[test]
fn nothing_is_written_over_and_what_is_no_backup_is_not_restored() {
    let stage = Stage::new();
    stage.event();
    backup(&stage, "backup").well();
    let shown = |name: &str| stage.path(name).display().to_string();
    let there = |name: &str| {
        let shown = shown(name);
        format!(
            "{shown} is there already: name another folder, or move that one away first (mv {shown} {shown}.before)"
        )
    };
    backup(&stage, "backup").fails(1, &there("backup"));
    restore(&stage, "backup", "data").fails(1, &there("data"));
    restore(&stage, "nowhere", "new").fails(1, &format!("there is no backup {}", shown("nowhere")));
    restore(&stage, "data", "new")
        .fails(1, &format!("{} is no backup: it has no backup.json", shown("data")));
    let of_backup = format!(
        "{0} is a backup, which is restored and not served: frontrow restore {0} --data NEW_FOLDER",
        shown("backup")
    );
    run(&[], &["serve", "--data", &shown("backup"), "--listen", "127.0.0.1:0"]).fails(1, &of_backup);
    run(&[], &["backup", &shown("second"), "--data", &shown("backup")]).fails(1, &of_backup);
    let none = format!("there is no data folder {}", shown("nowhere"));
    run(&[], &["backup", &shown("second"), "--data", &shown("nowhere")]).fails(1, &none);
    let mut newer = list(&stage, "backup");
    newer["format"] = json!(2);
    fs::create_dir(stage.path("newer")).unwrap();
    write_list(&stage, "newer", &newer);
    let format = format!("{} has format 2; this frontrow reads format 1", shown("newer"));
    restore(&stage, "newer", "new").fails(1, &format);
    for name in ["new", "second", "new.restoring", "second.partial"] {
        assert!(!stage.path(name).exists(), "{name}");
    }
}

#[test]
fn damage_of_a_backup_is_named_and_restores_nothing() {
    let stage = Stage::new();
    let event = stage.event();
    backup(&stage, "backup").well();
    let whole = list(&stage, "backup");
    let archive = "archive/0000000001.archive";
    let bytes = fs::read(stage.path("backup").join(archive)).unwrap();
    let damaged = |what: &str| format!("the backup is damaged, and nothing was restored: {what}");

    let mut flipped = bytes.clone();
    flipped[700] ^= 1;
    fs::write(stage.path("backup").join(archive), &flipped).unwrap();
    let what = format!("{archive} is damaged: its bytes are not those that were written");
    restore(&stage, "backup", "new").fails(1, &damaged(&what));
    fs::write(stage.path("backup").join(archive), &bytes[1..]).unwrap();
    let what = format!("{archive} has {} bytes, and had {}", bytes.len() - 1, bytes.len());
    restore(&stage, "backup", "new").fails(1, &damaged(&what));
    fs::remove_file(stage.path("backup").join(archive)).unwrap();
    fs::write(stage.path("backup/catalogue.sqlite"), "").unwrap();
    let gone =
        format!("{archive}: No such file or directory (os error 2); catalogue.sqlite has 0 bytes, and had ");
    let said = restore(&stage, "backup", "new");
    assert!(said.code == 1 && said.err.contains(&damaged(&gone)), "{said:?}");

    // Damage that the list does not know of: somebody made it anew.
    backup(&stage, "other").well();
    let mut list = list(&stage, "other");
    fs::write(stage.path("other").join(archive), &flipped).unwrap();
    list["files"][archive] = listed(&stage.path("other").join(archive));
    write_list(&stage, "other", &list);
    let said = restore(&stage, "other", "new");
    assert!(
        said.code == 1 && said.err.contains("the backup's log is damaged: archive/0000000001.archive"),
        "{said:?}"
    );
    fs::write(stage.path("other").join(archive), &bytes).unwrap();
    list["files"][archive] = whole["files"][archive].clone();
    list["events"][&event]["version"] = json!(7);
    write_list(&stage, "other", &list);
    let said = restore(&stage, "other", "new");
    let ends = "the backup's log does not end where its list says: the list is of another backup";
    said.fails(1, ends);
    list["files"]["../outside"] = json!({ "bytes": 0, "hash": "0".repeat(64) });
    write_list(&stage, "other", &list);
    let said = restore(&stage, "other", "new");
    assert!(said.err.ends_with("is damaged: \"../outside\" is no name of a file in it\n"), "{said:?}");
    assert!(!stage.path("new").exists());
}

#[test]
fn a_backup_that_was_interrupted_is_begun_anew_and_one_under_way_is_left_alone() {
    let stage = Stage::new();
    stage.event();
    let partial = stage.path("backup.partial");
    fs::create_dir_all(partial.join("archive")).unwrap();
    fs::write(partial.join("archive/0000000009.archive"), "half").unwrap();
    fs::write(partial.join("lock"), "").unwrap();
    let lock = fs::File::open(partial.join("lock")).unwrap();
    lock.try_lock().unwrap();
    let busy =
        "is in use by another frontrow process: stop that one first, or give this one a folder of its own";
    backup(&stage, "backup").fails(1, &format!("{} {busy}", partial.display()));
    lock.unlock().unwrap();
    backup(&stage, "backup").well();
    assert!(!partial.exists() && !stage.path("backup/archive/0000000009.archive").exists());
}

#[test]
fn a_folder_whose_log_and_catalogue_do_not_belong_together_is_not_backed_up_as_if_they_did() {
    let mut stage = Stage::new();
    let event = stage.event();
    stage.stop();
    let catalogue = rusqlite::Connection::open(stage.data().join("catalogue.sqlite")).unwrap();
    catalogue.execute_batch("DELETE FROM event_plans; DELETE FROM events").unwrap();
    drop(catalogue);
    backup(&stage, "backup").fails(
        1,
        &format!("the log has records of {event}, and the catalogue does not know it: no backup was taken"),
    );
    assert!(!stage.path("backup").exists());
}
