//! On which conditions governance speaks with which voice.
//!
//! A referendum passes when, for as long as its track's confirmation takes, enough of all votes are in favour (approval) and enough of
//! all money has voted for it (support). Both thresholds fall while it is decided: what nearly everybody wants passes early, what few
//! care about only late, and what a majority is against never.

use alloc::borrow::Cow;
use core::marker::PhantomData;

use frame_support::traits::Get;
use frame_system::RawOrigin;
use pallet_governance::Origin;
use pallet_referenda::{Curve, Track, TrackInfo, TracksInfo};
use sp_runtime::{str_array, FixedI64};

use crate::{params::ValueOf, *};

/// A track, as it is written here.
struct Plan {
    id: u16,
    name: &'static str,
    /// Most referenda that are decided at a time.
    max_deciding: u32,
    /// Decision deposit, in plancks.
    deposit: Balance,
    /// Hours of governance before deciding may begin.
    prepare: u32,
    /// Hours in which it has to pass.
    decide: u32,
    /// Hours for which it has to stay passed.
    confirm: u32,
    /// Least hours between passing and taking effect.
    enact: u32,
    approval: Curve,
    support: Curve,
}

const DAY: u32 = 24;

const fn percent(share: u128) -> FixedI64 {
    FixedI64::from_rational(share, 100)
}

const fn permill(share: u128) -> FixedI64 {
    FixedI64::from_rational(share, 1_000)
}

/// The track of the courts.
const COURT: u16 = 12;

/// A bit more than half, because curves are rounded.
const MAJORITY: FixedI64 = FixedI64::from_rational(500_001, 1_000_000);

/// Everybody agrees at first, a majority is enough at the end; `hasty` percent at a seventh of the time.
const fn approval(hasty: u128) -> Curve {
    Curve::make_reciprocal(1, 7, percent(hasty), MAJORITY, percent(100))
}

/// From half of all money, in a straight line, to `least` thousandths.
const fn steady_support(least: u128) -> Curve {
    Curve::make_linear(1, 1, permill(least), percent(50))
}

/// From half of all money, quickly, to `least` thousandths; `early` percent at a seventh of the time.
const fn quick_support(early: u128, least: u128) -> Curve {
    Curve::make_reciprocal(1, 7, percent(early), permill(least), percent(50))
}

/// The tracks by number. What can do more harm takes longer, costs more, and needs more support.
const PLANS: [Plan; 10] = [
    Plan {
        id: 0,
        name: "root",
        max_deciding: 1,
        deposit: 100_000 * AINU,
        prepare: 2,
        decide: 14 * DAY,
        confirm: DAY,
        enact: DAY,
        approval: approval(80),
        support: steady_support(0),
    },
    // What the committee vouches for needs fewer voters, and no time to be looked through.
    Plan {
        id: 1,
        name: "whitelisted_upgrade",
        max_deciding: 20,
        deposit: 10_000 * AINU,
        prepare: 1,
        decide: 14 * DAY,
        confirm: 1,
        enact: 1,
        approval: approval(80),
        support: quick_support(5, 1),
    },
    Plan {
        id: 10,
        name: "parameters",
        max_deciding: 10,
        deposit: 1_000 * AINU,
        prepare: 2,
        decide: 7 * DAY,
        confirm: 12,
        enact: DAY,
        approval: approval(75),
        support: quick_support(10, 1),
    },
    Plan {
        id: 11,
        name: "agent_registry",
        max_deciding: 10,
        deposit: 500 * AINU,
        prepare: 2,
        decide: 7 * DAY,
        confirm: 6,
        enact: 6,
        approval: approval(75),
        support: quick_support(10, 1),
    },
    // Its time has to fit into the windows of the courts, and there may be many cases.
    Plan {
        id: COURT,
        name: "dispute_court",
        max_deciding: 50,
        deposit: 50 * AINU,
        prepare: 1,
        decide: 7 * DAY,
        confirm: 6,
        enact: 1,
        approval: approval(60),
        support: quick_support(2, 1),
    },
    Plan {
        id: 20,
        name: "treasurer",
        max_deciding: 5,
        deposit: 1_000 * AINU,
        prepare: 2,
        decide: 14 * DAY,
        confirm: 2 * DAY,
        enact: DAY,
        approval: approval(80),
        support: steady_support(0),
    },
    Plan {
        id: 21,
        name: "small_spender",
        max_deciding: 50,
        deposit: 50 * AINU,
        prepare: 2,
        decide: 7 * DAY,
        confirm: 12,
        enact: DAY,
        approval: approval(60),
        support: quick_support(5, 1),
    },
    Plan {
        id: 22,
        name: "medium_spender",
        max_deciding: 20,
        deposit: 200 * AINU,
        prepare: 2,
        decide: 10 * DAY,
        confirm: DAY,
        enact: DAY,
        approval: approval(70),
        support: quick_support(10, 1),
    },
    Plan {
        id: 30,
        name: "referendum_canceller",
        max_deciding: 50,
        deposit: 1_000 * AINU,
        prepare: 1,
        decide: 7 * DAY,
        confirm: 3,
        enact: 1,
        approval: approval(80),
        support: quick_support(5, 1),
    },
    Plan {
        id: 31,
        name: "referendum_killer",
        max_deciding: 20,
        deposit: 5_000 * AINU,
        prepare: 1,
        decide: 14 * DAY,
        confirm: 3,
        enact: 1,
        approval: approval(90),
        support: quick_support(10, 1),
    },
];

impl Plan {
    /// The track, where an hour of governance takes so many blocks.
    fn at_pace(&self, hour: BlockNumber) -> Track<u16, Balance, BlockNumber> {
        let blocks = |hours: u32| hour.saturating_mul(hours);
        Track {
            id: self.id,
            info: TrackInfo {
                name: str_array(self.name),
                max_deciding: self.max_deciding,
                decision_deposit: self.deposit,
                prepare_period: blocks(self.prepare),
                decision_period: blocks(self.decide),
                confirm_period: blocks(self.confirm),
                min_enactment_period: blocks(self.enact),
                min_approval: self.approval.clone(),
                min_support: self.support.clone(),
            },
        }
    }
}

/// Hours in which somebody can ask for a court before it is too late for it to be heard.
const TO_CONVENE: u32 = DAY;

/// Blocks that a court has: what parameter `P` says, and never less than it takes to propose on the court's track and have it decided and
/// carried out. So whoever sets parameters can make courts slower, and cannot abolish them. How long a case waits while others fill the
/// track is not in it: the README of `pallet-governance` has what that costs, and what is left.
pub struct CourtTime<P>(PhantomData<P>);

impl<P> Get<BlockNumber> for CourtTime<P>
where
    ValueOf<P>: Get<BlockNumber>,
{
    fn get() -> BlockNumber {
        let track = PLANS.iter().find(|plan| plan.id == COURT);
        let hours = track.map_or(0, |plan| plan.prepare + plan.decide + plan.confirm + plan.enact);
        ValueOf::<P>::get().max(Origins::hour().saturating_mul(TO_CONVENE.saturating_add(hours)))
    }
}

/// The tracks, at the pace of this chain.
pub struct Tracks;

impl TracksInfo<Balance, BlockNumber> for Tracks {
    type Id = u16;
    type RuntimeOrigin = OriginCaller;

    fn tracks() -> impl Iterator<Item = Cow<'static, Track<u16, Balance, BlockNumber>>> {
        let hour = Origins::hour();
        PLANS.iter().map(move |plan| Cow::Owned(plan.at_pace(hour)))
    }

    fn track_for(origin: &OriginCaller) -> Result<u16, ()> {
        match origin {
            OriginCaller::system(RawOrigin::Root) => Ok(0),
            OriginCaller::Origins(voice) => Ok(match voice {
                Origin::WhitelistedCaller => 1,
                Origin::Parameters => 10,
                Origin::AgentRegistry => 11,
                Origin::DisputeCourt => COURT,
                Origin::Treasurer => 20,
                Origin::SmallSpender => 21,
                Origin::MediumSpender => 22,
                Origin::ReferendumCanceller => 30,
                Origin::ReferendumKiller => 31,
            }),
            _ => Err(()),
        }
    }

    fn info(id: u16) -> Option<Cow<'static, TrackInfo<Balance, BlockNumber>>> {
        PLANS.iter().find(|plan| plan.id == id).map(|plan| Cow::Owned(plan.at_pace(Origins::hour()).info))
    }
}

#[cfg(test)]
mod tests {
    use codec::Decode;
    use sp_runtime::Perbill;

    use super::*;
    use crate::{params::dynamic, time::HOURS};

    fn spans(plan: &Plan) -> u32 {
        plan.prepare + plan.decide + plan.confirm + plan.enact
    }

    #[test]
    fn tracks_are_sorted_and_as_they_are_looked_up() {
        assert_eq!(Tracks::check_integrity(), Ok(()));
        assert!(PLANS.is_sorted_by(|a, b| a.id < b.id));
        for track in Tracks::tracks() {
            assert_eq!(Tracks::info(track.id).as_deref(), Some(&track.info));
        }
        assert_eq!(Tracks::info(2), None);
    }

    #[test]
    fn each_voice_has_a_track_of_its_own_and_nobody_else_has_any() {
        let root = OriginCaller::system(RawOrigin::Root);
        let voices = (0..9u8).map(|index| Origin::decode(&mut &[index][..]).unwrap());
        assert!(Origin::decode(&mut &[9][..]).is_err());
        let mut ids: Vec<_> =
            [root].into_iter().chain(voices.map(OriginCaller::Origins)).map(|o| Tracks::track_for(&o).unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(ids, PLANS.map(|plan| plan.id));
        let alice = OriginCaller::system(RawOrigin::Signed(AccountId::new([1; 32])));
        assert_eq!(Tracks::track_for(&alice), Err(()));
        assert_eq!(Tracks::track_for(&OriginCaller::system(RawOrigin::None)), Err(()));
    }

    #[test]
    fn every_threshold_falls_and_none_is_below_a_majority() {
        let time = |sevenths: u32| Perbill::from_rational(sevenths, 7u32);
        for plan in &PLANS {
            let of = |curve: &Curve| (0..=7).map(|sevenths| curve.threshold(time(sevenths))).collect::<Vec<_>>();
            let (approval, support) = (of(&plan.approval), of(&plan.support));
            assert!(approval.is_sorted_by(|a, b| a > b) && support.is_sorted_by(|a, b| a > b), "{}", plan.name);
            assert!(approval[0] >= Perbill::from_percent(99) && approval[7] >= Perbill::from_percent(50), "{}", plan.name);
            assert!(approval[7] <= Perbill::from_percent(51), "{}: {:?}", plan.name, approval[7]);
            assert!(support[0] >= Perbill::from_percent(49) && support[7] <= Perbill::from_percent(1), "{}", plan.name);
            // No court, and nothing else that is quick, is left to a single voter.
            let is_quick = matches!(plan.support, Curve::Reciprocal { .. });
            assert!(!is_quick || support[7] >= Perbill::from_rational(999u32, 1_000_000u32), "{}: {:?}", plan.name, support[7]);
        }
    }

    #[test]
    fn what_can_do_more_harm_is_harder() {
        let plan = |name: &str| PLANS.iter().find(|plan| plan.name == name).unwrap();
        let order = ["small_spender", "medium_spender", "treasurer", "root"].map(plan);
        assert!(order.is_sorted_by(|less, more| less.deposit < more.deposit && less.decide <= more.decide));
        let half = Perbill::from_percent(50);
        assert!(order.is_sorted_by(|less, more| less.support.threshold(half) <= more.support.threshold(half)));
        let (vouched, root) = (plan("whitelisted_upgrade"), plan("root"));
        assert!(vouched.prepare + vouched.confirm + vouched.enact < root.prepare + root.confirm + root.enact);
        assert!(vouched.support.threshold(half) < root.support.threshold(half));
    }

    #[test]
    fn the_court_speaks_before_its_windows_close() {
        fn of<P>() -> BlockNumber
        where
            ValueOf<P>: Get<BlockNumber>,
        {
            sp_io::TestExternalities::default().execute_with(ValueOf::<P>::get)
        }
        let court = PLANS.iter().find(|plan| plan.name == "dispute_court").map(spans).unwrap() * HOURS;
        let windows = [of::<dynamic::arbitration::CourtWindow>(), of::<dynamic::slashing::CourtWindow>()];
        assert!(windows.into_iter().all(|window| court < window), "{court} {windows:?}");
    }

    #[test]
    fn whoever_sets_parameters_leaves_courts_their_time() {
        use dynamic::{arbitration, slashing};

        use crate::params::{ranges::Blocks, RuntimeParameters as All};
        fn heard() -> [BlockNumber; 2] {
            [
                <Runtime as pallet_arbitration::Config>::CourtWindow::get(),
                <Runtime as pallet_slashing::Config>::CourtWindow::get(),
            ]
        }
        let set = |blocks: Blocks<1, { 90 * crate::time::DAYS }>| {
            for parameter in [
                All::Arbitration(arbitration::Parameters::CourtWindow(arbitration::CourtWindow, Some(blocks))),
                All::Slashing(slashing::Parameters::CourtWindow(slashing::CourtWindow, Some(blocks))),
            ] {
                Parameters::set_parameter(RuntimeOrigin::root(), parameter).unwrap();
            }
        };
        let hours = PLANS.iter().find(|plan| plan.id == COURT).map(spans).unwrap();
        for hour in [1, HOURS] {
            sp_io::TestExternalities::default().execute_with(|| {
                pallet_governance::HourLength::<Runtime>::put(hour);
                set(Blocks::of(1));
                assert!(heard().into_iter().all(|window| window == hour * (hours + TO_CONVENE)));
                set(Blocks::of(80 * crate::time::DAYS));
                assert_eq!(heard(), [80 * crate::time::DAYS; 2], "longer is as it is set");
            });
        }
    }
}
