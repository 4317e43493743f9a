//! What became of a write in the operator's name.

use axum::{
    extract::{rejection::PathRejection, Path, State},
    Json,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    problem::{Kind, Problem},
    Api,
};
use crate::text;

/// A call on its way to the chain.
#[derive(Serialize, ToSchema)]
pub struct Submission {
    /// Its number.
    id: Uuid,
    /// `queued`, `signed`, `finalised` or `failed`; what failed may still turn out to have got in.
    state: String,
    /// blake2-256 of the extrinsic, once it is signed.
    extrinsic: Option<String>,
    /// Height of the finalised block that holds it.
    height: Option<i64>,
    /// Why the chain refused the call: its error by name, and what that means.
    error: Option<String>,
    /// What the node said when it did not take the extrinsic yet.
    last_refusal: Option<String>,
}

/// One submission.
#[utoipa::path(get, path = "/v1/submissions/{id}",
    params(("id" = Uuid, Path, description = "Number of the submission")),
    responses((status = 200, body = Submission), (status = 404, body = Problem)))]
pub async fn show(State(api): State<Api>, id: Result<Path<Uuid>, PathRejection>) -> Result<Json<Submission>, Problem> {
    let Path(id) = id?;
    let row = api.context.store.submission(id).await?.ok_or(Kind::UnknownSubmission)?;
    Ok(Json(Submission {
        id: row.id,
        state: row.state,
        extrinsic: row.tx_hash.as_deref().map(text::hex),
        height: row.height,
        error: row.dispatch_error,
        last_refusal: row.last_error,
    }))
}
