//! Disputes over results.

use ainur_chain::Call;
use ainur_primitives::TaskId;
use ainur_store::disputes;
use axum::{
    extract::{
        rejection::{PathRejection, QueryRejection},
        Path, Query, State,
    },
    http::HeaderMap,
    response::Response,
    Json,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::{Kind, Problem},
    write::{self, Mode},
    Api,
};

/// A dispute as of the last indexed block.
#[derive(Serialize, ToSchema)]
pub struct Dispute {
    /// Who objects to the result.
    challenger: String,
    /// What it risked by that, in plancks; each appeal doubles it.
    bond: String,
    /// How many rounds there were before the present one.
    round: i16,
    /// `drawing`, `committing`, `revealing`, `appealable`, `evaluating`, `court` or `settled`.
    stage: String,
    /// Last block of the stage.
    until: Option<i64>,
    /// Whether the agent has shown its receipt.
    receipt_shown: bool,
    /// For whom the last verdict was: `agent` or `challenger`.
    verdict: Option<String>,
    /// Who won in the end: `agent`, `challenger`, or `undecided`.
    ruling: Option<String>,
    /// Height of the block in which it began.
    opened_at: i64,
    /// Everybody who was drawn to vote, by round.
    members: Vec<Member>,
}

/// Somebody who was drawn to vote.
#[derive(Serialize, ToSchema)]
pub struct Member {
    /// In which round.
    round: i16,
    /// Who it is.
    who: String,
    /// Whether it bound itself to an opinion.
    committed: bool,
    /// The opinion, once it is shown.
    #[schema(value_type = Object)]
    opinion: Option<serde_json::Value>,
}

impl From<(disputes::Dispute, Vec<disputes::Member>)> for Dispute {
    fn from((row, members): (disputes::Dispute, Vec<disputes::Member>)) -> Self {
        let member =
            |row: disputes::Member| Member { round: row.round, who: row.who, committed: row.committed, opinion: row.opinion };
        Self {
            challenger: row.challenger,
            bond: row.bond,
            round: row.round,
            stage: row.stage,
            until: row.until,
            receipt_shown: row.receipt_shown,
            verdict: row.verdict,
            ruling: row.ruling,
            opened_at: row.opened_at,
            members: members.into_iter().map(member).collect(),
        }
    }
}

/// The dispute over a task's result.
#[utoipa::path(get, path = "/v1/tasks/{id}/dispute", params(("id" = u64, Path, description = "Number of the task")),
    responses((status = 200, body = Dispute), (status = 404, body = Problem)))]
pub async fn show(State(api): State<Api>, id: Result<Path<u64>, PathRejection>) -> Result<Json<Dispute>, Problem> {
    let Path(id) = id?;
    api.context.store.task(id).await?.ok_or(Kind::UnknownTask)?;
    let dispute = api.context.store.dispute(id).await?.ok_or(Kind::NoDispute)?;
    let members = api.context.store.committee(id).await?;
    Ok(Json((dispute, members).into()))
}

/// Objects to a task's result, as its requester or as a verifier; the bond is held of whoever signs.
#[utoipa::path(post, path = "/v1/tasks/{id}/dispute", params(("id" = u64, Path, description = "Number of the task"), Mode),
    responses((status = 200, body = write::Prepared), (status = 202, body = write::Queued), (status = 404, body = Problem)))]
pub async fn open(
    State(api): State<Api>,
    id: Result<Path<u64>, PathRejection>,
    mode: Result<Query<Mode>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (Path(id), Query(mode)) = (id?, mode?);
    let admission = write::admit(&api, &mode, &headers)?;
    api.context.store.task(id).await?.ok_or(Kind::UnknownTask)?;
    write::answer(&api, admission, &Call::dispute(TaskId(id))).await
}
