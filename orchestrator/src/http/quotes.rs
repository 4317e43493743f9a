//! What an agent asks for a task, before anybody hires it.

use ainur_primitives::limits::MAX_CAPABILITIES;
use axum::{
    extract::{
        rejection::{PathRejection, QueryRejection},
        Path, Query, State,
    },
    Json,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    agents,
    problem::{invalid, Kind, Problem},
    Api,
};
use crate::pricing::{self, Pricing, Scope};

/// Which task.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Length of its input in bytes, up to the longest that an agent can be given; 0 unless it is said.
    input_bytes: Option<u64>,
    /// How many capabilities it needs, 1 to 16; 1 unless it is said.
    capabilities: Option<u32>,
}

/// What an agent asks, as of the last indexed block: base x complexity x reputation x demand, rounded up. Factors are in basis points:
/// 10,000 for one.
#[derive(Serialize, ToSchema)]
pub struct Quote {
    /// Number of the agent.
    agent: i64,
    /// Its usual price.
    base: String,
    /// For what the task is: 1 + (capabilities - 1) / 10 + input / longest input; 10,000 to 35,000.
    complexity: u32,
    /// For how well and how fast it worked; 5,000 to 20,000, and 10,000 for a newcomer.
    reputation: u32,
    /// For how much it has to do: 1 + tasks it is hired for / tasks it takes on; 10,000 to 20,000.
    demand: u32,
    /// What that comes to, at least 1.
    price: String,
    /// Whether this service bids that price for the agent. Otherwise whoever bids for it asks what they like, and this is what the
    /// agent is worth by its record.
    is_bid: bool,
    /// Height of the last indexed block.
    height: Option<u32>,
}

/// What the agent asks for a task, by its number or identifier.
#[utoipa::path(get, path = "/v1/agents/{id}/quote",
    params(("id" = String, Path, description = "Its number, or did:ainur:<slug>"), Task),
    responses((status = 200, body = Quote), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn show(
    State(api): State<Api>,
    id: Result<Path<String>, PathRejection>,
    task: Result<Query<Task>, QueryRejection>,
) -> Result<Json<Quote>, Problem> {
    let (Path(id), Query(task)) = (id?, task?);
    let scope = scope(&task)?;
    let height = api.context.store.cursor().await?.map(|(height, _)| height);
    let agent = agents::find(&api, &id).await?;
    let quote = pricing::Quote::of(&agent, scope).ok_or(Kind::Internal)?;
    Ok(Json(Quote {
        agent: agent.id,
        base: quote.base.to_string(),
        complexity: quote.complexity.basis_points(),
        reputation: quote.reputation.basis_points(),
        demand: quote.demand.basis_points(),
        price: quote.price().to_string(),
        is_bid: api.context.work.pricing == Pricing::Quoted && api.context.operates(&agent),
        height,
    }))
}

fn scope(task: &Task) -> Result<Scope, Problem> {
    let scope = Scope { capabilities: task.capabilities.unwrap_or(1), input: task.input_bytes.unwrap_or(0) };
    if !(1..=MAX_CAPABILITIES).contains(&scope.capabilities) {
        return Err(invalid("capabilities", format!("1 to {MAX_CAPABILITIES}")));
    }
    if scope.input > Scope::max_input() {
        return Err(invalid("input_bytes", format!("0 to {}", Scope::max_input())));
    }
    Ok(scope)
}
