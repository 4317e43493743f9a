//! Pancakes: how often the first so many are turned over until the smallest lies on top.

const COUNT: usize = 7;

pub fn round() -> u64 {
    let (sum, most) = flip_all();
    u64::from(sum.unsigned_abs()) << 32 | u64::from(most)
}

/// Flips every permutation; returns their sum with alternating signs, and the most.
fn flip_all() -> (i32, u32) {
    let mut pancakes: [u8; COUNT] = std::array::from_fn(|i| i as u8);
    let mut counts = [0; COUNT];
    let (mut sum, mut most, mut is_even) = (0_i32, 0, true);
    loop {
        let flips = flips(pancakes);
        sum += if is_even { flips as i32 } else { -(flips as i32) };
        most = most.max(flips);
        is_even = !is_even;
        if !next(&mut pancakes, &mut counts) {
            return (sum, most);
        }
    }
}

fn flips(mut pancakes: [u8; COUNT]) -> u32 {
    let mut flips = 0;
    while pancakes[0] != 0 {
        let top = usize::from(pancakes[0]);
        pancakes[..=top].reverse();
        flips += 1;
    }
    flips
}

/// Goes on to the next permutation, an even one after an odd one; not after the last.
fn next(pancakes: &mut [u8; COUNT], counts: &mut [usize; COUNT]) -> bool {
    pancakes.swap(0, 1);
    for i in 1..COUNT {
        if counts[i] < i {
            counts[i] += 1;
            return true;
        }
        counts[i] = 0;
        if i + 1 < COUNT {
            pancakes[..i + 2].rotate_left(1);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #[test]
    fn sum_and_most_are_the_known_ones() {
        assert_eq!(super::flip_all(), (228, 16));
    }
}
