//! The jobs of the workers, for the operator.

use ainur_store::job_records::{Replay, Summary};
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
    problem::{one_of, Kind, Problem},
    write::authorise,
    Api,
};

/// The states of a job.
const STATES: [&str; 5] = ["queued", "leased", "done", "failed", "dead"];

/// Work on a task that an agent of the operator's was hired for.
#[derive(Serialize, ToSchema)]
pub struct Job {
    /// Number of the task.
    task: i64,
    /// `queued`, `leased` by a worker, `done`, `failed` for good, or `dead`: given up after too many attempts.
    state: String,
    /// How urgent it is, from 1 to 10, which is critical.
    priority: i16,
    /// How often a worker took it, since it was last replayed.
    attempts: i32,
    /// How often it was replayed.
    replays: i32,
    /// What went wrong at last.
    error: Option<String>,
    /// When it was queued, in milliseconds since the Unix epoch.
    created_at_ms: i64,
    /// When it last changed its state, in milliseconds since the Unix epoch.
    updated_at_ms: i64,
}

impl From<Summary> for Job {
    fn from(row: Summary) -> Self {
        Self {
            task: row.task,
            state: row.state,
            priority: row.priority,
            attempts: row.attempts,
            replays: row.replays,
            error: row.error,
            created_at_ms: row.created_at_ms,
            updated_at_ms: row.updated_at_ms,
        }
    }
}

/// Which jobs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Those in this state; `dead` when not said.
    state: Option<String>,
    /// Only those of tasks numbered above this: the last number of the page before.
    after: Option<i64>,
    /// At most so many, 1 to 100.
    limit: Option<i64>,
}

/// The jobs in one state, by task: those that were given up, when not said.
#[utoipa::path(get, path = "/v1/jobs", params(Filter), security(("operator" = [])),
    responses((status = 200, body = Vec<Job>), (status = 401, body = Problem)))]
pub async fn list(
    State(api): State<Api>,
    filter: Result<Query<Filter>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<Vec<Job>>, Problem> {
    authorise(&api, &headers)?;
    let Query(filter) = filter?;
    let state = filter.state.map_or(Ok("dead".into()), |state| one_of("state", state, &STATES))?;
    let limit = filter.limit.unwrap_or(PAGE).clamp(1, PAGE);
    Ok(Json(api.context.store.jobs(&state, filter.after, limit).await?.into_iter().map(Job::from).collect()))
}

/// Queues a job again that was given up, with all its attempts before it.
#[utoipa::path(post, path = "/v1/jobs/{task}/replay", params(("task" = u64, Path, description = "Number of the task")),
    security(("operator" = [])),
    responses((status = 202, description = "The job is queued"), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn replay(
    State(api): State<Api>,
    task: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    authorise(&api, &headers)?;
    let Path(task) = task?;
    match api.context.store.replay_job(task).await? {
        Replay::Queued => {
            api.context.wake.ring();
            Ok(StatusCode::ACCEPTED)
        }
        Replay::NotDead => Err(Kind::JobNotDead.into()),
        Replay::Unknown => Err(Kind::UnknownJob.into()),
    }
}
