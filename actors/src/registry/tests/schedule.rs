//! Sales that open and end by themselves.

use schemas::ids::Version;
use schemas::refusal::RefusalCode;
use schemas::seat::SaleState;
use schemas::terms::{EventTerms, SaleSchedule};

use super::stage::{EVENT, START, Stage, accepted, on_bare_stage, pass_ms, refused};
use crate::seat_map::command::{Command, SaleStep};
use crate::testkit::venue::{buyer_request, hold, organiser_request};

/// An event whose sale opens after 10 s and ends after 60 s.
async fn scheduled(stage: &Stage) {
    stage.registry.create(EVENT, stage.terms.clone()).await.unwrap();
    let schedule =
        SaleSchedule { opens_at: Some(START.plus_ms(10_000)), closes_at: Some(START.plus_ms(60_000)) };
    let terms = Box::new(EventTerms { schedule, ..stage.terms.clone() });
    let change = Command::ChangeTerms { terms, only_if: None };
    accepted(stage.submit(EVENT, organiser_request(1, change)).await);
    let schedule = Command::SetSale { step: SaleStep::Schedule, only_if: None };
    accepted(stage.submit(EVENT, organiser_request(2, schedule)).await);
}

#[test]
fn a_sale_opens_and_ends_by_its_actor_s_own_timer() {
    on_bare_stage(|stage| async move {
        scheduled(&stage).await;
        let handle = stage.handle().await;
        pass_ms(9_900).await;
        assert_eq!(handle.durable(), Version(3));
        pass_ms(200).await;
        assert_eq!(handle.durable(), Version(4), "nobody asked for it");
        let setup = handle.setup().unwrap().await.unwrap().unwrap();
        assert_eq!(
            (setup.version, setup.sale, setup.configured),
            (Version(4), SaleState::OnSale, Version(2))
        );
        assert_eq!(setup.sale_moves_at, Some(START.plus_ms(60_000)));
        pass_ms(60_000).await;
        let setup = handle.setup().unwrap().await.unwrap().unwrap();
        assert_eq!((setup.version, setup.sale, setup.sale_moves_at), (Version(5), SaleState::Ended, None));
    });
}

#[test]
fn an_event_that_was_put_away_opens_when_it_is_loaded() {
    on_bare_stage(|stage| async move {
        scheduled(&stage).await;
        assert!(stage.registry.passivate_if_idle(EVENT).await, "a sale to come needs no memory");
        pass_ms(9_000).await;
        let early = stage.submit(EVENT, buyer_request(1, 1, hold(&[0]))).await;
        assert_eq!(refused(&early), RefusalCode::SaleNotOpen);
        assert!(stage.registry.passivate_if_idle(EVENT).await);
        pass_ms(2_000).await;
        let handle = stage.handle().await;
        pass_ms(1).await;
        assert_eq!(handle.durable(), Version(4));
        accepted(stage.submit(EVENT, buyer_request(1, 2, hold(&[0]))).await);
    });
}

#[test]
fn a_creation_repeated_after_terms_changed_is_still_that_creation() {
    on_bare_stage(|stage| async move {
        scheduled(&stage).await;
        assert_eq!(stage.registry.create(EVENT, stage.terms.clone()).await.unwrap(), Version(1));
        let present = stage.handle().await.setup().unwrap().await.unwrap().unwrap().terms;
        assert!(stage.registry.create(EVENT, present).await.is_err(), "it did not begin under these");
    });
}
