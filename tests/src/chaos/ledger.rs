//! What the chain's own events say of every task, from its first block on.

use std::collections::{BTreeMap, BTreeSet};

use ainur_chain::{Block, Chain as _, EscrowEvent, MarketEvent, RpcChain, TaskEvent};
use ainur_primitives::TaskId;
use anyhow::Result;

/// All tasks there ever were.
#[derive(Default)]
pub struct Ledger(BTreeMap<TaskId, Story>);

#[derive(Default)]
struct Story {
    /// The requester's name of the task; none if it was never posted.
    key: Option<[u8; 32]>,
    finalised: usize,
    paid: usize,
    /// What happened that may happen to a task, but not here.
    setbacks: Vec<String>,
}

impl Ledger {
    /// Reads all blocks up to this height.
    pub async fn read(chain: &RpcChain, height: u32) -> Result<Self> {
        let mut ledger = Self::default();
        for at in 0..=height {
            ledger.enter(&chain.block(at).await?);
        }
        Ok(ledger)
    }

    fn enter(&mut self, block: &Block) {
        for event in block.events.iter().filter_map(|event| event.market.as_ref()) {
            self.note(event, block.at.height);
        }
    }

    fn note(&mut self, event: &MarketEvent, height: u32) {
        match event {
            MarketEvent::Task(TaskEvent::TaskCreated { task, client_key, .. }) => self.of(*task).key = Some(client_key.0),
            MarketEvent::Task(TaskEvent::TaskFinalized { task, .. }) => self.of(*task).finalised += 1,
            MarketEvent::Escrow(EscrowEvent::Paid { task, .. }) => self.of(*task).paid += 1,
            MarketEvent::Task(
                TaskEvent::TaskCancelled { task, .. }
                | TaskEvent::TaskReopened { task, .. }
                | TaskEvent::ResultDisputed { task, .. },
            ) => self.of(*task).setbacks.push(format!("block {height}: {event:?}")),
            _ => {}
        }
    }

    fn of(&mut self, task: TaskId) -> &mut Story {
        self.0.entry(task).or_default()
    }

    /// The task that was posted under this key, if any was.
    pub fn task(&self, key: [u8; 32]) -> Option<TaskId> {
        self.0.iter().find(|(_, story)| story.key == Some(key)).map(|(task, _)| *task)
    }

    /// Everything that is not as it should be when these were posted: each of them once, and then finalised and paid, once.
    ///
    /// A task may also end cancelled: by its requester, for want of bids, or because the agent did not start, did not deliver in
    /// time, gave up, or was found wrong. Here no requester takes one back, the agents can do what is asked, and there is far more
    /// time for each step than the longest of the outages takes: only a fault could end a task in that way.
    pub fn faults(&self, posted: &BTreeSet<[u8; 32]>) -> Vec<String> {
        let there: BTreeSet<_> = self.0.values().filter_map(|story| story.key).collect();
        let lost = posted.difference(&there).map(|key| format!("the task with the key {} is lost", hex::encode(key)));
        let unexpected = self.0.iter().filter(|(_, story)| story.key.is_none_or(|key| !posted.contains(&key)));
        let unexpected = unexpected.map(|(task, _)| format!("nobody posted task {task}"));
        let twice = (self.0.len() > there.len()).then(|| format!("{} tasks have {} keys", self.0.len(), there.len()));
        lost.chain(unexpected).chain(twice).chain(self.0.iter().flat_map(|(task, story)| story.faults(*task))).collect()
    }
}

impl Story {
    fn faults(&self, task: TaskId) -> Vec<String> {
        let mut faults = Vec::new();
        if self.paid != 1 || self.finalised != 1 {
            faults.push(format!("task {task} was finalised {} times and paid {} times", self.finalised, self.paid));
        }
        faults.extend(self.setbacks.iter().map(|setback| format!("task {task} was set back: {setback}")));
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn ledger(paid: usize, finalised: usize) -> Ledger {
        Ledger(BTreeMap::from([(TaskId(3), Story { key: Some(KEY), finalised, paid, setbacks: Vec::new() })]))
    }

    fn faults(ledger: &Ledger, keys: &[[u8; 32]]) -> Vec<String> {
        ledger.faults(&keys.iter().copied().collect())
    }

    #[test]
    fn a_task_that_was_posted_finalised_and_paid_once_is_as_it_should_be() {
        assert!(faults(&ledger(1, 1), &[KEY]).is_empty());
        assert_eq!((ledger(1, 1).task(KEY), ledger(1, 1).task([8; 32])), (Some(TaskId(3)), None));
    }

    #[test]
    fn a_second_payment_and_a_missing_one_are_faults() {
        assert_eq!(faults(&ledger(2, 1), &[KEY]), ["task 3 was finalised 1 times and paid 2 times"]);
        assert_eq!(faults(&ledger(0, 0), &[KEY]), ["task 3 was finalised 0 times and paid 0 times"]);
    }

    #[test]
    fn a_task_that_is_lost_and_one_that_nobody_posted_are_faults() {
        let other = [8; 32];
        let lost = format!("the task with the key {} is lost", hex::encode(other));
        assert_eq!(faults(&ledger(1, 1), &[KEY, other]), [lost]);
        assert_eq!(faults(&ledger(1, 1), &[]), ["nobody posted task 3"]);
    }

    #[test]
    fn a_task_that_is_there_twice_is_a_fault() {
        let mut ledger = ledger(1, 1);
        ledger.0.insert(TaskId(4), Story { key: Some(KEY), finalised: 1, paid: 1, setbacks: Vec::new() });
        assert_eq!(faults(&ledger, &[KEY]), ["2 tasks have 1 keys"]);
    }

    #[test]
    fn a_setback_is_a_fault_although_the_task_was_paid_in_the_end() {
        let mut ledger = ledger(1, 1);
        ledger.of(TaskId(3)).setbacks.push("block 9: reopened".into());
        assert_eq!(faults(&ledger, &[KEY]), ["task 3 was set back: block 9: reopened"]);
    }
}
