//! One setting: its name, what it is for, its default, and how its text becomes a value.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

/// A setting as it is declared.
#[derive(Debug)]
pub struct Setting {
    /// `section.key`.
    pub name: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// Its default, as text.
    pub default: &'static str,
}

impl Setting {
    /// The environment variable that sets it: `FRONTROW_SECTION_KEY`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("FRONTROW_{}", self.name.replace('.', "_").to_uppercase())
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// A configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File(path) => write!(formatter, "file {}", path.display()),
            Self::Environment(variable) => write!(formatter, "environment {variable}"),
            Self::Flag(flag) => write!(formatter, "flag {flag}"),
        }
    }
}

/// The text in effect of every setting, by name, with its origin.
#[derive(Clone, Debug, Default)]
pub struct Values(pub(super) BTreeMap<&'static str, (String, Origin)>);

impl Values {
    /// The text of the setting `name` and its origin.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<(&str, &Origin)> {
        self.0.get(name).map(|(text, origin)| (text.as_str(), origin))
    }
}

/// A value that a setting can have.
pub trait SettingValue: Sized {
    /// Reads the text.
    ///
    /// # Errors
    /// What was expected instead.
    fn read(text: &str) -> Result<Self, String>;
}

macro_rules! by_from_str {
    ($($kind:ty: $expected:literal),* $(,)?) => {$(
        impl SettingValue for $kind {
            fn read(text: &str) -> Result<Self, String> {
                text.trim().parse().map_err(|_| $expected.to_owned())
            }
        }
    )*};
}
by_from_str! {
    bool: "true or false",
    u32: "a whole number",
    u64: "a whole number",
    usize: "a whole number",
    NonZeroU32: "a whole number above 0",
    NonZeroU64: "a whole number above 0",
    NonZeroUsize: "a whole number above 0",
    SocketAddr: "an address with a port, such as 127.0.0.1:8080",
    IpAddr: "an IP address",
}

impl SettingValue for String {
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl SettingValue for PathBuf {
    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("a path".to_owned()) } else { Ok(text.into()) }
    }
}

impl<Value: SettingValue> SettingValue for Vec<Value> {
    fn read(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts
            .map(Value::read)
            .collect::<Result<_, _>>()
            .map_err(|one| format!("{one}, or several with commas"))
    }
}

/// Reads the section's next setting. A text that cannot be is noted in `faults`; the built-in default then
/// stands in until those are told.
pub(super) fn read_setting<Value: SettingValue>(
    setting: &Setting,
    values: &Values,
    faults: &mut Vec<String>,
) -> Option<Value> {
    let (text, origin) = values.get(setting.name).unwrap_or((setting.default, &Origin::Default));
    match Value::read(text) {
        Ok(value) => Some(value),
        Err(expected) => {
            faults.push(format!("{} is {text:?} ({origin}); expected {expected}", setting.name));
            None
        }
    }
}

/// Declares a section: a struct whose fields are its settings.
macro_rules! settings {
    (
        $(#[$outer:meta])*
        pub struct $section:ident as $name:literal {
            $($(#[doc = $about:literal])+ $field:ident: $kind:ty = $default:literal,)*
        }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $section {
            $($(#[doc = $about])+ pub $field: $kind,)*
        }

        impl $section {
            pub(super) const SETTINGS: &[$crate::config::Setting] = &[
                $($crate::config::Setting {
                    name: concat!($name, ".", stringify!($field)),
                    about: concat!($($about),+),
                    default: $default,
                },)*
            ];

            pub(super) fn read(values: &$crate::config::Values, faults: &mut Vec<String>) -> Option<Self> {
                let mut settings = Self::SETTINGS.iter();
                $(let $field = $crate::config::setting::read_setting(settings.next()?, values, faults);)*
                Some(Self { $($field: $field?,)* })
            }
        }
    };
}
pub(super) use settings;
