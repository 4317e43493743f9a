//! An orchestrator process.

use std::{path::Path, process::Command, time::Duration};

use anyhow::Result;

use crate::{api::Api, node::Node, process::Process};

/// How long an orchestrator may take to listen.
const PATIENCE: Duration = Duration::from_secs(60);
/// The bearer token for operator-submitted writes in tests.
const TOKEN: &str = "a-token-for-tests-of-at-least-32-characters";

/// A running orchestrator that serves and works.
pub struct Orchestrator {
    process: Process,
    address: String,
}

impl Orchestrator {
    /// Starts an orchestrator on the node and the database, with its content in the folder.
    pub async fn start(folder: &Path, node: &Node, database: &str, secret: &str) -> Result<Self> {
        Self::start_beside(folder, &folder.join("content"), node, database, secret).await
    }

    /// Starts an orchestrator that reaches the chain at this URL, through whatever stands before the node.
    pub async fn start_at(folder: &Path, chain: &str, database: &str, secret: &str) -> Result<Self> {
        Self::start_with(folder, &folder.join("content"), chain, database, |command| {
            command.env("AINUR_OPERATOR__SECRET", secret);
        })
        .await
    }

    /// Starts an orchestrator that runs again what others deliver. It shares their content, as by a network of stores.
    pub async fn start_watching(folder: &Path, content: &Path, node: &Node, database: &str, secret: &str) -> Result<Self> {
        Self::start_with(folder, content, &node.url(), database, |command| {
            command.env("AINUR_OPERATOR__SECRET", secret).env("AINUR_VERIFY__WATCH", "true");
        })
        .await
    }

    /// Starts an orchestrator with settings beside the usual ones.
    pub async fn start_set(
        folder: &Path,
        node: &Node,
        database: &str,
        secret: &str,
        settings: &[(&str, String)],
    ) -> Result<Self> {
        Self::start_with(folder, &folder.join("content"), &node.url(), database, |command| {
            command.env("AINUR_OPERATOR__SECRET", secret).envs(settings.iter().map(|(name, value)| (name, value)));
        })
        .await
    }

    /// Starts another process of an orchestrator: the same account, database and content.
    pub async fn start_beside(folder: &Path, content: &Path, node: &Node, database: &str, secret: &str) -> Result<Self> {
        Self::start_with(folder, content, &node.url(), database, |command| {
            command.env("AINUR_OPERATOR__SECRET", secret);
        })
        .await
    }

    async fn start_with(
        folder: &Path,
        content: &Path,
        chain: &str,
        database: &str,
        set: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let announcement = folder.join("orchestrator.address");
        if announcement.exists() {
            std::fs::remove_file(&announcement)?;
        }
        let mut process = Process::start("ainur-orchestrator", folder, |command| {
            command
                .arg("serve")
                .env("AINUR_HTTP__LISTEN", "127.0.0.1:0")
                .env("AINUR_HTTP__ADDRESS_FILE", &announcement)
                .env("AINUR_HTTP__OPERATOR_TOKEN", TOKEN);
            join(command, content, chain, database);
            set(command);
        })?;
        let address = process
            .announces("its address", PATIENCE, |_| std::fs::read_to_string(&announcement).ok().filter(|text| !text.is_empty()))
            .await?;
        Ok(Self { process, address: address.trim().to_owned() })
    }

    /// A client of the orchestrator.
    pub fn api(&self) -> Result<Api> {
        Api::new(&self.address, TOKEN)
    }

    /// Where the orchestrator listens, as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address.trim_start_matches("http://"))
    }

    /// The bearer token for writes in the operator's name.
    pub fn token(&self) -> &'static str {
        TOKEN
    }

    /// Makes sure that the orchestrator still runs; its last words if it does not.
    pub fn lives(&mut self) -> Result<()> {
        self.process.lives()
    }

    /// All that the orchestrator has logged so far.
    pub fn output(&self) -> Result<String> {
        self.process.output()
    }

    /// Kills the orchestrator as a power cut would.
    pub fn kill(mut self) -> Result<()> {
        self.process.kill()
    }

    /// Stops the orchestrator in order.
    pub async fn stop(self) -> Result<()> {
        self.process.stop().await
    }
}

/// A running orchestrator that only works.
pub struct Worker(Process);

impl Worker {
    /// Starts a worker beside the orchestrators on the same database and content.
    pub async fn start(folder: &Path, content: &Path, node: &Node, database: &str, secret: &str) -> Result<Self> {
        let mut process = Process::start("ainur-orchestrator", folder, |command| {
            command.arg("work").env("AINUR_OPERATOR__SECRET", secret);
            join(command, content, &node.url(), database);
        })?;
        process.announces("that it is ready", PATIENCE, |output| output.contains("ready").then_some(())).await?;
        Ok(Self(process))
    }

    /// Makes sure that the worker still runs; its last words if it does not.
    pub fn lives(&mut self) -> Result<()> {
        self.0.lives()
    }

    /// All that the worker has logged so far.
    pub fn output(&self) -> Result<String> {
        self.0.output()
    }

    /// Kills the worker as a power cut would.
    pub fn kill(mut self) -> Result<()> {
        self.0.kill()
    }
}

/// Has a process work on this chain, this database and this content.
fn join(command: &mut Command, content: &Path, chain: &str, database: &str) {
    command.env("AINUR_CHAIN__URL", chain).env("AINUR_DATABASE__URL", database).env("AINUR_CONTENT__DIR", content);
}
