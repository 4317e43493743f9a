//! Whoever waits for a database that gives no sign of life any more is told so, whatever was asked.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::time::Duration;

use ainur_store::{outbox, Settings, Store, StoreError};
use ainur_test_postgres::Postgres;
use futures::future::{join_all, BoxFuture};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::timeout,
};

/// Longer than it takes to notice, a few times where a transaction is made again.
const PATIENCE: Duration = Duration::from_secs(90);
/// The other limits: none of them helps.
const HOURS: Duration = Duration::from_secs(7_200);

/// A way to the database that can be made to forget all its connections without a word. They stay open.
struct Way {
    is_silent: watch::Sender<bool>,
    url: String,
    _serving: JoinSet<()>,
}

impl Way {
    async fn to(postgres: &Postgres) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://ainur@{}/postgres", listener.local_addr().unwrap());
        let (is_silent, state) = watch::channel(false);
        let database = postgres.address();
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let mut state = state.clone();
                lines.spawn(async move {
                    let mut server = TcpStream::connect(database).await.unwrap();
                    let until_silent = async { drop(state.wait_for(|is_silent| *is_silent).await) };
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => return,
                        () = until_silent => {}
                    }
                    // Neither end hears that nobody carries anything any more.
                    std::future::pending::<()>().await;
                });
            }
        });
        Self { is_silent, url, _serving: serving }
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
            let settings =
                Settings { url: way.url.clone().into(), max_connections: 1, acquire_timeout: HOURS, statement_timeout: HOURS };
            let store = Store::connect(&settings).await.unwrap();
            store.migrate().await.unwrap();
            // Of a connection that was used just now nobody asks whether it still is one.
            store.ping().await.unwrap();
            way.is_silent.send_replace(true);
            timeout(PATIENCE, ask(store)).await
        }
    });
    for failed in join_all(all).await {
        assert_eq!(failed, Ok(true));
    }
}
