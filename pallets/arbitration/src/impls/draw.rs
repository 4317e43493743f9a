//! How committees are drawn.

use alloc::collections::BTreeMap;

use ainur_primitives::{receipt::hash, BlockNumber, TaskId};
use codec::Encode;
use frame_support::{
    traits::{Get, Randomness},
    weights::Weight,
};
use sp_runtime::DispatchError;

use crate::{
    types::{committee_size, Ballot, Case, Committee, Member, Stage, MAX_VOTES},
    Cases, Config, Draws, Error, Event, Pallet, SeatCount, Seats, WeightInfo,
};

/// Blocks from the beginning of a round to its draw. The randomness of a block comes from the author of the one before, so the
/// author of the block in which a round begins does not make it either.
const DELAY: BlockNumber = 2;

/// How many blocks later a draw may take place when many are due.
const SPILL: BlockNumber = 64;

impl<T: Config> Pallet<T> {
    /// Enters a task for the next draw with room; returns the block of the draw.
    pub(super) fn schedule_draw(task: TaskId) -> Result<BlockNumber, DispatchError> {
        let first = Self::now().saturating_add(DELAY);
        let free = (first..first.saturating_add(SPILL)).find(|at| Draws::<T>::try_append(at, task).is_ok());
        free.ok_or_else(|| Error::<T>::TooManyDraws.into())
    }

    /// Draws the committees that are due in this block; returns the weight used.
    pub(crate) fn draw_committees() -> Weight {
        let due = Draws::<T>::take(Self::now());
        for task in &due {
            Self::draw_committee(*task);
        }
        T::WeightInfo::draw_committees(due.len() as u32)
    }

    fn draw_committee(task: TaskId) {
        let Some(mut case) = Cases::<T>::get(task) else { return };
        if !matches!(case.stage, Stage::Drawing { .. }) {
            return;
        }
        let commit_until = Self::now().saturating_add(T::CommitWindow::get());
        case.committee = Self::choose(task, &case);
        case.stage = Stage::Committing { until: commit_until };
        let mut members = frame_support::BoundedVec::new();
        for member in &case.committee {
            Self::engage(&member.who);
            // Of the same bound as the committee.
            let _full = members.try_push(member.who.clone());
        }
        let round = case.round;
        Cases::<T>::insert(task, case);
        Self::deposit_event(Event::CommitteeDrawn { task, round, members, commit_until });
    }

    /// Shuffles the seats just as far as is needed to find enough members that have no part in the dispute (Fisher and Yates).
    fn choose(task: TaskId, case: &Case<T::AccountId>) -> Committee<T::AccountId> {
        let (seed, _) = T::Randomness::random(&(b"ainur/committee", task, case.round).encode());
        let left = MAX_VOTES.saturating_sub(case.votes.len() as u32);
        let size = committee_size(T::CommitteeSize::get(), case.round).min(left);
        let seats = SeatCount::<T>::get();
        // Beyond the members, only parties and earlier voters can be met.
        let looks = size.saturating_add(case.votes.len() as u32).saturating_add(4).min(seats);
        let mut moved = BTreeMap::<u32, u32>::new();
        let mut committee = Committee::default();
        for look in 0..looks {
            if committee.len() as u32 >= size {
                break;
            }
            let pick = look.saturating_add(below(seats.saturating_sub(look), &(seed, look)));
            let seat = moved.get(&pick).copied().unwrap_or(pick);
            moved.insert(pick, moved.get(&look).copied().unwrap_or(look));
            let Some(who) = Seats::<T>::get(seat) else { continue };
            if !case.is_party(&who) && !case.has_voted(&who) {
                let _full = committee.try_push(Member { who, ballot: Ballot::Missing });
            }
        }
        committee
    }
}

/// A number below `bound` that follows from the seed; the bias is below 2^-32.
fn below(bound: u32, seed: &impl Encode) -> u32 {
    let [a, b, c, d, e, f, g, h, ..] = hash(&seed.encode());
    let number = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    number.checked_rem(bound.into()).and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}
