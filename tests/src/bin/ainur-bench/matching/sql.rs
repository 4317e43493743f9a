//! The market's rule in SQL, and the biddings in tables.

use std::fmt::Write;

use ainur_primitives::AgentId;
use ainur_test_postgres::Postgres;
use anyhow::{ensure, Context, Result};
use sp_arithmetic::Perbill;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::{
    book::{Bidding, Book},
    Order,
};

/// A primary key each: that of the bids carries all that a decision reads, so that no table is looked into beside it.
const TABLES: [&str; 2] = [
    "CREATE TABLE task (
        id bigint PRIMARY KEY, budget numeric(39) NOT NULL, max_duration bigint NOT NULL,
        price bigint NOT NULL, reputation bigint NOT NULL, speed bigint NOT NULL, quality bigint NOT NULL
    )",
    "CREATE TABLE bid (
        task bigint NOT NULL, agent bigint NOT NULL, price numeric(39) NOT NULL, duration bigint NOT NULL,
        placed_at bigint NOT NULL, trust bigint NOT NULL, rating bigint NOT NULL,
        PRIMARY KEY (task, agent) INCLUDE (price, duration, placed_at, trust, rating)
    )",
];

/// `Terms::winner` for the task `$TASK`: 64-bit integers, and exact decimals only where an amount of 128 bits asks for them.
const RULE: &str = "SELECT bid.agent FROM task JOIN bid ON bid.task = task.id WHERE task.id = $TASK ORDER BY \
    task.price * CASE WHEN bid.price < task.budget \
        THEN div((task.budget - bid.price) * 1000000000, task.budget)::bigint ELSE 0 END \
    + task.reputation * bid.trust \
    + task.speed * CASE WHEN bid.duration < task.max_duration \
        THEN (task.max_duration - bid.duration) * 1000000000 / task.max_duration ELSE 0 END \
    + task.quality * bid.rating DESC, bid.placed_at, bid.agent LIMIT 1";

/// Biddings that are sent at a time.
const PART: usize = 5_000;

/// What each of so many clients of pgbench repeats: one decision on one of so many tasks.
pub fn script(order: Order, tasks: usize, clients: usize) -> String {
    let next = match order {
        Order::OneAfterTheOther => {
            let apart = tasks.checked_div(clients).unwrap_or(0);
            format!("\\set turn :turn + 1\n\\set task (:client_id * {apart} + :turn) % {tasks}\n")
        }
        Order::AtRandom => format!("\\set task random(0, {})\n", tasks.saturating_sub(1)),
    };
    format!("{next}{};\n", RULE.replace("$TASK", ":task"))
}

/// A database with all biddings.
pub struct Database(PgConnection);

impl Database {
    /// Makes the tables, fills them and has them analysed. A task's number is its place in the book.
    pub async fn fill(postgres: &Postgres, book: &Book) -> Result<Self> {
        let mut database = Self(PgConnection::connect(&postgres.url()).await?);
        for table in TABLES {
            database.execute(table).await?;
        }
        for (part, biddings) in book.biddings.chunks(PART).enumerate() {
            let first = part.saturating_mul(PART);
            let (mut tasks, mut bids) = (String::new(), String::new());
            for (task, bidding) in (first..).zip(biddings) {
                write_task(&mut tasks, task, bidding)?;
                write_bids(&mut bids, task, bidding)?;
            }
            database.copy("COPY task FROM STDIN", tasks).await?;
            database.copy("COPY bid FROM STDIN", bids).await?;
        }
        database.execute("VACUUM ANALYZE").await?;
        Ok(database)
    }

    /// Who wins each bidding, by the rule that pgbench repeats, in one statement.
    pub async fn winners(&mut self) -> Result<Vec<Option<AgentId>>> {
        let rule = RULE.replace("$TASK", "decided.id");
        let all = format!("SELECT decided.id, winner.agent FROM task AS decided LEFT JOIN LATERAL ({rule}) AS winner ON true");
        let mut rows: Vec<(i64, Option<i64>)> = sqlx::query_as(AssertSqlSafe(all)).fetch_all(&mut self.0).await?;
        rows.sort_unstable();
        let agent = |agent: i64| u64::try_from(agent).map(AgentId);
        rows.into_iter().map(|(_, winner)| Ok(winner.map(agent).transpose()?)).collect()
    }

    /// Ends the connection.
    pub async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }

    async fn execute(&mut self, statement: &'static str) -> Result<()> {
        sqlx::query(statement).execute(&mut self.0).await.with_context(|| format!("Postgres refuses {statement}"))?;
        Ok(())
    }

    async fn copy(&mut self, statement: &str, rows: String) -> Result<()> {
        let count = rows.lines().count() as u64;
        let mut copy = self.0.copy_in_raw(statement).await?;
        copy.send(rows.into_bytes()).await?;
        let copied = copy.finish().await?;
        ensure!(copied == count, "{copied} of {count} rows were copied");
        Ok(())
    }
}

fn write_task(out: &mut String, task: usize, Bidding { terms, .. }: &Bidding) -> Result<()> {
    let weights = terms.weights;
    let [price, reputation, speed, quality] =
        [weights.price, weights.reputation, weights.speed, weights.quality].map(Perbill::deconstruct);
    let (budget, max_duration) = (terms.budget, terms.max_duration);
    writeln!(out, "{task}\t{budget}\t{max_duration}\t{price}\t{reputation}\t{speed}\t{quality}")?;
    Ok(())
}

fn write_bids(out: &mut String, task: usize, Bidding { offers, .. }: &Bidding) -> Result<()> {
    for offer in offers {
        let (agent, price, duration, placed_at) = (offer.agent.0, offer.price, offer.duration, offer.placed_at);
        let [trust, rating] = [offer.standing.trust, offer.standing.rating].map(Perbill::deconstruct);
        writeln!(out, "{task}\t{agent}\t{price}\t{duration}\t{placed_at}\t{trust}\t{rating}")?;
    }
    Ok(())
}
