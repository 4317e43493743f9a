//! What who only listens knows of everybody's money.

use std::collections::BTreeMap;

use pallet_balances::Event;

use super::*;

/// What is free and what is held of each account, in plancks.
type Ledger = BTreeMap<AccountId, (Balance, Balance)>;

fn ledger() -> Ledger {
    let accounts = frame_system::Account::<Runtime>::iter();
    accounts.map(|(who, account)| (who, (account.data.free, account.data.reserved))).collect()
}

/// Carries on a ledger by what the chain has told since.
fn follow(mut ledger: Ledger) -> Ledger {
    for record in System::events() {
        let RuntimeEvent::Balances(event) = record.event else { continue };
        let (who, free, held) = match event {
            Event::Held { who, amount, .. } => (who, -(amount as i128), amount as i128),
            Event::Released { who, amount, .. } => (who, amount as i128, -(amount as i128)),
            Event::Deposit { who, amount } => (who, amount as i128, 0),
            Event::Withdraw { who, amount } => (who, -(amount as i128), 0),
            // A deposit comes with it.
            Event::Endowed { .. } => continue,
            other => panic!("a test that knows no {other:?}"),
        };
        let account = ledger.entry(who).or_default();
        *account = (account.0.checked_add_signed(free).unwrap(), account.1.checked_add_signed(held).unwrap());
    }
    ledger
}

#[test]
fn who_follows_the_events_of_balances_knows_what_everybody_has_after_a_batch() {
    execute(|| {
        let before = ledger();
        System::reset_events();
        let tasks: Vec<_> = (1..3).map(|key| delivered(key, 100 * AINU)).collect();
        assert_eq!(follow(before.clone()), ledger(), "what was promised");
        System::set_block_number(System::block_number() + 11);
        assert_ok!(TaskMarket::settle(signed(7), tasks.try_into().unwrap()));
        assert_eq!(follow(before), ledger(), "what was paid");
    });
}
