//! Runtimes: the one that was released last, and the one that the node was built with.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::{json, Value};

use crate::process;

/// Where the blobs are that were released, with what a `dev` chain of each starts from.
const RELEASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/releases");
const PREFIX: &str = "ainur-";
const BLOB: &str = ".compact.compressed.wasm";
const GENESIS: &str = ".dev.json";
/// The largest runtime that is packed, in bytes.
const MAX_BLOB: usize = 64 * 1024 * 1024;

/// A runtime that chains run.
pub struct Release {
    /// Its number.
    pub spec_version: u32,
    stem: PathBuf,
}

impl Release {
    /// The last one.
    pub fn last() -> Result<Self> {
        let mut found = None;
        for entry in fs::read_dir(RELEASES).with_context(|| format!("cannot read {RELEASES}"))? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(BLOB)?.parse::<u32>().ok());
            found = found.max(number);
        }
        let spec_version = found.with_context(|| format!("nothing was released: {RELEASES} has no blob"))?;
        Ok(Self { spec_version, stem: PathBuf::from(RELEASES).join(format!("{PREFIX}{spec_version}")) })
    }

    /// The specification of a `dev` chain that begins with it.
    pub fn dev_chain(&self) -> Result<String> {
        let code = self.read(BLOB)?;
        let patch: Value = serde_json::from_slice(&self.read(GENESIS)?)?;
        let mut specification = dev_specification()?;
        *specification.pointer_mut("/genesis/runtimeGenesis").context("there is no genesis")? =
            json!({ "code": format!("0x{}", hex::encode(code)), "patch": patch });
        Ok(specification.to_string())
    }

    fn read(&self, kind: &str) -> Result<Vec<u8>> {
        let mut name = self.stem.clone().into_os_string();
        name.push(kind);
        fs::read(&name).with_context(|| format!("cannot read {}", name.display()))
    }
}

/// The runtime that the node was built with, packed so that a transaction can carry it.
pub fn present() -> Result<Vec<u8>> {
    let specification = dev_specification()?;
    let code = specification.pointer("/genesis/runtimeGenesis/code").and_then(Value::as_str).context("there is no code")?;
    let code = hex::decode(code.trim_start_matches("0x"))?;
    let code = sp_maybe_compressed_blob::decompress(&code, MAX_BLOB)?.into_owned();
    sp_maybe_compressed_blob::compress_strongly(&code, MAX_BLOB).context("the runtime cannot be packed")
}

fn dev_specification() -> Result<Value> {
    Ok(serde_json::from_str(&process::answer("ainur-node", &["export-chain-spec", "--chain", "dev"])?)?)
}
