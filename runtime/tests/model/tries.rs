//! What is tried: mostly what somebody waits for, by whoever may do it; now and then anything by anybody.

use proptest::prelude::*;

use super::{
    disputes::{Ballot, Opinion, Stage, COURT_WINDOW, VERIFIERS},
    market::{Forum, Hiring, Phase, Rules, Spec, Task},
    Act, Block, Model, Money, Side, Who, UNIT,
};

/// Accounts that act.
const ACCOUNTS: usize = 8;
/// The agent that is bid for most and does worst, above all in reckless lives: so somebody sees the jail.
const UNRELIABLE: u64 = 0;

pub fn any_try(model: &Model) -> BoxedStrategy<(Who, Act)> {
    let model = model.clone();
    any::<[u16; 32]>().prop_map(move |numbers| Dice(numbers.to_vec()).any_try(&model)).boxed()
}

/// Who owns an agent.
pub fn owner_of(agent: u64) -> Who {
    2 + (agent % 3) as Who
}

/// Of these tasks, those nearest to their end.
fn furthest(model: &Model, open: &[u64]) -> Vec<u64> {
    let rank = |id: &u64| match model.tasks[id].phase {
        // Who takes risks lets disputes pile up.
        Phase::Disputed { .. } if model.is_reckless => 0,
        Phase::Disputed { .. } => 4,
        Phase::Verifying { .. } => 3,
        Phase::Running { .. } if model.tasks[id].family.open > 0 => 0,
        Phase::Running { .. } => 2,
        Phase::Matched { .. } => 1,
        _ => 0,
    };
    let best = open.iter().map(rank).max();
    open.iter().copied().filter(|id| Some(rank(id)) == best).collect()
}

/// Random numbers, each used once. They shrink towards zero, and every choice with them towards the first.
struct Dice(Vec<u16>);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        usize::from(self.0.pop().unwrap_or(0)) % bound
    }

    fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == bound - 1
    }

    fn of<T: Clone>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())].clone()
    }

    fn any_try(&mut self, model: &Model) -> (Who, Act) {
        let (open, all): (Vec<_>, Vec<_>) = (
            model.tasks.iter().filter(|(_, task)| !task.phase.is_terminal()).map(|(id, _)| *id).collect(),
            model.tasks.keys().copied().chain([1_000]).collect(),
        );
        let (who, act) = match self.below(16) {
            0 | 1 => (0, Act::Wait { blocks: self.of(&[1, 1, 1, 2, 3, 8]) }),
            2 if open.len() < 6 => self.posting(model),
            3 if self.one_in(12) => self.governing(),
            4 if self.one_in(4) => {
                let paid = |id: &u64| model.tasks.get(id).is_some_and(|task| matches!(task.phase, Phase::Finalized { .. }));
                let ended: Vec<_> = all.iter().copied().filter(paid).chain([1_000]).collect();
                let id = ended[0];
                match model.tasks.get(&id) {
                    Some(record) => self.about_task(model, id, record),
                    None => self.about_agent(model),
                }
            }
            3 | 4 => self.about_agent(model),
            6 | 7 if model.is_reckless => self.about_agent(model),
            5 => {
                let id = self.of(&all);
                self.anything(id, model.tasks.get(&id))
            }
            _ if open.len() < 3 => self.posting(model),
            _ => {
                // What is further on has seen more.
                let id = if self.one_in(3) { self.of(&open) } else { self.of(&furthest(model, &open)) };
                self.about_task(model, id, &model.tasks[&id])
            }
        };
        // Nobody else takes a seat, or the lot would decide who judges.
        let who = if act != Act::TakeSeat && self.one_in(16) { self.below(ACCOUNTS) } else { who };
        (who, act)
    }

    fn governing(&mut self) -> (Who, Act) {
        let percent = self.below(9) as Money;
        if self.one_in(3) {
            return (0, Act::Punish { agent: self.below(6) as u64, percent: self.of(&[0, 1, 5, 30, 100]) });
        }
        (0, if self.one_in(2) { Act::SetTip { percent: 2 * percent } } else { Act::SetFee { percent: 2 + percent } })
    }

    fn posting(&mut self, model: &Model) -> (Who, Act) {
        let who = if self.one_in(8) { self.below(ACCOUNTS) } else { self.below(2) };
        let known: Vec<_> = model.tasks.values().collect();
        if !known.is_empty() && self.one_in(12) {
            let known = self.of(&known);
            return (known.requester, Act::Create { key: known.key, spec: known.spec.clone() });
        }
        let key = self.below(64) as u8;
        (who, Act::Create { key, spec: self.spec(model) })
    }

    fn spec(&mut self, model: &Model) -> Spec {
        let now = model.now;
        let budget = match self.below(24) {
            8..=17 if model.is_reckless => (600 + self.below(400) as Money) * UNIT,
            18..=21 => (300 + self.below(800) as Money) * UNIT,
            22 => 0,
            23 => 6_000_000 * UNIT,
            _ => (1 + self.below(120) as Money) * UNIT + self.below(7_919) as Money,
        };
        // Some works are large enough for parts.
        let is_large = !model.is_reckless && self.one_in(5);
        let delegable = if is_large { budget * 2 / 3 } else { 0 };
        let max_duration = match is_large {
            true => 60,
            false if self.one_in(24) => 0,
            false => 1 + self.below(8) as Block,
        };
        let (hiring, hired_by) = match model.is_reckless && !self.one_in(3) {
            true => (Hiring::Direct { agent: UNRELIABLE }, now + 10),
            false => self.hiring(now, budget),
        };
        let needed = hired_by + 1 + 10 + max_duration;
        let deadline = match self.below(32) {
            30 => needed - 1,
            31 => needed + 10_000_000,
            _ => needed + self.below(30) as Block,
        };
        let evaluator = if self.one_in(4) { self.below(ACCOUNTS) } else { VERIFIERS[0] };
        let forum = self.of(&[Forum::Committee, Forum::Committee, Forum::Evaluator(evaluator), Forum::Court]);
        let min_stake = if self.one_in(if model.is_reckless { 24 } else { 8 }) { 990 * UNIT } else { 0 };
        let min_score = if self.one_in(if model.is_reckless { 24 } else { 8 }) { 10 } else { 0 };
        Spec { hiring, budget, max_duration, deadline, min_stake, min_score, forum, parent: None, delegable }
    }

    /// A part of a task that is worked on up to `due`.
    fn part(&mut self, model: &Model, parent: u64, due: Block) -> Act {
        let spec = self.spec(model);
        let left = model.tasks[&parent].spec.delegable - model.tasks[&parent].family.spent;
        let budget = self.of(&[left / 2, left, left / 3, left + 1]);
        let hiring = match self.one_in(3) {
            true => Hiring::Direct { agent: self.below(5) as u64 },
            false => Hiring::Auction { opens_at: None, bidding: 2, reveal: None, rules: Rules::FirstPrice, by_hand: false },
        };
        let max_duration = if due > model.now + 40 && self.one_in(2) { 25 } else { 3 };
        let deadline = if self.one_in(8) { due + 1 } else { due };
        let key = 64 + self.below(64) as u8;
        Act::Create {
            key,
            spec: Spec {
                hiring,
                budget,
                max_duration,
                deadline,
                parent: Some(parent),
                min_stake: 0,
                min_score: 0,
                delegable: budget / 2,
                ..spec
            },
        }
    }

    /// How an agent is found, and by when.
    fn hiring(&mut self, now: Block, budget: Money) -> (Hiring, Block) {
        if self.one_in(5) {
            return (Hiring::Direct { agent: self.below(6) as u64 }, now + 10);
        }
        let opens_at = if self.one_in(6) { Some(now + self.below(4) as Block) } else { None };
        let bidding = if self.one_in(24) { 1 } else { 2 + self.below(5) as Block };
        let floor = if self.one_in(12) { 0 } else { budget / 3 };
        let rules =
            self.of(&[Rules::FirstPrice, Rules::FirstPrice, Rules::SecondPrice, Rules::SecondPrice, Rules::Dutch { floor }]);
        let may_be_sealed = !matches!(rules, Rules::Dutch { .. });
        let reveal = if may_be_sealed && self.one_in(3) { Some(1 + self.below(5) as Block) } else { None };
        let hired_by = opens_at.unwrap_or(now) + bidding + reveal.unwrap_or(0);
        (
            Hiring::Auction { opens_at, bidding, reveal, rules, by_hand: self.one_in(if reveal.is_some() { 2 } else { 3 }) },
            hired_by,
        )
    }

    fn about_agent(&mut self, model: &Model) -> (Who, Act) {
        let agent = self.of(&[UNRELIABLE, UNRELIABLE, UNRELIABLE, UNRELIABLE, 1, 2, 3, 4, 5]);
        let agent = if model.is_reckless && self.one_in(2) { UNRELIABLE } else { agent };
        let amount = self.of(&[0, 1, 1, 2, 30 * UNIT + 7, 60 * UNIT, 100 * UNIT, 500 * UNIT, 20_000_000 * UNIT]);
        if model.is_reckless && model.agents[&UNRELIABLE].unencumbered() < 200 * UNIT && self.one_in(4) {
            return (owner_of(UNRELIABLE), Act::Bond { agent: UNRELIABLE, amount: 200 * UNIT });
        }
        let slash = model.slashes.iter().nth(self.below(4)).map(|(id, slash)| (*id, owner_of(slash.agent)));
        let appealed = model.slashes.iter().find(|(_, slash)| slash.appealed_until.is_some_and(|until| model.now <= until));
        let appealed = appealed.map(|(id, _)| *id).filter(|_| !self.one_in(4));
        let jailed = model.agents.iter().find(|(_, agent)| agent.jailed_until.is_some()).map(|(id, _)| *id);
        let act = match (self.below(16), slash, jailed) {
            (0..=2, Some((slash, owner)), _) => return (owner, Act::AppealSlash { slash }),
            // The court misses its window.
            (3, Some(_), _) if appealed.is_some() && self.one_in(3) => return (0, Act::Wait { blocks: COURT_WINDOW + 1 }),
            (3, Some((slash, _)), _) => Act::ApplySlash { slash },
            (4 | 5, Some((slash, _)), _) => Act::JudgeSlash { slash: appealed.unwrap_or(slash), upheld: self.one_in(2) },
            (13..=15, _, Some(agent)) => return (owner_of(agent), Act::Release { agent }),
            (0, ..) => Act::Bond { agent, amount },
            (1..=6, ..) => Act::Unbond { agent, amount },
            (7, ..) => Act::WithdrawUnbonded { agent },
            (8, ..) => Act::Pause { agent },
            (9 | 10, ..) => Act::Resume { agent },
            (11, ..) => Act::Release { agent },
            (12, ..) => return (self.of(&VERIFIERS), Act::TakeSeat),
            (13, ..) => Act::AppealSlash { slash: self.below(9) as u64 },
            (14, ..) => Act::Update { agent, module: 1 + self.below(2) as u8 },
            _ => Act::Claim,
        };
        (owner_of(agent), act)
    }

    fn about_task(&mut self, model: &Model, task: u64, record: &Task) -> (Who, Act) {
        let agent = record.phase.job().map_or(self.of(&[UNRELIABLE, UNRELIABLE, UNRELIABLE, 1, 2, 3, 4]), |job| job.agent);
        let (owner, requester, anybody) = (owner_of(agent), record.requester, self.below(ACCOUNTS));
        let is_late = matches!(record.phase, Phase::Offered { .. } | Phase::Matched { .. } | Phase::Running { .. })
            && record.is_over(model.now);
        if is_late && !self.one_in(6) {
            return (anybody, Act::Poke { task });
        }
        match record.phase {
            Phase::Scheduled { .. } if self.one_in(5) => (requester, Act::Cancel { task }),
            Phase::Scheduled { .. } => (anybody, Act::Poke { task }),
            Phase::Offered { agent, .. } if model.agents[&agent].free_places() == 0 && !self.one_in(4) => {
                (requester, Act::Cancel { task })
            }
            Phase::Offered { agent, .. } if self.one_in(5) => (owner_of(agent), Act::Decline { task }),
            Phase::Offered { agent, .. } => (owner_of(agent), Act::AcceptOffer { task }),
            Phase::Bidding { closes_at, .. } if model.now > closes_at => {
                (anybody, self.of(&[Act::CloseBidding { task }, Act::Poke { task }]))
            }
            Phase::Bidding { commits_until, .. } => self.about_bids(model, task, record, agent, commits_until),
            Phase::Matched { .. } => (
                owner,
                if self.one_in(if agent == UNRELIABLE && !model.is_reckless { 2 } else { 6 }) {
                    Act::Decline { task }
                } else {
                    Act::Start { task }
                },
            ),
            Phase::Running { due, .. } if record.spec.delegable > 0 && due > model.now + 14 && !self.one_in(4) => {
                match record.family.children {
                    0 | 1 => (owner, self.part(model, task, due)),
                    _ if self.one_in(3) => (owner, self.part(model, task, due)),
                    _ => (owner, Act::Submit { task }),
                }
            }
            Phase::Running { .. } => (owner, if self.one_in(6) { Act::Fail { task } } else { Act::Submit { task } }),
            Phase::Verifying { challenge_until, .. } if model.now > challenge_until => {
                (anybody, self.of(&[Act::Settle { tasks: vec![task, task + 1] }, Act::Poke { task }]))
            }
            Phase::Verifying { .. } if model.is_reckless && !self.one_in(6) => (requester, Act::Dispute { task }),
            Phase::Verifying { .. } if self.one_in(8) => (0, Act::Wait { blocks: 11 }),
            Phase::Verifying { .. } => match self.below(8) {
                0 | 1 => (requester, Act::AcceptResult { task }),
                2 => (anybody, Act::Settle { tasks: vec![task, task + 1] }),
                3 | 4 => (self.of(&VERIFIERS), Act::Dispute { task }),
                _ => (requester, Act::Dispute { task }),
            },
            Phase::Disputed { .. } if model.is_reckless && self.one_in(4) => (owner, Act::Concede { task }),
            Phase::Disputed { challenger, .. } => self.about_dispute(task, record, owner, challenger),
            Phase::Finalized { .. } if !self.one_in(3) => (requester, Act::Rate { task, stars: self.below(7) as u8 }),
            Phase::Finalized { .. } | Phase::Cancelled { .. } => (anybody, Act::Poke { task }),
        }
    }

    fn about_bids(&mut self, model: &Model, task: u64, record: &Task, agent: u64, sealed: Option<Block>) -> (Who, Act) {
        let (price, duration) = self.offer(record);
        let (owner, requester) = (owner_of(agent), record.requester);
        let by_hand = matches!(record.spec.hiring, Hiring::Auction { by_hand: true, .. });
        match (self.below(12), record.bids.first()) {
            (0, _) => (requester, Act::Cancel { task }),
            (1, Some(bid)) => (owner_of(bid.agent), Act::WithdrawBid { task, agent: bid.agent }),
            (5, Some(bid)) if by_hand && self.one_in(3) => {
                let module = 3 - model.agents[&bid.agent].module;
                (owner_of(bid.agent), Act::Update { agent: bid.agent, module })
            }
            (2..=4, Some(bid)) if by_hand => (requester, Act::Award { task, agent: bid.agent }),
            _ if sealed.is_some_and(|until| model.now <= until) => (owner, Act::CommitBid { task, agent, price, duration }),
            _ if sealed.is_some() => match record.sealed.first() {
                Some((bid, _)) => (owner, Act::RevealBid { task, agent: bid.agent, price: bid.price, duration: bid.duration }),
                None => (owner, Act::RevealBid { task, agent, price, duration }),
            },
            _ => (owner, Act::Bid { task, agent, price, duration }),
        }
    }

    fn about_dispute(&mut self, task: u64, record: &Task, owner: Who, challenger: Who) -> (Who, Act) {
        let party = self.of(&[owner, challenger, record.requester]);
        let Some(case) = &record.case else { return (party, Act::Concede { task }) };
        if self.one_in(12) {
            return (party, Act::Concede { task });
        }
        // Some tasks were done well, some were not, and of some nobody knows.
        let fact = [Opinion::AsClaimed, Opinion::Different, Opinion::AsClaimed, Opinion::Failure][task as usize % 4];
        let any_opinion = self.of(&[Opinion::AsClaimed, Opinion::Different, Opinion::Unavailable]);
        let poke = (party, Act::Poke { task });
        let is_next = |ballot: &Ballot| match case.stage {
            Stage::Revealing { .. } => matches!(ballot, Ballot::Committed(_)),
            _ => *ballot == Ballot::Missing,
        };
        let waiting: Vec<_> =
            case.committee.iter().map(|(who, ballot)| (*who, *ballot)).filter(|member| is_next(&member.1)).collect();
        let (member, ballot) = if waiting.is_empty() { (self.of(&VERIFIERS), Ballot::Missing) } else { self.of(&waiting) };
        // One of them often fails to run anything.
        let opinion = match member == VERIFIERS[2] && self.one_in(2) {
            true => Opinion::Unavailable,
            false if self.one_in(6) => any_opinion,
            false => fact,
        };
        let side = self.of(&[Side::Agent, Side::Challenger]);
        match case.stage {
            Stage::Drawing { .. } => (0, Act::Wait { blocks: 2 }),
            Stage::Committing { .. } if waiting.is_empty() || self.one_in(8) => poke,
            Stage::Committing { .. } => (member, Act::CommitVote { task, opinion }),
            Stage::Revealing { .. } if waiting.is_empty() && case.receipt => poke,
            Stage::Revealing { .. } => match self.below(8) {
                0 => poke,
                1..=3 => (owner, Act::ShowReceipt { task }),
                _ => match ballot {
                    Ballot::Committed(opinion) => (member, Act::RevealVote { task, opinion }),
                    _ => (member, Act::RevealVote { task, opinion }),
                },
            },
            Stage::Evaluating { .. } => match record.spec.forum {
                Forum::Evaluator(who) => (who, Act::Evaluate { task, side }),
                _ => poke,
            },
            Stage::Appealable { verdict: Side::Agent, .. } if challenger != record.requester && self.one_in(2) => {
                (record.requester, Act::Appeal { task })
            }
            Stage::Appealable { .. } => {
                let wait = (0, Act::Wait { blocks: 3 });
                self.of(&[
                    poke,
                    wait.clone(),
                    wait,
                    (party, Act::Appeal { task }),
                    (party, Act::Appeal { task }),
                    (party, Act::Concede { task }),
                ])
            }
            Stage::Court { .. } if self.one_in(8) => (0, Act::Wait { blocks: COURT_WINDOW + 1 }),
            Stage::Court { .. } => self.of(&[poke, (party, Act::Rule { task, side })]),
        }
    }

    fn offer(&mut self, record: &Task) -> (Money, Block) {
        let (budget, longest) = (record.spec.budget, record.spec.max_duration);
        let price = match self.below(16) {
            14 => 0,
            15 => budget + 1,
            share => budget * (1 + share as Money) / 14,
        };
        if record.spec.delegable > 0 {
            return (price, longest);
        }
        (price, if self.one_in(16) { longest + 1 } else { 1 + self.below(longest as usize) as Block })
    }

    /// Any act on a task, by anybody.
    fn anything(&mut self, task: u64, record: Option<&Task>) -> (Who, Act) {
        let agent = record.and_then(|record| record.phase.job()).map_or(self.below(6) as u64, |job| job.agent);
        let (price, duration) = record.map_or((UNIT, 1), |record| self.offer(record));
        let acts = [
            Act::Cancel { task },
            Act::Bid { task, agent, price, duration },
            Act::CommitBid { task, agent, price, duration },
            Act::RevealBid { task, agent, price, duration },
            Act::WithdrawBid { task, agent },
            Act::Award { task, agent },
            Act::CloseBidding { task },
            Act::AcceptOffer { task },
            Act::Decline { task },
            Act::Start { task },
            Act::Submit { task },
            Act::Fail { task },
            Act::AcceptResult { task },
            Act::Settle { tasks: vec![task] },
            Act::Poke { task },
            Act::Rate { task, stars: 3 },
            Act::Dispute { task },
            Act::Concede { task },
            Act::Appeal { task },
            Act::Evaluate { task, side: Side::Agent },
            Act::Rule { task, side: Side::Agent },
            Act::CommitVote { task, opinion: Opinion::Different },
            Act::RevealVote { task, opinion: Opinion::Different },
            Act::ShowReceipt { task },
        ];
        let (act, anybody) = (self.of(&acts), self.below(ACCOUNTS));
        (self.of(&[owner_of(agent), record.map_or(0, |record| record.requester), anybody]), act)
    }
}
