//! What is written many at a time leaves the rows that it would leave one by one. Feature A16.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;
mod one_by_one;

use std::collections::BTreeSet;

use ainur_store::{
    projection::{
        self, agents,
        agents::{Ending, NewAgent},
        audits, bids, disputes, tasks,
        tasks::{Beginning, NewTask, Step},
        Change,
    },
    settlements,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::json;
use sqlx::PgConnection;
use tokio::sync::Mutex;

/// Sequences that are tried.
const CASES: u32 = 64;
/// Blocks hold so many changes.
const IN_A_BLOCK: usize = 5;

/// What an indexer does in turn.
#[derive(Clone, Debug)]
enum Deed {
    Change(Change),
    /// A batch of settlements from here has passed this task over.
    PassedOver {
        task: u64,
        height: u32,
    },
}

fn task() -> impl Strategy<Value = u64> {
    0..4u64
}

fn agent() -> impl Strategy<Value = u64> {
    0..3u64
}

fn hash() -> impl Strategy<Value = [u8; 32]> {
    (1..3u8).prop_map(|byte| [byte; 32])
}

fn number() -> impl Strategy<Value = u32> {
    0..50u32
}

fn amount() -> impl Strategy<Value = String> {
    (0..u128::MAX / 1_000).prop_map(|amount| amount.to_string())
}

fn names() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![Just(Vec::new()), Just(vec!["text.echo".to_owned()]), Just(vec!["a.b".to_owned(), "c-d".to_owned()])]
}

fn spec() -> impl Strategy<Value = agents::Spec> {
    (names(), amount(), proptest::option::of(hash()), number()).prop_map(|(capabilities, price, module_hash, number)| {
        agents::Spec {
            manifest: format!("manifest {number}"),
            capabilities,
            price,
            // Another identifier for the same bytes is another module here: so it shows when it was looked up.
            module: module_hash.map(|_| format!("module {number}")),
            module_hash,
            endpoint: module_hash.is_none().then(|| format!("endpoint {number}")),
            concurrency: 3,
        }
    })
}

fn agent_change() -> impl Strategy<Value = agents::Change> {
    let registered = (spec(), proptest::option::of(Just("operator".to_owned())), amount()).prop_map(|(spec, operator, stake)| {
        let (slug, owner) = ("slug".to_owned(), "owner".to_owned());
        agents::Change::Registered(Box::new(NewAgent { slug, owner, operator, spec, stake, registered_at: 0 }))
    });
    let ending = prop_oneof![
        (any::<u64>(), number(), number())
            .prop_map(|(value, duration, promised)| { Ending::Completed { value: value.into(), duration, promised } }),
        Just(Ending::Failed),
        Just(Ending::Rejected),
    ];
    prop_oneof![
        4 => registered,
        2 => spec().prop_map(|spec| agents::Change::Updated(Box::new(spec))),
        1 => proptest::option::of(Just("another".to_owned())).prop_map(agents::Change::Operated),
        1 => prop_oneof![Just("active"), Just("paused"), Just("removed")].prop_map(agents::Change::Available),
        1 => amount().prop_map(agents::Change::Staked),
        2 => (ending, number(), number()).prop_map(|(ending, score, trust)| {
            agents::Change::Worked { ending, score: score.into(), trust }
        }),
        1 => (1..6u8).prop_map(|stars| agents::Change::Rated { stars }),
    ]
}

fn posted() -> impl Strategy<Value = tasks::Change> {
    let beginning = (prop_oneof![Just("bidding"), Just("offered"), Just("scheduled")], proptest::option::of(number()));
    let mode = prop_oneof![Just("deterministic"), Just("evaluator"), Just("requester_only")];
    (beginning, proptest::option::of(agent()), names(), amount(), proptest::option::of(hash()), mode).prop_map(
        |((status, clock), agent, capabilities, budget, mandate, mode)| {
            let spec = tasks::Spec {
                title: "A \"title\", {with} \\ all,\tof it".into(),
                description: mandate.map(|_| "description".into()),
                input: "input".into(),
                input_hash: [7; 32],
                capabilities,
                budget,
                hiring: json!({ "direct": { "agent": agent } }),
                min_reputation: "18446744073709551615".into(),
                min_stake: "0".into(),
                max_duration: 20,
                deadline: u32::MAX,
                verification: json!({ "mode": mode }),
                priority: 5,
                parent: agent,
                delegable: "1".into(),
                mandate,
            };
            let beginning = Beginning { status, clock, agent };
            let (requester, client_key, place) = ("requester".into(), [8; 32], (0, 0));
            tasks::Change::Posted(Box::new(NewTask { requester, client_key, spec, beginning, place }))
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let hired = (agent(), amount(), proptest::option::of(hash())).prop_map(|(agent, price, module_hash)| Step {
        status: "matched",
        agent: Some(agent),
        price: Some(price),
        duration: Some(9),
        module_hash,
        ..Step::default()
    });
    let delivered = (number(), hash()).prop_map(|(output, hash)| {
        let (output_hash, receipt_hash) = (Some(hash), Some(hash));
        Step { status: "verifying", output: Some(output.to_string()), output_hash, receipt_hash, ..Step::default() }
    });
    let started = number().prop_map(|started_at| Step { status: "running", started_at: Some(started_at), ..Step::default() });
    let ended = (any::<bool>(), number()).prop_map(|(is_paid, number)| {
        let (settlement, cancel_reason) = (Some(json!({ "paid": number })), Some(json!({ "reason": number })));
        if is_paid {
            Step { status: "finalized", settlement, ..Step::default() }
        } else {
            Step { status: "cancelled", cancel_reason, ..Step::default() }
        }
    });
    let step = prop_oneof![3 => hired, 2 => delivered, 1 => started, 1 => ended, 1 => Just(Step { status: "bidding", ..Step::default() })];
    (step, proptest::option::of(number())).prop_map(|(step, clock)| Step { clock, ..step })
}

fn bid_change() -> impl Strategy<Value = bids::Change> {
    prop_oneof![
        3 => (agent(), amount(), number()).prop_map(|(agent, price, duration)| {
            bids::Change::Placed { agent, price, duration, height: 0 }
        }),
        2 => (agent(), prop_oneof![Just("withdrawn"), Just("evicted"), Just("won")])
            .prop_map(|(agent, status)| bids::Change::Ended { agent, status }),
        1 => Just(bids::Change::Lost),
    ]
}

fn dispute_change() -> impl Strategy<Value = disputes::Change> {
    let opinion = proptest::option::of(number().prop_map(|number| json!({ "output": number })));
    prop_oneof![
        Just(disputes::Change::Opened { challenger: "challenger".into(), bond: "5".into(), height: 0 }),
        (0..2u8).prop_map(|round| disputes::Change::Drawn { round, members: vec!["one".into(), "other".into()] }),
        (number(), 0..2u8).prop_map(|(until, round)| {
            let (round, until, verdict) = (Some(round), Some(until), Some("agent"));
            disputes::Change::Moved(disputes::Step { stage: "appealable", round, until, verdict, ..disputes::Step::default() })
        }),
        Just(disputes::Change::ReceiptShown),
        (0..2u8, opinion).prop_map(|(round, opinion)| disputes::Change::Voted { round, who: "other".into(), opinion }),
    ]
}

fn audit_change() -> impl Strategy<Value = audits::Change> {
    prop_oneof![
        number().prop_map(|until| audits::Change::Drawn { auditor: "auditor".into(), until }),
        number().prop_map(|number| audits::Change::Reported(json!(number))),
        Just(audits::Change::Contradicted),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    let task_change = prop_oneof![
        3 => posted(),
        6 => step().prop_map(|step| tasks::Change::Moved(Box::new(step))),
        2 => Just(tasks::Change::Reopened),
        1 => Just(tasks::Change::Pruned),
    ];
    let change = prop_oneof![
        4 => (agent(), agent_change()).prop_map(|(agent, change)| Change::Agent(agent, change)),
        8 => (task(), task_change).prop_map(|(task, change)| Change::Task(task, change)),
        6 => (task(), bid_change()).prop_map(|(task, change)| Change::Bids(task, change)),
        2 => (task(), dispute_change()).prop_map(|(task, change)| Change::Dispute(task, change)),
        1 => (task(), audit_change()).prop_map(|(task, change)| Change::Audit(task, change)),
    ];
    prop_oneof![20 => change.prop_map(Deed::Change), 1 => task().prop_map(|task| Deed::PassedOver { task, height: 0 })]
}

/// Those of the deeds that can follow each other, each in its place.
fn history(deeds: Vec<Deed>) -> Vec<Deed> {
    let (mut agents, mut tasks, mut disputes, mut rounds, mut audits) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let can_follow = |deed: &Deed| match deed {
        Deed::Change(Change::Agent(agent, agents::Change::Registered(_))) => agents.insert(*agent),
        Deed::Change(Change::Agent(agent, _)) => agents.contains(agent),
        Deed::Change(Change::Task(task, tasks::Change::Posted(_))) => tasks.insert(*task),
        Deed::Change(Change::Task(task, tasks::Change::Moved(_)) | Change::Bids(task, bids::Change::Placed { .. })) => {
            tasks.contains(task)
        }
        Deed::Change(Change::Dispute(task, disputes::Change::Opened { .. })) => tasks.contains(task) && disputes.insert(*task),
        Deed::Change(Change::Dispute(task, disputes::Change::Drawn { round, .. })) => {
            disputes.contains(task) && rounds.insert((*task, *round))
        }
        Deed::Change(Change::Audit(task, audits::Change::Drawn { .. })) => tasks.contains(task) && audits.insert(*task),
        Deed::Change(Change::Task(task, _)) => tasks.contains(task),
        _ => true,
    };
    let mut deeds: Vec<_> = deeds.into_iter().filter(can_follow).collect();
    for (index, deed) in deeds.iter_mut().enumerate() {
        let now = u32::try_from(index / IN_A_BLOCK).unwrap();
        let here = (now, u32::try_from(index).unwrap());
        match deed {
            Deed::Change(Change::Agent(_, agents::Change::Registered(new))) => new.registered_at = now,
            Deed::Change(Change::Task(_, tasks::Change::Posted(new))) => new.place = here,
            Deed::Change(Change::Task(_, tasks::Change::Moved(step))) => step.place = here,
            Deed::Change(Change::Bids(_, bids::Change::Placed { height, .. }))
            | Deed::Change(Change::Dispute(_, disputes::Change::Opened { height, .. }))
            | Deed::PassedOver { height, .. } => *height = now,
            Deed::Change(Change::Dispute(_, disputes::Change::Moved(step))) => step.height = now,
            Deed::Change(_) => {}
        }
    }
    deeds
}

/// Begins anew.
async fn clear(connection: &mut PgConnection) {
    sqlx::raw_sql("TRUNCATE agents, tasks, audits, settle_rests CASCADE").execute(connection).await.unwrap();
}

/// Every row that follows from what happened.
async fn rows(connection: &mut PgConnection) -> Vec<String> {
    const TABLES: [&str; 8] =
        ["agents", "tasks", "task_transitions", "bids", "disputes", "committee_members", "audits", "settle_rests"];
    let mut rows = Vec::new();
    for table in TABLES {
        let query = format!("SELECT '{table} ' || rows::text FROM {table} AS rows ORDER BY 1");
        let found: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_all(&mut *connection).await.unwrap();
        rows.extend(found);
    }
    rows
}

/// Writes the deeds one by one.
async fn one_by_one(connection: &mut PgConnection, deeds: &[Deed]) {
    for deed in deeds {
        match deed {
            Deed::Change(change) => one_by_one::write(connection, change).await,
            Deed::PassedOver { task, height } => settlements::rest(connection, &[*task], *height).await.unwrap(),
        }
    }
}

/// Writes the deeds in batches that end after those at these places.
async fn together(connection: &mut PgConnection, deeds: &[Deed], ends: &BTreeSet<usize>) {
    let mut changes = Vec::new();
    for (index, deed) in deeds.iter().enumerate() {
        let passed_over = match deed {
            Deed::Change(change) => {
                changes.push(change.clone());
                None
            }
            Deed::PassedOver { task, height } => Some((*task, *height)),
        };
        if passed_over.is_some() || ends.contains(&index) {
            projection::write(connection, &std::mem::take(&mut changes)).await.unwrap();
        }
        if let Some((task, height)) = passed_over {
            settlements::rest(connection, &[task], height).await.unwrap();
        }
    }
    projection::write(connection, &changes).await.unwrap();
}

#[test]
fn however_many_changes_are_written_at_a_time_the_rows_are_those_of_one_by_one() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (postgres, _store) = runtime.block_on(common::store());
    let connection = Mutex::new(runtime.block_on(common::observer(&postgres)));
    let deeds = proptest::collection::vec(deed(), 0..150);
    let ends = proptest::collection::btree_set(0..150usize, 0..12);
    let outcome = TestRunner::new(ProptestConfig::with_cases(CASES)).run(&(deeds, ends), |(deeds, ends)| {
        let deeds = history(deeds);
        let (expected, got) = runtime.block_on(async {
            let mut connection = connection.lock().await;
            clear(&mut connection).await;
            one_by_one(&mut connection, &deeds).await;
            let expected = rows(&mut connection).await;
            clear(&mut connection).await;
            together(&mut connection, &deeds, &ends).await;
            (expected, rows(&mut connection).await)
        });
        prop_assert_eq!(expected, got);
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_task_that_moves_before_it_is_posted_is_refused() {
    let (postgres, _store) = common::store().await;
    let mut connection = common::observer(&postgres).await;
    let moved = Change::Task(1, tasks::Change::Moved(Box::new(Step { status: "running", ..Step::default() })));
    let posted = posted().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    let posted = Change::Task(1, posted);
    for changes in [vec![moved.clone()], vec![moved, posted.clone()], vec![posted.clone(), posted]] {
        assert!(projection::write(&mut connection, &changes).await.is_err());
        assert!(rows(&mut connection).await.is_empty());
    }
}
