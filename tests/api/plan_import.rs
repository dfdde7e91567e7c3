//! Files made elsewhere, over HTTP.

use actix_web::http::Method;
use frontrow::limits::PLAN_NAME_CHARACTERS_LISTED;
use serde_json::{Value, json};

use crate::stage::{Answered, Stage};

#[allow(clippy::print_stdout, reason = "a missing folder of plans is one loud line")]
/// The text of a file that somebody else's program wrote; none, with a loud line, where it is not there.
fn shared(name: &str) -> Option<String> {
    let file = format!("{}/../shared/plans/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file);
    if text.is_err() {
        println!("NOT TESTED: {file} is not there, so it was not imported over HTTP");
    }
    text.ok()
}

async fn import(stage: &Stage, query: &str, body: &[u8], kind: &str) -> Answered {
    let asking = stage.post(&format!("/api/v1/plans/import?{query}")).key(&stage.key);
    asking.bytes(body.to_vec()).with("content-type", kind).answer().await
}

fn codes(issues: &Value) -> Vec<String> {
    issues.as_array().unwrap().iter().map(|issue| issue["code"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_chart_is_imported_and_published() {
    let stage = Stage::new().await;
    let nothing = json!({ "name": "nothing in it" }).to_string();
    let unknown =
        import(&stage, "", nothing.as_bytes(), "application/json").await.problem(422, "plan_invalid");
    assert_eq!(codes(&unknown["issues"]), ["unknown_format"]);
    let Some(text) = shared("seatsio-ChartWithZones.json") else { return };
    let made = import(&stage, "", text.as_bytes(), "application/json").await.expect(201);
    assert_eq!(made["counts"]["seats"], 8_897);
    let path = format!("/api/v1/plans/{}/publish", made["plan"].as_str().unwrap());
    assert_eq!(stage.organise(&path, json!({})).await.expect(201)["places"], 8_897);
}

/// The stadium with guids and row labels made unique.
fn mended(stadium: &str) -> Value {
    let mut file: Value = serde_json::from_str(stadium).unwrap();
    for zone in file["zones"].as_array_mut().unwrap() {
        let name = zone["zone_id"].as_str().unwrap().to_owned();
        for (row_number, row) in zone["rows"].as_array_mut().unwrap().iter_mut().enumerate() {
            // Six rows are a block.
            row["row_number"] =
                json!(format!("{}{}", row["row_number"].as_str().unwrap(), row_number / 6 + 1));
            for (number, seat) in row["seats"].as_array_mut().unwrap().iter_mut().enumerate() {
                seat["seat_guid"] = json!(format!("{name}-{row_number}-{number}"));
            }
        }
    }
    file
}

#[actix_web::test]
async fn the_stadium_of_pretix_is_kept_refused_for_all_its_duplicates_and_published_mended() {
    let stage = Stage::new().await;
    let Some(text) = shared("pretix-format-stadium-seatmap-canvas.json") else { return };
    let made = import(&stage, "", text.as_bytes(), "application/json").await.expect(201);
    let count = |code: &str| codes(&made["issues"]).iter().filter(|found| *found == code).count();
    assert_eq!((count("duplicate_guid"), count("duplicate_label")), (126, 126));
    assert_eq!(made["counts"]["seats"], 738);
    let path = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let publish = format!("{path}/publish");
    let refused = stage.organise(&publish, json!({})).await.problem(422, "plan_invalid");
    assert_eq!(refused["issues"], made["issues"], "all of them in one answer");
    let shown = stage.get(&format!("{path}/draft/issues")).key(&stage.key).answer().await.expect(200);
    assert_eq!(shown, made);

    let put = async |tag: &str| {
        let put = stage.ask(Method::PUT, &format!("{path}/draft")).key(&stage.key);
        put.json(&mended(&text)).with("if-match", tag).answer().await
    };
    let replaced = put(made["tag"].as_str().unwrap()).await.expect(200);
    assert_eq!(codes(&replaced["issues"])[..3], ["unused", "no_focal_point", "set_aside"], "and notes");
    assert_eq!(stage.organise(&publish, json!({})).await.expect(201)["places"], 738);
    put(made["tag"].as_str().unwrap()).await.problem(412, "changed_meanwhile");
}

#[actix_web::test]
async fn what_could_not_be_read_of_a_file_stands_until_another_takes_its_place() {
    let stage = Stage::new().await;
    // With the value left out the plan in it would be sound.
    let mut broken = crate::stage::plan();
    broken["sections"][0]["rows"][0]["seats"][0]["accessible"] = json!("perhaps");
    let made = import(&stage, "", broken.to_string().as_bytes(), "application/json").await.expect(201);
    assert_eq!(codes(&made["issues"]), ["invalid_value"]);
    assert_eq!(made["issues"][0]["pointer"], "/sections/0/rows/0/seats/0/accessible");
    let path = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let publish = format!("{path}/publish");
    let refused = stage.organise(&publish, json!({})).await.problem(422, "plan_invalid");
    assert_eq!(refused["issues"], made["issues"]);
    let stage = stage.restart().await;
    let draft = stage.get(&format!("{path}/draft")).key(&stage.key).answer().await;
    let tag = draft.header("etag").to_owned();
    assert_eq!(json!(tag), made["tag"]);
    assert_eq!(draft.expect(200)["sections"][0]["rows"][0]["seats"][0]["accessible"], Value::Null);
    let shown = stage.get(&format!("{path}/draft/issues")).key(&stage.key).answer().await.expect(200);
    assert_eq!(shown, made);

    // What was downloaded, a line of it mended by hand, and a table instead.
    let put = || stage.ask(Method::PUT, &format!("{path}/draft")).key(&stage.key);
    put().json(&draft.json()).answer().await.problem(428, "if_match_missing");
    put().json(&draft.json()).with("if-match", "\"1\"").answer().await.problem(422, "invalid_value");
    let back = put().json(&draft.json()).with("if-match", &tag).answer().await.expect(200);
    assert_eq!((&back["issues"], &back["tag"]), (&json!([]), &made["tag"]));
    stage.organise(&publish, json!({})).await.expect(201);
    let broken = put().json(&broken).with("if-match", "*").answer().await.expect(200);
    assert_eq!(codes(&broken["issues"]), ["invalid_value"]);
    stage.organise(&publish, json!({})).await.problem(422, "plan_invalid");
    let table = put().bytes(b"row;seat\nA;1\nA;1\n".to_vec()).with("content-type", "text/csv");
    let table = table.with("if-match", "*").answer().await.expect(200);
    assert_eq!(codes(&table["issues"])[0], "duplicate_label");
    let unreadable = put().bytes(b"PK\x03\x04".to_vec()).with("if-match", "*").answer().await;
    let unreadable = unreadable.problem(422, "plan_invalid");
    assert_eq!(unreadable["issues"][0]["value"], "a ZIP archive, as .xlsx and .ods are");
    let still = stage.get(&format!("{path}/draft/issues")).key(&stage.key).answer().await.expect(200);
    assert_eq!(still["tag"], table["tag"]);
}

#[actix_web::test]
async fn a_table_is_imported_and_mended_when_asked() {
    let stage = Stage::new().await;
    let table = b"row;seat;level\nA;1;front\nA;2;front\n";
    let made = import(&stage, "name=Old%20hall", table, "text/csv; charset=utf-8").await.expect(201);
    assert_eq!((&made["name"], &made["counts"]["seats"]), (&json!("Old hall"), &json!(2)));
    let advice = "send a plan in JSON (frontrow's own format, a seats.io chart, a pretix seating plan) with \
                  Content-Type: application/json, a table of seats with Content-Type: text/csv";
    let problem = import(&stage, "", table, "text/plain").await.problem(415, "unsupported_media_type");
    assert_eq!(problem["detail"], format!("the Content-Type is \"text/plain\": {advice}"));
    let problem = import(&stage, "", table, "").await.problem(415, "unsupported_media_type");
    assert_eq!(problem["detail"], format!("the header Content-Type is missing: {advice}"));
    let draft = format!("/api/v1/plans/{}/draft", made["plan"].as_str().unwrap());
    let put = async |query: &str| {
        let put = stage.ask(Method::PUT, &format!("{draft}{query}")).key(&stage.key).with("if-match", "*");
        put.bytes(table.to_vec()).with("content-type", "text/csv").answer().await.expect(200)["name"].clone()
    };
    assert_eq!(put("").await, "Old hall", "a table has no name of its own");
    assert_eq!(put("?name=New%20hall").await, "New hall");
    assert_eq!(put("").await, "New hall");
    assert_eq!(import(&stage, "", table, "text/csv").await.expect(201)["name"], "Imported plan");
    let old = b"row;seat;level\nA;1;B\xfchne\n";
    let refused = import(&stage, "", old, "text/csv").await.problem(422, "plan_invalid");
    let issue = &refused["issues"][0];
    assert_eq!(
        (&issue["code"], &issue["line"], &issue["column"]),
        (&json!("not_utf8"), &json!(2), &json!(6))
    );
    let mended = import(&stage, "fix=true", old, "text/csv").await.expect(201);
    assert_eq!(codes(&mended["mends"]), ["not_utf8"]);
    let draft = stage.get(&format!("/api/v1/plans/{}/draft", mended["plan"].as_str().unwrap()));
    assert_eq!(draft.key(&stage.key).answer().await.expect(200)["levels"][0]["key"], "Bühne");
}

#[actix_web::test]
async fn a_draft_with_errors_is_drawn_and_its_issues_are_told_by_severity() {
    let stage = Stage::new().await;
    let mut broken = crate::stage::plan();
    broken["sections"][0]["rows"][0]["seats"][1]["label"] = json!("1");
    broken["levels"].as_array_mut().unwrap().push(json!({ "key": "x", "name": "X", "color": "#123456" }));
    let made = import(&stage, "", broken.to_string().as_bytes(), "application/json").await.expect(201);
    assert_eq!(codes(&made["issues"]), ["duplicate_label", "unused"]);
    assert_eq!(made["issue_counts"], json!({ "error": 1, "warning": 1, "note": 0 }));
    let path = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let draft = || stage.get(&format!("{path}/draft"));
    let drawn = draft().key(&stage.key).with("accept", "image/svg+xml").answer().await;
    assert_eq!((drawn.status, drawn.header("content-type")), (200, "image/svg+xml"));
    assert_eq!((drawn.header("vary"), json!(drawn.header("etag"))), ("accept", made["tag"].clone()));
    let text = String::from_utf8(drawn.body.clone()).unwrap();
    assert!(text.starts_with("<svg ") && text.contains("Small house"), "{text}");
    draft().with("accept", "image/svg+xml").answer().await.problem(401, "key_missing");
    let plain = draft().key(&stage.key).with("accept", "application/json").answer().await;
    assert_eq!(plain.header("content-type"), "application/json");

    let issues =
        async |query: &str| stage.get(&format!("{path}/draft/issues{query}")).key(&stage.key).answer().await;
    for (severity, expected) in [("error", &["duplicate_label"][..]), ("warning", &["unused"]), ("note", &[])]
    {
        let shown = issues(&format!("?severity={severity}")).await.expect(200);
        assert_eq!(codes(&shown["issues"]), expected);
        assert_eq!(shown["issue_counts"], made["issue_counts"], "all are counted");
    }
    issues("?severity=bad").await.problem(422, "invalid_value");

    let levels = async || {
        let shown = stage.get(&path).key(&stage.key).answer().await.expect(200);
        let levels = shown["levels"].as_array().unwrap().clone();
        levels.iter().map(|level| level["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(levels().await, ["near", "far", "x"], "of the draft");
    let put = || stage.ask(Method::PUT, &format!("{path}/draft")).key(&stage.key).with("if-match", "*");
    put().json(&crate::stage::plan()).answer().await.expect(200);
    stage.organise(&format!("{path}/publish"), json!({})).await.expect(201);
    put().json(&broken).answer().await.expect(200);
    assert_eq!(levels().await, ["near", "far"], "of the newest version");
}

#[actix_web::test]
async fn of_a_draft_s_name_lists_have_so_many_characters() {
    let stage = Stage::new().await;
    let listed = async |characters: usize| {
        let mut plan = crate::stage::plan();
        plan["name"] = json!("é".repeat(characters));
        let made = import(&stage, "", plan.to_string().as_bytes(), "application/json").await.expect(201);
        let path = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
        let shown = stage.get(&path).key(&stage.key).answer().await.expect(200);
        let page = stage.get("/api/v1/plans?limit=200").key(&stage.key).answer().await.expect(200);
        let of_list = page["plans"].as_array().unwrap().last().unwrap()["name"].clone();
        assert_eq!((&shown["name"], &of_list), (&made["name"], &made["name"]));
        (made["name"].as_str().unwrap().to_owned(), codes(&made["issues"]))
    };
    let most = "é".repeat(PLAN_NAME_CHARACTERS_LISTED);
    assert_eq!(listed(PLAN_NAME_CHARACTERS_LISTED).await, (most.clone(), vec![]));
    let (name, issues) = listed(PLAN_NAME_CHARACTERS_LISTED + 1).await;
    assert_eq!((name, issues.len()), (format!("{most}…"), 1), "it is an error of the draft");
}

#[actix_web::test]
async fn every_issue_has_a_page() {
    let stage = Stage::new().await;
    let page = stage.get("/issues/duplicate_label").answer().await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/markdown; charset=utf-8"));
    assert!(page.body.starts_with(b"# duplicate_label\n"));
    stage.get("/issues/no_such_issue").answer().await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_plan_is_exported_with_a_list_of_what_is_lost() {
    let stage = Stage::new().await;
    let made = stage.organise("/api/v1/plans", crate::stage::plan()).await.expect(201);
    let path = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let export =
        async |query: &str| stage.get(&format!("{path}/export?{query}")).key(&stage.key).answer().await;
    let pretix = export("to=pretix").await.expect(200);
    let lost = pretix["issues"].as_array().unwrap().iter().map(|issue| issue["pointer"].as_str().unwrap());
    let mut lost: Vec<&str> = lost.collect();
    lost.sort_unstable();
    assert_eq!(
        lost,
        ["/areas/0", "/focal_point", "/levels/0/name", "/tables/0", "/tables/0/as_a_whole"],
        "each kind of loss once, at the first that it befalls"
    );
    let again =
        import(&stage, "", pretix["file"].to_string().as_bytes(), "application/json").await.expect(201);
    assert_eq!((&again["counts"]["seats"], &again["counts"]["rows"]), (&json!(12), &json!(3)));

    let version = stage.organise(&format!("{path}/publish"), json!({})).await.expect(201);
    let hash = version["hash"].as_str().unwrap().to_owned();
    let mut broken = crate::stage::plan();
    broken["sections"][0]["level"] = json!("gold");
    let put = stage.ask(Method::PUT, &format!("{path}/draft")).key(&stage.key).json(&broken);
    put.with("if-match", "*").answer().await.expect(200);
    export("to=seatsio").await.problem(422, "plan_invalid");
    assert_eq!(export("to=native").await.expect(200)["file"]["sections"][0]["level"], "gold");
    let published = export(&format!("to=seatsio&version={hash}")).await.expect(200);
    assert_eq!(published["file"]["subChart"]["sections"][0]["categoryKey"], "near");
    export(&format!("to=seatsio&version={}", "00".repeat(32))).await.problem(404, "unknown_plan");
    export("to=paper").await.problem(422, "invalid_value");
    stage.get(&format!("{path}/export?to=native")).answer().await.problem(401, "key_missing");
}
