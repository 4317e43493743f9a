//! The sieve of Eratosthenes.

const LIMIT: usize = 65_536;

pub fn round() -> u64 {
    primes(LIMIT)
}

/// How many primes there are below the limit.
fn primes(limit: usize) -> u64 {
    let mut is_composite = vec![false; limit];
    let mut primes = 0;
    for number in 2..limit {
        if is_composite[number] {
            continue;
        }
        primes += 1;
        for multiple in (number * 2..limit).step_by(number) {
            is_composite[multiple] = true;
        }
    }
    primes
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_numbers_of_primes() {
        assert_eq!([0, 10, 100, 1_000, 65_536].map(super::primes), [0, 4, 25, 168, 6_542]);
    }
}
