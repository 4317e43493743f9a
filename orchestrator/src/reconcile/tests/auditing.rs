use ainur_chain::{AccountId, ArbitrationEvent, Call, TaskEvent};
use ainur_primitives::{Opinion, Receipt};

use super::verifying::{delivered_by_others, delivered_by_us, encoded, queued, right, us, OTHER};
use crate::{
    accounts::{account, Accounts},
    reconcile::verify::step,
    testing::{World, AGENT, CHALLENGE_UNTIL, TASK},
};

const REPORT_UNTIL: u32 = 60;

async fn drawn(world: &World, auditor: AccountId) {
    world.happen(ArbitrationEvent::AuditDrawn { task: TASK, auditor, until: REPORT_UNTIL }).await;
}

async fn reported(world: &World, auditor: AccountId, output_hash: [u8; 32], fuel_used: u64) {
    let opinion = Opinion::Output { output_hash, fuel_used };
    world.happen(ArbitrationEvent::AuditReported { task: TASK, auditor, opinion }).await;
}

/// The agent shows this receipt against the auditor, which has more time to object now.
async fn contradicted(world: &World, auditor: AccountId, receipt: Receipt) {
    let challenge_until = CHALLENGE_UNTIL + 50;
    let fuel_used = receipt.fuel_used;
    world.happen(ArbitrationEvent::AuditContradicted { task: TASK, auditor, fuel_used }).await;
    world.happen(TaskEvent::AuditContradicted { task: TASK, agent: AGENT, receipt, challenge_until }).await;
}

#[tokio::test]
async fn should_report_what_it_found_when_it_is_drawn() {
    for output_hash in [right(), [6; 32]] {
        let world = delivered_by_others(output_hash).await;
        drawn(&world, us(&world)).await;
        step(&world.context).await.unwrap();
        step(&world.context).await.unwrap();
        let found = world.context.store.finding(TASK.0).await.unwrap().unwrap();
        let found = <Opinion as codec::Decode>::decode(&mut found.as_slice()).unwrap();
        assert!(matches!(found, Opinion::Output { output_hash, .. } if output_hash == right()));
        assert_eq!(world.keys().await, ["audit:0"]);
        assert_eq!(queued(&world, "audit:0").await, encoded(&world, &Call::audit(TASK, found)).await);
    }
}

#[tokio::test]
async fn should_risk_no_bond_on_what_it_could_not_run() {
    let world = delivered_by_others(right()).await;
    drawn(&world, us(&world)).await;
    world.content.clear();
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty(), "there is time to wait for it");
    world.pass(REPORT_UNTIL - 4).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "audit:0").await, encoded(&world, &Call::audit(TASK, Opinion::Unavailable)).await);
}

#[tokio::test]
async fn should_let_an_audit_rest_whose_time_to_report_is_over() {
    let world = delivered_by_others(right()).await;
    drawn(&world, us(&world)).await;
    world.content.clear();
    let (store, auditor) = (&world.context.store, world.context.operator());
    assert_eq!(store.open_audits(&auditor, REPORT_UNTIL - 1, 10).await.unwrap().len(), 1);
    assert!(store.open_audits(&auditor, REPORT_UNTIL, 10).await.unwrap().is_empty());
    world.pass(REPORT_UNTIL).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "audit:0").await, None);
    // One that is contradicted objects as long as it can.
    reported(&world, us(&world), right(), 5).await;
    contradicted(&world, us(&world), delivered_by_us().await.1).await;
    assert_eq!(store.open_audits(&auditor, REPORT_UNTIL + 1, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn should_leave_audits_to_those_who_are_drawn() {
    let world = delivered_by_others(right()).await;
    drawn(&world, OTHER).await;
    step(&world.context).await.unwrap();
    reported(&world, OTHER, right(), 1).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
}

#[tokio::test]
async fn should_show_that_an_auditor_did_not_run_the_work() {
    let (world, receipt) = delivered_by_us().await;
    drawn(&world, OTHER).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "contradict:0").await, None, "nothing was said yet");
    reported(&world, OTHER, receipt.output_hash, receipt.fuel_used + 1).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "contradict:0").await, encoded(&world, &Call::contradict_audit(&receipt)).await);
}

#[tokio::test]
async fn should_leave_it_to_an_account_to_contradict_whose_proxy_it_is() {
    let (mut world, receipt) = delivered_by_us().await;
    let proxied = account(&"//Proxy".into(), Some(&us(&world).to_string())).unwrap();
    world.context.accounts = Accounts::new(proxied, Vec::new()).unwrap();
    drawn(&world, OTHER).await;
    reported(&world, OTHER, receipt.output_hash, receipt.fuel_used + 1).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "contradict:0").await, None, "the chain would refuse it, for a fee");
}

#[tokio::test]
async fn should_have_nothing_against_an_auditor_that_ran_it() {
    let (world, receipt) = delivered_by_us().await;
    drawn(&world, OTHER).await;
    reported(&world, OTHER, receipt.output_hash, receipt.fuel_used).await;
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "contradict:0").await, None);
}

#[tokio::test]
async fn should_dispute_the_result_of_an_agent_that_contradicts_it() {
    let world = delivered_by_others(right()).await;
    drawn(&world, us(&world)).await;
    reported(&world, us(&world), right(), 5).await;
    step(&world.context).await.unwrap();
    assert!(world.keys().await.is_empty());
    let (_, receipt) = delivered_by_us().await;
    contradicted(&world, us(&world), receipt).await;
    assert_eq!(world.status(TASK).await, "verifying");
    step(&world.context).await.unwrap();
    assert_eq!(queued(&world, "dispute:0").await, encoded(&world, &Call::dispute(TASK)).await);
}
