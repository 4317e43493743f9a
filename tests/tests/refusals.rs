//! Bad input: each is refused by name, and nothing changes. Features A18, F7.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::{records::TaskSpec, Call};
use ainur_primitives::{ClientKey, AINU};
use ainur_tests::{api::Api, market, wallet::Wallet, world::World};
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::{json, Value};

/// What the interface answers to a body.
async fn answer(api: &Api, path: &str, body: String) -> Result<(StatusCode, String)> {
    let response = api.request(Method::POST, path).header("content-type", "application/json").body(body).send().await?;
    let status = response.status();
    assert_eq!(response.headers().get("content-type").unwrap(), "application/problem+json");
    let problem: Value = serde_json::from_str(&response.text().await?)?;
    assert_eq!(problem["status"], status.as_u16());
    let kind = problem["type"].as_str().unwrap().strip_prefix("urn:ainur:problem:").unwrap().to_owned();
    Ok((status, format!("{kind}: {}", problem["detail"].as_str().unwrap_or_default())))
}

/// What the chain answers to a posting, and that it leaves no trace.
async fn refused(requester: &Wallet, spec: &TaskSpec, error: &str) -> Result<()> {
    let held = requester.held().await?;
    let receipt = requester.try_call(&Call::create_task(ClientKey([7; 32]), spec)).await?;
    let refusal = receipt.outcome.unwrap_err();
    assert_eq!(refusal.name, error);
    assert!(!refusal.explanation.is_empty(), "{error} has no explanation");
    assert_eq!(requester.held().await?, held);
    Ok(())
}

#[tokio::test]
async fn bad_input_is_refused_by_name_and_changes_nothing() -> Result<()> {
    let world = World::start().await?;
    let api = world.api()?;
    let requester = world.wallet("//Eve")?;
    let input = market::add(&api, b"input".to_vec()).await?;
    let now = world.height().await?;
    let good = market::auction("A task", "text.echo", input, 50 * AINU, now)?;

    refused(&requester, &TaskSpec { budget: 1, ..good.clone() }, "TaskMarket.BudgetTooLow").await?;
    refused(&requester, &TaskSpec { deadline: 1, ..good.clone() }, "TaskMarket.DeadlineTooSoon").await?;
    let agent = ainur_primitives::AgentId(99);
    let hiring = ainur_chain::records::Hiring::Direct { agent };
    refused(&requester, &TaskSpec { hiring, ..good.clone() }, "TaskMarket.UnknownAgent").await?;
    let rich = TaskSpec { budget: 100_000_000 * AINU, ..good.clone() };
    let receipt = requester.try_call(&Call::create_task(ClientKey([7; 32]), &rich)).await?;
    assert_eq!(receipt.outcome.unwrap_err().name, "Token.FundsUnavailable");

    let added = api.add(b"input".to_vec()).await?;
    let body = json!({
        "client_key": format!("0x{}", "07".repeat(32)), "title": "A task", "input": added["cid"], "input_hash": added["hash"],
        "capabilities": ["text.echo"], "budget": "50000000000000", "bidding": 5, "max_duration": 20, "deadline": now + 500,
    });
    let with = |field: &str, value: Value| {
        let mut body = body.clone();
        body[field] = value;
        body.to_string()
    };
    let unknown = "bafkreibruh455iawsviqslif5c7uurdcfdemh22mtnytyzvnzn75kpejxy";
    for (body, status, start) in [
        ("{".into(), StatusCode::BAD_REQUEST, "malformed-request: "),
        (with("colour", json!("red")), StatusCode::BAD_REQUEST, "malformed-request: "),
        (with("title", json!("x".repeat(129))), StatusCode::UNPROCESSABLE_ENTITY, "invalid-field: title: "),
        (with("budget", json!("-1")), StatusCode::UNPROCESSABLE_ENTITY, "invalid-field: budget: "),
        (with("deadline", json!(1)), StatusCode::UNPROCESSABLE_ENTITY, "invalid-field: deadline: "),
        (with("input", json!(unknown)), StatusCode::NOT_FOUND, "unknown-content: "),
        (with("capabilities", json!(["No Such"])), StatusCode::UNPROCESSABLE_ENTITY, "invalid-field: capabilities: "),
        (with("client_key", json!("0x07")), StatusCode::UNPROCESSABLE_ENTITY, "invalid-field: client_key: "),
    ] {
        let (given, detail) = answer(&api, "/v1/tasks", body).await?;
        assert_eq!(given, status, "{detail}");
        assert!(detail.starts_with(start), "{detail}");
    }
    let (status, detail) = answer(&api, "/v1/tasks?mode=operator", body.to_string()).await?;
    assert_eq!((status, detail.as_str()), (StatusCode::UNAUTHORIZED, "unauthorised: "));
    assert_eq!(api.get("/v1/tasks").await?, json!([]));
    Ok(())
}

#[tokio::test]
async fn a_prepared_call_and_a_repeated_one_make_one_task() -> Result<()> {
    let world = World::start().await?;
    let api = world.api()?;
    let requester = world.wallet("//Eve")?;
    let added = api.add(b"input".to_vec()).await?;
    let body = json!({
        "client_key": format!("0x{}", "07".repeat(32)), "title": "A task", "input": added["cid"], "input_hash": added["hash"],
        "capabilities": ["text.echo"], "budget": "50000000000000", "bidding": 5, "max_duration": 20,
        "deadline": world.height().await? + 500,
    });
    let prepared: Value = serde_json::from_str(
        &api.request(Method::POST, "/v1/tasks")
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await?
            .text()
            .await?,
    )?;
    assert_eq!((&prepared["pallet"], &prepared["method"]), (&json!("TaskMarket"), &json!("create_task")));
    let digits = prepared["call"].as_str().unwrap().strip_prefix("0x").unwrap();
    let call: Vec<u8> =
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2).unwrap(), 16).unwrap()).collect();
    for _ in 0..2 {
        assert!(requester.send(&call).await?.outcome.is_ok());
    }
    market::reaches(&api, ainur_primitives::TaskId(0), &["bidding", "cancelled"]).await?;
    assert_eq!(api.get("/v1/tasks").await?.as_array().unwrap().len(), 1);

    // In the operator's name: the same key is the same submission.
    let mut ids = Vec::new();
    for _ in 0..2 {
        let response = api
            .authorised(Method::POST, "/v1/tasks?mode=operator")
            .header("content-type", "application/json")
            .header("idempotency-key", "one")
            .body(body.to_string())
            .send()
            .await?;
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        let queued: Value = serde_json::from_str(&response.text().await?)?;
        ids.push(queued["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids.first(), ids.last());
    let path = format!("/v1/submissions/{}", ids.first().unwrap());
    ainur_tests::wait::until("the submission to be final", std::time::Duration::from_secs(60), || async {
        Ok((api.get(&path).await?["state"] == "finalised").then_some(()))
    })
    .await?;
    Ok(())
}
