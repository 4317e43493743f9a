//! What events do to agents.

use std::collections::{BTreeMap, HashMap};

use sqlx::PgConnection;

use super::{capabilities, column, tasks, Change as AnyChange};
use crate::{agents::signed, StoreError};

/// What an event does to an agent.
#[derive(Clone, Debug)]
pub enum Change {
    /// It is registered.
    Registered(Box<NewAgent>),
    /// It offers something else.
    Updated(Box<Spec>),
    /// Somebody else, or nobody, speaks for it beside its owner.
    Operated(Option<String>),
    /// It takes on work or not: `active`, `paused`, `retired`, `jailed` or `removed`.
    Available(&'static str),
    /// So much stands behind it, in plancks.
    Staked(String),
    /// A task of its has ended, after which it has these points and this trust.
    Worked {
        /// How.
        ending: Ending,
        /// Its points.
        score: u64,
        /// Its trust, in parts of 1,000,000,000.
        trust: u32,
    },
    /// It was given so many stars, all in all.
    Rated {
        /// From one to five.
        stars: u8,
    },
}

/// An agent that is registered.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug)]
pub struct NewAgent {
    pub slug: String,
    pub owner: String,
    pub operator: Option<String>,
    pub spec: Spec,
    pub stake: String,
    pub registered_at: u32,
}

/// What an agent offers.
#[allow(missing_docs, reason = "the columns of the migrations")]
#[derive(Clone, Debug)]
pub struct Spec {
    pub manifest: String,
    pub capabilities: Vec<String>,
    pub price: String,
    pub module: Option<String>,
    pub module_hash: Option<[u8; 32]>,
    pub endpoint: Option<String>,
    pub concurrency: u16,
}

/// How a task ended for its agent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// It was paid.
    Completed {
        /// Its price, in plancks.
        value: u128,
        /// Blocks that it took.
        duration: u32,
        /// Blocks that had been promised.
        promised: u32,
    },
    /// It was not delivered.
    Failed,
    /// It was delivered, and found wrong.
    Rejected,
}

/// What several events do to agents.
#[derive(Default)]
pub(super) struct Agents {
    /// The modules of agents that are hired meanwhile, as these stand at the moment.
    modules: HashMap<u64, Option<([u8; 32], String)>>,
    registered: Vec<(u64, NewAgent)>,
    changed: BTreeMap<u64, Changed>,
}

/// What becomes of one agent: what it has from now on, and by how much its counts grow.
#[derive(Default)]
struct Changed {
    spec: Option<Spec>,
    operator: Option<Option<String>>,
    availability: Option<&'static str>,
    stake: Option<String>,
    score: Option<u64>,
    trust: Option<u32>,
    completed: i64,
    failed: i64,
    rejected: i64,
    value: u128,
    worked: i64,
    promised: i64,
    ratings: i64,
    stars: i64,
}

impl Agents {
    /// Finds the modules of those agents that are hired by these changes.
    pub async fn look_up(&mut self, connection: &mut PgConnection, changes: &[AnyChange]) -> Result<(), StoreError> {
        let hired = changes.iter().filter_map(|change| match change {
            AnyChange::Task(_, tasks::Change::Moved(step)) => step.module_hash.and(step.agent),
            _ => None,
        });
        let hired: Vec<_> = hired.map(signed).collect();
        if hired.is_empty() {
            return Ok(());
        }
        let query = "SELECT id, module_hash, module FROM agents WHERE id = ANY ($1) AND module IS NOT NULL";
        let rows: Vec<(i64, [u8; 32], String)> = sqlx::query_as(query).bind(hired).fetch_all(connection).await?;
        let modules = rows.into_iter().filter_map(|(id, hash, module)| Some((u64::try_from(id).ok()?, Some((hash, module)))));
        self.modules.extend(modules);
        Ok(())
    }

    /// The module of that hash, if it is the agent's.
    pub fn module(&self, agent: u64, hash: [u8; 32]) -> Option<&String> {
        self.modules.get(&agent)?.as_ref().filter(|(own, _)| *own == hash).map(|(_, module)| module)
    }

    /// Takes in what follows.
    pub fn apply(&mut self, agent: u64, change: &Change) {
        match change {
            Change::Registered(new) => {
                self.modules.insert(agent, new.spec.pinned());
                // Nothing that was said before is about this one.
                self.changed.remove(&agent);
                self.registered.push((agent, NewAgent::clone(new)));
            }
            Change::Updated(spec) => {
                self.modules.insert(agent, spec.pinned());
                self.changed(agent).spec = Some(Spec::clone(spec));
            }
            Change::Operated(operator) => self.changed(agent).operator = Some(operator.clone()),
            Change::Available(availability) => self.changed(agent).availability = Some(*availability),
            Change::Staked(stake) => self.changed(agent).stake = Some(stake.clone()),
            Change::Worked { ending, score, trust } => {
                let changed = self.changed(agent);
                changed.count(*ending);
                (changed.score, changed.trust) = (Some(*score), Some(*trust));
            }
            Change::Rated { stars } => {
                let changed = self.changed(agent);
                changed.ratings = changed.ratings.saturating_add(1);
                changed.stars = changed.stars.saturating_add(i64::from(*stars));
            }
        }
    }

    fn changed(&mut self, agent: u64) -> &mut Changed {
        self.changed.entry(agent).or_default()
    }

    pub async fn write(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        self.register(connection).await?;
        self.change(connection).await
    }

    async fn register(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        if self.registered.is_empty() {
            return Ok(());
        }
        let agents: Vec<_> = self.registered.iter().map(|(_, agent)| agent).collect();
        let specs: Vec<_> = agents.iter().map(|agent| &agent.spec).collect();
        sqlx::query(
            "INSERT INTO agents (id, slug, owner, operator, manifest, capabilities, price, module, module_hash, endpoint,
                                 concurrency, availability, stake, registered_at)
             SELECT id, slug, owner, operator, manifest, string_to_array(capabilities, ' '), price::numeric, module, module_hash,
                    endpoint, concurrency, 'active', stake::numeric, registered_at
             FROM unnest($1::int8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                         $9::bytea[], $10::text[], $11::int4[], $12::text[], $13::int8[])
                  AS new (id, slug, owner, operator, manifest, capabilities, price, module, module_hash, endpoint, concurrency,
                          stake, registered_at)",
        )
        .bind(column(&self.registered, |(id, _)| signed(*id)))
        .bind(column(&agents, |agent| agent.slug.as_str()))
        .bind(column(&agents, |agent| agent.owner.as_str()))
        .bind(column(&agents, |agent| agent.operator.as_deref()))
        .bind(column(&specs, |spec| spec.manifest.as_str()))
        .bind(column(&specs, |spec| capabilities(&spec.capabilities)))
        .bind(column(&specs, |spec| spec.price.as_str()))
        .bind(column(&specs, |spec| spec.module.as_deref()))
        .bind(column(&specs, |spec| spec.module_hash.as_ref().map(<[u8; 32]>::as_slice)))
        .bind(column(&specs, |spec| spec.endpoint.as_deref()))
        .bind(column(&specs, |spec| i32::from(spec.concurrency)))
        .bind(column(&agents, |agent| agent.stake.as_str()))
        .bind(column(&agents, |agent| i64::from(agent.registered_at)))
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn change(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        if self.changed.is_empty() {
            return Ok(());
        }
        let changed: Vec<_> = self.changed.values().collect();
        let specs: Vec<_> = changed.iter().map(|agent| agent.spec.as_ref()).collect();
        sqlx::query(
            "UPDATE agents
             SET manifest = coalesce(changed.manifest, agents.manifest), price = coalesce(changed.price::numeric, agents.price),
                 capabilities = coalesce(string_to_array(changed.capabilities, ' '), agents.capabilities),
                 concurrency = coalesce(changed.concurrency, agents.concurrency),
                 module = CASE WHEN has_spec THEN changed.module ELSE agents.module END,
                 module_hash = CASE WHEN has_spec THEN changed.module_hash ELSE agents.module_hash END,
                 endpoint = CASE WHEN has_spec THEN changed.endpoint ELSE agents.endpoint END,
                 operator = CASE WHEN has_operator THEN changed.operator ELSE agents.operator END,
                 availability = coalesce(changed.availability, agents.availability),
                 stake = coalesce(changed.stake::numeric, agents.stake), score = coalesce(changed.score, agents.score),
                 trust = coalesce(changed.trust, agents.trust), completed = agents.completed + changed.completed,
                 failed = agents.failed + changed.failed, disputed = agents.disputed + rejected,
                 value_delivered = value_delivered + value::numeric, worked = agents.worked + changed.worked,
                 promised = agents.promised + changed.promised, ratings = agents.ratings + changed.ratings,
                 stars = agents.stars + changed.stars
             FROM unnest($1::int8[], $2::bool[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[], $9::int4[],
                         $10::bool[], $11::text[], $12::text[], $13::text[], $14::int8[], $15::int8[], $16::int8[], $17::int8[],
                         $18::int8[], $19::text[], $20::int8[], $21::int8[], $22::int8[], $23::int8[])
                  AS changed (id, has_spec, manifest, capabilities, price, module, module_hash, endpoint, concurrency, has_operator,
                              operator, availability, stake, score, trust, completed, failed, rejected, value, worked, promised,
                              ratings, stars)
             WHERE agents.id = changed.id",
        )
        .bind(column(self.changed.keys(), |id| signed(*id)))
        .bind(column(&specs, |spec| spec.is_some()))
        .bind(column(&specs, |spec| spec.map(|spec| spec.manifest.as_str())))
        .bind(column(&specs, |spec| spec.map(|spec| capabilities(&spec.capabilities))))
        .bind(column(&specs, |spec| spec.map(|spec| spec.price.as_str())))
        .bind(column(&specs, |spec| spec.and_then(|spec| spec.module.as_deref())))
        .bind(column(&specs, |spec| spec.and_then(|spec| spec.module_hash.as_ref()).map(<[u8; 32]>::as_slice)))
        .bind(column(&specs, |spec| spec.and_then(|spec| spec.endpoint.as_deref())))
        .bind(column(&specs, |spec| spec.map(|spec| i32::from(spec.concurrency))))
        .bind(column(&changed, |agent| agent.operator.is_some()))
        .bind(column(&changed, |agent| agent.operator.as_ref().and_then(|operator| operator.as_deref())))
        .bind(column(&changed, |agent| agent.availability))
        .bind(column(&changed, |agent| agent.stake.as_deref()))
        .bind(column(&changed, |agent| agent.score.map(signed)))
        .bind(column(&changed, |agent| agent.trust.map(i64::from)))
        .bind(column(&changed, |agent| agent.completed))
        .bind(column(&changed, |agent| agent.failed))
        .bind(column(&changed, |agent| agent.rejected))
        .bind(column(&changed, |agent| agent.value.to_string()))
        .bind(column(&changed, |agent| agent.worked))
        .bind(column(&changed, |agent| agent.promised))
        .bind(column(&changed, |agent| agent.ratings))
        .bind(column(&changed, |agent| agent.stars))
        .execute(connection)
        .await?;
        Ok(())
    }
}

impl Changed {
    fn count(&mut self, ending: Ending) {
        let count = match ending {
            Ending::Completed { value, duration, promised } => {
                // There is not so much money that the sum does not fit.
                self.value = self.value.saturating_add(value);
                self.worked = self.worked.saturating_add(i64::from(duration));
                self.promised = self.promised.saturating_add(i64::from(promised));
                &mut self.completed
            }
            Ending::Failed => &mut self.failed,
            Ending::Rejected => &mut self.rejected,
        };
        *count = count.saturating_add(1);
    }
}

impl Spec {
    /// The hash of its module, and the module.
    fn pinned(&self) -> Option<([u8; 32], String)> {
        self.module_hash.zip(self.module.clone())
    }
}
