//! The product of two matrices.

use crate::data;

const SIZE: usize = 64;

pub fn round() -> u64 {
    let numbers = |skipped| data::numbers(skipped + SIZE * SIZE).skip(skipped).map(|number| f64::from(number >> 16)).collect();
    let (one, other): (Vec<f64>, Vec<f64>) = (numbers(0), numbers(7));
    product(&one, &other, SIZE).iter().sum::<f64>().to_bits()
}

fn product(one: &[f64], other: &[f64], size: usize) -> Vec<f64> {
    let mut product = vec![0.0; size * size];
    for row in 0..size {
        for column in 0..size {
            let mut sum = 0.0;
            for i in 0..size {
                sum += one[row * size + i] * other[i * size + column];
            }
            product[row * size + column] = sum;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_product_of_two_by_two() {
        assert_eq!(super::product(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0], 2), [19.0, 22.0, 43.0, 50.0]);
    }
}
