//! How many changes make one text of another.

use crate::data;

const LENGTH: usize = 256;

pub fn round() -> u64 {
    // Few different letters, so that some of them agree.
    let text: Vec<u8> = data::bytes(2 * LENGTH).iter().map(|byte| byte & 7).collect();
    let (one, other) = text.split_at(LENGTH);
    distance(one, other) as u64
}

fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, wanted) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, found) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(wanted != found);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_distances() {
        assert_eq!(distance(b"kitten", b"sitting"), 3);
        assert_eq!(distance(b"", b"abc"), 3);
        assert_eq!(distance(b"abc", b""), 3);
        assert_eq!(distance(b"same", b"same"), 0);
    }
}
