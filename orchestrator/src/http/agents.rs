//! Agents.

use std::time::{Instant, SystemTime};

use ainur_chain::{
    records::{AgentSpec, Execution},
    Call,
};
use ainur_primitives::{AgentId, Capabilities, Capability, Cid, Slug};
use ainur_store::agents;
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
use utoipa::{IntoParams, ToSchema};

use super::{
    problem::{account, invalid, one_of, Kind, Problem},
    write::{self, Mode},
    Api,
};
use crate::{circuit, reconcile::Context, text};

/// Most rows of one page.
pub const PAGE: i64 = 100;

/// Tasks that an agent takes on at a time if it does not say.
const USUAL_CONCURRENCY: u16 = 10;

/// Whether an agent takes on work.
const AVAILABILITIES: [&str; 4] = ["active", "paused", "retired", "removed"];

/// An agent as of the last indexed block.
#[derive(Serialize, ToSchema)]
pub struct Agent {
    /// Its number.
    id: i64,
    /// Its identifier.
    did: String,
    /// Who answers for it and is paid.
    owner: String,
    /// Who may bid and deliver for it beside the owner.
    operator: Option<String>,
    /// Where its manifest can be had.
    manifest: String,
    /// What it can do.
    capabilities: Vec<String>,
    /// What it usually asks for a task.
    price: String,
    /// The module that does its work; none behind an endpoint.
    module: Option<String>,
    /// blake2-256 of that module.
    module_hash: Option<String>,
    /// The description of the endpoint that does its work.
    endpoint: Option<String>,
    /// How many tasks it takes on at a time.
    concurrency: i32,
    /// `active`, `paused`, `retired` or `removed`.
    availability: String,
    /// Whether this process lets it work: `closed` if it does, `open` while its last runs went wrong and it rests, `half_open` when it is
    /// tried with one task; none for an agent that this service does not work for.
    circuit: Option<&'static str>,
    /// What this process found when it last looked whether the agent can be run here; none when it has not, or does not work for it.
    checkup: Option<Checkup>,
    /// What stands behind it.
    stake: String,
    /// What it did so far.
    reputation: Reputation,
    /// Height of the block in which it was registered.
    registered_at: i64,
}

/// What a look at an agent's module found.
#[derive(Serialize, ToSchema)]
pub struct Checkup {
    /// When that was, in milliseconds since the Unix epoch.
    at_ms: u64,
    /// Why the agent cannot be run here and is given nothing; none when it can.
    problem: Option<String>,
}

impl From<circuit::Checkup> for Checkup {
    fn from(checkup: circuit::Checkup) -> Self {
        let since = checkup.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { at_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX), problem: checkup.problem }
    }
}

/// What settled tasks say of an agent.
#[derive(Serialize, ToSchema)]
pub struct Reputation {
    /// Points: 10 for a completed task, -20 for a failed one, -30 for one found wrong, one for each 1000 AINU delivered; never below zero.
    score: i64,
    /// Expected share of good outcomes, 0 to 1.
    trust: f64,
    /// Tasks delivered and paid.
    completed: i64,
    /// Tasks not delivered.
    failed: i64,
    /// Tasks whose results were found wrong.
    disputed: i64,
    /// Sum of prices of completed tasks.
    value_delivered: String,
}

impl Agent {
    fn of(context: &Context, row: agents::Agent) -> Self {
        let circuit = || context.circuits.phase(AgentId(row.id.unsigned_abs()), Instant::now()).name();
        let is_ours = context.operates(&row);
        let circuit = is_ours.then(circuit);
        let checkup = is_ours.then(|| context.checkups.last(AgentId(row.id.unsigned_abs()))).flatten();
        let reputation = Reputation {
            score: row.score,
            trust: row.trust as f64 / 1e9,
            completed: row.completed,
            failed: row.failed,
            disputed: row.disputed,
            value_delivered: row.value_delivered,
        };
        Self {
            id: row.id,
            did: format!("did:ainur:{}", row.slug),
            owner: row.owner,
            operator: row.operator,
            manifest: row.manifest,
            capabilities: row.capabilities,
            price: row.price,
            module: row.module,
            module_hash: row.module_hash.as_deref().map(text::hex),
            endpoint: row.endpoint,
            concurrency: row.concurrency,
            availability: row.availability,
            circuit,
            checkup: checkup.map(Checkup::from),
            stake: row.stake,
            reputation,
            registered_at: row.registered_at,
        }
    }
}

/// Which agents.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Only those that can do this.
    capability: Option<String>,
    /// Only those of this owner.
    owner: Option<String>,
    /// Only those of this availability.
    availability: Option<String>,
    /// Only those with at least these points.
    min_score: Option<i64>,
    /// Only those numbered above this: the last number of the page before.
    after: Option<i64>,
    /// At most so many, 1 to 100.
    limit: Option<i64>,
}

/// All agents that match, by number.
#[utoipa::path(get, path = "/v1/agents", params(Filter), responses((status = 200, body = Vec<Agent>), (status = 400, body = Problem)))]
pub async fn list(State(api): State<Api>, filter: Result<Query<Filter>, QueryRejection>) -> Result<Json<Vec<Agent>>, Problem> {
    let Query(filter) = filter?;
    let filter = agents::Filter {
        capability: filter.capability.map(|name| capability(&name)).transpose()?,
        owner: filter.owner.map(|owner| account("owner", &owner)).transpose()?,
        availability: filter.availability.map(|name| one_of("availability", name, &AVAILABILITIES)).transpose()?,
        min_score: filter.min_score,
        after: filter.after,
        limit: filter.limit.unwrap_or(PAGE).clamp(1, PAGE),
        ..agents::Filter::default()
    };
    let rows = api.context.store.agents(&filter).await?;
    Ok(Json(rows.into_iter().map(|row| Agent::of(&api.context, row)).collect()))
}

/// One agent, by number or by identifier.
#[utoipa::path(get, path = "/v1/agents/{id}",
    params(("id" = String, Path, description = "Its number, or did:ainur:<slug>")),
    responses((status = 200, body = Agent), (status = 404, body = Problem)))]
pub async fn show(State(api): State<Api>, id: Result<Path<String>, PathRejection>) -> Result<Json<Agent>, Problem> {
    let Path(id) = id?;
    Ok(Json(Agent::of(&api.context, find(&api, &id).await?)))
}

/// The agent of that number or identifier.
pub async fn find(api: &Api, id: &str) -> Result<agents::Agent, Problem> {
    let number = match id.strip_prefix("did:ainur:") {
        Some(slug) => {
            let slug: Slug = slug.parse().map_err(|error| invalid("id", error))?;
            api.context.store.agent_by_slug(slug.as_str()).await?
        }
        None => Some(id.parse().map_err(|_| invalid("id", "a number or did:ainur:<slug>"))?),
    };
    let number = number.ok_or(Kind::UnknownAgent)?;
    Ok(api.context.store.agent(number).await?.ok_or(Kind::UnknownAgent)?)
}

/// An agent to be registered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgent {
    /// Its name: 3 to 32 of a-z, 0-9 and inner hyphens.
    slug: String,
    /// Where its manifest can be had.
    manifest: String,
    /// What it can do: 1 to 16 dotted lower-case names.
    capabilities: Vec<String>,
    /// What it usually asks for a task, in plancks.
    price: String,
    /// Where the module that does its work can be had; none for an agent behind an endpoint.
    module: Option<String>,
    /// blake2-256 of that module.
    module_hash: Option<String>,
    /// Where the manifest that names its endpoint can be had; none for an agent with a module.
    endpoint: Option<String>,
    /// How many tasks it takes on at a time; 10 unless it says otherwise.
    concurrency: Option<u16>,
    /// Who may bid and deliver for it beside its owner.
    operator: Option<String>,
    /// What stands behind it, in plancks.
    stake: String,
}

/// Registers an agent whose owner is whoever signs.
#[utoipa::path(post, path = "/v1/agents", params(Mode), request_body = NewAgent,
    responses((status = 200, body = write::Prepared), (status = 202, body = write::Queued), (status = 422, body = Problem)))]
pub async fn register(
    State(api): State<Api>,
    mode: Result<Query<Mode>, QueryRejection>,
    headers: HeaderMap,
    body: Result<Json<NewAgent>, JsonRejection>,
) -> Result<Response, Problem> {
    let Query(mode) = mode?;
    let admission = write::admit(&api, &mode, &headers)?;
    let Json(new) = body?;
    let slug: Slug = new.slug.parse().map_err(|error| invalid("slug", error))?;
    let spec = AgentSpec {
        manifest: content("manifest", &new.manifest)?,
        capabilities: capabilities(&new.capabilities)?,
        price: text::parse_amount(&new.price).ok_or_else(|| invalid("price", "not a number of plancks"))?,
        execution: execution(&new)?,
        concurrency: new.concurrency.unwrap_or(USUAL_CONCURRENCY),
    };
    let operator = new
        .operator
        .as_deref()
        .map(|text| text::parse_account(text).ok_or_else(|| invalid("operator", "not an account in SS58")));
    let stake = text::parse_amount(&new.stake).ok_or_else(|| invalid("stake", "not a number of plancks"))?;
    write::answer(&api, admission, &Call::register(&slug, &spec, operator.transpose()?, stake)).await
}

/// Reads how an agent's work is done.
fn execution(new: &NewAgent) -> Result<Execution, Problem> {
    match (&new.module, &new.module_hash, &new.endpoint) {
        (Some(module), Some(hash), None) => Ok(Execution::Module {
            module: content("module", module)?,
            hash: text::parse_hash(hash).ok_or_else(|| invalid("module_hash", "not 32 bytes in hexadecimal"))?,
        }),
        (None, None, Some(endpoint)) => Ok(Execution::Endpoint { descriptor: content("endpoint", endpoint)? }),
        _ => Err(invalid("module", "either module and module_hash or endpoint must be given")),
    }
}

/// Reads where content can be had.
fn content(field: &'static str, text: &str) -> Result<Cid, Problem> {
    text::parse_cid(text).ok_or_else(|| invalid(field, "no CIDv1 of sha2-256"))
}

/// Reads the name of a capability.
fn capability(name: &str) -> Result<String, Problem> {
    let capability: Capability = name.parse().map_err(|error| invalid("capability", error))?;
    Ok(capability.as_str().to_owned())
}

/// Reads a list of capabilities.
pub fn capabilities(names: &[String]) -> Result<Capabilities, Problem> {
    let parsed = names
        .iter()
        .map(|name| name.parse().map_err(|error| invalid("capabilities", format!("{name:?}: {error}"))))
        .collect::<Result<std::collections::BTreeSet<_>, _>>()?;
    Capabilities::try_from(parsed).map_err(|_| invalid("capabilities", "more than 16"))
}
