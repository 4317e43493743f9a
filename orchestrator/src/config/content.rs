//! Where content is kept, where it comes from, and when it goes.

use std::{path::PathBuf, sync::Arc, time::Duration};

use ainur_content::{Gateway, Kubo, Mirror, Source, Sources};
use anyhow::{ensure, Context, Result};
use serde::Deserialize;

/// The content store.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its folder, for one service alone: the processes of that service share it.
    pub dir: PathBuf,
    /// What happens to content that nobody needs any more.
    #[serde(default)]
    pub collect: Collect,
    /// A Kubo node's RPC interface, `http://host:port`, that is asked first for what is not here, and keeps copies of what is
    /// added here for as long as that is needed.
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

    /// Who keeps copies of what is added here, if anybody.
    pub fn mirror(&self) -> Result<Option<Arc<dyn Mirror>>> {
        let kubo = self.kubo.as_deref().map(Kubo::new).transpose().context("content.kubo")?;
        Ok(kubo.map(|kubo| Arc::new(kubo) as Arc<dyn Mirror>))
    }

    pub(super) fn check(&self) -> Result<()> {
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
