use ainur_primitives::{BlockNumber, Opinion, TaskId};
use sp_runtime::DispatchResult;

/// What has come of an audit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Audited<AccountId> {
    /// The auditor has said nothing, and earns nothing.
    Silent,
    /// The auditor found what the agent claims, and earns its share of the fee.
    Agreed(AccountId),
    /// The auditor said so and was shown not to have run the module; its share goes to who showed it.
    Contradicted,
}

/// Results that are run again before they are paid: few, drawn by lot, each by one verifier.
pub trait Audits<AccountId> {
    /// Enters a result that can be run again for the lottery.
    fn delivered(task: TaskId);

    /// Who audits the task; `None` when it was not drawn, or its audit is over.
    fn auditor(task: TaskId) -> Option<AccountId>;

    /// What has come of the task's audit so far; `None` when it has no auditor.
    fn finding(task: TaskId) -> Option<Audited<AccountId>>;

    /// Takes down that `who` found what the agent claims; or, for `Unavailable`, that there was nothing to run, which ends the audit.
    /// An auditor that found something else disputes the result instead.
    ///
    /// # Errors
    ///
    /// When `who` is not the task's auditor, has reported before, or its time is over. Nothing changes then.
    fn report(task: TaskId, who: &AccountId, opinion: Opinion) -> DispatchResult;

    /// Takes down that the agent's receipt names other fuel than the auditor, which is not paid then. It may still dispute the
    /// result; if it does not, it is punished when the audit is closed.
    ///
    /// # Errors
    ///
    /// When the auditor reported nothing or the same, or was contradicted before. Nothing changes then.
    fn contradict(task: TaskId, receipt_fuel: u64) -> DispatchResult;

    /// Ends an audit, if there is one, and frees the auditor. It is punished where it let its time pass in silence, and, when the
    /// time to object has `run_out`, where it let a contradiction stand.
    fn close(task: TaskId, run_out: bool);

    /// Makes an auditor of a task that was delivered, whose audit is as much work to close as can be; it reported `fuel`, or
    /// nothing and let its time pass.
    #[cfg(feature = "runtime-benchmarks")]
    fn draw_for_benchmark(task: TaskId, fuel: Option<u64>) -> AccountId;

    /// Enters as many results as leave room for one more in this block, and forgets when their lottery is, so that entering one more is
    /// as much work as can be.
    #[cfg(feature = "runtime-benchmarks")]
    fn deliver_for_benchmark();
}

/// Whom a task concerns while its result can be objected to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parties<AccountId> {
    /// Who answers for the agent.
    pub defendant: AccountId,
    /// Who bids and delivers for it beside the defendant.
    pub operator: Option<AccountId>,
    /// Who is to pay for the work.
    pub requester: AccountId,
    /// The last block in which somebody can object.
    pub until: BlockNumber,
}

impl<AccountId: PartialEq> Parties<AccountId> {
    /// Whether `who` is one of them, and so cannot judge.
    pub fn include(&self, who: &AccountId) -> bool {
        [&self.defendant, &self.requester].contains(&who) || self.operator.as_ref() == Some(who)
    }
}

/// Read access to tasks whose result can be objected to.
pub trait Auditable<AccountId> {
    /// Whom the task concerns; `None` when there is no such task, or nobody can object to its result at present.
    fn parties(task: TaskId) -> Option<Parties<AccountId>>;

    /// Brings a task so far that its result can be objected to, with parties that no other number has.
    #[cfg(feature = "runtime-benchmarks")]
    fn delivered_for_benchmark(number: u32) -> TaskId;
}
