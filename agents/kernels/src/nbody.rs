//! The sun and the giant planets.

use std::f64::consts::PI;

const STEPS: u32 = 1_000;
const STEP: f64 = 0.01;
const SUN: f64 = 4.0 * PI * PI;
const YEAR: f64 = 365.24;

/// Place and speed, then mass.
#[derive(Clone, Copy)]
struct Body {
    place: [f64; 3],
    speed: [f64; 3],
    mass: f64,
}

#[rustfmt::skip]
const PLANETS: [Body; 5] = [
    Body { place: [0.0; 3], speed: [0.0; 3], mass: 1.0 },
    Body {
        place: [4.841_431_442_464_72, -1.160_320_044_027_428_4, -0.103_622_044_471_123_11],
        speed: [0.001_660_076_642_744_037, 0.007_699_011_184_197_404, -0.000_069_046_001_697_206_3],
        mass: 0.000_954_791_938_424_326_6,
    },
    Body {
        place: [8.343_366_718_244_58, 4.124_798_564_124_305, -0.403_523_417_114_321],
        speed: [-0.002_767_425_107_268_624, 0.004_998_528_012_349_172, 0.000_023_041_729_757_376_393],
        mass: 0.000_285_885_980_666_130_8,
    },
    Body {
        place: [12.894_369_562_139_131, -15.111_151_401_698_631, -0.223_307_578_892_655_73],
        speed: [0.002_964_601_375_647_616, 0.002_378_471_739_594_809_5, -0.000_029_658_956_854_023_756],
        mass: 0.000_043_662_440_433_515_63,
    },
    Body {
        place: [15.379_697_114_850_917, -25.919_314_609_987_964, 0.179_258_772_950_371_18],
        speed: [0.002_680_677_724_903_893_2, 0.001_628_241_700_382_423, -0.000_095_159_225_451_971_59],
        mass: 0.000_051_513_890_204_661_145,
    },
];

pub fn round() -> u64 {
    let mut bodies = system();
    for _ in 0..STEPS {
        advance(&mut bodies);
    }
    energy(&bodies).to_bits()
}

/// The bodies, such that their common centre stands still.
fn system() -> [Body; 5] {
    let mut bodies = PLANETS.map(|body| Body { speed: body.speed.map(|speed| speed * YEAR), mass: body.mass * SUN, ..body });
    for axis in 0..3 {
        let momentum: f64 = bodies.iter().map(|body| body.speed[axis] * body.mass).sum();
        bodies[0].speed[axis] = -momentum / SUN;
    }
    bodies
}

fn advance(bodies: &mut [Body; 5]) {
    for i in 0..bodies.len() {
        for j in i + 1..bodies.len() {
            let way: [f64; 3] = std::array::from_fn(|axis| bodies[i].place[axis] - bodies[j].place[axis]);
            let squared: f64 = way.iter().map(|way| way * way).sum();
            let pull = STEP / (squared * squared.sqrt());
            let (one, other) = (bodies[j].mass * pull, bodies[i].mass * pull);
            for (axis, way) in way.into_iter().enumerate() {
                bodies[i].speed[axis] -= way * one;
                bodies[j].speed[axis] += way * other;
            }
        }
    }
    for body in bodies {
        for axis in 0..3 {
            body.place[axis] += STEP * body.speed[axis];
        }
    }
}

fn energy(bodies: &[Body; 5]) -> f64 {
    let mut energy = 0.0;
    for (i, body) in bodies.iter().enumerate() {
        energy += 0.5 * body.mass * body.speed.iter().map(|speed| speed * speed).sum::<f64>();
        for other in &bodies[i + 1..] {
            let squared: f64 = (0..3).map(|axis| (body.place[axis] - other.place[axis]).powi(2)).sum();
            energy -= body.mass * other.mass / squared.sqrt();
        }
    }
    energy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_energy_is_the_known_one_before_and_after() {
        assert_eq!(format!("{:.9}", energy(&system())), "-0.169075164");
        assert_eq!(format!("{:.9}", f64::from_bits(round())), "-0.169087605");
    }
}
