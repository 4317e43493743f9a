//! Brings the outbox to the chain, each key's rows beside those of the others: one nonce for each row, one signature at a time, the same
//! bytes until they expire.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{
        atomic::{AtomicU32, Ordering},
        Arc,
    },
    time::Instant,
};

use ainur_chain::{AccountId, BlockRef, Mortality, Runtime, Signer, SubmitError};
use ainur_primitives::BlockNumber;
use ainur_store::outbox::{Signed, Submission};
use anyhow::{Context as _, Result};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{bidding, drive, Context};

/// Most submissions under way at a time: a node keeps a few hundred of one account that wait for an earlier nonce.
const WINDOW: i64 = 256;

/// Blocks before it is looked again whether an account has named the key its proxy.
const PROXY_REST: BlockNumber = 4;

/// Signatures that are tried on a call before it is given up.
const MOST_ATTEMPTS: i32 = 20;

/// Submits until the shutdown, for each key by itself: one that is held up holds up no other.
pub async fn run(context: Context, shutdown: CancellationToken) {
    let lanes = context.accounts.signers().into_iter().map(|signer| lane(&context, signer, shutdown.clone()));
    futures::future::join_all(lanes).await;
}

async fn lane(context: &Context, signer: &Signer, shutdown: CancellationToken) {
    let sent_at = AtomicU32::new(0);
    let sent_at = &sent_at;
    drive("submit", context, shutdown, || async move {
        if let Some(height) = step(context, signer, sent_at.load(Ordering::Relaxed)).await? {
            sent_at.store(height, Ordering::Relaxed);
        }
        Ok(())
    })
    .await;
}

/// Where the chain stands, for all submissions of one step.
struct Moment<'a> {
    signer: &'a Signer,
    /// The block as of which the nonces are used: the two are of one view.
    head: BlockRef,
    best: BlockNumber,
    indexed: u32,
    used: u32,
    runtime: Arc<Runtime>,
}

/// What is to be done with an open submission.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Action {
    /// Sign it under this nonce and send it.
    Sign { nonce: u32 },
    /// Send the same bytes again.
    Resend,
    /// Wait until the indexer says what became of it.
    Wait,
}

/// Takes every open submission of the key one step further; what was sent already is sent again once for every new block, final
/// or not: a node may have lost it, or be another than the last and behind it. Returns the height of that block when it did,
/// given the height at which it did last: zero for who begins to lead, who cannot know what the last leader has sent of what it signed.
pub async fn step(context: &Context, signer: &Signer, sent_at: BlockNumber) -> Result<Option<BlockNumber>> {
    // Read before the submissions are: a block that is indexed in between has closed some of them, and that must not look as
    // if it had not held them.
    let Some(indexed) = context.present_height().await? else { return Ok(None) };
    let mut open = context.store.open_submissions(&signer.account().to_string(), indexed, WINDOW).await?;
    if open.is_empty() {
        return Ok(None);
    }
    let (head, account) = context.chain.head_with_account(&signer.account()).await?;
    let best = context.chain.best_height().await?;
    let moment = Moment { signer, head, best, indexed, used: account.nonce, runtime: context.chain.runtime().await? };
    drop_late_bids(context, &moment, &mut open).await?;
    withhold(context, &moment, &mut open).await?;
    // Whatever is refused leaves its nonce to others, so the rest is planned anew without it; whoever came before it keeps its own.
    let mut done = HashSet::new();
    while let Some(refused) = carry_out(context, &moment, &open, sent_at, &mut done).await? {
        open.retain(|submission| submission.id != refused);
    }
    Ok(Some(best))
}

/// Drops bids that waited until their biddings were over, for the account's turn, its proxy, its money or the node: the chain would
/// refuse them, and for a fee.
async fn drop_late_bids(context: &Context, moment: &Moment<'_>, open: &mut Vec<Submission>) -> Result<()> {
    let movable = movable(open, moment);
    let late = bidding::late(context, &movable, moment.indexed).await?;
    if late.is_empty() {
        return Ok(());
    }
    tracing::info!(dropped = late.len(), "the bidding was over before the bid could be made");
    context.store.drop_submissions(&late, "the bidding is over").await?;
    let late: HashSet<_> = late.into_iter().map(|submission| submission.id).collect();
    open.retain(|submission| !late.contains(&submission.id));
    Ok(())
}

/// Lets those of the submissions rest that would be signed now in the name of an account that has not named the key its proxy, or not any
/// more: the chain would refuse them all the same, and for a fee.
async fn withhold(context: &Context, moment: &Moment<'_>, open: &mut Vec<Submission>) -> Result<()> {
    let mut by_account: BTreeMap<AccountId, Vec<&Submission>> = BTreeMap::new();
    for submission in movable(open, moment) {
        if let Some((account, _)) = moment.runtime.in_name_of(&submission.call) {
            by_account.entry(account).or_default().push(submission);
        }
    }
    let mut withheld = HashSet::new();
    for (account, submissions) in by_account {
        if !context.is_disowned(&moment.signer.account(), &account).await? {
            continue;
        }
        let reason = format!("{account} has not named the key its proxy of the type AgentOperator");
        tracing::warn!(withheld = submissions.len(), reason);
        context.store.rest_submissions(&submissions, moment.indexed.saturating_add(PROXY_REST), &reason).await?;
        withheld.extend(submissions.iter().map(|submission| submission.id));
    }
    open.retain(|submission| !withheld.contains(&submission.id));
    Ok(())
}

/// Those of the submissions that are in no block, can get into none as they are, and leave no gap among the nonces.
fn movable<'a>(open: &'a [Submission], moment: &Moment<'_>) -> Vec<&'a Submission> {
    let fates: Vec<_> = open.iter().map(|row| fate(row, moment.head.height, moment.indexed, moment.used)).collect();
    let last_alive = open.iter().zip(&fates).filter(|(_, fate)| **fate == Fate::Alive).filter_map(|(row, _)| nonce_of(row)).max();
    let is_movable = |(row, fate): &(&Submission, Fate)| match fate {
        Fate::Unsigned => true,
        // Its nonce must not be missing to those behind it.
        Fate::Expired => nonce_of(row) > last_alive,
        Fate::Alive | Fate::Unknown => false,
    };
    open.iter().zip(fates).filter(is_movable).map(|(row, _)| row).collect()
}

/// Does what is planned for the submissions and not done yet, up to the first that was refused, which is returned.
async fn carry_out(
    context: &Context,
    moment: &Moment<'_>,
    open: &[Submission],
    sent_at: BlockNumber,
    done: &mut HashSet<Uuid>,
) -> Result<Option<Uuid>> {
    for (submission, action) in plan(open, moment.head.height, moment.indexed, moment.used) {
        if !done.insert(submission.id) {
            continue;
        }
        let fate = match action {
            Action::Sign { nonce } => sign(context, moment, submission, nonce).await?,
            Action::Resend if moment.best != sent_at => send(context, moment, submission).await?,
            Action::Resend | Action::Wait => Sent::OnItsWay,
        };
        if fate == Sent::Refused {
            return Ok(Some(submission.id));
        }
    }
    Ok(None)
}

/// Decides for each open submission, in the order in which it is to be done.
///
/// Nonces are given out without gaps from the first that no finalised block has used, so that nothing waits for a nonce that
/// nobody has. Signatures that expired unused come first and only ever move down: each goes where nobody was, or where one
/// before it has just left. None is given out where the node is behind what is indexed: it knows too little of what is used.
fn plan(open: &[Submission], head: BlockNumber, indexed: BlockNumber, used: u32) -> Vec<(&Submission, Action)> {
    let fates: Vec<(&Submission, Fate)> = open.iter().map(|row| (row, fate(row, head, indexed, used))).collect();
    let mut taken: BTreeSet<u32> =
        fates.iter().filter(|(_, fate)| *fate == Fate::Alive).filter_map(|(row, _)| nonce_of(row)).collect();
    let mut next_free = || {
        let mut nonce = used;
        while !taken.insert(nonce) {
            nonce = nonce.saturating_add(1);
        }
        nonce
    };
    let mut actions = Vec::with_capacity(open.len());
    for turn in [Fate::Alive, Fate::Unknown, Fate::Expired, Fate::Unsigned] {
        actions.extend(fates.iter().filter(|(_, fate)| *fate == turn).map(|(row, fate)| match fate {
            Fate::Alive => (*row, Action::Resend),
            Fate::Unknown => (*row, Action::Wait),
            Fate::Expired | Fate::Unsigned if head < indexed => (*row, Action::Wait),
            Fate::Expired | Fate::Unsigned => (*row, Action::Sign { nonce: next_free() }),
        }));
    }
    actions
}

/// What can have become of an open submission.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// It has no signature, or one whose nonce some other extrinsic used.
    Unsigned,
    /// A block can still take it.
    Alive,
    /// It never got in, and never will.
    Expired,
    /// It may be in a block that is not indexed yet.
    Unknown,
}

fn fate(submission: &Submission, head: BlockNumber, indexed: BlockNumber, used: u32) -> Fate {
    let Some(nonce) = nonce_of(submission) else { return Fate::Unsigned };
    let expires_at = submission.expires_at.and_then(|height| u32::try_from(height).ok()).unwrap_or(0);
    match (head >= expires_at, nonce >= used) {
        (false, true) => Fate::Alive,
        (true, true) => Fate::Expired,
        // Some extrinsic used the nonce. Once every block that could have held ours is indexed and none did, it was another.
        (true, false) if indexed >= expires_at => Fate::Unsigned,
        (_, false) => Fate::Unknown,
    }
}

fn nonce_of(submission: &Submission) -> Option<u32> {
    submission.nonce.and_then(|nonce| u32::try_from(nonce).ok())
}

/// What the node made of a submission.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sent {
    /// The nonce is its own: it is in the pool, or may be, or will be sent again.
    OnItsWay,
    /// The nonce is free.
    Refused,
}

async fn sign(context: &Context, moment: &Moment<'_>, submission: &Submission, nonce: u32) -> Result<Sent> {
    let mortality = Mortality::new(moment.head, context.work.mortality);
    let extrinsic = match moment.signer.sign(&moment.runtime, &submission.call, nonce, mortality) {
        Ok(extrinsic) => extrinsic,
        // The call is of a runtime that is gone.
        Err(error) => return give_up(context, submission, &error.to_string()).await,
    };
    let signed = Signed { nonce, expires_at: mortality.expires_at(), bytes: extrinsic.bytes, hash: extrinsic.hash };
    // Stored before it is sent, so that whoever comes after a crash sends these bytes and no others.
    let Some(submission) = context.store.store_signed(submission, &signed).await? else {
        tracing::debug!(key = submission.business_key, "somebody else has signed it");
        return Ok(Sent::OnItsWay);
    };
    tracing::debug!(key = submission.business_key, nonce, indexed = moment.indexed, used = moment.used, "signed");
    send(context, moment, &submission).await
}

/// Sends what is signed and notes a refusal. Whatever the node says, only a finalised block decides.
async fn send(context: &Context, moment: &Moment<'_>, submission: &Submission) -> Result<Sent> {
    let bytes = submission.signed_bytes.as_deref().context("a signed submission has no bytes")?;
    let refusal = match context.chain.submit(bytes).await {
        Ok(_) | Err(SubmitError::AlreadyKnown) => {
            context.accounts.note_solvent(moment.signer.account());
            return Ok(Sent::OnItsWay);
        }
        // Nonces are looked at before money is.
        Err(SubmitError::Stale) => return Ok(Sent::OnItsWay),
        Err(SubmitError::Unpayable) => return cannot_pay(context, moment, submission).await,
        Err(SubmitError::Unreachable(error)) => return Err(error.into()),
        Err(refusal) => refusal,
    };
    let reason = refusal.to_string();
    if !matches!(refusal, SubmitError::Invalid(_)) {
        context.store.note_submission_error(submission, &reason).await?;
        return Ok(Sent::OnItsWay);
    }
    if submission.attempts >= MOST_ATTEMPTS {
        return give_up(context, submission, &reason).await;
    }
    tracing::warn!(key = submission.business_key, reason, "refused, to be signed again");
    context.store.take_signature_back(submission, &reason).await?;
    Ok(Sent::Refused)
}

/// Leaves the call to another key where any may make it; else it waits until the account has money.
async fn cannot_pay(context: &Context, moment: &Moment<'_>, submission: &Submission) -> Result<Sent> {
    let (reason, poor) = (SubmitError::Unpayable.to_string(), moment.signer.account());
    tracing::warn!(account = poor.to_string(), key = submission.business_key, reason);
    let other = context.accounts.note_poor(poor, &moment.runtime, &submission.call, Instant::now());
    if let Some(other) = other.map(|other| other.to_string()) {
        let heir = (other.as_str(), submission.call.as_slice());
        if context.store.hand_submission_over(submission, heir, &reason).await? {
            context.wake.ring();
            return Ok(Sent::Refused);
        }
    }
    context.store.note_submission_error(submission, &reason).await?;
    Ok(Sent::OnItsWay)
}

async fn give_up(context: &Context, submission: &Submission, reason: &str) -> Result<Sent> {
    tracing::error!(key = submission.business_key, reason, "given up");
    context.store.give_up_submission(submission, reason).await?;
    Ok(Sent::Refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn queued() -> Submission {
        Submission {
            id: Uuid::nil(),
            business_key: String::new(),
            signer: String::new(),
            call: Vec::new(),
            state: "queued".into(),
            nonce: None,
            expires_at: None,
            signed_bytes: None,
            tx_hash: None,
            attempts: 0,
            last_error: None,
            height: None,
            dispatch_error: None,
        }
    }

    fn signed(nonce: i64, expires_at: i64) -> Submission {
        Submission { state: "signed".into(), nonce: Some(nonce), expires_at: Some(expires_at), ..queued() }
    }

    fn actions(open: &[Submission], head: u32, indexed: u32, used: u32) -> Vec<Action> {
        plan(open, head, indexed, used).into_iter().map(|(_, action)| action).collect()
    }

    #[test]
    fn nonces_follow_each_other_without_gaps() {
        let open = [signed(8, 100), queued(), queued()];
        assert_eq!(actions(&open, 50, 50, 7), [Action::Resend, Action::Sign { nonce: 7 }, Action::Sign { nonce: 9 }]);
    }

    #[test]
    fn what_lives_is_sent_again_unchanged() {
        assert_eq!(actions(&[signed(7, 100)], 99, 99, 7), [Action::Resend]);
    }

    #[test]
    fn what_expired_unused_is_signed_again_under_its_nonce() {
        assert_eq!(actions(&[signed(7, 100)], 100, 90, 7), [Action::Sign { nonce: 7 }]);
    }

    #[test]
    fn what_expired_closes_a_gap_that_was_left_before_it() {
        let open = [signed(8, 100), signed(9, 100)];
        assert_eq!(actions(&open, 100, 100, 7), [Action::Sign { nonce: 7 }, Action::Sign { nonce: 8 }]);
    }

    #[test]
    fn what_may_be_in_a_block_waits_for_the_indexer() {
        assert_eq!(actions(&[signed(7, 100)], 100, 99, 8), [Action::Wait]);
        assert_eq!(actions(&[signed(7, 100)], 50, 50, 8), [Action::Wait]);
    }

    #[test]
    fn a_node_that_is_behind_the_record_is_sent_what_is_signed_and_asked_for_no_nonce() {
        let open = [signed(7, 100), queued()];
        assert_eq!(actions(&open, 49, 50, 7), [Action::Resend, Action::Wait]);
        assert_eq!(actions(&open, 50, 50, 7), [Action::Resend, Action::Sign { nonce: 8 }]);
    }

    #[test]
    fn what_lost_its_nonce_to_another_gets_a_new_one() {
        assert_eq!(actions(&[signed(7, 100)], 100, 100, 8), [Action::Sign { nonce: 8 }]);
    }

    proptest! {
        /// Carried out one after the other, no signature ever takes a nonce that another open submission has at that
        /// moment: the database would refuse it.
        #[test]
        fn signatures_never_collide(
            held in proptest::collection::btree_map(0u32..20, 0i64..100, 0..12),
            waiting in 0usize..6,
            head in 0u32..100,
            used in 0u32..20,
        ) {
            let mut open: Vec<Submission> = held.iter().map(|(nonce, expires)| signed((*nonce).into(), *expires)).collect();
            open.extend(std::iter::repeat_with(queued).take(waiting));
            for (place, row) in open.iter_mut().enumerate() {
                row.id = Uuid::from_u128(place as u128);
            }
            let mut holders: std::collections::BTreeMap<Uuid, u32> =
                open.iter().filter_map(|row| Some((row.id, nonce_of(row)?))).collect();
            let plan = plan(&open, head, head, used);
            prop_assert_eq!(plan.len(), open.len());
            for (row, action) in plan {
                let Action::Sign { nonce } = action else { continue };
                prop_assert!(nonce >= used);
                prop_assert!(holders.iter().all(|(id, held)| *id == row.id || *held != nonce));
                holders.insert(row.id, nonce);
            }
        }
    }
}
