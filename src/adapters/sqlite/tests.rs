#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use actors::ports::catalogue::keys::{KeyRow, Keys, Role};
use actors::ports::catalogue::plans::{PlanRow, Plans};
use actors::ports::catalogue::{Once, Written};
use schemas::ids::{CommandHash, ContentHash, PlanId, PrincipalHash};
use schemas::time::Timestamp;
use tempfile::TempDir;

use super::*;

fn catalogue() -> (TempDir, Catalogue) {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = Catalogue::open(folder.path()).unwrap();
    (folder, catalogue)
}

fn plan(id: u64, created: u64) -> PlanRow {
    PlanRow { id: PlanId(id), name: format!("plan {id}"), created: Timestamp(created), versions: Vec::new() }
}

fn once(command: u8, digest: u8, answer: &[u8], at: u64) -> Once {
    Once {
        principal: PrincipalHash([1; 16]),
        command: CommandHash([command; 16]),
        digest: CommandHash([digest; 16]),
        answer: answer.to_vec(),
        at: Timestamp(at),
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let (folder, catalogue) = catalogue();
    catalogue.write(|connection| connection.pragma_update(None, "user_version", 99)).await.unwrap();
    let error = Catalogue::open(folder.path()).err().unwrap();
    assert!(matches!(error, OpenError::Newer { found: 99, known: 1, .. }), "{error}");
}

#[tokio::test]
async fn secrets_and_keys_outlive_a_restart() {
    let (folder, first) = catalogue();
    assert_eq!(first.secret("node", [1; 32]).await.unwrap(), [1; 32]);
    let row = |byte| KeyRow { hash: ContentHash([byte; 32]), name: "admin".to_owned(), role: Role::Admin };
    first.replace_key(row(1), Timestamp(1)).await.unwrap();
    first.replace_key(row(2), Timestamp(2)).await.unwrap();
    drop(first);
    let second = Catalogue::open(folder.path()).unwrap();
    assert_eq!(second.secret("node", [2; 32]).await.unwrap(), [1; 32]);
    assert_eq!(second.keys().await.unwrap(), [row(2)]);
}

#[tokio::test]
async fn a_repeated_post_is_done_once() {
    let (_folder, catalogue) = catalogue();
    let create = |id, once| catalogue.create_plan(plan(id, id), b"{}".to_vec(), once);
    assert_eq!(create(1, once(1, 1, b"one", 0)).await.unwrap(), Written::Done);
    assert_eq!(create(2, once(1, 1, b"two", 1)).await.unwrap(), Written::Repeated(b"one".to_vec()));
    assert_eq!(create(3, once(1, 2, b"three", 2)).await.unwrap(), Written::IdReused);
    assert_eq!(create(4, once(2, 1, b"four", 3)).await.unwrap(), Written::Done);
    let ids: Vec<u64> = catalogue.plans(None, 10).await.unwrap().iter().map(|plan| plan.id.0).collect();
    assert_eq!(ids, [1, 4]);
    let later = actors::limits::ORGANISER_MEMORY_MS + 1;
    assert_eq!(create(5, once(1, 2, b"five", later)).await.unwrap(), Written::Done);
}

#[tokio::test]
async fn lists_go_on_where_a_page_ended() {
    let (_folder, catalogue) = catalogue();
    for (id, created) in [(7, 5), (u64::MAX, 5), (3, 9), (4, 1)] {
        let command = u8::try_from(id & 0xff).unwrap();
        catalogue.create_plan(plan(id, created), Vec::new(), once(command, 1, b"", 0)).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = catalogue.plans(after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.created, last.id));
        seen.extend(page.iter().map(|plan| plan.id.0));
    }
    assert_eq!(seen, [4, u64::MAX, 7, 3]);
}
