//! What an account may let others do, and who may do everything.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    parameter_types,
    traits::{ConstU32, InstanceFilter},
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

use crate::*;

parameter_types! {
    /// Reserved while an account has a proxy, in plancks.
    pub const ProxyDepositBase: Balance = AINU;
    /// Reserved for each proxy, in plancks.
    pub const ProxyDepositFactor: Balance = AINU / 10;
}

/// What a proxy may do for the account that named it.
#[derive(
    Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default,
)]
pub enum ProxyType {
    /// Everything.
    #[default]
    #[codec(index = 0)]
    Any,
    /// Everything that moves no money to others: no transfer, no hiring, and nobody made an agent's operator, who could hire for
    /// parts of a task.
    #[codec(index = 1)]
    NonTransfer,
    /// Agents and tasks: register, post, bid, deliver, settle.
    #[codec(index = 2)]
    Market,
    /// The daily work of an agent: bid, start, deliver, settle. Neither its stake nor its record.
    #[codec(index = 3)]
    AgentOperator,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        let batches = matches!(call, RuntimeCall::Utility(..));
        match self {
            Self::Any => true,
            Self::NonTransfer => {
                let registry = matches!(call, RuntimeCall::AgentRegistry(..)) && !names_operator(call);
                batches
                    || registry
                    || is_operation(call)
                    || matches!(
                        call,
                        RuntimeCall::System(..)
                            | RuntimeCall::Session(..)
                            | RuntimeCall::Proxy(..)
                            | RuntimeCall::Arbitration(..)
                            | RuntimeCall::Slashing(..)
                            | RuntimeCall::Rewards(..)
                    )
            }
            Self::Market => {
                let market = matches!(
                    call,
                    RuntimeCall::AgentRegistry(..)
                        | RuntimeCall::TaskMarket(..)
                        | RuntimeCall::Arbitration(..)
                        | RuntimeCall::Slashing(..)
                );
                batches || market
            }
            Self::AgentOperator => batches || is_operation(call),
        }
    }

    fn is_superset(&self, other: &Self) -> bool {
        self == other || matches!((self, other), (Self::Any, _) | (Self::NonTransfer | Self::Market, Self::AgentOperator))
    }
}

/// Whether `call` says who else may work, and hire for parts of that work, in the name of an agent's owner.
fn names_operator(call: &RuntimeCall) -> bool {
    use pallet_agent_registry::Call;
    matches!(call, RuntimeCall::AgentRegistry(Call::set_operator { .. } | Call::register { operator: Some(_), .. }))
}

/// Whether `call` belongs to the daily work of an agent: it earns, and spends nothing but the fee and the
/// deposit of a sealed bid.
fn is_operation(call: &RuntimeCall) -> bool {
    use pallet_task_market::Call;
    let RuntimeCall::TaskMarket(call) = call else {
        return matches!(call, RuntimeCall::Arbitration(pallet_arbitration::Call::show_receipt { .. }));
    };
    matches!(
        call,
        Call::bid { .. }
            | Call::withdraw_bid { .. }
            | Call::commit_bid { .. }
            | Call::reveal_bid { .. }
            | Call::close_bidding { .. }
            | Call::accept_offer { .. }
            | Call::decline { .. }
            | Call::start { .. }
            | Call::submit_result { .. }
            | Call::fail { .. }
            | Call::settle { .. }
            | Call::poke { .. }
    )
}

impl pallet_proxy::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type ProxyType = ProxyType;
    type ProxyDepositBase = ProxyDepositBase;
    type ProxyDepositFactor = ProxyDepositFactor;
    type MaxProxies = ConstU32<32>;
    type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
    type MaxPending = ConstU32<32>;
    type CallHasher = BlakeTwo256;
    type AnnouncementDepositBase = ProxyDepositBase;
    type AnnouncementDepositFactor = ProxyDepositFactor;
    type BlockNumberProvider = System;
}

impl pallet_sudo::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ainur_primitives::{AgentId, Cid, ClientKey, ContentCodec, ScoreWeights, TaskId};
    use frame_support::{assert_ok, traits::UnfilteredDispatchable};
    use pallet_agent_registry::{AgentSpec, Execution};
    use pallet_task_market::{Auction, Award, Hiring, Pricing, TaskSpec, Verification};
    use sp_keyring::Sr25519Keyring::{Alice, Bob};

    use super::*;

    const CONTENT: Cid = Cid { codec: ContentCodec::Raw, digest: [1; 32] };

    fn register(operator: Option<AccountId>) -> RuntimeCall {
        let spec = AgentSpec {
            manifest: CONTENT,
            capabilities: BTreeSet::from(["text.echo".parse().unwrap()]).try_into().unwrap(),
            price: AINU,
            execution: Execution::Module { module: CONTENT, hash: [1; 32] },
            concurrency: 1,
        };
        let slug = "agent".parse().unwrap();
        pallet_agent_registry::Call::register { slug, spec, operator, stake: 100 * AINU }.into()
    }

    fn set_operator(operator: Option<AccountId>) -> RuntimeCall {
        pallet_agent_registry::Call::set_operator { agent: AgentId(0), operator }.into()
    }

    fn create_task() -> RuntimeCall {
        let rules = Auction::Open { pricing: Pricing::First };
        let weights = ScoreWeights::default();
        let spec = TaskSpec {
            title: "A task".parse().unwrap(),
            description: None,
            input: CONTENT,
            input_hash: [2; 32],
            capabilities: BTreeSet::from(["text.echo".parse().unwrap()]).try_into().unwrap(),
            budget: AINU,
            hiring: Hiring::Auction { opens_at: None, bidding: 8, weights, rules, award: Award::ByScore },
            min_reputation: 0,
            min_stake: 0,
            max_duration: 10,
            deadline: 100,
            verification: Verification::Deterministic,
            priority: 1,
            parent: None,
            delegable: 0,
            mandate: None,
        };
        pallet_task_market::Call::create_task { client_key: ClientKey([0; 32]), spec }.into()
    }

    #[test]
    fn each_proxy_may_do_what_it_was_named_for_and_no_more() {
        use pallet_agent_registry::Call as Registry;
        use pallet_task_market::Call as Market;
        let (agent, task) = (AgentId(0), TaskId(0));
        let bob = || Some(Bob.to_account_id());
        let transfer = pallet_balances::Call::transfer_keep_alive { dest: Bob.to_account_id().into(), value: 1 };
        // Which call, then what `NonTransfer`, `Market` and `AgentOperator` may; `Any` may everything.
        let table: Vec<(RuntimeCall, [bool; 3])> = vec![
            (transfer.into(), [false, false, false]),
            (create_task(), [false, true, false]),
            (Market::award { task, agent }.into(), [false, true, false]),
            (Market::accept_result { task }.into(), [false, true, false]),
            (Market::start { task }.into(), [true, true, true]),
            (Market::bid { task, agent, price: 1, duration: 1 }.into(), [true, true, true]),
            (pallet_arbitration::Call::take_seat {}.into(), [true, true, false]),
            (register(None), [true, true, false]),
            (register(bob()), [false, true, false]),
            (set_operator(bob()), [false, true, false]),
            (set_operator(None), [false, true, false]),
            (Registry::unbond { agent, amount: 1 }.into(), [true, true, false]),
            (Registry::retire { agent }.into(), [true, true, false]),
            (pallet_slashing::Call::appeal { slash: 0 }.into(), [true, true, false]),
            (pallet_rewards::Call::claim {}.into(), [true, false, false]),
            (pallet_utility::Call::batch { calls: vec![] }.into(), [true, true, true]),
            (frame_system::Call::remark { remark: vec![] }.into(), [true, false, false]),
            (pallet_session::Call::purge_keys {}.into(), [true, false, false]),
            (pallet_proxy::Call::remove_proxies {}.into(), [true, false, false]),
            (pallet_sudo::Call::remove_key {}.into(), [false, false, false]),
        ];
        for (call, expected) in table {
            let may = [ProxyType::NonTransfer, ProxyType::Market, ProxyType::AgentOperator].map(|proxy| proxy.filter(&call));
            assert_eq!(may, expected, "{call:?}");
            assert!(ProxyType::Any.filter(&call));
        }
    }

    #[test]
    fn nobody_makes_itself_an_operator_as_a_proxy_that_moves_no_money() {
        let balances = [Alice, Bob].map(|key| (key.to_account_id(), 1_000 * AINU)).to_vec();
        let genesis = RuntimeGenesisConfig { balances: BalancesConfig { balances, ..Default::default() }, ..Default::default() };
        let mut chain: sp_io::TestExternalities = sp_runtime::BuildStorage::build_storage(&genesis).unwrap().into();
        chain.execute_with(|| {
            System::set_block_number(1);
            let (alice, bob) = (Alice.to_account_id(), Bob.to_account_id());
            let as_alice = RuntimeOrigin::signed(alice.clone());
            assert_ok!(register(None).dispatch_bypass_filter(as_alice.clone()));
            assert_ok!(Proxy::add_proxy(as_alice, bob.clone().into(), ProxyType::NonTransfer, 0));
            let call = set_operator(Some(bob.clone()));
            let batch = RuntimeCall::from(pallet_utility::Call::batch_all { calls: vec![call.clone()] });
            for call in [call, batch] {
                assert_ok!(Proxy::proxy(RuntimeOrigin::signed(bob.clone()), alice.clone().into(), None, Box::new(call)));
                let result = Err(frame_system::Error::<Runtime>::CallFiltered.into());
                System::assert_last_event(pallet_proxy::Event::<Runtime>::ProxyExecuted { result }.into());
            }
            let record = pallet_agent_registry::AgentsById::<Runtime>::get(AgentId(0)).unwrap();
            assert_eq!(record.operator, None);
        });
    }
}
