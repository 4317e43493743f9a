use std::collections::BTreeSet;

use ainur_primitives::{receipt, AgentId, Capabilities, Cid, ClientKey, ContentCodec, Opinion, ScoreWeights, TaskId};
use codec::Encode;
use proptest::prelude::*;
use serde_json::{json, Value};
use subxt::utils::MultiAddress;

use super::runtime;
use crate::{
    records::{AgentSpec, Auction, Award, Execution, FailReason, Hiring, Pricing, TaskSpec, Verification, WorkResult},
    AccountId, Call, CallError,
};

const CID: Cid = Cid { codec: ContentCodec::Raw, digest: [2; 32] };

fn capabilities() -> Capabilities {
    let names = ["text.summarise", "text.translate"].map(|name| name.parse().unwrap());
    Capabilities::try_from(BTreeSet::from(names)).unwrap()
}

fn spec(hiring: Hiring) -> TaskSpec {
    TaskSpec {
        title: "Résumé of chapter 1".parse().unwrap(),
        description: None,
        input: CID,
        input_hash: [3; 32],
        capabilities: capabilities(),
        budget: 5_000_000_000_000,
        hiring,
        min_reputation: 1,
        min_stake: 2,
        max_duration: 30,
        deadline: 400,
        verification: Verification::Evaluator(AccountId::from([9; 32])),
        priority: 5,
        parent: Some(TaskId(3)),
        delegable: 7,
        mandate: None,
    }
}

/// The call, written for the runtime and read back.
#[track_caller]
fn assert_reads(call: Call, name: &str, arguments: Value) {
    let prepared = runtime().prepare(&call).unwrap();
    assert_eq!(format!("{}.{}", prepared.pallet, prepared.method), name);
    assert_eq!(prepared.arguments, arguments);
    assert_eq!(prepared.call_hash, receipt::hash(&prepared.call));
    assert_eq!(runtime().describe(&prepared.call), Ok(prepared));
}

fn hex32(byte: u8) -> String {
    format!("0x{}", hex::encode([byte; 32]))
}

fn cid() -> Value {
    json!({ "codec": "Raw", "digest": hex32(2) })
}

#[test]
fn should_register_an_agent() {
    let operator = AccountId::from([6; 32]);
    let execution = Execution::Module { module: CID, hash: [4; 32] };
    let spec = AgentSpec { manifest: CID, capabilities: capabilities(), price: 50, execution, concurrency: 3 };
    let offer = json!({
        "manifest": cid(),
        "capabilities": ["text.summarise", "text.translate"],
        "price": "50",
        "execution": { "Module": { "module": cid(), "hash": hex32(4) } },
        "concurrency": 3,
    });
    assert_reads(
        Call::register(&"summariser".parse().unwrap(), &spec, Some(operator), 100),
        "AgentRegistry.register",
        json!({ "slug": "summariser", "spec": offer, "operator": operator.to_string(), "stake": "100" }),
    );
    assert_reads(Call::update(AgentId(1), &spec), "AgentRegistry.update", json!({ "agent": 1, "spec": offer }));
}

#[test]
fn should_write_the_calls_of_an_agents_owner() {
    let agent = AgentId(1);
    let only_agent = json!({ "agent": 1 });
    assert_reads(Call::pause(agent), "AgentRegistry.pause", only_agent.clone());
    assert_reads(Call::resume(agent), "AgentRegistry.resume", only_agent.clone());
    assert_reads(Call::withdraw_unbonded(agent), "AgentRegistry.withdraw_unbonded", only_agent.clone());
    assert_reads(Call::retire(agent), "AgentRegistry.retire", only_agent);
    assert_reads(Call::bond(agent, 5), "AgentRegistry.bond", json!({ "agent": 1, "amount": "5" }));
    assert_reads(Call::unbond(agent, 5), "AgentRegistry.unbond", json!({ "agent": 1, "amount": "5" }));
    assert_reads(Call::set_operator(agent, None), "AgentRegistry.set_operator", json!({ "agent": 1, "operator": null }));
}

#[test]
fn should_post_a_task_by_auction() {
    let weights = ScoreWeights::default();
    let rules = Auction::Sealed { pricing: Pricing::Second, reveal: 4 };
    let spec = spec(Hiring::Auction { opens_at: None, bidding: 10, weights, rules, award: Award::ByHand });
    assert_reads(
        Call::create_task(ClientKey([1; 32]), &spec),
        "TaskMarket.create_task",
        json!({
            "client_key": hex32(1),
            "spec": {
                "title": "Résumé of chapter 1",
                "description": null,
                "input": cid(),
                "input_hash": hex32(3),
                "capabilities": ["text.summarise", "text.translate"],
                "budget": "5000000000000",
                "hiring": { "Auction": {
                    "opens_at": null,
                    "bidding": 10,
                    "weights": { "price": 500_000_000, "reputation": 500_000_000, "speed": 0, "quality": 0 },
                    "rules": { "Sealed": { "pricing": "Second", "reveal": 4 } },
                    "award": "ByHand",
                } },
                "min_reputation": 1,
                "min_stake": "2",
                "max_duration": 30,
                "deadline": 400,
                "verification": { "Evaluator": AccountId::from([9; 32]).to_string() },
                "priority": 5,
                "parent": 3,
                "delegable": "7",
                "mandate": null,
            },
        }),
    );
}

#[test]
fn should_post_a_task_by_offer() {
    let call = Call::create_task(ClientKey([1; 32]), &spec(Hiring::Direct { agent: AgentId(9) }));
    let arguments = runtime().prepare(&call).unwrap().arguments;
    assert_eq!(arguments["spec"]["hiring"], json!({ "Direct": { "agent": 9 } }));
}

#[test]
fn should_write_the_calls_on_a_task() {
    let task = TaskId(7);
    let only_task = json!({ "task": 7 });
    assert_reads(Call::cancel(task), "TaskMarket.cancel", only_task.clone());
    assert_reads(Call::close_bidding(task), "TaskMarket.close_bidding", only_task.clone());
    assert_reads(Call::accept_offer(task), "TaskMarket.accept_offer", only_task.clone());
    assert_reads(Call::decline(task), "TaskMarket.decline", only_task.clone());
    assert_reads(Call::start(task), "TaskMarket.start", only_task.clone());
    assert_reads(Call::accept_result(task), "TaskMarket.accept_result", only_task.clone());
    assert_reads(Call::poke(task), "TaskMarket.poke", only_task);
}

#[test]
fn should_write_the_calls_of_bidders() {
    let (task, agent) = (TaskId(7), AgentId(8));
    assert_reads(Call::bid(task, agent, 50, 6), "TaskMarket.bid", json!({ "task": 7, "agent": 8, "price": "50", "duration": 6 }));
    assert_reads(Call::withdraw_bid(task, agent), "TaskMarket.withdraw_bid", json!({ "task": 7, "agent": 8 }));
}

#[test]
fn should_write_the_calls_that_end_work() {
    let task = TaskId(7);
    let result = WorkResult { output: CID, output_hash: [4; 32], receipt_hash: [5; 32] };
    assert_reads(
        Call::submit_result(task, &result),
        "TaskMarket.submit_result",
        json!({ "task": 7, "result": { "output": cid(), "output_hash": hex32(4), "receipt_hash": hex32(5) } }),
    );
    assert_reads(Call::fail(task, FailReason::OutOfFuel), "TaskMarket.fail", json!({ "task": 7, "reason": "OutOfFuel" }));
}

#[test]
fn should_write_the_calls_of_a_dispute() {
    let (task, only_task) = (TaskId(7), json!({ "task": 7 }));
    assert_reads(Call::dispute(task), "TaskMarket.dispute", only_task.clone());
    assert_reads(Call::appeal(task), "TaskMarket.appeal", only_task.clone());
    assert_reads(Call::concede(task), "TaskMarket.concede", only_task);
    assert_reads(Call::take_seat(), "Arbitration.take_seat", json!([]));
    assert_reads(Call::give_up_seat(), "Arbitration.give_up_seat", json!([]));
    assert_reads(Call::withdraw_bond(), "Arbitration.withdraw_bond", json!([]));
    assert_reads(Call::audit(task, Opinion::Failure), "TaskMarket.audit", json!({ "task": 7, "opinion": "Failure" }));
    let commitment = json!({ "task": 7, "commitment": hex32(1) });
    assert_reads(Call::commit_vote(task, [1; 32]), "Arbitration.commit_vote", commitment);
    let opinion = Opinion::Output { output_hash: [2; 32], fuel_used: 5 };
    let shown = json!({ "Output": { "output_hash": hex32(2), "fuel_used": 5 } });
    assert_reads(
        Call::reveal_vote(task, opinion, [3; 32]),
        "Arbitration.reveal_vote",
        json!({ "task": 7, "opinion": shown, "salt": hex32(3) }),
    );
}

#[test]
fn should_settle_from_one_task_to_a_hundred() {
    let tasks: Vec<_> = (0..101).map(TaskId).collect();
    assert_reads(Call::settle(&tasks[..2]).unwrap(), "TaskMarket.settle", json!({ "tasks": [0, 1] }));
    assert!(Call::settle(&tasks[..100]).is_some());
    assert_eq!(Call::settle(&tasks), None);
    assert_eq!(Call::settle(&[]), None);
}

#[test]
fn should_move_money() {
    let to = AccountId::from([3; 32]);
    assert_reads(
        Call::transfer(&to, 5_000_000_000_000),
        "Balances.transfer_keep_alive",
        json!({ "dest": { "Id": to.to_string() }, "value": "5000000000000" }),
    );
}

#[test]
fn should_call_in_the_name_of_another() {
    let (runtime, real) = (runtime(), AccountId::from([3; 32]));
    let inner = runtime.encode(&Call::decline(TaskId(2))).unwrap();
    assert_reads(
        Call::as_agent_operator(&real, inner.clone()),
        "Proxy.proxy",
        json!({
            "real": { "Id": real.to_string() },
            "force_proxy_type": "AgentOperator",
            "call": { "TaskMarket": { "decline": { "task": 2 } } },
        }),
    );
    let wrapped = runtime.encode(&Call::as_agent_operator(&real, inner.clone())).unwrap();
    assert_eq!(runtime.in_name_of(&wrapped), Some((real, inner.as_slice())));
    let of_any_type = Call::of("Proxy", "proxy")
        .with_encoded("real", MultiAddress::<AccountId, ()>::Id(real).encode())
        .with_encoded("force_proxy_type", None::<u8>.encode())
        .with_encoded("call", inner.clone());
    assert_eq!(runtime.in_name_of(&runtime.encode(&of_any_type).unwrap()), None);
    assert_eq!(runtime.in_name_of(&inner), None);
    let cut = Call::as_agent_operator(&real, inner[..5].to_vec());
    assert!(matches!(runtime.encode(&cut), Err(CallError::Argument { argument, .. }) if argument == "call"));
}

#[test]
fn should_batch_calls_in_their_order() {
    let runtime = runtime();
    let batch = runtime.encode_batch(&[Call::start(TaskId(1)), Call::decline(TaskId(2))]).unwrap();
    let read = runtime.describe(&batch).unwrap();
    assert_eq!((read.pallet.as_str(), read.method.as_str()), ("Utility", "batch_all"));
    let calls = json!([{ "TaskMarket": { "start": { "task": 1 } } }, { "TaskMarket": { "decline": { "task": 2 } } }]);
    assert_eq!(read.arguments["calls"], calls);
}

#[test]
fn should_refuse_a_call_the_runtime_does_not_have() {
    let unknown = Call { pallet: "TaskMarket", name: "renamed", arguments: Vec::new() };
    assert_eq!(runtime().encode(&unknown), Err(CallError::Unknown("TaskMarket.renamed".into())));
    assert_eq!(runtime().encode_batch(&[unknown]), Err(CallError::Unknown("TaskMarket.renamed".into())));
}

#[test]
fn should_refuse_arguments_the_runtime_does_not_take() {
    let start = |arguments: &[(&'static str, Vec<u8>)]| {
        runtime().encode(&Call { pallet: "TaskMarket", name: "start", arguments: arguments.to_vec() })
    };
    let refused = |argument: &str| Err(CallError::Argument { call: "TaskMarket.start".into(), argument: argument.into() });
    let task = ("task", vec![0; 8]);
    assert!(start(std::slice::from_ref(&task)).is_ok());
    assert_eq!(start(&[]), refused("task"));
    assert_eq!(start(&[("job", vec![0; 8])]), refused("task"));
    assert_eq!(start(&[("task", vec![0; 7])]), refused("task"));
    assert_eq!(start(&[("task", vec![0; 9])]), refused("task"));
    assert_eq!(start(&[task, ("surplus", Vec::new())]), refused("surplus"));
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        if let Ok(read) = runtime().describe(&bytes) {
            prop_assert_eq!(read.call, bytes);
        }
    }

    #[test]
    fn a_call_cut_short_or_lengthened_is_refused(cut in 1..20usize, surplus in proptest::collection::vec(any::<u8>(), 1..9)) {
        let call = runtime().encode(&Call::bid(TaskId(1), AgentId(2), 3, 4)).unwrap();
        prop_assert_eq!(runtime().describe(&call[..call.len() - cut]), Err(CallError::Malformed));
        prop_assert_eq!(runtime().describe(&[call, surplus].concat()), Err(CallError::Malformed));
    }
}
