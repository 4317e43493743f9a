//! Audits: runs results again that we were drawn for, and shows the receipt of our own agents where an auditor did not.

use ainur_chain::Call;
use ainur_primitives::{BlockNumber, Opinion, Receipt};
use ainur_store::{audits::Audit, tasks::Task};
use anyhow::{Context as _, Result};
use codec::Decode;
use serde_json::Value;

use super::{id, verify, Context};

/// Most audits that are looked at in one step.
const MOST_AUDITS: i64 = 1_000;

/// Looks at the audits that ask something of us.
pub async fn step(context: &Context, height: BlockNumber) -> Result<()> {
    for audit in context.store.open_audits(&context.operator(), height, MOST_AUDITS).await? {
        // One that cannot be dealt with must not keep us from the others.
        if let Err(error) = attend(context, &audit, height).await {
            tracing::warn!(task = audit.task, error = format!("{error:#}"), "the audit is looked at again");
        }
    }
    Ok(())
}

async fn attend(context: &Context, audit: &Audit, height: BlockNumber) -> Result<()> {
    let task = context.store.task(audit.task.unsigned_abs()).await?.context("the audit has no task")?;
    let is_ours = audit.auditor == context.operator();
    match &audit.opinion {
        None if is_ours => report(context, audit, &task, height).await,
        Some(_) if is_ours && audit.contradicted => insist(context, &task).await,
        Some(opinion) if !audit.contradicted => contradict(context, &task, opinion).await,
        _ => Ok(()),
    }
}

/// Says what we found. What is not what the agent claims is disputed by that, which costs a bond: only a run of our own is worth that,
/// whoever keeps module or input from us.
async fn report(context: &Context, audit: &Audit, task: &Task, height: BlockNumber) -> Result<()> {
    let left = audit.until.saturating_sub(i64::from(height));
    let opinion = match verify::find(context, task).await {
        Err(_) if left <= verify::LAST_CALL => Opinion::Unavailable,
        found => found?,
    };
    context.enqueue(vec![(format!("audit:{}", task.id), Call::audit(id(task), opinion))]).await
}

/// Disputes a result whose receipt names other fuel than it takes: either the agent lies, or we do.
async fn insist(context: &Context, task: &Task) -> Result<()> {
    context.enqueue(vec![(format!("dispute:{}", task.id), Call::dispute(id(task)))]).await
}

/// Shows the receipt of work that was done here where the auditor says it took other fuel.
async fn contradict(context: &Context, task: &Task, opinion: &Value) -> Result<()> {
    let Some(receipt) = context.store.job(task.id.unsigned_abs()).await?.and_then(|job| job.receipt) else { return Ok(()) };
    let receipt = Receipt::decode(&mut receipt.as_slice())?;
    let delivered = task.receipt_hash.as_deref() == Some(receipt.hash().as_slice());
    anyhow::ensure!(delivered, "the receipt here is not the one that was delivered");
    let reported = opinion.pointer("/output/fuel_used").and_then(Value::as_str).and_then(|fuel| fuel.parse::<u64>().ok());
    // What a proxy for the daily work may not: the owner contradicts by itself.
    let may = context.account_of_hired(task).await?.is_some_and(|account| !account.is_proxied());
    if may && reported.is_some_and(|reported| reported != receipt.fuel_used) {
        let key = format!("contradict:{}", task.id);
        verify::for_hired(context, task, key, &Call::contradict_audit(&receipt)).await?;
    }
    Ok(())
}
