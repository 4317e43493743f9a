//! Which chains the node knows by name.

use ainur_runtime::{genesis_config_presets::TESTNET_RUNTIME_PRESET, WASM_BINARY};
use sc_chain_spec::{ChainType, GenericChainSpec};

/// A chain's specification: the genesis, and how wallets show its money.
pub type ChainSpec = GenericChainSpec;

/// The specification called `id`: `dev`, `local`, `testnet`, or a file.
pub fn load(id: &str) -> Result<ChainSpec, String> {
    match id {
        "" | "dev" => preset("Ainur Development", "ainur_dev", ChainType::Development, sp_genesis_builder::DEV_RUNTIME_PRESET),
        "local" => preset("Ainur Local", "ainur_local", ChainType::Local, sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET),
        "testnet" => preset("Ainur Testnet", "ainur_testnet", ChainType::Live, TESTNET_RUNTIME_PRESET),
        path => ChainSpec::from_json_file(path.into()),
    }
}

fn preset(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, String> {
    let code = WASM_BINARY.ok_or("this node was built without the runtime's wasm; build it without SKIP_WASM_BUILD")?;
    Ok(ChainSpec::builder(code, None)
        .with_name(name)
        .with_id(id)
        .with_protocol_id(id)
        .with_chain_type(kind)
        .with_genesis_config_preset_name(preset)
        .with_properties(properties())
        .build())
}

/// How wallets show amounts and addresses.
fn properties() -> sc_chain_spec::Properties {
    let mut properties = sc_chain_spec::Properties::new();
    properties.insert("tokenSymbol".into(), "AINU".into());
    properties.insert("tokenDecimals".into(), 12.into());
    properties.insert("ss58Format".into(), 42.into());
    properties
}
