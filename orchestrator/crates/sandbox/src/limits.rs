//! How much a run may take.

use std::{fmt, ops::RangeInclusive, time::Duration};

use codec::{Decode, Encode, Error, Input};

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// One of the things that a run may take only so much of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Work, in units of fuel: about one for each instruction.
    Fuel,
    /// Linear memory, in bytes.
    Memory,
    /// Length of the input, in bytes.
    Input,
    /// Length of the output, in bytes.
    Output,
    /// Captured log lines, in bytes.
    Log,
    /// Time until the kill switch, in milliseconds. Meant never to be reached before the fuel ends.
    WallClock,
}

impl Limit {
    /// Every limit.
    pub const ALL: [Self; 6] = [Self::Fuel, Self::Memory, Self::Input, Self::Output, Self::Log, Self::WallClock];

    /// The values it can be set to, in its unit.
    pub const fn range(self) -> RangeInclusive<u64> {
        match self {
            Self::Fuel => 1..=1_000_000_000_000,
            Self::Memory => 64 * KIB..=GIB,
            Self::Input | Self::Output => 0..=64 * MIB,
            Self::Log => 0..=MIB,
            Self::WallClock => 10..=3_600_000,
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::Fuel => "units of fuel",
            Self::Memory => "bytes of memory",
            Self::Input => "bytes of input",
            Self::Output => "bytes of output",
            Self::Log => "bytes of log",
            Self::WallClock => "milliseconds",
        }
    }
}

/// A limit was set to what it cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct OutOfRange {
    /// Which limit.
    pub limit: Limit,
    /// The value that was refused, in the limit's unit.
    pub value: u64,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (range, unit) = (self.limit.range(), self.limit.unit());
        write!(f, "{} is not between {} and {} {unit}", self.value, range.start(), range.end())
    }
}

/// How much a run may take of everything; each within its range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    fuel: u64,
    memory: u64,
    input: u64,
    output: u64,
    log: u64,
    wall_clock: u64,
}

impl Default for Limits {
    /// 10^10 units of fuel (some ten seconds), 256 MiB of memory, 16 MiB of input, 4 MiB of output, 64 KiB of log, a minute.
    fn default() -> Self {
        Self { fuel: 10_000_000_000, memory: 256 * MIB, input: 16 * MIB, output: 4 * MIB, log: 64 * KIB, wall_clock: 60_000 }
    }
}

impl Limits {
    /// The same with one limit set to another value, in the limit's unit.
    ///
    /// # Errors
    ///
    /// When the value is not in the limit's range.
    pub fn with(mut self, limit: Limit, value: u64) -> Result<Self, OutOfRange> {
        if !limit.range().contains(&value) {
            return Err(OutOfRange { limit, value });
        }
        match limit {
            Limit::Fuel => self.fuel = value,
            Limit::Memory => self.memory = value,
            Limit::Input => self.input = value,
            Limit::Output => self.output = value,
            Limit::Log => self.log = value,
            Limit::WallClock => self.wall_clock = value,
        }
        Ok(self)
    }

    /// What a limit is set to, in its unit.
    pub const fn get(&self, limit: Limit) -> u64 {
        match limit {
            Limit::Fuel => self.fuel,
            Limit::Memory => self.memory,
            Limit::Input => self.input,
            Limit::Output => self.output,
            Limit::Log => self.log,
            Limit::WallClock => self.wall_clock,
        }
    }

    /// Fuel a run is given.
    pub const fn fuel(&self) -> u64 {
        self.fuel
    }

    /// Time until the kill switch.
    pub const fn wall_clock(&self) -> Duration {
        Duration::from_millis(self.wall_clock)
    }

    /// Whether something of this length, in bytes, is within the limit.
    pub(crate) fn allows(&self, limit: Limit, length: usize) -> bool {
        u64::try_from(length).is_ok_and(|length| length <= self.get(limit))
    }
}

impl Encode for Limits {
    fn encode(&self) -> Vec<u8> {
        Limit::ALL.map(|limit| self.get(limit)).encode()
    }
}

impl Decode for Limits {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let values = <[u64; Limit::ALL.len()]>::decode(input)?;
        let set = |limits: Self, (limit, value): (Limit, u64)| limits.with(limit, value);
        Limit::ALL.into_iter().zip(values).try_fold(Self::default(), set).map_err(|_| Error::from("a limit beyond its range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_defaults_are_in_range() {
        for limit in Limit::ALL {
            assert!(limit.range().contains(&Limits::default().get(limit)), "{limit:?}");
        }
    }

    #[test]
    fn a_refusal_says_what_is_possible() {
        let refused = Limits::default().with(Limit::Fuel, 0).map_err(|error| error.to_string());
        assert_eq!(refused, Err("0 is not between 1 and 1000000000000 units of fuel".to_owned()));
    }

    #[test]
    fn no_message_can_bring_limits_beyond_their_range() {
        assert!(Limits::decode(&mut &[u64::MAX; 6].encode()[..]).is_err());
    }

    proptest! {
        #[test]
        fn exactly_the_range_can_be_set(limit in proptest::sample::select(&Limit::ALL[..]), value: u64, offset in 0..3u64) {
            let bounds = [*limit.range().start(), *limit.range().end()].map(|bound| (bound + offset).saturating_sub(1));
            for value in bounds.into_iter().chain([value]) {
                let set = Limits::default().with(limit, value);
                prop_assert_eq!(set.is_ok(), limit.range().contains(&value));
                if let Ok(limits) = set {
                    prop_assert_eq!(limits.get(limit), value);
                    prop_assert_eq!(Limits::decode(&mut &limits.encode()[..]), Ok(limits));
                }
            }
        }
    }
}
