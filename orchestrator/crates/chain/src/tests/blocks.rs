//! Blocks written by hand, byte for byte as a node would hand them out, and read back.

use ainur_primitives::{receipt, AgentId, TaskId};
use codec::{Compact, Encode};
use proptest::prelude::*;
use serde_json::json;

use super::runtime;
use crate::{
    reading::{RawBlock, ReadError},
    Block, BlockRef, DispatchError, MarketEvent, Runtime, TaskEvent,
};

/// `DispatchInfo` or what else follows: weight, class, fee, all at their smallest.
const NO_WEIGHT: [u8; 4] = [0; 4];

#[derive(Encode)]
enum Phase {
    ApplyExtrinsic(u32),
    Finalization,
}

/// One event record: phase, indices, fields, no topics.
fn record(runtime: &Runtime, phase: Phase, pallet: &str, event: &str, fields: &[u8]) -> Vec<u8> {
    let pallet = runtime.metadata().pallet_by_name(pallet).unwrap();
    let variant = pallet.event_variants().unwrap().iter().find(|variant| variant.name == event).unwrap();
    [&phase.encode()[..], &[pallet.event_index(), variant.index], fields, &[0]].concat()
}

fn market_record(runtime: &Runtime, phase: Phase, event: &MarketEvent) -> Vec<u8> {
    let encoded = match event {
        MarketEvent::Agent(event) => event.encode(),
        MarketEvent::Task(event) => event.encode(),
        MarketEvent::Escrow(event) => event.encode(),
        MarketEvent::Reputation(event) => event.encode(),
        MarketEvent::Arbitration(event) => event.encode(),
        MarketEvent::Slashing(event) => event.encode(),
    };
    record(runtime, phase, event.pallet(), event.name(), &encoded[1..])
}

fn success(runtime: &Runtime, index: u32) -> Vec<u8> {
    record(runtime, Phase::ApplyExtrinsic(index), "System", "ExtrinsicSuccess", &NO_WEIGHT)
}

fn failure(runtime: &Runtime, index: u32, error: &[u8]) -> Vec<u8> {
    record(runtime, Phase::ApplyExtrinsic(index), "System", "ExtrinsicFailed", &[error, &NO_WEIGHT].concat())
}

fn list(records: &[Vec<u8>]) -> Vec<u8> {
    [Compact(records.len() as u32).encode(), records.concat()].concat()
}

fn raw(extrinsics: &[&[u8]], events: Vec<u8>) -> RawBlock {
    RawBlock {
        at: BlockRef { height: 5, hash: [5; 32] },
        parent_hash: [4; 32],
        timestamp_ms: 10_000,
        extrinsics: extrinsics.iter().map(|bytes| bytes.to_vec()).collect(),
        events,
    }
}

fn read(extrinsics: &[&[u8]], records: &[Vec<u8>]) -> Result<Block, ReadError> {
    runtime().read_block(raw(extrinsics, list(records)))
}

fn bid() -> TaskEvent {
    TaskEvent::BidPlaced { task: TaskId(3), agent: AgentId(4), price: 50, duration: 6 }
}

/// The error of a pallet as `DispatchError::Module`.
fn module_error(runtime: &Runtime, pallet: &str, error: &str) -> Vec<u8> {
    let pallet = runtime.metadata().pallet_by_name(pallet).unwrap();
    let variant = pallet.error_variants().unwrap().iter().find(|variant| variant.name == error).unwrap();
    vec![3, pallet.error_index(), variant.index, 0, 0, 0]
}

#[test]
fn should_read_events_with_their_extrinsics() {
    let runtime = runtime();
    let event = MarketEvent::from(bid());
    let records = [
        success(&runtime, 0),
        market_record(&runtime, Phase::ApplyExtrinsic(1), &event),
        success(&runtime, 1),
        market_record(&runtime, Phase::Finalization, &event),
    ];
    let block = read(&[b"inherent", b"bid"], &records).unwrap();
    assert_eq!((block.at, block.parent_hash, block.timestamp_ms), (BlockRef { height: 5, hash: [5; 32] }, [4; 32], 10_000));
    assert_eq!(block.spec_version, runtime.info().spec_version);
    assert_eq!(
        block.extrinsics.iter().map(|extrinsic| extrinsic.hash).collect::<Vec<_>>(),
        [receipt::hash(b"inherent"), receipt::hash(b"bid")]
    );
    let events: Vec<_> = block.events.iter().map(|event| (event.index, event.extrinsic, event.market.clone())).collect();
    assert_eq!(events, [(0, Some(0), None), (1, Some(1), Some(event.clone())), (2, Some(1), None), (3, None, Some(event))]);
}

#[test]
fn should_show_fields_as_people_read_them() {
    let runtime = runtime();
    let block = read(&[], &[market_record(&runtime, Phase::Finalization, &bid().into())]).unwrap();
    let event = &block.events[0];
    assert_eq!((event.pallet.as_str(), event.name.as_str()), ("TaskMarket", "BidPlaced"));
    assert_eq!(event.fields, json!({ "task": 3, "agent": 4, "price": "50", "duration": 6 }));
}

#[test]
fn should_read_a_block_without_anything() {
    let block = runtime().read_block(raw(&[], Vec::new())).unwrap();
    assert!(block.events.is_empty() && block.extrinsics.is_empty());
}

#[test]
fn should_name_the_errors_of_pallets_with_their_explanation() {
    let runtime = runtime();
    let error = module_error(&runtime, "TaskMarket", "NotDue");
    let block = read(&[b"poke"], &[failure(&runtime, 0, &error)]).unwrap();
    let refused = block.extrinsics[0].outcome.clone().unwrap_err();
    assert_eq!(refused.name, "TaskMarket.NotDue");
    assert!(refused.to_string().starts_with("TaskMarket.NotDue: "), "{refused}");
}

#[test]
fn should_name_the_errors_of_the_runtime_itself() {
    let runtime = runtime();
    // `BadOrigin`, and `Token(FundsUnavailable)`.
    let records = [failure(&runtime, 0, &[2]), failure(&runtime, 1, &[7, 0])];
    let block = read(&[b"one", b"two"], &records).unwrap();
    let names: Vec<_> = block.extrinsics.iter().map(|extrinsic| extrinsic.outcome.clone().unwrap_err()).collect();
    let named = |name: &str| DispatchError { name: name.to_owned(), explanation: String::new() };
    assert_eq!(names, [named("BadOrigin"), named("Token.FundsUnavailable")]);
    assert_eq!(names[0].to_string(), "BadOrigin");
}

#[test]
fn should_count_a_call_that_a_proxy_made_as_what_became_of_it() {
    let runtime = runtime();
    let proxied = |index, result: &[u8]| record(&runtime, Phase::ApplyExtrinsic(index), "Proxy", "ProxyExecuted", result);
    let refusal = [&[1][..], &module_error(&runtime, "TaskMarket", "NotController")].concat();
    let records = [
        proxied(0, &[0]),
        success(&runtime, 0),
        proxied(1, &refusal),
        success(&runtime, 1),
        // Of whoever is no proxy, there is no such event: the extrinsic fails.
        failure(&runtime, 2, &module_error(&runtime, "Proxy", "NotProxy")),
    ];
    let block = read(&[b"done", b"refused", b"no proxy"], &records).unwrap();
    let outcomes: Vec<_> = block.extrinsics.into_iter().map(|extrinsic| extrinsic.outcome.map_err(|error| error.name)).collect();
    assert_eq!(outcomes, [Ok(()), Err("TaskMarket.NotController".into()), Err("Proxy.NotProxy".into())]);
}

#[test]
fn should_refuse_an_extrinsic_without_an_outcome() {
    let runtime = runtime();
    let refused = read(&[b"one", b"two"], &[success(&runtime, 0)]);
    assert!(matches!(refused, Err(ReadError::NoOutcome(1))));
}

#[test]
fn should_refuse_a_list_that_says_another_length() {
    let runtime = runtime();
    let event = market_record(&runtime, Phase::Finalization, &bid().into());
    let short = [Compact(2u32).encode(), event.clone()].concat();
    let long = [Compact(1u32).encode(), event, vec![0]].concat();
    assert!(matches!(runtime.read_block(raw(&[], short)), Err(ReadError::EventCount { announced: 2 })));
    assert!(matches!(runtime.read_block(raw(&[], long)), Err(ReadError::EventCount { announced: 1 })));
}

#[test]
fn should_refuse_an_event_of_ours_that_lacks_a_field() {
    let fields = || crate::reading::Fields::of("TaskMarket.BidPlaced", &[("task", &[3, 0, 0, 0, 0, 0, 0, 0])]);
    let refused = MarketEvent::read("TaskMarket", "BidPlaced", fields).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the event TaskMarket.BidPlaced cannot be read: its field agent is missing or of another type"
    );
}

#[test]
fn should_refuse_an_event_of_ours_with_a_field_of_another_type() {
    let fields = || crate::reading::Fields::of("TaskMarket.BidPlaced", &[("task", &[3, 0, 0, 0])]);
    assert!(matches!(
        MarketEvent::read("TaskMarket", "BidPlaced", fields),
        Err(ReadError::Field { field, .. }) if field == "task"
    ));
}

#[test]
fn should_leave_unknown_events_of_ours_untyped() {
    let fields = || crate::reading::Fields::of("TaskMarket.Renamed", &[]);
    assert_eq!(MarketEvent::read("TaskMarket", "Renamed", fields).unwrap(), None);
}

proptest! {
    #[test]
    fn no_list_of_events_makes_it_panic(events in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = runtime().read_block(raw(&[b"one"], events));
    }

    #[test]
    fn a_list_cut_short_is_refused(cut in 1..40usize) {
        let runtime = runtime();
        let whole = list(&[success(&runtime, 0), market_record(&runtime, Phase::Finalization, &bid().into())]);
        let cut = cut.min(whole.len() - 1);
        prop_assert!(runtime.read_block(raw(&[b"one"], whole[..whole.len() - cut].to_vec())).is_err());
    }
}
