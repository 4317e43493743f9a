//! With which keys the service acts, and for whom.

use std::path::{Path, PathBuf};

use ainur_chain::AccountId;
use anyhow::{ensure, Context, Result};
use secrecy::SecretString;
use serde::Deserialize;

use crate::accounts::{account, Accounts};

/// The keys that bid, deliver and settle for the agents they operate. What is in no agent's name (votes, audits, what the operator asks
/// for over HTTP) is signed by the first, in its own name; what anybody may call, by whichever can pay, in turn.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// A mnemonic, a 0x seed, or a derivation path of the development phrase.
    pub secret: Option<SecretString>,
    /// A file that holds the same.
    pub secret_file: Option<PathBuf>,
    /// The SS58 account that agents name, when that is not the key's own: it must have made the key's account its proxy, of the type
    /// `AgentOperator`. Fees are paid by the key's account.
    #[serde(rename = "for")]
    pub stands_for: Option<String>,
    /// More accounts, each with a nonce of its own; at most 31.
    #[serde(default)]
    pub more: Vec<Key>,
}

/// One more account that agents may name.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// As that of the operator.
    pub secret: Option<SecretString>,
    /// As that of the operator.
    pub secret_file: Option<PathBuf>,
    /// As that of the operator.
    #[serde(rename = "for")]
    pub stands_for: Option<String>,
}

impl Operator {
    /// All accounts with their keys, wherever the secrets stand.
    ///
    /// # Errors
    ///
    /// When a secret is missing, cannot be read or is none, or an account is there twice.
    pub fn accounts(&self) -> Result<Accounts> {
        let account = |secret: Result<SecretString>, stands_for: &Option<String>| account(&secret?, stands_for.as_deref());
        let first = account(secret(self.secret.as_ref(), self.secret_file.as_deref()), &self.stands_for).context("operator")?;
        let more = self.more.iter().map(|key| account(secret(key.secret.as_ref(), key.secret_file.as_deref()), &key.stands_for));
        Accounts::new(first, more.collect::<Result<_>>().context("operator.more")?)
    }

    pub(super) fn check(&self) -> Result<()> {
        ensure!(self.more.len() <= 31, "operator.more: at most 31");
        let named = self.stands_for.iter().chain(self.more.iter().filter_map(|key| key.stands_for.as_ref()));
        for account in named {
            ensure!(account.parse::<AccountId>().is_ok(), "operator.for: {account:?} is no SS58 account");
        }
        Ok(())
    }
}

/// The secret, wherever it stands.
pub(super) fn secret(secret: Option<&SecretString>, file: Option<&Path>) -> Result<SecretString> {
    match (secret, file) {
        (Some(secret), None) => Ok(secret.clone()),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(SecretString::from(text.trim()))
        }
        _ => anyhow::bail!("set either the secret or its file"),
    }
}
