//! One service that signs with several keys, one of them a proxy of an account whose own key is kept cold. Features A16, A17.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::time::Duration;

use ainur_chain::{AccountId, Block, Call, Chain, MarketEvent, TaskEvent};
use ainur_primitives::{AgentId, TaskId, AINU};
use ainur_test_postgres::Postgres;
use ainur_tests::{
    market::{self, NewAgent},
    orchestrator::Orchestrator,
    outage::catches_up,
    rows, wait,
    wallet::Wallet,
    world::{World, OPERATOR},
};
use anyhow::{Context, Result};
use codec::Encode;
use sqlx::{Connection, PgConnection};
use subxt::{config::SubstrateConfig, utils::MultiAddress, OnlineClient};

/// The service's second key.
const HOT: &str = "//Dave";
/// Whose proxy that key is.
const COLD: &str = "//Ferdie";
/// Who only reads.
const READER: &str = "//One";
/// How long something may take that takes a few blocks.
const PATIENCE: Duration = Duration::from_secs(90);

/// A service of two keys. The agent `own` names the account of the first as its operator, `cold` the account that the second stands for.
struct Service {
    world: World,
    hot: Wallet,
    cold: Wallet,
    agents: [AgentId; 2],
}

impl Service {
    async fn start() -> Result<Self> {
        let mut world = World::without_orchestrator().await?;
        let (hot, cold) = (world.wallet(HOT)?, world.wallet(COLD)?);
        cold.call(&proxy("add_proxy", &hot)).await?;
        let more = format!("[{{secret={HOT:?},for=\"{}\"}}]", cold.account());
        let settings = [("AINUR_OPERATOR__MORE", more), ("AINUR_WORK__PROMISED_BLOCKS", "100".to_owned())];
        world.start_orchestrator_with(&settings).await?;
        let api = world.api()?;
        let mut agents = Vec::new();
        for (slug, operator) in [("own", world.wallet(OPERATOR)?.account()), ("cold", cold.account())] {
            let (capability, module) = (format!("test.{slug}"), market::component("echo")?);
            let new = NewAgent { slug, capability: &capability, price: AINU, module, operator: Some(operator) };
            agents.push(market::register(&api, &world.wallet("//Charlie")?, new).await?);
        }
        Ok(Self { world, hot, cold, agents: agents.try_into().unwrap() })
    }

    /// Posts a task for one of the agents, which takes bids for so many blocks.
    async fn post(&self, slug: &str, key: u8, bidding: u32) -> Result<TaskId> {
        let input = market::add(&self.world.api()?, b"Say this.".to_vec()).await?;
        let mut spec = market::auction("Say it", &format!("test.{slug}"), input, 50 * AINU, self.world.height().await?)?;
        spec.max_duration = 100;
        if let ainur_chain::records::Hiring::Auction { bidding: blocks, .. } = &mut spec.hiring {
            *blocks = bidding;
        }
        market::post(&self.world.wallet("//Eve")?, [key; 32], &spec).await
    }

    /// Waits until the task has ended, and makes sure that it was paid once.
    async fn is_paid(&self, task: TaskId) -> Result<()> {
        let ended = market::reaches(&self.world.api()?, task, &["finalized", "cancelled"]).await?;
        assert_eq!(ended["status"], "finalized", "{ended}");
        assert_eq!(self.world.payments(task).await?, 1, "task {task}");
        Ok(())
    }

    /// Waits until what the service says of a call of its own matches.
    async fn says(&self, key: &str, what: &str, is_it: impl Fn(&Said) -> bool) -> Result<()> {
        wait::until(&format!("{key} to be {what}"), PATIENCE, || async {
            Ok(self.said(key).await?.iter().any(&is_it).then_some(()))
        })
        .await
    }

    /// What the service says of its calls whose business keys begin so.
    async fn said(&self, key: &str) -> Result<Vec<Said>> {
        const QUERY: &str = "SELECT state, coalesce(last_error, ''), coalesce(dispatch_error, '') FROM outbox
                             WHERE starts_with(business_key, $1)";
        let mut connection = PgConnection::connect(&self.world.postgres.url()).await?;
        let said = sqlx::query_as(QUERY).bind(key).fetch_all(&mut connection).await?;
        connection.close().await?;
        Ok(said)
    }

    /// All blocks so far.
    async fn blocks(&self) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        for height in 1..=self.world.height().await? {
            blocks.push(self.world.chain.block(height).await?);
        }
        Ok(blocks)
    }

    /// How often the chain refused a call for this reason.
    async fn refusals(&self, name: &str) -> Result<usize> {
        let blocks = self.blocks().await?;
        let outcomes = blocks.iter().flat_map(|block| &block.extrinsics).map(|extrinsic| &extrinsic.outcome);
        Ok(outcomes.filter(|outcome| outcome.as_ref().is_err_and(|error| error.name == name)).count())
    }

    /// Each step that the agent took, in the extrinsic that was it.
    async fn steps(&self, agent: AgentId) -> Result<Vec<Step>> {
        let client = OnlineClient::<SubstrateConfig>::from_insecure_url(self.world.node.url()).await?;
        let runtime = self.world.chain.runtime().await?;
        let mut steps = Vec::new();
        for block in self.blocks().await? {
            for event in block.events.iter().filter(|event| event.market.as_ref().and_then(worker) == Some(agent)) {
                let index = event.extrinsic.context("the chain did it by itself")?;
                let of_it = |pallet: &str, name: &str| {
                    let is_it = |other: &&ainur_chain::Event| {
                        (other.extrinsic, &*other.pallet, &*other.name) == (Some(index), pallet, name)
                    };
                    block.events.iter().find(is_it)
                };
                let at = client.at_block(u64::from(block.at.height)).await?;
                let extrinsics = at.extrinsics().fetch().await?;
                let extrinsic = extrinsics.iter().nth(usize::try_from(index)?).context("no such extrinsic")??;
                let signer = extrinsic.address_bytes().and_then(|address| address.strip_prefix(&[0])).context("unsigned")?;
                let call = extrinsic.call_data_bytes();
                let (name_of, call) = runtime.in_name_of(call).map_or((None, call), |(name_of, call)| (Some(name_of), call));
                steps.push(Step {
                    call: runtime.describe(call)?.method,
                    signer: AccountId::from(<[u8; 32]>::try_from(signer)?),
                    name_of,
                    executed: of_it("Proxy", "ProxyExecuted").is_some(),
                    payer: of_it("TransactionPayment", "TransactionFeePaid").map(|paid| paid.fields["who"].clone()),
                });
            }
        }
        Ok(steps)
    }
}

/// State of a call, what the node or the service has against it, and why the chain refused it.
type Said = (String, String, String);

/// A call for an agent, as the chain has it.
#[derive(PartialEq, Debug)]
struct Step {
    call: String,
    signer: AccountId,
    name_of: Option<AccountId>,
    executed: bool,
    payer: Option<serde_json::Value>,
}

/// The daily work of an agent, signed so.
fn work(signer: AccountId, name_of: Option<AccountId>) -> Vec<Step> {
    let step = |call: &str| Step {
        call: call.to_owned(),
        signer,
        name_of,
        executed: name_of.is_some(),
        payer: Some(signer.to_string().into()),
    };
    ["bid", "start", "submit_result"].map(step).into()
}

/// The agent that bids, begins or delivers.
fn worker(event: &MarketEvent) -> Option<AgentId> {
    match event {
        MarketEvent::Task(
            TaskEvent::BidPlaced { agent, .. } | TaskEvent::TaskStarted { agent, .. } | TaskEvent::ResultSubmitted { agent, .. },
        ) => Some(*agent),
        _ => None,
    }
}

/// Names a key the proxy for the daily work of agents, or takes that back.
fn proxy(call: &'static str, key: &Wallet) -> Call {
    let agent_operator = 3u8;
    Call::of("Proxy", call)
        .with_encoded("delegate", MultiAddress::<AccountId, ()>::Id(key.account()).encode())
        .with_encoded("proxy_type", agent_operator.encode())
        .with_encoded("delay", 0u32.encode())
}

fn is_withheld((state, said, _): &Said) -> bool {
    state == "queued" && said.contains("has not named the key its proxy")
}

#[tokio::test]
async fn each_agent_is_worked_for_by_the_key_that_stands_for_the_account_it_names() -> Result<()> {
    let service = Service::start().await?;
    let Service { world, hot, cold, agents } = &service;
    let (cold_before, fees_before) = (world.chain.account(&cold.account()).await?, hot.free().await?);
    let tasks = [service.post("own", 1, 3).await?, service.post("cold", 2, 3).await?];
    for task in tasks {
        service.is_paid(task).await?;
    }
    let own = world.wallet(OPERATOR)?.account();
    assert_eq!(service.steps(agents[0]).await?, work(own, None));
    assert_eq!(service.steps(agents[1]).await?, work(hot.account(), Some(cold.account())));
    assert!(hot.free().await? < fees_before);
    assert_eq!(world.chain.account(&cold.account()).await?, cold_before, "the cold key signed nothing, and paid nothing");

    // Who reads the chain with other keys reads the same.
    let height = world.height().await?;
    let (folder, postgres) = (tempfile::tempdir()?, Postgres::start(false)?);
    let reader = Orchestrator::start(folder.path(), &world.node, &postgres.url(), READER).await?;
    catches_up(&reader.api()?, height).await?;
    catches_up(&world.api()?, height).await?;
    let differences = rows::differences(&rows::up_to(&world.postgres, height).await?, &rows::up_to(&postgres, height).await?);
    assert!(differences.is_empty(), "{differences:#?}");
    Ok(())
}

#[tokio::test]
async fn an_account_that_takes_its_proxy_away_holds_up_its_own_work_alone_until_the_proxy_is_back() -> Result<()> {
    let service = Service::start().await?;
    let Service { world, hot, cold, agents } = &service;
    let under_way = service.post("cold", 1, 20).await?;
    service.says(&format!("bid:{under_way}:"), "on the chain", |(state, ..)| state == "finalised").await?;
    cold.call(&proxy("remove_proxy", hot)).await?;
    // The agent is hired, and nobody can begin for it.
    service.says(&format!("start:{under_way}:"), "withheld", is_withheld).await?;
    // Its owner's friends do it by hand; then there is a result, and nobody can deliver it.
    cold.call(&Call::start(under_way)).await?;
    service.says(&format!("result:{under_way}"), "withheld", is_withheld).await?;

    let (posted_meanwhile, of_the_other) = (service.post("cold", 2, 40).await?, service.post("own", 3, 3).await?);
    service.is_paid(of_the_other).await?;
    assert!(service.said(&format!("bid:{posted_meanwhile}:")).await?.is_empty(), "nobody bids who could not work");
    assert_eq!(service.refusals("Proxy.NotProxy").await?, 0, "nothing is paid for in vain");

    cold.call(&proxy("add_proxy", hot)).await?;
    service.is_paid(under_way).await?;
    service.is_paid(posted_meanwhile).await?;
    let steps = service.steps(agents[1]).await?;
    let by_hand = steps.iter().filter(|step| step.name_of.is_none()).count();
    assert_eq!((steps.len(), by_hand), (6, 1), "{steps:#?}");
    let own = world.wallet(OPERATOR)?.account();
    assert_eq!(service.steps(agents[0]).await?, work(own, None));
    Ok(())
}

#[tokio::test]
async fn a_call_that_is_paused_is_made_again_by_every_key_when_it_is_allowed_again() -> Result<()> {
    const FILTERED: &str = "System.CallFiltered";
    let service = Service::start().await?;
    let name = ("TaskMarket".as_bytes(), "bid".as_bytes()).encode();
    service.world.as_root(&Call::of("TxPause", "pause").with_encoded("full_name", name.clone())).await?;
    let tasks = [service.post("own", 1, 30).await?, service.post("cold", 2, 30).await?];
    for task in tasks {
        let is_refused = |(_, _, refusal): &Said| refusal.starts_with(FILTERED);
        service.says(&format!("bid:{task}:"), "refused", is_refused).await?;
    }
    service.world.as_root(&Call::of("TxPause", "unpause").with_encoded("ident", name)).await?;
    for task in tasks {
        service.is_paid(task).await?;
    }
    let refusals = service.refusals(FILTERED).await?;
    assert!((2..=6).contains(&refusals), "{refusals} times in vain");
    Ok(())
}
