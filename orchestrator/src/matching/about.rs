//! What tasks and agents are about, in words.

use ainur_store::{agents::Agent, tasks::Task};
use serde::Deserialize;

/// Most characters of a name that count.
const MAX_NAME: usize = 64;
/// Most characters of a description that count.
const MAX_DESCRIPTION: usize = 2_000;

/// A file in which people are told of a task or an agent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum File {
    /// What a task's requester says of it.
    Description,
    /// What an agent's owner says of it.
    Manifest,
}

/// What of a manifest is for people. All else in it is somebody else's.
#[derive(Deserialize, Default)]
struct Words {
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
}

impl File {
    /// What such a file says, as far as it counts; nothing when it cannot be read.
    pub fn says(self, bytes: &[u8]) -> String {
        match self {
            Self::Description => beginning(&String::from_utf8_lossy(bytes), MAX_DESCRIPTION),
            Self::Manifest => {
                let Words { name, description } = serde_json::from_slice(bytes).unwrap_or_default();
                format!("{}. {}", beginning(&name, MAX_NAME), beginning(&description, MAX_DESCRIPTION))
            }
        }
    }
}

/// What the task is about: its title, and what its description says. Not the capabilities that it wants: whoever can bid has them all, and
/// whoever says little else would seem to fit best.
pub fn task(task: &Task, description: &str) -> String {
    format!("{}. {description}", task.title)
}

/// What the agent is about: its name, what it can do, and what its manifest says.
pub fn agent(agent: &Agent, manifest: &str) -> String {
    let capabilities: Vec<_> = agent.capabilities.iter().map(|capability| words(capability)).collect();
    format!("{}. {}. {manifest}", words(&agent.slug), capabilities.join(", "))
}

/// The first characters of a text, at most so many.
fn beginning(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// The words of which an identifier is made.
fn words(identifier: &str) -> String {
    identifier.replace(['.', '-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::examples;

    #[test]
    fn a_task_is_about_what_it_says() {
        let title = Task { title: "Say it".into(), ..examples::task() };
        assert_eq!(task(&title, &File::Description.says(b"Again, please")), "Say it. Again, please");
        assert_eq!(File::Description.says("\u{e9}".repeat(3_000).as_bytes()).chars().count(), 2_000);
        assert_eq!(File::Description.says(b"caf\xff"), "caf\u{fffd}");
    }

    #[test]
    fn an_agent_is_about_what_its_manifest_says() {
        let manifest = br#"{ "schema": "ainur/manifest/1", "name": "Echo", "description": "Says it again.", "endpoint": {} }"#;
        let loud = Agent { slug: "loud-echo".into(), ..examples::agent() };
        assert_eq!(agent(&loud, &File::Manifest.says(manifest)), "loud echo. text echo, text summarise. Echo. Says it again.");
        let endless = format!("{{ \"name\": \"{}\", \"description\": \"{}\" }}", "n".repeat(5_000), "d".repeat(5_000));
        assert_eq!(File::Manifest.says(endless.as_bytes()).len(), 64 + 2 + 2_000);
        for unreadable in [&b"<html>"[..], b"[1]", b"{ \"name\": 1 }"] {
            assert_eq!(File::Manifest.says(unreadable), ". ");
        }
    }
}
