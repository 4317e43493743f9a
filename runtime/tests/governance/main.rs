//! Governance on the real runtime: who decides what, by which steps, and what nobody can do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails says where")]

use ainur_primitives::{AgentId, Balance, ClientKey, TaskId};
use ainur_runtime::{configs::governance::origins::TechnicalCollective, *};
use codec::Encode;
use common::{account, receipt, signed, CONTENT, OUTPUT};
use frame_support::{
    assert_ok,
    dispatch::GetDispatchInfo,
    traits::{schedule::DispatchTime, Bounded, Hooks, QueryPreimage},
};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_governance::Origin;
use pallet_referenda::{ReferendumInfo, TrackInfoOf, TracksInfo};
use pallet_task_market::{Hiring, SpecOf, TaskSpec, Verification, WorkResult};
use sp_runtime::{
    traits::{BlakeTwo256, Dispatchable, Hash as _},
    DispatchResult,
};

mod balances;
#[path = "../common/mod.rs"]
mod common;
mod decisions;
mod emergencies;
mod genesis;
mod money;
#[path = "../common/upgrade.rs"]
mod upgrade;
mod upgrades;
mod voices;

/// Runs a test on a chain at the pace of the `dev` preset, and checks every pallet of ours after it.
fn execute(test: impl FnOnce()) {
    common::chain([]).execute_with(|| {
        let issuance = Balances::total_issuance();
        test();
        common::check(issuance, "the test");
    });
}

/// The chain's own work of so many blocks, with that of governance.
fn pass(blocks: u32) {
    for _ in 0..blocks {
        common::pass(1);
        let now = System::block_number();
        SafeMode::on_initialize(now);
        Scheduler::on_initialize(now);
        Treasury::on_initialize(now);
    }
}

fn root() -> OriginCaller {
    OriginCaller::system(frame_system::RawOrigin::Root)
}

fn track(voice: &OriginCaller) -> TrackInfoOf<Runtime> {
    type Tracks = <Runtime as pallet_referenda::Config>::Tracks;
    Tracks::info(Tracks::track_for(voice).unwrap()).unwrap().into_owned()
}

/// Proposes, for Alice, what these bytes say, and pays for it to be decided.
fn propose_bytes(voice: OriginCaller, bytes: Vec<u8>) -> u32 {
    let (hash, len) = (BlakeTwo256::hash(&bytes), bytes.len() as u32);
    let index = pallet_referenda::ReferendumCount::<Runtime>::get();
    if Preimage::len(&hash).is_none() {
        assert_ok!(Preimage::note_preimage(signed(0), bytes));
    }
    let proposal = Bounded::Lookup { hash, len };
    assert_ok!(Referenda::submit(signed(0), Box::new(voice), proposal, DispatchTime::After(0)));
    assert_ok!(Referenda::place_decision_deposit(signed(1), index));
    index
}

fn propose(voice: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> u32 {
    propose_bytes(voice.into(), call.into().encode())
}

fn vote(who: u8, index: u32, aye: bool, balance: Balance) -> DispatchResult {
    let vote = AccountVote::Standard { vote: Vote { aye, conviction: Conviction::Locked1x }, balance };
    ConvictionVoting::vote(signed(who), index, vote)
}

/// More than half of all money is in favour.
fn approve(index: u32) {
    for who in 0..8 {
        assert_ok!(vote(who, index, true, 9_000_000 * AINU));
    }
}

/// Has a call decided and carried out; returns what came of it, and how many blocks it took.
fn decide(voice: impl Into<OriginCaller>, call: impl Into<RuntimeCall>) -> (DispatchResult, u32) {
    let began = System::block_number();
    let index = propose(voice, call);
    approve(index);
    let before = enacted().len();
    for _ in 0..200 {
        pass(1);
        if let Some(result) = enacted().get(before) {
            return (*result, System::block_number() - began);
        }
    }
    panic!("nothing came of referendum {index}: {:?}", pallet_referenda::ReferendumInfoFor::<Runtime>::get(index));
}

/// What came of everything that was scheduled under a name, as what referenda decide is.
fn enacted() -> Vec<DispatchResult> {
    let result = |record: frame_system::EventRecord<RuntimeEvent, Hash>| match record.event {
        RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { id: Some(_), result, .. }) => Some(result),
        _ => None,
    };
    System::events().into_iter().filter_map(result).collect()
}

fn is_approved(index: u32) -> bool {
    matches!(pallet_referenda::ReferendumInfoFor::<Runtime>::get(index), Some(ReferendumInfo::Approved(..)))
}

/// Two of the three members of the technical committee agree on this; returns what comes of it.
fn committee(call: impl Into<RuntimeCall>) -> DispatchResult {
    let call: RuntimeCall = call.into();
    let (length, weight, hash) = (call.encoded_size() as u32, call.get_dispatch_info().call_weight, BlakeTwo256::hash_of(&call));
    let index = pallet_collective::ProposalCount::<Runtime, TechnicalCollective>::get();
    assert_ok!(TechnicalCommittee::propose(signed(0), 2, Box::new(call), length));
    assert_ok!(TechnicalCommittee::vote(signed(0), hash, index, true));
    assert_ok!(TechnicalCommittee::vote(signed(2), hash, index, true));
    assert_ok!(TechnicalCommittee::close(signed(5), hash, index, weight, length));
    let executed = System::events().into_iter().rev().find_map(|record| match record.event {
        RuntimeEvent::TechnicalCommittee(pallet_collective::Event::Executed { proposal_hash, result }) => {
            (proposal_hash == hash).then_some(result)
        }
        _ => None,
    });
    executed.unwrap()
}

/// Makes a call as it comes from the network: past the filter.
fn call(origin: impl Into<RuntimeOrigin>, call: impl Into<RuntimeCall>) -> DispatchResult {
    call.into().dispatch(origin.into()).map(drop).map_err(|refused| refused.error)
}

/// A task for the first agent alone, which the requester judges.
fn spec(budget: Balance) -> SpecOf<Runtime> {
    TaskSpec {
        title: "A task".parse().unwrap(),
        description: None,
        input: CONTENT,
        input_hash: [2; 32],
        capabilities: std::collections::BTreeSet::from(["text.echo".parse().unwrap()]).try_into().unwrap(),
        budget,
        hiring: Hiring::Direct { agent: AgentId(0) },
        min_reputation: 0,
        min_stake: 0,
        max_duration: 30,
        deadline: System::block_number() + 100,
        verification: Verification::RequesterOnly,
        priority: 1,
        parent: None,
        delegable: 0,
        mandate: None,
    }
}

fn create_task(key: u8, budget: Balance) -> RuntimeCall {
    pallet_task_market::Call::create_task { client_key: ClientKey([key; 32]), spec: spec(budget) }.into()
}

/// Alice's task, done by the first agent and waiting to be paid.
fn delivered(key: u8, budget: Balance) -> TaskId {
    let before: Vec<_> = pallet_task_market::Tasks::<Runtime>::iter_keys().collect();
    assert_ok!(call(signed(0), create_task(key, budget)));
    let task = pallet_task_market::Tasks::<Runtime>::iter_keys().find(|task| !before.contains(task)).unwrap();
    assert_ok!(TaskMarket::accept_offer(signed(2), task));
    assert_ok!(TaskMarket::start(signed(2), task));
    let result = WorkResult { output: CONTENT, output_hash: OUTPUT, receipt_hash: receipt(task).hash() };
    assert_ok!(TaskMarket::submit_result(signed(2), task, result));
    task
}
