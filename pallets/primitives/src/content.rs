//! Content identifiers: CIDv1 over sha2-256, the two codecs that UnixFS files use.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::id::Hash;

const CID_VERSION: u8 = 0x01;
const SHA2_256: u8 = 0x12;
const DIGEST_LENGTH: u8 = 0x20;

/// What the bytes behind a content identifier are.
#[derive(
    Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash,
)]
pub enum ContentCodec {
    /// The content itself (multicodec `raw`, 0x55).
    #[codec(index = 0)]
    Raw,
    /// A UnixFS node that links to the content's blocks (multicodec `dag-pb`, 0x70).
    #[codec(index = 1)]
    DagPb,
}

impl ContentCodec {
    const fn multicodec(self) -> u8 {
        match self {
            Self::Raw => 0x55,
            Self::DagPb => 0x70,
        }
    }
}

/// A content identifier: names bytes by their sha2-256 digest, so that whoever fetches them can check them.
///
/// Only what Ainur stores can be expressed; a CID of another version, codec or hash has no value of this type.
#[derive(
    Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash,
)]
pub struct Cid {
    /// How to read the named bytes.
    pub codec: ContentCodec,
    /// sha2-256 of the named block.
    pub digest: Hash,
}

impl Cid {
    /// Length of the binary form, in bytes.
    pub const BINARY_LENGTH: usize = 36;

    /// The standard binary form: version, codec, multihash.
    pub fn to_bytes(self) -> [u8; Self::BINARY_LENGTH] {
        let mut bytes = [0; Self::BINARY_LENGTH];
        let (head, digest) = bytes.split_at_mut(4);
        head.copy_from_slice(&[CID_VERSION, self.codec.multicodec(), SHA2_256, DIGEST_LENGTH]);
        digest.copy_from_slice(&self.digest);
        bytes
    }

    /// Reads the standard binary form; `None` for any other version, codec, hash function or length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, digest) = bytes.split_at_checked(4)?;
        let codec = match head {
            [CID_VERSION, 0x55, SHA2_256, DIGEST_LENGTH] => ContentCodec::Raw,
            [CID_VERSION, 0x70, SHA2_256, DIGEST_LENGTH] => ContentCodec::DagPb,
            _ => return None,
        };
        Some(Self { codec, digest: digest.try_into().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_binary_form_round_trips(digest: [u8; 32], raw: bool) {
            let cid = Cid { codec: if raw { ContentCodec::Raw } else { ContentCodec::DagPb }, digest };
            prop_assert_eq!(Cid::from_bytes(&cid.to_bytes()), Some(cid));
        }

        #[test]
        fn whatever_is_read_is_written_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..48)) {
            if let Some(cid) = Cid::from_bytes(&bytes) {
                prop_assert_eq!(&cid.to_bytes()[..], &bytes[..]);
            }
        }
    }

    #[test]
    fn other_versions_and_hashes_are_refused() {
        let good = Cid { codec: ContentCodec::Raw, digest: [7; 32] }.to_bytes();
        for (at, value) in [(0, 0), (1, 0x71), (2, 0x1e), (3, 0x1f)] {
            let mut bytes = good;
            bytes[at] = value;
            assert_eq!(Cid::from_bytes(&bytes), None);
        }
        assert_eq!(Cid::from_bytes(&good[..35]), None);
        assert_eq!(Cid::from_bytes(&[]), None);
    }
}
