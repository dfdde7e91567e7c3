//! An observer: a client that buys nothing and remembers everything it was shown.

use std::cell::RefCell;
use std::rc::Rc;

use schemas::ids::EventId;
use tokio::task::{JoinHandle, spawn_local};

use crate::audit::Seen;
use crate::client::address::ServerAddress;
use crate::client::live::{LiveClient, Notice};

/// A client that watches. It joins after the sale has opened: a change of the sale comes in a frame of its
/// own before the delta of its version, and what is seen between the two is no state of any version.
pub struct Observer {
    seen: Rc<RefCell<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Observer {
    /// Begins to watch.
    #[must_use]
    pub fn start(address: ServerAddress, event: EventId) -> Self {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let notes = seen.clone();
        let mut client = LiveClient::new(address, event, None, "o".to_owned(), None);
        let task = spawn_local(async move {
            while let Ok(notice) = client.next().await {
                if let (Notice::Changed, Some(model)) = (notice, client.model()) {
                    notes.borrow_mut().push(Seen { version: model.version(), hash: model.public.hash() });
                }
            }
        });
        Self { seen, task }
    }

    /// Stops watching. Returns everything seen, in order.
    #[must_use]
    pub fn stop(self) -> Vec<Seen> {
        self.task.abort();
        self.seen.take()
    }
}
