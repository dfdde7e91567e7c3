//! A server that stops and starts again, or that a crash ended between two steps.

use actors::ports::catalogue::audit::{AuditBearer, AuditEntry};
use actors::ports::catalogue::events::{EventRow, Events};
use actors::ports::catalogue::{Once, Reach, Written};
use frontrow::adapters::sqlite::{Catalogue, FILE_NAME};
use schemas::audit_action::AuditAction;
use schemas::ids::{CommandHash, EventId, PrincipalHash};
use schemas::seat::SaleState;
use serde_json::json;

use crate::stage::Stage;

#[actix_web::test]
async fn everything_is_there_after_a_restart() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let made = stage.hold(&event, &token, json!(["S-A-1", "S-A-2"])).await.expect(201);
    let shown = stage.get(&event).answer().await.expect(200);
    let audit = stage.get(&format!("{event}/audit")).key(&stage.key).answer().await.expect(200);
    let stage = stage.restart().await;
    assert_eq!(stage.get(&event).answer().await.expect(200), shown);
    let mine = stage.get(&format!("{event}/holds")).token(&token).answer().await.expect(200);
    assert_eq!(mine["holds"][0]["places"], made["places"]);
    let after = stage.get(&format!("{event}/audit")).key(&stage.key).answer().await.expect(200);
    assert_eq!(after["public_hash"], audit["public_hash"]);
    assert_eq!(after["state_hash"], after["replayed_state_hash"]);
    // The id of before is still remembered.
    let path = format!("{event}/holds");
    let repeat = stage.ask(actix_web::http::Method::POST, &path).id("id-5").token(&token);
    let repeat = repeat.json(&json!({ "places": ["S-A-1", "S-A-2"] })).answer().await.expect(201);
    assert_eq!(repeat, made);
}

#[actix_web::test]
async fn an_event_whose_log_had_not_begun_is_begun_at_start() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let id: EventId = event.rsplit('/').next().unwrap().parse().unwrap();
    let half = EventId(7);
    let (folder, stage) = stage.stop().await;
    {
        let catalogue = Catalogue::open(folder.path()).unwrap();
        let row = catalogue.event(Reach::All, id).await.unwrap().unwrap();
        let row =
            EventRow { id: half, sale: SaleState::Draft, announced: false, created_in_log: false, ..row };
        let once = Once {
            principal: PrincipalHash([1; 16]),
            command: CommandHash([2; 16]),
            digest: CommandHash([3; 16]),
            answer: Vec::new(),
            at: row.created,
            entry: AuditEntry {
                at: row.created,
                by: AuditBearer { key: None, name: "test".to_owned() },
                organiser: Some(row.organiser),
                action: AuditAction::EventCreated,
                resource: half.to_string(),
                version: None,
                before: None,
                after: None,
                request: String::new(),
            },
        };
        assert_eq!(catalogue.create_events(vec![row], Vec::new(), once).await.unwrap(), Some(Written::Done));
    }
    let stage = stage.start(folder).await;
    let path = format!("/api/v1/events/{half}");
    let get = async |path: &str| stage.get(path).key(&stage.key).answer().await.expect(200);
    assert_eq!(get(&path).await["sale"], "draft");
    assert_eq!(get(&format!("{path}/counts")).await["version"], 1);
    assert_eq!(get("/api/v1/events").await["events"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn a_sale_that_was_not_copied_is_copied_at_start() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let (folder, stage) = stage.stop().await;
    {
        // As a crash leaves it between the log's record and the catalogue's copy.
        let catalogue = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
        catalogue
            .execute("UPDATE events SET sale = 'scheduled', copied_version = 1, changing = 1", [])
            .unwrap();
    }
    let stage = stage.start(folder).await;
    assert_eq!(stage.get(&event).answer().await.expect(200)["sale"], "on_sale");
}

#[actix_web::test]
async fn one_server_a_folder() {
    let stage = Stage::new().await;
    let config = crate::stage::config(stage.folder(), &[]);
    let refused = frontrow::bootstrap::start(&config).await.err().unwrap();
    assert!(refused.to_string().contains("is in use by another frontrow process"), "{refused}");
}
