//! Lives of tasks that are parts of others, of which some end before those above and below them.

use super::{
    market::{Forum, Hiring, Spec},
    tries::owner_of,
    Act, Block, Money, Who, UNIT,
};

/// Who pays for all of it.
const REQUESTER: Who = 0;
/// Generations of tasks, the first among them.
const GENERATIONS: u64 = 4;

/// The task of each generation has its number, and so has the agent that works on it.
fn worker(task: u64) -> Who {
    owner_of(task)
}

fn requester(task: u64) -> Who {
    task.checked_sub(1).map_or(REQUESTER, worker)
}

/// Each task is a part of the one before. Somebody works on all of them, or on all but the last.
fn generations(is_last_begun: bool) -> Vec<(Who, Act)> {
    let mut acts = Vec::new();
    for task in 0..GENERATIONS {
        let deadline = 300 - 50 * task as Block;
        let budget = (100 >> task) as Money * UNIT;
        let spec = Spec {
            hiring: Hiring::Direct { agent: task },
            budget,
            max_duration: deadline - 30,
            deadline,
            min_stake: 0,
            min_score: 0,
            forum: Forum::Court,
            parent: task.checked_sub(1),
            delegable: budget,
        };
        acts.push((requester(task), Act::Create { key: task as u8, spec }));
        if task + 1 < GENERATIONS || is_last_begun {
            acts.extend([(worker(task), Act::AcceptOffer { task }), (worker(task), Act::Start { task })]);
        }
    }
    acts
}

fn fails(task: u64) -> (Who, Act) {
    (worker(task), Act::Fail { task })
}

/// What comes about in a life, and the acts that lead to it.
pub fn lives() -> [(&'static str, Vec<(Who, Act)>); 3] {
    let is_delivered = [(worker(0), Act::Submit { task: 0 })];
    let is_accepted = [(REQUESTER, Act::AcceptResult { task: 0 })];
    let is_upheld = [(REQUESTER, Act::Dispute { task: 0 }), (REQUESTER, Act::Rule { task: 0, side: super::Side::Agent })];
    let is_taken_back = [(requester(3), Act::Cancel { task: 3 })];
    [
        (
            "what comes back climbs over one task",
            [&generations(false)[..], &[fails(2)], &is_taken_back, &[fails(1)], &is_delivered, &is_accepted].concat(),
        ),
        (
            "what comes back climbs over two tasks",
            [&generations(false)[..], &[fails(1), fails(2)], &is_taken_back, &is_delivered, &is_upheld].concat(),
        ),
        (
            "what comes back climbs over a task that is gone",
            [
                &generations(true)[..],
                &[fails(1), fails(2), (0, Act::Wait { blocks: 35 }), fails(3)],
                &is_delivered,
                &is_accepted,
                &[(0, Act::Wait { blocks: 60 })],
            ]
            .concat(),
        ),
    ]
}
