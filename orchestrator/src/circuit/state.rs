//! The states of one circuit and how each follows from the last. Time is told, not asked for.

use std::time::{Duration, Instant};

/// Runs in a row that go wrong before the circuit opens.
pub const THRESHOLD: u32 = 5;
/// How long a circuit is open at first.
pub const FIRST_PAUSE: Duration = Duration::from_millis(1_500);
/// Longest that a circuit is open before the agent is tried again.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What became of the agent's last runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Circuit {
    /// The agent is given work.
    Closed {
        /// Runs that went wrong since the last that went well; fewer than [`THRESHOLD`].
        failures: u32,
    },
    /// The agent is given none.
    Open {
        /// When it is tried again.
        until: Instant,
        /// How long it was to wait for that.
        pause: Duration,
    },
    /// The agent is tried.
    HalfOpen {
        /// How long it had to wait.
        pause: Duration,
        /// Whether the run that decides has begun.
        probing: bool,
    },
}

impl Default for Circuit {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

/// As what a run was let in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    /// As one of many.
    Usual,
    /// As the one that decides whether the agent is well again.
    Probe,
}

/// The agent's circuit is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refused {
    /// After which it is worth asking again.
    pub wait: Duration,
}

/// A circuit as others see it at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// The agent is given work.
    Closed,
    /// The agent is given none.
    Open,
    /// The agent is given one piece of work at a time.
    HalfOpen,
}

impl Phase {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

impl Circuit {
    /// What others see at this moment.
    pub fn phase(self, now: Instant) -> Phase {
        match self {
            Self::Closed { .. } => Phase::Closed,
            Self::Open { until, .. } if now < until => Phase::Open,
            Self::Open { .. } | Self::HalfOpen { .. } => Phase::HalfOpen,
        }
    }

    /// For how long the agent is given nothing; none while the circuit is closed, zero when it may be tried.
    pub fn rest(self, now: Instant) -> Option<Duration> {
        match self {
            Self::Closed { .. } => None,
            Self::Open { until, .. } => Some(until.saturating_duration_since(now)),
            Self::HalfOpen { .. } => Some(Duration::ZERO),
        }
    }

    /// Lets a run begin.
    ///
    /// # Errors
    ///
    /// While the circuit is open, and while a probe runs.
    pub fn admit(self, now: Instant) -> Result<(Self, Admission), Refused> {
        match self {
            Self::Closed { .. } => Ok((self, Admission::Usual)),
            Self::Open { until, .. } if now < until => Err(Refused { wait: until.saturating_duration_since(now) }),
            Self::HalfOpen { pause, probing: true } => Err(Refused { wait: pause }),
            Self::Open { pause, .. } | Self::HalfOpen { pause, probing: false } => {
                Ok((Self::HalfOpen { pause, probing: true }, Admission::Probe))
            }
        }
    }

    /// After a run that went well. What was let in before the circuit opened says nothing about the agent as it is now.
    pub fn succeed(self, admission: Admission) -> Self {
        match (self, admission) {
            (Self::Closed { .. }, _) | (Self::HalfOpen { .. }, Admission::Probe) => Self::default(),
            (Self::Open { .. }, _) | (Self::HalfOpen { .. }, Admission::Usual) => self,
        }
    }

    /// After a run that went wrong.
    pub fn fail(self, admission: Admission, now: Instant) -> Self {
        match (self, admission) {
            (Self::Closed { failures }, _) if failures.saturating_add(1) < THRESHOLD => {
                Self::Closed { failures: failures.saturating_add(1) }
            }
            (Self::Closed { .. }, _) => Self::open(FIRST_PAUSE, now),
            (Self::HalfOpen { pause, .. }, Admission::Probe) => {
                Self::open(pause.saturating_add(pause / 2).min(LONGEST_PAUSE), now)
            }
            (Self::Open { .. }, _) | (Self::HalfOpen { .. }, Admission::Usual) => self,
        }
    }

    /// After a run that says nothing about the agent. If it was the probe, another may be.
    pub fn abandon(self, admission: Admission) -> Self {
        match (self, admission) {
            (Self::HalfOpen { pause, .. }, Admission::Probe) => Self::HalfOpen { pause, probing: false },
            _ => self,
        }
    }

    fn open(pause: Duration, now: Instant) -> Self {
        Self::Open { until: now.checked_add(pause).unwrap_or(now), pause }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A closed circuit after so many runs that went wrong.
    fn after(failures: u32, now: Instant) -> Circuit {
        (0..failures).fold(Circuit::default(), |circuit, _| circuit.fail(Admission::Usual, now))
    }

    #[test]
    fn it_opens_with_the_fifth_failure_in_a_row() {
        let now = Instant::now();
        assert_eq!(after(4, now), Circuit::Closed { failures: 4 });
        assert_eq!(after(4, now).succeed(Admission::Usual), Circuit::default());
        assert_eq!(after(5, now), Circuit::Open { until: now + FIRST_PAUSE, pause: FIRST_PAUSE });
    }

    #[test]
    fn it_lets_one_probe_in_when_the_pause_is_over() {
        let now = Instant::now();
        let open = after(5, now);
        assert_eq!((after(4, now).rest(now), open.rest(now)), (None, Some(FIRST_PAUSE)));
        assert_eq!(open.rest(now + FIRST_PAUSE), Some(Duration::ZERO));
        assert_eq!(open.admit(now), Err(Refused { wait: FIRST_PAUSE }));
        assert_eq!(open.admit(now + Duration::from_millis(1_499)), Err(Refused { wait: Duration::from_millis(1) }));
        let (probing, admission) = open.admit(now + FIRST_PAUSE).unwrap();
        assert_eq!(admission, Admission::Probe);
        assert!(probing.admit(now + FIRST_PAUSE).is_err());
        assert_eq!(probing.succeed(admission), Circuit::default());
        let (_, next) = probing.abandon(admission).admit(now + FIRST_PAUSE).unwrap();
        assert_eq!(next, Admission::Probe, "what said nothing decided nothing");
    }

    #[test]
    fn it_waits_half_as_long_again_each_time_but_not_for_ever() {
        let mut now = Instant::now();
        let mut circuit = after(5, now);
        let mut pauses = Vec::new();
        for _ in 0..12 {
            let Circuit::Open { until, pause } = circuit else { panic!("{circuit:?}") };
            pauses.push(pause.as_millis());
            now = until;
            let (probing, admission) = circuit.admit(now).unwrap();
            circuit = probing.fail(admission, now);
        }
        assert_eq!(pauses[..4], [1_500, 2_250, 3_375, 5_062]);
        assert_eq!(pauses[10..], [60_000; 2]);
    }

    #[test]
    fn what_began_before_it_opened_decides_nothing() {
        let now = Instant::now();
        let open = after(5, now);
        assert_eq!(open.succeed(Admission::Usual), open);
        assert_eq!(open.fail(Admission::Usual, now + FIRST_PAUSE), open);
        let (probing, _) = open.admit(now + FIRST_PAUSE).unwrap();
        assert_eq!(probing.succeed(Admission::Usual), probing);
        assert_eq!(probing.fail(Admission::Usual, now), probing);
        assert_eq!(probing.abandon(Admission::Usual), probing);
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Admit,
        Succeed(usize),
        Fail(usize),
        Abandon(usize),
        Wait(u64),
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => Just(Step::Admit),
            1 => any::<usize>().prop_map(Step::Succeed),
            4 => any::<usize>().prop_map(Step::Fail),
            1 => any::<usize>().prop_map(Step::Abandon),
            2 => (0..4_000u64).prop_map(Step::Wait),
        ]
    }

    proptest! {
        /// Runs begin and end in any order, at any time.
        #[test]
        fn no_story_breaks_its_rules(steps in proptest::collection::vec(any_step(), 0..200)) {
            let mut now = Instant::now();
            let mut circuit = Circuit::default();
            let mut running: Vec<Admission> = Vec::new();
            for step in steps {
                let before = circuit;
                let pick = |running: &mut Vec<Admission>, at: usize| {
                    (!running.is_empty()).then(|| running.swap_remove(at % running.len()))
                };
                match step {
                    Step::Admit => match circuit.admit(now) {
                        Ok((next, admission)) => {
                            prop_assert_ne!(before.phase(now), Phase::Open);
                            prop_assert_eq!(admission == Admission::Probe, before.phase(now) == Phase::HalfOpen);
                            circuit = next;
                            running.push(admission);
                        }
                        Err(refused) => {
                            prop_assert_ne!(before.phase(now), Phase::Closed);
                            prop_assert!(refused.wait > Duration::ZERO && refused.wait <= LONGEST_PAUSE);
                        }
                    },
                    Step::Succeed(at) => {
                        let Some(admission) = pick(&mut running, at) else { continue };
                        circuit = circuit.succeed(admission);
                        if admission == Admission::Probe {
                            prop_assert_eq!(circuit, Circuit::default());
                        }
                    }
                    Step::Fail(at) => {
                        let Some(admission) = pick(&mut running, at) else { continue };
                        circuit = circuit.fail(admission, now);
                        if admission == Admission::Probe {
                            prop_assert_eq!(circuit.phase(now), Phase::Open);
                        }
                    }
                    Step::Abandon(at) => {
                        let Some(admission) = pick(&mut running, at) else { continue };
                        circuit = circuit.abandon(admission);
                        prop_assert_eq!(circuit.phase(now), before.phase(now));
                    }
                    Step::Wait(milliseconds) => now += Duration::from_millis(milliseconds),
                }
                let probes = running.iter().filter(|admission| **admission == Admission::Probe).count();
                let expected = matches!(circuit, Circuit::HalfOpen { probing: true, .. });
                prop_assert_eq!(probes, usize::from(expected), "one probe at a time, and never one that is forgotten");
                match circuit {
                    Circuit::Closed { failures } => prop_assert!(failures < THRESHOLD),
                    Circuit::Open { pause, .. } | Circuit::HalfOpen { pause, .. } => {
                        prop_assert!((FIRST_PAUSE..=LONGEST_PAUSE).contains(&pause));
                    }
                }
            }
        }
    }
}
