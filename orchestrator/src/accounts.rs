//! In whose name the service calls, and which key signs.
//!
//! Every key has a lane of its own: its nonces, and the rows of the outbox that it signs. A lane whose account has no money holds up
//! nobody else: what any account may call is left to the others.

use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc, Mutex, MutexGuard, PoisonError,
    },
    time::{Duration, Instant},
};

use ainur_chain::{AccountId, Call, CallError, Runtime, Signer};
use ainur_store::agents::Agent;
use anyhow::{ensure, Context as _, Result};

/// For how long an account that could not pay is not asked for what others can do as well.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// Calls of the market that any account may make, whoever has a part in the task.
const ANYONES: [&str; 3] = ["close_bidding", "settle", "poke"];

/// An account that agents may name as their owner or operator.
#[derive(Clone, Debug)]
pub struct Account {
    id: AccountId,
    /// The account in SS58.
    name: String,
    signer: Signer,
}

impl Account {
    /// The account of the key itself, or one that has made the key's account its proxy.
    pub fn new(signer: Signer, stands_for: Option<AccountId>) -> Self {
        let id = stands_for.unwrap_or_else(|| signer.account());
        Self { id, name: id.to_string(), signer }
    }

    /// The account.
    pub fn id(&self) -> AccountId {
        self.id
    }

    /// The key that signs for the account.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Whether the key is not the account's own, but its proxy's.
    pub fn is_proxied(&self) -> bool {
        self.signer.account() != self.id
    }
}

/// In whose name a call is made.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// In that of the first key's own account.
    Ourselves,
    /// In that of this account.
    Account(&'a Account),
    /// In nobody's: whichever account can pay.
    Anyone,
}

/// The accounts that the service acts for; a clone knows the same.
#[derive(Clone, Debug)]
pub struct Accounts {
    first: Account,
    more: Arc<[Account]>,
    /// Accounts that could not pay, and until when that counts.
    poor: Arc<Mutex<BTreeMap<AccountId, Instant>>>,
    turn: Arc<AtomicUsize>,
}

impl Accounts {
    /// These accounts, of which the first one's key also signs what is in no agent's name.
    ///
    /// # Errors
    ///
    /// When an account is there twice: it would not be clear which key is to sign.
    pub fn new(first: Account, more: Vec<Account>) -> Result<Self> {
        let accounts = Self { first, more: more.into(), poor: Arc::default(), turn: Arc::default() };
        let mut names = accounts.names();
        names.sort_unstable();
        let twice = names.windows(2).find_map(|pair| pair.first().filter(|name| pair.last() == Some(*name)));
        ensure!(twice.is_none(), "operator.more: {} is there twice", twice.map_or("", String::as_str));
        Ok(accounts)
    }

    /// The key that signs what is in no agent's name: votes, audits, objections, and what the operator asks for over HTTP.
    pub fn own(&self) -> &Signer {
        &self.first.signer
    }

    /// All accounts.
    pub fn all(&self) -> impl Iterator<Item = &Account> {
        std::iter::once(&self.first).chain(self.more.iter())
    }

    /// The names of all accounts.
    pub fn names(&self) -> Vec<String> {
        self.all().map(|account| account.name.clone()).collect()
    }

    /// Each key once, in the order of the settings.
    pub fn signers(&self) -> Vec<&Signer> {
        let mut signers: Vec<&Signer> = Vec::new();
        for account in self.all() {
            if signers.iter().all(|signer| signer.account() != account.signer.account()) {
                signers.push(&account.signer);
            }
        }
        signers
    }

    /// The account among ours that may act for the agent: its operator, or else its owner.
    pub fn of(&self, agent: &Agent) -> Option<&Account> {
        let named = |name: &str| self.all().find(|account| account.name == name);
        agent.operator.as_deref().and_then(named).or_else(|| named(&agent.owner))
    }

    /// Who signs the call, and its bytes as they are signed.
    ///
    /// # Errors
    ///
    /// When the runtime has no such call.
    pub fn write(&self, runtime: &Runtime, by: By<'_>, call: &Call) -> Result<(String, Vec<u8>), CallError> {
        self.write_encoded(runtime, by, runtime.encode(call)?)
    }

    /// Who signs a call that is in the runtime's encoding, and its bytes as they are signed.
    ///
    /// # Errors
    ///
    /// When the bytes are no call of the runtime.
    pub fn write_encoded(&self, runtime: &Runtime, by: By<'_>, call: Vec<u8>) -> Result<(String, Vec<u8>), CallError> {
        Ok(match by {
            By::Ourselves => (self.own().account().to_string(), call),
            By::Anyone => (self.whoever_can_pay().to_string(), call),
            By::Account(account) => {
                let signer = account.signer.account().to_string();
                if account.is_proxied() {
                    (signer, runtime.encode(&Call::as_agent_operator(&account.id, call))?)
                } else {
                    (signer, call)
                }
            }
        })
    }

    /// Notes that the account could pay.
    pub fn note_solvent(&self, account: AccountId) {
        self.poor().remove(&account);
    }

    /// Notes that the account could not pay. Says who is to make the call in its place: nobody when it must be this account's, or no
    /// other can pay.
    pub fn note_poor(&self, account: AccountId, runtime: &Runtime, call: &[u8], now: Instant) -> Option<AccountId> {
        let until = now.checked_add(PATIENCE).unwrap_or(now);
        self.poor().insert(account, until);
        let is_anyones =
            runtime.describe(call).is_ok_and(|call| call.pallet == "TaskMarket" && ANYONES.contains(&call.method.as_str()));
        is_anyones.then(|| self.solvent(now)).flatten()
    }

    /// The next of those who can pay in turn, or the first where nobody can.
    fn whoever_can_pay(&self) -> AccountId {
        self.solvent(Instant::now()).unwrap_or_else(|| self.own().account())
    }

    fn solvent(&self, now: Instant) -> Option<AccountId> {
        let poor = self.poor();
        let mut able: Vec<_> = self.signers().iter().map(|signer| signer.account()).collect();
        able.retain(|account| poor.get(account).is_none_or(|until| *until <= now));
        let turn = self.turn.fetch_add(1, Ordering::Relaxed).checked_rem(able.len())?;
        able.get(turn).copied()
    }

    fn poor(&self) -> MutexGuard<'_, BTreeMap<AccountId, Instant>> {
        // Nothing breaks while it is held: an entry is replaced whole.
        self.poor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The account of a secret, in whose place or in that of `stands_for` it signs.
///
/// # Errors
///
/// When the secret is no key, or the other text no account.
pub fn account(secret: &secrecy::SecretString, stands_for: Option<&str>) -> Result<Account> {
    let signer = Signer::from_secret(secret).context("the secret")?;
    let stands_for = stands_for.map(|text| text.parse().ok().with_context(|| format!("{text:?} is no SS58 account")));
    Ok(Account::new(signer, stands_for.transpose()?))
}

#[cfg(test)]
mod tests {
    use ainur_primitives::TaskId;

    use super::*;
    use crate::matching::examples::agent;

    const COLD: AccountId = AccountId([9; 32]);

    fn key(secret: &str) -> Signer {
        Signer::from_secret(&secret.into()).unwrap()
    }

    /// One's own account, another of the same key's, and a second key's.
    fn accounts() -> Accounts {
        let more = vec![Account::new(key("//One"), Some(COLD)), Account::new(key("//Other"), None)];
        Accounts::new(Account::new(key("//One"), None), more).unwrap()
    }

    #[test]
    fn an_agent_is_spoken_for_by_its_operator_before_its_owner() {
        let (accounts, [one, other]) = (accounts(), ["//One", "//Other"].map(|secret| key(secret).account().to_string()));
        let of = |owner: &str, operator: Option<&str>| {
            let agent = Agent { owner: owner.into(), operator: operator.map(Into::into), ..agent() };
            accounts.of(&agent).map(|account| account.name.clone())
        };
        assert_eq!(of(&one, Some(&other)), Some(other.clone()));
        assert_eq!(of(&one, None), Some(one.clone()));
        assert_eq!(of("a stranger", Some(&COLD.to_string())), Some(COLD.to_string()));
        assert_eq!(of(&one, Some("a stranger")), Some(one));
        assert_eq!(of("a stranger", None), None);
    }

    #[test]
    fn a_key_has_one_lane_whoever_it_signs_for() {
        let signers: Vec<_> = accounts().signers().iter().map(|signer| signer.account()).collect();
        assert_eq!(signers, [key("//One").account(), key("//Other").account()]);
    }

    #[test]
    fn an_account_is_there_once() {
        let twice = Accounts::new(Account::new(key("//One"), Some(COLD)), vec![Account::new(key("//Other"), Some(COLD))]);
        assert!(twice.unwrap_err().to_string().contains(&COLD.to_string()));
    }

    #[test]
    fn only_who_stands_for_another_calls_as_its_proxy() {
        let (accounts, runtime) = (accounts(), Runtime::committed([7; 32]).unwrap());
        let call = Call::start(TaskId(1));
        let plain = runtime.encode(&call).unwrap();
        let wrapped = runtime.encode(&Call::as_agent_operator(&COLD, plain.clone())).unwrap();
        let [one, other] = ["//One", "//Other"].map(|secret| key(secret).account().to_string());
        let written: Vec<_> =
            accounts.all().map(|account| accounts.write(&runtime, By::Account(account), &call).unwrap()).collect();
        assert_eq!(written, [(one.clone(), plain.clone()), (one.clone(), wrapped), (other, plain.clone())]);
        assert_eq!(accounts.write(&runtime, By::Ourselves, &call).unwrap(), (one, plain));
    }

    #[test]
    fn what_anybody_may_call_goes_round_among_those_who_can_pay() {
        let (accounts, runtime, now) = (accounts(), Runtime::committed([7; 32]).unwrap(), Instant::now());
        let [one, other] = ["//One", "//Other"].map(|secret| key(secret).account());
        let next = || accounts.write(&runtime, By::Anyone, &Call::poke(TaskId(1))).unwrap().0;
        assert_eq!([next(), next(), next()], [one, other, one].map(|account| account.to_string()));
        let poke = runtime.encode(&Call::poke(TaskId(1))).unwrap();
        assert_eq!(accounts.note_poor(other, &runtime, &poke, now), Some(one));
        assert_eq!([next(), next()], [one, one].map(|account| account.to_string()));
        // What is in somebody's name stays with it.
        let start = runtime.encode(&Call::start(TaskId(1))).unwrap();
        assert_eq!(accounts.note_poor(other, &runtime, &start, now), None);
        assert_eq!(accounts.note_poor(one, &runtime, &poke, now), None);
        accounts.note_solvent(other);
        assert_eq!(next(), other.to_string());
        // It may have been given money since.
        assert!(accounts.solvent(now + PATIENCE).is_some());
    }
}
