use ainur_primitives::{AgentId, Outcome, Standing};

/// Takes down how a task ended. Only the market writes, once per ended task.
pub trait RecordOutcome<AccountId> {
    /// Counts `outcome` for the agent that was hired and the requester that hired it.
    fn record(agent: AgentId, requester: &AccountId, outcome: Outcome);
}

/// Read access to what is known of agents.
pub trait Standings {
    /// The agent's standing; that of a newcomer when nothing is known.
    fn standing(agent: AgentId) -> Standing;
}
