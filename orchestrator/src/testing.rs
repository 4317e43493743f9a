//! A small world for tests: a real database, the rest in memory.

use std::{
    env, fs,
    num::NonZeroU16,
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::Duration,
};

use ainur_chain::{
    fake::{FakeBlock, FakeChain},
    records::{AgentSpec, Assignment, Auction, Award, Execution, Hiring, Phase, Pricing, TaskSpec, Verification, WorkResult},
    AccountId, AgentEvent, MarketEvent, Runtime, TaskEvent, Walker,
};
use ainur_content::{ContentStore, MemoryStore, Sources};
use ainur_embeddings::{Embedder, Ngrams, Patience, Remembered};
use ainur_primitives::{receipt, AgentId, Balance, BlockNumber, Cid, ClientKey, ScoreWeights, TaskId};
use ainur_sandbox::{Execution as Run, Limits, Package, RunError, Runner, Sandbox};
use ainur_store::{outbox::Submission, Settings, Store};
use ainur_test_postgres::Postgres;
use uuid::Uuid;

use crate::{
    accounts::{account, Accounts},
    circuit::{Board, Checkups},
    config::{Collect, Verify},
    reconcile::{execute, index, Context, Endpoints, Texts, Wake},
    text,
};

/// Who posts tasks.
pub const REQUESTER: AccountId = AccountId([1; 32]);
/// Who owns agents.
pub const OWNER: AccountId = AccountId([2; 32]);
/// The agent of most tests.
pub const AGENT: AgentId = AgentId(0);
/// The task of most tests.
pub const TASK: TaskId = TaskId(0);
/// What that agent asks, in plancks.
pub const PRICE: Balance = 40;
/// What that task pays at most, in plancks.
pub const BUDGET: Balance = 50;
/// Last block for bids of that task.
pub const CLOSES_AT: BlockNumber = 10;
/// Last block in which its agent can start.
pub const START_BY: BlockNumber = 20;
/// Last block in which its agent can deliver.
pub const DUE: BlockNumber = 30;
/// Last block in which its requester can object.
pub const CHALLENGE_UNTIL: BlockNumber = 40;

/// Runs modules in this process: the program of a worker is not at hand where single parts are tested.
struct InProcess(Arc<Sandbox>);

#[async_trait::async_trait]
impl Runner for InProcess {
    async fn prepare(&self, package: Package) -> Result<(), RunError> {
        let sandbox = self.0.clone();
        Ok(tokio::task::spawn_blocking(move || sandbox.compile(package.bytes()).map(drop)).await.unwrap()?)
    }

    async fn run(&self, package: Package, input: Vec<u8>, limits: Limits) -> Result<Run, RunError> {
        let sandbox = self.0.clone();
        let run = move || Ok(sandbox.execute(&sandbox.compile(package.bytes())?, &input, &limits)?);
        tokio::task::spawn_blocking(run).await.unwrap()
    }
}

/// Everything a reconciler or a handler works with.
pub struct World {
    pub context: Context,
    pub chain: Arc<FakeChain>,
    pub content: MemoryStore,
    // Ends with this world.
    _postgres: Postgres,
}

impl World {
    /// A chain with its genesis block indexed, and nothing else.
    pub async fn new() -> Self {
        static SANDBOX: LazyLock<Arc<Sandbox>> = LazyLock::new(|| Arc::new(Sandbox::new(NonZeroU16::new(4).unwrap()).unwrap()));
        let postgres = Postgres::start(false).unwrap();
        let chain = Arc::new(FakeChain::new(Runtime::committed([7; 32]).unwrap()));
        let content = MemoryStore::default();
        let context = Context {
            store: store(&postgres).await,
            chain: chain.clone(),
            content: Arc::new(content.clone()),
            sources: Arc::new(Sources::new(Vec::new(), Duration::ZERO, Duration::ZERO)),
            mirror: None,
            sandbox: Arc::new(InProcess(SANDBOX.clone())),
            outbound: outbound(&[], 443),
            endpoints: Endpoints::default(),
            texts: texts(Arc::new(Ngrams)),
            accounts: Accounts::new(account(&"//Operator".into(), None).unwrap(), Vec::new()).unwrap(),
            work: Arc::default(),
            verify: Verify::default(),
            collect: Collect::default(),
            wake: Wake::default(),
            rota: Arc::default(),
            circuits: Board::default(),
            checkups: Checkups::default(),
        };
        let world = Self { context, chain, content, _postgres: postgres };
        world.index().await;
        world
    }

    /// A world with an agent of ours whose module is these bytes.
    pub async fn with_agent(module: &[u8]) -> Self {
        let world = Self::new().await;
        let module = world.keep(module).await;
        world.happen(world.registered(AGENT, module)).await;
        world
    }

    /// A world in which an agent of ours, whose module is these bytes, works on so many tasks, all of them on this input.
    pub async fn at_work(module: &[u8], input: &[u8], tasks: u64) -> Self {
        let world = Self::with_agent(module).await;
        let input = world.keep(input).await;
        for task in (0..tasks).map(TaskId) {
            world.happen(posted(task, input, BIDDING)).await;
            world.happen(matched(task, Some(receipt::hash(module)))).await;
            world.happen(started(task)).await;
        }
        world
    }

    /// Indexes all there is.
    pub async fn index(&self) {
        let mut walker = Walker::new(self.context.chain.clone(), Duration::from_secs(60));
        index::catch_up(&self.context, &mut walker).await.unwrap();
    }

    /// Finalises a block in which this happens, and indexes it.
    pub async fn happen(&self, event: impl Into<MarketEvent>) {
        self.chain.finalise(FakeBlock::default().event(event));
        self.index().await;
    }

    /// Finalises blocks in which nothing happens up to this height, and indexes them.
    pub async fn pass(&self, height: BlockNumber) {
        self.chain.finalise_to(height);
        self.index().await;
    }

    /// Keeps content; returns what the chain is told of it.
    pub async fn keep(&self, bytes: &[u8]) -> (Cid, [u8; 32]) {
        let cid = self.content.add(bytes.to_vec()).await.unwrap();
        (text::parse_cid(&cid.to_string()).unwrap(), receipt::hash(bytes))
    }

    /// An agent of ours that is registered, with a module.
    pub fn registered(&self, agent: AgentId, module: (Cid, [u8; 32])) -> AgentEvent {
        registered_by(agent, OWNER, Some(self.context.accounts.own().account()), module)
    }

    /// Plans, and works on what was planned as one worker, oldest first.
    pub async fn work(&self) {
        execute::plan_step(&self.context).await.unwrap();
        let worker = Uuid::now_v7();
        let mut jobs = self.context.store.lease_jobs(worker, Duration::from_secs(60), 10).await.unwrap();
        jobs.sort_by_key(|job| job.id.task);
        for job in jobs {
            execute::work(&self.context, worker, job).await.unwrap();
        }
    }

    /// What waits for the chain, by business key.
    pub async fn open(&self) -> Vec<Submission> {
        self.context.store.open_submissions(&self.context.operator(), BlockNumber::MAX, 1_000).await.unwrap()
    }

    /// The business keys of what waits for the chain.
    pub async fn keys(&self) -> Vec<String> {
        self.open().await.into_iter().map(|submission| submission.business_key).collect()
    }

    /// The state in which the projection has the task.
    pub async fn status(&self, task: TaskId) -> String {
        self.context.store.task(task.0).await.unwrap().unwrap().status
    }

    /// Lets the chain take everything that was submitted, each with success.
    pub async fn include(&self) {
        let block = self.chain.submitted().iter().fold(FakeBlock::default(), |block, bytes| block.extrinsic(bytes, Ok(())));
        self.chain.finalise(block);
        self.index().await;
    }
}

/// Texts that this embedder compares, asked again at once after a failure.
pub fn texts(embedder: Arc<dyn Embedder>) -> Texts {
    Texts::new(Remembered::new(embedder, Patience { limit: Duration::from_secs(60), pause: Duration::ZERO }))
}

/// A client that also reaches these ranges of addresses, on this port alone.
pub fn outbound(allow: &[String], port: u16) -> ainur_outbound::Client {
    let policy = ainur_outbound::Policy::new(true, allow, &[port]).unwrap();
    ainur_outbound::Client::new(policy, Arc::new(ainur_outbound::SystemResolver))
}

/// An agent that is registered, with a module.
pub fn registered_by(
    agent: AgentId,
    owner: AccountId,
    operator: Option<AccountId>,
    (module, hash): (Cid, [u8; 32]),
) -> AgentEvent {
    let (slug, spec) = (format!("agent-{agent}").parse().unwrap(), agent_spec(Execution::Module { module, hash }));
    AgentEvent::AgentRegistered { agent, owner, operator, slug, spec, stake: 1_000 }
}

async fn store(postgres: &Postgres) -> Store {
    let settings = Settings {
        url: postgres.url().into(),
        max_connections: 4,
        acquire_timeout: Duration::from_secs(30),
        statement_timeout: Duration::from_secs(30),
    };
    let store = Store::connect(&settings).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// What an agent of that execution offers.
pub fn agent_spec(execution: Execution) -> AgentSpec {
    AgentSpec {
        manifest: cid(9),
        capabilities: ["text.echo".parse().unwrap()].into_iter().collect::<std::collections::BTreeSet<_>>().try_into().unwrap(),
        price: PRICE,
        execution,
        concurrency: 1,
    }
}

/// What a task with this input asks for.
pub fn task_spec((input, input_hash): (Cid, [u8; 32])) -> TaskSpec {
    TaskSpec {
        title: "Say it again".parse().unwrap(),
        description: None,
        input,
        input_hash,
        capabilities: agent_spec(Execution::Endpoint { descriptor: cid(9) }).capabilities,
        budget: BUDGET,
        hiring: Hiring::Auction {
            opens_at: None,
            bidding: 10,
            weights: ScoreWeights::default(),
            rules: Auction::Open { pricing: Pricing::First },
            award: Award::ByScore,
        },
        min_reputation: 0,
        min_stake: 0,
        max_duration: 20,
        deadline: 100,
        verification: Verification::Deterministic,
        priority: 5,
        parent: None,
        delegable: 0,
        mandate: None,
    }
}

/// A task that is posted with this input.
pub fn posted(task: TaskId, input: (Cid, [u8; 32]), phase: Phase) -> TaskEvent {
    let client_key = ClientKey([u8::try_from(task.0).unwrap(); 32]);
    TaskEvent::TaskCreated { task, requester: REQUESTER, client_key, spec: task_spec(input), phase }
}

/// The phase of a task that takes bids.
pub const BIDDING: Phase = Phase::Bidding { commits_until: None, closes_at: CLOSES_AT };

/// A task whose agent is hired, with the module of that hash pinned.
pub fn matched(task: TaskId, module: Option<[u8; 32]>) -> TaskEvent {
    let assignment = Assignment { agent: AGENT, price: PRICE, duration: 10, payee: OWNER, matcher: None, module, cover: PRICE };
    TaskEvent::Matched { task, assignment, score: None, start_by: START_BY }
}

/// A task whose agent works.
pub fn started(task: TaskId) -> TaskEvent {
    TaskEvent::TaskStarted { task, agent: AGENT, due: DUE }
}

/// A task that is delivered.
pub fn delivered(task: TaskId) -> TaskEvent {
    let result = WorkResult { output: cid(5), output_hash: [6; 32], receipt_hash: [7; 32] };
    TaskEvent::ResultSubmitted { task, agent: AGENT, result, challenge_until: CHALLENGE_UNTIL }
}

/// An identifier of content that is nowhere.
pub fn cid(byte: u8) -> Cid {
    Cid { codec: ainur_primitives::ContentCodec::Raw, digest: [byte; 32] }
}

/// The package of a guest that `cargo xtask agents` built.
#[allow(clippy::disallowed_methods, reason = "the folder of the build, not a setting")]
pub fn package(name: &str) -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = || env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = env::var_os("AINUR_AGENTS_DIR").map_or_else(|| target().join("agents"), PathBuf::from);
    let file = folder.join(name).with_extension("wasm");
    fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}; run cargo xtask agents", file.display()))
}
