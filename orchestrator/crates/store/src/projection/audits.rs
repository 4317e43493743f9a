//! What events do to audits.

use serde_json::Value;
use sqlx::PgConnection;

use crate::{agents::signed, StoreError};

/// What an event does to the audit of a task.
#[derive(Clone, Debug)]
pub enum Change {
    /// Somebody is drawn.
    Drawn {
        /// Who.
        auditor: String,
        /// Last block in which it can report.
        until: u32,
    },
    /// The auditor says what it found.
    Reported(Value),
    /// The agent has shown other fuel.
    Contradicted,
}

/// Writes one change.
pub(super) async fn write(connection: &mut PgConnection, task: u64, change: &Change) -> Result<(), StoreError> {
    let query = match change {
        Change::Drawn { auditor, until } => sqlx::query("INSERT INTO audits (task, auditor, until) VALUES ($1, $2, $3)")
            .bind(signed(task))
            .bind(auditor)
            .bind(i64::from(*until)),
        Change::Reported(opinion) => {
            sqlx::query("UPDATE audits SET opinion = $2 WHERE task = $1").bind(signed(task)).bind(opinion)
        }
        Change::Contradicted => sqlx::query("UPDATE audits SET contradicted = true WHERE task = $1").bind(signed(task)),
    };
    query.execute(connection).await?;
    Ok(())
}
