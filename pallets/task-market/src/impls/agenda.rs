//! The chain's own reminder of whose clock runs out when.

use ainur_primitives::{BlockNumber, TaskId};
use frame_support::{
    storage::with_storage_layer,
    traits::Get,
    weights::{Weight, WeightMeter},
};

use crate::{Agenda, AgendaCursor, Config, Pallet, Tasks, WeightInfo, MAX_AGENDA};

/// Blocks for which whoever earns by it, or wants it done, may move a task on before the chain does.
const GRACE: BlockNumber = 5;

/// How many blocks later than due a task may be looked after when the agenda of a block is full.
const SPILL: BlockNumber = 4;

impl<T: Config> Pallet<T> {
    /// Notes that the present phases of tasks end with block `clock`. A note that finds no room is dropped: the agenda helps, it does
    /// not promise.
    pub(super) fn put_on_agenda(mut tasks: &[TaskId], clock: BlockNumber) {
        let due = clock.saturating_add(1).saturating_add(GRACE);
        for at in due..=due.saturating_add(SPILL) {
            let mut noted = Agenda::<T>::get(at);
            let room = (MAX_AGENDA as usize).saturating_sub(noted.len());
            let (fitting, others) = tasks.split_at(room.min(tasks.len()));
            if !fitting.is_empty() {
                // There is room for them.
                let _full = noted.try_extend(fitting.iter().copied());
                Agenda::<T>::insert(at, noted);
            }
            tasks = others;
            if tasks.is_empty() {
                return;
            }
        }
    }

    /// Pokes the tasks that are due, within the spare weight and the governed number; returns the weight used.
    pub(crate) fn work_off_agenda(spare: Weight) -> Weight {
        let now = Self::now();
        let mut meter = WeightMeter::with_limit(spare);
        let mut allowed = T::MaxIdleWork::get();
        let mut cursor = AgendaCursor::<T>::get();
        let look = T::WeightInfo::look_at_agenda();
        while cursor <= now && allowed > 0 && meter.try_consume(look).is_ok() {
            let mut tasks = Agenda::<T>::get(cursor);
            let before = tasks.len();
            while let Some(id) = tasks.last().copied() {
                // A task that has moved on meanwhile costs a look, not what moving it would.
                let is_due = Tasks::<T>::get(id).is_some_and(|task| Self::is_due(&task));
                let cost = if is_due { Self::weight_of_poke(id) } else { look };
                if allowed == 0 || meter.try_consume(cost).is_err() {
                    break;
                }
                tasks.pop();
                allowed = allowed.saturating_sub(1);
                if is_due {
                    // One that cannot move all the same is none of the agenda's business.
                    let _moved = with_storage_layer(|| Self::do_poke(None, id));
                }
            }
            if !tasks.is_empty() {
                if tasks.len() != before {
                    Agenda::<T>::insert(cursor, tasks);
                }
                break;
            }
            Agenda::<T>::remove(cursor);
            cursor = cursor.saturating_add(1);
        }
        AgendaCursor::<T>::put(cursor);
        meter.consumed()
    }
}
