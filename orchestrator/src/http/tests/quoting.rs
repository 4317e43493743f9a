use std::sync::Arc;

use ainur_chain::{AgentEvent, ReputationEvent};
use ainur_primitives::{AgentId, Outcome, Standing};
use axum::http::StatusCode;
use serde_json::json;

use super::Site;
use crate::{
    config::Work,
    pricing::{Pricing, Scope},
    testing::{World, AGENT, REQUESTER},
};

async fn site(pricing: Pricing) -> Site {
    let mut world = World::with_agent(b"module").await;
    world.context.work = Arc::new(Work { pricing, ..Work::default() });
    Site::over(world)
}

#[tokio::test]
async fn should_quote_a_newcomers_usual_price_for_a_simple_task() {
    let site = site(Pricing::Fixed).await;
    let quote = site.get("/v1/agents/0/quote").await.ok();
    let expected = json!({
        "agent": 0, "base": "40", "complexity": 10_000, "reputation": 10_000, "demand": 10_000, "price": "40", "is_bid": false,
        "height": 1,
    });
    assert_eq!(quote, expected);
    assert_eq!(site.get("/v1/agents/did:ainur:agent-0/quote").await.ok(), expected);
}

#[tokio::test]
async fn should_quote_more_for_more_work_and_for_an_agent_that_delivers() {
    let site = site(Pricing::Quoted).await;
    let outcome = Outcome::Completed { value: 40, duration: 5, promised: 10, disputed: false };
    let agent_trust = Standing::default().trust;
    let done = ReputationEvent::OutcomeRecorded { agent: AGENT, requester: REQUESTER, outcome, agent_score: 10, agent_trust };
    site.world.happen(done).await;
    let path = format!("/v1/agents/0/quote?capabilities=6&input_bytes={}", Scope::max_input());
    let quote = site.get(&path).await.ok();
    // q = (3 x 2/3 + 3/4) / 4, in basis points rounded down at each step.
    assert_eq!((&quote["complexity"], &quote["reputation"]), (&json!(25_000), &json!(13_748)));
    // 40 x 2.5 x 1.3748 = 137.48
    assert_eq!((&quote["price"], &quote["is_bid"]), (&json!("138"), &json!(true)));
}

#[tokio::test]
async fn should_not_say_that_it_bids_for_agents_of_others() {
    let site = site(Pricing::Quoted).await;
    site.world.happen(AgentEvent::OperatorSet { agent: AGENT, operator: None }).await;
    assert_eq!(site.get("/v1/agents/0/quote").await.ok()["is_bid"], false);
}

#[tokio::test]
async fn should_refuse_a_task_that_there_cannot_be() {
    let site = site(Pricing::Fixed).await;
    let too_long = format!("input_bytes={}", Scope::max_input() + 1);
    for (query, field) in [("capabilities=0", "capabilities"), ("capabilities=17", "capabilities"), (&too_long, "input_bytes")] {
        let answer = site.get(&format!("/v1/agents/0/quote?{query}")).await;
        let detail = answer.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
        assert!(detail.starts_with(field), "{detail}");
    }
    for query in ["capabilities=many", "input_bytes=-1", "colour=red"] {
        site.get(&format!("/v1/agents/0/quote?{query}")).await.problem(StatusCode::BAD_REQUEST, "malformed-request");
    }
    let nobody = format!("/v1/agents/{}/quote", AgentId(9));
    site.get(&nobody).await.problem(StatusCode::NOT_FOUND, "unknown-agent");
    site.get("/v1/agents/first/quote").await.problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid-field");
}
