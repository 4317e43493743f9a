use frame_support::traits::Get;

use crate::{mock::*, Days, HourLength};

#[test]
fn an_hour_is_as_long_as_genesis_says() {
    build_and_execute(Some(3), || {
        assert_eq!(Origins::hour_length(), 3);
        assert_eq!(Days::<Test, 7>::get(), 7 * 24 * 3);
    });
}

#[test]
fn an_hour_is_a_real_one_where_genesis_says_nothing() {
    build_and_execute(None, || {
        assert!(!HourLength::<Test>::exists());
        assert_eq!(Origins::hour_length(), REAL_HOUR);
        assert_eq!(Days::<Test, 1>::get(), 24 * REAL_HOUR);
    });
}

#[test]
fn an_hour_is_a_real_one_where_there_is_no_chain() {
    assert_eq!(Origins::hour_length(), REAL_HOUR);
    assert_eq!(Days::<Test, 2>::get(), 48 * REAL_HOUR);
    // Thus what is told about the runtime can be told anywhere.
    assert!(Test::metadata_at_version(15).is_some());
}

#[test]
fn whatever_is_too_long_takes_as_long_as_there_are_blocks() {
    build_and_execute(None, || assert_eq!(Days::<Test, { u32::MAX }>::get(), u32::MAX));
}

#[test]
fn both_ends_of_the_range_are_in_it() {
    for hour in [1, REAL_HOUR] {
        build_and_execute(Some(hour), || assert_eq!(Origins::hour_length(), hour));
    }
}

#[test]
#[should_panic = "nor take no time"]
fn governance_takes_time() {
    build_and_execute(Some(0), || ());
}

#[test]
#[should_panic = "slower than the clock"]
fn governance_is_not_slower_than_the_clock() {
    build_and_execute(Some(REAL_HOUR + 1), || ());
}

#[test]
fn what_must_hold_is_checked() {
    sp_io::TestExternalities::default().execute_with(|| {
        for (hour, said) in [(0, "governance takes no time"), (REAL_HOUR + 1, "governance is slower than the clock")] {
            HourLength::<Test>::put(hour);
            assert_eq!(Origins::check_state(), Err(said.into()));
        }
    });
}

#[test]
fn genesis_is_written_as_json() {
    let genesis: OriginsConfig = serde_json::from_str(r#"{ "hour": 1 }"#).unwrap();
    assert_eq!(genesis.hour, Some(1));
}
