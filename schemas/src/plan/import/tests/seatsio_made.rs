//! Charts made up for one question each.

use super::*;

fn import_text(text: &str) -> Import {
    import_plan(
        text.as_bytes(),
        ImportOptions { format: Some(PlanFileFormat::Seatsio), ..ImportOptions::default() },
    )
}

#[test]
fn the_made_up_chart_is_imported_whole() {
    let import = import(&chart());
    assert_eq!(lines(&import.issues), [""; 0]);
    assert!(import.is_usable());
    let plan = &import.plan;
    assert_eq!(plan.levels[0].color, "#aabbcc");
    assert_eq!(plan.rows[0].level.as_deref(), Some("1"), "what all seats name is told of their row");
    assert_eq!(plan.rows[0].seats[0].level, None);
    let seat = &plan.sections[0].rows[0].seats[1];
    assert_eq!((seat.position.x.get(), seat.position.y.get()), (130.0, 205.0));
    assert_eq!(plan.sections[0].outline[0], Point::new(100.0, 200.0));
    let expected = [
        "set_aside /categories/maxCategoryKey categories.maxCategoryKey: 1",
        "set_aside /subChart/sections/0/subChart/rows/0/objectType row.objectType: 2",
        "set_aside /subChart/sections/0/subChart/rows/0/seats/0/uuid seat.uuid: 4",
        "set_aside /subChart/height subChart.height: 1",
        "set_aside /subChart/width subChart.width: 1",
    ];
    assert_eq!(notes(&import), expected);
}

#[test]
fn bad_json_is_one_issue_with_line_and_column() {
    let import = import_text("{\n \"name\": \"x\",\n \"subChart\": {,}\n}");
    assert_eq!(lines(&import.issues), ["invalid_json "]);
    assert_eq!(import.issues[0].value, " \"subChart\": {,");
    assert_eq!((import.plan, import.counts), (SeatingPlan::default(), PlanCounts::default()));
    let empty = import_text("");
    assert_eq!(
        (lines(&empty.issues), empty.issues[0].value.as_str()),
        (vec!["unknown_format ".to_owned()], "an empty file")
    );
}

#[test]
fn a_file_that_is_no_chart_says_what_is_missing() {
    let issues = |value: Value| lines(&import_text(&value.to_string()).issues);
    assert_eq!(issues(json!([])), ["invalid_value "]);
    assert_eq!(
        issues(json!({})),
        ["invalid_value /name", "invalid_value /subChart", "no_places ", "empty_text /name"]
    );
}

#[test]
fn what_validation_finds_is_shown_in_the_file() {
    let mut file = chart();
    file["subChart"]["sections"][0]["subChart"]["rows"][0]["seats"][1]["label"] = json!("1");
    file["subChart"]["sections"][0]["zone"] = json!("nowhere");
    file["subChart"]["rows"][0]["seats"] = json!([]);
    file["subChart"]["focalPoint"]["x"] = json!(1e9);
    file["zones"]["list"][0]["focalPoint"]["x"] = json!(1e9);
    let inside = "/subChart/sections/0/subChart/rows/0/seats";
    let expected = [
        &format!("duplicate_label {inside}/0 +{inside}/1"),
        "unknown_zone /subChart/sections/0/zone",
        "empty_row /subChart/rows/0/seats",
        "number_out_of_range /subChart/focalPoint",
        "number_out_of_range /zones/list/0/focalPoint",
        "unused /zones/list/0",
    ];
    assert_eq!(lines(&import(&file).issues), expected);
}

#[test]
fn a_category_that_does_not_exist_is_found_at_its_seats() {
    let mut file = chart();
    file["subChart"]["rows"][0]["seats"][0]["categoryKey"] = json!(7);
    file["subChart"]["rows"][0]["seats"][1]["categoryKey"] = json!(7);
    file["subChart"]["sections"][0]["subChart"]["rows"][0]["seats"][1]["categoryKey"] = json!("seven");
    assert_eq!(
        lines(&import(&file).issues),
        [
            "unknown_level /subChart/rows/0/seats/0/categoryKey",
            "unknown_level /subChart/sections/0/subChart/rows/0/seats/1/categoryKey",
        ]
    );
}

#[test]
fn floors_are_imported_and_places_outside_sections_stay_in_the_plan() {
    let mut file = chart();
    let mut ground = file["subChart"].take();
    let mut upper = ground.clone();
    ground["floorName"] = json!("Ground");
    upper["floorName"] = json!("Upper");
    upper["rows"] = json!([]);
    upper["sections"][0]["label"] = json!("T");
    upper["sections"][0]["topLeft"]["x"] = json!(1000);
    file["subChartFloors"] = json!([ground, upper]);
    let found = import(&file);
    assert_eq!(lines(&found.issues), [""; 0]);
    let floors: Vec<_> = found
        .plan
        .sections
        .iter()
        .map(|section| (section.label.as_str(), section.floor.as_deref()))
        .collect();
    assert_eq!(floors, [("S", Some("Ground")), ("T", Some("Upper"))]);
    assert_eq!(found.counts.rows, 3);
    file["subChartFloors"][1]["sections"][0]["label"] = json!("S");
    assert_eq!(
        lines(&import(&file).issues)[0],
        "duplicate_key /subChartFloors/0/sections/0/label +/subChartFloors/1/sections/0/label"
    );
}

#[test]
fn areas_booths_tables_shapes_and_texts_take_their_sections_corner() {
    let mut file = chart();
    let inside = &mut file["subChart"]["sections"][0]["subChart"];
    inside["generalAdmissionAreas"] = json!([{
        "label": "GA", "capacity": 10, "categoryKey": 1, "minOccupancy": 3, "variableOccupancy": true,
        "bookAsAWhole": true, "type": "polygon", "points": [{"x": 0, "y": 0}, {"x": 10, "y": 0}, {"x": 0, "y": 10}]
    }]);
    inside["booths"] = json!([{
        "label": "B1", "categoryKey": 1, "type": "rectangle", "center": {"x": 1, "y": 2}, "width": 3, "height": 4
    }]);
    inside["tables"] = json!([{
        "label": "T1", "type": "rectangular", "center": {"x": 1, "y": 2}, "width": 30, "height": 20, "rotationAngle": 45,
        "minOccupancy": 2, "variableOccupancy": true,
        "seats": [{"x": 1, "y": 30, "label": "1", "categoryKey": 1}, {"x": 5, "y": 30, "label": "2", "categoryKey": 1}]
    }, {
        "label": "T2", "type": "round", "center": {"x": 90, "y": 2}, "radius": 5, "bookAsAWhole": true,
        "minOccupancy": 1, "variableOccupancy": true,
        "seats": [{"x": 90, "y": 30, "label": "1", "categoryKey": 1}]
    }]);
    inside["shapes"] = json!([{
        "type": "circle", "center": {"x": 5, "y": 5}, "radius1": 5, "radius2": 6, "fillColor": "rgb(1,2,3)",
        "strokeColor": "#000000", "strokeWidth": 1, "label": ""
    }, {"type": "squircle"}]);
    inside["texts"] = json!([{"text": "Bar", "center": {"x": 7, "y": 8}, "fontSize": 9, "textColor": "#fff"}, {"text": "?"}]);
    let import = import(&file);
    let at = "/subChart/sections/0/subChart";
    assert_eq!(
        lines(&import.issues),
        [
            format!("not_imported {at}/shapes/1/type"),
            format!("not_imported {at}/texts/1/text"),
            format!("not_imported {at}/tables/1/variableOccupancy"),
        ]
    );
    let section = &import.plan.sections[0];
    let area = &section.areas[0];
    assert_eq!((area.capacity, area.minimum_occupancy, area.as_a_whole), (10, 3, true));
    assert_eq!(area.outline.center(), Point::new(105.0, 205.0));
    assert_eq!(section.booths[0].outline.center(), Point::new(101.0, 202.0));
    let Outline::Rectangle { center, rotation_degrees, .. } = &section.tables[0].outline else {
        panic!("{:?}", section.tables[0].outline);
    };
    assert_eq!((*center, rotation_degrees.get()), (Point::new(101.0, 202.0), 45.0));
    assert_eq!([0, 1].map(|table| section.tables[table].minimum_occupancy), [2, 1]);
    assert_eq!(section.tables[0].seats[0].position, Point::new(101.0, 230.0));
    assert_eq!(import.plan.shapes[0].outline.center(), Point::new(105.0, 205.0));
    assert_eq!((import.plan.shapes.len(), import.plan.shapes[0].label.as_deref()), (1, None));
    assert_eq!(import.plan.texts[0].position, Point::new(107.0, 208.0));
    assert_eq!((import.plan.texts.len(), import.plan.texts[0].color.as_deref()), (1, Some("#ffffff")));
}

#[test]
fn a_booth_is_a_rectangle_and_mostly_does_not_say_so() {
    let mut file = chart();
    file["subChart"]["booths"] = json!([
        {"label": "1", "categoryKey": 1, "center": {"x": 48, "y": 49}, "width": 50, "height": 40, "rotationAngle": 30,
            "objectType": "booth", "sectionLabel": null, "entrance": null},
        {"label": "2", "categoryKey": 1}
    ]);
    let import = import(&file);
    let Outline::Rectangle { center, width, height, rotation_degrees, .. } = &import.plan.booths[0].outline
    else {
        panic!("{:?}", import.plan.booths[0]);
    };
    assert_eq!(*center, Point::new(48.0, 49.0));
    assert_eq!(format!("{:?}", [width.get(), height.get(), rotation_degrees.get()]), "[50.0, 40.0, 30.0]");
    let at = "/subChart/booths/1";
    let expected = [
        format!("invalid_value {at}/center"),
        format!("invalid_value {at}/width"),
        format!("invalid_value {at}/height"),
        format!("invalid_outline {at}"),
    ];
    assert_eq!(lines(&import.issues), expected);
}

#[test]
fn a_row_outside_sections_may_say_which_it_belongs_to() {
    let mut file = chart();
    file["subChart"]["rows"][0]["sectionLabel"] = json!("Balcony");
    let mut other = file["subChart"]["rows"][0].clone();
    other["label"] = json!("B");
    other["displayLabel"] = json!("Row B");
    other["seats"][0]["y"] = json!(25);
    other["seats"][1]["y"] = json!(25);
    other["seats"][1]["label"] = json!("1");
    file["subChart"]["rows"].as_array_mut().unwrap().push(other);
    let import = import(&file);
    let seats = "/subChart/rows/1/seats";
    assert_eq!(lines(&import.issues), [format!("duplicate_label {seats}/0 +{seats}/1")]);
    let labels: Vec<_> =
        import.plan.sections.iter().map(|section| (section.label.as_str(), section.rows.len())).collect();
    assert_eq!(labels, [("S", 1), ("Balcony", 2)]);
    assert_eq!(import.plan.sections[1].rows[1].name.as_deref(), Some("Row B"));
}

#[test]
fn an_icon_becomes_a_circle_of_its_kind_and_a_floor_has_a_name() {
    let mut file = chart();
    file["subChart"]["icons"] = json!([{"icon": "restroom", "center": {"x": 7, "y": 8}, "size": 12}]);
    file["subChart"]["floorName"] = json!("1");
    file["subChart"]["floorDisplayName"] = json!("Ground floor");
    let import = import(&file);
    assert_eq!(lines(&import.issues), [""; 0]);
    let shape = &import.plan.shapes[0];
    assert_eq!(
        (shape.kind.as_deref(), &shape.outline),
        (Some("restroom"), &Outline::circle(Point::new(7.0, 8.0), 6.0))
    );
    assert!(notes(&import).contains(&"taken_otherwise /subChart/icons/0/icon \"restroom\"".to_owned()));
    assert_eq!(
        (import.plan.floors[0].key.as_str(), import.plan.floors[0].name.as_str()),
        ("1", "Ground floor")
    );
}
