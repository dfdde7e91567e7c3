//! The examples of docs/PLANS.md are what this code makes.

use serde_json::Value;

use super::*;

/// The blocks of JSON in the document, in order: a plan and its drawing.
fn examples() -> [String; 2] {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/PLANS.md");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = text.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    let blocks: Vec<String> = blocks.map(ToOwned::to_owned).collect();
    blocks.try_into().unwrap()
}

/// JSON knows one kind of number: 10 is 10.0.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64().unwrap()),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Value>()
        }
        other => other.clone(),
    }
}

#[test]
fn the_geometry_in_the_document_is_that_of_the_plan_in_it() {
    let [plan, told] = examples();
    let plan = parse_plan(&plan).unwrap();
    assert_eq!(validate(&plan), []);
    let drawn = geometry(&PublishedPlan::publish(plan, None).unwrap()).unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    let drawn = serde_json::to_value(&drawn).unwrap();
    assert_eq!(plain(&told), plain(&drawn), "docs/PLANS.md is old; the drawing is\n{drawn}");
}

#[test]
fn the_seats_across_the_gap_in_the_document_are_no_neighbours() {
    let plan = parse_plan(&examples()[0]).unwrap();
    let index = PublishedPlan::publish(plan, None).unwrap().index().unwrap();
    let seat = |label: &str| index.place_by_label(label).unwrap();
    assert_eq!(index.right(seat("Stalls-A-2")), None);
    assert_eq!(index.right(seat("Stalls-A-3")), Some(seat("Stalls-A-4")));
}
