//! How alike tasks are to the agents that could take them.

use std::{collections::HashMap, sync::Arc};

use ainur_content::ContentError;
use ainur_embeddings::{EmbedError, Embedding, Remembered, Similarity};
use ainur_store::{agents::Agent, tasks::Task};
use anyhow::Result;
use cid::Cid;
use moka::sync::Cache;

use super::Context;
use crate::{hosting::MAX_MANIFEST, matching::about};

/// Most bytes of descriptions and manifests that are remembered.
const REMEMBERED: u64 = 32 << 20;

/// Says how alike texts are. Remembers descriptions and manifests: what is behind an identifier never changes.
#[derive(Clone)]
pub struct Texts {
    embedder: Arc<Remembered>,
    read: Cache<String, Arc<[u8]>>,
}

impl Texts {
    /// Texts that this embedder compares.
    pub fn new(embedder: Remembered) -> Self {
        let size = |_: &String, text: &Arc<[u8]>| u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self { embedder: Arc::new(embedder), read: Cache::builder().max_capacity(REMEMBERED).weigher(size).build() }
    }
}

/// How alike some tasks and agents are.
#[derive(Default)]
pub struct Likeness {
    tasks: HashMap<i64, Embedding>,
    agents: HashMap<i64, Embedding>,
}

impl Likeness {
    /// How alike the task and the agent are; 0 where that is not known.
    pub fn of(&self, task: &Task, agent: &Agent) -> Similarity {
        let both = self.tasks.get(&task.id).zip(self.agents.get(&agent.id));
        both.map(|(task, agent)| task.similarity(agent)).unwrap_or_default()
    }

    /// How alike these tasks and agents are, as far as whoever makes the embeddings says.
    ///
    /// # Errors
    ///
    /// When the content store cannot be read.
    pub async fn between(context: &Context, tasks: &[&Task], agents: &[&Agent]) -> Result<Self> {
        let mut texts = Vec::with_capacity(tasks.len().saturating_add(agents.len()));
        for task in tasks {
            let description = match &task.description {
                Some(description) => read(context, description).await?,
                None => None,
            };
            texts.push(about::task(task, description.as_deref()));
        }
        for agent in agents {
            let manifest = read(context, &agent.manifest).await?;
            texts.push(about::agent(agent, manifest.as_deref()));
        }
        let (mut embeddings, learned) = context.texts.embedder.embed(&texts).await;
        match learned {
            Ok(()) | Err(EmbedError::Resting { .. }) => {}
            Err(error) => tracing::warn!(%error, "nobody says what some texts are about: those tasks are matched by score"),
        }
        let of_agents = embeddings.split_off(tasks.len().min(embeddings.len()));
        let known = |ids: Vec<i64>, embeddings: Vec<Option<Embedding>>| {
            ids.into_iter().zip(embeddings).filter_map(|(id, embedding)| Some((id, embedding?))).collect()
        };
        Ok(Self {
            tasks: known(tasks.iter().map(|task| task.id).collect(), embeddings),
            agents: known(agents.iter().map(|agent| agent.id).collect(), of_agents),
        })
    }
}

/// A description or manifest, if it is here and no larger than one may be.
async fn read(context: &Context, cid: &str) -> Result<Option<Arc<[u8]>>> {
    if let Some(known) = context.texts.read.get(cid) {
        return Ok(Some(known));
    }
    let Ok(identifier) = Cid::try_from(cid) else { return Ok(None) };
    match context.content.fetch(&identifier, MAX_MANIFEST).await {
        Ok(bytes) => {
            let bytes: Arc<[u8]> = bytes.into();
            context.texts.read.insert(cid.to_owned(), bytes.clone());
            Ok(Some(bytes))
        }
        Err(ContentError::Io(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}
