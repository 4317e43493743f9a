use ainur_primitives::{AgentId, Balance, Capabilities, Hash};
use sp_runtime::DispatchError;

/// An agent as the market sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile<AccountId> {
    /// Who is paid, and answers for the agent.
    pub owner: AccountId,
    /// Who may bid and submit for the agent beside its owner.
    pub operator: Option<AccountId>,
    /// What the agent offers to do.
    pub capabilities: Capabilities,
    /// blake2-256 of the module the agent runs; none for an agent behind an endpoint.
    pub module: Option<Hash>,
    /// What the agent usually asks for a task, in plancks.
    pub price: Balance,
    /// Stake that stands behind the agent, in plancks; neither what is being unbonded nor what is to be taken for faults counts.
    pub stake: Balance,
}

impl<AccountId: PartialEq> Profile<AccountId> {
    /// Whether `who` may speak for the agent.
    pub fn is_controlled_by(&self, who: &AccountId) -> bool {
        self.owner == *who || self.operator.as_ref() == Some(who)
    }
}

/// Read access to registered agents, and the count of what each is busy with.
pub trait Agents<AccountId> {
    /// The agent as it stands; `None` when there is no such agent.
    fn profile(agent: AgentId) -> Option<Profile<AccountId>>;

    /// The agent, and how many tasks it can still take on at this moment: none while it is paused, in jail, or has too little stake.
    /// That takes more reads than [`Agents::profile`].
    fn candidate(agent: AgentId) -> Option<(Profile<AccountId>, u16)>;

    /// Whether there is such an agent.
    fn exists(agent: AgentId) -> bool {
        Self::profile(agent).is_some()
    }

    /// Takes one of the agent's places. Of its stake, bonded or not, `cover` plancks more cannot leave before the place is freed.
    ///
    /// # Errors
    ///
    /// When the agent is unknown, takes on no work, or has no free place. Nothing changes then.
    fn engage(agent: AgentId, cover: Balance) -> Result<(), DispatchError>;

    /// Frees places taken by [`Agents::engage`], each of them once, with covers that sum to `cover`. Does nothing for an agent that
    /// has none taken.
    fn release(agent: AgentId, places: u16, cover: Balance);

    /// How many places of the agent are taken; `None` when there is no such agent.
    fn engagements(agent: AgentId) -> Option<u32>;

    /// Registers an agent with every capability in `capabilities`, enough stake and free places, owned by `owner`.
    #[cfg(feature = "runtime-benchmarks")]
    fn register_for_benchmark(owner: &AccountId, capabilities: Capabilities) -> AgentId;
}
