//! What an orchestrator keeps of the chain, row by row.

use std::collections::BTreeSet;

use ainur_test_postgres::Postgres;
use anyhow::{ensure, Context, Result};
use sqlx::{Connection, PgConnection};

/// A table that follows from the chain alone, the condition under which a row is of a block up to `$1`, and what is only of the one
/// who reads.
struct Table {
    name: &'static str,
    up_to: &'static str,
    local: &'static str,
}

const TABLES: [Table; 9] = [
    Table { name: "blocks", up_to: "height <= $1", local: "indexed_at" },
    Table { name: "events", up_to: "height <= $1", local: "" },
    Table { name: "agents", up_to: "registered_at <= $1", local: "" },
    Table { name: "tasks", up_to: "changed_at <= $1", local: "" },
    Table { name: "task_transitions", up_to: "height <= $1", local: "" },
    Table { name: "bids", up_to: "placed_at <= $1", local: "" },
    Table { name: "disputes", up_to: "changed_at <= $1", local: "" },
    Table { name: "committee_members", up_to: "$1 > 0", local: "" },
    Table { name: "audits", up_to: "$1 > 0", local: "" },
];

/// All other tables, and why they are not the same for everybody who reads the chain.
const NOT_OF_THE_CHAIN: [(&str, &str); 9] = [
    ("_sqlx_migrations", "when the schema was made"),
    ("event_partitions", "made ahead of the chain, as far as the process had come that made them"),
    ("outbox", "what was sent from here, and how often"),
    ("jobs", "what was worked on here, and its logs"),
    ("mirrored", "what was added here, and copied elsewhere"),
    ("module_faults", "how often modules went wrong in a row here"),
    ("findings", "what running a module again gave here, and when"),
    ("votes", "salts that only the voter knows"),
    ("settle_rests", "how often batches from here passed a task over"),
];

/// All rows of a table, as text, in an order that does not depend on when they were written.
pub struct Rows {
    /// The table.
    pub table: &'static str,
    /// Its rows.
    pub rows: Vec<String>,
}

/// Height of the last block that was read; none before the first.
pub async fn head(postgres: &Postgres) -> Result<Option<u32>> {
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    let height: Option<i64> = sqlx::query_scalar("SELECT max(height) FROM blocks").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(height.map(u32::try_from).transpose()?)
}

/// Makes sure that it is known of every table whether it follows from the chain.
///
/// # Errors
///
/// When it is not known of one, or one is gone: which.
pub async fn are_all_known(postgres: &Postgres) -> Result<()> {
    const QUERY: &str = "SELECT relname::text FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition";
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    let there: BTreeSet<String> = sqlx::query_scalar(QUERY).fetch_all(&mut connection).await?.into_iter().collect();
    connection.close().await?;
    let known = TABLES.iter().map(|table| table.name).chain(NOT_OF_THE_CHAIN.iter().map(|(name, _)| *name));
    let known: BTreeSet<String> = known.map(str::to_owned).collect();
    let unknown: Vec<_> = there.symmetric_difference(&known).collect();
    ensure!(unknown.is_empty(), "say in rows.rs whether these tables follow from the chain: {unknown:?}");
    Ok(())
}

/// The rows that only one of two has, a line each.
pub fn differences(first: &[Rows], second: &[Rows]) -> Vec<String> {
    let all = |all: &[Rows]| -> BTreeSet<String> {
        all.iter().flat_map(|Rows { table, rows }| rows.iter().map(move |row| format!("{table} {row}"))).collect()
    };
    let (first, second) = (all(first), all(second));
    let only = |which: &'static str| move |row: &String| format!("only in the {which}: {row}");
    let of_first = first.difference(&second).map(only("first"));
    of_first.chain(second.difference(&first).map(only("second"))).collect()
}

/// Everything that was read of the chain up to a block.
pub async fn up_to(postgres: &Postgres, height: u32) -> Result<Vec<Rows>> {
    let mut connection = PgConnection::connect(&postgres.url()).await?;
    let mut all = Vec::new();
    for Table { name, up_to, local } in TABLES {
        let query = format!("SELECT (to_jsonb(row) - '{local}')::text FROM {name} AS row WHERE {up_to} ORDER BY 1");
        let query = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).bind(i64::from(height));
        let rows = query.fetch_all(&mut connection).await.with_context(|| format!("cannot read {name}"))?;
        all.push(Rows { table: name, rows });
    }
    connection.close().await?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&str]) -> [Rows; 1] {
        [Rows { table: "tasks", rows: rows.iter().map(|row| (*row).to_owned()).collect() }]
    }

    #[test]
    fn a_row_that_differs_is_shown_as_each_has_it() {
        let differences = differences(&rows(&["a", "b 1", "c"]), &rows(&["a", "b 2", "c"]));
        assert_eq!(differences, ["only in the first: tasks b 1", "only in the second: tasks b 2"]);
    }

    #[test]
    fn rows_that_one_lacks_are_shown_and_equal_ones_are_not() {
        assert_eq!(differences(&rows(&["a"]), &rows(&["a", "b"])), ["only in the second: tasks b"]);
        assert!(differences(&rows(&["a", "b"]), &rows(&["a", "b"])).is_empty());
    }
}
