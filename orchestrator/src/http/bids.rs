//! Bids.

use ainur_chain::Call;
use ainur_primitives::{AgentId, TaskId};
use ainur_store::bids;
use axum::{
    extract::{
        rejection::{JsonRejection, PathRejection, QueryRejection},
        Path, Query, State,
    },
    http::HeaderMap,
    response::Response,
    Json,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    problem::{invalid, Kind, Problem},
    write::{self, Mode},
    Api,
};
use crate::{accounts::By, text};

/// A bid as of the last indexed block.
#[derive(Serialize, ToSchema)]
pub struct Bid {
    /// Who bids.
    agent: i64,
    /// Price asked, in plancks.
    price: String,
    /// Duration promised, in blocks.
    duration: i64,
    /// Height of the block in which it was placed or last replaced.
    placed_at: i64,
    /// `standing`, `withdrawn`, `evicted`, `won` or `lost`.
    status: String,
}

impl From<bids::Bid> for Bid {
    fn from(row: bids::Bid) -> Self {
        Self { agent: row.agent, price: row.price, duration: row.duration, placed_at: row.placed_at, status: row.status }
    }
}

/// All bids on a task, latest of each agent.
#[utoipa::path(get, path = "/v1/tasks/{id}/bids", params(("id" = u64, Path, description = "Number of the task")),
    responses((status = 200, body = Vec<Bid>), (status = 404, body = Problem)))]
pub async fn list(State(api): State<Api>, id: Result<Path<u64>, PathRejection>) -> Result<Json<Vec<Bid>>, Problem> {
    let Path(id) = id?;
    api.context.store.task(id).await?.ok_or(Kind::UnknownTask)?;
    Ok(Json(api.context.store.bids(id).await?.into_iter().map(Bid::from).collect()))
}

/// A bid to be placed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBid {
    /// Who bids.
    agent: u64,
    /// Price asked, in plancks.
    price: String,
    /// Duration promised, in blocks.
    duration: u32,
}

/// Bids for an agent that the signer owns or operates.
#[utoipa::path(post, path = "/v1/tasks/{id}/bids", params(("id" = u64, Path, description = "Number of the task"), Mode), request_body = NewBid,
    responses((status = 200, body = write::Prepared), (status = 202, body = write::Queued), (status = 404, body = Problem)))]
pub async fn place(
    State(api): State<Api>,
    id: Result<Path<u64>, PathRejection>,
    mode: Result<Query<Mode>, QueryRejection>,
    headers: HeaderMap,
    body: Result<Json<NewBid>, JsonRejection>,
) -> Result<Response, Problem> {
    let (Path(id), Query(mode)) = (id?, mode?);
    let admission = write::admit(&api, &mode, &headers)?;
    let Json(new) = body?;
    api.context.store.task(id).await?.ok_or(Kind::UnknownTask)?;
    let agent = api.context.store.agent(new.agent).await?.ok_or(Kind::UnknownAgent)?;
    // For an agent of others the chain refuses it, whoever signs.
    let by = api.context.accounts.of(&agent).map_or(By::Ourselves, By::Account);
    let price = text::parse_amount(&new.price).ok_or_else(|| invalid("price", "not a number of plancks"))?;
    write::answer_by(&api, admission, by, &Call::bid(TaskId(id), AgentId(new.agent), price, new.duration)).await
}
