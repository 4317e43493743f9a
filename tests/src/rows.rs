//! What an orchestrator keeps of the chain, row by row.

use ainur_test_postgres::Postgres;
use anyhow::{Context, Result};
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

/// All rows of a table, as text, in an order that does not depend on when they were written.
pub struct Rows {
    /// The table.
    pub table: &'static str,
    /// Its rows.
    pub rows: Vec<String>,
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
