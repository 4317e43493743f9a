//! Results that are wrong, and results that are only said to be. Features A7, F1, F4, F6.
#![allow(clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::Call;
use ainur_primitives::{TaskId, AINU};
use ainur_tests::{
    api::Api,
    court::{self, dispute, BOND, PRICE},
    market, wait,
    world::{Window, World},
};
use anyhow::{Context, Result};

/// Prints a task's life, for whoever wants to see one.
async fn tell(api: &Api, name: &str, task: TaskId) -> Result<()> {
    let story = api.get(&format!("/v1/tasks/{task}")).await?;
    let steps = story["transitions"].as_array().into_iter().flatten();
    let steps: Vec<_> = steps.map(|step| format!("{} in block {}", step["status"], step["height"])).collect();
    println!("{name}: {}\n{:#}", steps.join(", ").replace('"', ""), dispute(api, task).await?);
    Ok(())
}

#[tokio::test]
async fn a_cheat_is_caught_with_no_hand_moved_and_an_honest_agent_wins() -> Result<()> {
    let world = court::watched().await?;
    let api = world.api()?;
    let requester = world.wallet("//Alice//stash")?;

    let honest = court::register(&api, &world, "honest", Some(world.wallet("//Bob")?.account())).await?;
    let disputed = court::post(&api, &world, "honest", 1).await?;
    let cheat = court::register(&api, &world, "cheat", None).await?;
    let forged = court::post(&api, &world, "cheat", 2).await?;

    court::cheat(&api, &world, forged, cheat).await?;

    // Nobody has anything against the honest agent's result but its requester, which hopes for a free task.
    market::reaches(&api, disputed, &["verifying"]).await?;
    requester.call(&Call::dispute(disputed)).await?;

    let ended = market::reaches(&api, forged, &["cancelled", "finalized"]).await?;
    assert_eq!(ended["cancel_reason"]["reason"], "result_rejected", "{ended}");
    let verdict = dispute(&api, forged).await?;
    assert_eq!((&verdict["ruling"], &verdict["receipt_shown"]), (&"challenger".into(), &false.into()), "{verdict}");
    // Its side of the bond at once, and the price of the task once nobody can appeal any more.
    let stake = (market::STAKE - BOND - PRICE).to_string();
    wait::until("the slash", wait::slots(30), || async {
        let record = api.get(&format!("/v1/agents/{cheat}")).await?;
        assert_eq!(record["reputation"]["disputed"], 1);
        Ok((record["stake"] == *stake).then_some(()))
    })
    .await?;

    let ended = market::reaches(&api, disputed, &["cancelled", "finalized"]).await?;
    assert_eq!((&ended["status"], &ended["settlement"]["approved_by"]), (&"finalized".into(), &"ruling".into()), "{ended}");
    let verdict = dispute(&api, disputed).await?;
    assert_eq!((&verdict["ruling"], &verdict["receipt_shown"]), (&"agent".into(), &true.into()), "{verdict}");
    let honest = api.get(&format!("/v1/agents/{honest}")).await?;
    assert_eq!(honest["reputation"]["completed"], 1);

    tell(&api, "the cheat's task", forged).await?;
    tell(&api, "the honest agent's task", disputed).await?;

    // Budgets are back but for the price of the honest work and the bond; the deposits of two records are still held.
    assert!(requester.held().await? < 2 * AINU);
    Ok(())
}

#[tokio::test]
async fn whoever_is_drawn_audits_a_result_and_is_paid_from_the_fee() -> Result<()> {
    let mut world = World::start().await?;
    for (window, blocks) in [(Window::Challenge, 16), (Window::Commit, 6), (Window::Reveal, 4)] {
        world.set_window(window, blocks).await?;
    }
    world.audit_often().await?;
    world.add_verifier("//Dave").await?;
    let api = world.api()?;
    court::register(&api, &world, "audited", Some(world.wallet("//Bob")?.account())).await?;

    // One in five is drawn, and nobody can tell which.
    let before = world.wallet("//Dave")?.free().await?;
    let mut audited = None;
    for round in 0..5u8 {
        let mut tasks = Vec::new();
        for key in 0..8 {
            tasks.push(court::post(&api, &world, "audited", 8 * round + key).await?);
        }
        for task in tasks {
            let ended = market::reaches(&api, task, &["finalized", "cancelled"]).await?;
            assert_eq!(ended["status"], "finalized", "{ended}");
            audited = audited.or(Some(ended).filter(|ended| ended["settlement"]["audit"] != "0"));
        }
        if audited.is_some() {
            break;
        }
    }
    let settlement = audited.context("of forty results none was audited")?["settlement"].clone();
    let part = |name: &str| settlement[name].as_str().and_then(|part| part.parse::<u128>().ok()).unwrap_or_default();
    let fee = part("fee") + part("tip") + part("audit");
    assert_eq!(fee, PRICE / 50, "an audit costs the requester and the agent nothing");
    assert_eq!(part("audit"), (fee - part("tip")) * 3 / 10);
    assert!(world.wallet("//Dave")?.free().await? > before, "the auditor has earned more than it paid");
    Ok(())
}
