//! An event checked against its own log.

use schemas::ids::Version;
use schemas::record::decode;
use serde_json::json;

use crate::stage::Stage;

#[actix_web::test]
async fn memory_and_replay_agree() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let hold = stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    stage.organise(&format!("{event}/holds/{}/book", hold["hold"]), json!({})).await.expect(201);
    let audit = stage.get(&format!("{event}/audit")).key(&stage.key).answer().await.expect(200);
    assert_eq!(audit["version"], 4);
    assert_eq!(audit["state_hash"], audit["replayed_state_hash"]);
    assert_eq!(audit["public_hash"], audit["replayed_public_hash"]);
    assert_ne!(audit["public_hash"], audit["state_hash"]);
    stage.get(&format!("{event}/audit")).answer().await.problem(401, "key_missing");
}

#[actix_web::test]
async fn the_log_is_read_record_by_record() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let path = format!("{event}/audit/records");
    stage.get(&path).answer().await.problem(401, "key_missing");
    let read = async |after: u64| {
        let page = stage.get(&format!("{path}?after={after}")).key(&stage.key).answer().await;
        assert_eq!((page.status, page.header("content-type")), (200, "application/octet-stream"));
        let (mut rest, mut version, mut effects) = (&page.body[..], after, Vec::new());
        while let Some((length, behind)) = rest.split_first_chunk::<4>() {
            let (bytes, behind) = behind.split_at(usize::try_from(u32::from_le_bytes(*length)).unwrap());
            version += 1;
            effects.push(decode(Version(version), bytes).unwrap().effect.kind().name());
            rest = behind;
        }
        effects
    };
    assert_eq!(read(0).await, ["drafted", "sale_changed"]);
    assert_eq!(read(1).await, ["sale_changed"]);
    assert_eq!(read(2).await, [""; 0]);
    assert_eq!(read(3).await, [""; 0], "nor is there anything behind the end");
    assert_eq!(read(u64::MAX).await, [""; 0]);
}
