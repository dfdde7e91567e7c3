//! Repairs what a crash left half done between catalogue and log.

use actors::ports::catalogue::events::Events;
use actors::registry::Registry;
use anyhow::Context;

/// Begins the logs of events that have a row and no first record, and copies what events say of
/// themselves whose commands were under way. The log is the truth in both.
pub async fn repair(catalogue: &dyn Events, registry: &Registry) -> anyhow::Result<()> {
    for event in catalogue.to_repair().await? {
        let what = || format!("{} cannot be repaired", event.id);
        registry.create(event.id, event.first_terms.clone()).await.with_context(what)?;
        catalogue.event_begun(event.id).await?;
        let handle = registry.handle(event.id).await.with_context(what)?;
        let now = handle.setup()?.await.with_context(what)?.with_context(what)?;
        let sale = now.sale;
        catalogue.repaired(event.id, now).await?;
        tracing::info!(event = %event.id, ?sale, "an event was repaired after a crash");
    }
    Ok(())
}
