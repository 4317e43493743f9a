//! What a chain of so many validators starts from.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{json, Value};

use super::validator::Seat;
use crate::process;

/// Where a specification says who owns what, who may validate, with which keys, and where to find the others.
const BALANCES: &str = "/genesis/runtimeGenesis/patch/balances/balances";
const SEATS: &str = "/genesis/runtimeGenesis/patch/validators/invulnerables";
const KEYS: &str = "/genesis/runtimeGenesis/patch/session/keys";
const SESSION: &str = "/genesis/runtimeGenesis/patch/validators/session";
const BOOT_NODES: &str = "/bootNodes";

/// Writes the specification of a chain whose validators take these seats, with so many slots a session, or as the preset has it; where
/// it stands.
pub fn write(folder: &Path, seats: &[Seat], session: Option<u32>) -> Result<PathBuf> {
    let preset = process::answer("ainur-node", &["export-chain-spec", "--chain", "local"])?;
    let mut specification: Value = serde_json::from_str(&preset).context("the specification of `local`")?;
    let accounts = seats.iter().map(|seat| address(seat.name, "sr25519")).collect::<Result<Vec<_>>>()?;
    let finalising = seats.iter().map(|seat| address(seat.name, "ed25519")).collect::<Result<Vec<_>>>()?;
    let sessions = accounts.iter().zip(&finalising).map(|(account, grandpa)| {
        // Who it is, whom it validates for, and with which keys.
        json!([account, account, { "babe": account, "grandpa": grandpa }])
    });
    *at(&mut specification, KEYS)? = sessions.collect();
    // Each knows where to find all: none depends on the one that was there first.
    *at(&mut specification, BOOT_NODES)? = seats.iter().map(Seat::address).collect();
    *at(&mut specification, SEATS)? = accounts.iter().cloned().collect();
    if let Some(slots) = session {
        *at(&mut specification, SESSION)? = json!(slots);
    }
    endow(at(&mut specification, BALANCES)?, &accounts)?;
    let path = folder.join("chain-spec.json");
    fs::write(&path, specification.to_string())?;
    Ok(path)
}

fn at<'a>(specification: &'a mut Value, place: &str) -> Result<&'a mut Value> {
    specification.pointer_mut(place).with_context(|| format!("the preset `local` has nothing at {place}"))
}

/// Gives those who own nothing as much as the first account has.
fn endow(balances: &mut Value, accounts: &[String]) -> Result<()> {
    let balances = balances.as_array_mut().context("the balances are no list")?;
    let endowment = balances.first().context("nobody owns anything")?[1].clone();
    for account in accounts {
        if !balances.iter().any(|balance| balance[0] == account.as_str()) {
            balances.push(json!([account, endowment]));
        }
    }
    Ok(())
}

/// The address of a well-known key.
fn address(name: &str, scheme: &str) -> Result<String> {
    let secret = format!("//{name}");
    let key = process::answer("ainur-node", &["key", "inspect", "--scheme", scheme, "--output-type", "json", &secret])?;
    let key: Value = serde_json::from_str(&key)?;
    Ok(key["ss58Address"].as_str().context("the key has no address")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_own_nothing_are_endowed_like_the_first() {
        let mut balances = json!([["ada", 7], ["bea", 3]]);
        endow(&mut balances, &["bea".into(), "cas".into()]).unwrap();
        assert_eq!(balances, json!([["ada", 7], ["bea", 3], ["cas", 7]]));
    }
}
