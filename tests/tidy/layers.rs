//! Who may know whom: crates by their manifests, parts of a crate by the paths they name.

use crate::source::{Finding, Source};
use crate::tree::Text;

/// What a crate must not depend on, tests included.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "schemas",
        &[
            "actors",
            "frontrow",
            "onsale",
            "actix",
            "actix-http",
            "actix-web",
            "actix-web-actors",
            "tokio",
            "rand",
            "getrandom",
        ],
    ),
    (
        "actors",
        &["frontrow", "onsale", "actix-http", "actix-web", "actix-web-actors", "scylla", "redis", "rusqlite"],
    ),
    ("onsale", &["actors", "frontrow", "actix-web", "actix-web-actors", "scylla", "redis", "rusqlite"]),
];

/// What a crate must not depend on outside its tests: it comes through ports.
const FORBIDDEN_OUTSIDE_TESTS: &[(&str, &[&str])] = &[("actors", &["rand", "getrandom", "tempfile"])];

/// Dependencies that go the wrong way.
pub fn dependencies(manifests: &[Text]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in manifests {
        let table: toml::Table =
            manifest.text.parse().unwrap_or_else(|error| panic!("{}: {error}", manifest.path));
        let name = table.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
        let name = name.unwrap_or_default();
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let Some(entries) = table.get(section).and_then(toml::Value::as_table) else { continue };
            let lists = if section == "dev-dependencies" {
                vec![FORBIDDEN]
            } else {
                vec![FORBIDDEN, FORBIDDEN_OUTSIDE_TESTS]
            };
            let forbidden: Vec<&str> = lists
                .into_iter()
                .flatten()
                .filter(|(crate_name, _)| *crate_name == name)
                .flat_map(|(_, dependencies)| dependencies.iter().copied())
                .collect();
            for dependency in entries.keys().filter(|dependency| forbidden.contains(&dependency.as_str())) {
                let line =
                    manifest.text.lines().position(|line| line.starts_with(dependency.as_str())).unwrap_or(0)
                        + 1;
                let what = format!(
                    "`{name}` must not depend on `{dependency}`: schemas <- actors <- frontrow, onsale -> schemas; \
                     put a port in actors and its adapter in the server"
                );
                findings.push(Finding::new(&manifest.path, line, what));
            }
        }
    }
    findings
}

/// Actix outside `actor.rs` and `handle.rs` of the actors, and the registry's `arbiters.rs`.
pub fn actix_seen(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.is_in("actors/src/")) {
        if ["actor", "handle", "arbiters"].contains(&source.stem()) || source.is_in("actors/src/testkit/") {
            continue;
        }
        for token in source.find("actix::").into_iter().filter(|token| !token.in_test) {
            let what = "actix is seen in actor.rs and handle.rs only: give the others a typed handle";
            findings.push(Finding::new(&source.path, token.line, what));
        }
    }
    findings
}

/// Features that name another feature, and anyone but bootstrap who names an adapter.
pub fn features(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.is_in("src/")) {
        if !["src/adapters/", "src/bootstrap"].iter().any(|place| source.is_in(place)) {
            for token in source.find("crate::adapters") {
                let what = "only bootstrap names adapters: take the port";
                findings.push(Finding::new(&source.path, token.line, what));
            }
        }
        let mut parts = source.path.split('/').skip(1);
        let (Some("features"), Some(slice), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let path = ["crate", ":", ":", "features", ":", ":"];
        for window in source.tokens.windows(path.len() + 1) {
            let named = &window[path.len()];
            if window.iter().zip(path).all(|(token, part)| token.text == part) && named.text != slice {
                let what = format!("feature `{slice}` names `{}`: what two need lies below both", named.text);
                findings.push(Finding::new(&source.path, named.line, what));
            }
        }
    }
    findings
}

#[test]
fn a_dependency_upwards_is_found() {
    let actors = "[package]\nname = \"actors\"\n[dependencies]\nschemas.workspace = true\nactix-web.workspace = true\nrand = \"0\"\n[dev-dependencies]\nrusqlite = \"0\"\ntempfile = \"3\"";
    let found = dependencies(&[Text::new("actors/Cargo.toml", actors)]);
    assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [5, 6, 8]);
    let bench = "[package]\nname = \"onsale\"\n[dependencies]\nactors = { path = \"../actors\" }";
    assert_eq!(dependencies(&[Text::new("bench/Cargo.toml", bench)]).len(), 1);
    let schemas = "[package]\nname = \"schemas\"\n[build-dependencies]\ntokio = \"1\"";
    assert_eq!(dependencies(&[Text::new("schemas/Cargo.toml", schemas)]).len(), 1);
}

#[test]
fn actix_in_a_third_file_is_found() {
    let text = "use actix::Addr;\n#[cfg(test)]\nmod tests { use actix::System; }";
    let at = |path: &str| actix_seen(&[Source::new(path, text)]).len();
    assert_eq!(at("actors/src/registry/entry.rs"), 1);
    assert_eq!(
        at("actors/src/registry/actor.rs") + at("actors/src/seat_map/handle.rs") + at("src/app.rs"),
        0
    );
}

#[test]
fn a_feature_that_looks_sideways_is_found() {
    let at = |path: &str, text: &str| features(&[Source::new(path, text)]).len();
    assert_eq!(at("src/features/holds/hold.rs", "use crate::features::plans::import;"), 1);
    assert_eq!(at("src/features/holds/hold.rs", "use crate::features::{holds, plans};"), 1);
    assert_eq!(at("src/features/holds/hold.rs", "use crate::features::holds::token;"), 0);
    assert_eq!(at("src/features/mod.rs", "use crate::features::plans;"), 0);
    assert_eq!(at("src/features/holds/hold.rs", "use crate::adapters::sqlite;"), 1);
    assert_eq!(at("src/bootstrap.rs", "use crate::adapters::sqlite;"), 0);
}
