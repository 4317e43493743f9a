//! What can be set. The only place that reads the environment.

mod content;
mod embeddings;
mod operator;
#[cfg(test)]
mod tests;
mod work;

use std::{net::SocketAddr, path::PathBuf};

use ainur_outbound::Policy;
use anyhow::{ensure, Context, Result};
use figment2::{
    providers::{Env, Format, Toml},
    Figment,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

pub use self::{
    content::{Collect, Content},
    embeddings::Embeddings,
    operator::Operator,
    work::Work,
};

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
    /// The keys that bid, deliver and settle.
    pub operator: Operator,
    /// Which work is taken, and how.
    #[serde(default)]
    pub work: Work,
    /// Who says how alike tasks and agents are.
    #[serde(default)]
    pub embeddings: Embeddings,
    /// Where modules run.
    #[serde(default)]
    pub sandbox: Sandbox,
    /// Where requests may go that others have us send.
    #[serde(default)]
    pub outbound: Outbound,
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
    /// Most connections that queries share, 2 to 1,000. Each process has up to three more: to hear signals, to feel whether the database
    /// is there, and to lead or try to.
    #[serde(default = "Database::default_connections")]
    pub max_connections: u32,
}

impl Database {
    fn default_connections() -> u32 {
        16
    }
}

/// Where modules run.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Sandbox {
    /// A folder in which compiled modules are kept, so that none is compiled again after a restart; without one they are kept in
    /// memory only. What is in it is executed by those processes: it must belong to the user that runs the service, and nobody else may write to it.
    pub compiled_dir: Option<PathBuf>,
    /// Most bytes in that folder, 1 MiB to 1 TiB.
    pub compiled_bytes: u64,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self { compiled_dir: None, compiled_bytes: 1 << 30 }
    }
}

/// Where requests may go that others have us send, such as those to hosted agents. Addresses of the public internet always may.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct Outbound {
    /// Whether `http` is allowed beside `https`: whoever listens on the way reads inputs and outputs, and can change them.
    pub allow_http: bool,
    /// Ranges of addresses that are allowed although they are not of the public internet, such as `10.0.0.0/8`. Whoever owns an agent that
    /// is worked for here can have every address in them asked, so this wants `work.owners`.
    pub allow: Vec<String>,
    /// Ports that may be asked; at least one.
    pub ports: Vec<u16>,
}

impl Default for Outbound {
    fn default() -> Self {
        Self { allow_http: false, allow: Vec::new(), ports: vec![443] }
    }
}

impl Outbound {
    /// What of it the client needs to know.
    pub fn policy(&self) -> Result<Policy> {
        Policy::new(self.allow_http, &self.allow, &self.ports).context("outbound")
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
            ensure!(file.is_file(), "there is no file {}", file.display());
            figment = figment.merge(Toml::file(file).search(false));
        }
        let config: Self = figment.merge(environment()).extract().context("the settings cannot be used")?;
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
        self.operator.check()?;
        self.work.check()?;
        self.embeddings.check(self.work.strategy)?;
        ensure!((1 << 20..=1 << 40).contains(&self.sandbox.compiled_bytes), "sandbox.compiled_bytes: 1 MiB to 1 TiB");
        self.outbound.policy()?;
        let serves_everybody = self.work.owners.is_none();
        ensure!(
            self.outbound.allow.is_empty() || !serves_everybody,
            "outbound.allow: only with work.owners, who can have it asked"
        );
        Ok(())
    }
}

/// Variables without a section, like those of the build, are not ours.
fn environment() -> Env {
    Env::prefixed("AINUR_").filter(|key| key.as_str().contains("__")).split("__")
}
