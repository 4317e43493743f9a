//! `cargo xtask metadata`: what the chain client must know of the runtime.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{
    build::{self, Programs},
    generated::{reconcile, Mode},
    process::read,
    workspace::Workspace,
};

const FILE: &str = "orchestrator/crates/chain/metadata.scale";

/// Asks the node for the runtime's metadata and keeps it for the chain client.
pub fn run(workspace: &Workspace, mode: Mode) -> Result<()> {
    build::programs(workspace, Programs::Only("ainur-node"))?;
    let text = read(Command::new(workspace.program("ainur-node")).arg("export-metadata"))?;
    let metadata = decode_hex(text.trim()).context("the node wrote something else than hexadecimal metadata")?;
    reconcile(&workspace.root, FILE, &metadata, mode, "metadata")
}

/// The bytes that `text` stands for, with or without `0x`.
fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").unwrap_or(text).as_bytes();
    let nibble = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| pair.iter().try_fold(0, |byte: u8, digit| Some(byte << 4 | nibble(digit)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::decode_hex;

    #[test]
    fn hexadecimal_is_read_with_and_without_prefix() {
        assert_eq!(decode_hex("0x6d657461"), Some(b"meta".to_vec()));
        assert_eq!(decode_hex("00fF"), Some(vec![0, 255]));
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(decode_hex("0x123"), None);
        assert_eq!(decode_hex("zz"), None);
    }
}
