//! What can be stopped in an emergency, and what never is.

use frame_support::{
    migrations::{FailedMigrationHandler, FailedMigrationHandling},
    parameter_types,
    traits::{ConstU32, Contains, GetCallMetadata, SafeMode as Retreat},
    weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_governance::Days;
use sp_runtime::Perbill;

use super::{
    governance::origins::{MayPause, MayRetreat},
    system::Weights,
};
use crate::*;

/// Pallets that are vital as a whole: blocks and sessions, governance, and what only passes on calls that are looked at themselves.
const VITAL_PALLETS: [&str; 22] = [
    "System",
    "Utility",
    "Babe",
    "Timestamp",
    "Validators",
    "Session",
    "Grandpa",
    "Sudo",
    "Parameters",
    "Preimage",
    "Scheduler",
    "SafeMode",
    "TxPause",
    "MultiBlockMigrations",
    "Proxy",
    "Multisig",
    "ConvictionVoting",
    "Referenda",
    "Whitelist",
    "TechnicalCommittee",
    "TechnicalMembership",
    "Treasury",
];

/// Vital calls of pallets that are not so as a whole. Nobody can begin anything, but everybody can do what it owes, so that nobody is
/// punished for silence it was forced to, and have what is its own: the clocks of what began run on.
const VITAL_CALLS: [(&str, &[&str]); 6] = [
    ("AgentRegistry", &["pause", "unbond", "withdraw_unbonded", "retire"]),
    (
        "TaskMarket",
        &[
            "cancel",
            "withdraw_bid",
            "close_bidding",
            "decline",
            "start",
            "submit_result",
            "fail",
            "accept_result",
            "settle",
            "poke",
            "reveal_bid",
            "dispute",
            "appeal",
            "concede",
            "evaluate",
            "rule",
            "audit",
            "contradict_audit",
        ],
    ),
    ("Arbitration", &["give_up_seat", "withdraw_bond", "commit_vote", "reveal_vote", "show_receipt"]),
    ("Slashing", &["apply", "appeal", "judge", "punish"]),
    ("Rewards", &["claim"]),
    // Who is about to lose its account to strangers has only so much time to object.
    // Who lost its key acts through the account that inherited its own; what it does is looked at by itself.
    ("Recovery", &["cancel_attempt", "slash_attempt", "control_inherited_account"]),
];

/// Whether a call stays possible whatever happens: safe mode lets it through, and it cannot be paused.
pub fn is_vital(call: &RuntimeCall) -> bool {
    let name = call.get_call_metadata();
    is_vital_name(name.pallet_name, name.function_name)
}

/// The same, of a call's name.
fn is_vital_name(pallet: &str, call: &str) -> bool {
    VITAL_PALLETS.contains(&pallet) || VITAL_CALLS.iter().any(|(name, calls)| *name == pallet && calls.contains(&call))
}

/// What stays possible, for those who ask.
pub struct Vital;

impl Contains<RuntimeCall> for Vital {
    fn contains(call: &RuntimeCall) -> bool {
        is_vital(call)
    }
}

impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for Vital {
    fn contains((pallet, call): &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
        let names = (core::str::from_utf8(pallet), core::str::from_utf8(call));
        matches!(names, (Ok(pallet), Ok(call)) if is_vital_name(pallet, call))
    }
}

parameter_types! {
    /// Nobody buys safe mode.
    pub const NoDeposit: Option<Balance> = None;
    /// There are no deposits to be given back.
    pub const NoRelease: Option<BlockNumber> = None;
    /// What migrations may weigh in a block, whatever else is in it.
    pub MaxMigrationWeight: Weight = Perbill::from_percent(40) * Weights::get().max_block;
}

impl pallet_safe_mode::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type WhitelistedCalls = Vital;
    type EnterDuration = Days<Runtime, 1>;
    type ExtendDuration = Days<Runtime, 1>;
    type EnterDepositAmount = NoDeposit;
    type ExtendDepositAmount = NoDeposit;
    type ForceEnterOrigin = MayRetreat;
    type ForceExtendOrigin = MayRetreat;
    type ForceExitOrigin = MayPause;
    type ForceDepositOrigin = EnsureRoot<AccountId>;
    type Notify = ();
    type ReleaseDelay = NoRelease;
    type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

impl pallet_tx_pause::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PauseOrigin = MayPause;
    type UnpauseOrigin = MayPause;
    type WhitelistedCalls = Vital;
    type MaxNameLen = ConstU32<256>;
    type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}

impl pallet_migrations::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    #[cfg(not(any(test, feature = "runtime-benchmarks")))]
    type Migrations = migrations::InSteps;
    // Whatever is to be measured or tested.
    #[cfg(any(test, feature = "runtime-benchmarks"))]
    type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
    type CursorMaxLen = ConstU32<65_536>;
    type IdentifierMaxLen = ConstU32<256>;
    type MigrationStatusHandler = ();
    type FailedMigrationHandler = RetreatOnFailure;
    type MaxServiceWeight = MaxMigrationWeight;
    type WeightInfo = pallet_migrations::weights::SubstrateWeight<Runtime>;
}

/// After a failed migration there is safe mode until governance ends it. The chain takes vital calls again, because otherwise nobody
/// could vote on the upgrade that mends it; where even safe mode is impossible, it takes none.
pub struct RetreatOnFailure;

impl FailedMigrationHandler for RetreatOnFailure {
    fn failed(_: Option<u32>) -> FailedMigrationHandling {
        let ever = BlockNumber::MAX;
        let entered =
            if SafeMode::is_entered() { <SafeMode as Retreat>::extend(ever) } else { <SafeMode as Retreat>::enter(ever) };
        match entered {
            Ok(()) => FailedMigrationHandling::ForceUnstuck,
            Err(_) => FailedMigrationHandling::KeepStuck,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What begins something in pallets in which other calls are vital.
    const BEGINNINGS: [(&str, &[&str]); 6] = [
        ("AgentRegistry", &["register", "update", "set_operator", "resume", "bond"]),
        ("TaskMarket", &["create_task", "bid", "commit_bid", "accept_offer", "award", "rate"]),
        ("Arbitration", &["take_seat"]),
        ("Slashing", &["release"]),
        ("Rewards", &[]),
        ("Recovery", &["revoke_inheritor", "set_friend_groups", "initiate_attempt", "approve_attempt", "finish_attempt"]),
    ];

    /// Pallets none of whose calls are vital: they move money or write names, and can wait.
    const CAN_WAIT: [&str; 4] = ["Balances", "Identity", "Vesting", "Bounties"];

    fn calls_of(pallet: &str) -> BTreeSet<&'static str> {
        RuntimeCall::get_call_names(pallet).iter().copied().collect()
    }

    #[test]
    fn every_call_is_vital_or_can_be_stopped_and_somebody_has_thought_about_it() {
        let vital: BTreeSet<_> = VITAL_PALLETS.into_iter().collect();
        let in_part: BTreeSet<_> = VITAL_CALLS.into_iter().map(|(pallet, _)| pallet).collect();
        let known: BTreeSet<_> = vital.iter().chain(&in_part).chain(&CAN_WAIT).copied().collect();
        let all: BTreeSet<_> =
            RuntimeCall::get_module_names().iter().copied().filter(|pallet| !calls_of(pallet).is_empty()).collect();
        assert_eq!(known, all, "a pallet that has no calls is named, or one that has is forgotten");
        assert_eq!(vital.len() + in_part.len() + CAN_WAIT.len(), all.len(), "a pallet is named twice");
        for pallet in &all {
            let (passed, stopped): (BTreeSet<_>, BTreeSet<_>) =
                calls_of(pallet).into_iter().partition(|call| is_vital_name(pallet, call));
            let expected: BTreeSet<&str> = if vital.contains(pallet) {
                BTreeSet::new()
            } else if CAN_WAIT.contains(pallet) {
                calls_of(pallet)
            } else {
                BEGINNINGS.into_iter().filter(|(name, _)| name == pallet).flat_map(|(_, calls)| calls.iter().copied()).collect()
            };
            assert_eq!(stopped, expected, "{pallet}; passed are {passed:?}");
        }
    }

    #[test]
    fn every_vital_call_that_is_named_exists_and_is_named_once() {
        for (pallet, calls) in VITAL_CALLS.into_iter().chain(BEGINNINGS) {
            let names: BTreeSet<_> = calls.iter().copied().collect();
            assert_eq!(names.len(), calls.len(), "{pallet}");
            assert!(names.is_subset(&calls_of(pallet)), "{pallet}: {names:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_vital() {
        let name = |bytes: &[u8]| bytes.to_vec().try_into().unwrap();
        assert!(Vital::contains(&(name(b"TaskMarket"), name(b"settle"))));
        assert!(!Vital::contains(&(name(b"TaskMarket"), name(b"create_task"))));
        assert!(!Vital::contains(&(name(b"TaskMarket"), name(&[0xff]))));
    }

    #[test]
    fn after_a_failed_migration_governance_can_act_and_nobody_else() {
        sp_io::TestExternalities::default().execute_with(|| {
            System::set_block_number(1);
            for _ in 0..2 {
                assert_eq!(RetreatOnFailure::failed(Some(0)), FailedMigrationHandling::ForceUnstuck);
                assert_eq!(pallet_safe_mode::EnteredUntil::<Runtime>::get(), Some(BlockNumber::MAX));
            }
            let burn = pallet_balances::Call::burn { value: 1, keep_alive: true };
            assert!(!SafeMode::is_allowed(&burn.into()));
            assert!(SafeMode::is_allowed(
                &pallet_parameters::Call::<Runtime>::set_parameter {
                    key_value: crate::params::RuntimeParameters::Market(crate::params::dynamic::market::Parameters::MinBudget(
                        crate::params::dynamic::market::MinBudget,
                        None
                    ))
                }
                .into()
            ));
        });
    }
}
