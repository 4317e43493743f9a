//! The circuits of all agents whose last runs did not go well.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use ainur_primitives::AgentId;

use super::state::{Admission, Circuit, Phase, Refused};

/// Most circuits that are kept. An agent of which none is kept counts as one whose circuit is closed.
const MOST: usize = 10_000;

/// The circuits of this process; a clone is the same board.
#[derive(Clone, Default, Debug)]
pub struct Board(Arc<Mutex<HashMap<AgentId, Circuit>>>);

impl Board {
    /// Lets a run of the agent begin.
    ///
    /// # Errors
    ///
    /// When the agent's circuit is open, or a probe of it runs.
    pub fn admit(&self, agent: AgentId, now: Instant) -> Result<Permit, Refused> {
        let mut circuits = self.circuits();
        let (next, admission) = circuit(&circuits, agent).admit(now)?;
        put(&mut circuits, agent, next);
        Ok(Permit { board: self.clone(), agent, admission, is_spent: false })
    }

    /// How the agent's circuit stands.
    pub fn phase(&self, agent: AgentId, now: Instant) -> Phase {
        circuit(&self.circuits(), agent).phase(now)
    }

    /// Tasks that the agent can be given at a time when it takes on so many: none while its circuit is open, one while it is tried.
    pub fn places(&self, agent: AgentId, usual: u32, now: Instant) -> u32 {
        match self.phase(agent, now) {
            Phase::Closed => usual,
            Phase::Open => 0,
            Phase::HalfOpen => usual.min(1),
        }
    }

    /// For how long the agent is given nothing; none while its circuit is closed. Zero when it may be tried already.
    pub fn rest(&self, agent: AgentId, now: Instant) -> Option<Duration> {
        circuit(&self.circuits(), agent).rest(now)
    }

    fn change(&self, agent: AgentId, change: impl FnOnce(Circuit) -> Circuit) {
        let mut circuits = self.circuits();
        let next = change(circuit(&circuits, agent));
        put(&mut circuits, agent, next);
    }

    fn circuits(&self) -> MutexGuard<'_, HashMap<AgentId, Circuit>> {
        // Nothing breaks while it is held: a circuit is replaced whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn circuit(circuits: &HashMap<AgentId, Circuit>, agent: AgentId) -> Circuit {
    circuits.get(&agent).copied().unwrap_or_default()
}

/// Keeps a circuit; one that says nothing needs no place. Where there is none left, one that is closed makes room.
fn put(circuits: &mut HashMap<AgentId, Circuit>, agent: AgentId, next: Circuit) {
    if next == Circuit::default() {
        circuits.remove(&agent);
        return;
    }
    if circuits.len() >= MOST && !circuits.contains_key(&agent) {
        let closed = circuits.iter().find(|(_, circuit)| matches!(circuit, Circuit::Closed { .. })).map(|(agent, _)| *agent);
        let Some(closed) = closed else { return };
        circuits.remove(&closed);
    }
    circuits.insert(agent, next);
}

/// A run that was let in. One that is dropped without a word said nothing about the agent.
#[derive(Debug)]
#[must_use = "a run ends well, wrong, or for a reason that is not the agent's"]
pub struct Permit {
    board: Board,
    agent: AgentId,
    admission: Admission,
    is_spent: bool,
}

impl Permit {
    /// The run went well.
    pub fn succeed(mut self) {
        self.is_spent = true;
        self.board.change(self.agent, |circuit| circuit.succeed(self.admission));
    }

    /// The run went wrong.
    pub fn fail(mut self, now: Instant) {
        self.is_spent = true;
        self.board.change(self.agent, |circuit| circuit.fail(self.admission, now));
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.is_spent {
            self.board.change(self.agent, |circuit| circuit.abandon(self.admission));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::state::{FIRST_PAUSE, THRESHOLD};

    const ONE: AgentId = AgentId(1);
    const OTHER: AgentId = AgentId(2);

    fn fail(board: &Board, agent: AgentId, times: u32, now: Instant) {
        for _ in 0..times {
            board.admit(agent, now).unwrap().fail(now);
        }
    }

    #[test]
    fn each_agent_has_a_circuit_of_its_own() {
        let (board, now) = (Board::default(), Instant::now());
        fail(&board, ONE, THRESHOLD, now);
        assert_eq!((board.phase(ONE, now), board.phase(OTHER, now)), (Phase::Open, Phase::Closed));
        assert_eq!((board.places(ONE, 10, now), board.places(OTHER, 10, now)), (0, 10));
        let later = now + FIRST_PAUSE;
        assert_eq!(board.places(ONE, 10, later), 1);
        board.admit(ONE, later).unwrap().succeed();
        assert_eq!(board.places(ONE, 10, later), 10);
        assert!(board.circuits().is_empty());
    }

    #[test]
    fn a_probe_that_said_nothing_makes_room_for_another() {
        let (board, now) = (Board::default(), Instant::now());
        fail(&board, ONE, THRESHOLD, now);
        let later = now + FIRST_PAUSE;
        let probe = board.admit(ONE, later).unwrap();
        assert!(board.admit(ONE, later).is_err());
        drop(probe);
        drop(board.admit(ONE, later).unwrap());
    }

    #[test]
    fn it_keeps_no_more_than_it_has_room_for_and_lets_go_of_the_closed_first() {
        let (board, now) = (Board::default(), Instant::now());
        fail(&board, ONE, THRESHOLD, now);
        for agent in 0..MOST as u64 + 10 {
            fail(&board, AgentId(100 + agent), 1, now);
        }
        assert_eq!(board.circuits().len(), MOST);
        assert_eq!(board.phase(ONE, now), Phase::Open);
    }

    #[test]
    fn dead_agents_are_refused_on_the_spot_however_many_there_are() {
        let (board, now) = (Board::default(), Instant::now());
        let agents: Vec<_> = (0..MOST as u64).map(AgentId).collect();
        agents.iter().for_each(|agent| fail(&board, *agent, THRESHOLD, now));
        let refusals = agents.iter().filter_map(|agent| board.admit(*agent, now).err());
        assert_eq!(refusals.filter(|refused| refused.wait == FIRST_PAUSE).count(), MOST);
    }
}
