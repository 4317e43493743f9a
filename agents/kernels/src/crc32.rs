//! The checksum of Ethernet and of zip files.

use crate::data;

const LENGTH: usize = 16 << 10;
const POLYNOMIAL: u32 = 0xEDB8_8320;
static TABLE: [u32; 256] = table();

pub fn round() -> u64 {
    sum(&data::bytes(LENGTH)).into()
}

fn sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| TABLE[((sum ^ u32::from(*byte)) & 255) as usize] ^ sum >> 8)
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let (mut entry, mut bit) = (i as u32, 0);
        while bit < 8 {
            entry = if entry & 1 == 1 { entry >> 1 ^ POLYNOMIAL } else { entry >> 1 };
            bit += 1;
        }
        table[i] = entry;
        i += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_known_check_value() {
        assert_eq!(super::sum(b"123456789"), 0xCBF4_3926);
    }
}
