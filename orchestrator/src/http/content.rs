//! Content by its identifier.

use ainur_content::{CarError, ContentError, Imported};
use ainur_primitives::receipt;
use axum::{
    body::{to_bytes, Body},
    extract::{rejection::PathRejection, Path, State},
    http::{header, HeaderMap, StatusCode},
    Json,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::{Kind, Problem},
    write, Api,
};
use crate::text;

/// Largest content that is served, in bytes.
const MAX_SERVED: u64 = 32 * 1024 * 1024;

/// What identifiers name never changes.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Most that a CAR has beyond the file in it, in bytes.
const CAR_OVERHEAD: usize = 1024 * 1024;

/// What was added.
#[derive(Serialize, ToSchema)]
pub struct Added {
    /// Its identifier.
    cid: String,
    /// blake2-256 of its bytes, as tasks and agents name it.
    hash: String,
    /// Its length in bytes.
    size: usize,
}

/// Adds content: a file, or a CAR of one whole file as `application/vnd.ipld.car`, whose blocks are kept as they are.
#[utoipa::path(post, path = "/v1/content",
    request_body(content((Vec<u8> = "application/octet-stream"), (Vec<u8> = "application/vnd.ipld.car"))),
    responses((status = 201, body = Added), (status = 401, body = Problem), (status = 413, body = Problem),
        (status = 507, body = Problem)))]
pub async fn add(State(api): State<Api>, headers: HeaderMap, body: Body) -> Result<(StatusCode, Json<Added>), Problem> {
    // Before anything is kept in memory for a stranger.
    write::authorise(&api, &headers)?;
    let is_car = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(names_car);
    let limit = api.max_content.saturating_add(if is_car { CAR_OVERHEAD } else { 0 });
    let too_large = |_| Kind::ContentTooLarge.because(format!("at most {} bytes", api.max_content));
    let body = to_bytes(body, limit).await.map_err(too_large)?;
    let (cid, file) = if is_car {
        let imported = ainur_content::import(api.context.content.as_ref(), &body, api.max_content as u64).await;
        let Imported { cid, bytes } = imported.map_err(refusal)?;
        (cid, bytes)
    } else {
        (api.context.content.add(body.to_vec()).await.map_err(problem)?, body.into())
    };
    api.context.want_copy(&cid).await?;
    let (hash, size) = (text::hex(&receipt::hash(&file)), file.len());
    Ok((StatusCode::CREATED, Json(Added { cid: cid.to_string(), hash, size })))
}

/// The bytes behind an identifier, checked against it.
#[utoipa::path(get, path = "/v1/content/{cid}", params(("cid" = String, Path, description = "CIDv1 of sha2-256")),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)))]
pub async fn fetch(
    State(api): State<Api>,
    cid: Result<Path<String>, PathRejection>,
) -> Result<([(header::HeaderName, &'static str); 3], Vec<u8>), Problem> {
    let Path(cid) = cid?;
    let cid = cid::Cid::try_from(cid.as_str()).map_err(|error| super::problem::invalid("cid", error))?;
    let bytes = api.context.content.fetch(&cid, MAX_SERVED).await.map_err(problem)?;
    // Nothing of it is to be run by a browser.
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, IMMUTABLE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes))
}

/// Whether a media type is that of a CAR, whatever its parameters.
fn names_car(kind: &str) -> bool {
    kind.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case(super::gateway::CAR))
}

/// Why a CAR was not taken. It is the client's fault unless the disk failed.
fn refusal(error: CarError) -> Problem {
    match error {
        CarError::Content(error @ (ContentError::Io(_) | ContentError::TooLarge { .. })) => problem(error),
        CarError::Malformed(_) | CarError::Content(_) => Kind::Malformed.because(error.to_string()),
    }
}

/// What went wrong in the content store.
pub fn problem(error: ContentError) -> Problem {
    match error {
        ContentError::NotFound(cid) => Kind::UnknownContent.because(cid.to_string()),
        ContentError::TooLarge { .. } => Kind::ContentTooLarge.because(error.to_string()),
        ContentError::Unsupported(_) => super::problem::invalid("cid", error),
        ContentError::Corrupt(_) | ContentError::Io(_) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the content store failed a request");
            let kind = if error.is_for_want_of_room() { Kind::NoRoom } else { Kind::Internal };
            kind.into()
        }
    }
}
