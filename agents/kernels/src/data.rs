//! Data that looks like any, and is the same on every machine.

/// So many numbers without a pattern.
pub fn numbers(count: usize) -> impl Iterator<Item = u32> {
    let mut state = 0x2545_F491_u32;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    })
    .take(count)
}

/// So many bytes without a pattern.
pub fn bytes(count: usize) -> Vec<u8> {
    numbers(count).map(|number| (number >> 24) as u8).collect()
}
