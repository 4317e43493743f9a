use ainur_primitives::{AgentId, Outcome, Rating, Standing, TaskId};

/// Takes down how a task ended and what its payer thinks of it. Only the market writes, once per ended task.
pub trait RecordOutcome<AccountId> {
    /// Counts `outcome` for the agent that was hired and the requester that hired it.
    fn record(agent: AgentId, requester: &AccountId, outcome: Outcome);
}

/// Both take it down.
impl<AccountId, A: RecordOutcome<AccountId>, B: RecordOutcome<AccountId>> RecordOutcome<AccountId> for (A, B) {
    fn record(agent: AgentId, requester: &AccountId, outcome: Outcome) {
        A::record(agent, requester, outcome);
        B::record(agent, requester, outcome);
    }
}

/// Takes down what paying parties think. Only the market writes, at most once for each task that was paid.
pub trait RecordRating<AccountId> {
    /// Counts a valid `rating` that the requester gave the agent for a task.
    fn rate(task: TaskId, agent: AgentId, requester: &AccountId, rating: Rating);
}

/// Read access to what is known of agents.
pub trait Standings {
    /// The agent's standing; that of a newcomer when nothing is known.
    fn standing(agent: AgentId) -> Standing;
}
