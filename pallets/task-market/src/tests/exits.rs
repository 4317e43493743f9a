//! Every state, role, call and time, with what comes of it: the table `EXITS.md`, generated here. Change it with
//! `UPDATE_EXITS=1 cargo test -p pallet-task-market exits` and read the difference.

use std::fmt::Write;

use ainur_primitives::Opinion;
use sp_io::storage::root as storage_root;
use sp_runtime::{DispatchError, DispatchResult, StateVersion};

use crate::{mock::*, Auction, FailReason, Phase, Pricing, TaskSpec, Tasks};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/EXITS.md");

type State = (&'static str, fn());
type Call = (&'static str, fn(u64) -> DispatchResult);

const STATES: [State; 16] = [
    ("Scheduled", || step::post(scheduled())),
    ("Offered", || step::post(direct())),
    ("Bidding, no bid", || step::post(auction())),
    ("Bidding, a bid", || {
        step::post(auction());
        step::bid(AGENT, 400);
    }),
    ("Bidding, sealed", || {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
    }),
    ("Bidding, shown", || {
        step::post(sealed(Pricing::First));
        step::commit(AGENT, 400);
        jump_to(1 + BIDDING + 1);
        step::reveal(AGENT, 400);
    }),
    ("Bidding, Dutch", || step::post(dutch())),
    ("Matched", step::matched),
    ("Matched again", || {
        step::matched();
        TaskMarket::decline(signed(OWNER), TASK).unwrap();
        MockAgents::insert(RIVAL, MockAgent::of(OWNER, Some(OPERATOR)));
        step::bid(RIVAL, 300);
        run_out();
        TaskMarket::close_bidding(signed(STRANGER), TASK).unwrap();
    }),
    ("Running", step::running),
    ("Verifying", step::verifying),
    ("Verifying, audited by a stranger", || {
        step::verifying();
        Drawn::insert(TASK, (STRANGER, None::<u64>, false));
    }),
    ("Verifying, found the same by a stranger", || {
        step::verifying();
        Drawn::insert(TASK, (STRANGER, Some(41), false));
    }),
    ("Disputed", step::disputed),
    ("Finalized", step::finalized),
    ("Cancelled", step::cancelled),
];

const ROLES: [(&str, u64); 4] = [("requester", REQUESTER), ("owner", OWNER), ("operator", OPERATOR), ("stranger", STRANGER)];

const CALLS: [Call; 22] = [
    ("cancel", |who| TaskMarket::cancel(signed(who), TASK)),
    ("bid", |who| TaskMarket::bid(signed(who), TASK, AGENT, 350, 9)),
    ("withdraw_bid", |who| TaskMarket::withdraw_bid(signed(who), TASK, AGENT)),
    ("close_bidding", |who| TaskMarket::close_bidding(signed(who), TASK)),
    ("accept_offer", |who| TaskMarket::accept_offer(signed(who), TASK)),
    ("decline", |who| TaskMarket::decline(signed(who), TASK)),
    ("start", |who| TaskMarket::start(signed(who), TASK)),
    ("submit_result", |who| TaskMarket::submit_result(signed(who), TASK, result())),
    ("fail", |who| TaskMarket::fail(signed(who), TASK, FailReason::Other)),
    ("accept_result", |who| plain(TaskMarket::accept_result(signed(who), TASK))),
    ("settle", |who| plain(TaskMarket::settle(signed(who), vec![TASK].try_into().unwrap()))),
    ("poke", |who| plain(TaskMarket::poke(signed(who), TASK))),
    ("award", |who| TaskMarket::award(signed(who), TASK, AGENT)),
    ("commit_bid", |who| TaskMarket::commit_bid(signed(who), TASK, AGENT, [7; 32])),
    ("reveal_bid", |who| TaskMarket::reveal_bid(signed(who), TASK, AGENT, 400, 10, SALT)),
    ("dispute", |who| TaskMarket::dispute(signed(who), TASK)),
    ("appeal", |who| TaskMarket::appeal(signed(who), TASK)),
    ("concede", |who| TaskMarket::concede(signed(who), TASK)),
    ("audit, the same", |who| TaskMarket::audit(signed(who), TASK, same_output(42))),
    ("audit, another", |who| TaskMarket::audit(signed(who), TASK, Opinion::Failure)),
    ("contradict_audit", |who| TaskMarket::contradict_audit(signed(who), receipt())),
    ("rate", |who| TaskMarket::rate(signed(who), TASK, rating(4))),
];

fn scheduled() -> TaskSpec<u64> {
    TaskSpec { hiring: by_auction(Some(5), Auction::Open { pricing: Pricing::First }), ..auction() }
}

/// What comes of a call in a state, in the last block of its clock or in the one after.
fn outcome((_, reach): State, who: u64, (_, call): Call, after: bool) -> String {
    let mut outcome = String::new();
    build_and_execute(|| {
        reach();
        jump_to(phase().clock() + u32::from(after));
        let (before, root) = (phase(), storage_root(StateVersion::V1));
        outcome = match frame_support::storage::with_storage_layer(|| call(who)) {
            Ok(()) => Tasks::<Test>::get(TASK).map_or_else(
                || "removed".into(),
                |task| if task.phase == before { "in place".into() } else { format!("**{}**", name(&task.phase)) },
            ),
            Err(error) => {
                assert_eq!(storage_root(StateVersion::V1), root, "a refused call left a trace");
                match error {
                    DispatchError::Module(error) => error.message.unwrap_or_default().into(),
                    DispatchError::Other(message) => format!("the court: {message}"),
                    other => panic!("{other:?}"),
                }
            }
        };
    });
    outcome
}

fn name(phase: &Phase<u64>) -> &'static str {
    match phase {
        Phase::Scheduled { .. } => "Scheduled",
        Phase::Offered { .. } => "Offered",
        Phase::Bidding { .. } => "Bidding",
        Phase::Matched { .. } => "Matched",
        Phase::Running { .. } => "Running",
        Phase::Verifying { .. } => "Verifying",
        Phase::Disputed { .. } => "Disputed",
        Phase::Finalized { .. } => "Finalized",
        Phase::Cancelled { .. } => "Cancelled",
    }
}

/// The table, and for each state whether a stranger can leave it once its clock has run out.
fn table() -> (String, Vec<(&'static str, bool)>) {
    let mut text = String::from(
        "# Every exit\n\nGenerated by `src/tests/exits.rs` from the pallet itself; a test compares. Each cell says what comes of \
         a call in the last\nblock of a state's clock / in the block after. Bold: the state the task is in then. Else the error, \
         which leaves no trace.\n",
    );
    let mut ways_out = Vec::new();
    for state in STATES {
        let _ = write!(
            text,
            "\n## {}\n\n| call | requester | owner | operator | stranger |\n| --- | --- | --- | --- | --- |\n",
            state.0
        );
        let mut leaves = false;
        for call in CALLS {
            let _ = write!(text, "| `{}` |", call.0);
            for (role, who) in ROLES {
                let [before, after] = [false, true].map(|after| outcome(state, who, call, after));
                leaves |= role == "stranger" && (after.starts_with("**") || after == "removed");
                let cell = if before == after { before } else { format!("{before} / {after}") };
                let _ = write!(text, " {cell} |");
            }
            text.push('\n');
        }
        ways_out.push((state.0, leaves));
    }
    (text, ways_out)
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a switch for whoever changes the table")]
fn the_table_of_exits_is_as_it_was_read() {
    let (table, ways_out) = table();
    for (state, leaves) in ways_out {
        assert!(leaves, "nobody can move a task on from {state} when its time is over");
    }
    if std::env::var_os("UPDATE_EXITS").is_some() {
        std::fs::write(TABLE, &table).unwrap();
    }
    let committed = std::fs::read_to_string(TABLE).unwrap_or_default();
    assert!(committed == table, "EXITS.md differs; see the head of this file");
}
