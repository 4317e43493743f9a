//! Slow work is run a second time, and ends once. Feature C2.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;

use std::time::Duration;

use ainur_store::{job_records::Replay, jobs::Finished, Store};
use ainur_test_postgres::Postgres;
use futures::future::join_all;
use proptest::{prelude::*, sample::Index, test_runner::TestRunner};
use sqlx::PgConnection;
use uuid::Uuid;

const LONG: Duration = Duration::from_secs(600);
const AT_ONCE: Duration = Duration::ZERO;

/// One job, held by the first worker and hedged by the second.
struct Hedged {
    store: Store,
    observer: PgConnection,
    holder: Uuid,
    hedge: Uuid,
    postgres: Postgres,
}

impl Hedged {
    async fn new() -> Self {
        let (postgres, store) = common::store().await;
        let mut observer = common::observer(&postgres).await;
        common::tasks(&mut observer, 0..1).await;
        store.ensure_job(0).await.unwrap();
        let (holder, hedge) = (Uuid::now_v7(), Uuid::now_v7());
        let first = store.lease_jobs(holder, LONG, 1).await.unwrap()[0];
        let second = store.lease_hedges(hedge, LONG, AT_ONCE, 1).await.unwrap()[0];
        assert_eq!((first.is_hedge, first.attempts, second.is_hedge, second.attempts), (false, 1, true, 1));
        Self { store, observer, holder, hedge, postgres }
    }

    async fn state(&self) -> String {
        self.store.job(0).await.unwrap().unwrap().state
    }

    /// Whether this worker's part in the job goes on.
    async fn goes_on(&self, worker: Uuid) -> bool {
        self.store.prolong_lease(worker, common::job(0), LONG).await.unwrap()
    }

    async fn attempts(&self) -> i32 {
        self.store.job(0).await.unwrap().unwrap().attempts
    }

    async fn finish(&self, worker: Uuid, error: Option<&str>) {
        self.store.finish_job(worker, finished(worker, error)).await.unwrap();
    }

    /// What the chain is to be told, by signer.
    async fn told(&mut self) -> Vec<String> {
        sqlx::query_scalar("SELECT signer FROM outbox").fetch_all(&mut self.observer).await.unwrap()
    }

    /// Lets a worker's lease run out, as holder or as hedge.
    async fn silence(&mut self, worker: Uuid) {
        expire(&mut self.observer, worker).await;
    }
}

/// What a worker makes of the job: a result, or a failure. The signer says who it was.
fn finished(worker: Uuid, error: Option<&str>) -> Finished {
    let (receipt, business_key) = if error.is_none() { (Some(vec![1]), "result:0") } else { (None, "fail:0") };
    Finished {
        job: common::job(0),
        receipt,
        logs: String::new(),
        error: error.map(str::to_owned),
        business_key: business_key.into(),
        signer: worker.to_string(),
        call: vec![1],
    }
}

async fn expire(observer: &mut PgConnection, worker: Uuid) {
    for end in ["lease", "hedge"] {
        let query = format!("UPDATE jobs SET {end}_until = now() - interval '1 second' WHERE {end}_owner = $1");
        sqlx::query(sqlx::AssertSqlSafe(query)).bind(worker).execute(&mut *observer).await.unwrap();
    }
}

#[tokio::test]
async fn only_what_another_worker_holds_alive_for_long_is_hedged_and_only_once() {
    let (postgres, store) = common::store().await;
    let mut observer = common::observer(&postgres).await;
    common::tasks(&mut observer, 0..4).await;
    for task in 0..4 {
        store.ensure_job(task).await.unwrap();
    }
    let (holder, dead) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(store.lease_jobs(holder, LONG, 2).await.unwrap().len(), 2);
    // The third is a dead worker's, to be leased anew, and the last is queued.
    assert_eq!(store.lease_jobs(dead, AT_ONCE, 1).await.unwrap().len(), 1);
    assert!(store.lease_hedges(holder, LONG, AT_ONCE, 10).await.unwrap().is_empty(), "a holder is not its own hedge");
    assert!(store.lease_hedges(Uuid::now_v7(), LONG, LONG, 10).await.unwrap().is_empty(), "nothing has taken long");
    let one = store.lease_hedges(Uuid::now_v7(), LONG, AT_ONCE, 1).await.unwrap();
    assert_eq!(one.len(), 1, "no more than were asked for");
    let many = join_all((0..8).map(|_| store.lease_hedges(Uuid::now_v7(), LONG, AT_ONCE, 10))).await;
    let mut tasks: Vec<_> = many.into_iter().flat_map(|hedges| hedges.unwrap()).chain(one).map(|job| job.id.task).collect();
    tasks.sort_unstable();
    assert_eq!(tasks, [0, 1]);
}

#[tokio::test]
async fn whoever_delivers_first_ends_it_for_both() {
    for hedge_is_first in [false, true] {
        let mut job = Hedged::new().await;
        let (first, second) = if hedge_is_first { (job.hedge, job.holder) } else { (job.holder, job.hedge) };
        assert!(job.goes_on(first).await && job.goes_on(second).await);
        job.finish(first, None).await;
        assert!(!job.goes_on(second).await, "the other does not notice");
        job.finish(second, None).await;
        job.finish(second, Some("it trapped")).await;
        job.store.return_job(second, common::job(0), "the disk is full", AT_ONCE).await.unwrap();
        assert!(!job.store.bury_job(second, common::job(0), "the disk is full").await.unwrap());
        assert_eq!((job.state().await.as_str(), job.told().await), ("done", vec![first.to_string()]));
    }
}

#[tokio::test]
async fn a_hedge_that_does_not_deliver_leaves_the_job_as_it_was() {
    for how in ["fails", "returns", "puts off", "buries", "releases"] {
        let mut job = Hedged::new().await;
        let hedge = job.hedge;
        match how {
            "fails" => job.finish(hedge, Some("it trapped")).await,
            "returns" => job.store.return_job(hedge, common::job(0), "the disk is full", AT_ONCE).await.unwrap(),
            "puts off" => job.store.put_off_job(hedge, common::job(0), "later", AT_ONCE).await.unwrap(),
            "buries" => assert!(!job.store.bury_job(hedge, common::job(0), "the disk is full").await.unwrap()),
            _ => assert_eq!(job.store.release_jobs(hedge).await.unwrap(), 0),
        }
        let row = job.store.job(0).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.attempts, row.error), ("leased", 1, None), "it {how}");
        assert!(!job.goes_on(hedge).await && job.goes_on(job.holder).await, "it {how}");
        assert!(job.store.lease_hedges(Uuid::now_v7(), LONG, AT_ONCE, 1).await.unwrap().is_empty(), "there is no other");
        job.finish(job.holder, None).await;
        assert_eq!(job.told().await, [job.holder.to_string()], "it {how}");
    }
}

#[tokio::test]
async fn a_holder_that_gives_the_job_back_leaves_it_to_its_hedge() {
    for how in ["returns", "puts off", "buries", "releases"] {
        let mut job = Hedged::new().await;
        let holder = job.holder;
        match how {
            "returns" => job.store.return_job(holder, common::job(0), "the disk is full", AT_ONCE).await.unwrap(),
            "puts off" => job.store.put_off_job(holder, common::job(0), "later", AT_ONCE).await.unwrap(),
            "buries" => assert!(!job.store.bury_job(holder, common::job(0), "the disk is full").await.unwrap()),
            _ => assert_eq!(job.store.release_jobs(holder).await.unwrap(), 0),
        }
        assert_eq!((job.state().await.as_str(), job.attempts().await), ("leased", 1), "it {how}");
        assert!(!job.goes_on(holder).await && job.goes_on(job.hedge).await, "it {how}");
        assert!(job.store.lease_jobs(Uuid::now_v7(), LONG, 1).await.unwrap().is_empty(), "it is nobody else's");
        // Now it is for the hedge to say so.
        job.finish(job.hedge, Some("it trapped")).await;
        assert_eq!((job.state().await.as_str(), job.told().await), ("failed", vec![job.hedge.to_string()]), "it {how}");
    }
}

#[tokio::test]
async fn a_failure_that_the_hedge_says_while_the_holder_leaves_is_that_of_the_job() {
    let mut job = Hedged::new().await;
    let (mut holds, mut looks) = (common::observer(&job.postgres).await, common::observer(&job.postgres).await);
    sqlx::raw_sql("BEGIN; SELECT FROM jobs FOR UPDATE").execute(&mut holds).await.unwrap();
    let says = job.finish(job.hedge, Some("it trapped"));
    let leaves = async {
        common::until_somebody_waits(&mut looks).await;
        // As a holder that gives the job back.
        let query =
            "UPDATE jobs SET lease_owner = hedge_owner, lease_until = hedge_until, hedge_owner = NULL, hedge_until = NULL;
                     COMMIT";
        sqlx::raw_sql(query).execute(&mut holds).await.unwrap();
    };
    tokio::join!(says, leaves);
    assert_eq!((job.state().await.as_str(), job.told().await), ("failed", vec![job.hedge.to_string()]));
}

#[tokio::test]
async fn a_failure_that_is_cut_off_is_said_again_by_hedge_and_holder() {
    let mut job = Hedged::new().await;
    common::cut_off_who_waits_for_a_job(&job.postgres, job.finish(job.hedge, Some("it trapped"))).await;
    assert!(!job.goes_on(job.hedge).await && job.goes_on(job.holder).await);
    assert_eq!((job.state().await.as_str(), job.told().await), ("leased", Vec::<String>::new()));

    common::cut_off_who_waits_for_a_job(&job.postgres, job.finish(job.holder, Some("it trapped"))).await;
    assert_eq!((job.state().await.as_str(), job.told().await), ("failed", vec![job.holder.to_string()]));
}

#[tokio::test]
async fn a_holder_that_fails_or_drops_the_job_ends_it_for_both() {
    let mut job = Hedged::new().await;
    job.finish(job.holder, Some("it trapped")).await;
    assert!(!job.goes_on(job.hedge).await);
    job.finish(job.hedge, None).await;
    assert_eq!((job.state().await.as_str(), job.told().await), ("failed", vec![job.holder.to_string()]));

    for by_hedge in [false, true] {
        let mut job = Hedged::new().await;
        let by = if by_hedge { job.hedge } else { job.holder };
        job.store.drop_job(by, common::job(0), "the task is no longer running").await.unwrap();
        assert!(!job.goes_on(job.holder).await && !job.goes_on(job.hedge).await);
        assert_eq!((job.state().await.as_str(), job.told().await), ("failed", Vec::<String>::new()));
    }
}

#[tokio::test]
async fn the_job_of_a_dead_holder_is_its_hedges_while_that_is_alive() {
    let mut job = Hedged::new().await;
    let (holder, hedge, other) = (job.holder, job.hedge, Uuid::now_v7());
    job.silence(holder).await;
    assert!(job.store.lease_jobs(other, LONG, 1).await.unwrap().is_empty());
    job.silence(hedge).await;
    assert_eq!(job.store.lease_jobs(other, LONG, 1).await.unwrap()[0].attempts, 2);
    assert!(!job.goes_on(holder).await && !job.goes_on(hedge).await);
    job.finish(hedge, None).await;
    assert!(job.told().await.is_empty());

    let mut job = Hedged::new().await;
    job.silence(job.holder).await;
    job.finish(job.hedge, None).await;
    assert_eq!(job.told().await, [job.hedge.to_string()]);
}

#[tokio::test]
async fn a_dead_hedge_keeps_nobody_from_the_job() {
    let mut job = Hedged::new().await;
    job.silence(job.hedge).await;
    assert!(job.goes_on(job.holder).await);
    job.store.return_job(job.holder, common::job(0), "the disk is full", AT_ONCE).await.unwrap();
    assert_eq!(job.store.lease_jobs(Uuid::now_v7(), LONG, 1).await.unwrap()[0].attempts, 2);
}

#[tokio::test]
async fn workers_that_hedge_each_others_jobs_can_end_at_the_same_time() {
    const EACH: i64 = 50;
    let (postgres, store) = common::store().await;
    let mut observer = common::observer(&postgres).await;
    common::tasks(&mut observer, 0..2 * EACH).await;
    for task in 0..2 * EACH {
        store.ensure_job(task.unsigned_abs()).await.unwrap();
    }
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    for (holder, hedge) in [(one, other), (other, one)] {
        store.lease_jobs(holder, LONG, EACH).await.unwrap();
        store.lease_hedges(hedge, LONG, AT_ONCE, EACH).await.unwrap();
    }
    let (first, second) = tokio::join!(store.release_jobs(one), store.release_jobs(other));
    assert_eq!(first.unwrap() + second.unwrap(), 2 * EACH.unsigned_abs());
    let again = store.lease_jobs(Uuid::now_v7(), LONG, 2 * EACH).await.unwrap();
    assert_eq!(again.len(), usize::try_from(2 * EACH).unwrap());
    assert!(again.iter().all(|job| job.attempts == 1), "an attempt that was broken off does not count");
}

/// What a worker does, whatever the job is to it.
#[derive(Clone, Copy, Debug)]
enum Act {
    Lease,
    Hedge,
    Prolong,
    Deliver,
    Fail,
    Return,
    PutOff,
    Bury,
    Release,
    /// Gives no sign of life, and may come back.
    Expire,
}

const ACTS: [Act; 10] = [
    Act::Lease,
    Act::Hedge,
    Act::Prolong,
    Act::Deliver,
    Act::Fail,
    Act::Return,
    Act::PutOff,
    Act::Bury,
    Act::Release,
    Act::Expire,
];

/// One job and those who may work on it.
struct Scene {
    store: Store,
    observer: PgConnection,
    /// The leases and the hedges that there were.
    leases: usize,
    hedges: usize,
}

/// The job as it is on record: its state, its attempts, who is at it, and what the chain is to be told.
type Sight = (String, i32, Option<Uuid>, Option<Uuid>, i64);

impl Scene {
    async fn begin(store: &Store, mut observer: PgConnection) -> Self {
        sqlx::raw_sql("TRUNCATE tasks, jobs, outbox CASCADE").execute(&mut observer).await.unwrap();
        common::tasks(&mut observer, 0..1).await;
        store.ensure_job(0).await.unwrap();
        Self { store: store.clone(), observer, leases: 0, hedges: 0 }
    }

    /// Lets two workers act at the same time.
    async fn act(&mut self, acts: [(Uuid, Act); 2]) {
        let taken = join_all(acts.map(|(worker, act)| perform(&self.store, worker, act))).await;
        for ((worker, act), taken) in acts.into_iter().zip(taken) {
            match act {
                Act::Lease => self.leases += taken,
                Act::Hedge => self.hedges += taken,
                Act::Expire => expire(&mut self.observer, worker).await,
                _ => {}
            }
        }
    }

    async fn look(&mut self) -> Sight {
        let query = "SELECT state, attempts, lease_owner, hedge_owner, (SELECT count(*) FROM outbox) FROM jobs";
        sqlx::query_as(query).fetch_one(&mut self.observer).await.unwrap()
    }
}

/// How many jobs the worker took by that.
async fn perform(store: &Store, worker: Uuid, act: Act) -> usize {
    match act {
        Act::Lease => return store.lease_jobs(worker, LONG, 1).await.unwrap().len(),
        Act::Hedge => return store.lease_hedges(worker, LONG, AT_ONCE, 1).await.unwrap().len(),
        Act::Prolong => store.prolong_lease(worker, common::job(0), LONG).await.map(drop).unwrap(),
        Act::Deliver => store.finish_job(worker, finished(worker, None)).await.unwrap(),
        Act::Fail => store.finish_job(worker, finished(worker, Some("it trapped"))).await.unwrap(),
        Act::Return => store.return_job(worker, common::job(0), "the disk is full", AT_ONCE).await.unwrap(),
        Act::PutOff => store.put_off_job(worker, common::job(0), "later", AT_ONCE).await.unwrap(),
        Act::Bury => store.bury_job(worker, common::job(0), "the disk is full").await.map(drop).unwrap(),
        Act::Release => store.release_jobs(worker).await.map(drop).unwrap(),
        Act::Expire => {}
    }
    0
}

/// Whatever two workers do at a time: the job ends once, with one consequence; it is hedged once; neither end speaks for the
/// other; and somebody can always take what has not ended.
#[test]
fn a_hedged_job_ends_once_whoever_does_what() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (postgres, store) = runtime.block_on(common::store());
    let act = || (any::<Index>(), proptest::sample::select(ACTS.to_vec()));
    // A job that is held and hedged at first, or all from the beginning.
    let scenes = (any::<bool>(), proptest::collection::vec([act(), act()], 1..12));
    TestRunner::new(ProptestConfig::with_cases(100))
        .run(&scenes, |(is_hedged, steps)| {
            runtime.block_on(async {
                let mut scene = Scene::begin(&store, common::observer(&postgres).await).await;
                let workers: [Uuid; 3] = std::array::from_fn(|_| Uuid::now_v7());
                if is_hedged {
                    scene.act([(workers[0], Act::Lease), (workers[2], Act::Prolong)]).await;
                    scene.act([(workers[1], Act::Hedge), (workers[2], Act::Prolong)]).await;
                    prop_assert_eq!((scene.leases, scene.hedges), (1, 1));
                }
                for step in steps {
                    let before = scene.look().await;
                    let acts = step.map(|(worker, act)| (*worker.get(&workers), act));
                    scene.act(acts).await;
                    let after = scene.look().await;
                    let (state, attempts, _, _, told) = &after;
                    let has_ended = ["done", "failed"].contains(&state.as_str());
                    prop_assert_eq!(*told, i64::from(has_ended), "{:?}", acts);
                    prop_assert!(scene.hedges <= 1 && (0..=scene.leases).contains(&usize::try_from(*attempts).unwrap()));
                    if ["done", "failed"].contains(&before.0.as_str()) {
                        prop_assert_eq!(before, after, "it ended twice");
                        continue;
                    }
                    // Only who runs it ends it; a hedge says nothing but that it has delivered.
                    if acts.iter().any(|(_, act)| matches!(act, Act::Lease | Act::Hedge)) {
                        continue;
                    }
                    let has_part = |worker: Uuid| before.2 == Some(worker) || before.3 == Some(worker);
                    let is_delivered = acts.iter().any(|(worker, act)| matches!(act, Act::Deliver) && has_part(*worker));
                    prop_assert!(state != "done" || is_delivered, "a stranger delivered: {acts:?}");
                    let holder_acts = acts.iter().any(|(worker, _)| before.2 == Some(*worker));
                    if before.0 == "leased" && !holder_acts && !is_delivered {
                        prop_assert_eq!(
                            (state.as_str(), before.2),
                            ("leased", after.2),
                            "a hedge spoke for the holder: {:?}",
                            acts
                        );
                    }
                }
                // Never stuck: whoever comes when all are gone can end what has not ended.
                for worker in workers {
                    expire(&mut scene.observer, worker).await;
                }
                let dead = scene.look().await.0 == "dead";
                prop_assert_eq!(dead, scene.store.replay_job(0).await.unwrap() == Replay::Queued);
                let last = Uuid::now_v7();
                scene.act([(last, Act::Lease), (last, Act::Prolong)]).await;
                scene.act([(last, Act::Deliver), (last, Act::Deliver)]).await;
                prop_assert_eq!(scene.look().await.4, 1);
                Ok(())
            })
        })
        .unwrap();
}
