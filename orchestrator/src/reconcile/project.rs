//! How an event changes the projection.

use ainur_chain::{
    records::{
        AgentSpec, Approval, Auction, Availability, Award, CancelReason, Execution, Hiring, Phase, Pricing, Ruling, Settlement,
        TaskSpec, Verification,
    },
    AgentEvent, MarketEvent, ReputationEvent, TaskEvent,
};
use ainur_primitives::{Outcome, TaskId};
use ainur_store::projection::{agents, bids, tasks, tasks::Beginning, Change, Place};
use serde_json::{json, Value};

use super::disputes;
use crate::text;

/// What an event at this place changes, in order.
pub fn changes(event: &MarketEvent, place: Place) -> Vec<Change> {
    match event {
        MarketEvent::Agent(event) => agent(event, place.0),
        MarketEvent::Task(event) => task(event, place),
        MarketEvent::Reputation(event) => reputation(event),
        MarketEvent::Arbitration(event) => disputes::changes(event, place.0),
        // Every change of the escrow comes with an event of the task it belongs to, every slash with one of the agent.
        MarketEvent::Escrow(_) | MarketEvent::Slashing(_) => Vec::new(),
    }
}

fn agent(event: &AgentEvent, height: u32) -> Vec<Change> {
    let (agent, change) = match event {
        AgentEvent::AgentRegistered { agent, owner, operator, slug, spec, stake } => {
            let new = agents::NewAgent {
                slug: slug.to_string(),
                owner: owner.to_string(),
                operator: operator.as_ref().map(ToString::to_string),
                spec: agent_spec(spec),
                stake: stake.to_string(),
                registered_at: height,
            };
            (agent, agents::Change::Registered(Box::new(new)))
        }
        AgentEvent::AgentUpdated { agent, spec } => (agent, agents::Change::Updated(Box::new(agent_spec(spec)))),
        AgentEvent::OperatorSet { agent, operator } => {
            (agent, agents::Change::Operated(operator.as_ref().map(ToString::to_string)))
        }
        AgentEvent::AvailabilityChanged { agent, availability } => {
            let availability = match availability {
                Availability::Active => "active",
                Availability::Paused => "paused",
                Availability::Retired => "retired",
                Availability::Jailed => "jailed",
            };
            (agent, agents::Change::Available(availability))
        }
        AgentEvent::Bonded { agent, stake, .. }
        | AgentEvent::Unbonded { agent, stake, .. }
        | AgentEvent::Slashed { agent, stake, .. } => (agent, agents::Change::Staked(stake.to_string())),
        AgentEvent::AgentRemoved { agent } => (agent, agents::Change::Available("removed")),
        AgentEvent::Withdrawn { .. } => return Vec::new(),
    };
    vec![Change::Agent(agent.0, change)]
}

fn task(event: &TaskEvent, place: Place) -> Vec<Change> {
    let height = place.0;
    let moved = |task: &TaskId, step| Change::Task(task.0, tasks::Change::Moved(Box::new(step)));
    let bid = |task: &TaskId, change| Change::Bids(task.0, change);
    let step = tasks::Step { place, ..tasks::Step::default() };
    match event {
        TaskEvent::TaskCreated { task, requester, client_key, spec, phase } => {
            let new = tasks::NewTask {
                requester: requester.to_string(),
                client_key: client_key.0,
                spec: task_spec(spec),
                beginning: first_phase(phase),
                place,
            };
            vec![Change::Task(task.0, tasks::Change::Posted(Box::new(new)))]
        }
        TaskEvent::BiddingOpened { task, closes_at, .. } => {
            vec![moved(task, tasks::Step { status: "bidding", clock: Some(*closes_at), ..step })]
        }
        TaskEvent::BidPlaced { task, agent, price, duration } => {
            let (price, duration) = (price.to_string(), *duration);
            vec![bid(task, bids::Change::Placed { agent: agent.0, price, duration, height })]
        }
        TaskEvent::BidWithdrawn { task, agent } => {
            vec![bid(task, bids::Change::Ended { agent: agent.0, status: "withdrawn" })]
        }
        TaskEvent::BidEvicted { task, agent } => vec![bid(task, bids::Change::Ended { agent: agent.0, status: "evicted" })],
        TaskEvent::Matched { task, assignment, start_by, .. } => {
            let step = tasks::Step {
                status: "matched",
                clock: Some(*start_by),
                agent: Some(assignment.agent.0),
                price: Some(assignment.price.to_string()),
                duration: Some(assignment.duration),
                module_hash: assignment.module,
                ..step
            };
            let won = bids::Change::Ended { agent: assignment.agent.0, status: "won" };
            vec![bid(task, won), bid(task, bids::Change::Lost), moved(task, step)]
        }
        TaskEvent::TaskStarted { task, due, .. } => {
            vec![moved(task, tasks::Step { status: "running", clock: Some(*due), started_at: Some(height), ..step })]
        }
        TaskEvent::ResultSubmitted { task, result, challenge_until, .. } => {
            let step = tasks::Step {
                status: "verifying",
                clock: Some(*challenge_until),
                output: Some(text::cid(result.output)),
                output_hash: Some(result.output_hash),
                receipt_hash: Some(result.receipt_hash),
                ..step
            };
            vec![moved(task, step)]
        }
        TaskEvent::ResultDisputed { task, until, .. } | TaskEvent::DisputeProlonged { task, until } => {
            vec![moved(task, tasks::Step { status: "disputed", clock: Some(*until), ..step })]
        }
        TaskEvent::AuditContradicted { task, challenge_until, .. } => {
            vec![moved(task, tasks::Step { status: "verifying", clock: Some(*challenge_until), ..step })]
        }
        TaskEvent::TaskFinalized { task, settlement, approval, .. } => {
            let settlement = Some(settlement_json(settlement, *approval));
            vec![moved(task, tasks::Step { status: "finalized", settlement, ..step })]
        }
        TaskEvent::TaskCancelled { task, reason } => {
            let cancel_reason = Some(reason_json(reason));
            let step = tasks::Step { status: "cancelled", cancel_reason, ..step };
            vec![bid(task, bids::Change::Lost), moved(task, step)]
        }
        TaskEvent::TaskReopened { task, .. } => vec![Change::Task(task.0, tasks::Change::Reopened)],
        TaskEvent::TaskPruned { task } => vec![Change::Task(task.0, tasks::Change::Pruned)],
        // What is sealed is nobody's business; how a dispute ended is told by what becomes of the task.
        TaskEvent::SealedBidPlaced { .. }
        | TaskEvent::SealedBidShown { .. }
        | TaskEvent::BidDepositForfeited { .. }
        | TaskEvent::DisputeEnded { .. }
        | TaskEvent::TaskAlreadyPosted { .. }
        | TaskEvent::SettlementSkipped { .. } => Vec::new(),
    }
}

fn reputation(event: &ReputationEvent) -> Vec<Change> {
    let (agent, change) = match event {
        ReputationEvent::OutcomeRecorded { agent, outcome, agent_score, agent_trust, .. } => {
            let ending = match outcome {
                Outcome::Completed { value, duration, promised, .. } => {
                    agents::Ending::Completed { value: *value, duration: *duration, promised: *promised }
                }
                Outcome::Failed => agents::Ending::Failed,
                Outcome::Rejected => agents::Ending::Rejected,
            };
            (agent, agents::Change::Worked { ending, score: *agent_score, trust: agent_trust.deconstruct() })
        }
        ReputationEvent::Rated { agent, rating, .. } => (agent, agents::Change::Rated { stars: rating.stars }),
    };
    vec![Change::Agent(agent.0, change)]
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
