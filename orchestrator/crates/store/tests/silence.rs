//! Whoever waits for a database that gives no sign of life any more is told so, whatever was asked.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

use std::{
    future::pending,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
    time::Duration,
};

use ainur_store::{outbox, Settings, Store, StoreError};
use ainur_test_postgres::Postgres;
use futures::{
    future::{join_all, BoxFuture},
    FutureExt,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// Longer than it takes to notice, a few times where a transaction is made again.
const PATIENCE: Duration = Duration::from_secs(90);
/// The other limits: none of them helps.
const HOURS: Duration = Duration::from_secs(7_200);

/// What clients may still send over each connection that there is, in pieces, before the way forgets it. Without a number it carries all.
type Left = Option<usize>;

/// A way to the database that can be made to forget all its connections without a word. They stay open.
struct Way {
    left: watch::Sender<Left>,
    /// Whether it has forgotten one.
    has_forgotten: Arc<AtomicBool>,
    url: String,
    _serving: JoinSet<()>,
}

impl Way {
    async fn to(postgres: &Postgres) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://ainur@{}/postgres", listener.local_addr().unwrap());
        let (left, state) = watch::channel(None);
        let has_forgotten = Arc::<AtomicBool>::default();
        let forgotten = Arc::clone(&has_forgotten);
        let database = postgres.address();
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(database).await.unwrap();
                lines.spawn(carry(client, server, state.clone(), forgotten.clone()));
            }
        });
        Self { left, has_forgotten, url, _serving: serving }
    }

    async fn store(&self) -> Store {
        let settings =
            Settings { url: self.url.clone().into(), max_connections: 1, acquire_timeout: HOURS, statement_timeout: HOURS };
        let store = Store::connect(&settings).await.unwrap();
        store.migrate().await.unwrap();
        // Of a connection that was used just now nobody asks whether it still is one.
        store.ping().await.unwrap();
        store
    }
}

async fn carry(mut client: TcpStream, mut server: TcpStream, state: watch::Receiver<Left>, forgotten: Arc<AtomicBool>) {
    let (mut asking, mut hearing) = client.split();
    let (mut answering, mut asked) = server.split();
    let mut carried = 0;
    let there = async {
        let mut piece = Vec::with_capacity(65_536);
        while let Ok(1..) = asking.read_buf(&mut piece).await {
            if state.borrow().is_some_and(|left| carried >= left) {
                forgotten.store(true, Ordering::Relaxed);
                // Neither end hears that nobody carries anything any more.
                pending::<()>().await;
            }
            carried += usize::from(state.borrow().is_some());
            asked.write_all(&piece).await.unwrap();
            piece.clear();
        }
    };
    tokio::select! {
        () = there => {}
        _ = tokio::io::copy(&mut answering, &mut hearing) => {}
    }
}

/// Whether what was asked failed.
type Failed = BoxFuture<'static, bool>;

const ASKED: [fn(Store) -> Failed; 5] = [
    |store| Box::pin(async move { store.cursor().await.is_err() }),
    |store| Box::pin(async move { store.submission_by_key("one").await.is_err() }),
    |store| Box::pin(async move { store.enqueue("one", "signer", b"call").await.is_err() }),
    |store| Box::pin(async move { store.migrate().await.is_err() }),
    |store| Box::pin(async move { change(&store).await.is_err() }),
];

async fn change(store: &Store) -> Result<(), StoreError> {
    store
        .transaction(|connection| Box::pin(async move { outbox::enqueue(connection, "two", "signer", b"call").await.map(drop) }))
        .await
}

#[tokio::test]
async fn nobody_waits_for_a_database_that_is_silent() {
    let postgres = Postgres::start(false).unwrap();
    let all = ASKED.map(|ask| {
        let postgres = &postgres;
        async move {
            let way = Way::to(postgres).await;
            let store = way.store().await;
            way.left.send_replace(Some(0));
            timeout(PATIENCE, ask(store)).await
        }
    });
    for failed in join_all(all).await {
        assert_eq!(failed, Ok(true));
    }
}

/// Everything that is asked of a connection: a read, a sign of life after it lay idle, a read that is cut off and what it left behind, a
/// change, and one that fails.
async fn use_in_every_way(store: &Store) -> Result<(), StoreError> {
    /// Longer than a connection lies idle before it is mistrusted.
    const IDLE: Duration = Duration::from_millis(150);
    store.cursor().await?;
    sleep(IDLE).await;
    store.cursor().await?;
    drop(store.cursor().now_or_never());
    change(store).await?;
    let failed: Result<(), _> = store.transaction(|_| Box::pin(async { Err(StoreError::BrokenOff) })).await;
    match failed {
        Err(StoreError::BrokenOff) => Ok(()),
        other => other,
    }
}

/// Uses a store of its own, over a way that forgets each connection after so many pieces, until it notices, and then again until all
/// is well. Returns whether everything was asked before anything was forgotten.
async fn heals(postgres: &Postgres, left: usize) -> bool {
    let way = Way::to(postgres).await;
    let store = way.store().await;
    way.left.send_replace(Some(left));
    let mut rounds = 0;
    let until_silent = async {
        // It may heal without anybody noticing.
        while use_in_every_way(&store).await.is_ok() && !way.has_forgotten.load(Ordering::Relaxed) {
            rounds += 1;
        }
    };
    timeout(PATIENCE, until_silent).await.unwrap();
    way.left.send_replace(None);
    let until_healed = async { while use_in_every_way(&store).await.is_err() {} };
    assert_eq!(timeout(PATIENCE, until_healed).await, Ok(()), "forgotten after {left} pieces");
    store.close().await;
    rounds > 0
}

#[tokio::test]
async fn a_connection_that_is_forgotten_at_whichever_message_does_not_keep_its_place() {
    /// As many at once as the server has connections for.
    const AT_ONCE: usize = 25;
    /// More than are sent by all that, by far: on a slow machine more signs of life are asked for.
    const MOST_PIECES: usize = 75;
    let postgres = Postgres::start(false).unwrap();
    for first in (0..MOST_PIECES).step_by(AT_ONCE) {
        let all_was_asked = join_all((first..first + AT_ONCE).map(|left| heals(&postgres, left))).await;
        if all_was_asked.contains(&true) {
            return;
        }
    }
    panic!("not everything is asked in {MOST_PIECES} pieces");
}
