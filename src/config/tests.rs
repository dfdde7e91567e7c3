#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use super::*;

fn file(text: &str) -> Sources {
    Sources { file: Some(("f.toml".into(), text.to_owned())), ..Sources::default() }
}

fn faults(sources: &Sources) -> Vec<String> {
    load(sources).unwrap_err().faults
}

#[test]
fn every_default_can_be_read() {
    let (config, _) = load(&Sources::default()).unwrap();
    assert_eq!(config.listen.address.to_string(), "127.0.0.1:8080");
    assert_eq!(config.terms.hold_time_ms.get(), 600_000);
    assert!(config.listen.trusted_proxies.is_empty());
}

#[test]
fn the_later_source_wins_and_is_named() {
    let mut sources = file("[limits]\nheaders = 10\nbody_bytes = 11\nplan_body_bytes = 12");
    sources.environment = vec![
        ("FRONTROW_LIMITS_BODY_BYTES".into(), "21".into()),
        ("FRONTROW_LIMITS_PLAN_BODY_BYTES".into(), "22".into()),
        ("FRONTROW_KEY".into(), "not a setting".into()),
        ("PATH".into(), "/bin".into()),
    ];
    sources.flags = vec![("--set".into(), "limits.plan_body_bytes".into(), "32".into())];
    let (config, values) = load(&sources).unwrap();
    let limits = config.limits;
    assert_eq!((limits.headers.get(), limits.body_bytes.get(), limits.plan_body_bytes.get()), (10, 21, 32));
    let origin = |name| values.get(name).unwrap().1.to_string();
    assert_eq!(origin("limits.headers"), "file f.toml");
    assert_eq!(origin("limits.body_bytes"), "environment FRONTROW_LIMITS_BODY_BYTES");
    assert_eq!(origin("limits.plan_body_bytes"), "flag --set");
    assert_eq!(origin("limits.head_ms"), "default");
}

#[test]
fn unknown_names_are_refused_with_the_nearest_known() {
    let mut sources = file("[listen]\nadress = \"127.0.0.1:1\"\n[lissten]\nworkers = 2");
    sources.environment = vec![("FRONTROW_LISTEN_WORKRES".into(), "2".into())];
    sources.flags = vec![("--set".into(), "log.fromat".into(), "json".into())];
    assert_eq!(
        faults(&sources),
        [
            "lissten.workers (f.toml) is no setting; the nearest is listen.workers",
            "listen.adress (f.toml) is no setting; the nearest is listen.address",
            "FRONTROW_LISTEN_WORKRES (environment) is no setting; the nearest is FRONTROW_LISTEN_WORKERS",
            "log.fromat (--set) is no setting; the nearest is log.format",
        ]
    );
}

#[test]
fn every_value_that_cannot_be_is_told_at_once() {
    let sources =
        file("[listen]\naddress = \"here\"\nworkers = -1\n[limits]\nheaders = 0\n[log]\nformat = \"xml\"");
    assert_eq!(
        faults(&sources),
        [
            "listen.address is \"here\" (file f.toml); expected an address with a port, such as 127.0.0.1:8080",
            "listen.workers is \"-1\" (file f.toml); expected a whole number",
            "limits.headers is \"0\" (file f.toml); expected a whole number above 0",
            "log.format is \"xml\" (file f.toml); expected auto, text or json",
        ]
    );
}

#[test]
fn lists_come_from_toml_and_from_text() {
    let (config, _) = load(&file("[listen]\ntrusted_proxies = [\"10.0.0.1\", \"::1\"]")).unwrap();
    assert_eq!(
        config.listen.trusted_proxies,
        ["10.0.0.1".parse::<std::net::IpAddr>().unwrap(), "::1".parse().unwrap()]
    );
    let broken = file("[listen]\ntrusted_proxies = \"10.0.0.1,proxy\"");
    assert_eq!(
        faults(&broken),
        [
            "listen.trusted_proxies is \"10.0.0.1,proxy\" (file f.toml); expected an IP address, or several with commas"
        ]
    );
}

#[test]
fn a_broken_file_names_its_line() {
    let fault = faults(&file("[listen\nworkers = 1")).remove(0);
    assert!(fault.starts_with("f.toml: ") && fault.contains("line 1"), "{fault}");
}

#[test]
fn the_operators_table_has_every_setting() {
    let text = include_str!("../../docs/OPERATIONS.md");
    for setting in settings() {
        let default =
            if setting.default.is_empty() { "none".to_owned() } else { format!("`{}`", setting.default) };
        let row = format!("| `{}` | {default} |{} |", setting.name, setting.about);
        assert!(text.lines().any(|line| line == row), "docs/OPERATIONS.md lacks: {row}");
    }
}
