//! Whether the service lives, can do its work, and is up to date.

use axum::{extract::State, Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::{Kind, Problem},
    Api,
};
use crate::reconcile::PRESENT;

/// Where the projection stands.
#[derive(Serialize, ToSchema)]
pub struct Sync {
    /// Height of the chain's best head: not final yet, it may be replaced.
    best: u32,
    /// Height of the chain's finalised head.
    finalised: u32,
    /// Height of the last indexed block; none before the first.
    indexed: Option<u32>,
    /// Blocks that are final and not indexed.
    lag_blocks: u32,
    /// Whether that is next to nothing.
    synced: bool,
}

/// The process lives.
#[utoipa::path(get, path = "/health/live", responses((status = 200, description = "The process lives")))]
pub async fn live() -> &'static str {
    "alive"
}

/// The database and the node answer.
#[utoipa::path(get, path = "/health/ready", responses((status = 200), (status = 503, body = Problem)))]
pub async fn ready(State(api): State<Api>) -> Result<&'static str, Problem> {
    api.context.store.ping().await.map_err(|_| Kind::NotReady.because("the database does not answer"))?;
    api.context.chain.finalised_head().await.map_err(|_| Kind::NotReady.because("the node does not answer"))?;
    Ok("ready")
}

/// How far the projection is.
#[utoipa::path(get, path = "/v1/sync/status", responses((status = 200, body = Sync), (status = 503, body = Problem)))]
pub async fn sync(State(api): State<Api>) -> Result<Json<Sync>, Problem> {
    let (best, finalised) = tokio::try_join!(api.context.chain.best_height(), api.context.chain.finalised_head())?;
    let finalised = finalised.height;
    let indexed = api.context.store.cursor().await?.map(|(height, _)| height);
    let lag_blocks = finalised.saturating_sub(indexed.unwrap_or(0));
    Ok(Json(Sync { best, finalised, indexed, lag_blocks, synced: indexed.is_some() && lag_blocks <= PRESENT }))
}
