//! How chain values are written for people and programs: CIDs in base32, hashes in hexadecimal, amounts in decimal.

use ainur_chain::AccountId;
use ainur_primitives::{Balance, Cid, Hash};

/// A content identifier in its usual text form.
pub fn cid(cid: Cid) -> String {
    // Every `Cid` of the chain is a valid CIDv1.
    cid::Cid::try_from(cid.to_bytes().as_slice()).map(|cid| cid.to_string()).unwrap_or_default()
}

/// Reads a content identifier; `None` for one that the chain cannot name.
pub fn parse_cid(text: &str) -> Option<Cid> {
    Cid::from_bytes(&cid::Cid::try_from(text).ok()?.to_bytes())
}

/// Bytes in hexadecimal, with prefix.
pub fn hex(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// Reads 32 bytes in hexadecimal, with or without prefix.
pub fn parse_hash(text: &str) -> Option<Hash> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()?.try_into().ok()
}

/// Reads an amount of plancks: digits and nothing else.
pub fn parse_amount(text: &str) -> Option<Balance> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Reads an account in SS58.
pub fn parse_account(text: &str) -> Option<AccountId> {
    text.parse().ok()
}

/// The text without U+0000, which Postgres does not keep.
pub fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ainur_primitives::ContentCodec;

    #[test]
    fn content_identifiers_survive_their_text() {
        for codec in [ContentCodec::Raw, ContentCodec::DagPb] {
            let original = Cid { codec, digest: [7; 32] };
            assert_eq!(parse_cid(&cid(original)), Some(original));
        }
        assert!(cid(Cid { codec: ContentCodec::Raw, digest: [7; 32] }).starts_with("bafkrei"));
    }

    #[test]
    fn other_identifiers_are_refused() {
        assert_eq!(parse_cid("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH"), None);
        assert_eq!(parse_cid("nonsense"), None);
    }

    #[test]
    fn hashes_survive_their_text() {
        assert_eq!(parse_hash(&hex(&[9; 32])), Some([9; 32]));
        assert_eq!(parse_hash("0x00"), None);
    }
}
