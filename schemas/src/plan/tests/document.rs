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

#[test]
fn the_pictures_in_the_document_are_what_is_generated_and_drawn() {
    for (kind, places) in [(VenueKind::Arena, 20_000), (VenueKind::Stadium, 100_000)] {
        let name = format!("{}-{places}.svg", kind.name());
        let path = format!("{}/../docs/plans/{name}", env!("CARGO_MANIFEST_DIR"));
        let drawn = draw_svg(&generate(kind, places, 1).unwrap());
        assert!(drawn.len() < 400_000, "{name}: {} bytes", drawn.len());
        if std::env::var_os("FRONTROW_UPDATE").is_some() {
            std::fs::write(&path, &drawn).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(kept == drawn, "docs/plans/{name} is old: run the tests once with FRONTROW_UPDATE=1");
    }
}
