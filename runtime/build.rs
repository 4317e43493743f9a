//! Builds the wasm blob that the chain executes, beside the native library that the node links.

fn main() {
    #[cfg(all(feature = "std", not(feature = "metadata-hash")))]
    substrate_wasm_builder::WasmBuilder::build_using_defaults();
    // Signers compare this digest with what they show; it takes a second build, so only releases have it.
    #[cfg(all(feature = "std", feature = "metadata-hash"))]
    substrate_wasm_builder::WasmBuilder::init_with_defaults().enable_metadata_hash("AINU", 12).build();
}
