//! Two ways to change the chain: prepared for a wallet, or in the operator's name.

use ainur_chain::Call;
use axum::{
    http::{header, HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    Json,
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    problem::{Kind, Problem},
    Api,
};
use crate::{accounts::By, text};

/// How the business keys of calls begin that were asked for over HTTP.
pub const PREFIX: &str = "api:";
/// Longest idempotency key, in bytes.
const MAX_KEY: usize = 128;

/// Who signs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Mode {
    /// `prepared` (the default) returns the call for a wallet to sign; `operator` queues it in the operator's name.
    #[serde(default)]
    mode: Signer,
}

/// Who signs.
#[derive(Deserialize, ToSchema, Default)]
#[serde(rename_all = "lowercase")]
enum Signer {
    /// The caller's wallet.
    #[default]
    Prepared,
    /// The operator.
    Operator,
}

/// A call that waits for a wallet's signature.
#[derive(Serialize, ToSchema)]
pub struct Prepared {
    /// SCALE bytes of the call.
    call: String,
    /// blake2-256 of them, as wallets show it.
    call_hash: String,
    /// Pallet that has the call.
    pallet: String,
    /// Name of the call.
    method: String,
    /// The arguments, for people.
    arguments: serde_json::Value,
}

/// A call that was queued.
#[derive(Serialize, ToSchema)]
pub struct Queued {
    /// The submission's number, under `/v1/submissions/{id}`.
    id: Uuid,
}

/// What a caller may do.
pub enum Admission {
    /// Have calls prepared, as anybody may.
    Prepare,
    /// Queue one call in the operator's name, under this key.
    Queue(String),
}

/// Lets a caller in, before anything is looked up for it.
pub fn admit(api: &Api, mode: &Mode, headers: &HeaderMap) -> Result<Admission, Problem> {
    match mode.mode {
        Signer::Prepared => Ok(Admission::Prepare),
        Signer::Operator => {
            authorise(api, headers)?;
            Ok(Admission::Queue(idempotency_key(headers)?.to_owned()))
        }
    }
}

/// Prepares the call, or queues it in the operator's own name, as was asked.
pub async fn answer(api: &Api, admission: Admission, call: &Call) -> Result<Response, Problem> {
    answer_by(api, admission, By::Ourselves, call).await
}

/// Prepares the call, or queues it in that name, as was asked.
pub async fn answer_by(api: &Api, admission: Admission, by: By<'_>, call: &Call) -> Result<Response, Problem> {
    let runtime = api.context.chain.runtime().await?;
    match admission {
        Admission::Prepare => {
            let prepared = runtime.prepare(call)?;
            let body = Prepared {
                call: text::hex(&prepared.call),
                call_hash: text::hex(&prepared.call_hash),
                pallet: prepared.pallet,
                method: prepared.method,
                arguments: prepared.arguments,
            };
            Ok(Json(body).into_response())
        }
        Admission::Queue(key) => {
            let (signer, call) = api.context.accounts.write(&runtime, by, call)?;
            let id = api.context.enqueue_written(&format!("{PREFIX}{key}"), (signer, call.clone())).await?;
            let queued = api.context.store.submission(id).await?.ok_or(Kind::Internal)?;
            if queued.call != call {
                return Err(Kind::ReusedIdempotencyKey.into());
            }
            let location = format!("/v1/submissions/{id}");
            Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(Queued { id })).into_response())
        }
    }
}

/// Lets pass only who knows the operator's token.
pub fn authorise(api: &Api, headers: &HeaderMap) -> Result<(), Problem> {
    let expected = api.operator_token.as_ref().ok_or(Kind::NoOperator)?;
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let known = given.is_some_and(|given| given.as_bytes().ct_eq(expected.expose_secret().as_bytes()).into());
    known.then_some(()).ok_or_else(|| Kind::Unauthorised.into())
}

fn idempotency_key(headers: &HeaderMap) -> Result<&str, Problem> {
    headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .filter(|key| (1..=MAX_KEY).contains(&key.len()))
        .ok_or_else(|| Kind::MissingIdempotencyKey.into())
}
