//! Whom this process picked, and when.

use std::collections::{BTreeMap, HashMap, HashSet};

use ainur_primitives::AgentId;

/// A bidding: number of the task, and height of the block in which it was opened.
pub type Bidding = (i64, i64);

/// Who was picked for which bidding. It grows no larger than the biddings and agents that there are at a time.
///
/// It is no row: a bid that was queued stands in the outbox, and whoever starts anew finds there whom it picked. What is lost with the
/// process is only whose turn it was.
#[derive(Default, Debug)]
pub struct Rota {
    picks: BTreeMap<Bidding, Pick>,
    turns: HashMap<AgentId, Turn>,
    picked: u64,
}

#[derive(Default, Debug)]
struct Turn {
    last_pick: u64,
    /// Biddings for which it was picked.
    load: u32,
}

#[derive(Debug)]
struct Pick {
    agent: AgentId,
    requester: String,
    /// The larger the later.
    number: u64,
}

impl Rota {
    /// Forgets all but these biddings and agents.
    pub fn keep(&mut self, biddings: &HashSet<Bidding>, agents: &HashSet<AgentId>) {
        let turns = &mut self.turns;
        self.picks.retain(|bidding, pick| {
            let goes_on = biddings.contains(bidding) && agents.contains(&pick.agent);
            if !goes_on {
                leave(turns, pick.agent);
            }
            goes_on
        });
        self.turns.retain(|agent, _| agents.contains(agent));
    }

    /// Notes who was picked, in place of who was before.
    pub fn note(&mut self, bidding: Bidding, requester: &str, agent: AgentId) {
        self.picked = self.picked.saturating_add(1);
        let pick = Pick { agent, requester: requester.to_owned(), number: self.picked };
        if let Some(before) = self.picks.insert(bidding, pick) {
            leave(&mut self.turns, before.agent);
        }
        let turn = self.turns.entry(agent).or_default();
        *turn = Turn { last_pick: self.picked, load: turn.load.saturating_add(1) };
    }

    /// Forgets who was picked for the bidding.
    pub fn forget(&mut self, bidding: Bidding) {
        if let Some(pick) = self.picks.remove(&bidding) {
            leave(&mut self.turns, pick.agent);
        }
    }

    /// Who was picked for the bidding.
    pub fn pick(&self, bidding: Bidding) -> Option<AgentId> {
        self.picks.get(&bidding).map(|pick| pick.agent)
    }

    /// When the agent was picked last: the larger the later.
    pub fn last_pick(&self, agent: AgentId) -> Option<u64> {
        self.turns.get(&agent).map(|turn| turn.last_pick)
    }

    /// Biddings for which the agent was picked.
    pub fn load(&self, agent: AgentId) -> u32 {
        self.turns.get(&agent).map_or(0, |turn| turn.load)
    }

    /// Who was picked last for a bidding of the requester's that goes on.
    pub fn last_for(&self, requester: &str) -> Option<AgentId> {
        let picks = self.picks.values().filter(|pick| pick.requester == requester);
        picks.max_by_key(|pick| pick.number).map(|pick| pick.agent)
    }
}

/// The agent has one bidding less.
fn leave(turns: &mut HashMap<AgentId, Turn>, agent: AgentId) {
    if let Some(turn) = turns.get_mut(&agent) {
        turn.load = turn.load.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: AgentId = AgentId(1);
    const OTHER: AgentId = AgentId(2);

    #[test]
    fn it_knows_whom_it_picked_for_what() {
        let mut rota = Rota::default();
        rota.note((1, 0), "anna", ONE);
        rota.note((2, 0), "bert", OTHER);
        rota.note((3, 0), "anna", OTHER);
        assert_eq!((rota.pick((1, 0)), rota.pick((1, 5))), (Some(ONE), None), "a bidding that is opened again is another");
        assert_eq!((rota.load(ONE), rota.load(OTHER)), (1, 2));
        assert_eq!((rota.last_for("anna"), rota.last_for("carl")), (Some(OTHER), None));
        assert!(rota.last_pick(ONE) < rota.last_pick(OTHER));
        rota.note((1, 0), "anna", OTHER);
        assert_eq!((rota.load(ONE), rota.load(OTHER)), (0, 3));
        rota.forget((1, 0));
        assert_eq!((rota.pick((1, 0)), rota.load(OTHER)), (None, 2));
    }

    #[test]
    fn it_forgets_what_is_over() {
        let mut rota = Rota::default();
        rota.note((1, 0), "anna", ONE);
        rota.note((2, 0), "anna", OTHER);
        rota.note((3, 0), "anna", ONE);
        rota.keep(&HashSet::from([(2, 0), (3, 0)]), &HashSet::from([ONE]));
        assert_eq!([1, 2, 3].map(|task| rota.pick((task, 0))), [None, None, Some(ONE)]);
        assert_eq!((rota.last_pick(ONE), rota.last_pick(OTHER)), (Some(3), None));
        assert_eq!((rota.load(ONE), rota.load(OTHER)), (1, 0));
    }
}
