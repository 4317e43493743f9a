//! The market in numbers.

use axum::{extract::State, Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::{problem::Problem, Api};

/// The market as of the last indexed block.
#[derive(Serialize, ToSchema)]
pub struct Dashboard {
    /// Agents on record.
    agents: i64,
    /// Those that take on work.
    active_agents: i64,
    /// Tasks ever posted.
    tasks: i64,
    /// Those that have not ended.
    open_tasks: i64,
    /// Those that were paid.
    finalized_tasks: i64,
    /// Those that ended without a payment.
    cancelled_tasks: i64,
    /// Sum of prices paid, in plancks.
    value_delivered: String,
    /// Sum of budgets of open tasks, in plancks.
    locked: String,
}

/// The market in numbers.
#[utoipa::path(get, path = "/v1/dashboard", responses((status = 200, body = Dashboard)))]
pub async fn show(State(api): State<Api>) -> Result<Json<Dashboard>, Problem> {
    let row = api.context.store.dashboard().await?;
    Ok(Json(Dashboard {
        agents: row.agents,
        active_agents: row.active_agents,
        tasks: row.tasks,
        open_tasks: row.open_tasks,
        finalized_tasks: row.finalized_tasks,
        cancelled_tasks: row.cancelled_tasks,
        value_delivered: row.value_delivered,
        locked: row.locked,
    }))
}
