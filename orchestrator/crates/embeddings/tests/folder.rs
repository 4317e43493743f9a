//! Which folders hold a model, and what it says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

use std::{collections::HashMap, fs, path::Path};

use ainur_embeddings::{Embedder, FolderModel, InvalidModel, Similarity};
use safetensors::{tensor::TensorView, Dtype};
use serde_json::json;
use tempfile::TempDir;

/// A model of three words: the first two point the same way.
fn model(dimensions: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let rows = [[0.0, 0.0], [1.0, 0.1], [1.0, 0.0], [0.0, 1.0]];
    let row = |row: [f32; 2]| row.into_iter().chain(std::iter::repeat(0.0)).take(dimensions).collect::<Vec<_>>();
    let bytes: Vec<u8> = rows.into_iter().flat_map(row).flat_map(f32::to_le_bytes).collect();
    let tensor = TensorView::new(Dtype::F32, vec![rows.len(), dimensions], &bytes).unwrap();
    let tensors = safetensors::serialize(HashMap::from([("embeddings", tensor)]), &None).unwrap();
    let tokenizer = json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [],
        "normalizer": { "type": "Lowercase" },
        "pre_tokenizer": { "type": "Whitespace" },
        "post_processor": null,
        "decoder": null,
        "model": { "type": "WordLevel", "vocab": { "[UNK]": 0, "doctor": 1, "physician": 2, "car": 3 }, "unk_token": "[UNK]" }
    });
    fs::write(folder.path().join("model.safetensors"), tensors).unwrap();
    fs::write(folder.path().join("tokenizer.json"), tokenizer.to_string()).unwrap();
    fs::write(folder.path().join("config.json"), r#"{ "normalize": true }"#).unwrap();
    folder
}

fn refusal(folder: &Path) -> InvalidModel {
    FolderModel::open(folder).err().unwrap()
}

#[tokio::test]
async fn should_know_what_the_model_knows() {
    let folder = model(2);
    let model = FolderModel::open(folder.path()).unwrap();
    let texts = ["a doctor", "Physician!", "car", "nothing known", "a doctor"].map(str::to_owned);
    let embeddings = model.embed(&texts).await.unwrap();
    let alike = |one: usize, other: usize| embeddings[one].similarity(&embeddings[other]);
    assert_eq!(alike(0, 4), Similarity::hundredths(100));
    // The cosine of what `doctor` is beside `physician`.
    assert_eq!([alike(0, 1), alike(0, 2), alike(1, 2)], [100, 10, 0].map(Similarity::hundredths));
    assert_eq!(alike(0, 3), Similarity::default());
}

#[test]
fn should_say_why_a_folder_holds_no_model() {
    for name in ["model.safetensors", "tokenizer.json", "config.json"] {
        let folder = model(2);
        let file = folder.path().join(name);
        fs::write(&file, "nonsense").unwrap();
        assert!(matches!(refusal(folder.path()), InvalidModel::Malformed(_)), "{name}");
        fs::remove_file(&file).unwrap();
        assert!(refusal(folder.path()).to_string().contains(name));
    }
    assert!(matches!(refusal(model(385).path()), InvalidModel::Dimensions(385)));
    assert!(FolderModel::open(model(384).path()).is_ok());
}
