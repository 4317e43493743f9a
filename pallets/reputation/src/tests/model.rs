//! The pallet agrees with the model in Python, which computes every figure from the whole history with exact fractions.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
};

use ainur_primitives::{AgentId, BlockNumber, MarketTotals, Outcome, Rating, RatingSummary, Ratings, TaskId, TrackRecord, AINU};
use ainur_support::{RecordOutcome, RecordRating};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{json, Map, Value};
use sp_runtime::Perbill;

use crate::{mock::*, OfAgent, OfMarket, OfRequester};

const HISTORIES: usize = 10_000;
const SEED: [u8; 32] = *b"ten thousand histories, one seed";
const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/model/reputation.py");
const NO_PYTHON: &str =
    "this test compares the pallet with a model in Python, and `python3` cannot be started: install Python 3.9 \
                         or later (nothing beside its standard library is needed), put `python3` on the PATH, and run it again";

/// One task of a history, from its end to its rating.
#[derive(Clone, Debug)]
struct Task {
    agent: u64,
    requester: AccountId,
    /// Blocks since the task before.
    after: BlockNumber,
    outcome: Outcome,
    rating: Option<Rating>,
}

/// All that happens in one market.
#[derive(Clone, Debug)]
struct History {
    discount: Perbill,
    full_age: BlockNumber,
    tasks: Vec<Task>,
    /// Blocks from the last task to the moment at which the figures are read.
    later: BlockNumber,
}

/// Usual prices, and prices of every magnitude.
fn any_price() -> impl Strategy<Value = u128> {
    prop_oneof![
        (1..5_000u128).prop_map(|price| price * AINU),
        (0..100 * AINU),
        (0..128u32, any::<u128>()).prop_map(|(bits, price)| price >> bits),
    ]
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let blocks = || prop_oneof![8 => 0..100u32, 1 => any::<u32>()];
    let completed = (any_price(), blocks(), blocks(), proptest::bool::weighted(0.2));
    prop_oneof![
        1 => Just(Outcome::Failed),
        1 => Just(Outcome::Rejected),
        4 => completed.prop_map(|(value, duration, promised, disputed)| Outcome::Completed { value, duration, promised, disputed }),
    ]
}

prop_compose! {
    fn any_rating()([stars, quality, speed, communication] in [1..=5u8, 1..=5, 1..=5, 1..=5]) -> Rating {
        Rating { stars, quality, speed, communication, comment: None }
    }
}

prop_compose! {
    fn any_task()(
        agent in 0..3u64,
        requester in 0..3u64,
        after in 0..50u32,
        outcome in any_outcome(),
        rating in proptest::option::of(any_rating()),
    ) -> Task {
        // Only who paid can rate.
        let rating = rating.filter(|_| matches!(outcome, Outcome::Completed { .. }));
        Task { agent, requester, after, outcome, rating }
    }
}

prop_compose! {
    fn any_history()(
        discount in prop_oneof![
            3 => Just(Perbill::from_percent(98)),
            1 => Just(Perbill::one()),
            1 => Just(Perbill::zero()),
            5 => (0..=1_000_000_000u32).prop_map(Perbill::from_parts),
        ],
        full_age in prop_oneof![1 => Just(0), 9 => 1..2_000u32],
        tasks in proptest::collection::vec(any_task(), 1..30),
        later in 0..1_000u32,
    ) -> History {
        History { discount, full_age, tasks, later }
    }
}

impl Task {
    fn to_json(&self, block: BlockNumber) -> Value {
        let rating = self.rating.map(|rating| [rating.stars, rating.quality, rating.speed, rating.communication]);
        let (kind, details) = match self.outcome {
            Outcome::Completed { value, duration, promised, disputed } => {
                let details =
                    json!({"value": value.to_string(), "duration": duration, "promised": promised, "disputed": disputed});
                ("completed", details)
            }
            Outcome::Failed => ("failed", json!({})),
            Outcome::Rejected => ("rejected", json!({})),
        };
        json!({"agent": self.agent, "requester": self.requester, "block": block, "rating": rating, kind: details})
    }
}

impl History {
    /// The tasks with the blocks in which they end.
    fn dated(&self) -> impl Iterator<Item = (BlockNumber, &Task)> {
        self.tasks.iter().scan(1, |block, task| {
            *block += task.after;
            Some((*block, task))
        })
    }

    fn now(&self) -> BlockNumber {
        1 + self.tasks.iter().map(|task| task.after).sum::<u32>() + self.later
    }

    /// As the model reads it.
    fn to_json(&self) -> Value {
        let tasks: Vec<_> = self.dated().map(|(block, task)| task.to_json(block)).collect();
        json!({"discount": self.discount.deconstruct(), "full_age": self.full_age, "now": self.now(), "tasks": tasks})
    }

    /// What the pallet makes of it.
    fn books(&self) -> Value {
        new_chain().execute_with(|| {
            TrustDiscount::set(&self.discount);
            FullAge::set(&self.full_age);
            for (number, (block, task)) in (0..).zip(self.dated()) {
                System::set_block_number(block);
                Reputation::record(AgentId(task.agent), &task.requester, task.outcome);
                if let Some(rating) = task.rating {
                    Reputation::rate(TaskId(number), AgentId(task.agent), &task.requester, rating);
                }
            }
            System::set_block_number(self.now());
            Reputation::check_state().unwrap();
            let MarketTotals { completed, value } = OfMarket::<Test>::get();
            json!({
                "agents": OfAgent::<Test>::iter().map(|(agent, record)| (agent.0.to_string(), agent_json(agent, &record))).collect::<Map<_, _>>(),
                "requesters": OfRequester::<Test>::iter().map(|(who, record)| (who.to_string(), requester_json(&record))).collect::<Map<_, _>>(),
                "market": {"completed": completed, "value": value.to_string()},
            })
        })
    }
}

fn record_json(record: &TrackRecord) -> Value {
    json!({
        "completed": record.completed,
        "failed": record.failed,
        "disputed": record.disputed,
        "rejected": record.rejected,
        "value": record.value_delivered.to_string(),
        "duration": record.duration,
        "promised": record.promised,
        "good": record.evidence.good,
        "bad": record.evidence.bad,
        "first_seen": record.first_seen,
        "last_seen": record.last_seen,
        "trust": record.trust().deconstruct(),
    })
}

fn agent_json(agent: AgentId, record: &TrackRecord) -> Value {
    let Ratings { count, stars, quality, speed, communication } = record.ratings;
    let RatingSummary { average, .. } = Reputation::get_summary(agent);
    let mut figures = record_json(record);
    figures["score"] = json!(record.agent_score());
    figures["ratings"] = json!([u64::from(count), stars, quality, speed, communication]);
    figures["rating"] = json!(Reputation::standing_of(agent).rating.deconstruct());
    figures["average_stars"] = json!(average);
    figures["trust_score"] = json!(Reputation::trust_score(agent).deconstruct());
    figures
}

fn requester_json(record: &TrackRecord) -> Value {
    let mut figures = record_json(record);
    figures["score"] = json!(record.requester_score());
    figures
}

/// What the model makes of the same histories.
fn model(histories: &[History]) -> Vec<Value> {
    let mut child = Command::new("python3")
        .args(["-I", MODEL])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{NO_PYTHON} ({error})"));
    let input: String = histories.iter().map(|history| format!("{}\n", history.to_json())).collect();
    let mut stdin = child.stdin.take().unwrap();
    // Beside the reading, since neither pipe holds everything. When the model gives up early, its own words say why.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let written = writer.join().unwrap();
    assert!(output.status.success(), "the model failed: {}", String::from_utf8_lossy(&output.stderr));
    written.unwrap();
    let answers: Vec<_> = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    assert_eq!(answers.len(), histories.len(), "the model did not answer each history");
    answers.into_iter().map(|answer| serde_json::from_slice(answer).unwrap()).collect()
}

/// `figure`, in parts per billion, differs from the exact one, in parts of 10^18, by a millionth of it at most.
fn is_close(figure: &Value, exact: &Value) -> bool {
    let figure = u128::from(figure.as_u64().unwrap()) * 1_000_000_000;
    let exact: u128 = exact.as_str().unwrap().parse().unwrap();
    figure.abs_diff(exact) <= exact / 1_000_000
}

/// The model's records without the exact figures, each of which must be close to that of the pallet.
fn compared(ours: &Value, theirs: &Value, history: &History) -> Value {
    let records: BTreeMap<_, _> = theirs.as_object().unwrap().iter().collect();
    let records = records.into_iter().map(|(number, party)| {
        for (name, exact) in party["exact"].as_object().unwrap() {
            let figure = &ours[number][name];
            assert!(is_close(figure, exact), "{name} of {number} is {figure}, exactly {exact}, after {history:?}");
        }
        (number.clone(), party["record"].clone())
    });
    Value::Object(records.collect())
}

#[test]
fn ten_thousand_histories_end_as_in_the_model() {
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &SEED));
    let strategy = any_history();
    let histories: Vec<_> = (0..HISTORIES).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
    for (history, theirs) in histories.iter().zip(model(&histories)) {
        let ours = history.books();
        assert_eq!(ours["market"], theirs["market"], "after {history:?}");
        for side in ["agents", "requesters"] {
            assert_eq!(ours[side], compared(&ours[side], &theirs[side], history), "{side} after {history:?}");
        }
    }
}
