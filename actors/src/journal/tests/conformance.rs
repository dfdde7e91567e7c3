use super::options;
use crate::testkit::faulty_disk::FaultyDisk;
use crate::testkit::journal_conformance;
use crate::testkit::journal_tasks::DrivenJournal;

#[tokio::test]
async fn conforms_in_one_segment() {
    journal_conformance::run(|| DrivenJournal::open(FaultyDisk::new(), options(1 << 20, 1)).unwrap()).await;
}

#[tokio::test]
async fn conforms_over_many_small_segments() {
    journal_conformance::run(|| DrivenJournal::open(FaultyDisk::new(), options(8 << 10, 1)).unwrap()).await;
}
