//! What the last check-up of each agent found.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use ainur_primitives::AgentId;

/// What a check-up found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkup {
    /// When it was made.
    pub at: SystemTime,
    /// Why the agent cannot be run here; none when it can.
    pub problem: Option<String>,
}

/// The last check-ups of this process; a clone is the same list. An agent of which none is known counts as sound.
#[derive(Clone, Default, Debug)]
pub struct Checkups(Arc<Mutex<HashMap<AgentId, Checkup>>>);

impl Checkups {
    /// Notes what was found; whether it is another finding than the last.
    pub fn note(&self, agent: AgentId, checkup: Checkup) -> bool {
        let had_problem = checkup.problem.is_some();
        let before = self.list().insert(agent, checkup);
        before.is_some_and(|before| before.problem.is_some()) != had_problem
    }

    /// What was found last.
    pub fn last(&self, agent: AgentId) -> Option<Checkup> {
        self.list().get(&agent).cloned()
    }

    /// Whether the last one found that the agent cannot be run here.
    pub fn is_unfit(&self, agent: AgentId) -> bool {
        self.list().get(&agent).is_some_and(|checkup| checkup.problem.is_some())
    }

    /// Forgets all but these agents.
    pub fn keep(&self, agents: &HashSet<AgentId>) {
        self.list().retain(|agent, _| agents.contains(agent));
    }

    fn list(&self) -> MutexGuard<'_, HashMap<AgentId, Checkup>> {
        // Nothing breaks while it is held: an entry is replaced whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
