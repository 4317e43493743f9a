//! One piece of work of a hosted agent: its endpoint is sent the input, and what comes back is delivered.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ainur_chain::records::{FailReason, WorkResult};
use ainur_content::ContentError;
use ainur_outbound::{Request, Response, SendError};
use ainur_primitives::{receipt, BlockNumber};
use ainur_sandbox::{Limit, Limits};
use ainur_store::{agents::Agent, jobs::Job, tasks::Task};
use anyhow::{Context as _, Result};
use cid::Cid;
use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use super::{
    execute::longest_pause,
    id,
    job::{failed, fetch, Outcome},
    number, Context, ARRIVAL, SLOT,
};
use crate::{
    hosting::{Endpoint, HostedReceipt, Order, MAX_MANIFEST},
    salt::salt,
    text,
};

/// Blocks that the result, or the news that there is none, needs: one in which it is kept and queued, and those of any call.
const DELIVERY: BlockNumber = ARRIVAL + 1;

/// Most endpoints that are remembered.
const REMEMBERED: u64 = 10_000;
/// How long a job rests for which there is no place to wait for its endpoint.
const CROWDED: Duration = Duration::from_secs(1);

/// The endpoint did not answer, or says that it cannot now: another try may help.
#[derive(thiserror::Error, Debug)]
#[error("the agent's endpoint gave no result: {0}")]
pub struct Unanswered(pub String);

/// Leaves the place to run a module to others where the job is a hosted agent's, for one of the places for those who wait for endpoints:
/// whoever does not answer keeps no module from being run. None where there is none, and the job was put off.
///
/// # Errors
///
/// When the database does not answer.
pub async fn change_place(
    context: &Context,
    endpoints: &Arc<Semaphore>,
    worker: Uuid,
    leased: Job,
    place: OwnedSemaphorePermit,
) -> Result<Option<OwnedSemaphorePermit>> {
    let task = context.store.task(leased.id.task.unsigned_abs()).await?;
    if task.is_none_or(|task| task.module_hash.is_some()) {
        return Ok(Some(place));
    }
    drop(place);
    context.wake.ring();
    let Ok(place) = endpoints.clone().try_acquire_owned() else {
        let reason = "as many endpoints are waited for as can be at a time";
        context.store.put_off_job(worker, leased.id, reason, CROWDED).await?;
        return Ok(None);
    };
    Ok(Some(place))
}

/// What an answer means for the task.
#[derive(PartialEq, Eq, Debug)]
enum Verdict {
    /// It is the output.
    Output(Vec<u8>),
    /// There is no output, and another try would not help.
    Refused(FailReason, String),
    /// There may be one another time.
    Again(String),
}

/// The endpoints that manifests name, by the manifests' identifiers. Every agent is looked at with every block, and what is behind an
/// identifier never changes: it is read once.
#[derive(Clone)]
pub struct Endpoints(Cache<Cid, Arc<Endpoint>>);

impl Default for Endpoints {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// The endpoint that the manifest behind a descriptor names; a reason when nobody could ask it.
///
/// # Errors
///
/// When the manifest is missing or damaged here: another try may find it.
pub async fn endpoint(context: &Context, descriptor: &str) -> Result<Result<Arc<Endpoint>, String>> {
    let Ok(cid) = Cid::try_from(descriptor) else { return Ok(Err(format!("{descriptor:?} is no content identifier"))) };
    if let Some(known) = context.endpoints.0.get(&cid) {
        return Ok(Ok(known));
    }
    let manifest = match context.content.fetch(&cid, MAX_MANIFEST).await {
        Ok(manifest) => manifest,
        Err(error @ (ContentError::TooLarge { .. } | ContentError::Unsupported(_))) => return Ok(Err(error.to_string())),
        Err(error @ (ContentError::NotFound(_) | ContentError::Corrupt(_) | ContentError::Io(_))) => return Err(error.into()),
    };
    let endpoint = Endpoint::of_manifest(&manifest, context.outbound.policy()).map(Arc::new);
    if let Ok(endpoint) = &endpoint {
        context.endpoints.0.insert(cid, endpoint.clone());
    }
    Ok(endpoint.map_err(|error| error.to_string()))
}

/// Whether the endpoint of the task's agent may be asked for the same work twice at a time.
///
/// # Errors
///
/// When the manifest is missing or damaged here.
pub async fn allows_hedging(context: &Context, task: &Task) -> Result<bool> {
    let agent = context.store.agent(task.agent.context("nobody works on the task")?.unsigned_abs()).await?;
    let Some(descriptor) = agent.and_then(|agent| agent.endpoint) else { return Ok(false) };
    Ok(endpoint(context, &descriptor).await?.is_ok_and(|endpoint| endpoint.allows_hedging))
}

/// Asks the endpoint of the task's agent and keeps what comes of it. `attempts` says how often that was tried, this time included.
///
/// # Errors
///
/// [`Unanswered`] when there was no result and there is time for another try; anything else when something of ours is out of order.
pub async fn run(context: &Context, task: &Task, attempts: i32) -> Result<Outcome> {
    let agent = task.agent.context("nobody works on the task")?.unsigned_abs();
    let agent = context.store.agent(agent).await?.context("the agent is not on record")?;
    let Some(descriptor) = &agent.endpoint else {
        return Ok(failed(FailReason::ModuleUnavailable, "the agent has no endpoint any more".into()));
    };
    let endpoint = match endpoint(context, descriptor).await? {
        Ok(endpoint) => endpoint,
        Err(explanation) => return Ok(failed(FailReason::ModuleUnavailable, explanation)),
    };
    let limits = Limits::default();
    let input = match fetch(context, &task.input, limits.get(Limit::Input), task.input_hash.as_slice().try_into()?).await? {
        Ok(input) => input,
        Err(explanation) => return Ok(failed(FailReason::InputUnavailable, explanation)),
    };
    let started = context.height().await?.unwrap_or_default();
    let answer = ask(context, task, &agent, &endpoint, input, started).await?;
    match judge(answer) {
        Verdict::Output(output) => deliver(context, task, &agent, started, output).await,
        Verdict::Refused(reason, explanation) => Ok(failed(reason, explanation)),
        Verdict::Again(explanation) => {
            let height = context.height().await?.unwrap_or_default();
            let is_last = attempts >= context.work.attempts.into() || !leaves_time(due(task)?, height, longest_pause(attempts));
            let unanswered = Unanswered(explanation);
            if is_last {
                return Ok(failed(FailReason::Other, unanswered.to_string()));
            }
            Err(unanswered.into())
        }
    }
}

/// Last block in which the result can be delivered.
fn due(task: &Task) -> Result<BlockNumber> {
    Ok(task.clock.context("the task has no clock")?.try_into()?)
}

/// Time from a height until the result has to be sent.
fn left(due: BlockNumber, height: BlockNumber) -> Duration {
    SLOT.saturating_mul(due.saturating_sub(height).saturating_sub(DELIVERY))
}

/// Whether there is time for another try after a pause.
fn leaves_time(due: BlockNumber, height: BlockNumber, pause: Duration) -> bool {
    left(due, height) > pause
}

/// Sends the input to the endpoint, once.
async fn ask(
    context: &Context,
    task: &Task,
    agent: &Agent,
    endpoint: &Endpoint,
    input: Vec<u8>,
    height: BlockNumber,
) -> Result<Result<Response, SendError>> {
    let due = due(task)?;
    let timeout = endpoint.timeout.min(left(due, height));
    let order = Order {
        chain: context.chain.runtime().await?.info().genesis_hash,
        task: id(task),
        agent: number(agent.id),
        url: &endpoint.url,
        input: &task.input,
        input_hash: receipt::hash(&input),
        started_at: task.started_at.context("the task has not begun")?,
        due,
        patience: timeout.as_secs(),
        sent_at: SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    let account = context.accounts.of(agent).context("the agent names none of our accounts any more")?;
    let mut headers = order.headers(account.signer()).context("the order has a header that cannot be sent")?;
    headers.extend(endpoint.headers.clone());
    let max_response = usize::try_from(Limits::default().get(Limit::Output))?;
    Ok(context.outbound.post(Request { url: &endpoint.url, headers, body: input, timeout, max_response }).await)
}

/// What an answer means: `docs/hosting` tells owners.
fn judge(answer: Result<Response, SendError>) -> Verdict {
    let status = |status: u16| format!("it answers with status {status}");
    match answer {
        Ok(Response { status: 200..=299, body }) => Verdict::Output(body),
        Ok(Response { status: 422, .. }) => Verdict::Refused(FailReason::InvalidInput, "the agent refuses the input".into()),
        Ok(Response { status: again @ (408 | 425 | 429 | 500..=599), .. }) => Verdict::Again(status(again)),
        Ok(Response { status: other, .. }) => {
            Verdict::Refused(FailReason::Other, format!("the agent's endpoint: {}", status(other)))
        }
        Err(error @ SendError::TooLarge { .. }) => Verdict::Refused(FailReason::OutputTooLarge, error.to_string()),
        Err(error @ (SendError::Url(_) | SendError::Forbidden | SendError::Encoded)) => {
            Verdict::Refused(FailReason::Other, error.to_string())
        }
        Err(
            error @ (SendError::Unresolved
            | SendError::Unreachable
            | SendError::TimedOut { .. }
            | SendError::BrokeOff
            | SendError::Client),
        ) => Verdict::Again(error.to_string()),
    }
}

/// Keeps the output and claims it.
async fn deliver(context: &Context, task: &Task, agent: &Agent, started: BlockNumber, output: Vec<u8>) -> Result<Outcome> {
    let output_hash = receipt::hash(&output);
    let output = context.add(output).await?;
    let output = text::parse_cid(&output.to_string()).context("the store names content in a way the chain cannot")?;
    let descriptor = agent.endpoint.as_deref().and_then(text::parse_cid).context("the agent has no endpoint")?;
    let receipt = HostedReceipt {
        task: id(task),
        agent: number(agent.id),
        descriptor,
        input_hash: task.input_hash.as_slice().try_into()?,
        output_hash,
        output,
        started,
        finished: context.height().await?.unwrap_or_default(),
        salt: salt()?,
    };
    let receipt = receipt.to_bytes();
    let result = WorkResult { output, output_hash, receipt_hash: receipt::hash(&receipt) };
    Ok(Outcome::Delivered { result, receipt, logs: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn verdict(status: u16) -> Verdict {
        judge(Ok(Response { status, body: b"body".to_vec() }))
    }

    #[test]
    fn a_status_says_whether_there_is_a_result_and_whether_another_try_may_help() {
        for status in [200, 201, 204, 299] {
            assert_eq!(verdict(status), Verdict::Output(b"body".to_vec()));
        }
        assert!(matches!(verdict(422), Verdict::Refused(FailReason::InvalidInput, _)));
        for status in [300, 301, 307, 400, 401, 404, 409, 413, 600, 999] {
            assert!(matches!(verdict(status), Verdict::Refused(FailReason::Other, _)), "{status}");
        }
        for status in [408, 425, 429, 500, 503, 599] {
            assert!(matches!(verdict(status), Verdict::Again(_)), "{status}");
        }
    }

    #[test]
    fn what_is_the_agents_own_doing_is_not_tried_again() {
        let limit = Duration::from_secs(1);
        for error in [SendError::Forbidden, SendError::Encoded, SendError::Url(ainur_outbound::UrlError::Port)] {
            assert!(matches!(judge(Err(error)), Verdict::Refused(FailReason::Other, _)));
        }
        assert!(matches!(judge(Err(SendError::TooLarge { limit: 1 })), Verdict::Refused(FailReason::OutputTooLarge, _)));
        for error in [SendError::Unresolved, SendError::Unreachable, SendError::TimedOut { limit }, SendError::BrokeOff] {
            assert!(matches!(judge(Err(error)), Verdict::Again(_)));
        }
    }

    proptest! {
        /// Whoever is told to try again can still deliver after the pause.
        #[test]
        fn no_pause_outlasts_the_time_to_deliver(due: u32, height: u32, pause in 0u64..100) {
            let pause = Duration::from_secs(pause);
            if leaves_time(due, height, pause) {
                prop_assert!(height < due && SLOT * (due - height) > pause);
            }
        }
    }
}
