//! What a real model knows that letters do not tell, in the folder that `scripts/model` makes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{path::Path, process::Command};

use ainur_embeddings::{Embedder, FolderModel, Ngrams};

/// What agents say of themselves.
const AGENTS: [&str; 8] = [
    "Finds out what is wrong with cars and engines",
    "Answers medical questions like a doctor",
    "Writes verse and rhymes for the family",
    "Summarises long texts and reports",
    "Translates letters from English to French",
    "Solves equations and other problems of mathematics",
    "Says what can be seen in a picture",
    "Plans a journey with trains and hotels",
];

/// Tasks for them, each in its place, that share no word with them that matters.
const IN_OTHER_WORDS: [&str; 8] = [
    "My automobile makes a strange noise",
    "Which illness causes this fever?",
    "A poem for my grandmother",
    "Shorten this newspaper article",
    "Put my note into the language of Paris",
    "Homework in algebra",
    "Describe the people on these photographs",
    "A holiday in Rome at the cheapest airfare",
];

/// The same in words of the agents, in other forms.
const IN_THEIR_WORDS: [&str; 8] = [
    "My car has a broken engine",
    "A question for doctors about medicine",
    "Some rhyming verses, please",
    "Summarise a report",
    "This letter should be translated to French",
    "A mathematical problem: solve the equation",
    "Is there anything to be seen in these pictures?",
    "By train to Rome, and a hotel for this journey",
];

/// How many of the tasks are most like the agent in the same place.
async fn right(embedder: &dyn Embedder, tasks: [&str; 8]) -> usize {
    let tasks = embedder.embed(&tasks.map(str::to_owned)).await.unwrap();
    let agents = embedder.embed(&AGENTS.map(str::to_owned)).await.unwrap();
    let most_like = |task: &_| (0..agents.len()).max_by_key(|at| agents[*at].similarity(task)).unwrap();
    tasks.iter().enumerate().filter(|(at, task)| most_like(task) == *at).count()
}

/// The model in a folder that is made once for all checkouts.
fn model() -> FolderModel {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wordllama-0.4.0");
    if !folder.exists() {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../scripts/model");
        // Another checkout may have made it meanwhile.
        assert!(Command::new(script).arg(&folder).status().unwrap().success() || folder.exists());
    }
    FolderModel::open(&folder).unwrap()
}

#[tokio::test]
async fn a_model_knows_what_is_meant() {
    let model = model();
    let found = [right(&model, IN_OTHER_WORDS).await, right(&model, IN_THEIR_WORDS).await];
    assert_eq!(found, [7, 8]);
}

#[tokio::test]
async fn letters_tell_what_is_said() {
    let found = [right(&Ngrams, IN_OTHER_WORDS).await, right(&Ngrams, IN_THEIR_WORDS).await];
    assert_eq!(found, [0, 8]);
}
