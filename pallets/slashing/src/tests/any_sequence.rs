//! Whatever happens in whatever order, no money is made or lost, every invariant holds, and every slash comes to its end.

use ainur_support::Fault;
use frame_support::weights::Weight;
use proptest::prelude::*;
use sp_runtime::Permill;

use crate::{mock::*, JailedUntil, Judgement, NextSlashId, PresentEra, Slashes};

#[derive(Clone, Debug)]
enum Step {
    Fault(u8, bool),
    Apply(u64),
    Appeal(u64),
    Judge(u64, bool),
    Release,
    Punish(u32),
    Idle,
    Wait(u32),
    /// Governance changes how long eras and terms in jail are.
    Lengths(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let id = || 0..12u64;
    prop_oneof![
        4 => (0..4u8, any::<bool>()).prop_map(|(kind, reported)| Step::Fault(kind, reported)),
        3 => id().prop_map(Step::Apply),
        3 => id().prop_map(Step::Appeal),
        2 => (id(), any::<bool>()).prop_map(|(id, drop)| Step::Judge(id, drop)),
        1 => Just(Step::Release),
        1 => (0..1_000_000u32).prop_map(Step::Punish),
        1 => Just(Step::Idle),
        4 => (1..15u32).prop_map(Step::Wait),
        1 => (0..60u32).prop_map(Step::Lengths),
    ]
}

fn take(step: Step) {
    let _outcome = frame_support::storage::with_storage_layer(|| match step {
        Step::Fault(kind, reported) => {
            let kinds = [Fault::NoShow, Fault::Timeout, Fault::InvalidResult, Fault::DisputeLost];
            fault(kinds[usize::from(kind)], reported.then_some(VERIFIER));
            Ok(())
        }
        Step::Apply(id) => Slashing::apply(signed(STRANGER), id),
        Step::Appeal(id) => Slashing::appeal(signed(OWNER), id),
        Step::Judge(id, dropped) => {
            let judgement = if dropped { Judgement::Dropped } else { Judgement::Upheld };
            Slashing::judge(RuntimeOrigin::root(), id, judgement)
        }
        Step::Release => Slashing::release(signed(OWNER), AGENT),
        Step::Punish(share) => Slashing::punish(signed(ACCUSER), AGENT, Permill::from_parts(share)),
        Step::Idle => {
            Slashing::apply_due(Weight::MAX);
            Ok(())
        }
        Step::Wait(blocks) => {
            System::set_block_number(System::block_number() + blocks);
            Ok(())
        }
        Step::Lengths(blocks) => {
            EraLength::set(&blocks);
            JailTerm::set(&blocks);
            Ok(())
        }
    });
}

proptest! {
    #[test]
    fn nothing_breaks_an_invariant(steps in proptest::collection::vec(step(), 1..100)) {
        build_and_execute(|| {
            let mut last = (PresentEra::<Test>::get(), 0);
            for step in steps {
                take(step.clone());
                Slashing::check_state().unwrap_or_else(|error| panic!("{step:?}: {error:?}"));
                let (era, jailed) = (PresentEra::<Test>::get(), JailedUntil::<Test>::get(AGENT).unwrap_or(0));
                assert!(era.number - last.0.number <= 1 && era.started >= last.0.started, "{step:?}: {last:?}, {era:?}");
                assert!(jailed >= last.1 || matches!(step, Step::Release), "{step:?}: a sentence became shorter");
                last = (era, jailed);
                let claimed: u128 = Slashes::<Test>::iter_values().map(|slash| slash.amount).sum();
                assert_eq!(Staked::get(AGENT).unwrap().1, claimed, "{step:?}");
            }
            System::set_block_number(System::block_number() + COURT + APPEAL + 1);
            for id in 0..NextSlashId::<Test>::get() {
                take(Step::Apply(id));
            }
            assert_eq!((Slashes::<Test>::iter_keys().count(), Staked::get(AGENT).unwrap().1), (0, 0));
        });
    }
}
