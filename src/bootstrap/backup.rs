//! Backup and restore of everything that a data folder holds, as one consistent set.
//!
//! A backup is a data folder whose log is all archives, with a list of its files. It is taken while a server works:
//! checkpoints first, then the log up to one position, then the catalogue, which so knows every plan and event that
//! the log names. Each is made beside its name, checked whole, and only then named.

mod files;
mod list;
mod restore;
mod take;

use std::path::Path;

use self::list::LIST;
pub use self::restore::{Back, check, restore};
pub use self::take::{Taken, take};

/// A backup is restored, not served: events that went on in it would do so in the stream of those that were lost.
///
/// # Errors
/// Where `folder` is a backup.
pub(super) fn refuse_to_serve(folder: &Path) -> anyhow::Result<()> {
    let shown = folder.display();
    anyhow::ensure!(
        !folder.join(LIST).exists(),
        "{shown} is a backup, which is restored and not served: frontrow restore {shown} --data NEW_FOLDER"
    );
    Ok(())
}
