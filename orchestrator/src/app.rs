//! How it is all wired.

use std::{path::PathBuf, sync::Arc, time::Duration};

use ainur_chain::{Chain as _, RpcChain, RpcSettings};
use ainur_content::DiskStore;
use ainur_outbound::SystemResolver;
use ainur_sandbox::{DiskCache, Program, Workers};
use ainur_store::{leadership, Settings, Store};
use anyhow::{anyhow, ensure, Context as _, Result};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    circuit::{Board, Checkups},
    config::{self, Config},
    http,
    reconcile::{self, Context, Endpoints, Texts, Wake},
};

/// Largest content that is kept, in bytes.
const MAX_CONTENT: u64 = 32 * 1024 * 1024;

/// Everything that is needed to serve and to work.
pub struct App {
    config: Config,
    context: Context,
}

impl App {
    /// Reaches everything once, so that a wrong setting shows at once.
    ///
    /// # Errors
    ///
    /// When the database, the node, the content folder or the processes for modules cannot be used.
    pub async fn build(mut config: Config) -> Result<Self> {
        let accounts = config.operator.accounts()?;
        let store = connect(&config).await?;
        store.migrate().await?;
        let chain = RpcChain::connect(&config.chain.url, RpcSettings::default())
            .await
            .with_context(|| format!("cannot reach the node at {}", config.chain.url))?;
        let genesis = chain.runtime().await?.info().genesis_hash;
        ensure!(
            store.genesis().await?.is_none_or(|recorded| recorded == genesis),
            "the database holds another chain than the node at {}: use one that belongs to it, or an empty one",
            config.chain.url
        );
        let content = DiskStore::open(&config.content.dir, MAX_CONTENT)
            .with_context(|| format!("cannot use the content folder {}", config.content.dir.display()))?;
        let work = std::mem::take(&mut config.work);
        let sandbox = workers(work.parallel, &config.sandbox).await?;
        let context = Context {
            store,
            chain: Arc::new(chain),
            content: Arc::new(content),
            sources: Arc::new(config.content.sources()?),
            mirror: config.content.mirror()?,
            sandbox: Arc::new(sandbox),
            outbound: ainur_outbound::Client::new(config.outbound.policy()?, Arc::new(SystemResolver)),
            endpoints: Endpoints::default(),
            texts: Texts::new(config.embeddings.embedder()?),
            accounts,
            work: Arc::new(work),
            verify: config.verify,
            collect: config.content.collect,
            wake: Wake::default(),
            rota: Arc::default(),
            circuits: Board::default(),
            checkups: Checkups::default(),
        };
        tracing::info!(operator = context.operator(), accounts = ?context.accounts.names(), "ready");
        Ok(Self { config, context })
    }

    /// Serves HTTP, works, and leads unless another process does, until the shutdown.
    pub async fn serve(self, shutdown: CancellationToken) -> Result<()> {
        let Self { config, context } = self;
        let listener =
            TcpListener::bind(config.http.listen).await.with_context(|| format!("cannot listen on {}", config.http.listen))?;
        announce(&config.http, &listener)?;
        let mut tasks = JoinSet::new();
        tasks.spawn(lead(context.clone(), shutdown.clone()));
        tasks.spawn(reconcile::listen::run(context.clone(), shutdown.clone()));
        tasks.spawn(reconcile::execute::run(context.clone(), shutdown.clone()));
        tasks.spawn(reconcile::checkup::run(context.clone(), shutdown.clone()));
        let router = http::router(context.clone(), &config.http, shutdown.clone());
        tasks.spawn(http::serve(listener, router, config.http.max_connections, shutdown.clone()));
        finish(tasks, context, shutdown).await
    }

    /// Only works, until the shutdown.
    pub async fn work(self, shutdown: CancellationToken) -> Result<()> {
        let mut tasks = JoinSet::new();
        tasks.spawn(reconcile::listen::run(self.context.clone(), shutdown.clone()));
        tasks.spawn(reconcile::execute::run(self.context.clone(), shutdown.clone()));
        finish(tasks, self.context, shutdown).await
    }
}

/// Brings the schema up to date.
pub async fn migrate(config: &Config) -> Result<()> {
    Ok(connect(config).await?.migrate().await?)
}

async fn connect(config: &Config) -> Result<Store> {
    let settings = Settings {
        url: config.database.url.clone(),
        max_connections: config.database.max_connections,
        acquire_timeout: Duration::from_secs(10),
        statement_timeout: Duration::from_secs(30),
    };
    Store::connect(&settings).await.context("cannot reach the database")
}

/// The processes in which modules run, so many at a time: this program again, even after its file was replaced.
async fn workers(places: u16, settings: &config::Sandbox) -> Result<Workers> {
    let program = Program { path: "/proc/self/exe".into(), arguments: vec!["sandbox-worker".to_owned()] };
    Ok(Workers::start(program, places.try_into().context("work.parallel")?, disk_cache(settings)?).await?)
}

/// Where compiled modules are kept, if anywhere.
fn disk_cache(settings: &config::Sandbox) -> Result<Option<DiskCache>> {
    let open = |folder: &PathBuf| {
        DiskCache::open(folder, settings.compiled_bytes)
            .with_context(|| format!("cannot use the folder for compiled modules {}", folder.display()))
    };
    settings.compiled_dir.as_ref().map(open).transpose()
}

/// Runs what only one process may run, for as long as this one leads.
async fn lead(context: Context, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        if let Err(error) = term(&context, &shutdown).await {
            tracing::warn!(error = format!("{error:#}"), "this process cannot lead");
        }
        wait(&shutdown, leadership::ASKED_EVERY).await;
    }
}

/// Leads until the shutdown, the loss of the lock, or the end of a loop; not at all while another process does.
async fn term(context: &Context, shutdown: &CancellationToken) -> Result<()> {
    let Some(mut leadership) = context.store.lead().await? else { return Ok(()) };
    tracing::info!("this process leads");
    let term = shutdown.child_token();
    let mut loops = JoinSet::new();
    loops.spawn(reconcile::index::run(context.clone(), term.clone()));
    loops.spawn(reconcile::matching::run(context.clone(), term.clone()));
    loops.spawn(reconcile::execute::plan(context.clone(), term.clone()));
    loops.spawn(reconcile::settle::run(context.clone(), term.clone()));
    loops.spawn(reconcile::verify::run(context.clone(), term.clone()));
    loops.spawn(reconcile::submit::run(context.clone(), term.clone()));
    loops.spawn(reconcile::stray::run(context.clone(), term.clone()));
    loops.spawn(reconcile::retain::run(context.clone(), term.clone()));
    loops.spawn(reconcile::bring::run(context.clone(), term.clone()));
    loops.spawn(reconcile::collect::run(context.clone(), term.clone()));
    loops.spawn(reconcile::mirror::run(context.clone(), term.clone()));
    let mut holds = true;
    while !term.is_cancelled() {
        holds = leadership.holds().await;
        if !holds {
            break;
        }
        tokio::select! {
            () = wait(&term, leadership::ASKED_EVERY) => {}
            // None ends by itself: it broke, and all of them begin anew.
            Some(ended) = loops.join_next() => {
                tracing::error!(error = ?ended.err(), "a reconciler ended");
                term.cancel();
            }
        }
    }
    // Nobody else leads before these have ended, unless the connection is gone; then what they still write is refused
    // by the database or repeated by the next leader.
    term.cancel();
    while loops.join_next().await.is_some() {}
    tracing::info!("this process no longer leads");
    // Where nobody answers there is nobody to tell: the lock goes with the connection.
    if holds {
        leadership.resign().await?;
    }
    Ok(())
}

async fn wait(token: &CancellationToken, time: Duration) {
    tokio::select! {
        () = token.cancelled() => {}
        () = tokio::time::sleep(time) => {}
    }
}

/// Waits for the end of all tasks; one that ends before the shutdown takes the others with it, and is an error.
async fn finish(mut tasks: JoinSet<()>, context: Context, shutdown: CancellationToken) -> Result<()> {
    let mut outcome = Ok(());
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            outcome = Err(error).context("a part of the service broke");
        } else if !shutdown.is_cancelled() {
            outcome = Err(anyhow!("a part of the service ended by itself"));
        }
        shutdown.cancel();
    }
    context.store.close().await;
    outcome
}

/// Says where the interface is.
fn announce(http: &crate::config::Http, listener: &TcpListener) -> Result<()> {
    let address = listener.local_addr()?;
    println!("listening on http://{address}");
    if let Some(file) = &http.address_file {
        // Whoever waits for the file must not read half of it.
        let draft = file.with_extension("draft");
        std::fs::write(&draft, address.to_string())?;
        std::fs::rename(&draft, file).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    /// Runs this as the only part of the service, until its end or the shutdown.
    async fn outcome(part: impl std::future::Future<Output = ()> + Send + 'static, shutdown: CancellationToken) -> Result<()> {
        let world = World::new().await;
        let mut tasks = JoinSet::new();
        tasks.spawn(part);
        finish(tasks, world.context.clone(), shutdown).await
    }

    #[test]
    fn should_not_start_with_compiled_modules_that_others_can_write() {
        let settings = |folder: &str| config::Sandbox { compiled_dir: Some(folder.into()), ..config::Sandbox::default() };
        assert!(disk_cache(&config::Sandbox::default()).unwrap().is_none());
        // Everybody can write there.
        let error = disk_cache(&settings("/tmp")).err().unwrap();
        assert!(format!("{error:#}").contains("others can write to it"), "{error:#}");
    }

    #[tokio::test]
    async fn should_end_well_when_it_was_asked_to() {
        let shutdown = CancellationToken::new();
        shutdown.cancel();
        outcome(shutdown.clone().cancelled_owned(), shutdown).await.unwrap();
    }

    #[tokio::test]
    async fn should_fail_when_a_part_ends_by_itself_or_breaks() {
        assert!(outcome(async {}, CancellationToken::new()).await.is_err());
        assert!(outcome(async { panic!("broken") }, CancellationToken::new()).await.is_err());
    }

    #[tokio::test]
    async fn should_lead_only_where_nobody_else_does() {
        let world = World::new().await;
        world.chain.finalise_to(1);
        let other = world.context.store.lead().await.unwrap().unwrap();
        let shutdown = CancellationToken::new();
        // Comes back at once, with nothing indexed.
        term(&world.context, &shutdown).await.unwrap();
        assert_eq!(world.context.height().await.unwrap(), Some(0));

        other.resign().await.unwrap();
        let (leading, _) = tokio::join!(term(&world.context, &shutdown), async {
            while world.context.height().await.unwrap() != Some(1) {
                tokio::task::yield_now().await;
            }
            shutdown.cancel();
        });
        leading.unwrap();
        assert!(world.context.store.lead().await.unwrap().is_some());
    }
}
