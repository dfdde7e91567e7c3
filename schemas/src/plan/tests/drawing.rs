//! A client that follows the document alone finds every seat.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Seats as a client reads them from the JSON: label, index, level and position in plan units.
fn decode(drawing: &Value, run: &Value) -> Vec<(String, u64, u64, [f64; 2])> {
    let number = |value: &Value| value.as_f64().unwrap();
    let seats = run["seats"].as_u64().unwrap();
    let scale = number(&drawing["scale"]);
    let section = run["section"].as_u64().map_or_else(String::new, |section| {
        format!("{}-", drawing["sections"][usize::try_from(section).unwrap()]["label"].as_str().unwrap())
    });
    let mut levels = Vec::new();
    for pair in run["levels"].as_array().into_iter().flatten() {
        levels.extend(vec![pair[1].as_u64().unwrap(); usize::try_from(pair[0].as_u64().unwrap()).unwrap()]);
    }
    let (mut steps, mut at) = ([0.0; 2], [0.0; 2]);
    let seat = |seat: u64| {
        let i = usize::try_from(seat).unwrap();
        let place = run["places"][i].as_u64().unwrap_or_else(|| run["first"].as_u64().unwrap() + seat);
        let text = run["labels"][i].as_str().map_or_else(
            || {
                (run["number"][0].as_i64().unwrap()
                    + i64::try_from(seat).unwrap() * run["number"][1].as_i64().unwrap())
                .to_string()
            },
            str::to_owned,
        );
        let share = number(&json!(seat)) / number(&json!(seats.max(2) - 1));
        let position = if let Some(ends) = run["line"].as_array() {
            [0, 1].map(|axis| number(&ends[axis]) + (number(&ends[axis + 2]) - number(&ends[axis])) * share)
        } else if let Some(arc) = run["arc"].as_array() {
            let [x0, y0, x1, y1, s] = [0, 1, 2, 3, 4].map(|part| number(&arc[part]));
            let (dx, dy) = (x1 - x0, y1 - y0);
            let w = 4.0 * (2.0 * s / dx.hypot(dy)).atan();
            let a = (1.0 - share) * w / 2.0;
            let f = (share * w / 2.0).sin() / (w / 2.0).sin();
            [x0 + f * (dx * a.cos() - dy * a.sin()), y0 + f * (dx * a.sin() + dy * a.cos())]
        } else {
            for (axis, name) in ["x", "y"].into_iter().enumerate() {
                let value = number(&run[name][i]);
                if i == 0 {
                    at[axis] = value;
                } else {
                    steps[axis] += value;
                    at[axis] += steps[axis];
                }
            }
            at
        };
        let level = levels.get(i).copied().unwrap_or_else(|| run["level"].as_u64().unwrap());
        (
            format!("{section}{}-{text}", run["label"].as_str().unwrap()),
            place,
            level,
            position.map(|axis| axis / scale),
        )
    };
    (0..seats).map(seat).collect()
}

/// Checks every seat of the drawing against the compiled plan; gives back how many there are.
fn check(plan: &PublishedPlan) -> usize {
    let index = plan.index().unwrap();
    let drawing = serde_json::to_value(geometry(plan).unwrap()).unwrap();
    let tables = drawing["tables"].as_array().into_iter().flatten().map(|table| &table["seats"]);
    let runs = drawing["rows"].as_array().into_iter().flatten().chain(tables);
    let mut seats = 0;
    for run in runs {
        for (label, number, level, drawn) in decode(&drawing, run) {
            let seat = place(&index, &label);
            assert_eq!(u64::from(seat.0), number, "{label}");
            assert_eq!(u64::from(index.level(seat).0), level, "{label}");
            let exact = index.position(seat).map(f64::from);
            let off = (drawn[0] - exact[0]).hypot(drawn[1] - exact[1]);
            let allowed = 1.1 / drawing["scale"].as_f64().unwrap();
            assert!(off <= allowed, "{label} is drawn {off} away, more than {allowed}");
            seats += 1;
        }
    }
    seats
}

#[test]
fn every_seat_of_the_sample_is_found() {
    assert_eq!(check(&published(&sample())), 11);
}

#[test]
fn the_forms_of_a_row_are_chosen_by_its_seats() {
    let form = |points: &[(f64, f64)]| {
        let seats = points
            .iter()
            .zip(1..)
            .map(|((x, y), label)| json!({"label": label.to_string(), "position": {"x": x, "y": y}}));
        let mut plan = sample();
        plan["rows"] = json!([{"label": "R", "level": "a", "seats": seats.collect::<Vec<_>>()}]);
        let plan = published(&plan);
        check(&plan);
        let run = geometry(&plan).unwrap().rows.remove(0);
        (run.line.is_some(), run.arc.is_some(), !run.x.is_empty())
    };
    let arc = |number: u32| {
        let angle = f64::from(number) * 0.2;
        (100.0 * angle.cos(), 100.0 * angle.sin())
    };
    assert_eq!(form(&[(5.0, 5.0)]), (true, false, false));
    assert_eq!(form(&[(0.0, 0.0), (20.0, 1.0), (40.0, 2.0)]), (true, false, false));
    assert_eq!(form(&[(0.0, 0.0), (20.0, 0.0), (60.0, 0.0)]), (false, false, true));
    assert_eq!(form(&(0..9).map(arc).collect::<Vec<_>>()), (false, true, false));
    assert_eq!(form(&(0..28).map(arc).collect::<Vec<_>>()), (false, true, false), "nearly a whole circle");
    assert_eq!(form(&[(0.0, 0.0), (20.0, 5.0), (40.0, -5.0), (60.0, 30.0)]), (false, false, true));
    assert_eq!(
        form(&[(1.0, 1.0), (1.0, 1.0), (20.0, 1.0), (1.0, 1.0)]),
        (false, false, true),
        "ends on one point"
    );
}

#[test]
fn the_drawing_of_the_sample_is_this() {
    let plan = published(&sample());
    let drawing = serde_json::to_value(geometry(&plan).unwrap()).unwrap();
    assert_eq!(drawing["hash"], json!(plan.hash().to_string()));
    assert_eq!(drawing["bounds"], json!([-20.0, -120.0, 400.0, 500.0]));
    assert_eq!((&drawing["places"], &drawing["scale"]), (&json!(13), &json!(10)));
    assert_eq!(
        drawing["rows"][1],
        json!({
            "section": 0, "label": "A", "seats": 4, "first": 3,
            "x": [0, 200, 200, -200], "y": [300, 0, 0, 0], "number": [1, 1],
            "level": 0, "levels": [[3, 0], [1, 1]],
            "accessible": [0], "companion": [1], "restricted_view": [3]
        })
    );
    assert_eq!(
        drawing["rows"][0],
        json!({
            "label": "X", "seats": 1, "first": 0, "line": [500, 2000, 500, 2000], "number": [1, 1], "level": 1
        })
    );
    assert_eq!(drawing["areas"][0]["place"], json!(1));
}

#[test]
fn labels_that_are_not_plain_numbers_in_even_steps_are_listed() {
    let numbers = |labels: &[&str]| {
        let mut plan = sample();
        let seat = |(label, x): (&&str, u32)| json!({"label": label, "position": {"x": x * 20, "y": 0}});
        let seats: Vec<Value> = labels.iter().zip(0..).map(seat).collect();
        plan["rows"] = json!([{"label": "R", "level": "a", "seats": seats}]);
        let plan = published(&plan);
        check(&plan);
        geometry(&plan).unwrap().rows.remove(0).number
    };
    assert_eq!(numbers(&["1", "2", "3"]), Some([1, 1]));
    assert_eq!(numbers(&["12", "10", "8"]), Some([12, -2]));
    assert_eq!(numbers(&["7"]), Some([7, 1]));
    assert_eq!(numbers(&["1", "2", "4"]), None);
    assert_eq!(numbers(&["01", "02"]), None);
    assert_eq!(numbers(&["A", "B"]), None);
    assert_eq!(numbers(&["9223372036854775807", "1", "2"]), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_row_is_drawn_where_it_is(
        points in prop::collection::vec((-500.0..500.0_f64, -500.0..500.0_f64), 1..30),
    ) {
        let mut plan = plan_of(&sample());
        let seats = points.iter().zip(1..).map(|((x, y), label)| Seat {
            label: label.to_string(),
            position: Point::new(*x, *y),
            ..Seat::default()
        });
        plan.rows[0].seats = seats.collect();
        prop_assert_eq!(check(&PublishedPlan::publish(plan, None).unwrap()), points.len() + 10);
    }
}
