//! How an event of arbitration changes the projection.

use ainur_chain::{records::Ruling, ArbitrationEvent};
use ainur_primitives::{Opinion, Side, TaskId};
use ainur_store::projection::{audits, disputes, disputes::Step, Change};
use serde_json::{json, Value};

use crate::text;

/// What an event in a block of that height changes, in order.
pub fn changes(event: &ArbitrationEvent, height: u32) -> Vec<Change> {
    let dispute = |task: &TaskId, change| Change::Dispute(task.0, change);
    let moved = |task: &TaskId, step: Step| dispute(task, disputes::Change::Moved(Step { height, ..step }));
    let audit = |task: &TaskId, change| Change::Audit(task.0, change);
    let change = match event {
        ArbitrationEvent::DisputeOpened { task, challenger, bond } => {
            let (challenger, bond) = (challenger.to_string(), bond.to_string());
            dispute(task, disputes::Change::Opened { challenger, bond, height })
        }
        ArbitrationEvent::CommitteeDrawn { task, round, members, commit_until } => {
            let members = members.iter().map(ToString::to_string).collect();
            let step = Step { stage: "committing", round: Some(*round), until: Some(*commit_until), ..Step::default() };
            return vec![dispute(task, disputes::Change::Drawn { round: *round, members }), moved(task, step)];
        }
        ArbitrationEvent::VoteCommitted { task, round, who } => {
            dispute(task, disputes::Change::Voted { round: *round, who: who.to_string(), opinion: None })
        }
        ArbitrationEvent::RevealStarted { task, until, .. } => {
            moved(task, Step { stage: "revealing", until: Some(*until), ..Step::default() })
        }
        ArbitrationEvent::VoteRevealed { task, round, who, opinion } => {
            let opinion = Some(opinion_json(opinion));
            dispute(task, disputes::Change::Voted { round: *round, who: who.to_string(), opinion })
        }
        ArbitrationEvent::ReceiptShown { task, .. } => dispute(task, disputes::Change::ReceiptShown),
        ArbitrationEvent::VerdictReached { task, side, appeal_until, .. } => {
            let (until, verdict) = (Some(*appeal_until), Some(side_text(*side)));
            moved(task, Step { stage: "appealable", until, verdict, ..Step::default() })
        }
        // Where it goes from here is told by the event that follows: another draw, the court, or the end.
        ArbitrationEvent::NoQuorum { task, .. } | ArbitrationEvent::Appealed { task, .. } => {
            moved(task, Step { stage: "drawing", ..Step::default() })
        }
        ArbitrationEvent::BroughtToCourt { task, until, .. } => {
            moved(task, Step { stage: "court", until: Some(*until), ..Step::default() })
        }
        ArbitrationEvent::DisputeSettled { task, ruling, .. } => {
            let ruling = match ruling {
                Ruling::For(side) => side_text(*side),
                Ruling::Undecided => "undecided",
            };
            moved(task, Step { stage: "settled", ruling: Some(ruling), ..Step::default() })
        }
        ArbitrationEvent::AuditDrawn { task, auditor, until } => {
            audit(task, audits::Change::Drawn { auditor: auditor.to_string(), until: *until })
        }
        ArbitrationEvent::AuditReported { task, opinion, .. } => audit(task, audits::Change::Reported(opinion_json(opinion))),
        ArbitrationEvent::AuditContradicted { task, .. } => audit(task, audits::Change::Contradicted),
        // Verifiers are read from the chain when they are needed.
        ArbitrationEvent::VerifierSeated { .. }
        | ArbitrationEvent::VerifierUnseated { .. }
        | ArbitrationEvent::VerifierLeft { .. }
        | ArbitrationEvent::VerifierSlashed { .. } => return Vec::new(),
    };
    vec![change]
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
