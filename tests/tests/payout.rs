//! The main job: a task is posted, and the agent that did it is paid. Features A3, A5, A6, A19, A20, F2.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_chain::{Call, Chain};
use ainur_primitives::{receipt, Receipt, AINU};
use ainur_tests::{
    market::{self, NewAgent},
    world::World,
};
use anyhow::Result;
use codec::Decode;

const TEXT: &[u8] = b"What goes in comes out.";

#[tokio::test]
async fn silence_pays_the_cheaper_agent_for_what_its_module_computed() -> Result<()> {
    let world = World::start().await?;
    let api = world.api()?;
    let (requester, thrifty) = (world.wallet("//Alice")?, world.wallet("//Charlie")?);
    let operator = Some(world.wallet("//Bob")?.account());
    let module = market::component("echo")?;
    let module_hash = receipt::hash(&module);
    for (slug, price, owner) in [("careful", 30 * AINU, world.wallet("//Dave")?), ("thrifty", 20 * AINU, thrifty.clone())] {
        let new = NewAgent { slug, capability: "text.echo", price, module: module.clone(), operator };
        market::register(&api, &owner, new).await?;
    }

    let before = thrifty.free().await?;
    let held = requester.held().await?;
    let input = market::add(&api, TEXT.to_vec()).await?;
    let spec = market::auction("Say it again", "text.echo", input, 50 * AINU, world.height().await?)?;
    let task = market::post(&requester, [1; 32], &spec).await?;
    assert!(requester.held().await? >= held + 50 * AINU, "the budget is held");

    let ended = market::reaches(&api, task, &["finalized", "cancelled"]).await?;
    assert_eq!(ended["status"], "finalized", "{ended}");
    let states: Vec<_> = ended["transitions"].as_array().unwrap().iter().map(|step| step["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["bidding", "matched", "running", "verifying", "finalized"]);
    assert_eq!(ended["settlement"]["approved_by"], "silence");

    let result = api.get(&format!("/v1/tasks/{task}/result")).await?;
    assert_eq!(api.content(result["output"].as_str().unwrap()).await?, TEXT);
    assert_eq!(result["verified"], true);
    let bytes = hex(result["receipt"].as_str().unwrap());
    let claim = Receipt::decode(&mut &bytes[..])?;
    assert_eq!(result["receipt_hash"].as_str().unwrap(), text(&claim.hash()));
    assert_eq!((claim.task, claim.module_hash, claim.input_hash), (task, module_hash, receipt::hash(TEXT)));
    assert_eq!(claim.output_hash, receipt::hash(TEXT));
    assert!(claim.fuel_used > 0 && claim.fuel_used <= claim.fuel_limit);

    // 20 AINU less a fee of 2%.
    assert_eq!(thrifty.free().await? - before, 19_600_000_000_000);
    let agent = api.get("/v1/agents/did:ainur:thrifty").await?;
    assert_eq!((&agent["reputation"]["completed"], &agent["reputation"]["score"]), (&1.into(), &10.into()));
    Ok(())
}

#[tokio::test]
async fn a_direct_hire_that_is_accepted_early_pays_at_once() -> Result<()> {
    let world = World::start().await?;
    world.set_window(ainur_tests::world::Window::Challenge, 10_000).await?;
    let api = world.api()?;
    let (requester, owner) = (world.wallet("//Alice")?, world.wallet("//Charlie")?);
    let operator = Some(world.wallet("//Bob")?.account());
    let new = NewAgent { slug: "echo", capability: "text.echo", price: AINU, module: market::component("echo")?, operator };
    let agent = market::register(&api, &owner, new).await?;
    let input = market::add(&api, TEXT.to_vec()).await?;
    let spec = market::auction("Say it again", "text.echo", input, 50 * AINU, world.height().await?)?;
    let spec = ainur_chain::records::TaskSpec { hiring: ainur_chain::records::Hiring::Direct { agent }, ..spec };
    let task = market::post(&requester, [1; 32], &spec).await?;
    market::reaches(&api, task, &["verifying"]).await?;

    let before = owner.free().await?;
    requester.call(&Call::accept_result(task)).await?;
    assert_eq!(owner.free().await? - before, 49 * AINU);
    let ended = market::reaches(&api, task, &["finalized"]).await?;
    assert_eq!(ended["settlement"]["approved_by"], "requester");
    assert!(world.chain.finalised_head().await?.height < 10_000);
    Ok(())
}

fn hex(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix("0x").unwrap();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn text(bytes: &[u8]) -> String {
    format!("0x{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}
