use super::*;

fn labels(places: &[DiffPlace]) -> Vec<&str> {
    places.iter().map(|place| place.label.as_str()).collect()
}

fn difference(change: impl Fn(&mut Value)) -> PlanDifference {
    let mut changed = sample();
    change(&mut changed);
    plan_difference(&plan_of(&sample()), &plan_of(&changed))
}

#[test]
fn a_plan_does_not_differ_from_itself() {
    let none = difference(|_| ());
    assert!(none.is_none(), "{none:?}");
    assert_eq!(none.kept, 13);
    let words = difference(|plan| plan["texts"][0]["text"] = json!("Bar and kitchen"));
    assert!(words.is_none(), "words are no places: {words:?}");
}

#[test]
fn added_removed_and_moved_places_are_told_by_label() {
    let changed = difference(|plan| {
        let row = &mut plan["sections"][0]["rows"][0]["seats"];
        row[1]["position"]["x"] = json!(25);
        row.as_array_mut().unwrap().remove(3);
        row.as_array_mut().unwrap().push(json!({"label": "5", "position": {"x": 100, "y": 30}}));
    });
    assert_eq!((labels(&changed.added), labels(&changed.removed)), (vec!["S1-A-5"], vec!["S1-A-4"]));
    let moved =
        MovedPlace { label: "S1-A-2".to_owned(), from: Point::new(20.0, 30.0), to: Point::new(25.0, 30.0) };
    assert_eq!((changed.moved, changed.relabelled, changed.kept), (vec![moved], vec![], 12));
}

#[test]
fn a_place_of_another_label_at_the_same_point_is_relabelled() {
    let changed = difference(|plan| {
        plan["sections"][0]["rows"][1]["label"] = json!("C");
        plan["booths"][0]["label"] = json!("Kiosk");
    });
    let told: Vec<_> = changed.relabelled.iter().map(|one| (one.from.as_str(), one.to.as_str())).collect();
    assert_eq!(told, [("Stall", "Kiosk"), ("S1-B-1", "S1-C-1"), ("S1-B-2", "S1-C-2")]);
    assert!(changed.added.is_empty() && changed.removed.is_empty(), "{changed:?}");
    assert_eq!(changed.kept, 10);
}

#[test]
fn a_label_that_passes_to_another_kind_is_another_place() {
    let changed = difference(|plan| {
        plan["booths"] = json!([]);
        let area = json!({
            "label": "Stall", "level": "b", "capacity": 4,
            "outline": {"type": "rectangle", "center": {"x": 300, "y": 300}, "width": 20, "height": 10}
        });
        plan["areas"].as_array_mut().unwrap().push(area);
    });
    assert_eq!((labels(&changed.removed), labels(&changed.added)), (vec!["Stall"], vec!["Stall"]));
    assert_eq!((changed.removed[0].kind, changed.added[0].kind), (PlaceKind::Booth, PlaceKind::Area));
    assert!(changed.relabelled.is_empty());
}

#[test]
fn levels_and_capacities_are_told() {
    let changed = difference(|plan| {
        plan["sections"][0]["rows"][0]["level"] = json!("b");
        plan["areas"][0]["capacity"] = json!(150);
    });
    let levels: Vec<_> = changed.levels.iter().map(|one| (one.label.as_str(), one.to.as_deref())).collect();
    let b = Some("b");
    assert_eq!(levels, [("S1-A-1", b), ("S1-A-2", b), ("S1-A-3", b)], "the fourth had it");
    assert_eq!(changed.capacities, [ResizedArea { label: "GA".to_owned(), from: 120, to: 150 }]);
}

#[test]
fn of_a_label_that_is_there_twice_the_first_counts() {
    let mut twice = sample();
    twice["sections"][0]["rows"][0]["seats"][1]["label"] = json!("1");
    let changed = plan_difference(&plan_of(&twice), &plan_of(&sample()));
    assert_eq!((labels(&changed.added), changed.kept), (vec!["S1-A-2"], 12));
    assert!(changed.removed.is_empty());
}
