#![allow(clippy::unwrap_used, clippy::panic)]

use actors::journal::{FileJournal, JournalOptions};
use actors::ports::journal::Journal;
use actors::testkit::journal_conformance::{self, Subject};
use actors::testkit::journal_tasks::counted_segment_ids;

use super::*;

#[test]
fn one_process_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("data/journal");
    let disk = LocalDisk::take(&deep).unwrap();
    let refused = LocalDisk::take(&deep);
    assert!(matches!(refused, Err(TakeFolderError::InUse(path)) if path == deep));
    drop(disk);
    LocalDisk::take(&deep).unwrap();
}

#[test]
fn files_and_folders() {
    let folder = tempfile::tempdir().unwrap();
    let disk = LocalDisk::take(folder.path()).unwrap();
    assert_eq!(disk.open("a/b", false).err().unwrap().kind(), io::ErrorKind::NotFound);
    assert_eq!(disk.list("a").unwrap(), Vec::<String>::new());
    let file = disk.open("a/b", true).unwrap();
    file.write_at(b"hello", 3).unwrap();
    file.sync().unwrap();
    assert_eq!(file.length().unwrap(), 8);
    let mut bytes = [9; 10];
    assert_eq!(file.read_at(&mut bytes, 0).unwrap(), 8);
    assert_eq!(&bytes, b"\0\0\0hello\x09\x09");
    file.set_length(4).unwrap();
    assert_eq!(disk.open("a/b", true).unwrap().length().unwrap(), 4, "opening cuts nothing");
    disk.rename("a/b", "c/d").unwrap();
    disk.sync_folder("c").unwrap();
    assert_eq!(disk.list("").unwrap(), ["a", "c", LOCK]);
    assert_eq!(disk.list("c").unwrap(), ["d"]);
    disk.remove("c/d").unwrap();
    disk.remove("c/d").unwrap();
    assert_eq!(disk.list("c").unwrap(), Vec::<String>::new());
}

/// The journal on a real folder, with real threads.
struct Node {
    disk: Arc<LocalDisk>,
    journal: Arc<FileJournal>,
    threads: Vec<std::thread::JoinHandle<()>>,
    folder: Arc<tempfile::TempDir>,
}

impl Node {
    fn start(disk: Arc<LocalDisk>, folder: Arc<tempfile::TempDir>) -> Self {
        let options = JournalOptions::new(counted_segment_ids(1)).small(64 << 10);
        let opened = FileJournal::open(disk.clone(), options).unwrap();
        let (writer, preallocator) = (opened.writer, opened.preallocator);
        let threads = vec![
            std::thread::spawn(move || writer.run().unwrap()),
            std::thread::spawn(move || preallocator.run()),
        ];
        Self { disk, journal: opened.journal, threads, folder }
    }

    fn stop(&mut self) {
        self.journal.stop();
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
    }
}

impl Subject for Node {
    fn journal(&self) -> Arc<dyn Journal> {
        self.journal.clone()
    }

    fn restart(&mut self) {
        self.stop();
        *self = Self::start(self.disk.clone(), self.folder.clone());
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop();
    }
}

#[tokio::test]
async fn the_journal_conforms_on_a_real_folder() {
    let make = || {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let disk = Arc::new(LocalDisk::take(folder.path()).unwrap());
        Node::start(disk, folder)
    };
    journal_conformance::run(make).await;
}
