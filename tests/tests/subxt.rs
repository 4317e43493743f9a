//! The stock Rust client, with nothing but the names that stand in the metadata: it registers an agent and posts a task.

use std::time::Duration;

use ainur_tests::node::{Node, Pool};
use anyhow::{Context, Result};
use subxt::{
    client::OnlineClientAtBlock,
    config::SubstrateConfig,
    dynamic::{self, Value},
    extrinsics::ExtrinsicEvents,
    OnlineClient,
};
use subxt_signer::sr25519::{dev, Keypair};

const AINU: u128 = 1_000_000_000_000;
/// How long a transaction may take to be final.
const PATIENCE: Duration = Duration::from_secs(60);

type Client = OnlineClient<SubstrateConfig>;

#[tokio::test]
async fn an_agent_is_registered_and_a_task_posted_by_names_alone() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("ainur-").tempdir()?;
    let node = Node::start(folder.path(), Pool::Usual).await?;
    let client = Client::from_insecure_url(node.url()).await?;
    let registered = send(&client, &dev::alice(), "AgentRegistry", "register", agent()).await?;
    assert!(holds(&registered, "AgentRegistry", "AgentRegistered"));
    let head = client.at_current_block().await?;
    let created =
        send(&client, &dev::bob(), "TaskMarket", "create_task", task([0x01; 32], head.block_number(), 50 * AINU)).await?;
    assert!(holds(&created, "TaskMarket", "TaskCreated"));
    let again = send(&client, &dev::bob(), "TaskMarket", "create_task", task([0x01; 32], head.block_number(), 50 * AINU)).await?;
    assert!(!holds(&again, "TaskMarket", "TaskCreated"), "the same key posts the same task");
    let refused = send(&client, &dev::bob(), "TaskMarket", "create_task", task([0x02; 32], head.block_number(), 1)).await.err();
    let refused = refused.map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("BudgetTooLow"), "{refused}");
    node.stop().await
}

async fn send(
    client: &Client,
    signer: &Keypair,
    pallet: &str,
    call: &str,
    arguments: Value,
) -> Result<ExtrinsicEvents<SubstrateConfig>> {
    let at: OnlineClientAtBlock<SubstrateConfig> = client.at_current_block().await?;
    let call = dynamic::transaction(pallet, call, arguments);
    let sent = async {
        let progress = at.transactions().sign_and_submit_then_watch_default(&call, signer).await?;
        Ok::<_, anyhow::Error>(progress.wait_for_finalized_success().await?)
    };
    tokio::time::timeout(PATIENCE, sent).await.context("not final in time")?
}

fn holds(events: &ExtrinsicEvents<SubstrateConfig>, pallet: &str, name: &str) -> bool {
    events.iter().flatten().any(|event| event.pallet_name() == pallet && event.event_name() == name)
}

fn bytes(text: &str) -> Value {
    Value::from_bytes(text)
}

fn none() -> Value {
    Value::unnamed_variant("None", [])
}

fn content() -> Value {
    Value::named_composite([("codec", Value::unnamed_variant("Raw", [])), ("digest", Value::from_bytes([0x11; 32]))])
}

/// The arguments of `register`.
fn agent() -> Value {
    let module = [("module", content()), ("hash", Value::from_bytes([0x22; 32]))];
    let spec = Value::named_composite([
        ("manifest", content()),
        ("capabilities", Value::unnamed_composite([Value::unnamed_composite([bytes("text.echo")])])),
        ("price", Value::u128(20 * AINU)),
        ("execution", Value::named_variant("Module", module)),
        ("concurrency", Value::u128(10)),
    ]);
    Value::named_composite([
        ("slug", bytes("subxt-client")),
        ("spec", spec),
        ("operator", none()),
        ("stake", Value::u128(200 * AINU)),
    ])
}

/// The arguments of `create_task`.
fn task(client_key: [u8; 32], now: u64, budget: u128) -> Value {
    let weights = ["price", "reputation", "speed", "quality"].map(|name| (name, Value::u128(0)));
    let weights = weights.map(|(name, value)| (name, if name == "price" { Value::u128(1_000_000_000) } else { value }));
    let rules = Value::named_variant("Open", [("pricing", Value::unnamed_variant("First", []))]);
    let auction = [
        ("opens_at", none()),
        ("bidding", Value::u128(10)),
        ("weights", Value::named_composite(weights)),
        ("rules", rules),
        ("award", Value::unnamed_variant("ByScore", [])),
    ];
    let spec = Value::named_composite([
        ("title", bytes("Say it again")),
        ("description", none()),
        ("input", content()),
        ("input_hash", Value::from_bytes([0x22; 32])),
        ("capabilities", Value::unnamed_composite([Value::unnamed_composite([bytes("text.echo")])])),
        ("budget", Value::u128(budget)),
        ("hiring", Value::named_variant("Auction", auction)),
        ("min_reputation", Value::u128(0)),
        ("min_stake", Value::u128(0)),
        ("max_duration", Value::u128(20)),
        ("deadline", Value::u128(u128::from(now) + 1_000)),
        ("verification", Value::unnamed_variant("Deterministic", [])),
        ("priority", Value::u128(5)),
        ("parent", none()),
        ("delegable", Value::u128(0)),
        ("mandate", none()),
    ]);
    Value::named_composite([("client_key", Value::from_bytes(client_key)), ("spec", spec)])
}
