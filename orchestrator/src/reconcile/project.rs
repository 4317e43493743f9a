//! How an event changes the projection.

use ainur_chain::{
    records::{
        AgentSpec, Approval, Auction, Availability, Award, CancelReason, Execution, Hiring, Phase, Pricing, Ruling, Settlement,
        TaskSpec, Verification,
    },
    AgentEvent, MarketEvent, ReputationEvent, TaskEvent,
};
use ainur_primitives::Outcome;
use ainur_store::{
    agents, bids, tasks,
    tasks::{Beginning, Change, NewTask},
    PgConnection, StoreError,
};
use serde_json::{json, Value};

use super::disputes;
use crate::text;

/// Where an event stands: height of its block, position among the block's events.
type Place = (u32, u32);

/// Applies events of a block, in order. New tasks are put on record together, up to the next event that changes anything else.
pub async fn apply_all(connection: &mut PgConnection, events: &[(&MarketEvent, Place)]) -> Result<(), StoreError> {
    let mut new = Vec::new();
    for (event, place) in events {
        match event {
            // They change nothing, as `apply` says, and come with every new task.
            MarketEvent::Escrow(_) | MarketEvent::Slashing(_) => {}
            MarketEvent::Task(TaskEvent::TaskCreated { task, requester, client_key, spec, phase }) => new.push(NewTask {
                id: task.0,
                requester: requester.to_string(),
                client_key: client_key.0,
                spec: task_spec(spec),
                beginning: first_phase(phase),
                place: *place,
            }),
            event => {
                tasks::insert(connection, &std::mem::take(&mut new)).await?;
                apply(connection, event, *place).await?;
            }
        }
    }
    tasks::insert(connection, &new).await
}

/// Applies one event, of which new tasks are none.
async fn apply(connection: &mut PgConnection, event: &MarketEvent, place: Place) -> Result<(), StoreError> {
    match event {
        MarketEvent::Agent(event) => agent(connection, event, place.0).await,
        MarketEvent::Task(event) => task(connection, event, place).await,
        MarketEvent::Reputation(event) => reputation(connection, event).await,
        MarketEvent::Arbitration(event) => disputes::apply(connection, event, place.0).await,
        // Every change of the escrow comes with an event of the task it belongs to, every slash with one of the agent.
        MarketEvent::Escrow(_) | MarketEvent::Slashing(_) => Ok(()),
    }
}

async fn agent(connection: &mut PgConnection, event: &AgentEvent, height: u32) -> Result<(), StoreError> {
    match event {
        AgentEvent::AgentRegistered { agent, owner, operator, slug, spec, stake } => {
            let operator = operator.as_ref().map(ToString::to_string);
            let who = (slug.as_str(), owner.to_string());
            let who = (who.0, who.1.as_str(), operator.as_deref());
            agents::insert(connection, agent.0, who, &agent_spec(spec), &stake.to_string(), height).await
        }
        AgentEvent::AgentUpdated { agent, spec } => agents::update_spec(connection, agent.0, &agent_spec(spec)).await,
        AgentEvent::OperatorSet { agent, operator } => {
            let operator = operator.as_ref().map(ToString::to_string);
            agents::set_operator(connection, agent.0, operator.as_deref()).await
        }
        AgentEvent::AvailabilityChanged { agent, availability } => {
            let availability = match availability {
                Availability::Active => "active",
                Availability::Paused => "paused",
                Availability::Retired => "retired",
                Availability::Jailed => "jailed",
            };
            agents::set_availability(connection, agent.0, availability).await
        }
        AgentEvent::Bonded { agent, stake, .. }
        | AgentEvent::Unbonded { agent, stake, .. }
        | AgentEvent::Slashed { agent, stake, .. } => agents::set_stake(connection, agent.0, &stake.to_string()).await,
        AgentEvent::AgentRemoved { agent } => agents::set_availability(connection, agent.0, "removed").await,
        AgentEvent::Withdrawn { .. } => Ok(()),
    }
}

async fn task(connection: &mut PgConnection, event: &TaskEvent, place: Place) -> Result<(), StoreError> {
    let height = place.0;
    match event {
        TaskEvent::BiddingOpened { task, closes_at, .. } => {
            let change = Change { status: "bidding", clock: Some(*closes_at), ..Change::default() };
            tasks::advance(connection, task.0, &change, place).await
        }
        TaskEvent::BidPlaced { task, agent, price, duration } => {
            bids::place(connection, task.0, agent.0, &price.to_string(), *duration, height).await
        }
        TaskEvent::BidWithdrawn { task, agent } => bids::end(connection, task.0, agent.0, "withdrawn").await,
        TaskEvent::BidEvicted { task, agent } => bids::end(connection, task.0, agent.0, "evicted").await,
        TaskEvent::Matched { task, assignment, start_by, .. } => {
            bids::end(connection, task.0, assignment.agent.0, "won").await?;
            bids::end_all(connection, task.0).await?;
            let change = Change {
                status: "matched",
                clock: Some(*start_by),
                agent: Some(assignment.agent.0),
                price: Some(assignment.price.to_string()),
                duration: Some(assignment.duration),
                module_hash: assignment.module,
                ..Change::default()
            };
            tasks::advance(connection, task.0, &change, place).await
        }
        TaskEvent::TaskStarted { task, due, .. } => {
            let change = Change { status: "running", clock: Some(*due), started_at: Some(height), ..Change::default() };
            tasks::advance(connection, task.0, &change, place).await
        }
        TaskEvent::ResultSubmitted { task, result, challenge_until, .. } => {
            let change = Change {
                status: "verifying",
                clock: Some(*challenge_until),
                output: Some(text::cid(result.output)),
                output_hash: Some(result.output_hash),
                receipt_hash: Some(result.receipt_hash),
                ..Change::default()
            };
            tasks::advance(connection, task.0, &change, place).await
        }
        TaskEvent::ResultDisputed { task, until, .. } | TaskEvent::DisputeProlonged { task, until } => {
            let change = Change { status: "disputed", clock: Some(*until), ..Change::default() };
            tasks::advance(connection, task.0, &change, place).await
        }
        TaskEvent::AuditContradicted { task, challenge_until, .. } => {
            let change = Change { status: "verifying", clock: Some(*challenge_until), ..Change::default() };
            tasks::advance(connection, task.0, &change, place).await
        }
        TaskEvent::TaskFinalized { task, settlement, approval, .. } => {
            let settlement = Some(settlement_json(settlement, *approval));
            tasks::advance(connection, task.0, &Change { status: "finalized", settlement, ..Change::default() }, place).await
        }
        TaskEvent::TaskCancelled { task, reason } => {
            bids::end_all(connection, task.0).await?;
            let cancel_reason = Some(reason_json(reason));
            tasks::advance(connection, task.0, &Change { status: "cancelled", cancel_reason, ..Change::default() }, place).await
        }
        TaskEvent::TaskReopened { task, .. } => tasks::forget_assignment(connection, task.0).await,
        TaskEvent::TaskPruned { task } => tasks::mark_pruned(connection, task.0).await,
        // What is sealed is nobody's business; how a dispute ended is told by what becomes of the task; new tasks are put on record together.
        TaskEvent::TaskCreated { .. }
        | TaskEvent::SealedBidPlaced { .. }
        | TaskEvent::SealedBidShown { .. }
        | TaskEvent::BidDepositForfeited { .. }
        | TaskEvent::DisputeEnded { .. }
        | TaskEvent::TaskAlreadyPosted { .. }
        | TaskEvent::SettlementSkipped { .. } => Ok(()),
    }
}

async fn reputation(connection: &mut PgConnection, event: &ReputationEvent) -> Result<(), StoreError> {
    match event {
        ReputationEvent::OutcomeRecorded { agent, outcome, agent_score, agent_trust, .. } => {
            let ending = match outcome {
                Outcome::Completed { value, duration, promised, .. } => {
                    agents::Ending::Completed { value: value.to_string(), duration: *duration, promised: *promised }
                }
                Outcome::Failed => agents::Ending::Failed,
                Outcome::Rejected => agents::Ending::Rejected,
            };
            agents::record_outcome(connection, agent.0, &ending, *agent_score, agent_trust.deconstruct()).await
        }
        ReputationEvent::Rated { agent, rating, .. } => agents::record_rating(connection, agent.0, rating.stars).await,
    }
}

fn agent_spec(spec: &AgentSpec) -> agents::Spec {
    let (module, module_hash, endpoint) = match &spec.execution {
        Execution::Module { module, hash } => (Some(text::cid(*module)), Some(*hash), None),
        Execution::Endpoint { descriptor } => (None, None, Some(text::cid(*descriptor))),
    };
    agents::Spec {
        manifest: text::cid(spec.manifest),
        capabilities: spec.capabilities.iter().map(ToString::to_string).collect(),
        price: spec.price.to_string(),
        module,
        module_hash,
        endpoint,
        concurrency: spec.concurrency,
    }
}

fn task_spec(spec: &TaskSpec) -> tasks::Spec {
    tasks::Spec {
        title: spec.title.to_string(),
        description: spec.description.map(text::cid),
        input: text::cid(spec.input),
        input_hash: spec.input_hash,
        capabilities: spec.capabilities.iter().map(ToString::to_string).collect(),
        budget: spec.budget.to_string(),
        hiring: hiring_json(&spec.hiring),
        min_reputation: spec.min_reputation.to_string(),
        min_stake: spec.min_stake.to_string(),
        max_duration: spec.max_duration,
        deadline: spec.deadline,
        verification: verification_json(&spec.verification),
        priority: spec.priority,
        parent: spec.parent.map(|parent| parent.0),
        delegable: spec.delegable.to_string(),
        mandate: spec.mandate,
    }
}

fn verification_json(verification: &Verification) -> Value {
    match verification {
        Verification::Deterministic => json!({ "mode": "deterministic" }),
        Verification::Replayable => json!({ "mode": "replayable" }),
        Verification::Evaluator(evaluator) => json!({ "mode": "evaluator", "evaluator": evaluator.to_string() }),
        Verification::RequesterOnly => json!({ "mode": "requester_only" }),
    }
}

fn first_phase(phase: &Phase) -> Beginning {
    let (status, clock, agent) = match phase {
        Phase::Offered { agent, accept_by, .. } => ("offered", Some(*accept_by), Some(agent.0)),
        Phase::Bidding { closes_at, .. } => ("bidding", Some(*closes_at), None),
        Phase::Scheduled { opens_at } => ("scheduled", opens_at.checked_sub(1), None),
        // A task is posted in one of the phases above; anything else would be a task that waits for nothing.
        _ => ("scheduled", None, None),
    };
    Beginning { status, clock, agent }
}

fn hiring_json(hiring: &Hiring) -> Value {
    match hiring {
        Hiring::Direct { agent } => json!({ "direct": { "agent": agent.0 } }),
        Hiring::Auction { opens_at, bidding, weights, rules, award } => json!({ "auction": {
            "opens_at": opens_at,
            "bidding": bidding,
            "rules": rules_json(rules),
            "award": match award { Award::ByScore => "by_score", Award::ByHand => "by_hand" },
            "weights": {
                "price": weights.price.deconstruct(),
                "reputation": weights.reputation.deconstruct(),
                "speed": weights.speed.deconstruct(),
                "quality": weights.quality.deconstruct(),
            },
        } }),
    }
}

fn rules_json(rules: &Auction) -> Value {
    let pricing = |pricing: &Pricing| match pricing {
        Pricing::First => "first",
        Pricing::Second => "second",
    };
    match rules {
        Auction::Open { pricing: paid } => json!({ "kind": "open", "pricing": pricing(paid) }),
        Auction::Sealed { pricing: paid, reveal } => json!({ "kind": "sealed", "pricing": pricing(paid), "reveal": reveal }),
        Auction::Dutch { floor } => json!({ "kind": "dutch", "floor": floor.to_string() }),
    }
}

fn settlement_json(settlement: &Settlement, approval: Approval) -> Value {
    let approved_by = match approval {
        Approval::Silence => "silence",
        Approval::Requester => "requester",
        Approval::Ruling(Ruling::For(_)) => "ruling",
        Approval::Ruling(Ruling::Undecided) => "no_ruling",
    };
    json!({
        "paid": settlement.paid.to_string(),
        "fee": settlement.fee.to_string(),
        "tip": settlement.tip.to_string(),
        "audit": settlement.audit.to_string(),
        "returned": settlement.returned.to_string(),
        "approved_by": approved_by,
    })
}

fn reason_json(reason: &CancelReason) -> Value {
    match reason {
        CancelReason::ByRequester => json!({ "reason": "by_requester" }),
        CancelReason::NoBids => json!({ "reason": "no_bids" }),
        CancelReason::Declined { agent } => json!({ "reason": "declined", "agent": agent.0 }),
        CancelReason::OfferExpired { agent } => json!({ "reason": "offer_expired", "agent": agent.0 }),
        CancelReason::NoShow { agent } => json!({ "reason": "no_show", "agent": agent.0 }),
        CancelReason::Timeout { agent } => json!({ "reason": "timeout", "agent": agent.0 }),
        CancelReason::ResultRejected { agent } => json!({ "reason": "result_rejected", "agent": agent.0 }),
        CancelReason::AgentFailed { agent, reason } => {
            json!({ "reason": "agent_failed", "agent": agent.0, "failure": format!("{reason:?}") })
        }
    }
}
