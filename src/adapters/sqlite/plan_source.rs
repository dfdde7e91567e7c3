//! Compiled plans by content hash, read from the catalogue once and shared by their events.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use actors::ports::catalogue::CatalogueError;
use actors::ports::plans::{PlanError, PlanSource};
use rusqlite::OptionalExtension;
use schemas::ids::ContentHash;
use schemas::plan::PlanIndex;

use super::Catalogue;
use super::plan_file::compiled;

/// The plans in use. One that nobody uses any more is let go.
#[derive(Clone, Default)]
pub(super) struct Compiled(Arc<Mutex<BTreeMap<ContentHash, Weak<PlanIndex>>>>);

impl Compiled {
    fn find(&self, hash: ContentHash) -> Option<Arc<PlanIndex>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&hash)?.upgrade()
    }

    /// Puts a plan in, or gives the one that somebody else put in meanwhile.
    fn put(&self, hash: ContentHash, plan: Arc<PlanIndex>) -> Arc<PlanIndex> {
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(present) = plans.get(&hash).and_then(Weak::upgrade) {
            return present;
        }
        plans.retain(|_, plan| plan.strong_count() > 0);
        plans.insert(hash, Arc::downgrade(&plan));
        plan
    }
}

impl PlanSource for Catalogue {
    fn plan(&self, hash: ContentHash) -> Result<Arc<PlanIndex>, PlanError> {
        if let Some(plan) = self.plans.find(hash) {
            return Ok(plan);
        }
        let content: Result<Option<Vec<u8>>, CatalogueError> = self.readers.ask_blocking(move |connection| {
            let mut find = connection.prepare_cached("SELECT content FROM plan_contents WHERE hash = ?1")?;
            find.query_row([hash.0], |row| row.get(0)).optional()
        });
        let content = content
            .map_err(|error| PlanError::Read { hash, what: error.to_string() })?
            .ok_or(PlanError::Unknown(hash))?;
        Ok(self.plans.put(hash, compiled(&content, hash)?))
    }
}
