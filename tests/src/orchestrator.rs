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

    /// Starts an orchestrator that runs again what others deliver. It shares their content, as by a network of stores.
    pub async fn start_watching(folder: &Path, content: &Path, node: &Node, database: &str, secret: &str) -> Result<Self> {
        Self::start_with(folder, content, node, database, |command| {
            command.env("AINUR_OPERATOR__SECRET", secret).env("AINUR_VERIFY__WATCH", "true");
        })
        .await
    }

    /// Starts another process of an orchestrator: the same account, database and content.
    pub async fn start_beside(folder: &Path, content: &Path, node: &Node, database: &str, secret: &str) -> Result<Self> {
        Self::start_with(folder, content, node, database, |command| {
            command.env("AINUR_OPERATOR__SECRET", secret);
        })
        .await
    }

    async fn start_with(
        folder: &Path,
        content: &Path,
        node: &Node,
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
            join(command, content, node, database);
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

    /// Kills the orchestrator as a power cut would.
    pub fn kill(self) -> Result<()> {
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
            join(command, content, node, database);
        })?;
        process.announces("that it is ready", PATIENCE, |output| output.contains("ready").then_some(())).await?;
        Ok(Self(process))
    }

    /// Kills the worker as a power cut would.
    pub fn kill(self) -> Result<()> {
        self.0.kill()
    }
}

/// Has a process work on this chain, this database and this content.
fn join(command: &mut Command, content: &Path, node: &Node, database: &str) {
    command.env("AINUR_CHAIN__URL", node.url()).env("AINUR_DATABASE__URL", database).env("AINUR_CONTENT__DIR", content);
}
