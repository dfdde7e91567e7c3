//! Command lines that cannot be used, a server that is not there, keys that open nothing.

use std::net::TcpListener;

use crate::stage::{Stage, run};

#[test]
fn an_unknown_command_or_option_ends_with_2_and_one_line() {
    run(&[], &["srve"]).fails(
        2,
        "unrecognized subcommand 'srve'; a similar subcommand exists: 'serve' (see frontrow --help)",
    );
    run(&[], &["config", "--dta", "x"]).fails(
        2,
        "unexpected argument '--dta' found; a similar argument exists: '--data' (see frontrow config --help)",
    );
    run(&[], &["event", "open", "EV"]).fails(
        2,
        "invalid value 'EV' for '<EVENT>': \"EV\" is not an identifier of the form ev_xxxxxxxxxxxxx \
         (see frontrow --help)",
    );
    let version = run(&[], &["--version"]).well();
    assert_eq!(version, format!("frontrow {}", env!("CARGO_PKG_VERSION")));
    let help = run(&[], &["event", "--help"]).well();
    assert!(help.starts_with("Works on events\n"), "{help}");
    let nothing = run(&[], &[]);
    assert_eq!((nothing.code, nothing.out.as_str()), (2, ""));
    assert!(nothing.err.contains("\nUsage: frontrow <COMMAND>\n"), "{}", nothing.err);
}

#[test]
fn a_server_that_is_not_there_is_told_at_once() {
    // A port that was free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}");
    let line = format!(
        "no frontrow server at {url} (no answer: Failed to connect to host: Connection refused (os error 111)): \
         start one, or name another by --server"
    );
    run(&[("FRONTROW_SERVER", &url)], &["event", "list"]).fails(1, &line);
    run(&[], &["plan", "list", "--server", &url]).fails(1, &line);
    run(&[("FRONTROW_SERVER", &url)], &["watch", "ev_aaaaaaaaaaaaa"]).fails(1, &line);
    run(&[], &["event", "list", "--server", "localhost:8080"]).fails(
        2,
        "invalid value 'localhost:8080' for '--server <URL>': \"localhost:8080\" is not of the form http://host:port \
         (see frontrow --help)",
    );
}

#[test]
fn a_server_that_says_nothing_is_waited_for_aloud_and_not_for_ever() {
    // It takes connections and answers none.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    run(&[("FRONTROW_SERVER", &url)], &["event", "list"]).fails(
        1,
        &format!(
            "waiting for {url} …\nfrontrow: {url} takes connections and does not answer: look at the log of the \
             server there, or name another by --server"
        ),
    );
}

#[test]
fn a_key_that_is_missing_or_wrong_is_told_with_where_it_goes() {
    let stage = Stage::new();
    let event = stage.event();
    let hint = "name a file with the key by --key-file, or put the key into FRONTROW_KEY";
    stage
        .run_with("frk_wrong", &["event", "open", &event])
        .fails(1, &format!("401 key_invalid: this is no API key: {hint}"));
    let file = stage.file("key", &stage.key());
    let opened = stage.run_with("frk_wrong", &["event", "open", &event, "--key-file", &file]).well();
    assert_eq!(opened, "on_sale", "the file goes before the variable");
    let none = stage.path("none").to_str().unwrap().to_owned();
    stage
        .run(&["event", "open", &event, "--key-file", &none])
        .fails(1, &format!("cannot read {none}: No such file or directory (os error 2)"));
    let pair = stage.file("pair", &format!("ky_aaaaaaaaaaaaa\n{}\n", stage.key()));
    let paused = stage.run_with("", &["event", "pause", &event, "--key-file", &pair]).well();
    assert_eq!(paused, "paused", "a file as `key create` prints it");
    let two = stage.file("two", &format!("{0}\n{0}\n", stage.key()));
    stage
        .run(&["event", "open", &event, "--key-file", &two])
        .fails(1, &format!("{two} has several API keys in it: leave one"));
    let other = stage.file("other", "ky_aaaaaaaaaaaaa\n");
    stage
        .run(&["event", "open", &event, "--key-file", &other])
        .fails(1, &format!("{other} has no API key in it: a line of the form frk_…"));
    stage.file("other", "frk_a b\n");
    stage
        .run(&["event", "open", &event, "--key-file", &other])
        .fails(1, &format!("{other} has no API key in it: a line of the form frk_…"));
    stage
        .run_with("frk_a b", &["event", "open", &event])
        .fails(1, "FRONTROW_KEY is no API key: one word of the form frk_…");
    let empty = [("FRONTROW_KEY_FILE", ""), ("FRONTROW_CONFIG", ""), ("FRONTROW_SERVER", &stage.url())];
    let key = stage.key();
    let resumed = run(&[&empty[..], &[("FRONTROW_KEY", &key)]].concat(), &["event", "resume", &event]).well();
    assert_eq!(resumed, "on_sale", "a variable that is empty names no file");
    run(&[("FRONTROW_CONFIG", "")], &["config"]).well();
    let url = stage.url();
    run(&[("FRONTROW_SERVER", &url)], &["event", "open", &event])
        .fails(1, &format!("401 key_missing: the header Authorization: Bearer KEY is missing: {hint}"));
}
