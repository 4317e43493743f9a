//! Modules that go wrong again and again are kept away until somebody says otherwise. Feature D9.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]

mod common;

use ainur_store::Store;
use futures::future::join_all;

const MODULE: [u8; 32] = [1; 32];
const OTHER: [u8; 32] = [2; 32];

async fn is_quarantined(store: &Store, module: [u8; 32]) -> bool {
    !store.quarantined_among(&[&module, &[9; 32]]).await.unwrap().is_empty()
}

#[tokio::test]
async fn a_module_is_put_into_quarantine_once_by_faults_in_a_row_for_as_many_requesters_as_were_set() {
    let (_postgres, store) = common::store().await;
    for (requester, expected) in [("a", false), ("b", false), ("a", false), ("a", false), ("c", true), ("d", false)] {
        assert_eq!(store.note_fault(MODULE, 7, requester, "the run trapped", 3).await.unwrap(), expected);
    }
    assert!(is_quarantined(&store, MODULE).await);
    assert!(!is_quarantined(&store, OTHER).await);
    assert!(store.note_fault(OTHER, 8, "a", "out of fuel", 1).await.unwrap());
    let listed = store.quarantined(None, 10).await.unwrap();
    let listed: Vec<_> =
        listed.iter().map(|row| (row.module_hash.as_slice(), row.faults, row.task, row.error.as_str())).collect();
    assert_eq!(listed, [(&MODULE[..], 6, 7, "the run trapped"), (&OTHER[..], 1, 8, "out of fuel")]);
    assert_eq!(store.quarantined(Some(MODULE), 10).await.unwrap().len(), 1);
    assert_eq!(store.quarantined(None, 1).await.unwrap()[0].module_hash, MODULE);
}

#[tokio::test]
async fn a_run_that_goes_well_begins_the_count_anew_but_lifts_nothing() {
    let (_postgres, store) = common::store().await;
    for run in 0..5 {
        assert!(!store.note_fault(MODULE, 7, &format!("requester {run}"), "trapped", 2).await.unwrap());
        store.forget_faults(MODULE).await.unwrap();
    }
    store.note_fault(MODULE, 7, "a", "trapped", 1).await.unwrap();
    store.forget_faults(MODULE).await.unwrap();
    assert!(is_quarantined(&store, MODULE).await);
}

#[tokio::test]
async fn whoever_lifts_a_quarantine_gives_the_module_all_its_chances_again() {
    let (_postgres, store) = common::store().await;
    store.note_fault(MODULE, 7, "a", "trapped", 2).await.unwrap();
    assert!(!store.lift_quarantine(MODULE).await.unwrap(), "one fault is no quarantine");
    assert!(store.note_fault(MODULE, 7, "b", "trapped", 2).await.unwrap());
    let lifted = join_all((0..8).map(|_| store.lift_quarantine(MODULE))).await;
    assert_eq!(lifted.into_iter().filter(|lifted| *lifted.as_ref().unwrap()).count(), 1);
    assert!(!is_quarantined(&store, MODULE).await);
    assert!(!store.note_fault(MODULE, 7, "a", "trapped", 2).await.unwrap());
}

#[tokio::test]
async fn processes_count_together() {
    let (postgres, store) = common::store().await;
    let other = common::connect(&postgres).await;
    let noted = join_all((0..8).map(|run| {
        let store = if run % 2 == 0 { store.clone() } else { other.clone() };
        async move { store.note_fault(MODULE, 7, &format!("requester {run}"), "trapped", 5).await }
    }));
    let noted = noted.await;
    assert_eq!(noted.into_iter().filter(|is_new| *is_new.as_ref().unwrap()).count(), 1);
}
