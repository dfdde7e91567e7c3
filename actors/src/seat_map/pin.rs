//! A session's hold on the memory of an event: while it lives, the event is not passivated.

use std::sync::Arc;

use super::shared::Shared;

/// A session is open; dropped when it closes. It pins one life of a seat map: whoever meets a closed handle
/// asks the registry for the next one and pins that.
#[derive(Debug)]
pub struct Pin(Arc<Shared>);

impl Pin {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        shared.pin();
        Self(shared)
    }
}

impl Clone for Pin {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.0.unpin();
    }
}
