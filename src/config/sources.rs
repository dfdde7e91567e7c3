//! Where settings come from, and the check that every name is known.

use std::fmt;
use std::path::PathBuf;

use super::setting::{Origin, Setting, Values};
use super::settings;

/// Variables that begin with `FRONTROW_` and are no settings: flags of commands, and the tests' own.
const OTHER_VARIABLES: &[&str] = &[
    "FRONTROW_CONFIG",
    "FRONTROW_SERVER",
    "FRONTROW_KEY",
    "FRONTROW_KEY_FILE",
    "FRONTROW_ADMIN_KEY_FILE",
    "FRONTROW_BIN",
    "FRONTROW_UPDATE",
];

/// Everything settings are read from, from the weakest to the strongest.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A configuration file and its text.
    pub file: Option<(PathBuf, String)>,
    /// Environment variables; those that do not begin with `FRONTROW_` are passed over.
    pub environment: Vec<(String, String)>,
    /// Flags: (flag as typed, name of the setting, text).
    pub flags: Vec<(String, String, String)>,
}

/// What is wrong with the configuration, all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// One sentence each.
    pub faults: Vec<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the configuration cannot be used:")?;
        self.faults.iter().try_for_each(|fault| write!(formatter, "\n  {fault}"))
    }
}

impl std::error::Error for ConfigError {}

impl Sources {
    /// Puts the sources over the defaults, the later over the earlier.
    pub(super) fn collect(&self) -> Result<Values, ConfigError> {
        let mut values = Values::default();
        for setting in settings() {
            values.0.insert(setting.name, (setting.default.to_owned(), Origin::Default));
        }
        let mut faults = Vec::new();
        self.put_file(&mut values, &mut faults);
        for (variable, text) in &self.environment {
            if !variable.starts_with("FRONTROW_") || OTHER_VARIABLES.contains(&variable.as_str()) {
                continue;
            }
            match settings().find(|setting| setting.variable() == *variable) {
                Some(setting) => put(&mut values, setting, text, Origin::Environment(variable.clone())),
                None => faults.push(unknown(variable, "environment", settings().map(Setting::variable))),
            }
        }
        for (flag, name, text) in &self.flags {
            match settings().find(|setting| setting.name == name) {
                Some(setting) => put(&mut values, setting, text, Origin::Flag(flag.clone())),
                None => faults.push(unknown(name, flag, names())),
            }
        }
        if faults.is_empty() { Ok(values) } else { Err(ConfigError { faults }) }
    }

    fn put_file(&self, values: &mut Values, faults: &mut Vec<String>) {
        let Some((path, text)) = &self.file else { return };
        let place = path.display().to_string();
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return faults.push(format!("{place}: {}", error.to_string().trim_end())),
        };
        for (section, content) in table {
            let toml::Value::Table(content) = content else {
                faults.push(unknown(&section, &place, names()));
                continue;
            };
            for (key, value) in content {
                let name = format!("{section}.{key}");
                let Some(setting) = settings().find(|setting| setting.name == name) else {
                    faults.push(unknown(&name, &place, names()));
                    continue;
                };
                match text_of(&value) {
                    Some(text) => put(values, setting, &text, Origin::File(path.clone())),
                    None => {
                        faults.push(format!("{name} in {place} is not a single value or a list of those"));
                    }
                }
            }
        }
    }
}

fn names() -> impl Iterator<Item = String> {
    settings().map(|setting| setting.name.to_owned())
}

fn put(values: &mut Values, setting: &'static Setting, text: &str, origin: Origin) {
    values.0.insert(setting.name, (text.to_owned(), origin));
}

fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(parts) => Some(parts.iter().map(text_of).collect::<Option<Vec<_>>>()?.join(",")),
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

/// The sentence about a name that is no setting.
fn unknown(name: &str, place: &str, known: impl Iterator<Item = String>) -> String {
    let distance = |candidate: &String| strsim::damerau_levenshtein(name, candidate);
    match known.min_by_key(distance) {
        Some(nearest) => format!("{name} ({place}) is no setting; the nearest is {nearest}"),
        None => format!("{name} ({place}) is no setting"),
    }
}
