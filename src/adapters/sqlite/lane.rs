//! Threads that own connections and take work from one bounded queue.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use actors::ports::catalogue::CatalogueError;
use actors::ports::journal::PortFuture;
use rusqlite::Connection;
use tokio::sync::oneshot;

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// The way to some threads, one connection each. The threads end when the last clone is gone and the queue
/// is empty.
#[derive(Clone)]
pub(super) struct Lane(SyncSender<Work>);

impl Lane {
    /// Starts a thread a connection.
    pub fn start(name: &str, connections: Vec<Connection>, queue: usize) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        for connection in connections {
            let receiver = Arc::clone(&receiver);
            std::thread::Builder::new().name(name.to_owned()).spawn(move || run(&receiver, connection))?;
        }
        Ok(Self(sender))
    }

    /// Has a thread do `work` and gives its answer.
    pub fn ask<Answer: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<Answer> + Send + 'static,
    ) -> PortFuture<Result<Answer, CatalogueError>> {
        let (sender, receiver) = oneshot::channel();
        let sent = self.0.try_send(Box::new(move |connection| {
            // Nobody waits any more: the answer is for the one who asked alone.
            let _ = sender.send(work(connection));
        }));
        Box::pin(async move {
            sent.map_err(|error| match error {
                TrySendError::Full(_) => CatalogueError::Busy,
                TrySendError::Disconnected(_) => gone(),
            })?;
            receiver.await.map_err(|_| gone())?.map_err(|error| CatalogueError::Failed(error.to_string()))
        })
    }

    /// The same for a caller that may block.
    pub fn ask_blocking<Answer: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<Answer> + Send + 'static,
    ) -> Result<Answer, CatalogueError> {
        let (sender, receiver) = sync_channel(1);
        let work: Work = Box::new(move |connection| {
            let _ = sender.send(work(connection));
        });
        self.0.send(work).map_err(|_| gone())?;
        receiver.recv().map_err(|_| gone())?.map_err(|error| CatalogueError::Failed(error.to_string()))
    }
}

fn gone() -> CatalogueError {
    CatalogueError::Failed("its thread is gone".to_owned())
}

fn run(queue: &Mutex<Receiver<Work>>, mut connection: Connection) {
    loop {
        // The lock is held while waiting: whoever has it is the next to be given work.
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = next else { return };
        work(&mut connection);
    }
}
