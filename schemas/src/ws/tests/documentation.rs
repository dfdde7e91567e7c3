//! Every example frame of `docs/PROTOCOL.md` is one that client and server speak, and every code has a line.

use crate::refusal::RefusalCode;
use crate::ws::decode::decode;
use crate::ws::json_schema::json_schema;
use crate::ws::server::ServerFrame;

const PROTOCOL: &str = include_str!("../../../../docs/PROTOCOL.md");

#[test]
fn every_example_is_a_frame() {
    let mut inside = false;
    let (mut from_client, mut from_server) = (0, 0);
    for line in PROTOCOL.lines() {
        if line.starts_with("```") {
            inside = line == "```json";
        } else if inside {
            if let Ok(frame) = serde_json::from_str::<ServerFrame>(line) {
                assert_eq!(serde_json::to_string(&frame).unwrap(), line, "written as the server writes it");
                from_server += 1;
            } else {
                assert!(decode(line).is_ok(), "{line}");
                from_client += 1;
            }
        }
    }
    assert_eq!((from_client, from_server), (8, 13));
}

#[test]
fn every_code_and_field_is_explained() {
    // Codes of organisers' commands never reach a session.
    let others = [
        "sale_state_conflict",
        "schedule_past",
        "changed_meanwhile",
        "terms_invalid",
        "plan_incompatible",
        "unknown_level",
        "unknown_booking",
        "not_in_payment",
        "payments_exhausted",
        "in_use",
        "held",
        "booked",
    ];
    let refusals = RefusalCode::ALL.map(RefusalCode::as_str);
    let mut words: Vec<String> =
        refusals.into_iter().filter(|code| !others.contains(code)).map(str::to_owned).collect();
    let schema = json_schema();
    for definition in schema["$defs"].as_object().unwrap().values() {
        if let Some(fields) = definition["properties"].as_object() {
            words.extend(fields.keys().cloned());
        }
    }
    for codes in ["ErrorFrameCode", "ByeCode", "SaleState", "Arrangement"] {
        let codes = schema["$defs"][codes]["enum"].as_array().unwrap();
        words.extend(codes.iter().map(|code| code.as_str().unwrap().to_owned()));
    }
    let missing: Vec<_> = words
        .iter()
        .filter(|word| {
            word.len() > 1
                && !PROTOCOL.contains(&format!("`{word}`"))
                && !PROTOCOL.contains(&format!("\"{word}\""))
        })
        .filter(|word| !["first", "count", "units", "channel", "level", "free"].contains(&word.as_str()))
        .collect();
    assert!(missing.is_empty(), "docs/PROTOCOL.md does not explain {missing:?}");
}
