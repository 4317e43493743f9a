//! The chain that the tests of the whole market run on.

use std::collections::BTreeSet;

use ainur_primitives::{receipt::EngineName, Balance, Cid, ContentCodec, Engine, Receipt, TaskId};
use ainur_runtime::{
    params::{
        ranges::{Blocks, FineShare, Share},
        *,
    },
    *,
};
use ainur_runtime_fuzz::{check_pallets, genesis};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};
use pallet_agent_registry::{AgentSpec, Execution};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{BuildStorage, Perbill, Permill};

/// What hides votes and bids.
pub const SALT: [u8; 32] = [6; 32];
/// What the module makes of every input.
pub const OUTPUT: [u8; 32] = [3; 32];
/// What it takes.
pub const FUEL: u64 = 42;
/// Where everything can be had.
pub const CONTENT: Cid = Cid { codec: ContentCodec::Raw, digest: [1; 32] };

/// Those who act. The first two post tasks, the next three own agents, anybody may verify.
pub fn account(who: u8) -> AccountId {
    use Sr25519Keyring::{Alice, AliceStash, Bob, BobStash, Charlie, Dave, Eve, Ferdie};
    [Alice, Bob, Charlie, Dave, Eve, Ferdie, AliceStash, BobStash].map(|key| key.to_account_id())[usize::from(who) % 8].clone()
}

pub fn signed(who: u8) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(who))
}

/// An offer for this price, with so many places.
pub fn agent_spec(price: Balance, execution: Execution, concurrency: u16) -> AgentSpec {
    let capabilities = BTreeSet::from(["text.echo".parse().unwrap()]).try_into().unwrap();
    AgentSpec { manifest: CONTENT, capabilities, price, execution, concurrency }
}

/// By the module that everybody has.
pub fn by_module() -> Execution {
    Execution::Module { module: CONTENT, hash: [1; 32] }
}

/// The chain's own work of so many blocks.
pub fn pass(blocks: u32) {
    for _ in 0..blocks {
        System::set_block_number(System::block_number() + 1);
        let now = System::block_number();
        Arbitration::on_initialize(now);
        Rewards::on_initialize(now);
        TaskMarket::on_idle(now, Weight::MAX);
        Slashing::on_idle(now, Weight::MAX);
        Rewards::on_idle(now, Weight::MAX);
    }
}

/// What was delivered for a task, honestly or not.
pub fn receipt(task: TaskId) -> Receipt {
    Receipt {
        task,
        module_hash: [1; 32],
        input_hash: [2; 32],
        output_hash: OUTPUT,
        output: CONTENT,
        fuel_used: FUEL,
        fuel_limit: 1_000,
        engine: Engine { name: EngineName::Wasmtime, version: (1, 0, 0), cost_table: [4; 32] },
        transcript_hash: None,
        started: 1,
        finished: 2,
        salt: SALT,
    }
}

/// Every pallet's invariants, and that no money was made but rewards.
pub fn check(issuance: Balance, after: &str) {
    check_pallets(after);
    assert_eq!(Balances::total_issuance(), issuance + pallet_rewards::Issued::<Runtime>::get(), "issuance after {after}");
}

/// Spans so short that a life sees all of them end.
fn hasten() {
    use dynamic::{arbitration, market, registry, reputation, rewards, slashing};
    macro_rules! set {
        ($($variant:ident($module:ident::$name:ident, $value:expr)),* $(,)?) => { $(
            let parameter = RuntimeParameters::$variant($module::Parameters::$name($module::$name, Some($value)));
            assert_ok!(Parameters::set_parameter(RuntimeOrigin::root(), parameter));
        )* };
    }
    set!(
        Registry(registry::UnbondingPeriod, Blocks::of(10)),
        Market(market::AcceptWindow, Blocks::of(10)),
        Market(market::StartWindow, Blocks::of(10)),
        Market(market::ChallengeWindow, Blocks::of(10)),
        Market(market::HistoryWindow, Blocks::of(25)),
        Arbitration(arbitration::LeavingPeriod, Blocks::of(8)),
        Arbitration(arbitration::CommitWindow, Blocks::of(10)),
        Arbitration(arbitration::RevealWindow, Blocks::of(10)),
        Arbitration(arbitration::AppealWindow, Blocks::of(8)),
        Arbitration(arbitration::EvaluationWindow, Blocks::of(10)),
        // Courts have as long as their track takes, all the same.
        Arbitration(arbitration::CourtWindow, Blocks::of(1)),
        // Nobody can say beforehand who is drawn.
        Arbitration(arbitration::AuditShare, Share::of(Permill::zero())),
        Slashing(slashing::AppealWindow, Blocks::of(10)),
        Slashing(slashing::CourtWindow, Blocks::of(1)),
        Slashing(slashing::EraLength, Blocks::of(40)),
        Slashing(slashing::JailTerm, Blocks::of(10)),
        Rewards(rewards::EraLength, Blocks::of(30)),
        Rewards(rewards::VestingPeriod, Blocks::of(20)),
        Reputation(reputation::TrustDiscount, FineShare::of(Perbill::from_percent(90))),
    );
}

/// A chain of the `dev` preset with five agents of three owners, and these verifiers.
pub fn chain(verifiers: impl IntoIterator<Item = u8>) -> sp_io::TestExternalities {
    let mut chain: sp_io::TestExternalities = genesis().build_storage().unwrap().into();
    chain.execute_with(|| {
        System::set_block_number(1);
        hasten();
        for number in 0..5u8 {
            let slug = format!("agent-{number}").parse().unwrap();
            let spec = agent_spec(5 * AINU, by_module(), 2);
            assert_ok!(AgentRegistry::register(signed(2 + number % 3), slug, spec, None, 1_000 * AINU));
        }
        for who in verifiers {
            assert_ok!(Arbitration::take_seat(signed(who)));
        }
    });
    chain
}
