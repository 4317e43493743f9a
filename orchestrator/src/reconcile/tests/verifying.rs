use ainur_chain::{
    records::{Ruling, WorkResult},
    AccountId, AgentEvent, ArbitrationEvent, Call, TaskEvent,
};
use ainur_primitives::{limits::MAX_COMMITTEE, receipt, AgentId, Opinion, Receipt, Side, Vote};
use bounded_collections::{BoundedVec, ConstU32};
use codec::Decode;

use crate::{
    config::Verify,
    reconcile::{
        execute::{plan_step, work},
        verify::step,
    },
    testing::{
        cid, matched, package, posted, registered_by, started, World, AGENT, BIDDING, CHALLENGE_UNTIL, OWNER, REQUESTER, TASK,
    },
};

const INPUT: &[u8] = b"Say it again.";
/// Others who were drawn.
pub const OTHER: AccountId = AccountId([7; 32]);
const COMMIT_UNTIL: u32 = 60;
const REVEAL_UNTIL: u32 = 80;

/// What the echo agent makes of the input, as the chain would have it.
pub fn right() -> [u8; 32] {
    receipt::hash(INPUT)
}

/// An agent of somebody else has delivered an output of this hash, its module being echo.
pub async fn delivered_by_others(output_hash: [u8; 32]) -> World {
    let module = package("echo");
    let world = World::new().await;
    let kept = world.keep(&module).await;
    world.happen(registered_by(AGENT, OTHER, None, kept)).await;
    let input = world.keep(INPUT).await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some(receipt::hash(&module)))).await;
    world.happen(started(TASK)).await;
    let result = WorkResult { output: cid(5), output_hash, receipt_hash: [7; 32] };
    world.happen(TaskEvent::ResultSubmitted { task: TASK, agent: AGENT, result, challenge_until: CHALLENGE_UNTIL }).await;
    world
}

/// An agent of ours has delivered what it made; with its receipt.
pub async fn delivered_by_us() -> (World, Receipt) {
    let module = package("echo");
    let world = World::with_agent(&module).await;
    let input = world.keep(INPUT).await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, Some(receipt::hash(&module)))).await;
    world.happen(started(TASK)).await;
    plan_step(&world.context).await.unwrap();
    let worker = uuid::Uuid::now_v7();
    for job in world.context.store.lease_jobs(worker, std::time::Duration::from_secs(60), 1).await.unwrap() {
        work(&world.context, worker, job).await.unwrap();
    }
    let kept = world.context.store.job(TASK.0).await.unwrap().unwrap().receipt.unwrap();
    let kept = Receipt::decode(&mut kept.as_slice()).unwrap();
    assert_ne!(kept.salt, [0; 32]);
    let result = WorkResult { output: kept.output, output_hash: kept.output_hash, receipt_hash: kept.hash() };
    world.happen(TaskEvent::ResultSubmitted { task: TASK, agent: AGENT, result, challenge_until: CHALLENGE_UNTIL }).await;
    (world, kept)
}

/// The requester objects, and we are drawn with another.
async fn drawn(world: &World) {
    world.happen(ArbitrationEvent::DisputeOpened { task: TASK, challenger: REQUESTER, bond: 10 }).await;
    world.happen(TaskEvent::ResultDisputed { task: TASK, agent: AGENT, challenger: REQUESTER, until: COMMIT_UNTIL }).await;
    draw(world, &[us(world), OTHER]).await;
}

async fn draw(world: &World, members: &[AccountId]) {
    let members: BoundedVec<AccountId, ConstU32<MAX_COMMITTEE>> = members.to_vec().try_into().unwrap();
    world.happen(ArbitrationEvent::CommitteeDrawn { task: TASK, round: 0, members, commit_until: COMMIT_UNTIL }).await;
}

pub fn us(world: &World) -> AccountId {
    world.context.accounts.own().account()
}

async fn committed(world: &World, who: AccountId) {
    world.happen(ArbitrationEvent::VoteCommitted { task: TASK, round: 0, who }).await;
}

async fn revealing(world: &World) {
    world.happen(ArbitrationEvent::RevealStarted { task: TASK, round: 0, until: REVEAL_UNTIL }).await;
}

/// The calls that wait for the chain, by business key.
pub async fn queued(world: &World, key: &str) -> Option<Vec<u8>> {
    world.open().await.into_iter().find(|row| row.business_key == key).map(|row| row.call)
}

pub async fn encoded(world: &World, call: &Call) -> Option<Vec<u8>> {
    Some(world.context.chain.runtime().await.unwrap().encode(call).unwrap())
}

async fn our_vote(world: &World) -> Vote<AccountId> {
    let vote = world.context.store.vote(TASK.0, 0, &world.context.operator()).await.unwrap().unwrap();
    let opinion = Opinion::decode(&mut vote.opinion.as_slice()).unwrap();
    Vote { task: TASK, round: 0, voter: us(world), opinion, salt: vote.salt.try_into().unwrap() }
}

#[tokio::test]
async fn should_bind_itself_to_what_it_found_and_show_that() {
    let world = delivered_by_others([6; 32]).await;
    drawn(&world).await;
    step(&world.context).await.unwrap();
    let vote = our_vote(&world).await;
    assert!(matches!(vote.opinion, Opinion::Output { output_hash, fuel_used } if output_hash == right() && fuel_used > 0));
    assert_eq!(queued(&world, "vote:0:0").await, encoded(&world, &Call::commit_vote(TASK, vote.commitment())).await);

    // After a crash it votes no other way, and shows nothing before everybody is bound.
    step(&world.context).await.unwrap();
    assert_eq!(our_vote(&world).await, vote);
    committed(&world, us(&world)).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "reveal:0:0").await, None);

    revealing(&world).await;
    step(&world.context).await.unwrap();
    let reveal = Call::reveal_vote(TASK, vote.opinion, vote.salt);
    assert_eq!(queued(&world, "reveal:0:0").await, encoded(&world, &reveal).await);
}

#[tokio::test]
async fn should_leave_disputes_to_those_who_are_drawn() {
    let world = delivered_by_others([6; 32]).await;
    world.happen(ArbitrationEvent::DisputeOpened { task: TASK, challenger: REQUESTER, bond: 10 }).await;
    draw(&world, &[OTHER]).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_not_guess_before_the_last_call_when_content_is_missing() {
    let world = delivered_by_others([6; 32]).await;
    drawn(&world).await;
    // Neither module nor input can be had any more.
    world.content.clear();
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    world.pass(COMMIT_UNTIL - 4).await;
    step(&world.context).await.unwrap();
    assert_eq!(our_vote(&world).await.opinion, Opinion::Failure, "to keep the module at hand is the agent's duty");
}

#[tokio::test]
async fn should_not_blame_the_agent_for_an_input_that_is_missing() {
    let world = delivered_by_others([6; 32]).await;
    drawn(&world).await;
    world.content.clear();
    world.keep(&package("echo")).await;
    world.pass(COMMIT_UNTIL - 4).await;
    step(&world.context).await.unwrap();
    assert_eq!(our_vote(&world).await.opinion, Opinion::Unavailable);
}

#[tokio::test]
async fn should_move_a_dispute_on_once_nothing_is_left_to_wait_for() {
    let world = delivered_by_others([6; 32]).await;
    drawn(&world).await;
    let pokes = |keys: Vec<String>| keys.iter().filter(|key| key.starts_with("poke-dispute:")).count();
    committed(&world, us(&world)).await;
    step(&world.context).await.unwrap();
    assert_eq!(pokes(world.keys().await), 0, "the other is not bound");
    committed(&world, OTHER).await;
    step(&world.context).await.unwrap();
    step(&world.context).await.unwrap();
    assert_eq!(pokes(world.keys().await), 1);
    revealing(&world).await;
    step(&world.context).await.unwrap();
    assert_eq!(pokes(world.keys().await), 1, "opinions and receipt are missing");
    world.pass(REVEAL_UNTIL + 1).await;
    step(&world.context).await.unwrap();
    assert_eq!(pokes(world.keys().await), 2);
}

#[tokio::test]
async fn should_not_wait_for_a_receipt_that_could_not_save_the_result() {
    let output = |output_hash| Opinion::Output { output_hash, fuel_used: 5 };
    let cases = [
        (output(right()), output(right()), 1),
        (Opinion::Failure, Opinion::Failure, 1),
        // What was delivered, with fuel that only the receipt can confirm.
        (output([6; 32]), output([6; 32]), 0),
        (output(right()), Opinion::Failure, 0),
        (Opinion::Unavailable, Opinion::Unavailable, 0),
    ];
    for (ours, others, pokes) in cases {
        let world = delivered_by_others([6; 32]).await;
        drawn(&world).await;
        for who in [us(&world), OTHER] {
            committed(&world, who).await;
        }
        revealing(&world).await;
        for (who, opinion) in [(us(&world), ours), (OTHER, others)] {
            world.happen(ArbitrationEvent::VoteRevealed { task: TASK, round: 0, who, opinion }).await;
        }
        step(&world.context).await.unwrap();
        let keys = world.keys().await;
        assert_eq!(keys.iter().filter(|key| key.starts_with("poke-dispute:")).count(), pokes, "{ours:?} and {others:?}");
    }
}

#[tokio::test]
async fn should_object_to_what_is_wrong_when_it_watches() {
    let mut world = delivered_by_others([6; 32]).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty(), "nobody asked it to");
    world.context.verify = Verify { watch: true };
    step(&world.context).await.unwrap();
    step(&world.context).await.unwrap();
    assert_eq!(world.keys().await, ["dispute:0"]);
}

#[tokio::test]
async fn should_have_nothing_against_what_is_right() {
    let mut world = delivered_by_others(right()).await;
    world.context.verify = Verify { watch: true };
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    let finding = world.context.store.finding(TASK.0).await.unwrap().unwrap();
    assert!(
        matches!(Opinion::decode(&mut finding.as_slice()), Ok(Opinion::Output { output_hash, .. }) if output_hash == right())
    );
}

#[tokio::test]
async fn should_show_the_receipt_of_its_own_work_when_it_is_asked_for() {
    let (world, kept) = delivered_by_us().await;
    world.happen(ArbitrationEvent::DisputeOpened { task: TASK, challenger: REQUESTER, bond: 10 }).await;
    draw(&world, &[OTHER]).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "receipt:0").await, None, "not before all votes are bound");
    revealing(&world).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "receipt:0").await, encoded(&world, &Call::show_receipt(&kept)).await);
}

#[tokio::test]
async fn should_tell_a_dispute_from_beginning_to_end() {
    let world = delivered_by_others([6; 32]).await;
    drawn(&world).await;
    assert_eq!(world.status(TASK).await, "disputed");
    committed(&world, OTHER).await;
    revealing(&world).await;
    let opinion = Opinion::Output { output_hash: right(), fuel_used: 5 };
    world.happen(ArbitrationEvent::VoteRevealed { task: TASK, round: 0, who: OTHER, opinion }).await;
    world.happen(ArbitrationEvent::VerdictReached { task: TASK, round: 0, side: Side::Challenger, appeal_until: 90 }).await;
    let dispute = world.context.store.dispute(TASK.0).await.unwrap().unwrap();
    assert_eq!((dispute.stage.as_str(), dispute.until, dispute.verdict.as_deref()), ("appealable", Some(90), Some("challenger")));
    let committee = world.context.store.committee(TASK.0).await.unwrap();
    let votes: Vec<_> = committee.iter().map(|member| (member.seat, member.committed, member.opinion.is_some())).collect();
    assert_eq!(votes, [(0, false, false), (1, true, true)]);

    world.happen(ArbitrationEvent::Appealed { task: TASK, who: OWNER, bond: 20 }).await;
    world.happen(ArbitrationEvent::BroughtToCourt { task: TASK, verdict: Some(Side::Challenger), until: 200 }).await;
    assert_eq!(world.context.store.dispute(TASK.0).await.unwrap().unwrap().stage, "court");
    let ruling = Ruling::For(Side::Challenger);
    world.happen(ArbitrationEvent::DisputeSettled { task: TASK, ruling, to_winner: 1, to_voters: 2, to_treasury: 3 }).await;
    let dispute = world.context.store.dispute(TASK.0).await.unwrap().unwrap();
    assert_eq!((dispute.stage.as_str(), dispute.ruling.as_deref()), ("settled", Some("challenger")));
    assert!(world.context.store.open_disputes(10).await.unwrap().is_empty());
    world.happen(AgentEvent::Slashed { agent: AgentId(AGENT.0), amount: 10, stake: 990 }).await;
    assert_eq!(world.context.store.agent(AGENT.0).await.unwrap().unwrap().stake, "990");
}
