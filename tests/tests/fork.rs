//! The node below an orchestrator is swapped for one with another fork while nobody finalises anything: nothing of either fork is
//! on record, what was on its way is sent again, and in the end each task is paid once. Features A16, A17.
#![allow(clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use ainur_chain::{
    records::{Hiring, TaskSpec},
    Call, Chain as _, RpcChain,
};
use ainur_primitives::{AgentId, ClientKey, Hash, AINU};
use ainur_test_postgres::Postgres;
use ainur_tests::{
    chaos::{database, history, ledger::Ledger},
    market::{self, Content, NewAgent},
    network::{Network, Validator, PATIENCE},
    orchestrator::Orchestrator,
    outage::catches_up,
    outbox,
    proxy::{Fault, Proxy},
    rows, wait,
    wallet::Wallet,
    world::OPERATOR,
};
use anyhow::{ensure, Context, Result};
use tempfile::TempDir;

/// Slots of a session: the most there may be, so that none ends while this lasts.
const SESSION: u32 = 300;
/// Blocks that show that the chain goes on.
const ON: u32 = 3;
/// Blocks for bids: more than either fork takes.
const BIDDING: u32 = 24;
/// Blocks that work may take.
const DURATION: u32 = 200;

/// Who posts a task, and under which key.
type Post = (&'static str, [u8; 32]);
/// Posted before the forks. Each asks for a call of the orchestrator: a bid, and an accepted offer.
const BEFORE: [Post; 2] = [("//Eve", [1; 32]), ("//Ferdie", [2; 32])];
/// Posted on one fork each.
const ON_THE_FIRST: Post = ("//Alice", [3; 32]);
const ON_THE_SECOND: Post = ("//Dave", [4; 32]);

/// Hashes of blocks that nobody finalised, by height.
type Fork = BTreeMap<u32, String>;

#[tokio::test]
async fn a_node_swapped_for_one_on_another_fork_puts_no_wrong_row_on_record() -> Result<()> {
    let mut scene = Scene::start().await?;
    scene.the_orchestrator_is_cut_off_and_two_tasks_are_posted().await?;
    scene.finality_stops().await?;
    scene.proxy.heal();
    let offer = scene.offer().await?;
    let calls = [ON_THE_FIRST, ON_THE_SECOND].map(|(_, key)| Call::create_task(ClientKey(key), &offer));
    let first = scene.a_fork_grows("Alice", ON_THE_FIRST.0, &calls[0]).await.context("the first fork")?;
    scene.a_node_takes_over_that_never_saw_it().await?;
    let second = scene.a_fork_grows("Charlie", ON_THE_SECOND.0, &calls[1]).await.context("the second fork")?;
    are_two(&first, &second)?;
    scene.finality_returns(&first, &second).await?;
    scene.what_was_posted_on_a_fork_is_posted_again(&calls).await?;
    scene.each_task_is_paid_once().await?;
    scene.end().await
}

struct Scene {
    network: Network,
    postgres: Postgres,
    /// Before the node that the orchestrator asks.
    proxy: Proxy,
    orchestrator: Orchestrator,
    agent: AgentId,
    input: Content,
    folder: TempDir,
}

impl Scene {
    /// Starts four validators, and an orchestrator that asks the first of them and works for an agent.
    async fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
        let network = Network::start_with_sessions(folder.path(), 4, SESSION).await?;
        network.agrees_on(1).await?;
        let node = network.validator("Alice")?;
        let (postgres, proxy) = (Postgres::start(false)?, Proxy::start(node.rpc())?);
        let chain = format!("ws://{}", proxy.address());
        let orchestrator = Orchestrator::start_at(folder.path(), &chain, &postgres.url(), OPERATOR).await?;
        let (api, client) = (orchestrator.api()?, node.client().await?);
        let operator = Some(Wallet::new(client.clone(), OPERATOR)?.account());
        let module = market::component("echo")?;
        let new = NewAgent { slug: "parrot", capability: "text.echo", price: AINU, module, operator };
        let agent = market::register(&api, &Wallet::new(client, "//Charlie")?, new).await?;
        let input = market::add(&api, b"Say this.".to_vec()).await?;
        Ok(Self { network, postgres, proxy, orchestrator, agent, input, folder })
    }

    /// A task for which whoever can may bid.
    async fn auction(&self) -> Result<TaskSpec> {
        let now = self.network.view().await?.finalised;
        let mut spec = market::auction("Say it again", "text.echo", self.input, 5 * AINU, now)?;
        spec.max_duration = DURATION;
        if let Hiring::Auction { bidding, .. } = &mut spec.hiring {
            *bidding = BIDDING;
        }
        Ok(spec)
    }

    /// A task that the agent is asked to do.
    async fn offer(&self) -> Result<TaskSpec> {
        Ok(TaskSpec { hiring: Hiring::Direct { agent: self.agent }, ..self.auction().await? })
    }

    async fn the_orchestrator_is_cut_off_and_two_tasks_are_posted(&self) -> Result<()> {
        self.proxy.inject(Fault::Reset);
        let client = self.network.validator("Alice")?.client().await?;
        let [auction, offer] = [self.auction().await?, self.offer().await?];
        let [eve, ferdie] = BEFORE.map(|(secret, key)| Ok::<_, anyhow::Error>((Wallet::new(client.clone(), secret)?, key)));
        let ((eve, first), (ferdie, second)) = (eve?, ferdie?);
        tokio::try_join!(market::post(&eve, first, &auction), market::post(&ferdie, second, &offer)).map(drop)
    }

    /// Kills two of four, and waits until what was on its way from them has arrived.
    async fn finality_stops(&mut self) -> Result<()> {
        for name in ["Charlie", "Dave"] {
            self.network.validator_mut(name)?.kill()?;
        }
        let arrived = self.network.view().await?.best + ON;
        wait::until("blocks that nobody finalises", PATIENCE, || async {
            Ok((self.network.view().await?.best >= arrived).then_some(()))
        })
        .await
    }

    /// Has a task posted at a node, and waits until that node's fork holds the post and both calls of the orchestrator. Nothing of it
    /// is on record all the while.
    async fn a_fork_grows(&self, name: &str, secret: &str, post: &Call) -> Result<Fork> {
        let node = self.network.validator(name)?;
        // The last that one of the two nodes showed as final.
        let last = node.view().await?.finalised.max(rows::head(&self.postgres).await?.unwrap_or_default());
        catches_up(&self.orchestrator.api()?, last).await?;
        let before = rows::up_to(&self.postgres, u32::MAX).await?;
        let posted = Wallet::new(node.client().await?, secret)?.submit(post).await?;
        let fork = wait::until("the fork to hold all that was sent", PATIENCE, || async {
            let head = rows::head(&self.postgres).await?;
            ensure!(head == Some(last), "block {last} is the last that is final, and {head:?} is on record");
            let (fork, held) = unfinalised(node, last).await?;
            let signed = outbox::signed(&self.postgres).await?;
            let holds_all = signed.len() == BEFORE.len() && signed.iter().all(|(_, hash)| held.contains(hash));
            Ok((holds_all && held.contains(&posted)).then_some(fork))
        })
        .await?;
        let differences = rows::differences(&before, &rows::up_to(&self.postgres, u32::MAX).await?);
        ensure!(differences.is_empty(), "of blocks that are not final:\n{}", differences.join("\n"));
        Ok(fork)
    }

    async fn a_node_takes_over_that_never_saw_it(&mut self) -> Result<()> {
        for name in ["Alice", "Bob"] {
            self.network.validator_mut(name)?.kill()?;
        }
        self.network.start_again(&["Charlie", "Dave"]).await?;
        self.proxy.retarget(self.network.validator("Charlie")?.rpc());
        Ok(())
    }

    /// Starts one of those who built the first fork, and waits until blocks are final that are higher than both.
    async fn finality_returns(&mut self, first: &Fork, second: &Fork) -> Result<()> {
        self.network.start_again(&["Alice"]).await?;
        let highest = first.keys().chain(second.keys()).max().context("no blocks")?;
        self.network.agrees_on(highest + ON).await.map(drop)
    }

    /// Posts both once more under their keys: whatever became of the first time, each is there once then.
    async fn what_was_posted_on_a_fork_is_posted_again(&self, calls: &[Call; 2]) -> Result<()> {
        let client = self.client().await?;
        let [first, second] = [ON_THE_FIRST, ON_THE_SECOND].map(|(secret, _)| Wallet::new(client.clone(), secret));
        let (first, second) = (first?, second?);
        tokio::try_join!(first.insist(&calls[0], PATIENCE), second.insist(&calls[1], PATIENCE)).map(drop)
    }

    /// Has each requester accept what it gets, and looks at everything that came of it.
    async fn each_task_is_paid_once(&mut self) -> Result<()> {
        let (api, client) = (self.orchestrator.api()?, self.client().await?);
        let runtime = client.runtime().await?;
        let posts = [BEFORE[0], BEFORE[1], ON_THE_FIRST, ON_THE_SECOND];
        let ledger = Ledger::read(&client, client.finalised_head().await?.height).await?;
        let mut acceptances = Vec::new();
        for (secret, key) in posts {
            let task = ledger.task(key).with_context(|| format!("the task of {secret} is lost"))?;
            market::reaches(&api, task, &["verifying"]).await?;
            acceptances.push((Wallet::new(client.clone(), secret)?, runtime.encode(&Call::accept_result(task))?));
        }
        let acceptances: Vec<_> = acceptances.iter().map(|(wallet, call)| (wallet, call.clone())).collect();
        Wallet::send_of_each(&acceptances).await?;
        database::comes_to_rest(&self.postgres, posts.len()).await?;
        let ledger = Ledger::read(&client, client.finalised_head().await?.height).await?;
        let faults = ledger.faults(&posts.iter().map(|(_, key)| *key).collect());
        ensure!(faults.is_empty(), "{}", faults.join("\n"));
        let chain = self.network.validator("Charlie")?.url();
        history::is_the_same_again(&self.postgres, self.folder.path(), &chain).await?;
        self.orchestrator.lives()
    }

    /// A client of the node that the orchestrator asks in the end.
    async fn client(&self) -> Result<Arc<RpcChain>> {
        self.network.validator("Charlie")?.client().await
    }

    async fn end(self) -> Result<()> {
        self.orchestrator.stop().await?;
        self.network.stop().await
    }
}

/// A node's blocks above the last that is final, and the extrinsics in them.
async fn unfinalised(node: &Validator, last: u32) -> Result<(Fork, HashSet<Hash>)> {
    let (mut fork, mut held) = (Fork::new(), HashSet::new());
    for height in last + 1..=node.view().await?.best {
        let block = node.hash(height).await?;
        held.extend(node.extrinsics(&block).await?);
        fork.insert(height, block);
    }
    Ok((fork, held))
}

fn are_two(first: &Fork, second: &Fork) -> Result<()> {
    let height = first.keys().rfind(|height| second.contains_key(height)).context("they have no height in common")?;
    ensure!(first[height] != second[height], "both have the same block at height {height}");
    Ok(())
}
