//! What has happened before a call is measured.

use super::*;

/// As many capabilities as a task may require, each as long as it may be.
pub fn all_capabilities() -> Capabilities {
    let names = (0..MAX_CAPABILITIES).map(|index| format!("{index:0width$}", width = MAX_CAPABILITY as usize));
    let set: BTreeSet<Capability> = names.filter_map(|name| name.parse().ok()).collect();
    set.try_into().unwrap_or_default()
}

pub fn spec<T: Config>(hiring: Hiring) -> SpecOf<T> {
    let cid = Cid { codec: ContentCodec::DagPb, digest: [7; 32] };
    TaskSpec {
        title: "x".repeat(MAX_TITLE as usize).parse().expect("a title of the greatest length"),
        description: Some(cid),
        input: cid,
        input_hash: [7; 32],
        capabilities: all_capabilities(),
        budget: T::MinBudget::get(),
        hiring,
        min_reputation: 0,
        min_stake: 0,
        max_duration: 10,
        deadline: now::<T>() + T::MaxTaskSpan::get(),
        verification: Verification::Deterministic,
        priority: 5,
        parent: None,
        delegable: T::MinBudget::get(),
        mandate: Some([7; 32]),
    }
}

pub fn by<T: Config>(rules: Auction, award: Award) -> SpecOf<T> {
    let bidding = T::MinBidding::get();
    // Each share that counts is work.
    let [price, reputation, speed, quality] = [25; 4].map(Perbill::from_percent);
    let weights = ScoreWeights { price, reputation, speed, quality };
    spec::<T>(Hiring::Auction { opens_at: None, bidding, weights, rules, award })
}

/// The price that follows from the second bid is the most work to find.
pub fn auction<T: Config>() -> SpecOf<T> {
    by::<T>(Auction::Open { pricing: Pricing::Second }, Award::ByHand)
}

pub fn sealed<T: Config>() -> SpecOf<T> {
    by::<T>(Auction::Sealed { pricing: Pricing::Second, reveal: T::MinBidding::get() }, Award::ByScore)
}

pub fn now<T: Config>() -> u32 {
    T::BlockNumberProvider::current_block_number()
}

/// An account with money for deposits and budgets, and open for a tip.
pub fn funded<T: Config>(name: &'static str, number: u32) -> T::AccountId {
    let who = account(name, number, SEED);
    // The deposit of a record so large that it pays for everything here.
    T::Consideration::ensure_successful(&who, Footprint { count: 1, size: 1 << 24 });
    T::Consideration::ensure_successful(&who, Pallet::<T>::footprint());
    who
}

pub fn requester<T: Config>() -> T::AccountId {
    funded::<T>("requester", 0)
}

pub fn agent<T: Config>(number: u32) -> (T::AccountId, AgentId) {
    let owner = account("owner", number, SEED);
    let agent = T::Agents::register_for_benchmark(&owner, all_capabilities());
    (owner, agent)
}

pub fn post<T: Config>(requester: &T::AccountId, spec: SpecOf<T>) -> Result<TaskId, BenchmarkError> {
    let task = NextTaskId::<T>::get();
    let mut key = [0; 32];
    key[..8].copy_from_slice(&task.0.to_le_bytes());
    Pallet::<T>::do_create_task(requester.clone(), ClientKey(key), spec)?;
    Ok(task)
}

/// A task in bidding with this many bids, the later the cheaper.
pub fn with_bids<T: Config>(bids: u32) -> Result<(TaskId, Vec<(T::AccountId, AgentId)>), BenchmarkError> {
    let task = post::<T>(&requester::<T>(), auction::<T>())?;
    let agents: Vec<_> = (0..bids).map(agent::<T>).collect();
    for (owner, agent) in &agents {
        Pallet::<T>::do_bid(owner.clone(), task, *agent, T::MinBudget::get(), 10)?;
    }
    Ok((task, agents))
}

/// Moves the chain's clock behind the task's.
pub fn run_out<T: Config>(task: TaskId) -> Result<(), BenchmarkError> {
    let clock = Tasks::<T>::get(task).ok_or("no task")?.phase.clock();
    T::BlockNumberProvider::set_block_number(clock + 1);
    Ok(())
}

/// A task whose requester, agent and matcher are all others than those of any other number.
pub fn matched<T: Config>(number: u32) -> Result<(TaskId, T::AccountId), BenchmarkError> {
    let (owner, agent) = agent::<T>(number);
    Ok((hired::<T>(number, &owner, agent)?, owner))
}

/// A task for which this agent is hired, with the requester and the matcher of a number.
pub fn hired<T: Config>(number: u32, owner: &T::AccountId, agent: AgentId) -> Result<TaskId, BenchmarkError> {
    let task = post::<T>(&funded::<T>("requester", number), auction::<T>())?;
    Pallet::<T>::do_bid(owner.clone(), task, agent, T::MinBudget::get(), 10)?;
    run_out::<T>(task)?;
    Pallet::<T>::do_close_bidding(Some(funded::<T>("matcher", number)), task)?;
    Ok(task)
}

pub fn running<T: Config>(number: u32) -> Result<(TaskId, T::AccountId), BenchmarkError> {
    let (task, owner) = matched::<T>(number)?;
    Pallet::<T>::do_start(owner.clone(), task)?;
    Ok((task, owner))
}

/// A batch of tasks with a requester and a matcher in common, one of each of these agents, whose time to object is over.
pub fn for_one<T: Config>(
    agents: impl Iterator<Item = (T::AccountId, AgentId)>,
) -> Result<BoundedVec<TaskId, ConstU32<MAX_SETTLE_BATCH>>, BenchmarkError> {
    let deliver = |(owner, agent): (T::AccountId, AgentId)| {
        let task = hired::<T>(0, &owner, agent)?;
        Pallet::<T>::do_start(owner.clone(), task)?;
        Pallet::<T>::do_submit_result(owner, task, result())?;
        Ok(task)
    };
    let tasks = agents.map(deliver).collect::<Result<Vec<_>, BenchmarkError>>()?;
    run_out::<T>(tasks.last().copied().ok_or("no task")?)?;
    Ok(tasks.try_into().map_err(|_| "too many tasks")?)
}

pub fn result() -> WorkResult {
    let output = Cid { codec: ContentCodec::DagPb, digest: [8; 32] };
    WorkResult { output, output_hash: [8; 32], receipt_hash: [9; 32] }
}

pub fn verifying<T: Config>(number: u32) -> Result<TaskId, BenchmarkError> {
    let (task, owner) = running::<T>(number)?;
    Pallet::<T>::do_submit_result(owner, task, result())?;
    Ok(task)
}

/// Gives others than those of number 0 a record, all of them with less to their name than one task brings.
pub fn crowd_lists<T: Config>() {
    let ended = |number| Ending {
        agent: agent::<T>(number).1,
        requester: account("requester", number, SEED),
        outcome: Outcome::Completed { value: 1, duration: 1, promised: 1, disputed: false },
    };
    T::Reputation::record_all(&(1..=CROWD).map(ended).collect::<Vec<_>>());
}

/// A task that was delivered, for those that audit.
pub(crate) fn delivered<T: Config>(number: u32) -> TaskId {
    verifying::<T>(number).expect("a task that was delivered")
}

/// What the agent says it did; the task's result is made to name it.
pub fn receipt<T: Config>(task: TaskId) -> Result<Receipt, BenchmarkError> {
    let mut record = Tasks::<T>::get(task).ok_or("no task")?;
    let Phase::Verifying { assignment, result, .. } = &mut record.phase else { return Err("not delivered".into()) };
    assignment.module = Some([6; 32]);
    let receipt = Receipt {
        task,
        module_hash: [6; 32],
        input_hash: [7; 32],
        output_hash: result.output_hash,
        output: result.output,
        fuel_used: 2,
        fuel_limit: 8,
        engine: Engine { name: EngineName::Wasmtime, version: (1, 2, 3), cost_table: [5; 32] },
        transcript_hash: Some([6; 32]),
        started: 1,
        finished: 2,
        salt: [8; 32],
    };
    result.receipt_hash = receipt.hash();
    Tasks::<T>::insert(task, record);
    Ok(receipt)
}

pub const SALT: [u8; 32] = [5; 32];

/// Binds an agent to the least budget as its price, with a deposit of its owner's.
pub fn commit<T: Config>(task: TaskId, number: u32) -> Result<AgentId, BenchmarkError> {
    let (owner, agent) = agent::<T>(number);
    T::Consideration::ensure_successful(&owner, Footprint { count: 1, size: 1 << 20 });
    let commitment = sealed_bid(task, agent, T::MinBudget::get(), 10, SALT);
    Pallet::<T>::do_commit_bid(owner, task, agent, commitment)?;
    Ok(agent)
}

/// A disputed task in a state that is as much work to leave as can be; returns the task and its requester.
pub fn disputed<T: Config>(scene: Scene) -> Result<(TaskId, T::AccountId), BenchmarkError> {
    let task = verifying::<T>(0)?;
    let challenger = requester::<T>();
    Pallet::<T>::do_dispute(challenger.clone(), task)?;
    T::Disputes::set_scene_for_benchmark(task, scene);
    Ok((task, challenger))
}

/// An offer that is a part of a task on which the agent of the number before works; returns also who may take it.
pub fn part_of<T: Config>(whole: TaskId, number: u32) -> Result<(TaskId, T::AccountId), BenchmarkError> {
    Tasks::<T>::mutate_extant(whole, |task| {
        // Governance may allow fewer generations at present.
        task.family.depth = 0;
        if let Phase::Running { due, .. } = &mut task.phase {
            *due = u32::MAX;
        }
    });
    let (owner, agent) = agent::<T>(number);
    let part = TaskSpec { parent: Some(whole), ..spec::<T>(Hiring::Direct { agent }) };
    Ok((post::<T>(&funded::<T>("owner", number - 1), part)?, owner))
}

/// As many generations of tasks as there can be, each a part of the one before. The first is worked on, those between have failed, and
/// the last is an offer. Returns the first, the last but one, and the last.
pub fn generations<T: Config>() -> Result<[TaskId; 3], BenchmarkError> {
    let (whole, _) = running::<T>(0)?;
    let (mut parent, mut between) = (whole, Vec::new());
    for number in 1..u32::from(MAX_DEPTH) {
        let (task, owner) = part_of::<T>(parent, number)?;
        Pallet::<T>::do_accept_offer(owner.clone(), task)?;
        Pallet::<T>::do_start(owner.clone(), task)?;
        between.push((owner, task));
        parent = task;
    }
    let (last, _) = part_of::<T>(parent, MAX_DEPTH.into())?;
    for (owner, task) in between {
        Pallet::<T>::do_fail(owner, task, FailReason::Other)?;
    }
    Ok([whole, parent, last])
}
