//! How the record of tasks, bids, agents, disputes and audits changes, and how that is written: what many events do is put together in
//! memory, in order, and each table is written at once. The rows are those that writing one change after the other would leave.

use sqlx::PgConnection;

use crate::StoreError;

pub mod agents;
pub mod audits;
pub mod bids;
pub mod disputes;
pub mod tasks;

/// Where an event stands: height of its block, position among the block's events.
pub type Place = (u32, u32);

/// Something that an event changes, by the number of what it changes.
#[derive(Clone, Debug)]
pub enum Change {
    /// An agent.
    Agent(u64, agents::Change),
    /// A task.
    Task(u64, tasks::Change),
    /// The bids on a task.
    Bids(u64, bids::Change),
    /// The dispute over a task.
    Dispute(u64, disputes::Change),
    /// The audit of a task.
    Audit(u64, audits::Change),
}

/// Writes changes that follow each other. Few tasks are disputed or audited: what becomes of those is written one by one.
///
/// # Errors
///
/// [`StoreError::Unordered`] when a task is posted twice, or after something has become of it, else when the database does not answer or
/// refuses a row.
pub async fn write(connection: &mut PgConnection, changes: &[Change]) -> Result<(), StoreError> {
    let (mut agents, mut tasks, mut bids) = (agents::Agents::default(), tasks::Tasks::default(), bids::Bids::default());
    agents.look_up(connection, changes).await?;
    for change in changes {
        match change {
            Change::Agent(agent, change) => agents.apply(*agent, change),
            Change::Task(task, change) => tasks.apply(*task, change, &agents)?,
            Change::Bids(task, change) => bids.apply(*task, change),
            Change::Dispute(..) | Change::Audit(..) => {}
        }
    }
    agents.write(connection).await?;
    // Bids, disputes and audits refer to their tasks.
    tasks.write(connection).await?;
    bids.write(connection).await?;
    for change in changes {
        match change {
            Change::Dispute(task, change) => disputes::write(connection, *task, change).await?,
            Change::Audit(task, change) => audits::write(connection, *task, change).await?,
            Change::Agent(..) | Change::Task(..) | Change::Bids(..) => {}
        }
    }
    Ok(())
}

/// One column of rows, to be bound to a statement.
fn column<'a, Row: 'a, T>(rows: impl IntoIterator<Item = &'a Row>, value: impl Fn(&'a Row) -> T) -> Vec<T> {
    rows.into_iter().map(value).collect()
}

/// What an agent can do, or a task asks for, in one column: rows of a column that are lists would all have to be of one length. None of
/// the names has a space.
fn capabilities(names: &[String]) -> String {
    names.join(" ")
}
