//! What events do to disputes.

use serde_json::Value;
use sqlx::PgConnection;

use crate::{agents::signed, StoreError};

/// What an event does to the dispute over a task.
#[derive(Clone, Debug)]
pub enum Change {
    /// It is opened. Its first stage follows from how the task is verified.
    Opened {
        /// Who objects.
        challenger: String,
        /// What stands behind the objection, in plancks.
        bond: String,
        /// Height of the block.
        height: u32,
    },
    /// These are drawn for a round.
    Drawn {
        /// Which round.
        round: u8,
        /// Who, in the order of the draw.
        members: Vec<String>,
    },
    /// It moves on.
    Moved(Step),
    /// The agent has shown its receipt; the stage is the same, and so is the block in which it began.
    ReceiptShown,
    /// A member is bound to a vote, or has shown it.
    Voted {
        /// In which round.
        round: u8,
        /// Who.
        who: String,
        /// What it found; none as long as nobody can know.
        opinion: Option<Value>,
    },
}

/// What changes when a dispute moves on; what is none stays as it is.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug, Default)]
pub struct Step {
    pub stage: &'static str,
    pub round: Option<u8>,
    pub until: Option<u32>,
    pub verdict: Option<&'static str>,
    pub ruling: Option<&'static str>,
    /// Height of the block.
    pub height: u32,
}

/// Writes one change.
pub(super) async fn write(connection: &mut PgConnection, task: u64, change: &Change) -> Result<(), StoreError> {
    let query = match change {
        Change::Opened { challenger, bond, height } => sqlx::query(
            "INSERT INTO disputes (task, challenger, bond, stage, opened_at, changed_at)
             SELECT id, $2, $3::numeric,
                    CASE verification->>'mode' WHEN 'evaluator' THEN 'evaluating' WHEN 'requester_only' THEN 'court' ELSE 'drawing' END,
                    $4, $4
             FROM tasks WHERE id = $1",
        )
        .bind(signed(task))
        .bind(challenger)
        .bind(bond)
        .bind(i64::from(*height)),
        Change::Drawn { round, members } => sqlx::query(
            "INSERT INTO committee_members (task, round, who, seat)
             SELECT $1, $2, who, seat - 1 FROM unnest($3::text[]) WITH ORDINALITY AS drawn (who, seat)",
        )
        .bind(signed(task))
        .bind(i16::from(*round))
        .bind(members),
        Change::Moved(step) => sqlx::query(
            "UPDATE disputes SET stage = $2, round = coalesce($3, round), until = coalesce($4, until),
                                 verdict = coalesce($5, verdict), ruling = coalesce($6, ruling), changed_at = $7
             WHERE task = $1",
        )
        .bind(signed(task))
        .bind(step.stage)
        .bind(step.round.map(i16::from))
        .bind(step.until.map(i64::from))
        .bind(step.verdict)
        .bind(step.ruling)
        .bind(i64::from(step.height)),
        Change::ReceiptShown => sqlx::query("UPDATE disputes SET receipt_shown = true WHERE task = $1").bind(signed(task)),
        Change::Voted { round, who, opinion } => sqlx::query(
            "UPDATE committee_members SET committed = true, opinion = $4 WHERE task = $1 AND round = $2 AND who = $3",
        )
        .bind(signed(task))
        .bind(i16::from(*round))
        .bind(who)
        .bind(opinion),
    };
    query.execute(connection).await?;
    Ok(())
}
