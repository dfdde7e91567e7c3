//! `frontrow key`.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use crate::stage::{Stage, run};

#[test]
fn a_key_is_rotated_beside_a_running_server_and_is_in_no_log() {
    let stage = Stage::new();
    let (old, process) = (stage.key(), stage.process());
    let data = stage.data().to_str().unwrap().to_owned();
    let rotated = run(&[], &["key", "rotate", "--data", &data]);
    let kept = stage.data().join("admin.key");
    let ended = format!(
        "frontrow: {} has the key that ended: put the new one there, or take the file away\n",
        kept.display()
    );
    assert_eq!((rotated.code, rotated.err), (0, ended));
    let new = rotated.out.trim_end().to_owned();
    assert!(new.starts_with("frk_") && new.len() == 56 && new != old, "one line, the key");
    // The server looks at its keys again within a second; nothing but asking tells when.
    let lists = |key: &str| stage.run_with(key, &["plan", "list"]);
    let mut asked = 0;
    while lists(&old).code == 0 {
        asked += 1;
        assert!(asked < 2_000, "the old key is still taken");
    }
    let hint = "name a file with the key by --key-file, or put the key into FRONTROW_KEY";
    lists(&old).fails(1, &format!("401 key_invalid: this key is not in force: {hint}"));
    lists(&new).well();
    assert_eq!(stage.process(), process, "the same server");

    fs::remove_file(kept).unwrap();
    let newest = run(&[], &["key", "rotate", "--data", &data]).well();
    while lists(&newest).code != 0 {
        asked += 1;
        assert!(asked < 2_000, "the newest key is not taken");
    }
    assert_eq!(lists(&new).code, 1);
    let log = stage.log();
    assert!(log.contains("\"path\":\"/api/v1/plans\""), "requests are logged: {log}");
    for key in [old, new, newest] {
        let line = log.lines().find(|line| line.contains(&key["frk_".len()..]));
        assert_eq!(line, None, "a key is in the log");
    }
}

#[test]
fn a_first_start_that_fails_makes_no_key_and_writes_over_no_file() {
    let mut stage = Stage::before();
    let data = stage.data().to_str().unwrap().to_owned();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let file = stage.file("mine", "something else");
    let serve = ["serve", "--data", &data, "--listen", &address, "--set", "log.filter=off"];
    run(&[("FRONTROW_ADMIN_KEY_FILE", &file)], &serve).fails(
        1,
        &format!(
            "{file} is there already, and a new key is not written over it: name a file that is not there"
        ),
    );
    assert!(!stage.data().exists());
    let inside = format!("{file}/data");
    run(&[], &["serve", "--data", &inside, "--set", "log.filter=off"]).fails(
        1,
        &format!(
            "{inside} cannot be used: Not a directory (os error 20): give this user a folder to write to, or name \
             another by --data"
        ),
    );
    let failed = run(&[], &serve);
    let said = format!(
        "frontrow: cannot listen on {address}: Address already in use (os error 98): another program listens there, \
         stop it or name another address by --listen\n"
    );
    assert_eq!((failed.code, failed.err), (1, said));
    assert_eq!(fs::metadata(stage.data()).unwrap().permissions().mode() & 0o777, 0o700, "secrets are in it");
    assert!(!stage.data().join("admin.key").exists());
    stage.start();
    assert_eq!(
        stage.run(&["event", "list"]).well(),
        "",
        "the first key is made at the first start that holds"
    );
    assert_eq!(fs::read_to_string(file).unwrap(), "something else");
}

#[test]
fn a_secret_goes_into_a_new_file_or_no_key_is_made() {
    let stage = Stage::new();
    let file = stage.path("box.key").to_str().unwrap().to_owned();
    let create = ["key", "create", "--name", "Box office", "--scope", "read", "--out", &file];
    let key = stage.run(&create).well();
    assert!(key.starts_with("ky_") && key.len() == 16, "{key}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(stage.run_with("", &["plan", "list", "--key-file", &file]).well(), "");
    stage.run(&create).fails(1, &format!("cannot make {file}: File exists (os error 17)"));
    assert_eq!(stage.run(&["key", "list"]).well().lines().count(), 2, "the first key and this one");
    let other = stage.path("other.key").to_str().unwrap().to_owned();
    let refused = stage.run_with("frk_wrong", &["key", "rotate", &key, "--out", &other]);
    assert!(refused.code == 1 && !stage.path("other.key").exists(), "{refused:?}");
    assert_eq!(stage.run(&["key", "rotate", &key, "--out", &other]).well(), "");
    stage.run_with("", &["plan", "list", "--key-file", &other]).well();
}

#[test]
fn a_demo_whose_key_was_rotated_says_what_to_do() {
    let mut stage = Stage::new();
    stage.stop();
    let data = stage.data().to_str().unwrap().to_owned();
    assert_eq!(run(&[], &["key", "rotate", "--data", &data]).code, 0);
    let plan = stage.file("plan.json", &crate::stage::plan().to_string());
    let demo =
        ["demo", "--data", &data, "--listen", "127.0.0.1:0", "--plan", &plan, "--set", "log.filter=off"];
    let kept = stage.data().join("admin.key").display().to_string();
    run(&[], &demo).fails(
        1,
        &format!(
            "the key in {kept} is not in force any more: put the present one there, or take {kept} away, and the \
             demo makes a new one and ends the present"
        ),
    );
}

#[test]
fn no_key_is_made_where_no_server_was() {
    let folder = tempfile::tempdir().unwrap();
    let (other, none) = (folder.path().to_str().unwrap(), folder.path().join("none"));
    run(&[], &["key", "rotate", "--data", other])
        .fails(1, &format!("{other} holds no catalogue: it is no data folder"));
    let missing = format!("there is no data folder {}: a server makes it at its first start", none.display());
    run(&[], &["key", "rotate", "--data", none.to_str().unwrap()]).fails(1, &missing);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was put there");
}
