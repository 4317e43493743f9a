//! The public test network: whose keys it begins with, and who has money.
//!
//! Whoever launches a network puts its operators' public keys here, builds, writes the specification with `cargo xtask chain-spec` and
//! hands it out. Each operator makes its keys on its own machine, where the secrets stay; `docs/validators/keys.md` has the commands. The
//! keys below were made in the same way, by `ainur-node key generate`, and their secrets were not kept: with them the preset
//! builds and can be looked at, but nobody, not even its authors, can make a block of that chain or spend anything on it.

use serde_json::Value;
use sp_core::{crypto::UncheckedFrom, ed25519, hex2array, sr25519};

use crate::{configs::TreasuryAccount, params::VALIDATOR_BOND, *};

/// The public keys of somebody who runs a validator.
struct Operator {
    /// Owns the bond and answers for the validator (sr25519).
    account: [u8; 32],
    /// Authors (sr25519).
    babe: [u8; 32],
    /// Finalises (ed25519).
    grandpa: [u8; 32],
}

/// The invulnerables. Four at least, so that one can be disabled without stopping the chain and a candidate has a seat.
const OPERATORS: [Operator; 4] = [
    Operator {
        account: hex2array!("9830e4a245b6371466ed61fc2df26ef7057da874279c499f36ae9fe1bc006c26"),
        babe: hex2array!("1cd20eedda530dc4063dd8a8ba56b58553c733e88c5060f59427819be445b816"),
        grandpa: hex2array!("a830caa49c14ea214b2fed236b53862364f6d20bbbfcd834e58123b997385828"),
    },
    Operator {
        account: hex2array!("a4e6c7816bf4d801deca6387793628e2be3b50c5754f92863d5adbaa9393a717"),
        babe: hex2array!("ecb456e787492fa691ada499df6081ee8117c311a700aca3a8e85d62315c7517"),
        grandpa: hex2array!("3f061a89e13876f67b92af25025c2f782a78f7ccf966502f8837971478ff7d1c"),
    },
    Operator {
        account: hex2array!("d44bb25508f06516d9f9750357329e5f910daaae203cfae694b1ba2adf89363d"),
        babe: hex2array!("4851a61e5c69ad288c47efcfd1dd267a4c65c4e0e605ed26f90329c5b992ac25"),
        grandpa: hex2array!("b907ce81cad560e921780c52ee1bd2d1169db229c2481663dfc2200976213566"),
    },
    Operator {
        account: hex2array!("e6d694d793f3fad6e6a3ab73c9e403752b6cf065de116902c9680101ff8d4a7d"),
        babe: hex2array!("fe8ba6bb6af167d1aa73e3d94711de4e48a8225398fe5d8655d491d697c39c2c"),
        grandpa: hex2array!("a16b343994376ca3ced3dcab429b6d39f346c9e3ffc4ff40fb5fc307a06bde5e"),
    },
];

/// Gives money away to whoever asks (sr25519).
const FAUCET: [u8; 32] = hex2array!("70507caac6664247ae0bee00b21fc9abf4092326889aee1718d3d13599c5ac47");
/// What it has for that, in plancks; spends of the treasury refill it. So little, because it votes: whoever has its key is one voter among
/// others, and no majority.
const FOR_THE_FAUCET: Balance = 100_000 * AINU;

/// What governance has at first, in plancks. It does not vote.
const FOR_THE_TREASURY: Balance = 100_000_000 * AINU - FOR_THE_FAUCET;

/// What each operator has beside its bond, in plancks: for the dearest decision deposit, of new session keys, and fees.
const FOR_GOVERNING: Balance = 110_000 * AINU;

/// The genesis patch.
pub fn genesis() -> Value {
    let of_operators = OPERATORS.iter().map(|operator| (operator.account.into(), VALIDATOR_BOND + FOR_GOVERNING));
    let others = [(TreasuryAccount::get(), FOR_THE_TREASURY), (FAUCET.into(), FOR_THE_FAUCET)];
    super::genesis(super::Beginning {
        balances: others.into_iter().chain(of_operators).collect(),
        validators: OPERATORS.iter().map(|operator| (operator.account.into(), operator.session_keys())).collect(),
        committee: OPERATORS.iter().map(|operator| operator.account.into()).collect(),
        session: None,
        hour: None,
        superuser: None,
    })
}

impl Operator {
    fn session_keys(&self) -> SessionKeys {
        SessionKeys {
            babe: sr25519::Public::unchecked_from(self.babe).into(),
            grandpa: ed25519::Public::unchecked_from(self.grandpa).into(),
        }
    }
}
