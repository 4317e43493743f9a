use ainur_primitives::{AgentId, Balance};
use frame_support::traits::fungible::{Balanced, Credit};

/// Told when the record of an agent is gone for good, so that nothing about it stays behind.
pub trait OnAgentRemoved {
    /// The record of `agent` is gone.
    fn on_agent_removed(agent: AgentId);
}

impl OnAgentRemoved for () {
    fn on_agent_removed(_: AgentId) {}
}

/// Both are told.
impl<A: OnAgentRemoved, B: OnAgentRemoved> OnAgentRemoved for (A, B) {
    fn on_agent_removed(agent: AgentId) {
        A::on_agent_removed(agent);
        B::on_agent_removed(agent);
    }
}

/// Access to the stake behind agents, for those who may take from it.
pub trait Stakes<AccountId> {
    /// The money that is staked.
    type Currency: Balanced<AccountId, Balance = Balance>;

    /// Who owns the agent; `None` when there is no such agent.
    fn owner(agent: AgentId) -> Option<AccountId>;

    /// All that is held for the agent, what is on its way out included, in plancks; zero for an unknown agent.
    fn at_stake(agent: AgentId) -> Balance;

    /// Notes that `amount` plancks of the stake are to be taken for a fault. Claims may exceed what there is: then each is met in
    /// proportion, whichever comes first.
    fn claim(agent: AgentId, amount: Balance);

    /// Gives up a claim of `amount` plancks.
    fn release_claim(agent: AgentId, amount: Balance);

    /// Takes a claim of `amount` plancks out of the stake, as far as it is met: first of what is bonded, then of what is on its way
    /// out, beginning with what leaves last.
    fn take_claim(agent: AgentId, amount: Balance) -> Credit<AccountId, Self::Currency>;

    /// The sum of all claims, in plancks.
    fn claims(agent: AgentId) -> Balance;

    /// Puts up to `amount` plancks of the stake up as a bond; returns how much that is, which is less when less is there that is
    /// neither claimed nor put up already. Claims come before bonds.
    fn pledge(agent: AgentId, amount: Balance) -> Balance;

    /// Gives up a pledge of `amount` plancks.
    fn release_pledge(agent: AgentId, amount: Balance);

    /// Takes a pledge of `amount` plancks out of the stake, as far as the claims leave any.
    fn take_pledge(agent: AgentId, amount: Balance) -> Credit<AccountId, Self::Currency>;

    /// Keeps the agent from taking on work.
    fn jail(agent: AgentId);

    /// Lets the agent take on work again. Does nothing for an agent that is not in jail.
    fn leave_jail(agent: AgentId);

    /// Registers an agent with stake, owned by `owner`, whose stake is as hard to take from as can be.
    #[cfg(feature = "runtime-benchmarks")]
    fn staked_agent_for_benchmark(owner: &AccountId) -> AgentId;
}
