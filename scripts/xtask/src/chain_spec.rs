//! `cargo xtask chain-spec`: what each known chain starts from, as text that can be reviewed.

use std::{collections::BTreeMap, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    build::{self, Programs},
    generated::{reconcile, Mode},
    process::read,
    workspace::Workspace,
};

const CHAINS: &[&str] = &["dev", "local", "testnet"];

/// Asks the node for the specification of every known chain.
pub fn run(workspace: &Workspace, mode: Mode) -> Result<()> {
    build::programs(workspace, Programs::Only("ainur-node"))?;
    for chain in CHAINS {
        let text = read(Command::new(workspace.program("ainur-node")).args(["export-chain-spec", "--chain", chain]))?;
        let specification = reviewable(&text).with_context(|| format!("the node's specification of {chain}"))?;
        reconcile(&workspace.root, &format!("chain-spec/{chain}.json"), specification.as_bytes(), mode, "chain-spec")?;
    }
    Ok(())
}

/// The specification without the runtime's code, which depends on the compiler and is megabytes long; keys in alphabetical order.
fn reviewable(specification: &str) -> Result<String> {
    let mut specification: Value = serde_json::from_str(specification)?;
    let genesis = specification.pointer_mut("/genesis/runtimeGenesis").and_then(Value::as_object_mut);
    genesis.context("there is no genesis")?.remove("code").context("the genesis has no code")?;
    Ok(serde_json::to_string_pretty(&sorted(specification))? + "\n")
}

/// The order of keys must not depend on the features that serde_json was built with.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let sorted: BTreeMap<_, _> = object.into_iter().map(|(key, value)| (key, self::sorted(value))).collect();
            Value::Object(sorted.into_iter().collect())
        }
        Value::Array(array) => Value::Array(array.into_iter().map(sorted).collect()),
        plain => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_left_out_and_keys_are_sorted() {
        let text = r#"{"name":"Ainur","genesis":{"runtimeGenesis":{"patch":{"sudo":1,"babe":[{"b":1,"a":2}]},"code":"0x00"}}}"#;
        let expected = r#"{
  "genesis": {
    "runtimeGenesis": {
      "patch": {
        "babe": [
          {
            "a": 2,
            "b": 1
          }
        ],
        "sudo": 1
      }
    }
  },
  "name": "Ainur"
}
"#;
        assert_eq!(reviewable(text).unwrap(), expected);
    }

    #[test]
    fn amounts_of_any_size_stay_what_they_are() {
        let amount = u128::MAX.to_string();
        let text = format!(r#"{{"genesis":{{"runtimeGenesis":{{"patch":{amount},"code":"0x00"}}}}}}"#);
        assert!(reviewable(&text).unwrap().contains(&amount));
    }

    #[test]
    fn a_specification_without_genesis_is_refused() {
        assert_eq!(reviewable("{}").unwrap_err().to_string(), "there is no genesis");
        assert_eq!(reviewable(r#"{"genesis":{"runtimeGenesis":{}}}"#).unwrap_err().to_string(), "the genesis has no code");
    }
}
