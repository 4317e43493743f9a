//! Which content is needed, by identifier.

use sqlx::FromRow;

use crate::{Store, StoreError};

/// Content that work needs.
#[derive(FromRow, Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Its identifier.
    pub cid: String,
    /// Whether it is a module; else it is an input, or describes an endpoint.
    pub is_module: bool,
}

impl Store {
    /// The content that open tasks and agents name: modules, manifests, descriptions of endpoints, inputs, descriptions, and outputs that are not settled.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn content_in_use(&self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query_scalar(
            "SELECT cid FROM tasks, unnest(ARRAY[input, description, module, output]) AS cid
             WHERE status NOT IN ('finalized', 'cancelled') AND cid IS NOT NULL
             UNION
             SELECT cid FROM agents, unnest(ARRAY[manifest, module, endpoint]) AS cid
             WHERE availability <> 'removed' AND cid IS NOT NULL",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// What the `operators` need to work, and `verifier` to judge: the modules, or descriptions of endpoints, of agents that they own or
    /// operate, unless their owner is none of `owners`; the inputs of tasks that these agents could take or were hired for; module and input
    /// of results that `verifier` was drawn for, or of all that can be objected to when it is to `watch`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn content_wanted(
        &self,
        operators: &[String],
        verifier: &str,
        owners: Option<&[String]>,
        watch: bool,
    ) -> Result<Vec<Wanted>, StoreError> {
        let rows = sqlx::query_as(
            "WITH ours AS (
                 SELECT id, module, endpoint, capabilities FROM agents
                 WHERE (owner = ANY ($1) OR operator = ANY ($1)) AND ($2::text[] IS NULL OR owner = ANY($2))
                   AND availability <> 'removed'
             ), judged AS (
                 SELECT module, input FROM tasks
                 WHERE status IN ('verifying', 'disputed') AND module IS NOT NULL
                   AND ($3 OR EXISTS (SELECT FROM audits WHERE audits.task = tasks.id AND auditor = $4)
                           OR EXISTS (SELECT FROM committee_members WHERE committee_members.task = tasks.id AND who = $4))
             )
             SELECT module AS cid, true AS is_module FROM ours WHERE module IS NOT NULL
             UNION SELECT endpoint, false FROM ours WHERE endpoint IS NOT NULL
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
        .bind(operators)
        .bind(owners)
        .bind(watch)
        .bind(verifier)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}
