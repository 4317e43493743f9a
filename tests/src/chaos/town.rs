//! Two processes that serve and three that work, on one database, one content folder and one node; all of which can die.

use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};

use ainur_chain::Chain as _;
use anyhow::{Context, Result};

use super::{
    database,
    plan::{Strike, Victim},
};
use crate::{
    api::Api,
    orchestrator::{Orchestrator, Worker},
    wait,
    world::{World, OPERATOR},
};

/// Those who serve, and may lead; then those who only work.
const NAMES: [&str; 5] = ["serve-1", "serve-2", "work-1", "work-2", "work-3"];
/// How many serve.
const SERVING: usize = 2;
/// How long everything may take to be as if nothing had been.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long it may take until somebody leads.
const ELECTION: Duration = Duration::from_secs(30);

/// All processes.
pub struct Town {
    /// Node and database; no orchestrator of its own.
    pub world: World,
    /// How often each kind of process was killed.
    pub kills: BTreeMap<&'static str, usize>,
    /// How often somebody else led after a leader had been killed.
    pub handovers: usize,
    /// The longest time from a kill to full recovery.
    pub longest_recovery: Duration,
    members: [Member; NAMES.len()],
    /// When the last strike was.
    struck: Instant,
    /// The leader that was killed last, until it is known who led afterwards.
    deposed: Option<&'static str>,
}

/// A process, under a name of its own by which the database knows it. None while it is down.
struct Member {
    name: &'static str,
    life: Option<Life>,
}

enum Life {
    Serves(Orchestrator),
    Works(Worker),
}

impl Member {
    fn kill(&mut self) -> Result<()> {
        match self.life.take().with_context(|| format!("{} is down already", self.name))? {
            Life::Serves(orchestrator) => orchestrator.kill(),
            Life::Works(worker) => worker.kill(),
        }
    }

    fn serves(&self) -> Option<&Orchestrator> {
        match &self.life {
            Some(Life::Serves(orchestrator)) => Some(orchestrator),
            _ => None,
        }
    }
}

impl Town {
    /// Starts everything.
    pub async fn start() -> Result<Self> {
        let world = World::to_be_killed().await?;
        database::make_roles(&world.postgres, &NAMES).await?;
        let mut town = Self {
            world,
            kills: BTreeMap::new(),
            handovers: 0,
            longest_recovery: Duration::ZERO,
            members: NAMES.map(|name| Member { name, life: None }),
            struck: Instant::now(),
            deposed: None,
        };
        town.heal(&[]).await?;
        database::watch_work(&town.world.postgres).await?;
        Ok(town)
    }

    /// A client of one that serves.
    pub fn api(&self) -> Result<Api> {
        self.members.iter().find_map(Member::serves).context("nobody serves")?.api()
    }

    /// Makes sure that every process was started again and that none has ended by itself.
    pub fn live(&mut self) -> Result<()> {
        for Member { name, life } in &mut self.members {
            match life.as_mut().with_context(|| format!("{name} is down"))? {
                Life::Serves(orchestrator) => orchestrator.lives(),
                Life::Works(worker) => worker.lives(),
            }
            .with_context(|| format!("{name}, whom nobody killed"))?;
        }
        Ok(())
    }

    /// Kills everybody whom the strike hits.
    pub async fn strike(&mut self, strike: &Strike) -> Result<()> {
        let asks_who_leads = |victim: &Victim| matches!(victim, Victim::Leader | Victim::Follower);
        let leader = if strike.victims.iter().any(asks_who_leads) { self.leader().await? } else { "" };
        self.struck = Instant::now();
        for victim in &strike.victims {
            *self.kills.entry(victim.kind()).or_default() += 1;
            match victim {
                Victim::Leader => {
                    self.deposed = Some(leader);
                    self.kill_one(|name| name == leader, 0)?;
                }
                Victim::Follower => self.kill_one(|name| name != leader && serves(name), 0)?,
                Victim::Worker(random) => self.kill_one(|name| !serves(name), *random)?,
                Victim::Node => self.world.node.kill()?,
                Victim::Postgres => self.world.postgres.kill()?,
            }
        }
        Ok(())
    }

    /// Kills one of those that are up and to whom this applies.
    fn kill_one(&mut self, applies: impl Fn(&str) -> bool, random: usize) -> Result<()> {
        let is_meant = |member: &&mut Member| member.life.is_some() && applies(member.name);
        let mut meant: Vec<_> = self.members.iter_mut().filter(is_meant).collect();
        let chosen = random.checked_rem(meant.len()).context("nobody is left to be killed")?;
        meant.swap_remove(chosen).kill()
    }

    /// Starts again whoever is down.
    pub async fn heal(&mut self, victims: &[Victim]) -> Result<()> {
        if victims.contains(&Victim::Postgres) {
            self.world.postgres.start_again()?;
        }
        if victims.contains(&Victim::Node) {
            self.world.node.start_again().await?;
        }
        let World { node, postgres, .. } = &self.world;
        let content = self.world.folder().join("content");
        for Member { name, life } in self.members.iter_mut().filter(|member| member.life.is_none()) {
            let folder = self.world.folder().join(*name);
            fs::create_dir_all(&folder)?;
            let database = postgres.url_of(name);
            *life = Some(if serves(name) {
                Life::Serves(Orchestrator::start_beside(&folder, &content, node, &database, OPERATOR).await?)
            } else {
                Life::Works(Worker::start(&folder, &content, node, &database, OPERATOR).await?)
            });
        }
        Ok(())
    }

    /// Leaves everybody in peace for so long, and sees whether they recover.
    pub async fn recovers_within(&mut self, respite: Duration) -> Result<()> {
        let end = tokio::time::Instant::now() + respite;
        if let Ok(outcome) = tokio::time::timeout_at(end, self.recovers()).await {
            outcome?;
            tokio::time::sleep_until(end).await;
        }
        Ok(())
    }

    /// Waits until somebody leads, and each who serves knows a block that was made after now.
    pub async fn recovers(&mut self) -> Result<()> {
        let last =
            wait::until("the node to answer", PATIENCE, || async { Ok(self.world.chain.best_height().await.ok()) }).await?;
        for member in self.members.iter().filter(|member| serves(member.name)) {
            let api = member.serves().with_context(|| format!("{} is down", member.name))?.api()?;
            wait::until(&format!("{} to know a block after {last}", member.name), PATIENCE, || async {
                let Ok(status) = api.get("/v1/sync/status").await else { return Ok(None) };
                Ok(status["indexed"].as_u64().filter(|indexed| *indexed > last.into()))
            })
            .await?;
        }
        self.leader().await?;
        self.longest_recovery = self.longest_recovery.max(self.struck.elapsed());
        Ok(())
    }

    /// Who leads, once somebody does.
    async fn leader(&mut self) -> Result<&'static str> {
        let postgres = &self.world.postgres;
        let leader = wait::until("somebody to lead", ELECTION, || async move {
            let leader = database::leader(postgres).await?;
            Ok(NAMES.into_iter().find(|name| leader.as_deref() == Some(*name)))
        })
        .await?;
        if self.deposed.take().is_some_and(|deposed| deposed != leader) {
            self.handovers += 1;
        }
        Ok(leader)
    }
}

/// Whether this is one that serves.
fn serves(name: &str) -> bool {
    NAMES.iter().take(SERVING).any(|serving| *serving == name)
}
