//! What tasks and agents are about, in words.

use ainur_store::{agents::Agent, tasks::Task};
use serde::Deserialize;

/// Most characters of a name that count.
const MAX_NAME: usize = 64;
/// Most characters of a description that count.
const MAX_DESCRIPTION: usize = 2_000;

/// What of a manifest is for people. All else in it is somebody else's.
#[derive(Deserialize, Default)]
struct Words {
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
}

/// What the task is about: its title, and what its description says, if there is one here. Not the capabilities that it wants: whoever can
/// bid has them all, and whoever says little else would seem to fit best.
pub fn task(task: &Task, description: Option<&[u8]>) -> String {
    format!("{}. {}", task.title, beginning(&String::from_utf8_lossy(description.unwrap_or_default()), MAX_DESCRIPTION))
}

/// What the agent is about: its name, what it can do, and what its manifest says, if there is one here that can be read.
pub fn agent(agent: &Agent, manifest: Option<&[u8]>) -> String {
    let Words { name, description } = manifest.and_then(|manifest| serde_json::from_slice(manifest).ok()).unwrap_or_default();
    let capabilities: Vec<_> = agent.capabilities.iter().map(|capability| words(capability)).collect();
    let (name, description) = (beginning(&name, MAX_NAME), beginning(&description, MAX_DESCRIPTION));
    format!("{} {name}. {}. {description}", words(&agent.slug), capabilities.join(", "))
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
        let task_of = |title: &str| Task { title: title.into(), ..examples::task() };
        assert_eq!(task(&task_of("Say it"), None), "Say it. ");
        assert_eq!(task(&task_of("Say it"), Some(b"Again, please")), "Say it. Again, please");
        let long = task(&task_of(""), Some("\u{e9}".repeat(3_000).as_bytes()));
        assert_eq!(long.chars().filter(|letter| *letter == '\u{e9}').count(), 2_000);
        assert!(task(&task_of("Say it"), Some(b"\xff\xfe")).starts_with("Say it."));
    }

    #[test]
    fn an_agent_is_about_what_its_manifest_says() {
        let manifest = br#"{ "schema": "ainur/manifest/1", "name": "Echo", "description": "Says it again.", "endpoint": {} }"#;
        let agent_of = |manifest: Option<&[u8]>| agent(&Agent { slug: "loud-echo".into(), ..examples::agent() }, manifest);
        assert_eq!(agent_of(Some(manifest)), "loud echo Echo. text echo, text summarise. Says it again.");
        let endless = format!("{{ \"name\": \"{}\", \"description\": \"{}\" }}", "n".repeat(5_000), "d".repeat(5_000));
        assert!(agent_of(Some(endless.as_bytes())).len() < 2_200);
        for unreadable in [None, Some(&b"<html>"[..]), Some(b"[1]"), Some(b"{ \"name\": 1 }")] {
            assert_eq!(agent_of(unreadable), "loud echo . text echo, text summarise. ");
        }
    }
}
