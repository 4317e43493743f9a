//! What each call costs at worst: a full book of bids, full capabilities, the longest title.
#![allow(clippy::expect_used, reason = "where the setting cannot be built there is nothing to measure")]

use ainur_primitives::{
    limits::{MAX_BIDS, MAX_CAPABILITIES, MAX_CAPABILITY, MAX_SETTLE_BATCH, MAX_TITLE},
    receipt::EngineName,
    AgentId, Capabilities, Capability, Cid, ClientKey, ContentCodec, Engine, Opinion, Outcome, Rating, Receipt, ScoreWeights,
    Side, TaskId,
};
use ainur_support::{Agents, Audits, Disputes, Ending, Escrow, RecordOutcome, Scene};
use alloc::{collections::BTreeSet, format, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::{Consideration, ConstU32, Footprint, Get};
use frame_support::{weights::Weight, BoundedVec};
use frame_system::RawOrigin;
use sp_runtime::traits::BlockNumberProvider;

use crate::{types::*, Bids, Call, Config, NextTaskId, Pallet, SealedBids, SpecOf, Tasks, MAX_DEPTH};

mod scenes;

pub(crate) use scenes::delivered;
use scenes::*;

const SEED: u32 = 0;
/// As many as a list of the best has places.
const CROWD: u32 = 100;

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn create_task() -> Result<(), BenchmarkError> {
        // A part of another task, by direct hire: both tasks and both agents are read.
        let (parent, caller) = running::<T>(0)?;
        Tasks::<T>::mutate_extant(parent, |task| {
            if let Phase::Running { due, .. } = &mut task.phase {
                *due = u32::MAX;
            }
        });
        let caller_owns = funded::<T>("owner", 0);
        assert_eq!(caller, caller_owns);
        let (_, agent) = agent::<T>(1);
        let part = TaskSpec { parent: Some(parent), ..spec::<T>(Hiring::Direct { agent }) };
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), ClientKey([7; 32]), part);
        assert_eq!(Tasks::<T>::get(parent).map(|task| task.family.open), Some(1));
        Ok(())
    }

    #[benchmark]
    fn cancel() -> Result<(), BenchmarkError> {
        // As many bids stand as can, and none of them counts any more: each has to be looked at.
        let (task, _) = with_bids::<T>(MAX_BIDS)?;
        crate::Bids::<T>::mutate(task, |book| book.iter_mut().for_each(|standing| standing.module = Some([0xff; 32])));
        #[extrinsic_call]
        _(RawOrigin::Signed(requester::<T>()), task);
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }

    #[benchmark]
    fn bid() -> Result<(), BenchmarkError> {
        // The book is full: the new bid has to be compared with all of it.
        let (task, _) = with_bids::<T>(MAX_BIDS)?;
        let (caller, agent) = agent::<T>(MAX_BIDS);
        let price = T::MinBudget::get() / 2;
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task, agent, price, 10);
        assert_eq!(Pallet::<T>::leading_bid(task).map(|leading| leading.agent), Some(agent));
        Ok(())
    }

    #[benchmark]
    fn withdraw_bid() -> Result<(), BenchmarkError> {
        // Nobody takes a bid out of a full book.
        let (task, agents) = with_bids::<T>(MAX_BIDS - 1)?;
        let (caller, agent) = agents.into_iter().last().ok_or("no agent")?;
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task, agent);
        assert_eq!(crate::Bids::<T>::get(task).len(), MAX_BIDS as usize - 2);
        Ok(())
    }

    #[benchmark]
    fn close_bidding() -> Result<(), BenchmarkError> {
        // All bids have to be compared, and the price follows from the second.
        let (task, _) = with_bids::<T>(MAX_BIDS)?;
        run_out::<T>(task)?;
        #[extrinsic_call]
        _(RawOrigin::Signed(account("matcher", 0, SEED)), task);
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.engaged().is_some()));
        Ok(())
    }

    #[benchmark]
    fn forfeit_bids() -> Result<(), BenchmarkError> {
        // As many bids as there can be were never shown; the task ends.
        let task = post::<T>(&requester::<T>(), sealed::<T>())?;
        for number in 0..MAX_BIDS {
            commit::<T>(task, number)?;
        }
        run_out::<T>(task)?;
        #[block]
        {
            Pallet::<T>::do_close_bidding(None, task)?;
        }
        assert!(!SealedBids::<T>::contains_key(task));
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }

    #[benchmark]
    fn award() -> Result<(), BenchmarkError> {
        let (task, agents) = with_bids::<T>(MAX_BIDS)?;
        let (_, chosen) = agents.into_iter().last().ok_or("no agent")?;
        #[extrinsic_call]
        _(RawOrigin::Signed(requester::<T>()), task, chosen);
        assert_eq!(Tasks::<T>::get(task).and_then(|task| task.phase.engaged()), Some(chosen));
        Ok(())
    }

    #[benchmark]
    fn commit_bid() -> Result<(), BenchmarkError> {
        let task = post::<T>(&requester::<T>(), sealed::<T>())?;
        for number in 1..MAX_BIDS {
            commit::<T>(task, number)?;
        }
        let (caller, agent) = agent::<T>(0);
        T::Consideration::ensure_successful(&caller, Footprint { count: 1, size: 1 << 20 });
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task, agent, [7; 32]);
        assert_eq!(SealedBids::<T>::get(task).len(), MAX_BIDS as usize);
        Ok(())
    }

    #[benchmark]
    fn reveal_bid() -> Result<(), BenchmarkError> {
        // All the others are shown already.
        let task = post::<T>(&requester::<T>(), sealed::<T>())?;
        let agents = (0..MAX_BIDS).map(|number| commit::<T>(task, number)).collect::<Result<Vec<_>, _>>()?;
        T::BlockNumberProvider::set_block_number(now::<T>() + T::MinBidding::get() + 1);
        let (last, others) = agents.split_last().ok_or("no agent")?;
        for agent in others {
            Pallet::<T>::do_reveal_bid(task, *agent, T::MinBudget::get(), 10, SALT)?;
        }
        #[extrinsic_call]
        _(RawOrigin::Signed(account("anyone", 0, SEED)), task, *last, T::MinBudget::get(), 10, SALT);
        assert_eq!(Bids::<T>::get(task).len(), MAX_BIDS as usize);
        Ok(())
    }

    #[benchmark]
    fn dispute() -> Result<(), BenchmarkError> {
        // The task's auditor let its time pass in silence.
        let task = verifying::<T>(0)?;
        T::Audits::draw_for_benchmark(task, None);
        #[extrinsic_call]
        _(RawOrigin::Signed(requester::<T>()), task);
        assert!(matches!(Tasks::<T>::get(task).map(|task| task.phase), Some(Phase::Disputed { .. })));
        Ok(())
    }

    #[benchmark]
    fn appeal() -> Result<(), BenchmarkError> {
        let (task, caller) = disputed::<T>(Scene::Appealable)?;
        let until = Tasks::<T>::get(task).map(|task| task.phase.clock());
        T::BlockNumberProvider::set_block_number(now::<T>() + 1);
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task);
        assert_ne!(Tasks::<T>::get(task).map(|task| task.phase.clock()), until);
        Ok(())
    }

    #[benchmark]
    fn evaluate() -> Result<(), BenchmarkError> {
        let evaluator: T::AccountId = account("evaluator", 0, SEED);
        let verification = Verification::Evaluator(evaluator.clone());
        let task = post::<T>(&requester::<T>(), TaskSpec { verification, ..auction::<T>() })?;
        let (owner, agent) = agent::<T>(0);
        Pallet::<T>::do_bid(owner.clone(), task, agent, T::MinBudget::get(), 10)?;
        run_out::<T>(task)?;
        Pallet::<T>::do_close_bidding(None, task)?;
        Pallet::<T>::do_start(owner.clone(), task)?;
        Pallet::<T>::do_submit_result(owner, task, result())?;
        Pallet::<T>::do_dispute(requester::<T>(), task)?;
        #[extrinsic_call]
        _(RawOrigin::Signed(evaluator), task, Side::Challenger);
        assert!(matches!(Tasks::<T>::get(task).map(|task| task.phase), Some(Phase::Disputed { .. })));
        Ok(())
    }

    #[benchmark]
    fn end_dispute() -> Result<(), BenchmarkError> {
        // As many votes as there can be, each of them punished; the task is paid.
        let (task, _) = disputed::<T>(Scene::Ending)?;
        #[block]
        {
            Pallet::<T>::do_poke(None, task)?;
        }
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }

    #[benchmark]
    fn rate() -> Result<(), BenchmarkError> {
        let task = verifying::<T>(0)?;
        Pallet::<T>::do_accept_result(requester::<T>(), task)?;
        let comment = Some(Cid { codec: ContentCodec::DagPb, digest: [7; 32] });
        let rating = Rating { stars: 5, quality: 5, speed: 5, communication: 5, comment };
        #[extrinsic_call]
        _(RawOrigin::Signed(requester::<T>()), task, rating);
        assert!(matches!(Tasks::<T>::get(task).map(|task| task.phase), Some(Phase::Finalized { rated: true, .. })));
        Ok(())
    }

    #[benchmark]
    fn leave_family() -> Result<(), BenchmarkError> {
        // The last of as many generations as there can be ends, and all between it and the first have: what comes back of it goes all the
        // way up, and what was kept for it goes. This is more than what the end of a part adds to that of another task.
        let [whole, parent, part] = generations::<T>()?;
        let locked = T::Escrow::locked(whole).ok_or("the first generation has ended")?;
        // The parent's record waited for this part alone.
        run_out::<T>(parent)?;
        #[block]
        {
            Pallet::<T>::do_poke(None, part)?;
        }
        assert_eq!(T::Escrow::locked(whole), Some(locked + T::MinBudget::get()));
        assert_eq!(Tasks::<T>::get(whole).map(|task| task.family.spent), Some(0));
        assert_eq!(Tasks::<T>::get(parent).map(|task| task.family.open), Some(0));
        Ok(())
    }

    #[benchmark]
    fn accept_offer() -> Result<(), BenchmarkError> {
        let (caller, agent) = agent::<T>(0);
        let task = post::<T>(&requester::<T>(), spec::<T>(Hiring::Direct { agent }))?;
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task);
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.engaged() == Some(agent)));
        Ok(())
    }

    #[benchmark]
    fn decline() -> Result<(), BenchmarkError> {
        // Of an assignment: it is counted, and the task opened again.
        let (task, caller) = matched::<T>(0)?;
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task);
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.let_down_by.is_some()));
        Ok(())
    }

    #[benchmark]
    fn start() -> Result<(), BenchmarkError> {
        let (task, caller) = matched::<T>(0)?;
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task);
        assert!(matches!(Tasks::<T>::get(task).map(|task| task.phase), Some(Phase::Running { .. })));
        Ok(())
    }

    #[benchmark]
    fn submit_result() -> Result<(), BenchmarkError> {
        // As many others were delivered in the same block as leave room for this one, and when their lottery is has still to be noted.
        let (task, caller) = running::<T>(0)?;
        T::Audits::deliver_for_benchmark();
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task, result());
        assert!(matches!(Tasks::<T>::get(task).map(|task| task.phase), Some(Phase::Verifying { .. })));
        Ok(())
    }

    #[benchmark]
    fn fail() -> Result<(), BenchmarkError> {
        // To ask others is what `decline` measures.
        let (task, caller) = running::<T>(0)?;
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task, FailReason::InvalidInput);
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }

    #[benchmark]
    fn accept_result() -> Result<(), BenchmarkError> {
        let task = verifying::<T>(0)?;
        #[extrinsic_call]
        _(RawOrigin::Signed(requester::<T>()), task);
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }

    #[benchmark]
    fn settle(n: Linear<1, MAX_SETTLE_BATCH>) -> Result<(), BenchmarkError> {
        // Each task has a requester, an agent and a matcher of its own: no account is touched twice.
        let tasks = (0..n).map(verifying::<T>).collect::<Result<Vec<_>, _>>()?;
        let last = tasks.last().copied().ok_or("no task")?;
        run_out::<T>(last)?;
        let tasks = tasks.try_into().map_err(|_| "too many tasks")?;
        #[extrinsic_call]
        _(RawOrigin::Signed(account("settler", 0, SEED)), tasks);
        assert!(Tasks::<T>::get(last).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }

    #[benchmark]
    fn settle_for_one(n: Linear<1, MAX_SETTLE_BATCH>) -> Result<(), BenchmarkError> {
        // The tasks have a requester and a matcher in common, and an agent each. Others crowd the lists of the best.
        crowd_lists::<T>();
        let tasks = for_one::<T>((0..n).map(|number| agent::<T>(CROWD + 1 + number)))?;
        let last = tasks.last().copied().ok_or("no task")?;
        #[extrinsic_call]
        settle(RawOrigin::Signed(account("settler", 0, SEED)), tasks);
        assert!(Tasks::<T>::get(last).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }

    #[benchmark]
    fn settle_alike(n: Linear<1, MAX_SETTLE_BATCH>) -> Result<(), BenchmarkError> {
        // They have their agent in common too: what a further one adds is done for the task itself.
        crowd_lists::<T>();
        let agent = agent::<T>(0);
        let tasks = for_one::<T>((0..n).map(|_| agent.clone()))?;
        let last = tasks.last().copied().ok_or("no task")?;
        #[extrinsic_call]
        settle(RawOrigin::Signed(account("settler", 0, SEED)), tasks);
        assert!(Tasks::<T>::get(last).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }

    #[benchmark]
    fn poke() -> Result<(), BenchmarkError> {
        // Of all that a clock can bring about, choosing among a full book is the most work.
        let (task, _) = with_bids::<T>(MAX_BIDS)?;
        run_out::<T>(task)?;
        #[extrinsic_call]
        _(RawOrigin::Signed(account("poker", 0, SEED)), task);
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.engaged().is_some()));
        Ok(())
    }

    #[benchmark]
    fn look_at_agenda() -> Result<(), BenchmarkError> {
        // A block on whose agenda is nothing but tasks that have gone.
        let now = now::<T>();
        crate::AgendaCursor::<T>::put(now);
        let full = frame_support::BoundedVec::truncate_from((0..u64::from(crate::MAX_AGENDA)).map(TaskId).collect());
        crate::Agenda::<T>::insert(now, full);
        let spare = <T::WeightInfo as crate::WeightInfo>::look_at_agenda();
        #[block]
        {
            Pallet::<T>::work_off_agenda(spare.saturating_add(Weight::from_parts(1, 0)));
        }
        assert!(crate::Agenda::<T>::contains_key(now));
        Ok(())
    }

    #[benchmark]
    fn audit() -> Result<(), BenchmarkError> {
        // The auditor disputes the result.
        let task = verifying::<T>(0)?;
        let caller = T::Audits::draw_for_benchmark(task, Some(1));
        #[extrinsic_call]
        _(RawOrigin::Signed(caller), task, Opinion::Failure);
        assert!(matches!(Tasks::<T>::get(task).map(|task| task.phase), Some(Phase::Disputed { .. })));
        Ok(())
    }

    #[benchmark]
    fn contradict_audit() -> Result<(), BenchmarkError> {
        let task = verifying::<T>(0)?;
        T::Audits::draw_for_benchmark(task, Some(1));
        let receipt = receipt::<T>(task)?;
        T::BlockNumberProvider::set_block_number(now::<T>() + 1);
        let clock = Tasks::<T>::get(task).map(|task| task.phase.clock());
        #[extrinsic_call]
        _(RawOrigin::Signed(account("owner", 0, SEED)), receipt);
        assert_ne!(Tasks::<T>::get(task).map(|task| task.phase.clock()), clock);
        Ok(())
    }

    #[benchmark]
    fn end_audit() -> Result<(), BenchmarkError> {
        // A payment, and an auditor that is punished because it was contradicted.
        let task = verifying::<T>(0)?;
        T::Audits::draw_for_benchmark(task, Some(1));
        T::Audits::contradict(task, 2)?;
        run_out::<T>(task)?;
        #[block]
        {
            Pallet::<T>::do_poke(None, task)?;
        }
        assert!(Tasks::<T>::get(task).is_some_and(|task| task.phase.is_terminal()));
        Ok(())
    }
}
