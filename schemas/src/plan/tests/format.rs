//! The text form, its schema and its hash.

use serde_json::json;

use super::*;
use crate::ids::ContentHash;

/// The generated file is compared; `FRONTROW_UPDATE=1` writes it anew.
#[test]
fn the_schema_file_is_what_the_types_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/plan.schema.json");
    let expected = format!("{:#}\n", plan_schema().unwrap());
    if std::env::var_os("FRONTROW_UPDATE").is_some() {
        std::fs::write(path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == expected, "schemas/plan.schema.json is old: run the tests once with FRONTROW_UPDATE=1");
}

#[test]
fn the_schema_names_every_type_it_needs_and_allows_no_other_field() {
    let schema = plan_schema().unwrap();
    let text = schema.to_string();
    for name in ["PriceLevel", "Zone", "Floor", "Section", "Row", "Seat", "Table", "Booth", "Area", "Units"] {
        let definition = &schema["$defs"][name];
        assert!(definition.is_object(), "{name} is not defined");
        assert!(text.contains(&format!("#/$defs/{name}\"")), "{name} is not used");
        if name != "Units" {
            assert_eq!(definition["additionalProperties"], json!(false), "{name}");
        }
    }
    let outlines = schema["$defs"]["Outline"]["oneOf"].as_array().unwrap();
    assert_eq!(outlines.len(), 3);
    assert!(outlines.iter().all(|outline| outline["additionalProperties"] == json!(false)));
    assert!(!text.contains("#/components"), "a reference leads out of the document");
}

#[test]
fn a_plan_survives_its_text_form() {
    let plan = plan_of(&sample());
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(parse_plan(&text).unwrap(), plan);
}

#[test]
fn an_unknown_field_is_refused_wherever_it_is() {
    for pointer in [
        "",
        "/levels/0",
        "/zones/0",
        "/zones/0/focal_point",
        "/floors/0",
        "/sections/0",
        "/sections/0/rows/0",
        "/sections/0/rows/0/seats/0",
        "/sections/0/tables/0",
        "/sections/0/tables/0/outline",
        "/booths/0",
        "/booths/0/outline",
        "/areas/0",
        "/areas/0/outline",
        "/shapes/0",
        "/texts/0",
    ] {
        let mut value = sample();
        value.pointer_mut(pointer).unwrap()["surprise"] = json!(1);
        let issue = parse_plan(&value.to_string()).unwrap_err();
        assert_eq!(issue.code, PlanIssueCode::InvalidJson, "at {pointer:?}");
        assert!(issue.advice.contains("unknown field `surprise`"), "at {pointer:?}: {}", issue.advice);
    }
}

#[test]
fn broken_text_is_an_issue_with_line_and_column() {
    let issue = parse_plan("{\n  \"name\": oops\n}").unwrap_err();
    assert_eq!((issue.code, issue.value.as_str()), (PlanIssueCode::InvalidJson, "line 2, column 11"));
}

#[test]
fn lengths_are_whole_thousandths_and_have_one_text_form() {
    let cases = [
        (0.1 + 0.2, "0.3"),
        (21.503_290_38, "21.503"),
        (-0.0, "0.0"),
        (-0.000_1, "0.0"),
        (1e6, "1000000.0"),
        (-7.000_5, "-7.001"),
    ];
    for (value, text) in cases {
        assert_eq!(serde_json::to_string(&Units::new(value)).unwrap(), text);
        assert_eq!(serde_json::from_str::<Units>(text).unwrap(), Units::new(value));
    }
}

/// The canonical encoding and its hash, as they must stay for every plan ever published.
#[test]
fn the_canonical_encoding_stays_what_it_was() {
    let small = json!({
        "name": "Two seats", "format": "frontrow-plan/1",
        "levels": [{"name": "All", "key": "a", "color": "#000000"}],
        "rows": [{"label": "A", "level": "a", "seats": [
            {"position": {"y": 0, "x": 0}, "label": "1", "accessible": false},
            {"label": "2", "position": {"x": 20.25, "y": 0}, "companion": true}
        ]}]
    });
    let plan = published(&small);
    let bytes = plan.to_bytes().unwrap();
    let expected = concat!(
        r#"{"plan":{"format":"frontrow-plan/1","name":"Two seats","#,
        r##""levels":[{"key":"a","name":"All","color":"#000000"}],"##,
        r#""rows":[{"label":"A","level":"a","seats":[{"label":"1","position":{"x":0.0,"y":0.0}},"#,
        r#"{"label":"2","position":{"x":20.25,"y":0.0},"companion":true}]}]},"#,
        r#""assignment":[{"label":"A-1","kind":"seat"},{"label":"A-2","kind":"seat"}]}"#,
    );
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    assert_eq!(plan.hash().to_string(), "fb7d9dbc5c4a27191480fc0047769fa9daabfc8c5680dcdbaeb2a46223c2fc51");
}

#[test]
fn a_stored_plan_opens_under_its_own_hash_alone() {
    let plan = published(&sample());
    let mut bytes = plan.to_bytes().unwrap();
    let opened = PublishedPlan::open(&bytes, plan.hash()).unwrap();
    assert_eq!(opened, plan);
    assert_eq!(opened.to_bytes().unwrap(), bytes);
    let other = PublishedPlan::open(&bytes, ContentHash([7; 32])).unwrap_err();
    assert!(matches!(other, OpenPlanError::OtherHash { .. }), "{other}");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let flipped = PublishedPlan::open(&bytes, plan.hash()).unwrap_err();
    assert!(matches!(flipped, OpenPlanError::OtherHash { .. }), "{flipped}");
    let nonsense = b"{}";
    let hash = ContentHash(*blake3::hash(nonsense).as_bytes());
    assert!(matches!(PublishedPlan::open(nonsense, hash).unwrap_err(), OpenPlanError::Unreadable(_)));
}

#[test]
fn a_plan_with_an_error_is_not_published_and_one_with_a_warning_is() {
    let mut value = sample();
    value["areas"][0]["capacity"] = json!(0);
    let issues = PublishedPlan::publish(plan_of(&value), None).unwrap_err();
    assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), [PlanIssueCode::ZeroCapacity]);
    let mut value = sample();
    value["floors"].as_array_mut().unwrap().push(json!({"key": "attic", "name": "Attic"}));
    assert_eq!(validate(&plan_of(&value)).len(), 1);
    assert!(PublishedPlan::publish(plan_of(&value), None).is_ok());
}
