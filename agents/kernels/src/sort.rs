//! Quicksort, with insertion sort for short pieces.

use crate::data;

const COUNT: usize = 8_192;
/// Pieces up to this length are sorted by insertion.
const SHORT: usize = 12;

pub fn round() -> u64 {
    let mut numbers: Vec<u32> = data::numbers(COUNT).collect();
    sort(&mut numbers);
    u64::from(numbers[COUNT / 3]) << 32 | u64::from(numbers[COUNT / 2])
}

fn sort(numbers: &mut [u32]) {
    if numbers.len() <= SHORT {
        return insert(numbers);
    }
    let middle = numbers[numbers.len() / 2];
    let (mut left, mut right) = (0, numbers.len() - 1);
    loop {
        while numbers[left] < middle {
            left += 1;
        }
        while numbers[right] > middle {
            right -= 1;
        }
        if left >= right {
            break;
        }
        numbers.swap(left, right);
        left += 1;
        right -= 1;
    }
    let (low, high) = numbers.split_at_mut(left);
    sort(low);
    sort(high);
}

fn insert(numbers: &mut [u32]) {
    for end in 1..numbers.len() {
        let mut place = end;
        while place > 0 && numbers[place - 1] > numbers[place] {
            numbers.swap(place - 1, place);
            place -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_sorted_is_in_order(numbers in proptest::collection::vec(0..100_u32, 0..300)) {
            let (mut ours, mut expected) = (numbers.clone(), numbers);
            sort(&mut ours);
            expected.sort_unstable();
            prop_assert_eq!(ours, expected);
        }
    }
}
