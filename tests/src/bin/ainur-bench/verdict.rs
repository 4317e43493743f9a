//! How long a cheat lasts: from the dispute to the refund, with no hand moved.

use ainur_tests::{court, market, world::Window};
use anyhow::{ensure, Context, Result};
use serde_json::Value;

use crate::figure::report;

/// Blocks to appeal: the whole of them passes, for nobody does.
const APPEAL: u32 = 1;

/// Lets an agent cheat, and counts the blocks.
pub async fn run() -> Result<()> {
    let world = court::watched().await?;
    world.set_window(Window::Appeal, APPEAL).await?;
    println!("verdict: three verifiers watch; windows in blocks: {:?}, but {APPEAL} to appeal", court::WINDOWS);
    let api = world.api()?;
    let agent = court::register(&api, &world, "cheat", None).await?;
    let task = court::post(&api, &world, "cheat", 1).await?;
    court::cheat(&api, &world, task, agent).await?;
    let ended = market::reaches(&api, task, &["cancelled", "finalized"]).await?;
    ensure!(
        ended.pointer("/cancel_reason/reason").is_some_and(|reason| reason == "result_rejected"),
        "the cheat got away: {ended}"
    );
    let story = api.get(&format!("/v1/tasks/{task}")).await?;
    let blocks = first(&story, "cancelled")?.saturating_sub(first(&story, "disputed")?);
    report("verdict", "dispute to refund", blocks as f64, "blocks", None);
    Ok(())
}

/// The first block in which the task had this status.
fn first(story: &Value, status: &str) -> Result<u64> {
    let steps = story["transitions"].as_array().context("the task has no story")?;
    let step = steps.iter().find(|step| step["status"] == status).with_context(|| format!("the task was never {status}"))?;
    step["height"].as_u64().context("no height")
}
