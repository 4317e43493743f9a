//! Files get the identifiers that Kubo gives them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails says where")]

use ainur_content::{ContentStore, MemoryStore};
use serde_json::Value;

const VECTORS: &str = include_str!("data/unixfs-v1-2025.json");

#[tokio::test]
async fn files_are_named_as_kubo_names_them() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let bytes = input(&vector);
        let cid = MemoryStore::default().add(bytes).await.unwrap();
        assert_eq!(cid.to_string(), vector["cid"].as_str().unwrap(), "{}", vector["input"]);
    }
}

/// The input that a vector describes.
fn input(vector: &Value) -> Vec<u8> {
    let length = usize::try_from(vector["len"].as_u64().unwrap()).unwrap();
    match vector["input"].as_str().unwrap() {
        "empty" => Vec::new(),
        "\"hello world\\n\"" => b"hello world\n".to_vec(),
        pattern if pattern.starts_with("i%251 x") => (0..length).map(|i| u8::try_from(i % 251).unwrap()).collect(),
        other => panic!("an input of an unknown kind: {other}"),
    }
}
