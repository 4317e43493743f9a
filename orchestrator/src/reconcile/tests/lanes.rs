//! Several keys, each with a lane of its own.

use std::collections::BTreeMap;

use ainur_chain::{fake::FakeBlock, records::FailReason, Account, AccountId, Call, DispatchError, SubmitError};
use ainur_primitives::{receipt, AgentId, TaskId};
use proptest::{prelude::*, test_runner::TestRunner};

use crate::{
    accounts::{account, Accounts, By},
    reconcile::{execute, matching, settle, submit},
    testing::{delivered, matched, posted, registered_by, World, AGENT, BIDDING, CHALLENGE_UNTIL, CLOSES_AT, OWNER, PRICE, TASK},
};

/// An account whose keys are cold.
const COLD: AccountId = AccountId([9; 32]);

/// A world in which these accounts work: the first has the operator's own key.
async fn with_keys(secrets: &[&str]) -> World {
    let mut world = World::new().await;
    let more = secrets.iter().map(|secret| account(&(*secret).into(), None).unwrap()).collect();
    world.context.accounts = Accounts::new(account(&"//Operator".into(), None).unwrap(), more).unwrap();
    world.pass(1).await;
    world
}

fn keys(world: &World) -> Vec<AccountId> {
    world.context.accounts.signers().iter().map(|signer| signer.account()).collect()
}

/// One step of every lane.
async fn submit(world: &World) {
    for signer in world.context.accounts.signers() {
        submit::step(&world.context, signer, 0).await.unwrap();
    }
}

async fn signer_of(world: &World, key: &str) -> String {
    world.context.store.submission_by_key(key).await.unwrap().unwrap().signer
}

async fn poke(world: &World, task: u64) {
    world.context.enqueue_by(vec![(By::Anyone, format!("poke:{task}"), Call::poke(TaskId(task)))]).await.unwrap();
}

#[tokio::test]
async fn should_work_for_each_agent_with_the_key_that_it_names() {
    let world = with_keys(&["//Second"]).await;
    let (module, input) = (world.keep(b"module").await, world.keep(b"input").await);
    let [first, second] = keys(&world)[..] else { panic!("two keys") };
    for (agent, operator) in [(AGENT, first), (AgentId(1), second)] {
        world.happen(registered_by(agent, OWNER, Some(operator), module)).await;
    }
    world.happen(posted(TASK, input, BIDDING)).await;
    matching::step(&world.context).await.unwrap();
    let bids = [signer_of(&world, "bid:0:0:4").await, signer_of(&world, "bid:0:1:4").await];
    assert_eq!(bids, [first, second].map(|key| key.to_string()));
    submit(&world).await;
    // Each begins with its own first nonce.
    let nonces: Vec<_> = [first, second].map(|key| key.to_string()).into();
    for signer in &nonces {
        let rows = world.context.store.open_submissions(signer, u32::MAX, 10).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.nonce).collect::<Vec<_>>(), [Some(0)]);
    }
}

#[tokio::test]
async fn should_leave_what_anybody_may_call_to_those_who_can_pay() {
    let world = with_keys(&["//Second"]).await;
    let [first, second] = keys(&world)[..] else { panic!("two keys") };
    world.chain.set_poor(first, true);
    world.context.enqueue(vec![("own".into(), Call::dispute(TASK))]).await.unwrap();
    for task in 0..4 {
        poke(&world, task).await;
    }
    submit(&world).await;
    assert_eq!(world.chain.submitted().len(), 4);
    for task in 0..4 {
        assert_eq!(signer_of(&world, &format!("poke:{task}")).await, second.to_string());
    }
    let own = world.context.store.submission_by_key("own").await.unwrap().unwrap();
    assert_eq!((own.signer, own.state.as_str()), (first.to_string(), "signed"), "nobody else may make it");
    assert!(own.last_error.is_some_and(|error| error.contains("fee")));
    // With money, it goes on by itself.
    world.chain.set_poor(first, false);
    submit(&world).await;
    assert_eq!(world.chain.submitted().len(), 4 + 4 + 1, "each is sent once more, as with every block");
}

#[tokio::test]
async fn should_not_take_an_account_for_one_with_money_because_a_nonce_of_its_is_used_up() {
    let world = with_keys(&["//Second"]).await;
    let [first, second] = keys(&world)[..] else { panic!("two keys") };
    world.chain.set_poor(first, true);
    world.context.enqueue(vec![("own".into(), Call::dispute(TASK))]).await.unwrap();
    submit(&world).await;
    world.chain.refuse(SubmitError::Stale);
    submit(&world).await;
    for task in 0..2 {
        poke(&world, task).await;
        assert_eq!(signer_of(&world, &format!("poke:{task}")).await, second.to_string());
    }
}

#[tokio::test]
async fn should_settle_although_the_account_whose_turn_it_is_has_no_money() {
    let world = with_keys(&["//Second"]).await;
    let input = world.keep(b"input").await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world.happen(matched(TASK, None)).await;
    world.happen(delivered(TASK)).await;
    world.pass(CHALLENGE_UNTIL + 1).await;
    keys(&world).first().map(|first| world.chain.set_poor(*first, true)).unwrap();
    settle::step(&world.context).await.unwrap();
    settle::step(&world.context).await.unwrap();
    submit(&world).await;
    assert_eq!(world.chain.submitted().len(), 1);
    let rows = world.context.store.open_submissions(&keys(&world)[1].to_string(), u32::MAX, 10).await.unwrap();
    assert_eq!(rows.len(), 1);
}

/// An agent of a cold account's is hired, and our first key is the account's proxy.
async fn standing_for_another() -> World {
    let mut world = World::new().await;
    let first = account(&"//Operator".into(), Some(&COLD.to_string())).unwrap();
    world.context.accounts = Accounts::new(first, Vec::new()).unwrap();
    let (module, input) = (world.keep(b"module").await, world.keep(b"input").await);
    world.happen(registered_by(AGENT, OWNER, Some(COLD), module)).await;
    world.happen(posted(TASK, input, BIDDING)).await;
    world
}

#[tokio::test]
async fn should_work_in_the_name_of_another_as_its_proxy_and_pay() {
    let world = standing_for_another().await;
    matching::step(&world.context).await.unwrap();
    world.happen(matched(TASK, Some(receipt::hash(b"module")))).await;
    execute::plan_step(&world.context).await.unwrap();
    let runtime = world.context.chain.runtime().await.unwrap();
    let wrapped = |call: &Call| runtime.encode(&Call::as_agent_operator(&COLD, runtime.encode(call).unwrap())).unwrap();
    let calls: Vec<_> = world.open().await.into_iter().map(|row| row.call).collect();
    assert_eq!(calls, [wrapped(&Call::bid(TASK, AGENT, PRICE, 20)), wrapped(&Call::start(TASK))]);
    // What needs nobody's name is not wrapped: any account may call it, for less.
    poke(&world, 7).await;
    assert_eq!(world.open().await[2].call, runtime.encode(&Call::poke(TaskId(7))).unwrap());
    assert!(world.open().await.iter().all(|row| row.signer == world.context.operator()));
}

#[tokio::test]
async fn should_take_a_call_that_the_chain_refused_the_proxy_for_a_refusal() {
    let world = standing_for_another().await;
    matching::step(&world.context).await.unwrap();
    submit(&world).await;
    refuse_last(&world, "TaskMarket.BidsClosed").await;
    assert_eq!(fate_of(&world, "bid:0:0:2").await, ("failed".into(), Some("TaskMarket.BidsClosed".into())));
}

/// Lets a block refuse what was sent last.
async fn refuse_last(world: &World, error: &str) {
    let (bytes, refusal) =
        (world.chain.submitted().pop().unwrap(), DispatchError { name: error.into(), explanation: String::new() });
    world.chain.finalise(FakeBlock::default().extrinsic(&bytes, Err(refusal)));
    world.index().await;
}

async fn fate_of(world: &World, key: &str) -> (String, Option<String>) {
    let row = world.context.store.submission_by_key(key).await.unwrap().unwrap();
    (row.state, row.dispatch_error)
}

/// Gives the task up in the name that the first account stands for.
async fn fail(world: &World) {
    let by = world.context.accounts.all().next().map(By::Account).unwrap();
    world.context.enqueue_by(vec![(by, "fail:0:0".into(), Call::fail(TASK, FailReason::Other))]).await.unwrap();
}

/// Lets blocks pass until something is sent; how many.
async fn blocks_before_the_next(world: &World) -> u32 {
    let (sent, from) = (world.chain.submitted().len(), world.context.height().await.unwrap().unwrap());
    for height in from.. {
        world.pass(height).await;
        submit(world).await;
        if world.chain.submitted().len() > sent {
            return height - from;
        }
    }
    unreachable!("the chain has no end")
}

#[tokio::test]
async fn should_make_a_call_again_that_was_refused_for_now_after_longer_and_longer_rests() {
    for error in ["Proxy.NotProxy", "Proxy.Unannounced", "System.CallFiltered"] {
        let world = standing_for_another().await;
        fail(&world).await;
        submit(&world).await;
        for rest in [2, 4, 8, 16, 32, 64, 64] {
            refuse_last(&world, error).await;
            assert_eq!(fate_of(&world, "fail:0:0").await, ("queued".into(), Some(error.into())));
            assert_eq!(blocks_before_the_next(&world).await, rest, "{error}");
        }
        world.chain.finalise(FakeBlock::default().extrinsic(&world.chain.submitted().pop().unwrap(), Ok(())));
        world.index().await;
        assert_eq!(fate_of(&world, "fail:0:0").await, ("finalised".into(), None));
    }
}

#[tokio::test]
async fn should_make_no_bid_that_waited_until_the_bidding_was_over() {
    for waits in ["refused", "withheld", "not yet signed"] {
        // Two blocks before the end a bid still arrives.
        for (height, is_made) in [(CLOSES_AT - 2, true), (CLOSES_AT - 1, false)] {
            let world = standing_for_another().await;
            matching::step(&world.context).await.unwrap();
            world.chain.set_proxied(COLD, waits != "withheld");
            if waits != "not yet signed" {
                submit(&world).await;
            }
            if waits == "refused" {
                refuse_last(&world, "Proxy.NotProxy").await;
            }
            let before = world.chain.submitted().len();
            world.chain.set_proxied(COLD, true);
            world.pass(height).await;
            submit(&world).await;
            assert_eq!(world.chain.submitted().len() - before, usize::from(is_made), "{waits}, {height}");
            assert_eq!(world.open().await.len(), usize::from(is_made), "{waits}, {height}");
        }
    }
}

#[tokio::test]
async fn should_not_sign_a_bid_again_that_expired_when_the_bidding_was_over() {
    let world = standing_for_another().await;
    matching::step(&world.context).await.unwrap();
    submit(&world).await;
    world.pass(100).await;
    submit(&world).await;
    assert_eq!((world.chain.submitted().len(), world.open().await.len()), (1, 0));
}

#[tokio::test]
async fn should_not_make_a_call_again_by_itself_that_was_asked_for_over_http_or_is_queued_anew() {
    let world = with_keys(&[]).await;
    for key in ["api:mine", "settle:7:1"] {
        world.context.enqueue(vec![(key.into(), Call::poke(TASK))]).await.unwrap();
        submit(&world).await;
        refuse_last(&world, "System.CallFiltered").await;
        assert_eq!(fate_of(&world, key).await.0, "failed", "{key}");
    }
}

#[tokio::test]
async fn should_send_nothing_in_the_name_of_who_has_taken_its_proxy_away_and_go_on_when_it_is_back() {
    let world = standing_for_another().await;
    matching::step(&world.context).await.unwrap();
    world.chain.set_proxied(COLD, false);
    poke(&world, 7).await;
    submit(&world).await;
    let runtime = world.context.chain.runtime().await.unwrap();
    let rows: Vec<_> =
        world.open().await.into_iter().map(|row| (row.business_key, row.state, row.last_error.is_some())).collect();
    assert_eq!(rows, [("poke:7".into(), "signed".into(), false), ("bid:0:0:2".into(), "queued".into(), true)]);
    assert_eq!(world.chain.submitted().len(), 1, "what is in nobody's name goes on");
    // Nor is anything begun for it.
    let input = world.keep(b"input").await;
    world.happen(posted(TaskId(1), input, BIDDING)).await;
    matching::step(&world.context).await.unwrap();
    assert_eq!(world.open().await.len(), 2);

    world.chain.set_proxied(COLD, true);
    matching::step(&world.context).await.unwrap();
    let bid = |task| runtime.encode(&Call::bid(task, AGENT, PRICE, 20)).unwrap();
    let wrapped = |task| runtime.encode(&Call::as_agent_operator(&COLD, bid(task)));
    world.pass(world.context.height().await.unwrap().unwrap() + 4).await;
    submit(&world).await;
    let open: Vec<_> =
        world.open().await.into_iter().filter(|row| row.nonce > Some(0)).map(|row| (row.state, row.call)).collect();
    assert_eq!(open, [TASK, TaskId(1)].map(|task| ("signed".into(), wrapped(task).unwrap())));
}

#[tokio::test]
async fn should_leave_the_nonce_to_others_of_what_expired_in_the_name_of_who_has_taken_its_proxy_away() {
    let world = standing_for_another().await;
    fail(&world).await;
    submit(&world).await;
    world.chain.set_proxied(COLD, false);
    world.pass(100).await;
    poke(&world, 7).await;
    submit(&world).await;
    let rows: Vec<_> = world.open().await.into_iter().map(|row| (row.business_key, row.nonce)).collect();
    assert_eq!(rows, [("poke:7".into(), Some(0)), ("fail:0:0".into(), None)]);
}

#[tokio::test]
async fn should_leave_no_gap_before_what_is_on_its_way_when_a_proxy_is_taken_away() {
    let world = standing_for_another().await;
    matching::step(&world.context).await.unwrap();
    submit(&world).await;
    world.pass(40).await;
    poke(&world, 7).await;
    submit(&world).await;
    world.chain.set_proxied(COLD, false);
    // The bid has expired, what has the nonce after it has not.
    world.pass(90).await;
    submit(&world).await;
    let rows: Vec<_> =
        world.open().await.into_iter().map(|row| (row.business_key, row.nonce, row.expires_at > Some(90))).collect();
    assert_eq!(rows, [("bid:0:0:2".into(), Some(0), true), ("poke:7".into(), Some(1), true)]);
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A call in the name of the key at this place.
    Queue(usize),
    /// A call that anybody may make.
    Poke,
    /// Every lane goes one step.
    Submit,
    /// The account at this place has money, or none.
    Money(usize, bool),
    /// A block takes so many of the calls of the key at this place.
    Include(usize, usize),
    /// So many blocks pass.
    Pass(u32),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3usize).prop_map(Step::Queue),
        3 => Just(Step::Poke),
        5 => Just(Step::Submit),
        2 => (0..3usize, any::<bool>()).prop_map(|(key, money)| Step::Money(key, money)),
        3 => (0..3usize, 1..4usize).prop_map(|(key, most)| Step::Include(key, most)),
        1 => (1..70u32).prop_map(Step::Pass),
    ]
}

#[test]
fn should_keep_the_nonces_of_every_lane_without_gaps() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // Each case is a database of its own.
    let config = ProptestConfig { cases: 3, max_shrink_iters: 100, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&proptest::collection::vec(any_step(), 1..250), |steps| {
        runtime.block_on(go(steps));
        Ok(())
    });
    outcome.unwrap();
}

/// Nothing is lost, nothing is done twice, and no lane has a gap or a nonce twice, whatever happens in whatever order.
async fn go(steps: Vec<Step>) {
    let world = with_keys(&["//Second", "//Third"]).await;
    let keys = keys(&world);
    let mut used = [0u32; 3];
    let (mut queued, mut done) = (0u64, BTreeMap::<String, u32>::new());
    // At the end all have money, and all that was queued gets in.
    let end = (0..3)
        .map(|key| Step::Money(key, true))
        .chain((0..40).flat_map(|_| [Step::Submit].into_iter().chain((0..3).map(|key| Step::Include(key, 1_000)))));
    for step in steps.into_iter().chain(end) {
        match step {
            Step::Queue(key) => {
                let by = world.context.accounts.all().nth(key).map(By::Account).unwrap();
                queued += 1;
                world.context.enqueue_by(vec![(by, format!("start:{queued}"), Call::start(TaskId(queued)))]).await.unwrap();
            }
            Step::Poke => {
                queued += 1;
                poke(&world, queued).await;
            }
            Step::Submit => submit(&world).await,
            Step::Money(key, money) => world.chain.set_poor(keys[key], !money),
            Step::Include(key, most) => {
                let mut rows = world.context.store.open_submissions(&keys[key].to_string(), u32::MAX, 1_000).await.unwrap();
                let height = i64::from(world.context.height().await.unwrap().unwrap());
                rows.retain(|row| row.state == "signed" && row.expires_at.unwrap() > height + 1);
                let sent = world.chain.submitted();
                let mut block = FakeBlock::default();
                for row in rows.iter().take(most) {
                    // What was never sent is in no pool, nor is what has a gap before it.
                    let bytes = row.signed_bytes.as_ref().unwrap();
                    if row.nonce != Some(used[key].into()) || !sent.contains(bytes) {
                        break;
                    }
                    block = block.extrinsic(bytes, Ok(()));
                    used[key] += 1;
                    *done.entry(row.business_key.clone()).or_default() += 1;
                }
                world.chain.set_account(keys[key], Account { nonce: used[key], ..Account::default() });
                world.chain.finalise(block);
                world.index().await;
            }
            Step::Pass(blocks) => world.pass(world.context.height().await.unwrap().unwrap() + blocks).await,
        }
        for (key, used) in keys.iter().zip(used) {
            let rows = world.context.store.open_submissions(&key.to_string(), u32::MAX, 1_000).await.unwrap();
            let mut nonces: Vec<_> = rows.iter().filter_map(|row| row.nonce).collect();
            nonces.sort_unstable();
            assert!(nonces.windows(2).all(|pair| pair[0] != pair[1]), "{step:?}: {nonces:?}");
            assert!(nonces.first().is_none_or(|first| *first >= i64::from(used)), "{step:?}: {nonces:?} after {used}");
        }
    }
    assert_eq!(u64::try_from(done.len()).unwrap(), queued);
    assert!(done.values().all(|times| *times == 1), "{done:?}");
}
