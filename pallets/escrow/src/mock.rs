//! A chain with this pallet and balances alone.

use ainur_primitives::{Balance, TaskId};
use ainur_support::{Payment, Settlement};
use frame_support::{
    derive_impl, parameter_types,
    traits::{fungible::hold::Inspect as _, tokens::imbalance::ResolveTo, ConstU128},
};
use sp_runtime::{traits::Convert, BuildStorage, DispatchError, Permill};

use crate::{self as pallet_escrow, Event, HoldReason};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

pub const PAYER: AccountId = 1;
pub const PAYEE: AccountId = 2;
pub const MATCHER: AccountId = 3;
pub const TREASURY: AccountId = 4;
/// An account that does not exist.
pub const NOBODY: AccountId = 5;
pub const AUDITOR: AccountId = 6;

/// What each account that exists starts with, in plancks.
pub const WEALTH: Balance = 1_000_000_000;
/// The least an account must own to exist, in plancks.
pub const EXISTENTIAL: Balance = 100;
pub const TASK: TaskId = TaskId(7);

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Escrow: pallet_escrow,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL>;
    type AccountStore = System;
    type FreezeIdentifier = u8;
    type MaxFreezes = frame_support::traits::ConstU32<1>;
}

parameter_types! {
    pub const Treasury: AccountId = TREASURY;
    pub storage FeeShare: Permill = Permill::from_percent(10);
    pub storage TipShare: Permill = Permill::from_percent(20);
    pub storage AuditReward: Permill = Permill::from_percent(25);
}

/// What of an account may not leave it.
pub struct Frozen;

impl Convert<AccountId, Balance> for Frozen {
    fn convert(who: AccountId) -> Balance {
        System::account(who).data.frozen
    }
}

impl pallet_escrow::Config for Test {
    type Currency = Balances;
    type RuntimeHoldReason = RuntimeHoldReason;
    type FeeShare = FeeShare;
    type TipShare = TipShare;
    type AuditReward = AuditReward;
    type OnFee = ResolveTo<Treasury, Balances>;
    type Frozen = Frozen;
}

/// Sets up a chain on which some budgets are locked already.
#[derive(Default)]
pub struct ExtBuilder {
    locks: Vec<(TaskId, Balance)>,
}

impl ExtBuilder {
    /// Locks `amount` of the payer's money for `task`.
    pub fn lock(mut self, task: TaskId, amount: Balance) -> Self {
        self.locks.push((task, amount));
        self
    }

    /// Runs `test`, then checks every invariant, and that no money appeared or was lost.
    pub fn build_and_execute(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Escrow::check_state().unwrap();
            assert_eq!(Balances::total_issuance(), 5 * WEALTH);
        });
    }

    pub fn build(self) -> sp_io::TestExternalities {
        let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
        let balances = [PAYER, PAYEE, MATCHER, TREASURY, AUDITOR].map(|who| (who, WEALTH)).to_vec();
        pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            System::set_block_number(1);
            for (task, amount) in self.locks {
                <Escrow as ainur_support::Escrow<AccountId>>::lock(task, &PAYER, amount).unwrap();
            }
            System::reset_events();
        });
        ext
    }
}

/// A payment to the payee with a tip to the matcher, for a result that was not audited.
pub fn payment(price: Balance) -> Payment<AccountId> {
    Payment { payee: PAYEE, price, matcher: Some(MATCHER), auditor: None }
}

pub fn held(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::TaskBudget.into(), &who)
}

/// The events of this pallet so far, oldest first.
pub fn events() -> Vec<Event<Test>> {
    let events = System::events().into_iter().filter_map(|record| match record.event {
        RuntimeEvent::Escrow(event) => Some(event),
        _ => None,
    });
    events.collect()
}

/// Makes one payment alone.
pub fn pay(task: TaskId, payment: Payment<AccountId>) -> Result<Settlement, DispatchError> {
    let mut payments = pallet_escrow::Payments::default();
    let (settlement, _) = <Escrow as ainur_support::Escrow<AccountId>>::pay(task, payment, &mut payments)?;
    <Escrow as ainur_support::Escrow<AccountId>>::make(payments)?;
    Ok(settlement)
}
