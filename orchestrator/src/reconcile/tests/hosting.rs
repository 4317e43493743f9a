use std::{sync::Arc, time::Duration};

use ainur_chain::{
    records::{Assignment, Execution, FailReason, TaskSpec, Verification, WorkResult},
    AgentEvent, Call, TaskEvent,
};
use ainur_content::ContentStore;
use ainur_primitives::{receipt, AgentId, TaskId};
use ainur_store::jobs::Job;
use axum::{
    body::Bytes,
    extract::State,
    http::{header, HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
    Router,
};
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::{mpsc, Mutex},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    circuit::Phase,
    config::Work,
    hosting::HostedReceipt,
    reconcile::{
        execute::{give_back, plan_step, run as execute, work},
        matching,
    },
    testing::{self, agent_spec, matched, outbound, package, registered_by, started, World, AGENT, BIDDING, DUE, OWNER, TASK},
    text,
};

const INPUT: &[u8] = b"Say it again.";
const LEASE: Duration = Duration::from_secs(60);

/// What the endpoint does next.
#[derive(Clone)]
enum Turn {
    /// It answers.
    Answer(StatusCode, Vec<u8>),
    /// It sends the caller elsewhere.
    Redirect(String),
    /// It never answers.
    Silence,
}

fn turn(status: u16) -> Turn {
    Turn::Answer(StatusCode::from_u16(status).unwrap(), b"the answer".to_vec())
}

/// A hosted agent's endpoint: it takes one turn after the other, and the last again and again.
struct Endpoint {
    port: u16,
    /// Seconds for which it is waited for.
    patience: u64,
    allows_hedging: bool,
    heard: mpsc::UnboundedReceiver<(HeaderMap, Bytes)>,
    _running: JoinSet<()>,
}

type Shared = State<(Arc<Mutex<Vec<Turn>>>, mpsc::UnboundedSender<(HeaderMap, Bytes)>)>;

async fn answer(State((turns, tell)): Shared, headers: HeaderMap, body: Bytes) -> Response {
    tell.send((headers, body)).unwrap();
    let next = {
        let mut turns = turns.lock().await;
        if turns.len() > 1 {
            turns.remove(0)
        } else {
            turns[0].clone()
        }
    };
    match next {
        Turn::Answer(status, body) => (status, body).into_response(),
        Turn::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
        Turn::Silence => std::future::pending().await,
    }
}

impl Endpoint {
    async fn start(turns: Vec<Turn>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, heard) = mpsc::unbounded_channel();
        // Only who never answers is waited for in vain.
        let patience = if turns.iter().any(|turn| matches!(turn, Turn::Silence)) { 1 } else { 60 };
        let router = Router::new().route("/run", post(answer)).with_state((Arc::new(Mutex::new(turns)), tell));
        let mut running = JoinSet::new();
        running.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, patience, allows_hedging: false, heard, _running: running }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/run", self.port)
    }

    /// The header of this name of each request so far.
    fn heard(&mut self, name: &str) -> Vec<String> {
        let mut values = Vec::new();
        while let Ok((headers, _)) = self.heard.try_recv() {
            values.push(headers[name].to_str().unwrap().to_owned());
        }
        values
    }
}

/// A world with an agent of ours behind this endpoint, which may be asked.
async fn with_agent(endpoint: &Endpoint) -> World {
    let mut world = World::new().await;
    world.context.outbound = outbound(&["127.0.0.0/8".into()], endpoint.port);
    let timeout = endpoint.patience;
    let place = json!({ "url": endpoint.url(), "timeout_seconds": timeout, "allow_hedging": endpoint.allows_hedging });
    register(&world, place).await;
    world
}

async fn register(world: &World, mut endpoint: serde_json::Value) {
    endpoint["headers"] = json!({ "x-edition": "2" });
    let manifest = json!({ "schema": "ainur/manifest/1", "name": "Hosted", "endpoint": endpoint });
    let (descriptor, _) = world.keep(manifest.to_string().as_bytes()).await;
    let spec = agent_spec(Execution::Endpoint { descriptor });
    let (slug, operator) = ("hosted".parse().unwrap(), Some(world.context.accounts.own().account()));
    world.happen(AgentEvent::AgentRegistered { agent: AGENT, owner: OWNER, operator, slug, spec, stake: 1_000 }).await;
}

/// Posts a task whose disputes are decided in this way.
async fn post_task(world: &World, task: TaskId, how: Verification) {
    let input = world.keep(INPUT).await;
    let spec = TaskSpec { verification: how, ..testing::task_spec(input) };
    let TaskEvent::TaskCreated { requester, client_key, phase, .. } = testing::posted(task, input, BIDDING) else {
        unreachable!()
    };
    world.happen(TaskEvent::TaskCreated { task, requester, client_key, spec, phase }).await;
}

/// A world in which that agent works on so many tasks.
async fn at_work(endpoint: &Endpoint, tasks: u64) -> World {
    let world = with_agent(endpoint).await;
    for task in (0..tasks).map(TaskId) {
        post_task(&world, task, Verification::RequesterOnly).await;
        world.happen(matched(task, None)).await;
        world.happen(started(task)).await;
    }
    world
}

/// Plans, and works on what was planned as one worker would; what goes back can be taken again at once.
async fn run(world: &World) {
    plan_step(&world.context).await.unwrap();
    let worker = Uuid::now_v7();
    for job in world.context.store.lease_jobs(worker, LEASE, 10).await.unwrap() {
        if let Err(error) = work(&world.context, worker, job).await {
            world.context.store.return_job(worker, job.id, &format!("{error:#}"), Duration::ZERO).await.unwrap();
        }
    }
}

async fn assert_queued(world: &World, call: &Call) {
    let call = world.context.chain.runtime().await.unwrap().encode(call).unwrap();
    assert_eq!(world.open().await.iter().map(|row| &row.call).collect::<Vec<_>>(), [&call]);
}

/// What the chain is told when the endpoint takes this turn.
async fn assert_fails(next: Turn, reason: FailReason) {
    let endpoint = Endpoint::start(vec![next]).await;
    let world = at_work(&endpoint, 1).await;
    run(&world).await;
    assert_queued(&world, &Call::fail(TASK, reason)).await;
    assert!(world.context.store.job(TASK.0).await.unwrap().unwrap().error.is_some_and(|error| !error.contains("127.0.0.1")));
}

#[tokio::test]
async fn should_deliver_what_the_endpoint_answers() {
    let mut endpoint = Endpoint::start(vec![turn(200)]).await;
    let world = at_work(&endpoint, 1).await;
    run(&world).await;
    run(&world).await;

    let job = world.context.store.job(TASK.0).await.unwrap().unwrap();
    let bytes = job.receipt.unwrap();
    let claim = HostedReceipt::from_bytes(&bytes).unwrap();
    assert_eq!((claim.task, claim.agent, claim.input_hash), (TASK, AGENT, receipt::hash(INPUT)));
    let output = world.content.fetch(&text::cid(claim.output).parse().unwrap(), 1_000).await.unwrap();
    assert_eq!((output.as_slice(), claim.output_hash), (&b"the answer"[..], receipt::hash(&output)));
    let result = WorkResult { output: claim.output, output_hash: claim.output_hash, receipt_hash: receipt::hash(&bytes) };
    assert_queued(&world, &Call::submit_result(TASK, &result)).await;

    let (headers, body) = endpoint.heard.try_recv().unwrap();
    assert_eq!(body, INPUT);
    let expected = [
        ("ainur-task", "0".to_owned()),
        ("ainur-agent", "0".to_owned()),
        ("ainur-due", DUE.to_string()),
        ("ainur-input-hash", text::hex(&receipt::hash(INPUT))),
        ("ainur-operator", world.context.operator()),
        ("x-edition", "2".to_owned()),
    ];
    for (name, value) in expected {
        assert_eq!(headers[name], value, "{name}");
    }
    assert_eq!(headers["ainur-signature"].len(), 130);
    assert!(endpoint.heard.try_recv().is_err());
}

#[tokio::test]
async fn should_ask_again_under_the_same_key_when_the_endpoint_cannot_answer_now() {
    let mut endpoint = Endpoint::start(vec![turn(503), turn(429), Turn::Silence, turn(200)]).await;
    let world = at_work(&endpoint, 1).await;
    for _ in 0..3 {
        run(&world).await;
        assert!(world.keys().await.is_empty());
    }
    let waiting = world.context.store.job(TASK.0).await.unwrap().unwrap();
    assert!(waiting.error.is_some_and(|error| error.contains("no whole answer")));
    run(&world).await;
    assert_eq!(world.keys().await, ["result:0:0"]);
    let keys = endpoint.heard("idempotency-key");
    assert_eq!(keys.len(), 4);
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[tokio::test]
async fn should_say_at_once_what_another_try_would_not_change() {
    assert_fails(turn(422), FailReason::InvalidInput).await;
    assert_fails(turn(404), FailReason::Other).await;
    assert_fails(Turn::Answer(StatusCode::OK, vec![0; 4 * 1024 * 1024 + 1]), FailReason::OutputTooLarge).await;
}

#[tokio::test]
async fn should_not_be_led_elsewhere() {
    let mut inner = Endpoint::start(vec![turn(200)]).await;
    assert_fails(Turn::Redirect(inner.url()), FailReason::Other).await;
    assert!(inner.heard.try_recv().is_err());
}

#[tokio::test]
async fn should_give_up_while_there_is_time_to_say_so() {
    let endpoint = Endpoint::start(vec![turn(503)]).await;
    let world = at_work(&endpoint, 1).await;
    world.pass(DUE - 3).await;
    run(&world).await;
    assert_queued(&world, &Call::fail(TASK, FailReason::Other)).await;
}

#[tokio::test]
async fn should_give_up_after_the_last_attempt_instead_of_leaving_the_requester_waiting() {
    let endpoint = Endpoint::start(vec![turn(503)]).await;
    let mut world = at_work(&endpoint, 1).await;
    world.context.work = Arc::new(Work { attempts: 2, ..Work::default() });
    run(&world).await;
    assert!(world.keys().await.is_empty());
    run(&world).await;
    assert_queued(&world, &Call::fail(TASK, FailReason::Other)).await;
}

#[tokio::test]
async fn should_let_an_endpoint_rest_that_did_not_answer_five_times() {
    let mut endpoint = Endpoint::start(vec![turn(503)]).await;
    let world = at_work(&endpoint, 6).await;
    run(&world).await;
    assert_ne!(world.context.circuits.phase(AGENT, std::time::Instant::now()), Phase::Closed);
    assert_eq!(endpoint.heard("ainur-task").len(), 5);
}

/// A world in which one worker holds the agent's only task and another hedges it, and those two.
async fn hedged(endpoint: &Endpoint) -> (World, [(Uuid, Job); 2]) {
    let world = at_work(endpoint, 1).await;
    plan_step(&world.context).await.unwrap();
    let (holder, hedge) = (Uuid::now_v7(), Uuid::now_v7());
    let held = world.context.store.lease_jobs(holder, LEASE, 1).await.unwrap()[0];
    let again = world.context.store.lease_hedges(hedge, LEASE, Duration::ZERO, 1).await.unwrap()[0];
    (world, [(holder, held), (hedge, again)])
}

#[tokio::test]
async fn should_ask_for_the_same_work_twice_at_a_time_only_whom_that_does_no_harm() {
    let mut endpoint = Endpoint::start(vec![turn(200)]).await;
    let (world, [(holder, held), (hedge, again)]) = hedged(&endpoint).await;
    work(&world.context, hedge, again).await.unwrap();
    assert!(world.keys().await.is_empty() && endpoint.heard("ainur-task").is_empty());
    work(&world.context, holder, held).await.unwrap();
    assert_eq!(world.keys().await, ["result:0:0"]);

    let mut endpoint = Endpoint { allows_hedging: true, ..Endpoint::start(vec![turn(200)]).await };
    let (world, [(holder, held), (hedge, again)]) = hedged(&endpoint).await;
    work(&world.context, hedge, again).await.unwrap();
    let told = world.open().await;
    work(&world.context, holder, held).await.unwrap();
    let keys = endpoint.heard("idempotency-key");
    assert!(keys.len() == 2 && keys[0] == keys[1], "{keys:?}");
    assert_eq!((world.keys().await, &world.open().await[0].call), (vec!["result:0:0".to_owned()], &told[0].call));
}

#[tokio::test]
async fn should_not_believe_a_hedge_that_is_refused_while_the_first_request_is_waited_for() {
    let endpoint = Endpoint { allows_hedging: true, ..Endpoint::start(vec![turn(409), turn(200)]).await };
    let (world, [(holder, held), (hedge, again)]) = hedged(&endpoint).await;
    work(&world.context, hedge, again).await.unwrap();
    assert!(world.keys().await.is_empty());
    work(&world.context, holder, held).await.unwrap();
    assert_eq!(world.keys().await, ["result:0:0"]);
}

/// A world with room for one module at a time, in which that agent works on so many tasks and another, of a module, on one more.
async fn at_work_beside_a_module(endpoint: &Endpoint, tasks: u64) -> World {
    let mut world = at_work(endpoint, tasks).await;
    world.context.work = Arc::new(Work { parallel: 1, ..Work::default() });
    let module = package("echo");
    let kept = world.keep(&module).await;
    world.happen(registered_by(AgentId(1), OWNER, Some(world.context.accounts.own().account()), kept)).await;
    post_task(&world, TaskId(tasks), Verification::RequesterOnly).await;
    let TaskEvent::Matched { task, assignment, score, start_by } = matched(TaskId(tasks), Some(receipt::hash(&module))) else {
        unreachable!()
    };
    let assignment = Assignment { agent: AgentId(1), ..assignment };
    world.happen(TaskEvent::Matched { task, assignment, score, start_by }).await;
    world
}

#[tokio::test]
async fn should_start_and_run_modules_beside_endpoints_that_do_not_answer() {
    let mut endpoint = Endpoint::start(vec![Turn::Silence]).await;
    endpoint.patience = 60;
    let world = at_work_beside_a_module(&endpoint, 5).await;
    plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await.len(), 1, "the module's task is started, whatever hosted agents have been given");
    world.happen(TaskEvent::TaskStarted { task: TaskId(5), agent: AgentId(1), due: DUE }).await;
    plan_step(&world.context).await.unwrap();

    let shutdown = CancellationToken::new();
    let watch = async {
        while !world.keys().await.contains(&"result:5:1".to_owned()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for _ in 0..4 {
            endpoint.heard.recv().await.unwrap();
        }
        // No more of them wait than four for each place, and it does not count as a try.
        let attempts = loop {
            let job = world.context.store.job(4).await.unwrap().unwrap();
            if job.state == "queued" && job.error.is_some() {
                break job.attempts;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert!(endpoint.heard.try_recv().is_err());
        attempts
    };
    let watched = async {
        let attempts = tokio::time::timeout(Duration::from_secs(30), watch).await;
        shutdown.cancel();
        attempts
    };
    let ((), attempts) = tokio::join!(execute(world.context.clone(), shutdown.clone()), watched);
    assert_eq!(attempts.unwrap(), 0);
}

#[tokio::test]
async fn should_start_and_bid_only_where_no_module_is_needed() {
    let endpoint = Endpoint::start(vec![turn(200)]).await;
    let world = with_agent(&endpoint).await;
    post_task(&world, TASK, Verification::Deterministic).await;
    post_task(&world, TaskId(1), Verification::RequesterOnly).await;
    matching::step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["bid:1:0:3"]);
    world.happen(matched(TaskId(1), None)).await;
    plan_step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["bid:1:0:3", "start:1:4"]);
}

#[tokio::test]
async fn should_read_a_manifest_once() {
    let endpoint = Endpoint::start(vec![turn(200)]).await;
    let world = with_agent(&endpoint).await;
    assert_eq!(world.context.runnable_agents().await.unwrap().len(), 1);
    world.content.clear();
    assert_eq!(world.context.runnable_agents().await.unwrap().len(), 1);
}

#[tokio::test]
async fn should_do_nothing_for_an_agent_whose_endpoint_may_not_be_asked() {
    let world = World::new().await;
    register(&world, json!({ "url": "http://127.0.0.1:443/run", "timeout_seconds": 1 })).await;
    post_task(&world, TASK, Verification::RequesterOnly).await;
    matching::step(&world.context).await.unwrap();
    world.happen(matched(TASK, None)).await;
    plan_step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_not_work_for_an_agent_that_has_no_endpoint_any_more() {
    for is_planned_before in [true, false] {
        let endpoint = Endpoint::start(vec![turn(200)]).await;
        let world = at_work(&endpoint, 1).await;
        if is_planned_before {
            plan_step(&world.context).await.unwrap();
        }
        let (module, hash) = world.keep(b"module").await;
        let spec = agent_spec(Execution::Module { module, hash });
        world.happen(AgentEvent::AgentUpdated { agent: AGENT, spec }).await;
        run(&world).await;
        assert_queued(&world, &Call::fail(TASK, FailReason::ModuleUnavailable)).await;
    }
}

#[tokio::test]
async fn should_keep_a_job_whose_input_is_not_here() {
    let endpoint = Endpoint::start(vec![turn(200)]).await;
    let world = at_work(&endpoint, 1).await;
    plan_step(&world.context).await.unwrap();
    let worker = Uuid::now_v7();
    let job = world.context.store.lease_jobs(worker, LEASE, 1).await.unwrap()[0];
    world.content.clear();
    let error = work(&world.context, worker, job).await.unwrap_err();
    give_back(&world.context, worker, job, &error).await.unwrap();
    assert!(world.keys().await.is_empty());
    assert_eq!(world.context.store.job(TASK.0).await.unwrap().unwrap().state, "queued");
}
