//! Tasks that are parts of other tasks: the whole pays for its parts, and is not delivered before they are.

use ainur_primitives::{Balance, TaskId};
use ainur_support::Escrow;
use frame_support::{ensure, traits::Get};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

use crate::{
    types::{Family, Phase},
    Config, Error, Pallet, SpecOf, TaskOf, Tasks, MAX_DEPTH,
};

impl<T: Config> Pallet<T> {
    /// Locks a new task's budget: the requester's own money, or a part of what is locked for its parent.
    pub(super) fn fund(id: TaskId, requester: &T::AccountId, spec: &SpecOf<T>) -> Result<Family, DispatchError> {
        let Some(parent) = spec.parent else {
            T::Escrow::lock(id, requester, spec.budget)?;
            return Ok(Family::default());
        };
        let mut task = Self::known(parent)?;
        Self::admit_part(parent, &mut task, requester, spec)?;
        T::Escrow::split(parent, id, spec.budget)?;
        let depth = task.family.depth.saturating_add(1);
        Tasks::<T>::insert(parent, task);
        Ok(Family { parent: Some(parent), depth, ..Family::default() })
    }

    /// Counts a part of `task`, if whoever works on it may still delegate that much and for that long.
    fn admit_part(id: TaskId, task: &mut TaskOf<T>, who: &T::AccountId, spec: &SpecOf<T>) -> DispatchResult {
        let Phase::Running { ref assignment, due, .. } = task.phase else { return Err(Error::<T>::NotWorkingOnParent.into()) };
        ensure!(Self::controlled(assignment.agent, who).is_ok(), Error::<T>::NotWorkingOnParent);
        ensure!(Self::now() <= due, Error::<T>::TooLate);
        ensure!(spec.deadline <= due, Error::<T>::OutlivesParent);
        let family = &mut task.family;
        let has_room = family.depth < T::MaxDepth::get().min(MAX_DEPTH) && family.children < T::MaxChildren::get();
        ensure!(has_room, Error::<T>::TooManyParts);
        let spent = family.spent.checked_add(spec.budget).ok_or(ArithmeticError::Overflow)?;
        let delegable = Self::spec_of(id)?.delegable.min(assignment.price);
        ensure!(spent <= delegable, Error::<T>::DelegatesTooMuch);
        family.children = family.children.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        family.open = family.open.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        family.spent = spent;
        Ok(())
    }

    /// Notes in the parent that a part has ended, and in its heir how much of the heir's budget came back: there it is locked again.
    pub(super) fn leave_family(parent: Option<TaskId>, heir: Option<TaskId>, returned: Balance) {
        let Some(parent) = parent else { return };
        Tasks::<T>::mutate_extant(parent, |task| {
            task.family.open = task.family.open.saturating_sub(1);
            // Its record waited for this.
            if task.family.open == 0 && task.phase.is_over(Self::now()) {
                Self::put_on_agenda(&[parent], Self::now());
            }
        });
        if let Some(heir) = heir {
            Tasks::<T>::mutate_extant(heir, |task| task.family.spent = task.family.spent.saturating_sub(returned));
        }
    }

    pub(super) fn ensure_no_open_parts(task: &TaskOf<T>) -> DispatchResult {
        ensure!(task.family.open == 0, Error::<T>::PartsOpen);
        Ok(())
    }
}
