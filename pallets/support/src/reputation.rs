use ainur_primitives::{AgentId, Outcome, Rating, Standing, TaskId};

/// How a task ended, and for whom that counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ending<AccountId> {
    /// Who had been hired.
    pub agent: AgentId,
    /// Who had hired it.
    pub requester: AccountId,
    /// How it ended.
    pub outcome: Outcome,
}

/// Takes down how tasks ended. Only the market writes, once per ended task.
pub trait RecordOutcome<AccountId> {
    /// Counts each outcome for the agent that was hired and the requester that hired it, in this order. What is the same for several
    /// of them is read and written once.
    fn record_all(endings: &[Ending<AccountId>]);

    /// Counts the outcome of one task.
    fn record(agent: AgentId, requester: &AccountId, outcome: Outcome)
    where
        AccountId: Clone,
    {
        Self::record_all(&[Ending { agent, requester: requester.clone(), outcome }]);
    }
}

/// Both take it down.
impl<AccountId, A: RecordOutcome<AccountId>, B: RecordOutcome<AccountId>> RecordOutcome<AccountId> for (A, B) {
    fn record_all(endings: &[Ending<AccountId>]) {
        A::record_all(endings);
        B::record_all(endings);
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
