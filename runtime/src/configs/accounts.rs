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
    /// Everything that moves no money to others: no transfer, and no hiring.
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
                batches
                    || is_operation(call)
                    || matches!(
                        call,
                        RuntimeCall::System(..)
                            | RuntimeCall::Session(..)
                            | RuntimeCall::Proxy(..)
                            | RuntimeCall::AgentRegistry(..)
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
