//! What is common, and what votes.

use ainur_runtime::configs::TreasuryAccount;
use frame_support::{
    assert_noop,
    dispatch::{DispatchClass, DispatchInfo},
    traits::{
        fungible::{Inspect, InspectHold},
        Currency,
    },
};
use frame_system::limits::BlockWeights;
use pallet_transaction_payment::ChargeTransactionPayment;
use pallet_vesting::VestingInfo;
use sp_runtime::traits::DispatchTransaction;

use super::*;

fn spend(amount: Balance, to: u8) -> pallet_treasury::Call<Runtime> {
    let beneficiary = Box::new(account(to).into());
    pallet_treasury::Call::spend { asset_kind: Box::new(()), amount, beneficiary, valid_from: None }
}

/// Somebody gives the treasury something to spend.
fn endow(amount: Balance) {
    assert_ok!(Balances::transfer_keep_alive(signed(6), Treasury::account_id().into(), amount));
}

#[test]
fn what_the_market_takes_is_what_the_treasury_spends() {
    execute(|| {
        assert_eq!(Treasury::account_id(), TreasuryAccount::get());
        let before = Treasury::pot();
        let task = delivered(1, 100 * AINU);
        assert_ok!(TaskMarket::accept_result(signed(0), task));
        assert_eq!(Treasury::pot() - before, 2 * AINU);
    });
}

#[test]
fn whoever_settles_a_batch_pays_for_what_it_took() {
    execute(|| {
        let tasks = [1, 2].map(|key| delivered(key, 100 * AINU));
        let over = pallet_task_market::Tasks::<Runtime>::iter_values().map(|task| task.phase.clock()).max().unwrap();
        System::set_block_number(over + 1);
        let settle = RuntimeCall::from(pallet_task_market::Call::settle { tasks: tasks.to_vec().try_into().unwrap() });
        let (info, length) = (settle.get_dispatch_info(), settle.encoded_size());
        let settler = account(6);
        let used = || System::block_weight().total();
        let before = (Balances::free_balance(&settler), used());
        let extension = (frame_system::CheckWeight::<Runtime>::new(), ChargeTransactionPayment::<Runtime>::from(0));
        let post = extension.dispatch_transaction(signed(6), settle, &info, length, 0).unwrap().unwrap();
        let (declared, actual) = (info.call_weight, post.actual_weight.unwrap());
        assert!(actual.ref_time() < declared.ref_time() * 2 / 3, "both tasks have the same parties, and are nothing special");
        let fee = |call_weight| TransactionPayment::compute_fee(length as u32, &DispatchInfo { call_weight, ..info }, 0);
        assert_eq!(before.0 - Balances::free_balance(&settler), fee(actual));
        assert!(fee(actual) < fee(declared));
        let limits: BlockWeights = <Runtime as frame_system::Config>::BlockWeights::get();
        let base = limits.get(DispatchClass::Normal).base_extrinsic;
        assert_eq!((used() - before.1).ref_time(), (actual + base).ref_time());
    });
}

#[test]
fn a_spend_is_voted_on_and_paid_to_whom_it_names() {
    execute(|| {
        endow(6_000 * AINU);
        let (decided, _) = decide(Origin::MediumSpender, spend(5_000 * AINU, 5));
        assert_ok!(decided);
        let before = (Balances::free_balance(account(5)), Treasury::pot());
        assert_ok!(Treasury::payout(signed(7), 0));
        assert_eq!((Balances::free_balance(account(5)), Treasury::pot()), (before.0 + 5_000 * AINU, before.1 - 5_000 * AINU));
        assert_noop!(Treasury::payout(signed(7), 0), pallet_treasury::Error::<Runtime>::AlreadyAttempted);
        assert_ok!(Treasury::check_status(signed(7), 0));
        assert_eq!(pallet_treasury::Spends::<Runtime>::iter().count(), 0);
    });
}

#[test]
fn who_spends_little_cannot_spend_much() {
    execute(|| {
        endow(6_000 * AINU);
        let (decided, _) = decide(Origin::SmallSpender, spend(1_000 * AINU + 1, 5));
        assert_eq!(decided, Err(pallet_treasury::Error::<Runtime>::InsufficientPermission.into()));
        assert_eq!(pallet_treasury::Spends::<Runtime>::iter().count(), 0);
        assert_ok!(decide(Origin::SmallSpender, spend(1_000 * AINU, 5)).0);
    });
}

#[test]
fn a_batch_spends_no_more_than_its_bound_be_it_of_bounties_or_of_spends() {
    execute(|| {
        endow(60_000 * AINU);
        for _ in 0..3 {
            assert_ok!(Bounties::propose_bounty(signed(4), 1_000 * AINU, b"find it".to_vec()));
        }
        let bounty = |bounty_id| RuntimeCall::from(pallet_bounties::Call::approve_bounty { bounty_id });
        let with_curator = |bounty_id| {
            let call = pallet_bounties::Call::approve_bounty_with_curator { bounty_id, curator: account(5).into(), fee: AINU };
            RuntimeCall::from(call)
        };
        let spend = || RuntimeCall::from(spend(1_000 * AINU, 5));
        let nested = |call| RuntimeCall::from(pallet_utility::Call::batch { calls: vec![call] });
        let batches = [
            vec![bounty(0), bounty(1)],
            vec![bounty(0), with_curator(1)],
            vec![with_curator(0), with_curator(1)],
            vec![spend(), bounty(0)],
            vec![bounty(0), spend()],
            vec![spend(), spend()],
        ];
        let spent = || {
            let spends = pallet_treasury::Spends::<Runtime>::iter().count();
            spends + pallet_bounties::BountyApprovals::<Runtime>::get().len()
        };
        for calls in batches {
            let (all, _) = decide(Origin::SmallSpender, pallet_utility::Call::batch_all { calls: calls.clone() });
            assert_eq!((all, spent()), (Err(sp_runtime::DispatchError::BadOrigin), 0), "{calls:?}");
        }
        // Of a batch that goes on the first is done, however deep the others are; and one at a time is as it was.
        let calls = vec![nested(bounty(0)), nested(bounty(1)), spend()];
        assert_ok!(decide(Origin::SmallSpender, pallet_utility::Call::force_batch { calls }).0);
        let open = || (0..3).filter(|index| is_proposed(*index)).collect::<Vec<_>>();
        assert_eq!((open(), pallet_treasury::Spends::<Runtime>::iter().count()), (vec![1, 2], 0));
        assert_ok!(decide(Origin::SmallSpender, nested(with_curator(1))).0);
        assert_eq!(open(), [2]);
    });
}

fn is_proposed(bounty: u32) -> bool {
    pallet_bounties::Bounties::<Runtime>::get(bounty)
        .is_some_and(|bounty| bounty.get_status() == pallet_bounties::BountyStatus::Proposed)
}

#[test]
fn the_treasury_burns_nothing_and_its_money_does_not_count_as_voters() {
    execute(|| {
        endow(6_000 * AINU);
        let pot = Treasury::pot();
        pass(3 * 24);
        assert_eq!(Treasury::pot(), pot);
        assert_eq!(Balances::total_issuance() - <Balances as Currency<_>>::active_issuance(), pot);
    });
}

#[test]
fn a_bounty_is_funded_out_of_the_treasury_and_claimed_by_who_found_it() {
    execute(|| {
        endow(600 * AINU);
        assert_ok!(Bounties::propose_bounty(signed(4), 500 * AINU, b"find it".to_vec()));
        assert_ok!(decide(Origin::SmallSpender, pallet_bounties::Call::approve_bounty { bounty_id: 0 }).0);
        pass(24);
        let curator = pallet_bounties::Call::propose_curator { bounty_id: 0, curator: account(5).into(), fee: 10 * AINU };
        assert_ok!(decide(Origin::SmallSpender, curator).0);
        assert_ok!(Bounties::accept_curator(signed(5), 0));
        assert_ok!(Bounties::award_bounty(signed(5), 0, account(7).into()));
        let before = Balances::free_balance(account(7));
        pass(4 * 24);
        assert_ok!(Bounties::claim_bounty(signed(3), 0));
        assert_eq!(Balances::free_balance(account(7)) - before, 490 * AINU);
        assert_eq!(Treasury::pot(), 100 * AINU);
    });
}

#[test]
fn what_voted_cannot_be_a_budget_and_a_budget_cannot_vote() {
    use pallet_conviction_voting::Error;
    execute(|| {
        let total = <Balances as Inspect<_>>::total_balance(&account(0));
        let task = delivered(1, 1_000_000 * AINU);
        let budget = Balances::balance_on_hold(&pallet_escrow::HoldReason::TaskBudget.into(), &account(0));
        assert_eq!(budget, 1_000_000 * AINU);
        let index = propose(root(), frame_system::Call::remark { remark: vec![] });
        let most = total - budget;
        assert_noop!(vote(0, index, true, most + 1), Error::<Runtime>::InsufficientFunds);
        let delegate = |balance| ConvictionVoting::delegate(signed(0), 10, account(1).into(), Conviction::None, balance);
        assert_noop!(delegate(most + 1), Error::<Runtime>::InsufficientFunds);
        assert_ok!(vote(0, index, true, 5_000_000 * AINU));
        assert_ok!(delegate(most - 100 * AINU));
        assert_noop!(call(signed(0), create_task(2, 100 * AINU + 1)), pallet_escrow::Error::<Runtime>::Frozen);
        assert_ok!(call(signed(0), create_task(3, 50 * AINU)));
        // What voted is never in the way of a payment.
        assert_ok!(TaskMarket::accept_result(signed(0), task));
        assert!(<Balances as Inspect<_>>::total_balance(&account(0)) >= most - 100 * AINU);
    });
}

#[test]
fn what_is_not_vested_is_no_budget_but_votes() {
    execute(|| {
        let gift = VestingInfo::new(1_000_000 * AINU, AINU, System::block_number());
        let free = Balances::free_balance(account(5));
        assert_ok!(Balances::transfer_keep_alive(signed(5), account(1).into(), free - 100 * AINU));
        assert_ok!(Vesting::vested_transfer(signed(6), account(5).into(), gift));
        assert_noop!(call(signed(5), create_task(1, 100 * AINU + 1)), pallet_escrow::Error::<Runtime>::Frozen);
        assert_ok!(call(signed(5), create_task(1, 50 * AINU)));
        let index = propose(root(), frame_system::Call::remark { remark: vec![] });
        assert_ok!(vote(5, index, true, 1_000_000 * AINU));
        pass(10);
        assert_ok!(Vesting::vest(signed(5)));
    });
}
