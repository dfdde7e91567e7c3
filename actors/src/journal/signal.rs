//! A bell that a thread or a task can wait for. Rings are not counted: one wait takes all rings so far.

use std::sync::{Condvar, Mutex, PoisonError};

use tokio::sync::Notify;

/// See the module.
#[derive(Default)]
pub struct Signal {
    rung: Mutex<bool>,
    bell: Condvar,
    notify: Notify,
}

impl Signal {
    /// Wakes whoever waits, or the next one to wait.
    pub fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
        self.notify.notify_one();
    }

    /// Blocks until rung.
    pub fn wait_blocking(&self) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rung = self.bell.wait_while(rung, |rung| !*rung).unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }

    /// Waits until rung.
    pub async fn wait(&self) {
        loop {
            if std::mem::take(&mut *self.rung.lock().unwrap_or_else(PoisonError::into_inner)) {
                return;
            }
            self.notify.notified().await;
        }
    }
}
