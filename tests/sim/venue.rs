//! Small venues and the terms they are sold under: rows, a table by the seat in twos, a table as a whole, GA areas, a
//! booth, an area sold as a whole, three channels.

use std::collections::BTreeMap;
use std::sync::Arc;

use actors::ports::plans::{PlanError, PlanSource};
use schemas::ids::{ContentHash, LevelIndex};
use schemas::plan::{PlanIndex, PublishedPlan, parse_plan};
use schemas::terms::{Currency, EventTerms, LevelPrice, SaleSchedule};
use serde_json::{Value, json};

/// Published plans by hash.
#[derive(Debug, Default)]
pub struct Venues(BTreeMap<ContentHash, Arc<PlanIndex>>);

impl PlanSource for Venues {
    fn plan(&self, hash: ContentHash) -> Result<Arc<PlanIndex>, PlanError> {
        self.0.get(&hash).cloned().ok_or(PlanError::Unknown(hash))
    }
}

/// The venues that events are on, by number, each in all versions of its plan.
pub fn venues() -> (Arc<Venues>, Vec<Vec<Arc<PlanIndex>>>) {
    let plans = vec![published(&[club(), larger_club(), club()]), published(&[hall(), other_hall()])];
    let all = plans.iter().flatten().map(|plan| (plan.hash(), Arc::clone(plan)));
    (Arc::new(Venues(all.collect())), plans)
}

fn published(versions: &[Value]) -> Vec<Arc<PlanIndex>> {
    let mut before: Option<PublishedPlan> = None;
    let publish = |plan: &Value| {
        let plan = parse_plan(&plan.to_string()).unwrap();
        let plan = PublishedPlan::publish(plan, before.as_ref().map(PublishedPlan::assignment)).unwrap();
        let index = Arc::new(plan.index().unwrap());
        before = Some(plan);
        index
    };
    versions.iter().map(publish).collect()
}

fn seats(count: u32, x: f64, y: f64) -> Vec<Value> {
    let seat =
        |number| json!({ "label": format!("{number}"), "position": { "x": x + f64::from(number), "y": y } });
    (1..=count).map(seat).collect()
}

fn row(label: &str, count: u32, y: f64) -> Value {
    json!({ "label": label, "seats": seats(count, 0.0, y) })
}

fn table(label: &str, count: u32, x: f64, as_a_whole: bool) -> Value {
    json!({
        "label": label, "as_a_whole": as_a_whole, "minimum_occupancy": 2, "seats": seats(count, x, 20.0),
        "outline": outline(x + 2.0, 21.0)
    })
}

fn outline(x: f64, y: f64) -> Value {
    json!({ "type": "rectangle", "center": { "x": x, "y": y }, "width": 2.0, "height": 1.0 })
}

fn levels() -> Value {
    json!([
        { "key": "near", "name": "Near", "color": "#aa0000" },
        { "key": "far", "name": "Far", "color": "#00aa00" }
    ])
}

/// Few places, so that buyers collide.
fn club() -> Value {
    json!({
        "format": "frontrow-plan/1", "name": "Club", "levels": levels(),
        "sections": [{
            "label": "M", "level": "near",
            "rows": [row("A", 6, 0.0)],
            "tables": [table("T", 3, 0.0, true)],
            "areas": [{ "label": "Floor", "outline": outline(30.0, 30.0), "capacity": 12 }]
        }]
    })
}

/// Every kind of place.
fn hall() -> Value {
    json!({
        "format": "frontrow-plan/1", "name": "Hall", "levels": levels(),
        "sections": [
            { "label": "L", "level": "near", "rows": [row("A", 8, 0.0), row("B", 8, 1.0), row("C", 8, 2.0)] },
            {
                "label": "R", "level": "far",
                "tables": [table("T1", 4, 0.0, false), table("T2", 4, 10.0, true)],
                "booths": [{ "label": "Booth", "outline": outline(40.0, 20.0) }],
                "areas": [
                    { "label": "Pit", "outline": outline(30.0, 30.0), "capacity": 30, "minimum_occupancy": 2 },
                    { "label": "Box", "outline": outline(40.0, 30.0), "capacity": 6, "as_a_whole": true }
                ]
            }
        ]
    })
}

/// The club with a row more, a seat less, the table by the seat, and a larger floor.
fn larger_club() -> Value {
    let mut plan = club();
    plan["levels"].as_array_mut().unwrap().reverse();
    let section = &mut plan["sections"][0];
    section["rows"] = json!([row("A", 5, 0.0), row("B", 4, 1.0)]);
    section["tables"][0]["as_a_whole"] = json!(false);
    section["areas"][0]["capacity"] = json!(16);
    plan
}

/// The hall without its booth and a row, with a smaller pit and a bar.
fn other_hall() -> Value {
    let mut plan = hall();
    plan["sections"][0]["rows"].as_array_mut().unwrap().pop();
    let section = &mut plan["sections"][1];
    section["booths"] = json!([]);
    section["areas"][0]["capacity"] = json!(24);
    section["areas"].as_array_mut().unwrap().push(json!(
        { "label": "Bar", "outline": outline(50.0, 40.0), "capacity": 6 }
    ));
    plan
}

/// What the events are sold under: short times, so that holds run out within a run.
pub fn terms(plan: ContentHash) -> EventTerms {
    let price = |level, amount_minor| LevelPrice { level: LevelIndex(level), amount_minor };
    EventTerms {
        plan,
        stream: 1,
        hold_time_ms: 20_000,
        lifetime_cap_ms: 50_000,
        maximum_extensions: 0,
        payment_time_ms: 5_000,
        payment_cap_ms: 30_000,
        maximum_units_per_hold: 8,
        maximum_units_per_token: 12,
        maximum_tokens_per_address: 5,
        currency: Currency(*b"EUR"),
        prices: vec![price(0, 5_000), price(1, 2_500)],
        channels: vec!["club".into(), "press".into()],
        closed_channels: Vec::new(),
        tables: Vec::new(),
        schedule: SaleSchedule::default(),
    }
}
