//! What is killed, and when: all of it follows from a number.

use std::{iter, time::Duration};

use fastrand::Rng;

/// Kills among which is at least one of each kind.
pub const ROUND: usize = 10;
/// Most processes that are killed at once.
const MOST_AT_ONCE: usize = 3;
/// Longest that they stay down, in milliseconds: long enough that another leads.
const LONGEST_DOWNTIME: u64 = 5_000;
/// Longest that there is peace afterwards, in milliseconds.
const LONGEST_RESPITE: u64 = 7_000;

/// Who is killed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Victim {
    /// Of those who serve, the one that leads at that moment.
    Leader,
    /// The one that does not.
    Follower,
    /// One of those who only work.
    Worker(usize),
    /// The node.
    Node,
    /// The database.
    Postgres,
}

impl Victim {
    /// What is counted together.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Follower => "follower",
            Self::Worker(_) => "worker",
            Self::Node => "node",
            Self::Postgres => "Postgres",
        }
    }
}

/// Kills at one moment, and what follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strike {
    /// Who is killed, each once.
    pub victims: Vec<Victim>,
    /// How long they stay down.
    pub downtime: Duration,
    /// How long there is peace when they are up again: often too short to recover.
    pub respite: Duration,
}

/// As many kills, in strikes. Each round of them has every kind in it.
pub fn strikes(seed: u64, kills: usize) -> Vec<Strike> {
    let mut random = Rng::with_seed(seed);
    let mut coming: Vec<_> = iter::repeat_with(|| round(&mut random)).take(kills.div_ceil(ROUND)).flatten().take(kills).collect();
    // The last are taken first.
    coming.reverse();
    let mut strikes = Vec::new();
    while let Some(first) = coming.pop() {
        let mut victims = vec![first];
        let at_once = random.usize(1..=MOST_AT_ONCE);
        while let Some(next) = coming.pop_if(|next| victims.len() < at_once && !victims.contains(next)) {
            victims.push(next);
        }
        let downtime = Duration::from_millis(random.u64(0..=LONGEST_DOWNTIME));
        let respite = Duration::from_millis(random.u64(0..=LONGEST_RESPITE));
        strikes.push(Strike { victims, downtime, respite });
    }
    strikes
}

/// The node is killed once only: it takes by far the longest to start, and all that is done while it is down is to wait for it.
fn round(random: &mut Rng) -> [Victim; ROUND] {
    let mut round = [
        Victim::Leader,
        Victim::Leader,
        Victim::Leader,
        Victim::Follower,
        Victim::Worker(random.usize(..)),
        Victim::Worker(random.usize(..)),
        Victim::Worker(random.usize(..)),
        Victim::Node,
        Victim::Postgres,
        Victim::Postgres,
    ];
    random.shuffle(&mut round);
    round
}

#[cfg(test)]
mod tests {
    use super::*;

    fn victims(strikes: &[Strike]) -> Vec<Victim> {
        strikes.iter().flat_map(|strike| strike.victims.clone()).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_strikes_and_another_gives_others() {
        assert_eq!(strikes(7, 200), strikes(7, 200));
        assert_ne!(strikes(7, 200), strikes(8, 200));
    }

    #[test]
    fn there_are_as_many_kills_as_asked_for_and_each_round_has_every_kind() {
        for seed in 0..100 {
            let strikes = strikes(seed, 20);
            assert!(strikes.iter().all(|strike| (1..=MOST_AT_ONCE).contains(&strike.victims.len())));
            let victims = victims(&strikes);
            assert_eq!(victims.len(), 20);
            for round in victims.chunks_exact(ROUND) {
                assert!([Victim::Leader, Victim::Follower, Victim::Node, Victim::Postgres]
                    .iter()
                    .all(|kind| round.contains(kind)));
                assert!(round.iter().any(|victim| matches!(victim, Victim::Worker(_))));
            }
        }
    }

    #[test]
    fn nobody_is_killed_twice_at_once() {
        for strike in strikes(1, 2_000) {
            let is_once = |victim| strike.victims.iter().filter(|other| *other == victim).count() == 1;
            assert!(strike.victims.iter().all(is_once), "{strike:?}");
        }
    }
}
