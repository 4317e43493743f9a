//! How alike tasks are to the agents that could take them.

use std::{collections::HashMap, sync::Arc};

use ainur_embeddings::{EmbedError, Embedding, Remembered, Similarity};
use ainur_store::{agents::Agent, tasks::Task};
use cid::Cid;
use moka::sync::Cache;
use tokio::time::Instant;

use super::Context;
use crate::{
    hosting::MAX_MANIFEST,
    matching::about::{self, File},
};

/// Most bytes of texts that are remembered, with the identifiers of their files.
const REMEMBERED: u64 = 32 << 20;

/// Says how alike texts are. Remembers what descriptions and manifests say: what is behind an identifier never changes.
#[derive(Clone)]
pub struct Texts {
    embedder: Arc<Remembered>,
    read: Cache<(File, String), Arc<str>>,
}

impl Texts {
    /// Texts that this embedder compares.
    pub fn new(embedder: Remembered) -> Self {
        let size =
            |(_, cid): &(File, String), text: &Arc<str>| u32::try_from(cid.len().saturating_add(text.len())).unwrap_or(u32::MAX);
        Self { embedder: Arc::new(embedder), read: Cache::builder().max_capacity(REMEMBERED).weigher(size).build() }
    }

    /// Until when whoever begins to compare now should wait.
    pub fn deadline(&self) -> Instant {
        self.embedder.deadline()
    }
}

/// How alike some tasks and agents are.
#[derive(Default)]
pub struct Likeness {
    tasks: HashMap<i64, Embedding>,
    agents: HashMap<i64, Embedding>,
}

impl Likeness {
    /// How alike the task and each of the agents are; 0 for all of them where that is not known of one, so that none has an advantage.
    pub fn of<'a>(&self, task: &Task, agents: impl ExactSizeIterator<Item = &'a Agent>) -> Vec<Similarity> {
        let unknown = vec![Similarity::default(); agents.len()];
        let Some(task) = self.tasks.get(&task.id) else { return unknown };
        let known: Option<_> = agents.map(|agent| Some(self.agents.get(&agent.id)?.similarity(task))).collect();
        known.unwrap_or(unknown)
    }

    /// How alike these tasks and agents are, as far as whoever makes the embeddings says until then.
    pub async fn between(context: &Context, tasks: &[&Task], agents: &[&Agent], until: Instant) -> Self {
        let mut texts = Vec::with_capacity(tasks.len().saturating_add(agents.len()));
        for task in tasks {
            let description = match &task.description {
                Some(description) => read(context, File::Description, description).await,
                None => Arc::default(),
            };
            texts.push(about::task(task, &description));
        }
        for agent in agents {
            let manifest = read(context, File::Manifest, &agent.manifest).await;
            texts.push(about::agent(agent, &manifest));
        }
        let (mut embeddings, learned) = context.texts.embedder.embed(&texts, until).await;
        match learned {
            Ok(()) | Err(EmbedError::Resting { .. }) => {}
            Err(error) => tracing::warn!(%error, "nobody says what some texts are about: those tasks are matched by score"),
        }
        let of_agents = embeddings.split_off(tasks.len().min(embeddings.len()));
        let known = |(id, embedding): (i64, Option<Embedding>)| Some((id, embedding?));
        Self {
            tasks: tasks.iter().map(|task| task.id).zip(embeddings).filter_map(known).collect(),
            agents: agents.iter().map(|agent| agent.id).zip(of_agents).filter_map(known).collect(),
        }
    }
}

/// What a file says; nothing when it is not here, too large or cannot be read. No task waits for what only helps to choose.
async fn read(context: &Context, file: File, cid: &str) -> Arc<str> {
    let key = (file, cid.to_owned());
    if let Some(known) = context.texts.read.get(&key) {
        return known;
    }
    let Ok(identifier) = Cid::try_from(cid) else { return Arc::default() };
    match context.content.fetch(&identifier, MAX_MANIFEST).await {
        Ok(bytes) => {
            let text: Arc<str> = file.says(&bytes).into();
            context.texts.read.insert(key, text.clone());
            text
        }
        Err(error) => {
            tracing::debug!(%error, cid, "a text is not compared");
            Arc::default()
        }
    }
}
