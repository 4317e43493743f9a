//! Tasks.

use ainur_chain::{
    records::{Auction, Award, Hiring, Pricing, TaskSpec, Verification},
    Call,
};
use ainur_content::ContentError;
use ainur_primitives::{receipt, AgentId, Balance, ClientKey, ScoreWeights, TaskId};
use ainur_sandbox::{Limit, Limits};
use ainur_store::tasks;
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
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{
    agents::{capabilities, PAGE},
    problem::{account, invalid, one_of, Kind, Problem},
    write::{self, Mode},
    Api,
};
use crate::text;

/// The states of a task.
const STATUSES: [&str; 9] =
    ["scheduled", "offered", "bidding", "matched", "running", "verifying", "disputed", "finalized", "cancelled"];

/// A task as of the last indexed block.
#[derive(Serialize, ToSchema)]
pub struct Task {
    /// Its number.
    id: i64,
    /// Who posted it.
    requester: String,
    /// The requester's own name for it.
    client_key: String,
    /// What it is called.
    title: String,
    /// Where a description can be had.
    description: Option<String>,
    /// Where the input can be had.
    input: String,
    /// blake2-256 of the input.
    input_hash: String,
    /// What the agent must be able to do.
    capabilities: Vec<String>,
    /// Most that is paid.
    budget: String,
    /// How an agent is found.
    hiring: Value,
    /// Longest that the work may take, in blocks.
    max_duration: i64,
    /// Last block in which the result can be delivered.
    deadline: i64,
    /// `scheduled`, `offered`, `bidding`, `matched`, `running`, `verifying`, `finalized` or `cancelled`.
    status: String,
    /// Last block of that state, after which anyone may move the task on.
    clock: Option<i64>,
    /// The agent that was asked or hired.
    agent: Option<i64>,
    /// The price agreed.
    price: Option<String>,
    /// Where the money went, once it was paid.
    settlement: Option<Value>,
    /// Why it ended without a payment.
    cancel_reason: Option<Value>,
    /// Height of the block in which it was posted.
    created_at: i64,
}

impl From<tasks::Task> for Task {
    fn from(row: tasks::Task) -> Self {
        Self {
            id: row.id,
            requester: row.requester,
            client_key: text::hex(&row.client_key),
            title: row.title,
            description: row.description,
            input: row.input,
            input_hash: text::hex(&row.input_hash),
            capabilities: row.capabilities,
            budget: row.budget,
            hiring: row.hiring,
            max_duration: row.max_duration,
            deadline: row.deadline,
            status: row.status,
            clock: row.clock,
            agent: row.agent,
            price: row.price,
            settlement: row.settlement,
            cancel_reason: row.cancel_reason,
            created_at: row.created_at,
        }
    }
}

/// A task with its life so far.
#[derive(Serialize, ToSchema)]
pub struct Story {
    #[serde(flatten)]
    task: Task,
    /// Every state it was in, in order.
    transitions: Vec<Transition>,
}

/// One step in a task's life.
#[derive(Serialize, ToSchema)]
pub struct Transition {
    /// The state it came into.
    status: String,
    /// Height of the finalised block in which it did.
    height: i64,
    /// Hash of that block.
    block: String,
    /// The block's clock, in milliseconds since the Unix epoch.
    timestamp_ms: i64,
}

/// What was delivered.
#[derive(Serialize, ToSchema)]
pub struct TaskResult {
    /// Where the output can be had; also under `/v1/content/{cid}`.
    output: String,
    /// blake2-256 of the output, as it stands on chain.
    output_hash: Option<String>,
    /// Whether the output is what its hash on chain says; none where it is not in the content store here.
    verified: Option<bool>,
    /// blake2-256 of the receipt, as it stands on chain.
    receipt_hash: Option<String>,
    /// SCALE bytes of the receipt, when the work was done here and nobody can dispute it any more.
    receipt: Option<String>,
    /// What the agent wrote while it worked, when that was here.
    logs: Option<String>,
}

/// Which tasks.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Only those in this state.
    status: Option<String>,
    /// Only those of this requester.
    requester: Option<String>,
    /// Only those of this agent.
    agent: Option<i64>,
    /// Only those numbered above this: the last number of the page before.
    after: Option<i64>,
    /// At most so many, 1 to 100.
    limit: Option<i64>,
}

/// All tasks that match, by number.
#[utoipa::path(get, path = "/v1/tasks", params(Filter), responses((status = 200, body = Vec<Task>), (status = 400, body = Problem)))]
pub async fn list(State(api): State<Api>, filter: Result<Query<Filter>, QueryRejection>) -> Result<Json<Vec<Task>>, Problem> {
    let Query(filter) = filter?;
    let filter = tasks::Filter {
        status: filter.status.map(|status| one_of("status", status, &STATUSES)).transpose()?,
        requester: filter.requester.map(|who| account("requester", &who)).transpose()?,
        agent: filter.agent,
        after: filter.after,
        limit: filter.limit.unwrap_or(PAGE).clamp(1, PAGE),
        ..tasks::Filter::default()
    };
    Ok(Json(api.context.store.tasks(&filter).await?.into_iter().map(Task::from).collect()))
}

/// One task with its life so far.
#[utoipa::path(get, path = "/v1/tasks/{id}", params(("id" = u64, Path, description = "Number of the task")),
    responses((status = 200, body = Story), (status = 404, body = Problem)))]
pub async fn show(State(api): State<Api>, id: Result<Path<u64>, PathRejection>) -> Result<Json<Story>, Problem> {
    let Path(id) = id?;
    let task = api.context.store.task(id).await?.ok_or(Kind::UnknownTask)?.into();
    let transitions = api.context.store.transitions(id).await?;
    let transitions = transitions.into_iter().map(|row| Transition {
        status: row.status,
        height: row.height,
        block: text::hex(&row.block_hash),
        timestamp_ms: row.timestamp_ms,
    });
    Ok(Json(Story { task, transitions: transitions.collect() }))
}

/// What was delivered.
#[utoipa::path(get, path = "/v1/tasks/{id}/result", params(("id" = u64, Path, description = "Number of the task")),
    responses((status = 200, body = TaskResult), (status = 404, body = Problem)))]
pub async fn result(State(api): State<Api>, id: Result<Path<u64>, PathRejection>) -> Result<Json<TaskResult>, Problem> {
    let Path(id) = id?;
    let task = api.context.store.task(id).await?.ok_or(Kind::UnknownTask)?;
    let output = task.output.ok_or(Kind::NoResult)?;
    let job = api.context.store.job(id).await?;
    let (receipt, logs) = job.map_or((None, None), |job| (job.receipt, job.logs));
    // While somebody can still dispute the result, whoever saw the receipt could vote without having run the module.
    let receipt = receipt.filter(|_| matches!(task.status.as_str(), "finalized" | "cancelled"));
    let verified = is_what_the_chain_says(&api, &output, task.output_hash.as_deref()).await?;
    Ok(Json(TaskResult {
        output,
        verified,
        output_hash: task.output_hash.as_deref().map(text::hex),
        receipt_hash: task.receipt_hash.as_deref().map(text::hex),
        receipt: receipt.as_deref().map(text::hex),
        logs,
    }))
}

/// Whether content is what its hash says; none where it is not here.
async fn is_what_the_chain_says(api: &Api, output: &str, hash: Option<&[u8]>) -> Result<Option<bool>, Problem> {
    let Ok(output) = cid::Cid::try_from(output) else { return Ok(None) };
    match api.context.content.fetch(&output, Limits::default().get(Limit::Output)).await {
        Ok(bytes) => Ok(Some(hash == Some(&receipt::hash(&bytes)))),
        Err(ContentError::TooLarge { .. }) => Ok(Some(false)),
        Err(ContentError::NotFound(_) | ContentError::Corrupt(_) | ContentError::Unsupported(_)) => Ok(None),
        Err(error @ ContentError::Io(_)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the content store failed a request");
            Err(Kind::Internal.into())
        }
    }
}

/// Takes a task back.
#[utoipa::path(post, path = "/v1/tasks/{id}/cancel", params(("id" = u64, Path, description = "Number of the task"), Mode),
    responses((status = 200, body = write::Prepared), (status = 202, body = write::Queued), (status = 404, body = Problem)))]
pub async fn cancel(
    State(api): State<Api>,
    id: Result<Path<u64>, PathRejection>,
    mode: Result<Query<Mode>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (Path(id), Query(mode)) = (id?, mode?);
    let admission = write::admit(&api, &mode, &headers)?;
    api.context.store.task(id).await?.ok_or(Kind::UnknownTask)?;
    write::answer(&api, admission, &Call::cancel(TaskId(id))).await
}

/// A task to be posted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    /// The requester's own name for it, 32 bytes in hexadecimal: the same again changes nothing.
    client_key: String,
    /// What it is called: 1 to 128 bytes.
    title: String,
    /// Where a description can be had.
    description: Option<String>,
    /// Where the input can be had: it must be in the content store.
    input: String,
    /// blake2-256 of the input.
    input_hash: String,
    /// What the agent must be able to do.
    capabilities: Vec<String>,
    /// Most that is paid, in plancks.
    budget: String,
    /// The one agent to be asked; none for an auction.
    agent: Option<u64>,
    /// Blocks for which bids are taken, in an auction.
    bidding: Option<u32>,
    /// Least reputation points of the agent.
    #[serde(default)]
    min_reputation: u64,
    /// Least stake behind the agent, in plancks.
    min_stake: Option<String>,
    /// Longest that the work may take, in blocks.
    max_duration: u32,
    /// Last block in which the result can be delivered.
    deadline: u32,
    /// How urgent it is, from 1 to 10, which is critical; 5 when not said.
    #[serde(default = "usual_priority")]
    priority: u8,
    /// How a dispute over the result is decided; by running the agent's module again when not said.
    #[serde(default)]
    verification: Judging,
}

/// How a dispute over a result is decided. An agent without a module can only be hired for the last two.
#[derive(Deserialize, ToSchema, Default)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
enum Judging {
    /// By verifiers drawn by lot, who run the module again.
    #[default]
    Deterministic,
    /// By somebody both sides agree on.
    Evaluator {
        /// The account, in SS58.
        evaluator: String,
    },
    /// By the court of governance.
    RequesterOnly,
}

impl Judging {
    fn read(&self) -> Result<Verification, Problem> {
        Ok(match self {
            Self::Deterministic => Verification::Deterministic,
            Self::Evaluator { evaluator } => Verification::Evaluator(
                text::parse_account(evaluator).ok_or_else(|| invalid("verification.evaluator", "not an account in SS58"))?,
            ),
            Self::RequesterOnly => Verification::RequesterOnly,
        })
    }
}

fn usual_priority() -> u8 {
    5
}

/// Posts a task whose requester is whoever signs.
#[utoipa::path(post, path = "/v1/tasks", params(Mode), request_body = NewTask,
    responses((status = 200, body = write::Prepared), (status = 202, body = write::Queued), (status = 422, body = Problem)))]
pub async fn create(
    State(api): State<Api>,
    mode: Result<Query<Mode>, QueryRejection>,
    headers: HeaderMap,
    body: Result<Json<NewTask>, JsonRejection>,
) -> Result<Response, Problem> {
    let Query(mode) = mode?;
    let admission = write::admit(&api, &mode, &headers)?;
    let Json(new) = body?;
    let key = text::parse_hash(&new.client_key).ok_or_else(|| invalid("client_key", "not 32 bytes in hexadecimal"))?;
    let spec = spec(&new)?;
    check_references(&api, &new, &spec).await?;
    write::answer(&api, admission, &Call::create_task(ClientKey(key), &spec)).await
}

/// Reads the fields, naming the one that cannot be read.
fn spec(new: &NewTask) -> Result<TaskSpec, Problem> {
    let amount = |field: &str, text: &str| -> Result<Balance, Problem> {
        text::parse_amount(text).ok_or_else(|| invalid(field, "not a number of plancks"))
    };
    let cid = |field: &str, text: &str| text::parse_cid(text).ok_or_else(|| invalid(field, "no CIDv1 of sha2-256"));
    let hiring = match (new.agent, new.bidding) {
        (Some(agent), None) => Hiring::Direct { agent: AgentId(agent) },
        (None, Some(bidding)) => Hiring::Auction {
            opens_at: None,
            bidding,
            weights: ScoreWeights::default(),
            rules: Auction::Open { pricing: Pricing::First },
            award: Award::ByScore,
        },
        _ => return Err(invalid("agent, bidding", "exactly one of the two")),
    };
    Ok(TaskSpec {
        title: new.title.parse().map_err(|error| invalid("title", error))?,
        description: new.description.as_deref().map(|text| cid("description", text)).transpose()?,
        input: cid("input", &new.input)?,
        input_hash: text::parse_hash(&new.input_hash).ok_or_else(|| invalid("input_hash", "not 32 bytes in hexadecimal"))?,
        capabilities: capabilities(&new.capabilities)?,
        budget: amount("budget", &new.budget)?,
        hiring,
        min_reputation: new.min_reputation,
        min_stake: amount("min_stake", new.min_stake.as_deref().unwrap_or("0"))?,
        max_duration: new.max_duration,
        deadline: new.deadline,
        verification: new.verification.read()?,
        priority: new.priority,
        parent: None,
        delegable: 0,
        mandate: None,
    })
}

/// What can be known before the chain is asked: that the input is here, the agent exists, the deadline lies ahead.
async fn check_references(api: &Api, new: &NewTask, spec: &TaskSpec) -> Result<(), Problem> {
    let input = cid::Cid::try_from(new.input.as_str()).map_err(|error| invalid("input", error))?;
    let is_here = api.context.content.contains(&input).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "the content store failed a request");
        Problem::from(Kind::Internal)
    })?;
    if !is_here {
        return Err(Kind::UnknownContent.because(format!("input: {input}: add it under /v1/content first")));
    }
    if let Some(agent) = new.agent {
        api.context.store.agent(agent).await?.ok_or(Kind::UnknownAgent)?;
    }
    let finalised = api.context.chain.finalised_head().await?.height;
    if spec.deadline <= finalised {
        return Err(invalid("deadline", format!("block {} is past, the chain is at {finalised}", spec.deadline)));
    }
    Ok(())
}
