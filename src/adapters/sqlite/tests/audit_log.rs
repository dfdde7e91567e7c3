use actors::ports::catalogue::audit::Audit;
use actors::ports::catalogue::plans::{NewDraft, Replacement};
use schemas::ids::Version;

use super::*;
use crate::limits::{AUDIT_ENTRIES, AUDIT_KEPT_MS};

async fn numbers(
    catalogue: &Catalogue,
    reach: Reach,
    resource: Option<&str>,
    before: Option<u64>,
) -> Vec<u64> {
    let entries = catalogue.entries(reach, resource.map(str::to_owned), before, 3).await.unwrap();
    entries.iter().map(|row| row.number).collect()
}

#[tokio::test]
async fn entries_are_listed_newest_first_by_organiser_and_resource() {
    let (_folder, catalogue) = catalogue();
    for (resource, organiser) in [("a", Some(0)), ("b", None), ("a", Some(0)), ("b", Some(0)), ("a", None)] {
        let organiser = organiser.map(OrganiserId);
        catalogue.note(AuditEntry { organiser, resource: resource.to_owned(), ..entry(1) }).await.unwrap();
    }
    let own = Reach::One(OrganiserId::DEFAULT);
    assert_eq!(numbers(&catalogue, Reach::All, None, None).await, [5, 4, 3]);
    assert_eq!(numbers(&catalogue, Reach::All, None, Some(3)).await, [2, 1]);
    assert_eq!(numbers(&catalogue, own, None, None).await, [4, 3, 1]);
    assert_eq!(numbers(&catalogue, own, Some("b"), None).await, [4]);
    assert_eq!(numbers(&catalogue, Reach::All, Some("b"), None).await, [4, 2]);
    assert!(numbers(&catalogue, Reach::One(OrganiserId(9)), None, None).await.is_empty());
}

#[tokio::test]
async fn a_repeated_command_is_noted_once() {
    let (_folder, catalogue) = catalogue();
    let noted = |resource: &str, version| {
        let version = Some(Version(version));
        catalogue.note(AuditEntry { version, resource: resource.to_owned(), ..entry(1) })
    };
    for (resource, version) in [("ev_a", 7), ("ev_a", 7), ("ev_b", 7), ("ev_a", 8)] {
        noted(resource, version).await.unwrap();
    }
    let entries = catalogue.entries(Reach::All, None, None, 10).await.unwrap();
    let kept: Vec<_> = entries.iter().map(|row| (row.entry.resource.as_str(), row.entry.version)).collect();
    let version = |version| Some(Version(version));
    assert_eq!(kept, [("ev_a", version(8)), ("ev_b", version(7)), ("ev_a", version(7))]);
}

#[tokio::test]
async fn old_entries_go_and_so_does_one_too_many() {
    let (_folder, catalogue) = catalogue();
    let note = |at| catalogue.note(entry(at));
    for at in [1, 2, 3] {
        note(at).await.unwrap();
    }
    note(2 + AUDIT_KEPT_MS).await.unwrap();
    assert_eq!(numbers(&catalogue, Reach::All, None, None).await, [4, 3, 2], "the first is too old");
    let at = Timestamp(3 + AUDIT_KEPT_MS);
    catalogue.write(move |connection| audit::trim(connection, at, 2)).await.unwrap();
    assert_eq!(numbers(&catalogue, Reach::All, None, None).await, [4, 3], "two are enough");
    catalogue.write(|connection| connection.execute("DELETE FROM audit", [])).await.unwrap();
    note(5 + AUDIT_KEPT_MS).await.unwrap();
    assert_eq!(numbers(&catalogue, Reach::All, None, None).await, [5], "a number is never used again");
    // The bound itself is what an insertion trims to.
    let jump = move |connection: &Connection| {
        let next = i64::try_from(AUDIT_ENTRIES).unwrap() + 4;
        connection.execute("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'audit'", [next])
    };
    catalogue.write(jump).await.unwrap();
    note(6 + AUDIT_KEPT_MS).await.unwrap();
    assert_eq!(numbers(&catalogue, Reach::All, None, None).await, [AUDIT_ENTRIES + 5]);
}

#[tokio::test]
async fn a_write_and_its_entry_are_one() {
    let (_folder, catalogue) = catalogue();
    catalogue.create_plan(plan(1, 1), draft(b"{}"), once(1, 1, b"", 1)).await.unwrap();
    catalogue.create_plan(plan(1, 1), draft(b"{}"), once(1, 1, b"", 1)).await.unwrap();
    assert_eq!(numbers(&catalogue, Reach::All, None, None).await, [1], "a repeat changes nothing");
    let failed = catalogue.create_plan(plan(1, 1), draft(b"{}"), once(2, 1, b"", 1)).await;
    assert!(failed.is_err(), "the id is taken");
    assert_eq!(numbers(&catalogue, Reach::All, None, None).await, [1]);
    let new = |only_if| NewDraft { plan: PlanId(1), name: "new".to_owned(), draft: draft(b"[]"), only_if };
    let replace = async |reach, new| catalogue.replace_draft(reach, new, entry(2)).await.unwrap();
    assert_eq!(replace(Reach::One(OrganiserId(5)), new(None)).await, Replacement::Unknown);
    assert_eq!(replace(Reach::All, new(Some(draft(b"[]").hash()))).await, Replacement::Changed);
    assert_eq!(numbers(&catalogue, Reach::All, None, None).await, [1]);
    assert_eq!(replace(Reach::All, new(Some(draft(b"{}").hash()))).await, Replacement::Done);
    let replaced = catalogue.entries(Reach::All, None, None, 1).await.unwrap().remove(0).entry;
    let hash = |text: &[u8]| blake3::hash(text).to_hex().to_string();
    let told = |name: &str, text: &[u8]| format!(r#"{{"draft_hash":"{}","name":"{name}"}}"#, hash(text));
    assert_eq!(replaced.before.unwrap(), told("plan 1", b"{}"));
    assert_eq!(replaced.after.unwrap(), told("new", b"[]"));
}
