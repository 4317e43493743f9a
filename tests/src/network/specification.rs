//! What a chain of so many validators starts from.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{json, Value};

use super::validator::Seat;
use crate::process;

/// Writes the specification of a chain whose validators take these seats; where it stands.
pub fn write(folder: &Path, seats: &[Seat]) -> Result<PathBuf> {
    let preset = process::answer("ainur-node", &["export-chain-spec", "--chain", "local"])?;
    let mut specification: Value = serde_json::from_str(&preset).context("the specification of `local`")?;
    let keys = seats.iter().map(|seat| session(seat.name)).collect::<Result<Vec<_>>>()?;
    let addresses: Vec<_> = seats.iter().map(|seat| Value::from(seat.address())).collect();
    set(&mut specification, "/genesis/runtimeGenesis/patch/session/keys", keys)?;
    // Each knows where to find all: none depends on the one that was there first.
    set(&mut specification, "/bootNodes", addresses)?;
    let path = folder.join("chain-spec.json");
    fs::write(&path, specification.to_string())?;
    Ok(path)
}

fn set(specification: &mut Value, place: &str, value: Vec<Value>) -> Result<()> {
    *specification.pointer_mut(place).with_context(|| format!("the preset `local` has nothing at {place}"))? = value.into();
    Ok(())
}

/// A validator's entry among the session keys: the account, who validates, and with which keys.
fn session(name: &str) -> Result<Value> {
    let authoring = address(name, "sr25519")?;
    Ok(json!([authoring, authoring, { "babe": authoring, "grandpa": address(name, "ed25519")? }]))
}

/// The address of a well-known key.
fn address(name: &str, scheme: &str) -> Result<String> {
    let secret = format!("//{name}");
    let key = process::answer("ainur-node", &["key", "inspect", "--scheme", scheme, "--output-type", "json", &secret])?;
    let key: Value = serde_json::from_str(&key)?;
    Ok(key["ss58Address"].as_str().context("the key has no address")?.to_owned())
}
