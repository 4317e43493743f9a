//! The modules that are not run any more, for the operator.

use ainur_store::quarantine::Quarantined;
use axum::{
    extract::{
        rejection::{PathRejection, QueryRejection},
        Path, Query, State,
    },
    http::{HeaderMap, StatusCode},
    Json,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    agents::PAGE,
    problem::{invalid, Kind, Problem},
    write::authorise,
    Api,
};
use crate::text;

/// A module whose runs went wrong again and again: its agents get no bid, no start and no run here until the quarantine is lifted.
#[derive(Serialize, ToSchema)]
pub struct Quarantine {
    /// blake2-256 of the module.
    module: String,
    /// Runs in a row that trapped, exhausted what they were given, or lost their process.
    faults: i32,
    /// Number of the task of the last of them.
    task: i64,
    /// What went wrong in it.
    error: String,
    /// Since when, in milliseconds since the Unix epoch.
    since_ms: i64,
}

impl From<Quarantined> for Quarantine {
    fn from(row: Quarantined) -> Self {
        let module = text::hex(&row.module_hash);
        Self { module, faults: row.faults, task: row.task, error: row.error, since_ms: row.since_ms }
    }
}

/// Which modules.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Only modules above this one: the last of the page before.
    after: Option<String>,
    /// At most so many, 1 to 100.
    limit: Option<i64>,
}

/// The modules in quarantine, by hash.
#[utoipa::path(get, path = "/v1/quarantine", params(Filter), security(("operator" = [])),
    responses((status = 200, body = Vec<Quarantine>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list(
    State(api): State<Api>,
    filter: Result<Query<Filter>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<Vec<Quarantine>>, Problem> {
    authorise(&api, &headers)?;
    let Query(filter) = filter?;
    let after = filter.after.map(|after| hash("after", &after)).transpose()?;
    let limit = filter.limit.unwrap_or(PAGE).clamp(1, PAGE);
    Ok(Json(api.context.store.quarantined(after, limit).await?.into_iter().map(Quarantine::from).collect()))
}

/// Lifts the quarantine of a module, which has all its chances again.
#[utoipa::path(post, path = "/v1/quarantine/{module}/lift",
    params(("module" = String, Path, description = "blake2-256 of the module, in hexadecimal")), security(("operator" = [])),
    responses((status = 204, description = "The module is run again"), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub async fn lift(
    State(api): State<Api>,
    module: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    authorise(&api, &headers)?;
    let Path(module) = module?;
    let module = hash("module", &module)?;
    if !api.context.store.lift_quarantine(module).await? {
        return Err(Kind::NotQuarantined.into());
    }
    tracing::info!(module = text::hex(&module), "the quarantine is lifted");
    api.context.wake.ring();
    Ok(StatusCode::NO_CONTENT)
}

fn hash(field: &str, value: &str) -> Result<[u8; 32], Problem> {
    text::parse_hash(value).ok_or_else(|| invalid(field, "not 32 bytes in hexadecimal"))
}
