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
    /// parts of a task. Nor anything that lets others move it: no heir, no say in what others hold together.
    #[codec(index = 1)]
    NonTransfer,
    /// Agents and tasks: register, post, bid, deliver, settle.
    #[codec(index = 2)]
    Market,
    /// The daily work of an agent: bid, start, deliver, settle. Neither its stake nor its record.
    #[codec(index = 3)]
    AgentOperator,
    /// To propose, vote and delegate, to work on the committee, and to care for what the treasury pays: all that governance is made of.
    #[codec(index = 4)]
    Governance,
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
                    || is_governance(call) && !awards(call)
                    || is_harmless(call)
                    || matches!(
                        call,
                        RuntimeCall::System(..)
                            | RuntimeCall::Session(..)
                            | RuntimeCall::Validators(..)
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
            Self::Governance => batches || is_governance(call),
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

/// Whether `call` is a part of governance.
fn is_governance(call: &RuntimeCall) -> bool {
    matches!(
        call,
        RuntimeCall::Preimage(..)
            | RuntimeCall::ConvictionVoting(..)
            | RuntimeCall::Referenda(..)
            | RuntimeCall::Whitelist(..)
            | RuntimeCall::TechnicalCommittee(..)
            | RuntimeCall::TechnicalMembership(..)
            | RuntimeCall::Treasury(..)
            | RuntimeCall::Bounties(..)
    )
}

/// Whether `call` says who gets what a curator was entrusted with, or makes another the member of the committee that the caller is.
fn awards(call: &RuntimeCall) -> bool {
    matches!(
        call,
        RuntimeCall::Bounties(pallet_bounties::Call::award_bounty { .. })
            | RuntimeCall::TechnicalMembership(pallet_membership::Call::change_key { .. })
    )
}

/// Whether `call` is one of those, in pallets that also move money or power, which move neither.
///
/// A deposit for an account that is named as a part of this one would be that account's when it leaves; a registrar is paid for its
/// judgement; a heir, or a cosignatory, is not bound by what a proxy may.
fn is_harmless(call: &RuntimeCall) -> bool {
    use pallet_identity::Call as Identity;
    use pallet_recovery::Call as Recovery;
    use pallet_vesting::Call as Vesting;
    matches!(
        call,
        RuntimeCall::Identity(
            Identity::set_identity { .. }
                | Identity::clear_identity {}
                | Identity::cancel_request { .. }
                | Identity::rename_sub { .. }
                | Identity::remove_sub { .. }
                | Identity::quit_sub {}
                | Identity::accept_username { .. }
                | Identity::set_primary_username { .. }
        ) | RuntimeCall::Vesting(Vesting::vest {} | Vesting::vest_other { .. } | Vesting::merge_schedules { .. })
            | RuntimeCall::Recovery(Recovery::cancel_attempt { .. } | Recovery::slash_attempt { .. })
    )
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
        // Which call, then what `NonTransfer`, `Market`, `AgentOperator` and `Governance` may; `Any` may everything.
        let table: Vec<(RuntimeCall, [bool; 4])> = vec![
            (transfer.into(), [false, false, false, false]),
            (create_task(), [false, true, false, false]),
            (Market::award { task, agent }.into(), [false, true, false, false]),
            (Market::accept_result { task }.into(), [false, true, false, false]),
            (Market::start { task }.into(), [true, true, true, false]),
            (Market::bid { task, agent, price: 1, duration: 1 }.into(), [true, true, true, false]),
            (pallet_arbitration::Call::take_seat {}.into(), [true, true, false, false]),
            (register(None), [true, true, false, false]),
            (register(bob()), [false, true, false, false]),
            (set_operator(bob()), [false, true, false, false]),
            (set_operator(None), [false, true, false, false]),
            (Registry::unbond { agent, amount: 1 }.into(), [true, true, false, false]),
            (Registry::retire { agent }.into(), [true, true, false, false]),
            (pallet_slashing::Call::appeal { slash: 0 }.into(), [true, true, false, false]),
            (pallet_rewards::Call::claim {}.into(), [true, false, false, false]),
            (pallet_utility::Call::batch { calls: vec![] }.into(), [true, true, true, true]),
            (frame_system::Call::remark { remark: vec![] }.into(), [true, false, false, false]),
            (pallet_session::Call::purge_keys {}.into(), [true, false, false, false]),
            (pallet_validators::Call::join { amount: AINU }.into(), [true, false, false, false]),
            (pallet_proxy::Call::remove_proxies {}.into(), [true, false, false, false]),
            (pallet_sudo::Call::remove_key {}.into(), [false, false, false, false]),
        ];
        for (call, expected) in table {
            let may = [ProxyType::NonTransfer, ProxyType::Market, ProxyType::AgentOperator, ProxyType::Governance]
                .map(|proxy| proxy.filter(&call));
            assert_eq!(may, expected, "{call:?}");
            assert!(ProxyType::Any.filter(&call));
        }
    }

    #[test]
    fn who_governs_or_moves_no_money_may_do_nothing_else_in_other_pallets() {
        use pallet_bounties::Call as Bounties;
        use pallet_conviction_voting::Call as Voting;
        use pallet_identity::Call as Identity;
        use pallet_membership::Call as Membership;
        use pallet_multisig::Call as Multisig;
        use pallet_recovery::Call as Recovery;
        use pallet_referenda::Call as Referenda;
        use pallet_safe_mode::Call as SafeMode;
        use pallet_treasury::Call as Treasury;
        use pallet_vesting::Call as Vesting;
        let bob = || sp_runtime::MultiAddress::Id(Bob.to_account_id());
        let remark = || Box::new(RuntimeCall::from(frame_system::Call::remark { remark: vec![] }));
        let schedule = || pallet_vesting::VestingInfo::new(AINU, 1, 0);
        // Which call, then what `NonTransfer` and `Governance` may; `Market` and `AgentOperator` may none of them.
        let table: Vec<(RuntimeCall, [bool; 2])> = vec![
            (pallet_preimage::Call::note_preimage { bytes: vec![] }.into(), [true, true]),
            (Referenda::place_decision_deposit { index: 0 }.into(), [true, true]),
            (Voting::undelegate { class: 0 }.into(), [true, true]),
            (pallet_whitelist::Call::remove_deferred_dispatch { call_hash: Default::default() }.into(), [true, true]),
            (pallet_collective::Call::vote { proposal: Default::default(), index: 0, approve: true }.into(), [true, true]),
            (Membership::change_key { new: bob() }.into(), [false, true]),
            (Treasury::payout { index: 0 }.into(), [true, true]),
            (Bounties::claim_bounty { bounty_id: 0 }.into(), [true, true]),
            (Bounties::award_bounty { bounty_id: 0, beneficiary: bob() }.into(), [false, true]),
            (Multisig::as_multi_threshold_1 { other_signatories: vec![], call: remark() }.into(), [false, false]),
            (Identity::clear_identity {}.into(), [true, false]),
            (Identity::request_judgement { reg_index: 0, max_fee: AINU }.into(), [false, false]),
            (Identity::add_sub { sub: bob(), data: Default::default() }.into(), [false, false]),
            (Identity::set_subs { subs: vec![] }.into(), [false, false]),
            (Identity::set_account_id { index: 0, new: bob() }.into(), [false, false]),
            (Vesting::vest {}.into(), [true, false]),
            (Vesting::vested_transfer { target: bob(), schedule: schedule() }.into(), [false, false]),
            (Recovery::slash_attempt { friend_group_index: 0 }.into(), [true, false]),
            (Recovery::set_friend_groups { friend_groups: vec![] }.into(), [false, false]),
            (Recovery::control_inherited_account { recovered: bob(), call: remark() }.into(), [false, false]),
            (SafeMode::enter {}.into(), [false, false]),
            (pallet_tx_pause::Call::unpause { ident: Default::default() }.into(), [false, false]),
            (
                pallet_migrations::Call::clear_historic {
                    selector: pallet_migrations::HistoricCleanupSelector::Specific(vec![]),
                }
                .into(),
                [false, false],
            ),
            (pallet_scheduler::Call::cancel { when: 0, index: 0 }.into(), [false, false]),
        ];
        for (call, expected) in table {
            assert_eq!([ProxyType::NonTransfer, ProxyType::Governance].map(|proxy| proxy.filter(&call)), expected, "{call:?}");
            assert!(![ProxyType::Market, ProxyType::AgentOperator].into_iter().any(|proxy| proxy.filter(&call)), "{call:?}");
            assert!(ProxyType::Any.filter(&call));
        }
    }

    #[test]
    fn what_a_superset_is_said_to_be_it_is() {
        use ProxyType::{AgentOperator, Any, Governance, Market, NonTransfer};
        for proxy in [NonTransfer, Market, AgentOperator, Governance] {
            assert!(Any.is_superset(&proxy) && proxy.is_superset(&proxy) && !proxy.is_superset(&Any));
            assert!(!proxy.is_superset(&Governance) || proxy == Governance);
        }
        assert!(NonTransfer.is_superset(&AgentOperator) && Market.is_superset(&AgentOperator));
        assert!(!NonTransfer.is_superset(&Market) && !Governance.is_superset(&AgentOperator));
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
