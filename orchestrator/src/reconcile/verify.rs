//! Verifies: runs work of others again, disputes what is wrong, votes and audits when drawn, shows the receipts of our own agents, and
//! moves the disputes on in which we have a part.

use ainur_chain::{Call, Signer};
use ainur_primitives::{BlockNumber, Opinion, Receipt, TaskId, Vote};
use ainur_store::{
    disputes::{self, Dispute, Member},
    tasks::{self, Task},
};
use anyhow::{Context as _, Result};
use codec::{Decode, Encode};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{audit, drive, id, job, Context};
use crate::{accounts::By, salt::salt, text};

/// Most disputes that are looked at in one step.
const MOST_DISPUTES: i64 = 1_000;
/// Blocks before the end of a stage in which what cannot be had by then is given up: a vote takes two to get in.
pub(super) const LAST_CALL: i64 = 4;
/// Fewest votes that decide.
const QUORUM: usize = 2;

/// Verifies until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    drive("verify", &context, shutdown, || step(&context)).await;
}

/// Looks at all disputes, and at what was delivered if we are to watch.
pub async fn step(context: &Context) -> Result<()> {
    let Some(height) = context.present_height().await? else { return Ok(()) };
    for dispute in context.store.open_disputes(MOST_DISPUTES).await? {
        // One that cannot be dealt with must not keep us from the others.
        if let Err(error) = attend(context, &dispute, height).await {
            tracing::warn!(task = dispute.task, error = format!("{error:#}"), "the dispute is looked at again");
        }
    }
    audit::step(context, height).await?;
    if context.verify.watch {
        watch(context).await?;
    }
    Ok(())
}

/// Does what a dispute asks of us now.
async fn attend(context: &Context, dispute: &Dispute, height: BlockNumber) -> Result<()> {
    let task = context.store.task(dispute.task.unsigned_abs()).await?.context("the dispute has no task")?;
    let mut committee = context.store.committee(dispute.task.unsigned_abs()).await?;
    committee.retain(|member| member.round == dispute.round);
    let us = context.operator();
    let our_seat = committee.iter().find(|member| member.who == us);
    // Should our vote fail, the dispute must go on all the same.
    let voted = match (dispute.stage.as_str(), our_seat) {
        ("committing", Some(seat)) if !seat.committed => commit(context, dispute, &task, height).await,
        ("revealing", Some(seat)) if seat.committed && seat.opinion.is_none() => reveal(context, dispute, &task).await,
        _ => Ok(()),
    };
    if dispute.stage == "revealing" && !dispute.receipt_shown {
        show_receipt(context, &task).await?;
    }
    // One is enough to move it on; should it not, the clock and the others come later.
    let leads = dispute.challenger == us || committee.first().is_some_and(|first| first.who == us);
    if leads && is_over(dispute, &task, &committee, height) {
        let key = format!("poke-dispute:{}:{}:{}", dispute.task, dispute.changed_at, dispute.until < Some(i64::from(height)));
        context.enqueue_by(vec![(By::Anyone, key, Call::poke(id(&task)))]).await?;
    }
    voted
}

/// Whether the stage has nothing left to wait for.
fn is_over(dispute: &Dispute, task: &Task, committee: &[Member], height: BlockNumber) -> bool {
    let bound = committee.iter().filter(|member| member.committed).count();
    let complete = match dispute.stage.as_str() {
        "committing" => bound == committee.len() || committee.len() < QUORUM,
        "revealing" => {
            let all_shown = committee.iter().all(|member| !member.committed || member.opinion.is_some());
            all_shown && (dispute.receipt_shown || agrees_on_another_output(task, committee))
        }
        _ => false,
    };
    complete || (dispute.stage != "drawing" && dispute.until.is_some_and(|until| i64::from(height) > until))
}

/// Whether the receipt could not save the result: all agree that the output is another.
fn agrees_on_another_output(task: &Task, committee: &[Member]) -> bool {
    let shown: Vec<&Value> = committee.iter().filter_map(|member| member.opinion.as_ref()).collect();
    let [first, others @ ..] = shown.as_slice() else { return false };
    let delivered = task.output_hash.as_deref().map(text::hex);
    let found = first.pointer("/output/output_hash").and_then(Value::as_str);
    shown.len() >= QUORUM
        && others.iter().all(|opinion| opinion == first)
        && first.as_str() != Some("unavailable")
        && found != delivered.as_deref()
}

/// Binds us to what we find.
async fn commit(context: &Context, dispute: &Dispute, task: &Task, height: BlockNumber) -> Result<()> {
    let left = dispute.until.map_or(0, |until| until.saturating_sub(i64::from(height)));
    let opinion = match find(context, task).await {
        Err(_) if left <= LAST_CALL => give_up(context, task).await?,
        found => found?,
    };
    let us = context.operator();
    let vote = disputes::Vote { opinion: opinion.encode(), salt: salt()?.to_vec() };
    let vote = context.store.keep_vote(task.id.unsigned_abs(), dispute.round, &us, &vote).await?;
    let vote = decode(context.accounts.own(), id(task), dispute.round, &vote)?;
    let key = format!("vote:{}:{}", task.id, dispute.round);
    context.enqueue(vec![(key, Call::commit_vote(id(task), vote.commitment()))]).await
}

/// Shows what we bound ourselves to.
async fn reveal(context: &Context, dispute: &Dispute, task: &Task) -> Result<()> {
    let vote = context.store.vote(task.id.unsigned_abs(), dispute.round, &context.operator()).await?;
    let Some(vote) = vote else { anyhow::bail!("we are bound to a vote that is not on record here") };
    let vote = decode(context.accounts.own(), id(task), dispute.round, &vote)?;
    let key = format!("reveal:{}:{}", task.id, dispute.round);
    context.enqueue(vec![(key, Call::reveal_vote(id(task), vote.opinion, vote.salt))]).await
}

fn decode(signer: &Signer, task: TaskId, round: i16, vote: &disputes::Vote) -> Result<Vote<ainur_chain::AccountId>> {
    Ok(Vote {
        task,
        round: round.try_into()?,
        voter: signer.account(),
        opinion: Opinion::decode(&mut vote.opinion.as_slice())?,
        salt: vote.salt.as_slice().try_into()?,
    })
}

/// Shows the receipt of work that was done here.
async fn show_receipt(context: &Context, task: &Task) -> Result<()> {
    let Some(receipt) = context.store.job(task.id.unsigned_abs()).await?.and_then(|job| job.receipt) else { return Ok(()) };
    let receipt = Receipt::decode(&mut receipt.as_slice())?;
    let delivered = task.receipt_hash.as_deref() == Some(receipt.hash().as_slice());
    anyhow::ensure!(delivered, "the receipt here is not the one that was delivered");
    for_hired(context, task, format!("receipt:{}", task.id), &Call::show_receipt(&receipt)).await
}

/// Queues a call in the name of whoever may act for the task's agent.
pub(super) async fn for_hired(context: &Context, task: &Task, key: String, call: &Call) -> Result<()> {
    if !context.store.known_keys(std::slice::from_ref(&key)).await?.is_empty() {
        return Ok(());
    }
    let runtime = context.chain.runtime().await?;
    let written = context.write_for_hired(&runtime, task, call).await?;
    context.enqueue_written(&key, written.context("the agent is no longer operated by any of our accounts")?).await?;
    Ok(())
}

/// What running the task's module again gives: from our records, or by running it now.
pub(super) async fn find(context: &Context, task: &Task) -> Result<Opinion> {
    let number = task.id.unsigned_abs();
    if let Some(known) = context.store.finding(number).await? {
        return Ok(Opinion::decode(&mut known.as_slice())?);
    }
    let opinion = job::run_again(context, task).await?;
    context.store.keep_finding(number, &opinion.encode()).await?;
    Ok(opinion)
}

/// What is said when there is no time left to wait for what is missing. To keep the module at hand is the agent's duty, the input
/// the requester's.
async fn give_up(context: &Context, task: &Task) -> Result<Opinion> {
    let module = task.module.as_deref().and_then(|module| cid::Cid::try_from(module).ok());
    let has_module = match module {
        Some(module) => context.content.contains(&module).await?,
        None => false,
    };
    Ok(if has_module { Opinion::Unavailable } else { Opinion::Failure })
}

/// Runs again what others delivered, and disputes what is wrong.
async fn watch(context: &Context) -> Result<()> {
    let delivered = tasks::Filter { status: Some("verifying".into()), ..tasks::Filter::default() };
    let ours: Vec<_> = context.runnable_agents().await?.iter().map(|agent| Some(agent.id)).collect();
    for task in context.all_tasks(delivered).await? {
        let mode = task.verification.get("mode").and_then(|mode| mode.as_str());
        let by_execution = matches!(mode, Some("deterministic" | "replayable"));
        if !by_execution || task.module_hash.is_none() || ours.contains(&task.agent) {
            continue;
        }
        match find(context, &task).await {
            Ok(opinion) if is_refuted(&task, opinion) => {
                context.enqueue(vec![(format!("dispute:{}", task.id), Call::dispute(id(&task)))]).await?;
            }
            Ok(_) => {}
            Err(error) => tracing::debug!(task = task.id, error = format!("{error:#}"), "cannot be run again now"),
        }
    }
    Ok(())
}

/// Whether what was delivered is not what the module makes of the input. What cannot be run proves nothing.
fn is_refuted(task: &Task, opinion: Opinion) -> bool {
    match opinion {
        Opinion::Output { output_hash, .. } => task.output_hash.as_deref() != Some(output_hash.as_slice()),
        Opinion::Failure => true,
        Opinion::Unavailable => false,
    }
}
