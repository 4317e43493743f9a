//! Which content is needed, by identifier.

use sqlx::FromRow;

use crate::{Store, StoreError};

/// Content that work needs.
#[derive(FromRow, Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Its identifier.
    pub cid: String,
    /// Whether it is a module; else it is an input, or a text.
    pub is_module: bool,
}

/// Who needs content, and what for.
#[derive(Clone, Copy, Debug)]
pub struct Wanting<'a> {
    /// Accounts for whose agents they work: these agents' modules, or descriptions of endpoints, and the inputs of tasks that they could
    /// take or were hired for.
    pub operators: &'a [String],
    /// Only of agents of these owners, if any are named.
    pub owners: Option<&'a [String]>,
    /// Who judges: module and input of results that it was drawn for.
    pub verifier: &'a str,
    /// Module and input of all results that can be objected to, as well.
    pub watch: bool,
    /// What people are told of these agents, and of the tasks in bidding that they could take, as well.
    pub texts: bool,
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

    /// The content that is needed by somebody who works and judges.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn content_wanted(&self, by: &Wanting<'_>) -> Result<Vec<Wanted>, StoreError> {
        let rows = sqlx::query_as(
            "WITH ours AS (
                 SELECT id, manifest, module, endpoint, capabilities FROM agents
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
             UNION SELECT manifest, false FROM ours WHERE $5
             UNION SELECT description, false FROM tasks
                   WHERE $5 AND status = 'bidding' AND description IS NOT NULL
                     AND EXISTS (SELECT FROM ours WHERE ours.capabilities @> tasks.capabilities)
             ORDER BY cid",
        )
        .bind(by.operators)
        .bind(by.owners)
        .bind(by.watch)
        .bind(by.verifier)
        .bind(by.texts)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }
}
