//! How an event of arbitration changes the projection.

use ainur_chain::{records::Ruling, ArbitrationEvent};
use ainur_primitives::{Opinion, Side};
use ainur_store::{
    audits,
    disputes::{advance, draw, note_receipt, note_vote, open, Change},
    PgConnection, StoreError,
};
use serde_json::{json, Value};

use crate::text;

/// Applies one event.
pub async fn apply(connection: &mut PgConnection, event: &ArbitrationEvent, height: u32) -> Result<(), StoreError> {
    match event {
        ArbitrationEvent::DisputeOpened { task, challenger, bond } => {
            open(connection, task.0, &challenger.to_string(), &bond.to_string(), height).await
        }
        ArbitrationEvent::CommitteeDrawn { task, round, members, commit_until } => {
            let members: Vec<_> = members.iter().map(ToString::to_string).collect();
            draw(connection, task.0, *round, &members).await?;
            let until = Some(*commit_until);
            let change = Change { stage: Some("committing"), round: Some(*round), until, ..Change::default() };
            advance(connection, task.0, &change, height).await
        }
        ArbitrationEvent::VoteCommitted { task, round, who } => {
            note_vote(connection, task.0, *round, &who.to_string(), None).await
        }
        ArbitrationEvent::RevealStarted { task, until, .. } => {
            let change = Change { stage: Some("revealing"), until: Some(*until), ..Change::default() };
            advance(connection, task.0, &change, height).await
        }
        ArbitrationEvent::VoteRevealed { task, round, who, opinion } => {
            note_vote(connection, task.0, *round, &who.to_string(), Some(&opinion_json(opinion))).await
        }
        ArbitrationEvent::ReceiptShown { task, .. } => note_receipt(connection, task.0).await,
        ArbitrationEvent::VerdictReached { task, side, appeal_until, .. } => {
            let (until, verdict) = (Some(*appeal_until), Some(side_text(*side)));
            let change = Change { stage: Some("appealable"), until, verdict, ..Change::default() };
            advance(connection, task.0, &change, height).await
        }
        // Where it goes from here is told by the event that follows: another draw, the court, or the end.
        ArbitrationEvent::NoQuorum { task, .. } | ArbitrationEvent::Appealed { task, .. } => {
            advance(connection, task.0, &Change { stage: Some("drawing"), ..Change::default() }, height).await
        }
        ArbitrationEvent::BroughtToCourt { task, until, .. } => {
            let change = Change { stage: Some("court"), until: Some(*until), ..Change::default() };
            advance(connection, task.0, &change, height).await
        }
        ArbitrationEvent::DisputeSettled { task, ruling, .. } => {
            let ruling = match ruling {
                Ruling::For(side) => side_text(*side),
                Ruling::Undecided => "undecided",
            };
            let change = Change { stage: Some("settled"), ruling: Some(ruling), ..Change::default() };
            advance(connection, task.0, &change, height).await
        }
        ArbitrationEvent::AuditDrawn { task, auditor, until } => {
            audits::draw(connection, task.0, &auditor.to_string(), *until).await
        }
        ArbitrationEvent::AuditReported { task, opinion, .. } => audits::report(connection, task.0, &opinion_json(opinion)).await,
        ArbitrationEvent::AuditContradicted { task, .. } => audits::contradict(connection, task.0).await,
        // Verifiers are read from the chain when they are needed.
        ArbitrationEvent::VerifierSeated { .. }
        | ArbitrationEvent::VerifierUnseated { .. }
        | ArbitrationEvent::VerifierLeft { .. }
        | ArbitrationEvent::VerifierSlashed { .. } => Ok(()),
    }
}

fn side_text(side: Side) -> &'static str {
    match side {
        Side::Agent => "agent",
        Side::Challenger => "challenger",
    }
}

fn opinion_json(opinion: &Opinion) -> Value {
    match opinion {
        Opinion::Output { output_hash, fuel_used } => {
            json!({ "output": { "output_hash": text::hex(output_hash), "fuel_used": fuel_used.to_string() } })
        }
        Opinion::Failure => json!("failure"),
        Opinion::Unavailable => json!("unavailable"),
    }
}
