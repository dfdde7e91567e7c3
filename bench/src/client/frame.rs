//! Reading a frame as the protocol asks: unknown types and fields are ignored, anything else is an error.

use schemas::ws::ServerFrame;
use serde::Deserialize;

/// The types of frames that this client knows.
const KNOWN: [&str; 12] = [
    "snapshot",
    "delta",
    "sale",
    "heartbeat",
    "holds",
    "held",
    "released",
    "extended",
    "refused",
    "expired",
    "error",
    "bye",
];

#[derive(Deserialize)]
struct Typed {
    r#type: String,
}

/// Reads one text frame; none where its type is not known.
///
/// # Errors
/// The text is not JSON, or a frame of a known type does not hold what it must.
pub fn read(text: &str) -> Result<Option<ServerFrame>, serde_json::Error> {
    match serde_json::from_str(text) {
        Ok(frame) => Ok(Some(frame)),
        Err(error) => match serde_json::from_str::<Typed>(text) {
            Ok(typed) if !KNOWN.contains(&typed.r#type.as_str()) => Ok(None),
            _ => Err(error),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use schemas::ids::Version;
    use schemas::time::Timestamp;
    use schemas::ws::server::Heartbeat;

    use super::*;

    #[test]
    fn unknown_types_and_fields_are_ignored_and_broken_frames_are_not() {
        assert_eq!(read(r#"{"type":"weather","sky":"grey"}"#).unwrap(), None);
        assert_eq!(
            read(r#"{"type":"heartbeat","version":3,"now_ms":9,"mood":"fine"}"#).unwrap(),
            Some(ServerFrame::Heartbeat(Heartbeat { version: Version(3), now_ms: Timestamp(9) }))
        );
        for broken in
            ["", "[]", r#"{"version":3}"#, r#"{"type":"heartbeat"}"#, r#"{"type":"bye","code":"?"}"#]
        {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
