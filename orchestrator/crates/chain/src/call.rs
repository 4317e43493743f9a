//! Calls of the chain, by name and argument. What a call does is told by the pallet that has it.

use ainur_primitives::{
    limits::MAX_SETTLE_BATCH, AgentId, Balance, BlockNumber, ClientKey, Hash, Opinion, Receipt, Slug, TaskId,
};
use codec::{Compact, Encode};
use subxt::utils::MultiAddress;

use crate::{
    records::{AgentSpec, FailReason, TaskSpec, WorkResult},
    AccountId,
};

/// `ProxyType::AgentOperator` of the runtime, by its codec index.
pub(crate) const AGENT_OPERATOR: u8 = 3;

/// A call that has yet to be written in the encoding of a runtime.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    pub(crate) pallet: &'static str,
    pub(crate) name: &'static str,
    /// Name of each argument and its SCALE encoding.
    pub(crate) arguments: Vec<(&'static str, Vec<u8>)>,
}

impl Call {
    fn new(pallet: &'static str, name: &'static str) -> Self {
        Self { pallet, name, arguments: Vec::new() }
    }

    fn market(name: &'static str) -> Self {
        Self::new("TaskMarket", name)
    }

    fn registry(name: &'static str, agent: AgentId) -> Self {
        Self::new("AgentRegistry", name).with("agent", agent)
    }

    fn with(self, name: &'static str, argument: impl Encode) -> Self {
        self.with_encoded(name, argument.encode())
    }

    /// A call of any pallet. Its arguments follow by [`Call::with_encoded`]; the runtime's metadata checks them.
    pub fn of(pallet: &'static str, name: &'static str) -> Self {
        Self::new(pallet, name)
    }

    /// The call with one more argument, in SCALE.
    pub fn with_encoded(mut self, name: &'static str, argument: Vec<u8>) -> Self {
        self.arguments.push((name, argument));
        self
    }

    /// Moves `amount` plancks of free balance to `to`, keeping the sender's account alive.
    pub fn transfer(to: &AccountId, amount: Balance) -> Self {
        Self::new("Balances", "transfer_keep_alive")
            .with("dest", MultiAddress::<AccountId, ()>::Id(*to))
            .with("value", Compact(amount))
    }
}

/// Calls in the name of others.
impl Call {
    /// Makes `call`, written in the runtime's encoding, in the name of `real`, which has named the signer a proxy for the daily work of
    /// its agents. The signer pays the fee. Nothing is done in the name of a proxy of another kind: it may do more than was meant.
    ///
    /// The extrinsic succeeds whatever becomes of `call`; an event tells, and the outcome of a [`Block`](crate::Block)'s extrinsic counts
    /// it.
    pub fn as_agent_operator(real: &AccountId, call: Vec<u8>) -> Self {
        Self::new("Proxy", "proxy")
            .with("real", MultiAddress::<AccountId, ()>::Id(*real))
            .with("force_proxy_type", Some(AGENT_OPERATOR))
            .with_encoded("call", call)
    }
}

/// Calls of the agent registry.
impl Call {
    /// Registers an agent of the signer's with `stake` plancks behind it.
    pub fn register(slug: &Slug, spec: &AgentSpec, operator: Option<AccountId>, stake: Balance) -> Self {
        Self::new("AgentRegistry", "register")
            .with("slug", slug)
            .with("spec", spec)
            .with("operator", operator)
            .with("stake", stake)
    }

    /// Changes what an agent offers.
    pub fn update(agent: AgentId, spec: &AgentSpec) -> Self {
        Self::registry("update", agent).with("spec", spec)
    }

    /// Names who may bid and deliver for the agent beside its owner, or nobody.
    pub fn set_operator(agent: AgentId, operator: Option<AccountId>) -> Self {
        Self::registry("set_operator", agent).with("operator", operator)
    }

    /// Takes on no more work for now.
    pub fn pause(agent: AgentId) -> Self {
        Self::registry("pause", agent)
    }

    /// Takes on work again.
    pub fn resume(agent: AgentId) -> Self {
        Self::registry("resume", agent)
    }

    /// Adds stake, in plancks.
    pub fn bond(agent: AgentId, amount: Balance) -> Self {
        Self::registry("bond", agent).with("amount", amount)
    }

    /// Sends part of the stake, in plancks, on its way out.
    pub fn unbond(agent: AgentId, amount: Balance) -> Self {
        Self::registry("unbond", agent).with("amount", amount)
    }

    /// Gives back to the owner what has been on its way out for long enough.
    pub fn withdraw_unbonded(agent: AgentId) -> Self {
        Self::registry("withdraw_unbonded", agent)
    }

    /// Takes an agent out of the market for good.
    pub fn retire(agent: AgentId) -> Self {
        Self::registry("retire", agent)
    }
}

/// Calls of the task market.
impl Call {
    /// Posts a task under the requester's own key.
    pub fn create_task(client_key: ClientKey, spec: &TaskSpec) -> Self {
        Self::market("create_task").with("client_key", client_key).with("spec", spec)
    }

    /// Takes back a task that nobody has been engaged for.
    pub fn cancel(task: TaskId) -> Self {
        Self::market("cancel").with("task", task)
    }

    /// Places or replaces the agent's bid: `price` in plancks, `duration` in blocks.
    pub fn bid(task: TaskId, agent: AgentId, price: Balance, duration: BlockNumber) -> Self {
        Self::market("bid").with("task", task).with("agent", agent).with("price", price).with("duration", duration)
    }

    /// Takes back the agent's bid.
    pub fn withdraw_bid(task: TaskId, agent: AgentId) -> Self {
        Self::market("withdraw_bid").with("task", task).with("agent", agent)
    }

    /// Ends a bidding whose time is up.
    pub fn close_bidding(task: TaskId) -> Self {
        Self::market("close_bidding").with("task", task)
    }

    /// Accepts a direct offer for its agent.
    pub fn accept_offer(task: TaskId) -> Self {
        Self::market("accept_offer").with("task", task)
    }

    /// Declines a direct offer, or a match before its start.
    pub fn decline(task: TaskId) -> Self {
        Self::market("decline").with("task", task)
    }

    /// Begins work on a match.
    pub fn start(task: TaskId) -> Self {
        Self::market("start").with("task", task)
    }

    /// Delivers.
    pub fn submit_result(task: TaskId, result: &WorkResult) -> Self {
        Self::market("submit_result").with("task", task).with("result", result)
    }

    /// Gives the task up.
    pub fn fail(task: TaskId, reason: FailReason) -> Self {
        Self::market("fail").with("task", task).with("reason", reason)
    }

    /// Accepts a result before its challenge window ends.
    pub fn accept_result(task: TaskId) -> Self {
        Self::market("accept_result").with("task", task)
    }

    /// Settles tasks whose challenge window has ended; `None` for no task or more than one call may carry.
    pub fn settle(tasks: &[TaskId]) -> Option<Self> {
        let fits = !tasks.is_empty() && tasks.len() <= MAX_SETTLE_BATCH as usize;
        fits.then(|| Self::market("settle").with("tasks", tasks))
    }

    /// Carries out whatever the clock allows now.
    pub fn poke(task: TaskId) -> Self {
        Self::market("poke").with("task", task)
    }

    /// Disputes a result.
    pub fn dispute(task: TaskId) -> Self {
        Self::market("dispute").with("task", task)
    }

    /// Says what running the work again gave, as the task's auditor.
    pub fn audit(task: TaskId, opinion: Opinion) -> Self {
        Self::market("audit").with("task", task).with("opinion", opinion)
    }

    /// Shows that an auditor did not run the work.
    pub fn contradict_audit(receipt: &Receipt) -> Self {
        Self::market("contradict_audit").with("receipt", receipt)
    }

    /// Asks for another verdict.
    pub fn appeal(task: TaskId) -> Self {
        Self::market("appeal").with("task", task)
    }

    /// Gives in in a dispute.
    pub fn concede(task: TaskId) -> Self {
        Self::market("concede").with("task", task)
    }
}

/// Calls of arbitration.
impl Call {
    /// Puts up the bond of a verifier and takes a seat.
    pub fn take_seat() -> Self {
        Self::new("Arbitration", "take_seat")
    }

    /// Gives up the seat.
    pub fn give_up_seat() -> Self {
        Self::new("Arbitration", "give_up_seat")
    }

    /// Takes the bond back after the leaving period.
    pub fn withdraw_bond() -> Self {
        Self::new("Arbitration", "withdraw_bond")
    }

    /// Binds a member of a committee to an opinion.
    pub fn commit_vote(task: TaskId, commitment: Hash) -> Self {
        Self::new("Arbitration", "commit_vote").with("task", task).with("commitment", commitment)
    }

    /// Shows the opinion.
    pub fn reveal_vote(task: TaskId, opinion: Opinion, salt: Hash) -> Self {
        Self::new("Arbitration", "reveal_vote").with("task", task).with("opinion", opinion).with("salt", salt)
    }

    /// Shows the receipt of a disputed result.
    pub fn show_receipt(receipt: &Receipt) -> Self {
        Self::new("Arbitration", "show_receipt").with("receipt", receipt)
    }
}
