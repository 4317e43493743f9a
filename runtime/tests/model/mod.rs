//! The market as the protocol tells it: plain data, and a rule for every call and for every block that passes. It knows nothing of the
//! pallets; where it and they differ, one of them is wrong.

pub mod agents;
pub mod disputes;
pub mod families;
pub mod market;
pub mod money;
pub mod reputation;
pub mod tries;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use agents::{Agent, Slash};
use disputes::{Opinion, VERIFIERS};
use market::{Spec, Task};
use money::{Account, Grant, Shares};
use reputation::Record;

pub type Money = u128;
pub type Block = u32;
/// An account; the last is the treasury.
pub type Who = usize;
/// Why a call is refused: the name of the error.
pub type Refusal = &'static str;
pub type Outcome = Result<(), Refusal>;

/// One token.
pub const UNIT: Money = 1_000_000_000_000;
pub const TREASURY: Who = 8;
/// Blocks for which those whom a task concerns may move it on before the chain does.
const GRACE: Block = 5;

/// Who is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Agent,
    Challenger,
}

/// What somebody, or the clock, does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Create {
        key: u8,
        spec: Spec,
    },
    Cancel {
        task: u64,
    },
    Bid {
        task: u64,
        agent: u64,
        price: Money,
        duration: Block,
    },
    CommitBid {
        task: u64,
        agent: u64,
        price: Money,
        duration: Block,
    },
    RevealBid {
        task: u64,
        agent: u64,
        price: Money,
        duration: Block,
    },
    WithdrawBid {
        task: u64,
        agent: u64,
    },
    Award {
        task: u64,
        agent: u64,
    },
    CloseBidding {
        task: u64,
    },
    AcceptOffer {
        task: u64,
    },
    Decline {
        task: u64,
    },
    Start {
        task: u64,
    },
    Submit {
        task: u64,
    },
    Fail {
        task: u64,
    },
    AcceptResult {
        task: u64,
    },
    Settle {
        tasks: Vec<u64>,
    },
    Poke {
        task: u64,
    },
    Rate {
        task: u64,
        stars: u8,
    },
    Dispute {
        task: u64,
    },
    Concede {
        task: u64,
    },
    Appeal {
        task: u64,
    },
    Evaluate {
        task: u64,
        side: Side,
    },
    /// In the name of governance, whoever asks for it.
    Rule {
        task: u64,
        side: Side,
    },
    TakeSeat,
    CommitVote {
        task: u64,
        opinion: Opinion,
    },
    RevealVote {
        task: u64,
        opinion: Opinion,
    },
    ShowReceipt {
        task: u64,
    },
    Bond {
        agent: u64,
        amount: Money,
    },
    Unbond {
        agent: u64,
        amount: Money,
    },
    WithdrawUnbonded {
        agent: u64,
    },
    /// Another module.
    Update {
        agent: u64,
        module: u8,
    },
    Pause {
        agent: u64,
    },
    Resume {
        agent: u64,
    },
    Release {
        agent: u64,
    },
    AppealSlash {
        slash: u64,
    },
    ApplySlash {
        slash: u64,
    },
    /// In the name of governance, as the next ones up to the judgement.
    SetFee {
        percent: Money,
    },
    SetTip {
        percent: Money,
    },
    Punish {
        agent: u64,
        percent: Money,
    },
    JudgeSlash {
        slash: u64,
        upheld: bool,
    },
    Claim,
    Wait {
        blocks: Block,
    },
}

/// All there is.
#[derive(Clone)]
pub struct Model {
    pub now: Block,
    pub accounts: Vec<Account>,
    pub agents: BTreeMap<u64, Agent>,
    /// What is known of each account that posts tasks.
    pub requesters: Vec<Record>,
    pub tasks: BTreeMap<u64, Task>,
    pub slashes: BTreeMap<u64, Slash>,
    pub grants: BTreeMap<Who, Vec<Grant>>,
    /// What is taken of the price of tasks that are posted now.
    pub shares: Shares,
    /// Held for a task's record: what storage costs is no matter of the protocol.
    pub task_deposit: Money,
    /// Whether those who act in this life take risks with an agent; the market does not know.
    pub is_reckless: bool,
    /// What became of the last act.
    pub last: Outcome,
    /// What came about by it that is seldom seen.
    pub marks: BTreeSet<&'static str>,
    /// Verifiers that can be drawn.
    seats: BTreeSet<Who>,
    next_task: u64,
    next_slash: u64,
    /// The first slash that the chain has not looked at.
    slash_cursor: u64,
    /// Which task the chain looks after in which block; the last noted comes first.
    agenda: BTreeMap<Block, Vec<u64>>,
    /// Over which faults add up: how many eras were before, and when the present one began.
    faults_era: (u32, Block),
    /// What agents delivered in this era of rewards.
    points: BTreeMap<u64, Money>,
    /// How many tasks were paid, and their prices.
    paid: (u64, Money),
}

/// Who reads of a failure wants to know what was done, not all there is.
impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "block {}", self.now)
    }
}

impl Model {
    pub fn new(now: Block, accounts: Vec<Account>, agents: Vec<Agent>, task_deposit: Money) -> Self {
        Self {
            now,
            requesters: vec![Record::default(); accounts.len()],
            accounts,
            agents: (0..).zip(agents).collect(),
            tasks: BTreeMap::new(),
            slashes: BTreeMap::new(),
            grants: BTreeMap::new(),
            shares: Shares::FIRST,
            task_deposit,
            is_reckless: false,
            last: Ok(()),
            marks: BTreeSet::new(),
            seats: VERIFIERS.into(),
            next_task: 0,
            next_slash: 0,
            slash_cursor: 0,
            agenda: BTreeMap::new(),
            faults_era: (0, 0),
            points: BTreeMap::new(),
            paid: (0, 0),
        }
    }

    pub fn with_mood(self, is_reckless: bool) -> Self {
        Self { is_reckless, ..self }
    }

    /// What comes of an act. A refused one changes nothing.
    pub fn step(mut self, who: Who, act: &Act) -> Self {
        self.marks.clear();
        let before = self.clone();
        let outcome = self.dispatch(who, act);
        let after = if outcome.is_ok() { self } else { before };
        Self { last: outcome, ..after }
    }

    fn dispatch(&mut self, who: Who, act: &Act) -> Outcome {
        match *act {
            Act::Create { key, ref spec } => self.create(who, key, spec),
            Act::Cancel { task } => self.cancel(who, task),
            Act::Bid { task, agent, price, duration } => self.bid(who, task, agent, price, duration),
            Act::CommitBid { task, agent, price, duration } => self.commit_bid(who, task, agent, price, duration),
            Act::RevealBid { task, agent, price, duration } => self.reveal_bid(task, agent, price, duration),
            Act::WithdrawBid { task, agent } => self.withdraw_bid(who, task, agent),
            Act::Award { task, agent } => self.award(who, task, agent),
            Act::CloseBidding { task } => self.close_bidding(who, task),
            Act::AcceptOffer { task } => self.accept_offer(who, task),
            Act::Decline { task } => self.decline(who, task),
            Act::Start { task } => self.start(who, task),
            Act::Submit { task } => self.submit(who, task),
            Act::Fail { task } => self.fail(who, task),
            Act::AcceptResult { task } => self.accept_result(who, task),
            Act::Settle { ref tasks } => self.settle(tasks),
            Act::Poke { task } => self.poke(Some(who), task),
            Act::Rate { task, stars } => self.rate(who, task, stars),
            Act::Dispute { task } => self.dispute(who, task),
            Act::Concede { task } => self.concede(who, task),
            Act::Appeal { task } => self.appeal(who, task),
            Act::Evaluate { task, side } => self.evaluate(who, task, side),
            Act::Rule { task, side } => self.rule(task, side),
            Act::TakeSeat => self.take_seat(who),
            Act::CommitVote { task, opinion } => self.commit_vote(who, task, opinion),
            Act::RevealVote { task, opinion } => self.reveal_vote(who, task, opinion),
            Act::ShowReceipt { task } => self.show_receipt(who, task),
            Act::Bond { agent, amount } => self.bond(who, agent, amount),
            Act::Unbond { agent, amount } => self.unbond(who, agent, amount),
            Act::WithdrawUnbonded { agent } => self.withdraw_unbonded(agent),
            Act::Update { agent, module } => self.update(who, agent, module),
            Act::Pause { agent } => self.set_active(who, agent, false),
            Act::Resume { agent } => self.set_active(who, agent, true),
            Act::Release { agent } => self.release_from_jail(who, agent),
            Act::AppealSlash { slash } => self.appeal_slash(who, slash),
            Act::ApplySlash { slash } => self.apply_slash(slash),
            Act::JudgeSlash { slash, upheld } => self.judge_slash(slash, upheld),
            Act::Punish { agent, percent } => self.punish_agent(agent, percent),
            Act::SetFee { percent } => {
                self.shares.fee = 10_000 * percent;
                Ok(())
            }
            Act::SetTip { percent } => {
                self.shares.tip = 10_000 * percent;
                Ok(())
            }
            Act::Claim => self.claim(who),
            Act::Wait { blocks } => {
                (0..blocks).for_each(|_| self.next_block());
                Ok(())
            }
        }
    }

    /// First committees are drawn and an era may end, then the chain looks after tasks whose clock ran out, then it takes what was lost.
    fn next_block(&mut self) {
        self.now += 1;
        self.draw_committees();
        self.turn_of_rewards_era();
        for task in self.agenda.remove(&self.now).unwrap_or_default().into_iter().rev() {
            let before = self.clone();
            if self.poke(None, task).is_err() {
                *self = before;
            }
        }
        self.apply_due_slashes();
    }

    fn mark(&mut self, what: &'static str) {
        self.marks.insert(what);
    }

    fn remind(&mut self, task: u64, clock: Block) {
        self.agenda.entry(clock + 1 + GRACE).or_default().push(task);
    }
}

/// So many millionths, rounded down.
pub fn millionths(part: Money, of: Money) -> Money {
    of * part / 1_000_000
}
