//! The log.

use super::setting::{SettingValue, settings};

settings! {
    /// The log.
    pub struct Log as "log" {
        /// What is logged: a level, or levels by module as `info,frontrow=debug`.
        filter: String = "info",
        /// `text`, `json`, or `auto`: text on a terminal and JSON otherwise.
        format: LogFormat = "auto",
    }
}

/// How lines of the log look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    Auto,
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl SettingValue for LogFormat {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("auto, text or json".to_owned()),
        }
    }
}
