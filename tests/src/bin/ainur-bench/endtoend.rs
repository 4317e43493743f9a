//! How many tasks go from the post to the final payout in a second with a real orchestrator and agent, what they wait for on the way, and
//! what is gained by having several under way at a time.
//!
//! Agents have no network to wait for. What independent pieces of work wait for here is the chain, from one final block to the next.

use std::{collections::HashMap, time::Instant};

use ainur_chain::{
    records::{AgentSpec, Execution, Hiring},
    Block, Call, Chain, MarketEvent, TaskEvent,
};
use ainur_primitives::{AgentId, ClientKey, TaskId, AINU};
use ainur_test_postgres::Postgres;
use ainur_tests::{
    market::{self, Content, STAKE},
    orchestrator::Orchestrator,
    wait,
    world::{World, OPERATOR},
};
use anyhow::{ensure, Context, Result};

use crate::{
    figure::{quantile, report, Peer},
    lifecycle::agent_spec,
    node_view::NodeView,
};

/// Tasks that are posted at once.
const TASKS: usize = 300;
/// Posts in one extrinsic.
const POSTS: usize = 50;
/// Lives that are led one after the other, and then at once.
const LIVES: usize = 8;
/// Jobs run at a time: as many as there are lives, and so many that no task waits for a place.
const PLACES: [u16; 2] = [LIVES as u16, 128];
/// Blocks that the tasks may take.
const PATIENCE: u32 = 200;
/// What a task goes through, and what is waited for before.
const STAGES: [&str; 4] = ["posted to hired", "hired to started", "started to delivered", "delivered to paid"];

/// Measures with few places and with many.
pub async fn run() -> Result<()> {
    let world = World::for_floods().await?;
    let mut bench = Bench { view: NodeView::connect(&world.node.url()).await?, world, posted: 0, agent: None };
    for places in PLACES {
        println!("endtoend: {TASKS} tasks, {places} jobs at a time");
        let postgres = Postgres::start(true)?;
        let folder = bench.world.folder();
        let orchestrator = Orchestrator::start_set(
            folder,
            &bench.world.node,
            &postgres.url(),
            OPERATOR,
            &[("AINUR_WORK__PARALLEL", places.to_string())],
        )
        .await?;
        let (agent, input) = bench.agent(&orchestrator).await?;
        if usize::from(places) == LIVES {
            bench.lives(agent, input).await?;
        }
        bench.throughput(agent, input, places).await?;
        orchestrator.kill()?;
    }
    Ok(())
}

struct Bench {
    world: World,
    view: NodeView,
    posted: u64,
    /// The agent that does all the work, and what it works on, once they are there.
    agent: Option<(AgentId, Content)>,
}

/// When a task came to each of its stages, by height.
type Course = [Option<u32>; 5];

impl Bench {
    async fn agent(&mut self, orchestrator: &Orchestrator) -> Result<(AgentId, Content)> {
        if let Some(known) = self.agent {
            return Ok(known);
        }
        let api = orchestrator.api()?;
        let module = market::add(&api, market::component("echo")?).await?;
        let execution = Execution::Module { module: module.cid, hash: module.hash };
        let operator = Some(self.world.wallet(OPERATOR)?.account());
        let call = Call::register(&"echo".parse()?, &AgentSpec { execution, ..agent_spec()? }, operator, STAKE);
        let block = self.world.wallet("//Charlie")?.call(&call).await?;
        let (_, agent) = market::registered(&block).next().context("the chain registered no agent")?;
        let input = market::add(&api, b"What goes in comes out.".to_vec()).await?;
        Ok(*self.agent.insert((agent, input)))
    }

    /// Leads lives one after the other, and then as many at once.
    async fn lives(&mut self, agent: AgentId, input: Content) -> Result<()> {
        let begun = Instant::now();
        for _ in 0..LIVES {
            self.through(agent, input, 1).await?;
        }
        let in_turns = LIVES as f64 / begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        self.through(agent, input, LIVES).await?;
        let at_once = LIVES as f64 / begun.elapsed().as_secs_f64();
        let peer = Peer { name: "one after the other", value: in_turns };
        report("endtoend", &format!("{LIVES} tasks at once, posted to paid"), at_once, "1/s", Some(peer));
        Ok(())
    }

    /// Posts many tasks at once, and tells what they waited for and how full the blocks were.
    async fn throughput(&mut self, agent: AgentId, input: Content, places: u16) -> Result<()> {
        let begun = Instant::now();
        let (courses, blocks) = self.through(agent, input, TASKS).await?;
        let rate = courses.len() as f64 / begun.elapsed().as_secs_f64();
        let metric = |what: &str| format!("{what}, {places} jobs at a time");
        report("endtoend", &metric("tasks posted to paid"), rate, "1/s", None);
        for (name, stage) in STAGES.into_iter().zip(0..) {
            let waits: Vec<_> = courses.values().filter_map(|course| slots(course, stage)).collect();
            report("endtoend", &metric(&format!("{name}, median")), quantile(&waits, 0.5), "slots", None);
        }
        let mut weight = 0.0_f64;
        for block in &blocks {
            weight = weight.max(self.view.weight(block.at.height).await?.share());
        }
        report("endtoend", &metric("declared weight of the fullest block"), weight, "of a full one", None);
        let signed = |block: &Block| block.extrinsics.len().saturating_sub(1);
        let most = blocks.iter().map(signed).max().unwrap_or_default();
        report("endtoend", &metric("transactions in the block that has most"), most as f64, "transactions", None);
        Ok(())
    }

    /// Takes so many new tasks from the post to the final payout; returns their courses and the blocks meanwhile.
    async fn through(&mut self, agent: AgentId, input: Content, count: usize) -> Result<(HashMap<TaskId, Course>, Vec<Block>)> {
        let world = &self.world;
        let mut height = world.height().await?;
        let last = height.saturating_add(PATIENCE);
        let posts = (0..count).map(|_| {
            self.posted = self.posted.saturating_add(1);
            post(self.posted, agent, input, height)
        });
        let runtime = world.chain.runtime().await?;
        let posts = posts.collect::<Result<Vec<_>>>()?;
        let batches = posts.chunks(POSTS).map(|calls| runtime.encode_batch(calls)).collect::<Result<Vec<_>, _>>()?;
        let (mut courses, mut blocks) = (HashMap::new(), Vec::new());
        world.wallet("//Alice")?.send_all(&batches).await?;
        while courses.len() < count || courses.values().any(|course: &Course| course.last().is_none_or(Option::is_none)) {
            ensure!(height < last, "not all of {count} tasks are paid after {PATIENCE} blocks");
            height = height.saturating_add(1);
            let block = final_block(world, height).await?;
            note(&block, &mut courses);
            blocks.push(block);
        }
        Ok((courses, blocks))
    }
}

fn post(number: u64, agent: AgentId, input: Content, now: u32) -> Result<Call> {
    let mut spec = market::auction("Say it again", "text.echo", input, AINU, now)?;
    spec.hiring = Hiring::Direct { agent };
    // So long that none is late, however many wait for a place.
    spec.max_duration = PATIENCE;
    let mut key = [0; 32];
    key[..8].copy_from_slice(&number.to_le_bytes());
    Ok(Call::create_task(ClientKey(key), &spec))
}

async fn final_block(world: &World, height: u32) -> Result<Block> {
    wait::until("the next final block", wait::slots(10), || async {
        if world.height().await? < height {
            return Ok(None);
        }
        Ok(Some(world.chain.block(height).await?))
    })
    .await
}

/// Notes how far tasks have come in the block. Those that were posted before are none of ours.
fn note(block: &Block, courses: &mut HashMap<TaskId, Course>) {
    for event in &block.events {
        let Some(MarketEvent::Task(event)) = &event.market else { continue };
        let (task, stage) = match event {
            TaskEvent::TaskCreated { task, .. } => {
                courses.insert(*task, Course::default());
                (task, 0)
            }
            TaskEvent::Matched { task, .. } => (task, 1),
            TaskEvent::TaskStarted { task, .. } => (task, 2),
            TaskEvent::ResultSubmitted { task, .. } => (task, 3),
            TaskEvent::TaskFinalized { task, .. } => (task, 4),
            _ => continue,
        };
        if let Some(place) = courses.get_mut(task).and_then(|course| course.get_mut(stage)) {
            *place = Some(block.at.height);
        }
    }
}

/// Slots from a stage to the next one.
fn slots(course: &Course, stage: usize) -> Option<f64> {
    let (from, to) = (course.get(stage)?.as_ref()?, course.get(stage.saturating_add(1))?.as_ref()?);
    Some(f64::from(to.saturating_sub(*from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_lasts_from_one_block_to_another() {
        let course = [Some(10), Some(12), Some(12), None, None];
        let stages: Vec<_> = (0..STAGES.len()).map(|stage| slots(&course, stage)).collect();
        assert_eq!(stages, [Some(2.0), Some(0.0), None, None]);
    }
}
