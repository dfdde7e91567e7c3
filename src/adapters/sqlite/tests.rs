#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod audit_log;
mod event_copies;
mod first_schema;
mod key_rows;

use actors::ports::catalogue::audit::{AuditBearer, AuditEntry};
use actors::ports::catalogue::plans::{Draft, PlanRow, Plans};
use actors::ports::catalogue::{Once, Reach, Written};
use schemas::audit_action::AuditAction;
use schemas::ids::{CommandHash, OrganiserId, PlanId, PrincipalHash};
use schemas::time::Timestamp;
use tempfile::TempDir;

use super::*;

fn catalogue() -> (TempDir, Catalogue) {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = Catalogue::open(folder.path()).unwrap();
    (folder, catalogue)
}

fn plan(id: u64, created: u64) -> PlanRow {
    PlanRow {
        id: PlanId(id),
        organiser: OrganiserId::DEFAULT,
        name: format!("plan {id}"),
        created: Timestamp(created),
        versions: Vec::new(),
    }
}

fn draft(text: &[u8]) -> Draft {
    Draft { text: text.to_vec(), issues: None }
}

fn once(command: u8, digest: u8, answer: &[u8], at: u64) -> Once {
    Once {
        principal: PrincipalHash([1; 16]),
        command: CommandHash([command; 16]),
        digest: CommandHash([digest; 16]),
        answer: answer.to_vec(),
        at: Timestamp(at),
        entry: entry(at),
    }
}

fn entry(at: u64) -> AuditEntry {
    AuditEntry {
        at: Timestamp(at),
        by: AuditBearer { key: None, name: "test".to_owned() },
        organiser: Some(OrganiserId::DEFAULT),
        action: AuditAction::PlanCreated,
        resource: "pl_".to_owned(),
        version: None,
        before: None,
        after: None,
        request: "r".to_owned(),
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let (folder, catalogue) = catalogue();
    catalogue.write(|connection| connection.pragma_update(None, "user_version", 99)).await.unwrap();
    let error = Catalogue::open(folder.path()).err().unwrap();
    assert!(matches!(error, OpenError::Newer { found: 99, known: migrations::NEWEST, .. }), "{error}");
}

#[tokio::test]
async fn a_repeated_post_is_done_once() {
    let (_folder, catalogue) = catalogue();
    let create = |id, once| catalogue.create_plan(plan(id, id), draft(b"{}"), once);
    assert_eq!(create(1, once(1, 1, b"one", 0)).await.unwrap(), Written::Done);
    assert_eq!(create(2, once(1, 1, b"two", 1)).await.unwrap(), Written::Repeated(b"one".to_vec()));
    assert_eq!(create(3, once(1, 2, b"three", 2)).await.unwrap(), Written::IdReused);
    assert_eq!(create(4, once(2, 1, b"four", 3)).await.unwrap(), Written::Done);
    let ids: Vec<u64> =
        catalogue.plans(Reach::All, None, 10).await.unwrap().iter().map(|plan| plan.id.0).collect();
    assert_eq!(ids, [1, 4]);
    let later = actors::limits::ORGANISER_MEMORY_MS + 1;
    assert_eq!(create(5, once(1, 2, b"five", later)).await.unwrap(), Written::Done);
}

#[tokio::test]
async fn lists_go_on_where_a_page_ended() {
    let (_folder, catalogue) = catalogue();
    for (id, created) in [(7, 5), (u64::MAX, 5), (3, 9), (4, 1)] {
        let command = u8::try_from(id & 0xff).unwrap();
        catalogue.create_plan(plan(id, created), draft(b""), once(command, 1, b"", 0)).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = catalogue.plans(Reach::All, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.created, last.id));
        seen.extend(page.iter().map(|plan| plan.id.0));
    }
    assert_eq!(seen, [4, u64::MAX, 7, 3]);
}
