//! What an agent bids on a task, if the chain would take its bid.

use ainur_primitives::{Balance, BlockNumber};
use ainur_store::{agents::Agent, tasks::Task};

use crate::text;

/// What an agent bids.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bid {
    /// Price asked, in plancks.
    pub price: Balance,
    /// Duration promised, in blocks.
    pub duration: BlockNumber,
}

impl Bid {
    /// The agent's bid on a task for that price, with the usual promise; none when the chain would refuse it.
    pub fn of(agent: &Agent, task: &Task, price: Balance, promised: BlockNumber) -> Option<Self> {
        let budget = text::parse_amount(&task.budget)?;
        // Sealed and Dutch auctions want other moves than one open bid.
        let kind = task.hiring.pointer("/auction/rules/kind").and_then(|kind| kind.as_str());
        let takes_bids = !matches!(kind, Some("sealed" | "dutch"));
        let fits = takes_bids
            && price <= budget
            && agent.owner != task.requester
            && task.let_down_by != Some(agent.id)
            && (agent.module.is_some() || !is_judged_by_execution(task))
            && agent.engaged < i64::from(agent.concurrency)
            && task.capabilities.iter().all(|wanted| agent.capabilities.contains(wanted))
            && text::parse_amount(&agent.stake)? >= text::parse_amount(&task.min_stake)?
            && Balance::from(agent.score.unsigned_abs()) >= text::parse_amount(&task.min_reputation)?;
        let duration = promised.min(BlockNumber::try_from(task.max_duration).ok()?);
        fits.then_some(Self { price, duration })
    }
}

/// Whether a dispute over the task is decided by running the agent's module again, so that there has to be one.
fn is_judged_by_execution(task: &Task) -> bool {
    !matches!(task.verification.get("mode").and_then(|mode| mode.as_str()), Some("evaluator" | "requester_only"))
}

#[cfg(test)]
pub mod examples {
    use serde_json::{json, Value};

    use super::*;

    pub fn agent() -> Agent {
        Agent {
            id: 1,
            slug: "echo".into(),
            owner: "owner".into(),
            operator: None,
            manifest: String::new(),
            capabilities: vec!["text.echo".into(), "text.summarise".into()],
            price: "40".into(),
            module: Some("module".into()),
            module_hash: Some(vec![1; 32]),
            endpoint: None,
            concurrency: 1,
            availability: "active".into(),
            stake: "100".into(),
            completed: 0,
            failed: 0,
            disputed: 0,
            value_delivered: "0".into(),
            score: 10,
            trust: 500_000_000,
            registered_at: 0,
            worked: 0,
            promised: 0,
            ratings: 0,
            stars: 0,
            engaged: 0,
        }
    }

    pub fn task() -> Task {
        Task {
            id: 1,
            requester: "requester".into(),
            client_key: vec![0; 32],
            title: String::new(),
            description: None,
            input: String::new(),
            input_hash: vec![0; 32],
            capabilities: vec!["text.echo".into()],
            budget: "50".into(),
            hiring: Value::Null,
            min_reputation: "10".into(),
            min_stake: "100".into(),
            max_duration: 20,
            deadline: 100,
            status: "bidding".into(),
            clock: Some(10),
            agent: None,
            price: None,
            duration: None,
            module: None,
            module_hash: None,
            started_at: None,
            output: None,
            output_hash: None,
            receipt_hash: None,
            settlement: None,
            cancel_reason: None,
            let_down_by: None,
            created_at: 1,
            changed_at: 1,
            verification: json!({ "mode": "deterministic" }),
            priority: 5,
            parent: None,
            delegable: "0".into(),
            mandate: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{
        examples::{agent, task},
        *,
    };

    #[test]
    fn an_agent_bids_its_price_and_no_longer_than_is_wanted() {
        assert_eq!(Bid::of(&agent(), &task(), 40, 30), Some(Bid { price: 40, duration: 20 }));
        assert_eq!(Bid::of(&agent(), &task(), 40, 5), Some(Bid { price: 40, duration: 5 }));
    }

    #[test]
    fn an_agent_does_not_bid_where_the_chain_would_refuse() {
        let refused = [
            Task { budget: "39".into(), ..task() },
            Task { requester: "owner".into(), ..task() },
            Task { let_down_by: Some(1), ..task() },
            Task { capabilities: vec!["image.caption".into()], ..task() },
            Task { min_stake: "101".into(), ..task() },
            Task { min_reputation: "11".into(), ..task() },
            Task { hiring: json!({ "auction": { "rules": { "kind": "sealed" } } }), ..task() },
            Task { hiring: json!({ "auction": { "rules": { "kind": "dutch" } } }), ..task() },
        ];
        for task in refused {
            assert_eq!(Bid::of(&agent(), &task, 40, 30), None, "{task:?}");
        }
    }

    #[test]
    fn an_agent_without_a_module_bids_only_where_nobody_has_to_run_it_again() {
        let hosted = Agent { module: None, module_hash: None, endpoint: Some("manifest".into()), ..agent() };
        let judged = |verification| Task { verification, ..task() };
        for verification in [json!({ "mode": "evaluator", "evaluator": "somebody" }), json!({ "mode": "requester_only" })] {
            let task = judged(verification);
            assert!(Bid::of(&hosted, &task, 40, 30).is_some() && Bid::of(&agent(), &task, 40, 30).is_some());
        }
        for verification in [json!({ "mode": "deterministic" }), json!({ "mode": "replayable" }), json!({})] {
            assert_eq!(Bid::of(&hosted, &judged(verification), 40, 30), None);
        }
    }

    #[test]
    fn an_agent_that_is_busy_waits() {
        assert_eq!(Bid::of(&Agent { engaged: 1, ..agent() }, &task(), 40, 30), None);
        assert!(Bid::of(&Agent { engaged: 1, concurrency: 2, ..agent() }, &task(), 40, 30).is_some());
    }
}
