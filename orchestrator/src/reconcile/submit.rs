//! Brings the outbox to the chain: one nonce for each row, one signature at a time, the same bytes until they expire.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use ainur_chain::{BlockRef, Mortality, Runtime, SubmitError};
use ainur_store::outbox::{Signed, Submission};
use anyhow::{Context as _, Result};
use tokio_util::sync::CancellationToken;

use super::{drive, Context};

/// Most submissions under way at a time: a node keeps a few hundred of one account that wait for an earlier nonce.
const WINDOW: i64 = 256;
const INTERVAL: Duration = Duration::from_millis(250);

/// Submits until the shutdown.
pub async fn run(context: Context, shutdown: CancellationToken) {
    drive("submit", INTERVAL, shutdown, || step(&context)).await;
}

/// Where the chain stands, for all submissions of one step.
struct Moment {
    head: BlockRef,
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

/// Takes every open submission one step further.
pub async fn step(context: &Context) -> Result<()> {
    let open = context.store.open_submissions(&context.operator(), WINDOW).await?;
    let Some(indexed) = context.height().await? else { return Ok(()) };
    if open.is_empty() {
        return Ok(());
    }
    let head = context.chain.finalised_head().await?;
    let used = context.chain.account(&context.signer.account()).await?.nonce;
    let moment = Moment { head, indexed, used, runtime: context.chain.runtime().await? };
    let actions = plan(&open, head.height, indexed, used);
    for (submission, action) in open.iter().zip(actions) {
        match action {
            Action::Sign { nonce } => sign(context, &moment, submission, nonce).await?,
            Action::Resend => resend(context, submission).await?,
            Action::Wait => {}
        }
    }
    Ok(())
}

/// Decides for each open submission, those that are signed first. Nonces are given out without gaps from the first that no
/// finalised block has used.
fn plan(open: &[Submission], head: u32, indexed: u32, used: u32) -> Vec<Action> {
    let mut taken: BTreeSet<u32> = open.iter().filter_map(nonce_of).filter(|nonce| *nonce >= used).collect();
    let next_free = |taken: &mut BTreeSet<u32>| {
        let mut nonce = used;
        while !taken.insert(nonce) {
            nonce = nonce.saturating_add(1);
        }
        nonce
    };
    open.iter()
        .map(|submission| {
            let Some(nonce) = nonce_of(submission) else { return Action::Sign { nonce: next_free(&mut taken) } };
            let expires_at = submission.expires_at.and_then(|height| u32::try_from(height).ok()).unwrap_or(0);
            let expired = head >= expires_at;
            match (expired, nonce >= used) {
                (false, true) => Action::Resend,
                // It never got in, and never will: the nonce is free for another signature.
                (true, true) => Action::Sign { nonce },
                // Some extrinsic used the nonce. Once every block that could have held ours is indexed and none did, it
                // was another.
                (true, false) if indexed >= expires_at => Action::Sign { nonce: next_free(&mut taken) },
                (_, false) => Action::Wait,
            }
        })
        .collect()
}

fn nonce_of(submission: &Submission) -> Option<u32> {
    submission.nonce.and_then(|nonce| u32::try_from(nonce).ok())
}

async fn sign(context: &Context, moment: &Moment, submission: &Submission, nonce: u32) -> Result<()> {
    let mortality = Mortality::new(moment.head, context.work.mortality);
    let extrinsic = match context.signer.sign(&moment.runtime, &submission.call, nonce, mortality) {
        Ok(extrinsic) => extrinsic,
        // The call is of a runtime that is gone.
        Err(error) => {
            tracing::warn!(key = submission.business_key, %error, "given up");
            return Ok(context.store.give_up_submission(submission.id, &error.to_string()).await?);
        }
    };
    let signed = Signed { nonce, expires_at: mortality.expires_at(), bytes: extrinsic.bytes, hash: extrinsic.hash };
    // Stored before it is sent, so that whoever comes after a crash sends these bytes and no others.
    context.store.store_signed(submission.id, &signed).await?;
    tracing::debug!(key = submission.business_key, nonce, indexed = moment.indexed, used = moment.used, "signed");
    send(context, submission, &signed.bytes).await
}

async fn resend(context: &Context, submission: &Submission) -> Result<()> {
    let bytes = submission.signed_bytes.as_deref().context("a signed submission has no bytes")?;
    send(context, submission, bytes).await
}

/// Sends and notes a refusal. Whatever the node says, only a finalised block decides.
async fn send(context: &Context, submission: &Submission, bytes: &[u8]) -> Result<()> {
    match context.chain.submit(bytes).await {
        Ok(_) | Err(SubmitError::AlreadyKnown | SubmitError::Stale) => Ok(()),
        Err(SubmitError::Unreachable(error)) => Err(error.into()),
        Err(SubmitError::Invalid(reason)) => {
            tracing::warn!(key = submission.business_key, reason, "given up");
            Ok(context.store.give_up_submission(submission.id, &reason).await?)
        }
        Err(error) => Ok(context.store.note_submission_error(submission.id, &error.to_string()).await?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

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

    #[test]
    fn nonces_follow_each_other_without_gaps() {
        let open = [signed(8, 100), queued(), queued()];
        let expected = [Action::Resend, Action::Sign { nonce: 7 }, Action::Sign { nonce: 9 }];
        assert_eq!(plan(&open, 50, 50, 7), expected);
    }

    #[test]
    fn what_lives_is_sent_again_unchanged() {
        assert_eq!(plan(&[signed(7, 100)], 99, 99, 7), [Action::Resend]);
    }

    #[test]
    fn what_expired_unused_is_signed_again_under_its_nonce() {
        assert_eq!(plan(&[signed(7, 100)], 100, 90, 7), [Action::Sign { nonce: 7 }]);
    }

    #[test]
    fn what_may_be_in_a_block_waits_for_the_indexer() {
        assert_eq!(plan(&[signed(7, 100)], 100, 99, 8), [Action::Wait]);
        assert_eq!(plan(&[signed(7, 100)], 50, 50, 8), [Action::Wait]);
    }

    #[test]
    fn what_lost_its_nonce_to_another_gets_a_new_one() {
        assert_eq!(plan(&[signed(7, 100)], 100, 100, 8), [Action::Sign { nonce: 8 }]);
    }
}
