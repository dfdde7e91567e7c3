//! `frontrow config`.

use frontrow::config::settings;

use crate::stage::run;

#[test]
fn every_setting_is_printed_with_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("frontrow.toml");
    std::fs::write(&file, "[limits]\nheaders = 10\n[log]\nformat = \"json\"\n").unwrap();
    let file = file.to_str().unwrap();
    let environment = [("FRONTROW_LIMITS_HEADERS", "20"), ("FRONTROW_CONFIG", file)];
    let printed =
        run(&environment, &["config", "--listen", "127.0.0.1:0", "--set", "stop.within_ms=5"]).well();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), settings().count());
    let of = |name: &str| {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = lines.iter().find(|line| line.starts_with(&format!("{name} "))).map(|line| words(line));
        line.unwrap_or_else(|| panic!("{name} is missing in {printed}"))
    };
    assert_eq!(of("limits.headers"), "limits.headers = \"20\" (environment FRONTROW_LIMITS_HEADERS)");
    assert_eq!(of("log.format"), format!("log.format = \"json\" (file {file})"));
    assert_eq!(of("listen.address"), "listen.address = \"127.0.0.1:0\" (flag --listen)");
    assert_eq!(of("stop.within_ms"), "stop.within_ms = \"5\" (flag --set)");
    assert_eq!(of("data.folder"), "data.folder = \"frontrow-data\" (default)");
    let about = run(&[], &["config", "--about"]).well();
    assert_eq!(about.lines().count(), 2 * settings().count());
}

#[test]
fn whatever_cannot_be_used_is_told() {
    let unusable = "the configuration cannot be used:";
    run(&[], &["config", "--set", "listen.adress=x", "--set", "listen.workers=-1"]).fails(
        1,
        &format!("{unusable}\n  listen.adress (--set) is no setting; the nearest is listen.address"),
    );
    run(&[], &["config", "--set", "listen.workers=-1", "--set", "log.format=xml"]).fails(
        1,
        &format!(
            "{unusable}\n  listen.workers is \"-1\" (flag --set); expected a whole number\n  \
             log.format is \"xml\" (flag --set); expected auto, text or json"
        ),
    );
    run(&[("FRONTROW_LISTEN_WORKRES", "2")], &["config"]).fails(
        1,
        &format!(
            "{unusable}\n  FRONTROW_LISTEN_WORKRES (environment) is no setting; the nearest is FRONTROW_LISTEN_WORKERS"
        ),
    );
    run(&[], &["config", "--set", "listen"]).fails(1, "--set listen: expected NAME=VALUE");
    run(&[], &["config", "--config", "none.toml"])
        .fails(1, "cannot read none.toml: No such file or directory (os error 2)");
    // A server does not start on what it does not understand.
    run(&[], &["serve", "--set", "listen.adress=x"]).fails(
        1,
        &format!("{unusable}\n  listen.adress (--set) is no setting; the nearest is listen.address"),
    );
}
