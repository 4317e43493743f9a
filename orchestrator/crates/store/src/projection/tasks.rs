//! What events do to tasks.

use std::collections::{btree_map::Entry, BTreeMap};

use serde_json::Value;
use sqlx::PgConnection;

use super::{agents::Agents, capabilities, column, Place};
use crate::{agents::signed, StoreError};

/// What an event does to a task.
#[derive(Clone, Debug)]
pub enum Change {
    /// It is posted.
    Posted(Box<NewTask>),
    /// It moves on. Whatever settlements had against it may be over.
    Moved(Box<Step>),
    /// It is open again: it has no agent, price or module any more; whoever let it down is kept.
    Reopened,
    /// The chain no longer keeps it; the projection does.
    Pruned,
}

/// A task that is posted.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Who posts it.
    pub requester: String,
    /// The requester's own name for it.
    pub client_key: [u8; 32],
    /// What it asks for.
    pub spec: Spec,
    /// Where it stands.
    pub beginning: Beginning,
    /// The event that says so.
    pub place: Place,
}

/// What a task asks for.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug)]
pub struct Spec {
    pub title: String,
    pub description: Option<String>,
    pub input: String,
    pub input_hash: [u8; 32],
    pub capabilities: Vec<String>,
    pub budget: String,
    pub hiring: Value,
    pub min_reputation: String,
    pub min_stake: String,
    pub max_duration: u32,
    pub deadline: u32,
    pub verification: Value,
    pub priority: u8,
    pub parent: Option<u64>,
    pub delegable: String,
    pub mandate: Option<[u8; 32]>,
}

/// Where a task stands when it is posted.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    pub status: &'static str,
    pub clock: Option<u32>,
    pub agent: Option<u64>,
}

/// What changes when a task moves on; what is none stays as it is, but for the clock.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug, Default)]
pub struct Step {
    pub status: &'static str,
    pub clock: Option<u32>,
    pub agent: Option<u64>,
    pub price: Option<String>,
    pub duration: Option<u32>,
    /// Hash of the module that is pinned; its identifier is taken from the agent as it stands now.
    pub module_hash: Option<[u8; 32]>,
    pub started_at: Option<u32>,
    pub output: Option<String>,
    pub output_hash: Option<[u8; 32]>,
    pub receipt_hash: Option<[u8; 32]>,
    pub settlement: Option<Value>,
    pub cancel_reason: Option<Value>,
    /// The event that says so.
    pub place: Place,
}

/// What several events do to tasks.
#[derive(Default)]
pub(super) struct Tasks {
    posted: BTreeMap<u64, NewTask>,
    moved: BTreeMap<u64, Moved>,
    /// Every step of a task's life, in order.
    steps: Vec<(u64, Place, &'static str)>,
}

/// What becomes of one task.
#[derive(Default)]
struct Moved {
    /// The last step.
    status: Option<&'static str>,
    changed_at: Option<u32>,
    /// The clock where it is another.
    clock: Option<Option<u32>>,
    /// Whether nothing of what was agreed before still counts.
    is_reopened: bool,
    /// Who let it down; none where that is the agent on record.
    let_down_by: Option<Option<u64>>,
    agent: Option<u64>,
    price: Option<String>,
    duration: Option<u32>,
    module: Option<String>,
    module_hash: Option<[u8; 32]>,
    started_at: Option<u32>,
    output: Option<String>,
    output_hash: Option<[u8; 32]>,
    receipt_hash: Option<[u8; 32]>,
    settlement: Option<Value>,
    cancel_reason: Option<Value>,
    is_pruned: bool,
}

impl Tasks {
    /// Takes in what follows; `agents` are those of this moment.
    pub fn apply(&mut self, task: u64, change: &Change, agents: &Agents) -> Result<(), StoreError> {
        match change {
            Change::Posted(new) => {
                let Entry::Vacant(place) = self.posted.entry(task) else { return Err(StoreError::Unordered { task }) };
                if self.moved.contains_key(&task) {
                    return Err(StoreError::Unordered { task });
                }
                self.steps.push((task, new.place, new.beginning.status));
                place.insert(NewTask::clone(new));
            }
            Change::Moved(step) => {
                self.steps.push((task, step.place, step.status));
                self.moved.entry(task).or_default().step(step, agents);
            }
            Change::Reopened => self.moved.entry(task).or_default().reopen(),
            Change::Pruned => self.moved.entry(task).or_default().prune(),
        }
        Ok(())
    }

    pub async fn write(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        self.post(connection).await?;
        // Of a task that is not on record there is no step either: the reference is refused.
        self.note_steps(connection).await?;
        self.change(connection).await
    }

    async fn post(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        if self.posted.is_empty() {
            return Ok(());
        }
        let tasks: Vec<_> = self.posted.values().collect();
        let specs: Vec<_> = tasks.iter().map(|task| &task.spec).collect();
        sqlx::query(
            "INSERT INTO tasks (id, requester, client_key, status, clock, agent, created_at, changed_at, title, description, input,
                                input_hash, capabilities, budget, hiring, min_reputation, min_stake, max_duration, deadline,
                                verification, priority, parent, delegable, mandate)
             SELECT id, requester, client_key, status, clock, agent, height, height, title, description, input, input_hash,
                    string_to_array(capabilities, ' '), budget::numeric, hiring, min_reputation::numeric, min_stake::numeric,
                    max_duration, deadline, verification, priority, parent, delegable::numeric, mandate
             FROM unnest($1::int8[], $2::text[], $3::bytea[], $4::text[], $5::int8[], $6::int8[], $7::int8[], $8::text[],
                         $9::text[], $10::text[], $11::bytea[], $12::text[], $13::text[], $14::jsonb[], $15::text[], $16::text[],
                         $17::int8[], $18::int8[], $19::jsonb[], $20::int2[], $21::int8[], $22::text[], $23::bytea[])
                  AS new (id, requester, client_key, status, clock, agent, height, title, description, input, input_hash,
                          capabilities, budget, hiring, min_reputation, min_stake, max_duration, deadline, verification, priority,
                          parent, delegable, mandate)",
        )
        .bind(column(self.posted.keys(), |id| signed(*id)))
        .bind(column(&tasks, |task| task.requester.as_str()))
        .bind(column(&tasks, |task| task.client_key.as_slice()))
        .bind(column(&tasks, |task| task.beginning.status))
        .bind(column(&tasks, |task| task.beginning.clock.map(i64::from)))
        .bind(column(&tasks, |task| task.beginning.agent.map(signed)))
        .bind(column(&tasks, |task| i64::from(task.place.0)))
        .bind(column(&specs, |spec| spec.title.as_str()))
        .bind(column(&specs, |spec| spec.description.as_deref()))
        .bind(column(&specs, |spec| spec.input.as_str()))
        .bind(column(&specs, |spec| spec.input_hash.as_slice()))
        .bind(column(&specs, |spec| capabilities(&spec.capabilities)))
        .bind(column(&specs, |spec| spec.budget.as_str()))
        .bind(column(&specs, |spec| &spec.hiring))
        .bind(column(&specs, |spec| spec.min_reputation.as_str()))
        .bind(column(&specs, |spec| spec.min_stake.as_str()))
        .bind(column(&specs, |spec| i64::from(spec.max_duration)))
        .bind(column(&specs, |spec| i64::from(spec.deadline)))
        .bind(column(&specs, |spec| &spec.verification))
        .bind(column(&specs, |spec| i16::from(spec.priority)))
        .bind(column(&specs, |spec| spec.parent.map(signed)))
        .bind(column(&specs, |spec| spec.delegable.as_str()))
        .bind(column(&specs, |spec| spec.mandate.as_ref().map(<[u8; 32]>::as_slice)))
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn note_steps(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        if self.steps.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO task_transitions (task, height, idx, status)
             SELECT * FROM unnest($1::int8[], $2::int8[], $3::int4[], $4::text[])",
        )
        .bind(column(&self.steps, |(task, ..)| signed(*task)))
        .bind(column(&self.steps, |(_, (height, _), _)| i64::from(*height)))
        .bind(column(&self.steps, |(_, (_, index), _)| i32::try_from(*index).unwrap_or(i32::MAX)))
        .bind(column(&self.steps, |(.., status)| *status))
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn change(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        if self.moved.is_empty() {
            return Ok(());
        }
        let moved: Vec<_> = self.moved.values().collect();
        sqlx::query(
            "WITH moved AS (
                 SELECT * FROM unnest($1::int8[], $2::text[], $3::int8[], $4::bool[], $5::int8[], $6::bool[], $7::bool[], $8::int8[],
                                      $9::int8[], $10::text[], $11::int8[], $12::text[], $13::bytea[], $14::int8[], $15::text[],
                                      $16::bytea[], $17::bytea[], $18::jsonb[], $19::jsonb[], $20::bool[])
                      AS moved (id, status, changed_at, has_clock, clock, is_reopened, is_let_down, let_down_by, agent, price,
                                duration, module, module_hash, started_at, output, output_hash, receipt_hash, settlement,
                                cancel_reason, is_pruned)
             ), rests AS (DELETE FROM settle_rests USING moved WHERE task = moved.id AND moved.status IS NOT NULL)
             UPDATE tasks
             SET status = coalesce(moved.status, tasks.status), changed_at = coalesce(moved.changed_at, tasks.changed_at),
                 clock = CASE WHEN has_clock THEN moved.clock ELSE tasks.clock END,
                 let_down_by = CASE WHEN is_let_down THEN moved.let_down_by WHEN is_reopened THEN tasks.agent
                                    ELSE tasks.let_down_by END,
                 agent = coalesce(moved.agent, CASE WHEN NOT is_reopened THEN tasks.agent END),
                 price = coalesce(moved.price::numeric, CASE WHEN NOT is_reopened THEN tasks.price END),
                 duration = coalesce(moved.duration, CASE WHEN NOT is_reopened THEN tasks.duration END),
                 module = coalesce(moved.module, CASE WHEN NOT is_reopened THEN tasks.module END),
                 module_hash = coalesce(moved.module_hash, CASE WHEN NOT is_reopened THEN tasks.module_hash END),
                 started_at = coalesce(moved.started_at, CASE WHEN NOT is_reopened THEN tasks.started_at END),
                 output = coalesce(moved.output, tasks.output),
                 output_hash = coalesce(moved.output_hash, tasks.output_hash),
                 receipt_hash = coalesce(moved.receipt_hash, tasks.receipt_hash),
                 settlement = coalesce(moved.settlement, tasks.settlement),
                 cancel_reason = coalesce(moved.cancel_reason, tasks.cancel_reason), pruned = is_pruned OR tasks.pruned
             FROM moved WHERE tasks.id = moved.id",
        )
        .bind(column(self.moved.keys(), |id| signed(*id)))
        .bind(column(&moved, |task| task.status))
        .bind(column(&moved, |task| task.changed_at.map(i64::from)))
        .bind(column(&moved, |task| task.clock.is_some()))
        .bind(column(&moved, |task| task.clock.flatten().map(i64::from)))
        .bind(column(&moved, |task| task.is_reopened))
        .bind(column(&moved, |task| task.let_down_by.is_some()))
        .bind(column(&moved, |task| task.let_down_by.flatten().map(signed)))
        .bind(column(&moved, |task| task.agent.map(signed)))
        .bind(column(&moved, |task| task.price.as_deref()))
        .bind(column(&moved, |task| task.duration.map(i64::from)))
        .bind(column(&moved, |task| task.module.as_deref()))
        .bind(column(&moved, |task| task.module_hash.as_ref().map(<[u8; 32]>::as_slice)))
        .bind(column(&moved, |task| task.started_at.map(i64::from)))
        .bind(column(&moved, |task| task.output.as_deref()))
        .bind(column(&moved, |task| task.output_hash.as_ref().map(<[u8; 32]>::as_slice)))
        .bind(column(&moved, |task| task.receipt_hash.as_ref().map(<[u8; 32]>::as_slice)))
        .bind(column(&moved, |task| task.settlement.as_ref()))
        .bind(column(&moved, |task| task.cancel_reason.as_ref()))
        .bind(column(&moved, |task| task.is_pruned))
        .execute(connection)
        .await?;
        Ok(())
    }
}

impl Moved {
    fn step(&mut self, step: &Step, agents: &Agents) {
        let module = step.agent.zip(step.module_hash).and_then(|(agent, hash)| agents.module(agent, hash));
        self.status = Some(step.status);
        self.changed_at = Some(step.place.0);
        self.clock = Some(step.clock);
        replace(&mut self.agent, step.agent.as_ref());
        replace(&mut self.price, step.price.as_ref());
        replace(&mut self.duration, step.duration.as_ref());
        replace(&mut self.module, module);
        replace(&mut self.module_hash, step.module_hash.as_ref());
        replace(&mut self.started_at, step.started_at.as_ref());
        replace(&mut self.output, step.output.as_ref());
        replace(&mut self.output_hash, step.output_hash.as_ref());
        replace(&mut self.receipt_hash, step.receipt_hash.as_ref());
        replace(&mut self.settlement, step.settlement.as_ref());
        replace(&mut self.cancel_reason, step.cancel_reason.as_ref());
    }

    fn reopen(&mut self) {
        let is_agent_known = self.is_reopened || self.agent.is_some();
        self.let_down_by = is_agent_known.then_some(self.agent);
        self.is_reopened = true;
        (self.agent, self.price, self.duration, self.module, self.module_hash) = (None, None, None, None, None);
        self.started_at = None;
    }

    fn prune(&mut self) {
        self.is_pruned = true;
        self.clock = Some(None);
    }
}

/// What is none leaves what there is.
fn replace<T: Clone>(old: &mut Option<T>, new: Option<&T>) {
    if let Some(new) = new {
        *old = Some(new.clone());
    }
}
