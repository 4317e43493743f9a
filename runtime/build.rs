//! Builds the wasm blob that the chain executes, beside the native library that the node links.

fn main() {
    #[cfg(feature = "std")]
    substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
