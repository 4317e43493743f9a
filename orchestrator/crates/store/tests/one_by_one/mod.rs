//! What a change does to the rows, in a statement of its own.

use ainur_store::projection::{agents, agents::Ending, bids, tasks, tasks::Step, Change};
use sqlx::PgConnection;

fn id(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}

/// Writes one change.
pub async fn write(connection: &mut PgConnection, change: &Change) {
    match change {
        Change::Agent(agent, change) => of_agent(connection, id(*agent), change).await,
        Change::Task(task, change) => of_task(connection, id(*task), change).await,
        Change::Bids(task, change) => of_bids(connection, id(*task), change).await,
        // Of these there is no other way.
        change => ainur_store::projection::write(connection, std::slice::from_ref(change)).await.unwrap(),
    }
}

async fn of_agent(connection: &mut PgConnection, agent: i64, change: &agents::Change) {
    let query = match change {
        agents::Change::Registered(new) => sqlx::query(
            "INSERT INTO agents (id, slug, owner, operator, manifest, capabilities, price, module, module_hash, endpoint,
                                 concurrency, availability, stake, registered_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7::numeric, $8, $9, $10, $11, 'active', $12::numeric, $13)",
        )
        .bind(agent)
        .bind(&new.slug)
        .bind(&new.owner)
        .bind(&new.operator)
        .bind(&new.spec.manifest)
        .bind(&new.spec.capabilities)
        .bind(&new.spec.price)
        .bind(&new.spec.module)
        .bind(new.spec.module_hash)
        .bind(&new.spec.endpoint)
        .bind(i32::from(new.spec.concurrency))
        .bind(&new.stake)
        .bind(i64::from(new.registered_at)),
        agents::Change::Updated(spec) => sqlx::query(
            "UPDATE agents SET manifest = $2, capabilities = $3, price = $4::numeric, module = $5, module_hash = $6, endpoint = $7,
                               concurrency = $8
             WHERE id = $1",
        )
        .bind(agent)
        .bind(&spec.manifest)
        .bind(&spec.capabilities)
        .bind(&spec.price)
        .bind(&spec.module)
        .bind(spec.module_hash)
        .bind(&spec.endpoint)
        .bind(i32::from(spec.concurrency)),
        agents::Change::Operated(operator) => {
            sqlx::query("UPDATE agents SET operator = $2 WHERE id = $1").bind(agent).bind(operator)
        }
        agents::Change::Available(availability) => {
            sqlx::query("UPDATE agents SET availability = $2 WHERE id = $1").bind(agent).bind(*availability)
        }
        agents::Change::Staked(stake) => {
            sqlx::query("UPDATE agents SET stake = $2::numeric WHERE id = $1").bind(agent).bind(stake)
        }
        agents::Change::Worked { ending, score, trust } => {
            let (counts, value, duration, promised) = match ending {
                Ending::Completed { value, duration, promised } => ([1, 0, 0], *value, *duration, *promised),
                Ending::Failed => ([0, 1, 0], 0, 0, 0),
                Ending::Rejected => ([0, 0, 1], 0, 0, 0),
            };
            sqlx::query(
                "UPDATE agents SET completed = completed + $2, failed = failed + $3, disputed = disputed + $4,
                                   value_delivered = value_delivered + $5::numeric, score = $6, trust = $7, worked = worked + $8,
                                   promised = promised + $9
                 WHERE id = $1",
            )
            .bind(agent)
            .bind(counts[0])
            .bind(counts[1])
            .bind(counts[2])
            .bind(value.to_string())
            .bind(id(*score))
            .bind(i64::from(*trust))
            .bind(i64::from(duration))
            .bind(i64::from(promised))
        }
        agents::Change::Rated { stars } => {
            sqlx::query("UPDATE agents SET ratings = ratings + 1, stars = stars + $2 WHERE id = $1").bind(agent).bind(i64::from(*stars))
        }
    };
    query.execute(connection).await.unwrap();
}

async fn of_task(connection: &mut PgConnection, task: i64, change: &tasks::Change) {
    let query = match change {
        tasks::Change::Posted(new) => {
            sqlx::query(
                "WITH step AS (INSERT INTO task_transitions (task, height, idx, status) VALUES ($1, $23, $24, $20))
                 INSERT INTO tasks (id, requester, client_key, title, description, input, input_hash, capabilities, budget, hiring,
                                    min_reputation, min_stake, max_duration, deadline, verification, priority, parent, delegable,
                                    mandate, status, clock, agent, created_at, changed_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::numeric, $10, $11::numeric, $12::numeric, $13, $14, $15, $16, $17,
                         $18::numeric, $19, $20, $21, $22, $23, $23)",
            )
            .bind(task)
            .bind(&new.requester)
            .bind(new.client_key)
            .bind(&new.spec.title)
            .bind(&new.spec.description)
            .bind(&new.spec.input)
            .bind(new.spec.input_hash)
            .bind(&new.spec.capabilities)
            .bind(&new.spec.budget)
            .bind(&new.spec.hiring)
            .bind(&new.spec.min_reputation)
            .bind(&new.spec.min_stake)
            .bind(i64::from(new.spec.max_duration))
            .bind(i64::from(new.spec.deadline))
            .bind(&new.spec.verification)
            .bind(i16::from(new.spec.priority))
            .bind(new.spec.parent.map(id))
            .bind(&new.spec.delegable)
            .bind(new.spec.mandate)
            .bind(new.beginning.status)
            .bind(new.beginning.clock.map(i64::from))
            .bind(new.beginning.agent.map(id))
            .bind(i64::from(new.place.0))
            .bind(i32::try_from(new.place.1).unwrap())
        }
        tasks::Change::Moved(step) => return advance(connection, task, step).await,
        tasks::Change::Reopened => sqlx::query(
            "UPDATE tasks SET let_down_by = agent, agent = NULL, price = NULL, duration = NULL, module = NULL, module_hash = NULL,
                              started_at = NULL
             WHERE id = $1",
        )
        .bind(task),
        tasks::Change::Pruned => sqlx::query("UPDATE tasks SET pruned = true, clock = NULL WHERE id = $1").bind(task),
    };
    query.execute(connection).await.unwrap();
}

async fn advance(connection: &mut PgConnection, task: i64, step: &Step) {
    sqlx::query(
        "WITH step AS (INSERT INTO task_transitions (task, height, idx, status) VALUES ($1, $14, $15, $2)),
              rest AS (DELETE FROM settle_rests WHERE task = $1)
         UPDATE tasks SET status = $2, clock = $3, agent = coalesce($4, agent), price = coalesce($5::numeric, price),
                          duration = coalesce($6, duration), module_hash = coalesce($7, module_hash),
                          module = coalesce((SELECT module FROM agents WHERE agents.id = $4 AND agents.module_hash = $7), module),
                          started_at = coalesce($8, started_at), output = coalesce($9, output),
                          output_hash = coalesce($10, output_hash), receipt_hash = coalesce($11, receipt_hash),
                          settlement = coalesce($12, settlement), cancel_reason = coalesce($13, cancel_reason), changed_at = $14
         WHERE id = $1",
    )
    .bind(task)
    .bind(step.status)
    .bind(step.clock.map(i64::from))
    .bind(step.agent.map(id))
    .bind(&step.price)
    .bind(step.duration.map(i64::from))
    .bind(step.module_hash)
    .bind(step.started_at.map(i64::from))
    .bind(&step.output)
    .bind(step.output_hash)
    .bind(step.receipt_hash)
    .bind(&step.settlement)
    .bind(&step.cancel_reason)
    .bind(i64::from(step.place.0))
    .bind(i32::try_from(step.place.1).unwrap())
    .execute(connection)
    .await
    .unwrap();
}

async fn of_bids(connection: &mut PgConnection, task: i64, change: &bids::Change) {
    let query = match change {
        bids::Change::Placed { agent, price, duration, height } => sqlx::query(
            "INSERT INTO bids (task, agent, price, duration, placed_at, status) VALUES ($1, $2, $3::numeric, $4, $5, 'standing')
             ON CONFLICT (task, agent) DO UPDATE
             SET price = excluded.price, duration = excluded.duration, placed_at = excluded.placed_at, status = 'standing'",
        )
        .bind(task)
        .bind(id(*agent))
        .bind(price)
        .bind(i64::from(*duration))
        .bind(i64::from(*height)),
        bids::Change::Ended { agent, status } => {
            sqlx::query("UPDATE bids SET status = $3 WHERE task = $1 AND agent = $2 AND status = 'standing'")
                .bind(task)
                .bind(id(*agent))
                .bind(*status)
        }
        bids::Change::Lost => sqlx::query("UPDATE bids SET status = 'lost' WHERE task = $1 AND status = 'standing'").bind(task),
    };
    query.execute(connection).await.unwrap();
}
