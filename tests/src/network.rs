//! A chain of several validators, each a process of its own.

pub mod chronicle;
mod specification;
mod validator;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{ensure, Context, Result};

use crate::{process::Process, wait};
use chronicle::Chronicle;
use validator::Seat;
pub use validator::{Keys, Validator, View};

/// The well-known keys that validators take, in this order.
pub const NAMES: [&str; 8] = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie", "One", "Two"];

/// How long a network may take for what takes a minute on a machine that does nothing else, such as the start of four nodes at
/// once: half of what a test may take.
pub const PATIENCE: Duration = Duration::from_secs(240);

/// Validators of one chain. Whatever was started ends with it.
pub struct Network {
    validators: Vec<Validator>,
    folder: PathBuf,
    specification: PathBuf,
}

impl Network {
    /// Starts a chain of so many validators, of the preset `local` but for who they are, with everything in `folder`.
    ///
    /// # Errors
    ///
    /// When there are no keys for so many, or one of them does not start.
    pub async fn start(folder: &Path, count: usize) -> Result<Self> {
        Self::start_as(folder, count, None).await
    }

    /// Starts such a chain with sessions of so many slots, ten at least.
    pub async fn start_with_sessions(folder: &Path, count: usize, slots: u32) -> Result<Self> {
        Self::start_as(folder, count, Some(slots)).await
    }

    async fn start_as(folder: &Path, count: usize, session: Option<u32>) -> Result<Self> {
        ensure!((1..=NAMES.len()).contains(&count), "a network has 1 to {} validators", NAMES.len());
        let seats = NAMES.iter().take(count).map(|name| Seat::prepare(folder, name, Keys::WellKnown));
        let seats = seats.collect::<Result<Vec<_>>>()?;
        let specification = specification::write(folder, &seats, session)?;
        let validators = seats.into_iter().map(|seat| Validator::new(seat, specification.clone(), count == 1)).collect();
        let mut network = Self { validators, folder: folder.to_owned(), specification };
        network.start_stopped().await?;
        Ok(network)
    }

    /// Starts another node that is ready to validate, with whatever keys it makes, and waits until it can be asked.
    pub async fn admit(&mut self, name: &'static str) -> Result<()> {
        let seat = Seat::prepare(&self.folder, name, Keys::Own)?;
        self.validators.push(Validator::new(seat, self.specification.clone(), false));
        self.start_stopped().await
    }

    /// Starts another node with a copy of the session keys that one has made, as whoever restores a backup would, to use some of them.
    pub async fn double(&mut self, name: &str, twin: &'static str, keys: Keys) -> Result<()> {
        let seat = Seat::prepare(&self.folder, twin, keys)?;
        seat.copy_keys(&self.validator(name)?.seat)?;
        self.validators.push(Validator::new(seat, self.specification.clone(), false));
        self.start_stopped().await
    }

    /// Starts everybody who does not run, all at once, and waits until each can be asked.
    pub async fn start_stopped(&mut self) -> Result<()> {
        self.start_whoever(|_| true).await
    }

    /// Starts those of these names that do not run, and leaves others alone.
    pub async fn start_again(&mut self, names: &[&str]) -> Result<()> {
        self.start_whoever(|name| names.contains(&name)).await
    }

    async fn start_whoever(&mut self, is_meant: impl Fn(&str) -> bool) -> Result<()> {
        let stopped = self.validators.iter_mut().filter(|validator| !validator.is_up() && is_meant(validator.name()));
        let mut stopped: Vec<_> = stopped.collect();
        for validator in &mut stopped {
            validator.launch()?;
        }
        for validator in stopped {
            validator.listens().await?;
        }
        Ok(())
    }

    /// Everybody: those of genesis in the order of [`NAMES`], then who came later.
    pub fn validators(&self) -> &[Validator] {
        &self.validators
    }

    /// Everybody, to be stopped and started.
    pub fn validators_mut(&mut self) -> &mut [Validator] {
        &mut self.validators
    }

    /// The validator of this name.
    pub fn validator(&self, name: &str) -> Result<&Validator> {
        self.validators.iter().find(|validator| validator.name() == name).with_context(|| format!("{name} has no seat"))
    }

    /// The validator of this name, to be stopped and started.
    pub fn validator_mut(&mut self, name: &str) -> Result<&mut Validator> {
        self.validators.iter_mut().find(|validator| validator.name() == name).with_context(|| format!("{name} has no seat"))
    }

    /// Those that run.
    pub fn running(&self) -> impl Iterator<Item = &Validator> {
        self.validators.iter().filter(|validator| validator.is_up())
    }

    /// What the first that runs shows.
    pub async fn view(&self) -> Result<View> {
        let validator = self.running().next().context("nobody runs")?;
        let what = format!("{} to answer", validator.name());
        wait::until(&what, PATIENCE, || async { Ok(Some(validator.view().await?)) }).await
    }

    /// What is final, as the first that runs shows it, for as long as that one runs.
    pub async fn chronicle(&self) -> Result<Chronicle> {
        let validator = self.running().next().context("nobody runs")?;
        Chronicle::open(validator.client().await?, &validator.url()).await
    }

    /// Waits until everybody who runs has the same final block at this height, and gives back its hash.
    pub async fn agrees_on(&self, height: u32) -> Result<String> {
        wait::until(&format!("block {height} to be final for everybody"), PATIENCE, || async move {
            let mut agreed = None;
            for validator in self.running() {
                if validator.view().await?.finalised < height {
                    return Ok(None);
                }
                let hash = validator.hash(height).await?;
                let agreed = agreed.get_or_insert_with(|| hash.clone());
                ensure!(*agreed == hash, "{} has {hash} at height {height}, others have {agreed}", validator.name());
            }
            Ok(agreed)
        })
        .await
    }

    /// Stops everybody in order.
    pub async fn stop(self) -> Result<()> {
        let processes: Vec<Process> = self.validators.into_iter().filter_map(Validator::into_process).collect();
        for process in &processes {
            process.ask_to_end()?;
        }
        for process in processes {
            process.stop().await?;
        }
        Ok(())
    }
}
