//! The last release becomes the present runtime while tasks are in every state: nothing stops, nothing is lost. Features A3, A5, A17.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{collections::BTreeMap, time::Duration};

use ainur_chain::{
    records::{Auction, Award, Hiring, Pricing, TaskSpec, Verification, WorkResult},
    AccountId, Call, Chain,
};
use ainur_primitives::{receipt, AgentId, ClientKey, ScoreWeights, Side, TaskId, AINU};
use ainur_tests::{
    api::Api,
    market::{self, Content, NewAgent},
    referendum::{self, Assembly},
    release::{self, Release},
    rows,
    wallet::Wallet,
    world::{Window, World},
};
use anyhow::{Context, Result};
use codec::Encode;
use serde_json::Value;

/// What a task of these may cost.
const BUDGET: u128 = 10 * AINU;
/// Who posts the tasks that stay where they are until the runtime has changed, who works on them, and who judges one.
const REQUESTER: &str = "//Eve";
const WORKER: &str = "//Dave";
const EVALUATOR: &str = "//Ferdie";
/// Who posts tasks for the orchestrator's agent all the while.
const POSTER: &str = "//One";
/// Blocks that every wait of these tasks is longer than the vote.
const LONG: u32 = 150;

/// A task of each kind, by what it waits for.
struct Story<'a> {
    world: &'a World,
    api: Api,
    requester: Wallet,
    worker: Wallet,
    by_hand: AgentId,
    input: Content,
    tasks: BTreeMap<&'static str, TaskId>,
}

/// The states in which the runtime changes, in the order in which the tasks are posted.
const STATES: [(&str, &str); 10] = [
    ("cancelled", "cancelled"),
    ("scheduled", "scheduled"),
    ("bidding", "bidding"),
    ("offered", "offered"),
    ("matched", "matched"),
    ("running", "running"),
    ("verifying", "verifying"),
    ("conceded", "disputed"),
    ("evaluated", "disputed"),
    ("finalized", "finalized"),
];
/// How each ends.
const ENDS: [(&str, &str, Option<&str>); 10] = [
    ("cancelled", "cancelled", Some("by_requester")),
    ("scheduled", "cancelled", Some("by_requester")),
    ("bidding", "finalized", None),
    ("offered", "finalized", None),
    ("matched", "finalized", None),
    ("running", "finalized", None),
    ("verifying", "finalized", None),
    ("conceded", "cancelled", Some("result_rejected")),
    ("evaluated", "finalized", None),
    ("finalized", "finalized", None),
];

impl Story<'_> {
    fn task(&self, name: &str) -> TaskId {
        self.tasks[name]
    }

    fn spec(&self, name: &str, now: u32, evaluator: AccountId) -> Result<TaskSpec> {
        let plain = market::auction(name, "test.by-hand", self.input, BUDGET, now)?;
        let plain = TaskSpec { max_duration: LONG, verification: Verification::Deterministic, ..plain };
        let auction = |opens_at| Hiring::Auction {
            opens_at,
            bidding: LONG,
            weights: ScoreWeights::default(),
            rules: Auction::Open { pricing: Pricing::First },
            award: Award::ByHand,
        };
        Ok(match name {
            "cancelled" | "bidding" => TaskSpec { hiring: auction(None), ..plain },
            "scheduled" => TaskSpec { hiring: auction(Some(now + LONG)), ..plain },
            "evaluated" => TaskSpec {
                hiring: Hiring::Direct { agent: self.by_hand },
                verification: Verification::Evaluator(evaluator),
                ..plain
            },
            _ => TaskSpec { hiring: Hiring::Direct { agent: self.by_hand }, ..plain },
        })
    }

    /// Posts all of them, and brings each where it is to wait.
    async fn begin(&mut self) -> Result<()> {
        let (now, runtime) = (self.world.height().await?, self.world.chain.runtime().await?);
        let evaluator = self.world.wallet(EVALUATOR)?.account();
        let mut posts = Vec::new();
        for (key, (name, _)) in (1u8..).zip(STATES) {
            let call = Call::create_task(ClientKey([key; 32]), &self.spec(name, now, evaluator)?);
            posts.push(runtime.encode(&call)?);
        }
        for block in self.requester.send_all(&posts).await? {
            for (task, key) in market::created(&block) {
                let (name, _) = STATES[usize::from(key.0[0]) - 1];
                self.tasks.insert(name, task);
            }
        }
        let mut work = Vec::new();
        for name in ["matched", "running", "verifying", "conceded", "evaluated", "finalized"] {
            work.push(Call::accept_offer(self.task(name)));
        }
        for name in ["running", "verifying", "conceded", "evaluated", "finalized"] {
            work.push(Call::start(self.task(name)));
        }
        for name in ["verifying", "conceded", "evaluated", "finalized"] {
            work.push(self.deliver(name));
        }
        self.send(&self.worker, &work).await?;
        let objections = [
            Call::cancel(self.task("cancelled")),
            Call::dispute(self.task("conceded")),
            Call::dispute(self.task("evaluated")),
            Call::accept_result(self.task("finalized")),
        ];
        self.send(&self.requester, &objections).await?;
        for (name, state) in STATES {
            market::reaches(&self.api, self.task(name), &[state]).await.with_context(|| name)?;
        }
        Ok(())
    }

    /// Leads each to its end.
    async fn end(&self) -> Result<()> {
        let mut work = vec![
            Call::bid(self.task("bidding"), self.by_hand, BUDGET, LONG),
            Call::accept_offer(self.task("offered")),
            Call::concede(self.task("conceded")),
        ];
        work.extend(["offered", "matched"].map(|name| Call::start(self.task(name))));
        work.extend(["offered", "matched", "running"].map(|name| self.deliver(name)));
        self.send(&self.worker, &work).await?;
        let mut answers: Vec<_> =
            ["offered", "matched", "running", "verifying"].map(|name| Call::accept_result(self.task(name))).into();
        answers.push(Call::cancel(self.task("scheduled")));
        self.send(&self.requester, &answers).await?;
        let verdict = Call::of("TaskMarket", "evaluate")
            .with_encoded("task", self.task("evaluated").encode())
            .with_encoded("side", Side::Agent.encode());
        self.world.wallet(EVALUATOR)?.call(&verdict).await?;
        let award = Call::of("TaskMarket", "award")
            .with_encoded("task", self.task("bidding").encode())
            .with_encoded("agent", self.by_hand.encode());
        self.requester.call(&award).await?;
        self.send(&self.worker, &[Call::start(self.task("bidding")), self.deliver("bidding")]).await?;
        self.requester.call(&Call::accept_result(self.task("bidding"))).await?;
        for (name, state, reason) in ENDS {
            let ended = market::reaches(&self.api, self.task(name), &["finalized", "cancelled"]).await?;
            assert_eq!(ended["status"], state, "{name}: {ended}");
            assert_eq!(ended["cancel_reason"]["reason"].as_str(), reason, "{name}: {ended}");
        }
        Ok(())
    }

    fn deliver(&self, name: &str) -> Call {
        let Content { cid, hash } = self.input;
        let result = WorkResult { output: cid, output_hash: hash, receipt_hash: receipt::hash(name.as_bytes()) };
        Call::submit_result(self.task(name), &result)
    }

    async fn send(&self, who: &Wallet, calls: &[Call]) -> Result<()> {
        let runtime = self.world.chain.runtime().await?;
        let calls = calls.iter().map(|call| Ok(runtime.encode(call)?)).collect::<Result<Vec<_>>>()?;
        who.send_all(&calls).await?;
        Ok(())
    }
}

async fn register(api: &Api, owner: &Wallet, slug: &str, operator: Option<AccountId>) -> Result<AgentId> {
    let capability = format!("test.{slug}");
    let module = market::component("echo")?;
    market::register(api, owner, NewAgent { slug, capability: &capability, price: AINU, module, operator }).await
}

/// Posts a task that the orchestrator's agent does by itself.
async fn post(world: &World, input: Content, key: u8) -> Result<TaskId> {
    let spec = market::auction("Done all the while", "test.steady", input, BUDGET, world.height().await?)?;
    market::post(&world.wallet(POSTER)?, [key; 32], &TaskSpec { verification: Verification::RequesterOnly, ..spec }).await
}

/// Accepts what was delivered for a task of that kind.
async fn accept(world: &World, api: &Api, task: TaskId) -> Result<Value> {
    let there = market::reaches(api, task, &["verifying", "cancelled"]).await?;
    assert_eq!(there["status"], "verifying", "{there}");
    world.wallet(POSTER)?.call(&Call::accept_result(task)).await?;
    market::reaches(api, task, &["finalized"]).await
}

/// Waits until everything up to a block is in the database.
async fn reads(api: &Api, height: u32) -> Result<()> {
    ainur_tests::wait::until(&format!("block {height} to be read"), Duration::from_secs(90), || async move {
        Ok(api.get("/v1/sync/status").await?["indexed"].as_u64().filter(|read| *read >= u64::from(height)).map(drop))
    })
    .await
}

#[tokio::test]
async fn a_vote_replaces_the_runtime_while_tasks_are_in_every_state_and_everything_ends_well() -> Result<()> {
    let before = Release::last()?;
    let mut world = World::start_on(&before.dev_chain()?).await?;
    assert_eq!(world.chain.runtime().await?.info().spec_version, before.spec_version);
    world.wallet("//Alice")?.call(&Call::transfer(&world.wallet(POSTER)?.account(), 10_000 * AINU)).await?;
    world.set_window(Window::Challenge, LONG).await?;
    world.set_window(Window::Appeal, 2).await?;
    let api = world.api()?;
    let (charlie, worker) = (world.wallet("//Charlie")?, world.wallet(WORKER)?);
    let operator = Some(world.wallet("//Bob")?.account());
    let (_, by_hand) = tokio::try_join!(register(&api, &charlie, "steady", operator), register(&api, &worker, "by-hand", None))?;
    let input = market::add(&api, b"Whatever happens.".to_vec()).await?;

    let requester = world.wallet(REQUESTER)?;
    let mut story = Story { world: &world, api: api.clone(), requester, worker, by_hand, input, tasks: BTreeMap::new() };
    story.begin().await?;
    let mut steady = vec![post(&world, input, 50).await?];

    let (code, assembly) = (release::present()?, Assembly::of(&world.node).await?);
    let (voted, posted) = tokio::join!(referendum::authorize_upgrade(&assembly, &code), post(&world, input, 51));
    voted?;
    steady.push(posted?);
    steady.push(post(&world, input, 52).await?);
    for (name, state) in STATES {
        assert_eq!(api.get(&format!("/v1/tasks/{}", story.task(name))).await?["status"], state, "{name}, before the upgrade");
    }
    let upgraded = referendum::bring(&world.wallet("//Bob//stash")?, &code).await?;
    let now = world.chain.runtime().await?.info().spec_version;
    assert!(now > before.spec_version, "the node was built with the last release: raise spec_version");

    // What is signed for the new runtime is taken by it, and what was under way goes on.
    steady.push(post(&world, input, 53).await?);
    story.end().await?;
    for task in steady {
        let ended = accept(&world, &api, task).await?;
        assert_eq!(ended["settlement"]["approved_by"], "requester", "{ended}");
    }
    history_is_whole(&mut world, upgraded, (before.spec_version, now)).await
}

/// Each block was read with the runtime that made it, and who reads everything again later reads the same.
async fn history_is_whole(world: &mut World, upgraded: u32, (before, now): (u32, u32)) -> Result<()> {
    let height = world.height().await?;
    reads(&world.api()?, height).await?;
    let streamed = rows::up_to(&world.postgres, height).await?;
    let mut events = 0;
    for at in 1..=height {
        let block = world.chain.block(at).await?;
        // The block that replaces the runtime is made by the old one.
        assert_eq!(block.spec_version, if at <= upgraded { before } else { now }, "block {at}");
        events += block.events.len();
    }
    let kept = streamed.iter().find(|rows| rows.table == "events").unwrap();
    assert!(kept.rows.len() >= events, "of {events} events {} were kept", kept.rows.len());

    world.kill_orchestrator()?;
    world.replace_database()?;
    world.start_orchestrator().await?;
    reads(&world.api()?, height).await?;
    for (first, again) in streamed.iter().zip(rows::up_to(&world.postgres, height).await?) {
        for (first, again) in first.rows.iter().zip(&again.rows) {
            assert_eq!(first, again, "{}", again);
        }
        assert_eq!(first.rows.len(), again.rows.len(), "rows of {}", first.table);
    }
    Ok(())
}
