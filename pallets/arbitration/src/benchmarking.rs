//! What each call costs at worst: the largest committees, the most votes.
#![allow(clippy::expect_used, reason = "where the setting cannot be built there is nothing to measure")]

use ainur_primitives::{
    limits::MAX_COMMITTEE, receipt::EngineName, Balance, Cid, Claim, ContentCodec, Engine, Opinion, Receipt, Side, TaskId, Vote,
};
use ainur_support::{Auditable, Complaint, Disputes, Forum, Scene, Stakes};
use frame_benchmarking::v2::*;
use frame_support::traits::{
    fungible::{hold::Mutate, Balanced},
    tokens::Precision,
    Get, Hooks,
};
use frame_system::RawOrigin;
use sp_runtime::{
    traits::{BlockNumberProvider, Bounded},
    Permill,
};

use crate::{
    impls::{audit_seed, committee_seed, LOOKS},
    types::*,
    Audits, Call, Cases, Config, Draws, HoldReason, Pallet, Queue, SeatCount, Seats, Verifiers, DRAW_DELAY, MAX_AUDITS,
    MAX_DELIVERED, MAX_DRAWS,
};

const SEED: u32 = 0;
/// Seats among which hardly any is drawn twice in a block.
const MANY_SEATS: u32 = 8_192;
/// A round whose committee is the largest, whatever governance has set the first to.
const LATE_ROUND: u8 = 3;
/// Accounts that a dispute concerns.
const PARTIES: u32 = 4;
/// Earlier voters that leave the largest committee room for its votes.
const EARLIER_VOTES: u32 = MAX_VOTES - MAX_COMMITTEE;
const TASK: TaskId = TaskId(u64::MAX);
const TRUTH: Opinion = Opinion::Output { output_hash: [3; 32], fuel_used: 7 };

fn funded<T: Config>(name: &'static str, number: u32) -> T::AccountId {
    let who = account(name, number, SEED);
    let wealth = Balance::from(u32::MAX).saturating_mul(1_000_000_000);
    drop(T::Currency::deposit(&who, wealth, Precision::Exact).expect("an account with money"));
    who
}

fn seat<T: Config>(number: u32) -> T::AccountId {
    let who = funded::<T>("verifier", number);
    if !Verifiers::<T>::contains_key(&who) {
        Pallet::<T>::do_take_seat(who.clone()).expect("a seat");
    }
    who
}

/// Takes so many seats, for accounts without money.
fn fill_seats<T: Config>(count: u32) {
    let bond = T::VerifierBond::get();
    for number in 0..count {
        let who: T::AccountId = account("verifier", number, SEED);
        Seats::<T>::insert(number, &who);
        Verifiers::<T>::insert(who, Verifier { bond, engaged: 0, standing: Standing::Seated(number) });
    }
    SeatCount::<T>::put(count);
}

/// Tasks, and whom the draw of a late round will meet for each, in order: nobody is met for two of them.
fn tasks_of_strangers<T: Config>(count: u32) -> alloc::vec::Vec<(TaskId, alloc::vec::Vec<T::AccountId>)> {
    let mix = Pallet::<T>::mix_on(Queue::<T>::get().mix);
    let mut all_met = alloc::collections::BTreeSet::new();
    let of_task = |number| {
        let seed = committee_seed(mix, TaskId(number), LATE_ROUND);
        let met = Pallet::<T>::shuffle(seed, PARTIES + EARLIER_VOTES + MAX_COMMITTEE).collect::<alloc::vec::Vec<_>>();
        (TaskId(number), met)
    };
    let is_new = |(_, met): &(TaskId, alloc::vec::Vec<T::AccountId>)| {
        let is_new = met.iter().all(|who| !all_met.contains(who));
        if is_new {
            all_met.extend(met.iter().cloned());
        }
        is_new
    };
    (0..).map(of_task).filter(is_new).take(count as usize).collect()
}

/// Has a dispute wait for the largest committee, and all its parties and earlier voters have the seats that are drawn first.
fn waiting<T: Config>(number: u64, task: TaskId, met: &[T::AccountId]) -> Result<(), BenchmarkError> {
    open::<T>(task)?;
    Draws::<T>::mutate_extant(number, |draw| draw.round = LATE_ROUND);
    let mut met = met.iter().cloned();
    Cases::<T>::mutate_extant(task, |case| {
        case.round = LATE_ROUND;
        case.operator = met.next();
        for (party, who) in [&mut case.defendant, &mut case.requester, &mut case.challenger].into_iter().zip(&mut met) {
            *party = who;
        }
        let votes = met.take(EARLIER_VOTES as usize).map(|who| CastVote { who, opinion: TRUTH, is_audit: false });
        case.votes = votes.collect::<alloc::vec::Vec<_>>().try_into().expect("fewer than there can be");
    });
    Ok(())
}

/// Gives the first seats that the draw of a task's auditor meets to the parties, who cannot be the auditor.
fn seat_parties<T: Config>(mix: ainur_primitives::Hash, task: TaskId) {
    let parties = T::Tasks::parties(task).expect("a task that can be audited");
    let parties = [Some(parties.defendant), Some(parties.requester), parties.operator].into_iter().flatten();
    let met = Pallet::<T>::shuffle(audit_seed(mix, task), LOOKS).collect::<alloc::vec::Vec<_>>();
    for (party, who) in parties.zip(met) {
        if let Some(Verifier { standing: Standing::Seated(seat), .. }) = Verifiers::<T>::get(who) {
            Seats::<T>::insert(seat, party);
        }
    }
}

fn receipt() -> Receipt {
    Receipt {
        task: TASK,
        module_hash: [1; 32],
        input_hash: [2; 32],
        output_hash: [3; 32],
        output: Cid { codec: ContentCodec::DagPb, digest: [4; 32] },
        fuel_used: 7,
        fuel_limit: 8,
        engine: Engine { name: EngineName::Wasmtime, version: (1, 2, 3), cost_table: [5; 32] },
        transcript_hash: Some([6; 32]),
        started: 1,
        finished: 2,
        salt: [8; 32],
    }
}

fn open<T: Config>(task: TaskId) -> Result<(), BenchmarkError> {
    let defendant = funded::<T>("defendant", 0);
    let Receipt { module_hash, input_hash, output_hash, .. } = receipt();
    let complaint = Complaint {
        task,
        agent: T::Stakes::staked_agent_for_benchmark(&defendant),
        defendant,
        operator: Some(account("operator", 0, SEED)),
        requester: account("requester", 0, SEED),
        challenger: funded::<T>("challenger", 0),
        price: 1,
        forum: Forum::Committee(Claim { module_hash, input_hash, output_hash, receipt_hash: receipt().hash() }),
    };
    Pallet::<T>::open(complaint)?;
    Ok(())
}

/// A dispute with as large a committee as there can be, in the stage in which it binds itself; the last member is the caller.
fn committing<T: Config>() -> Result<T::AccountId, BenchmarkError> {
    open::<T>(TASK)?;
    let members = (0..MAX_COMMITTEE).map(|number| Member { who: seat::<T>(number), ballot: Ballot::Missing });
    let committee = Committee::try_from(members.collect::<alloc::vec::Vec<_>>()).map_err(|_| "too many members")?;
    let caller = committee.last().ok_or("no member")?.who.clone();
    committee.iter().for_each(|member| Verifiers::<T>::mutate_extant(&member.who, |verifier| verifier.engaged = 1));
    Cases::<T>::mutate_extant(TASK, |case| {
        case.committee = committee;
        case.stage = Stage::Committing { until: u32::MAX };
    });
    Ok(caller)
}

fn revealing<T: Config>() -> Result<T::AccountId, BenchmarkError> {
    let caller = committing::<T>()?;
    let vote = Vote { task: TASK, round: 0, voter: caller.clone(), opinion: TRUTH, salt: [9; 32] };
    Cases::<T>::mutate_extant(TASK, |case| {
        if let Some(member) = case.committee.iter_mut().find(|member| member.who == caller) {
            member.ballot = Ballot::Committed(vote.commitment());
        }
        case.stage = Stage::Revealing { until: u32::MAX };
    });
    Ok(caller)
}

/// Puts a dispute into a state that is as much work to leave as can be: as many have voted as can, all against the side that is
/// about to win, so that each is punished and loses its seat.
pub(crate) fn set_scene<T: Config>(task: TaskId, scene: Scene) {
    let votes: alloc::vec::Vec<_> =
        (0..MAX_VOTES).map(|number| CastVote { who: seat::<T>(number), opinion: Opinion::Failure, is_audit: false }).collect();
    for vote in &votes {
        Verifiers::<T>::mutate_extant(&vote.who, |verifier| verifier.engaged = verifier.engaged.saturating_add(1));
    }
    let now = T::BlockNumberProvider::current_block_number();
    Cases::<T>::mutate_extant(task, |case| {
        case.receipt = Some(TRUTH);
        case.verdict = Some(Side::Agent);
        case.round = T::MaxRepeats::get();
        case.stage = match scene {
            Scene::Appealable => {
                case.round = 0;
                Stage::Appealable { verdict: Side::Agent, until: u32::MAX }
            }
            Scene::Ending => Stage::Appealable { verdict: Side::Agent, until: now.saturating_sub(1) },
        };
        case.votes = votes.try_into().expect("as many as there can be");
    });
}

/// Makes an auditor that loses its seat when it is punished, so that another has to move there.
pub(crate) fn draw_auditor<T: Config>(task: TaskId, fuel: Option<u64>) -> T::AccountId {
    let auditor = seat::<T>(0);
    seat::<T>(1);
    Pallet::<T>::engage(&auditor);
    let until = match fuel {
        Some(_) => u32::MAX,
        None => T::BlockNumberProvider::current_block_number().saturating_sub(1),
    };
    let finding = fuel.map(|fuel_used| Opinion::Output { output_hash: [0; 32], fuel_used });
    Audits::<T>::insert(task, Audit { auditor: auditor.clone(), until, finding, contradicted: false });
    auditor
}

/// So many results are delivered in this block, of which nobody has noted yet when their lottery is.
pub(crate) fn deliver<T: Config>(count: u32) {
    let tasks = (0..count).map(|number| TaskId(u64::from(number))).collect::<alloc::vec::Vec<_>>();
    let now = T::BlockNumberProvider::current_block_number();
    crate::Delivered::<T>::insert(now, frame_support::BoundedVec::truncate_from(tasks));
    crate::Queue::<T>::mutate(|queue| queue.lottery_at = 0);
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn take_seat() -> Result<(), BenchmarkError> {
        // A verifier with a seat, to which another has to move, whose bond is no longer enough: money is held, and a seat is
        // vacated and taken.
        let caller = seat::<T>(0);
        seat::<T>(1);
        let missing = T::VerifierBond::get() / 2;
        T::Currency::release(&HoldReason::VerifierBond.into(), &caller, missing, Precision::Exact)?;
        Verifiers::<T>::mutate_extant(&caller, |verifier| verifier.bond -= missing);
        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()));
        let last = SeatCount::<T>::get() - 1;
        let Verifier { bond, standing, .. } = Verifiers::<T>::get(caller).ok_or("no verifier")?;
        assert_eq!((bond, standing), (T::VerifierBond::get(), Standing::Seated(last)));
        Ok(())
    }

    #[benchmark]
    fn give_up_seat() -> Result<(), BenchmarkError> {
        // Another has to move to the seat that becomes free.
        let caller = seat::<T>(0);
        seat::<T>(1);
        let seats = SeatCount::<T>::get();
        #[extrinsic_call]
        _(RawOrigin::Signed(caller));
        assert_eq!(SeatCount::<T>::get(), seats - 1);
        Ok(())
    }

    #[benchmark]
    fn withdraw_bond() -> Result<(), BenchmarkError> {
        let caller = seat::<T>(0);
        Pallet::<T>::do_give_up_seat(caller.clone())?;
        let later = T::BlockNumberProvider::current_block_number() + T::LeavingPeriod::get();
        T::BlockNumberProvider::set_block_number(later);
        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()));
        assert!(!Verifiers::<T>::contains_key(caller));
        Ok(())
    }

    #[benchmark]
    fn commit_vote() -> Result<(), BenchmarkError> {
        let caller = committing::<T>()?;
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), TASK, [1; 32]);
        let last = Cases::<T>::get(TASK).and_then(|case| case.committee.last().cloned());
        assert!(last.is_some_and(|member| member.ballot == Ballot::Committed([1; 32])));
        Ok(())
    }

    #[benchmark]
    fn reveal_vote() -> Result<(), BenchmarkError> {
        let caller = revealing::<T>()?;
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), TASK, TRUTH, [9; 32]);
        let last = Cases::<T>::get(TASK).and_then(|case| case.committee.last().cloned());
        assert!(last.is_some_and(|member| member.ballot == Ballot::Shown(TRUTH)));
        Ok(())
    }

    #[benchmark]
    fn show_receipt() -> Result<(), BenchmarkError> {
        revealing::<T>()?;
        #[extrinsic_call]
        _(RawOrigin::Signed(account("defendant", 0, SEED)), receipt());
        assert!(Cases::<T>::get(TASK).is_some_and(|case| case.receipt.is_some()));
        Ok(())
    }

    #[benchmark]
    fn draw_committees(n: Linear<0, MAX_DRAWS>) -> Result<(), BenchmarkError> {
        // Committees without a common member, each found after all the parties and earlier voters.
        fill_seats::<T>(MANY_SEATS);
        let tasks = tasks_of_strangers::<T>(n);
        for (number, (task, met)) in (0..).zip(&tasks) {
            waiting::<T>(number, *task, met)?;
        }
        let now = T::BlockNumberProvider::current_block_number();
        T::BlockNumberProvider::set_block_number(now + DRAW_DELAY);
        #[block]
        {
            Pallet::<T>::on_initialize(frame_system::pallet_prelude::BlockNumberFor::<T>::max_value());
        }
        for (task, met) in tasks {
            let case = Cases::<T>::get(task).ok_or("no dispute")?;
            let members = case.committee.into_iter().map(|member| member.who).collect::<alloc::vec::Vec<_>>();
            assert_eq!(members, met[(PARTIES + EARLIER_VOTES) as usize..]);
            assert!(members.into_iter().all(|who| Verifiers::<T>::get(who).is_some_and(|verifier| verifier.engaged == 1)));
        }
        Ok(())
    }

    #[benchmark]
    fn hold_lottery(n: Linear<0, MAX_DELIVERED>) -> Result<(), BenchmarkError> {
        // Lots are drawn for each result, and none wins.
        let now = T::BlockNumberProvider::current_block_number();
        deliver::<T>(n);
        T::BlockNumberProvider::set_block_number(now + DRAW_DELAY);
        #[block]
        {
            let tasks = Pallet::<T>::due_for_lottery();
            let share = T::AuditShare::get().min(Permill::zero());
            Pallet::<T>::draw_lots(&tasks, share, [7; 32]);
        }
        assert!(!crate::Delivered::<T>::contains_key(now));
        Ok(())
    }

    #[benchmark]
    fn draw_audits(n: Linear<0, MAX_AUDITS>) -> Result<(), BenchmarkError> {
        // Every result wins, has parties of its own, and an auditor that is found after all of them.
        fill_seats::<T>(MANY_SEATS);
        let mix = [7; 32];
        let tasks = (0..n).map(T::Tasks::delivered_for_benchmark).collect::<alloc::vec::Vec<_>>();
        tasks.iter().for_each(|task| seat_parties::<T>(mix, *task));
        #[block]
        {
            Pallet::<T>::draw_lots(&tasks, Permill::one(), mix);
        }
        assert_eq!(Audits::<T>::iter_keys().count() as u32, n);
        Ok(())
    }
}
