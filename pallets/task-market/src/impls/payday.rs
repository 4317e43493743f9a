//! Paying delivered tasks: all that a call pays shares one payday.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use ainur_primitives::{limits::MAX_AUDITED, AgentId, Balance, BlockNumber, Outcome, Side, TaskId};
use ainur_support::{Agents, Audited, Audits, Ending, Escrow, Payment, RecordOutcome, Ruling};
use frame_support::{ensure, traits::Get};
use sp_runtime::{ArithmeticError, DispatchResult};

use crate::{
    types::{Approval, Assignment, Batch, Phase},
    Config, Error, Event, Pallet, TaskOf, Tasks,
};

/// The tasks that one call pays. Accounts, agents and lists that several of them touch are read and written once, when it ends: that is
/// most of what paying a task costs.
pub(super) struct Payday<T: Config> {
    now: BlockNumber,
    kept_until: BlockNumber,
    payments: <T::Escrow as Escrow<T::AccountId>>::Payments,
    /// How many of an agent's places are free again, and what covered them, in plancks.
    places: BTreeMap<AgentId, (u16, Balance)>,
    endings: Vec<Ending<T::AccountId>>,
    tasks: Vec<TaskId>,
    parties: Parties<T::AccountId>,
    /// How many tasks were looked at, and how many of them were special; `parties` are not counted in it yet.
    batch: Batch,
}

impl<T: Config> Payday<T> {
    pub fn new() -> Self {
        let now = Pallet::<T>::now();
        Self {
            now,
            kept_until: now.saturating_add(T::HistoryWindow::get()),
            payments: Default::default(),
            places: BTreeMap::new(),
            endings: Vec::new(),
            tasks: Vec::new(),
            parties: Parties::default(),
            batch: Batch::default(),
        }
    }

    /// Whether no task is paid.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// What was done so far. A task that could not be paid counts with all that was looked up for it.
    pub fn batch(&self) -> Batch {
        let Parties { requesters, agents, payees, matchers } = &self.parties;
        let payers = (requesters.len() as u32).saturating_add(self.batch.parts);
        let agents = agents.len().max(payees.len()) as u32;
        Batch { agents, payers: payers.max(matchers.len() as u32), ..self.batch }
    }

    /// Pays a task whose time to object is over, or changes nothing.
    pub fn settle(&mut self, id: TaskId) -> DispatchResult {
        self.batch.tasks = self.batch.tasks.saturating_add(1);
        let task = Pallet::<T>::known(id)?;
        let Phase::Verifying { ref assignment, .. } = task.phase else { return Err(Error::<T>::WrongPhase.into()) };
        ensure!(task.phase.is_over(self.now), Error::<T>::NotDue);
        let finding = T::Audits::finding(id);
        let is_audited = finding.is_some();
        ensure!(!is_audited || self.batch.audited < MAX_AUDITED, Error::<T>::TooManyAudited);
        self.parties.note(&task.requester, assignment);
        self.batch.parts = self.batch.parts.saturating_add(task.family.parent.is_some().into());
        self.pay(id, task, finding, Approval::Silence)?;
        self.batch.audited = self.batch.audited.saturating_add(is_audited.into());
        Ok(())
    }

    /// Pays a delivered task, once and for all, or changes nothing. What its parts cost was paid out of the price before.
    fn pay(&mut self, id: TaskId, task: TaskOf<T>, finding: Option<Audited<T::AccountId>>, approval: Approval) -> DispatchResult {
        let (Phase::Verifying { ref assignment, started_at, delivered_at, result, .. }
        | Phase::Disputed { ref assignment, started_at, delivered_at, result, .. }) = task.phase
        else {
            return Err(Error::<T>::WrongPhase.into());
        };
        let (agent, cover, promised) = (assignment.agent, assignment.cover, assignment.duration);
        let price = assignment.price.checked_sub(task.family.spent).ok_or(ArithmeticError::Underflow)?;
        let is_audited = finding.is_some();
        let auditor = match finding {
            Some(Audited::Agreed(auditor)) => Some(auditor),
            Some(Audited::Contradicted) => Some(assignment.payee.clone()),
            Some(Audited::Silent) | None => None,
        };
        let payment = Payment { payee: assignment.payee.clone(), price, matcher: assignment.matcher.clone(), auditor };
        // The last that can fail, and the first that changes anything.
        let (settlement, heir) = T::Escrow::pay(id, payment, &mut self.payments)?;
        if is_audited {
            // Whoever has the task paid: a requester that accepts when all is over excuses nobody.
            T::Audits::close(id, task.phase.is_over(self.now));
        }
        Pallet::<T>::leave_family(task.family.parent, heir, settlement.returned);
        let (places, covered) = self.places.entry(agent).or_default();
        (*places, *covered) = (places.saturating_add(1), covered.saturating_add(cover));
        let duration = delivered_at.saturating_sub(started_at);
        // What a verifier objected to in vain is not the requester's doing.
        let by_requester = matches!(task.phase, Phase::Disputed { ref challenger, .. } if *challenger == task.requester);
        let disputed = by_requester && approval == Approval::Ruling(Ruling::For(Side::Agent));
        // What its parts were worth is put down to those who did them; no planck counts twice.
        let outcome = Outcome::Completed { value: price, duration, promised, disputed };
        self.endings.push(Ending { agent, requester: task.requester.clone(), outcome });
        self.tasks.push(id);
        let phase = Phase::Finalized { agent, paid: settlement.paid, result, rated: false, kept_until: self.kept_until };
        Tasks::<T>::insert(id, TaskOf::<T> { phase, ..task });
        Pallet::<T>::deposit_event(Event::TaskFinalized { task: id, agent, price, settlement, approval });
        Ok(())
    }

    /// Does what the payments have in common. As long as this was not done the call must not succeed.
    pub fn end(self) -> DispatchResult {
        T::Escrow::make(self.payments)?;
        for (agent, (places, cover)) in self.places {
            T::Agents::release(agent, places, cover);
        }
        T::Reputation::record_all(&self.endings);
        Pallet::<T>::put_on_agenda(&self.tasks, self.kept_until);
        Ok(())
    }
}

/// Whom the tasks of a call concern, each of them once.
struct Parties<AccountId> {
    /// Who posted them, and pays for those that are no parts. A part is paid for by whoever posted the whole of all, who is counted
    /// with it: nobody here knows who that is.
    requesters: BTreeSet<AccountId>,
    agents: BTreeSet<AgentId>,
    payees: BTreeSet<AccountId>,
    matchers: BTreeSet<AccountId>,
}

impl<AccountId> Default for Parties<AccountId> {
    fn default() -> Self {
        Self { requesters: BTreeSet::new(), agents: BTreeSet::new(), payees: BTreeSet::new(), matchers: BTreeSet::new() }
    }
}

impl<AccountId: Ord + Clone> Parties<AccountId> {
    fn note(&mut self, requester: &AccountId, assignment: &Assignment<AccountId>) {
        let insert = |into: &mut BTreeSet<AccountId>, who: &AccountId| {
            if !into.contains(who) {
                into.insert(who.clone());
            }
        };
        insert(&mut self.requesters, requester);
        insert(&mut self.payees, &assignment.payee);
        if let Some(matcher) = &assignment.matcher {
            insert(&mut self.matchers, matcher);
        }
        self.agents.insert(assignment.agent);
    }
}

impl<T: Config> Pallet<T> {
    /// Pays one delivered task, once and for all.
    pub(super) fn pay(id: TaskId, task: TaskOf<T>, approval: Approval) -> DispatchResult {
        let mut payday = Payday::<T>::new();
        payday.pay(id, task, T::Audits::finding(id), approval)?;
        payday.end()
    }
}
