//! Which content is needed, by identifier.

use sqlx::FromRow;

use crate::{Store, StoreError};

/// Content that work needs.
#[derive(FromRow, Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Its identifier.
    pub cid: String,
    /// Whether it is a module; else it is an input.
    pub is_module: bool,
}

impl Store {
    /// The content that open tasks and agents name: modules, manifests, inputs, descriptions, and outputs that are not settled.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn content_in_use(&self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query_scalar(
            "SELECT cid FROM tasks, unnest(ARRAY[input, description, module, output]) AS cid
             WHERE status NOT IN ('finalized', 'cancelled') AND cid IS NOT NULL
             UNION
             SELECT cid FROM agents, unnest(ARRAY[manifest, module]) AS cid
             WHERE availability <> 'removed' AND cid IS NOT NULL",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// What `operator` needs to work and to judge: the modules of agents that it owns or operates, unless their owner is none of `owners`;
    /// the inputs of tasks that these agents could take or were hired for; module and input of results that it was drawn for, or of all
    /// that can be objected to when it is to `watch`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn content_wanted(
        &self,
        operator: &str,
        owners: Option<&[String]>,
        watch: bool,
    ) -> Result<Vec<Wanted>, StoreError> {
        let rows = sqlx::query_as(
            "WITH ours AS (
                 SELECT id, module, capabilities FROM agents
                 WHERE (owner = $1 OR operator = $1) AND ($2::text[] IS NULL OR owner = ANY($2))
                   AND module IS NOT NULL AND availability <> 'removed'
             ), judged AS (
                 SELECT module, input FROM tasks
                 WHERE status IN ('verifying', 'disputed') AND module IS NOT NULL
                   AND ($3 OR EXISTS (SELECT FROM audits WHERE audits.task = tasks.id AND auditor = $1)
                           OR EXISTS (SELECT FROM committee_members WHERE committee_members.task = tasks.id AND who = $1))
             )
             SELECT module AS cid, true AS is_module FROM ours
             UNION SELECT module, true FROM tasks WHERE status IN ('matched', 'running') AND agent IN (SELECT id FROM ours)
                                                    AND module IS NOT NULL
             UNION SELECT module, true FROM judged
             UNION SELECT input, false FROM judged
             UNION SELECT input, false FROM tasks
                   WHERE status IN ('offered', 'matched', 'running') AND agent IN (SELECT id FROM ours)
             UNION SELECT input, false FROM tasks
                   WHERE status = 'bidding' AND EXISTS (SELECT FROM ours WHERE ours.capabilities @> tasks.capabilities)
             ORDER BY cid",
        )
        .bind(operator)
        .bind(owners)
        .bind(watch)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}
