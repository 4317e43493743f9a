//! What can be set. The only place that reads the environment.

use std::{collections::HashSet, net::SocketAddr, path::PathBuf, time::Duration};

use ainur_chain::AccountId;
use ainur_content::{Gateway, Kubo, Source, Sources};
use ainur_primitives::BlockNumber;
use ainur_sandbox::{Limit, Limits};
use anyhow::{ensure, Context, Result};
use figment2::{
    providers::{Env, Format, Toml},
    Figment,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{matching::Strategy, pricing::Pricing};

/// All settings, checked.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The HTTP interface.
    #[serde(default)]
    pub http: Http,
    /// The node.
    #[serde(default)]
    pub chain: Chain,
    /// The database.
    pub database: Database,
    /// The content store.
    pub content: Content,
    /// The key that bids, delivers and settles.
    pub operator: Operator,
    /// Which work is taken, and how.
    #[serde(default)]
    pub work: Work,
    /// Where modules run.
    #[serde(default)]
    pub sandbox: Sandbox,
    /// How the work of others is looked after.
    #[serde(default)]
    pub verify: Verify,
    /// What is logged.
    #[serde(default)]
    pub log: Log,
}

/// The HTTP interface.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// A file to which the address is written once it listens.
    pub address_file: Option<PathBuf>,
    /// The bearer token for writes in the operator's name; without one there are none. At least 32 characters.
    pub operator_token: Option<SecretString>,
    /// Most connections at a time, 1 to 100,000.
    pub max_connections: usize,
    /// Largest content that can be added, in bytes, up to 32 MiB.
    pub max_body: usize,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            address_file: None,
            operator_token: None,
            max_connections: 1_000,
            max_body: 8 * 1024 * 1024,
        }
    }
}

/// The node.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Chain {
    /// Its WebSocket URL. The node must keep the state of blocks that are not indexed yet.
    pub url: String,
}

impl Default for Chain {
    fn default() -> Self {
        Self { url: "ws://127.0.0.1:9944".into() }
    }
}

/// The database.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Where it is, with the password.
    pub url: SecretString,
    /// Most connections, 2 to 1,000.
    #[serde(default = "Database::default_connections")]
    pub max_connections: u32,
}

impl Database {
    fn default_connections() -> u32 {
        16
    }
}

/// The content store.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its folder, for one service alone: the processes of that service share it.
    pub dir: PathBuf,
    /// What happens to content that nobody needs any more.
    #[serde(default)]
    pub collect: Collect,
    /// A Kubo node's RPC interface, `http://host:port`, that is asked first for what is not here.
    pub kubo: Option<String>,
    /// Trustless gateways that are asked next, in this order; at most 16.
    #[serde(default)]
    pub gateways: Vec<String>,
    /// How long those are waited for.
    #[serde(default)]
    pub patience: Patience,
}

impl Content {
    /// All who are asked for what is not here.
    pub fn sources(&self) -> Result<Sources> {
        let mut sources: Vec<Box<dyn Source>> = Vec::new();
        if let Some(rpc) = &self.kubo {
            sources.push(Box::new(Kubo::new(rpc).context("content.kubo")?));
        }
        for gateway in &self.gateways {
            sources.push(Box::new(Gateway::new(gateway).context("content.gateways")?));
        }
        let Patience { block_seconds, file_seconds } = self.patience;
        Ok(Sources::new(sources, Duration::from_secs(block_seconds), Duration::from_secs(file_seconds)))
    }

    fn check(&self) -> Result<()> {
        self.collect.check()?;
        self.sources()?;
        ensure!(self.gateways.len() <= 16, "content.gateways: at most 16");
        let Patience { block_seconds, file_seconds } = self.patience;
        ensure!((1..=300).contains(&block_seconds), "content.patience.block_seconds: 1 to 300");
        ensure!((1..=3_600).contains(&file_seconds), "content.patience.file_seconds: 1 to 3,600");
        Ok(())
    }
}

/// How long others are waited for who may have content.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Patience {
    /// Seconds that each is given for a block, 1 to 300.
    pub block_seconds: u64,
    /// Seconds that all together are given for a file, 1 to 3,600.
    pub file_seconds: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self { block_seconds: 10, file_seconds: 120 }
    }
}

/// What happens to content that neither agents nor open tasks name.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Collect {
    /// Seconds between two times that it is removed, 10 to 604,800; 0 to keep everything.
    pub every_seconds: u64,
    /// Seconds for which it stays since it was added or last needed, 600 to 315,360,000. Within that time a task must name what was
    /// added for it, and the requester fetch what was delivered.
    pub min_age_seconds: u64,
}

impl Default for Collect {
    fn default() -> Self {
        Self { every_seconds: 3_600, min_age_seconds: 7 * 24 * 60 * 60 }
    }
}

impl Collect {
    /// The time between two collections; none when there are none.
    pub fn every(&self) -> Option<Duration> {
        (self.every_seconds > 0).then(|| Duration::from_secs(self.every_seconds))
    }

    /// For how long content stays that is not needed.
    pub fn min_age(&self) -> Duration {
        Duration::from_secs(self.min_age_seconds)
    }

    fn check(&self) -> Result<()> {
        let every = self.every_seconds;
        ensure!(every == 0 || (10..=604_800).contains(&every), "content.collect.every_seconds: 0, or 10 to 604,800");
        ensure!((600..=315_360_000).contains(&self.min_age_seconds), "content.collect.min_age_seconds: 600 to 315,360,000");
        Ok(())
    }
}

/// The key that bids, delivers and settles for the agents it operates.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// A mnemonic, a 0x seed, or a derivation path of the development phrase.
    pub secret: Option<SecretString>,
    /// A file that holds the same.
    pub secret_file: Option<PathBuf>,
}

impl Operator {
    /// The secret, wherever it stands.
    pub fn secret(&self) -> Result<SecretString> {
        match (&self.secret, &self.secret_file) {
            (Some(secret), None) => Ok(secret.clone()),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
                Ok(SecretString::from(text.trim()))
            }
            _ => anyhow::bail!("set either operator.secret or operator.secret_file"),
        }
    }
}

/// Which work is taken, and how.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Work {
    /// SS58 accounts whose agents are worked for; none for everybody who names our account as an agent's operator. The agent's
    /// owner is paid, and our account bears the fees: a service that is not meant for everybody says here whom it serves.
    pub owners: Option<HashSet<String>>,
    /// By what one of the agents that qualify for a task is picked to bid: `best_score`, `cheapest`, `fastest`, `least_loaded`,
    /// `round_robin` or `sticky`. Without it all of them bid, each for a fee, and the chain chooses.
    pub strategy: Option<Strategy>,
    /// What our agents ask: `fixed` for their usual price, `quoted` for what `GET /v1/agents/{id}/quote` says.
    pub pricing: Pricing,
    /// Duration promised in bids, in blocks, unless the task allows less; at least 1.
    pub promised_blocks: BlockNumber,
    /// Jobs run at a time, 1 to 1,000.
    pub parallel: u16,
    /// Seconds for which a worker holds a job without a sign of life, 5 to 3,600.
    pub lease_seconds: u64,
    /// Attempts at a job that fails through no fault of the agent's, 1 to 100. Then it is given up until the operator replays it.
    pub attempts: u8,
    /// Days for which jobs are kept after their end, with receipts and logs, 1 to 3,650.
    pub keep_jobs_days: u16,
    /// Fuel of one execution, 1 to 10^12.
    pub fuel: u64,
    /// Blocks for which a signature is good: a power of two from 8 to 4,096.
    pub mortality: u32,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            owners: None,
            strategy: None,
            pricing: Pricing::Fixed,
            promised_blocks: 30,
            parallel: 4,
            lease_seconds: 30,
            attempts: 10,
            keep_jobs_days: 90,
            fuel: 10_000_000_000,
            mortality: 64,
        }
    }
}

impl Work {
    /// Whether work is done for the agents of this owner.
    pub fn takes(&self, owner: &str) -> bool {
        self.owners.as_ref().is_none_or(|owners| owners.contains(owner))
    }

    /// How long a lease lasts.
    pub fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }

    /// How long jobs are kept after their end.
    pub fn keep_jobs(&self) -> Duration {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        DAY.saturating_mul(self.keep_jobs_days.into())
    }
}

/// Where modules run.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Sandbox {
    /// A folder in which compiled modules are kept, so that none is compiled again after a restart; without one they are kept in
    /// memory only. What is in it is executed: it must belong to the user that runs the service, and nobody else may write to it.
    pub compiled_dir: Option<PathBuf>,
    /// Most bytes in that folder, 1 MiB to 1 TiB.
    pub compiled_bytes: u64,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self { compiled_dir: None, compiled_bytes: 1 << 30 }
    }
}

/// How the work of others is looked after. Whoever is drawn into a committee votes in any case.
#[derive(Deserialize, Clone, Copy, Debug, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Verify {
    /// Whether all work that can be run again is, and what is wrong disputed. The operator's account must have a seat among the
    /// verifiers and money for bonds; a bond that is lost to a wrong objection is lost.
    pub watch: bool,
}

/// What is logged.
#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// As text or as JSON.
    pub format: LogFormat,
    /// Which, in the syntax of tracing's `EnvFilter`.
    pub filter: Option<String>,
}

/// The shape of a log line.
#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

impl Log {
    /// Begins to log to stderr.
    pub fn install(&self) {
        let filter = self.filter.as_deref().unwrap_or("info,sqlx=warn");
        let builder =
            tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::new(filter)).with_writer(std::io::stderr);
        match self.format {
            LogFormat::Text => builder.init(),
            LogFormat::Json => builder.json().init(),
        }
    }
}

impl Config {
    /// Reads the file and the environment.
    ///
    /// # Errors
    ///
    /// When something is missing, unknown or out of its range; the message names it.
    pub fn load(file: Option<&std::path::Path>) -> Result<Self> {
        let mut figment = Figment::new();
        if let Some(file) = file {
            figment = figment.merge(Toml::file(file).search(false));
        }
        let config: Self = figment.merge(environment()).extract().context("the settings are not complete")?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let token = self.http.operator_token.as_ref().map(|token| token.expose_secret().len());
        ensure!(token.is_none_or(|length| length >= 32), "http.operator_token: at least 32 characters");
        ensure!((1..=100_000).contains(&self.http.max_connections), "http.max_connections: 1 to 100,000");
        ensure!((1..=32 * 1024 * 1024).contains(&self.http.max_body), "http.max_body: 1 byte to 32 MiB");
        ensure!((2..=1_000).contains(&self.database.max_connections), "database.max_connections: 2 to 1,000");
        self.content.check()?;
        ensure!(self.work.promised_blocks > 0, "work.promised_blocks: at least 1");
        ensure!((1..=1_000).contains(&self.work.parallel), "work.parallel: 1 to 1,000");
        ensure!((5..=3_600).contains(&self.work.lease_seconds), "work.lease_seconds: 5 to 3,600");
        ensure!((1..=100).contains(&self.work.attempts), "work.attempts: 1 to 100");
        ensure!((1..=3_650).contains(&self.work.keep_jobs_days), "work.keep_jobs_days: 1 to 3,650");
        Limits::default().with(Limit::Fuel, self.work.fuel).context("work.fuel")?;
        for owner in self.work.owners.iter().flatten() {
            ensure!(owner.parse::<AccountId>().is_ok(), "work.owners: {owner:?} is no SS58 account");
        }
        ensure!((1 << 20..=1 << 40).contains(&self.sandbox.compiled_bytes), "sandbox.compiled_bytes: 1 MiB to 1 TiB");
        let mortality = self.work.mortality;
        ensure!((8..=4_096).contains(&mortality) && mortality.is_power_of_two(), "work.mortality: a power of two, 8 to 4,096");
        Ok(())
    }
}

/// Variables without a section, like those of the build, are not ours.
fn environment() -> Env {
    Env::prefixed("AINUR_").filter(|key| key.as_str().contains("__")).split("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = r#"
        [database]
        url = "postgres://user:hidden-password@localhost/db"
        [content]
        dir = "content"
        [operator]
        secret = "//HiddenKey"
    "#;

    fn parse(more: &str) -> Result<Config> {
        let config: Config = Figment::new().merge(Toml::string(LEAST)).merge(Toml::string(more)).extract()?;
        config.check()?;
        Ok(config)
    }

    #[test]
    fn the_least_settings_suffice() {
        assert_eq!(parse("").unwrap().work.mortality, 64);
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        for (setting, name) in [
            ("work.mortality = 63", "work.mortality"),
            ("work.parallel = 0", "work.parallel"),
            ("work.lease_seconds = 1", "work.lease_seconds"),
            ("work.attempts = 0", "work.attempts"),
            ("work.keep_jobs_days = 0", "work.keep_jobs_days"),
            ("work.promised_blocks = 0", "work.promised_blocks"),
            ("work.fuel = 0", "work.fuel"),
            ("work.owners = [\"nobody\"]", "work.owners"),
            ("sandbox.compiled_bytes = 1000", "sandbox.compiled_bytes"),
            ("http.max_body = 0", "http.max_body"),
            ("http.max_connections = 0", "http.max_connections"),
            ("http.operator_token = \"short\"", "http.operator_token"),
            ("database.max_connections = 1", "database.max_connections"),
            ("content.collect.every_seconds = 9", "content.collect.every_seconds"),
            ("content.collect.min_age_seconds = 599", "content.collect.min_age_seconds"),
            ("content.patience.block_seconds = 0", "content.patience.block_seconds"),
            ("content.patience.file_seconds = 0", "content.patience.file_seconds"),
            ("content.kubo = \"https://host\"", "content.kubo"),
            ("content.gateways = [\"nonsense\"]", "content.gateways"),
        ] {
            let error = parse(setting).unwrap_err().to_string();
            assert!(error.contains(name), "{setting}: {error}");
        }
    }

    #[test]
    fn a_strategy_is_named() {
        assert_eq!(parse("").unwrap().work.strategy, None);
        assert_eq!(parse("work.strategy = \"least_loaded\"").unwrap().work.strategy, Some(Strategy::LeastLoaded));
    }

    #[test]
    fn prices_are_fixed_unless_they_are_said_to_be_quoted() {
        assert_eq!(parse("").unwrap().work.pricing, Pricing::Fixed);
        assert_eq!(parse("work.pricing = \"quoted\"").unwrap().work.pricing, Pricing::Quoted);
    }

    #[test]
    fn what_is_unknown_is_refused() {
        assert!(parse("work.strategy = \"worst\"").unwrap_err().to_string().contains("worst"));
        assert!(parse("work.paralel = 3").unwrap_err().to_string().contains("paralel"));
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!("{:?}", parse("http.operator_token = \"0123456789abcdef0123456789abcdef\"").unwrap());
        for secret in ["hidden-password", "HiddenKey", "0123456789abcdef"] {
            assert!(!shown.contains(secret));
        }
    }

    #[test]
    fn one_secret_is_wanted() {
        let none = Operator { secret: None, secret_file: None };
        assert!(none.secret().is_err());
    }
}
