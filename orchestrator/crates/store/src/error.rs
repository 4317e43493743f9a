//! What can go wrong with the database.

/// Why a query gave no answer.
#[derive(thiserror::Error, Debug)]
pub enum StoreError {
    /// The database cannot be reached, or refused the query.
    #[error("the database did not answer the query")]
    Database(#[from] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("the database's schema cannot be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A block does not follow the last one on record: the node is on another chain.
    #[error("block {height} does not follow the last block on record")]
    Forked {
        /// Height of the block that does not fit.
        height: u32,
    },
    /// A task is posted twice, or after something else has become of it: no chain says so.
    #[error("task {task} is posted twice, or after something has become of it")]
    Unordered {
        /// Number of the task.
        task: u64,
    },
    /// The task that ran the transaction was lost, as when the program ends.
    #[error("the transaction was broken off")]
    BrokenOff,
}

/// The SQL state of a server whose disk is full.
const DISK_FULL: &str = "53100";

impl StoreError {
    /// Whether there was no room on the disk of the database: the same may succeed as soon as somebody has made some.
    pub fn is_for_want_of_room(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        error.code().is_some_and(|state| state == DISK_FULL)
    }
}
