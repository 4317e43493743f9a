//! How committees and auditors are drawn.

use alloc::{collections::BTreeMap, vec::Vec};

use ainur_primitives::{receipt::hash, BlockNumber, Hash, TaskId};
use codec::Encode;
use frame_support::{
    traits::{Get, Randomness},
    weights::Weight,
};

use crate::{
    types::{committee_size, Ballot, Case, Committee, Draw, DrawQueue, Member, Stage, MAX_VOTES},
    Cases, Config, Draws, Event, Pallet, Queue, SeatCount, Seats, WeightInfo, DRAW_DELAY, MAX_DRAWS,
};

impl<T: Config> Pallet<T> {
    /// Enters a round of a dispute for its draw; returns the first block in which that can be.
    pub(super) fn schedule_draw(task: TaskId, round: u8) -> BlockNumber {
        let due = Self::now().saturating_add(DRAW_DELAY);
        Queue::<T>::mutate(|queue| {
            Draws::<T>::insert(queue.next, Draw { task, round, due });
            queue.next = queue.next.saturating_add(1);
        });
        due
    }

    /// Draws what is due; returns the weight used. Where nothing waits, nothing is written.
    pub(crate) fn draw_all() -> Weight {
        let mut queue = Queue::<T>::get();
        if queue.first == queue.next && Self::now() > queue.lottery_at {
            return T::WeightInfo::draw_committees(0);
        }
        queue.mix = Self::mix_on(queue.mix);
        let drawn = Self::draw_committees(&mut queue);
        Queue::<T>::put(queue);
        let lottery = Self::hold_lottery(queue.mix);
        T::WeightInfo::draw_committees(drawn).saturating_add(lottery)
    }

    /// What draws are made by in this block, with what they were made by before.
    pub(crate) fn mix_on(mix: Hash) -> Hash {
        let (random, _) = T::Randomness::random(b"ainur/committee");
        hash(&(mix, random).encode())
    }

    /// Draws committees that are due, in the order in which they were entered; returns how many.
    fn draw_committees(queue: &mut DrawQueue) -> u32 {
        let mut drawn = 0u32;
        while drawn < MAX_DRAWS {
            let Some(Draw { task, round, due }) = Draws::<T>::get(queue.first) else { break };
            if due > Self::now() {
                break;
            }
            Draws::<T>::remove(queue.first);
            queue.first = queue.first.saturating_add(1);
            drawn = drawn.saturating_add(1);
            Self::draw_committee(task, round, queue.mix);
        }
        drawn
    }

    fn draw_committee(task: TaskId, round: u8, mix: Hash) {
        let Some(mut case) = Cases::<T>::get(task) else { return };
        if !matches!(case.stage, Stage::Drawing { .. }) || case.round != round {
            return;
        }
        let commit_until = Self::now().saturating_add(T::CommitWindow::get());
        case.committee = Self::choose(committee_seed(mix, task, round), &case);
        case.stage = Stage::Committing { until: commit_until };
        let mut members = frame_support::BoundedVec::new();
        for member in &case.committee {
            Self::engage(&member.who);
            // Of the same bound as the committee.
            let _full = members.try_push(member.who.clone());
        }
        Cases::<T>::insert(task, case);
        Self::deposit_event(Event::CommitteeDrawn { task, round, members, commit_until });
    }

    /// Finds enough members that have no part in the dispute.
    fn choose(seed: Hash, case: &Case<T::AccountId>) -> Committee<T::AccountId> {
        let left = MAX_VOTES.saturating_sub(case.votes.len() as u32);
        let size = committee_size(T::CommitteeSize::get(), case.round).min(left);
        // Beyond the members, only parties and earlier voters can be met.
        let looks = size.saturating_add(case.votes.len() as u32).saturating_add(4);
        let fit = |who: &T::AccountId| !case.is_party(who) && !case.has_voted(who);
        let chosen = Self::shuffle(seed, looks).filter(fit).take(size as usize);
        let members = chosen.map(|who| Member { who, ballot: Ballot::Missing }).collect::<Vec<_>>();
        Committee::truncate_from(members)
    }

    /// Shuffles the seats just as far as it is looked at them (Fisher and Yates); at most `looks` of them.
    pub(crate) fn shuffle(seed: Hash, looks: u32) -> impl Iterator<Item = T::AccountId> {
        let seats = SeatCount::<T>::get();
        let mut moved = BTreeMap::<u32, u32>::new();
        (0..looks.min(seats)).filter_map(move |look| {
            let pick = look.saturating_add(below(seats.saturating_sub(look), &(seed, look)));
            let seat = moved.get(&pick).copied().unwrap_or(pick);
            moved.insert(pick, moved.get(&look).copied().unwrap_or(look));
            Seats::<T>::get(seat)
        })
    }
}

/// What the committee of a round is drawn by.
pub(crate) fn committee_seed(mix: Hash, task: TaskId, round: u8) -> Hash {
    hash(&(mix, task, round).encode())
}

/// A number below `bound` that follows from the seed; the bias is below 2^-32.
pub(super) fn below(bound: u32, seed: &impl Encode) -> u32 {
    let [a, b, c, d, e, f, g, h, ..] = hash(&seed.encode());
    let number = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    number.checked_rem(bound.into()).and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}
