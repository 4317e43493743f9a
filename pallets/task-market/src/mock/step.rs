//! Steps on the usual way through a task's life.

use super::*;
use frame_support::assert_ok;

pub fn post(spec: TaskSpec<u64>) {
    assert_ok!(TaskMarket::create_task(signed(REQUESTER), KEY, spec));
}

/// Binds an agent to a bid of this price, by its owner.
pub fn commit(agent: AgentId, price: Balance) {
    let who = MockAgents::get(agent).unwrap().owner;
    assert_ok!(TaskMarket::commit_bid(signed(who), TASK, agent, sealed_bid(TASK, agent, price, 10, SALT)));
}

pub fn reveal(agent: AgentId, price: Balance) {
    assert_ok!(TaskMarket::reveal_bid(signed(STRANGER), TASK, agent, price, 10, SALT));
}

pub fn bid(agent: AgentId, price: Balance) {
    let who = MockAgents::get(agent).unwrap().owner;
    assert_ok!(TaskMarket::bid(signed(who), TASK, agent, price, 10));
}

/// `AGENT` is hired for 400 by `STRANGER`'s closing.
pub fn matched() {
    post(auction());
    bid(AGENT, 400);
    run_out();
    assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
}

pub fn running() {
    matched();
    assert_ok!(TaskMarket::start(signed(OPERATOR), TASK));
}

pub fn verifying() {
    running();
    assert_ok!(TaskMarket::submit_result(signed(OPERATOR), TASK, result()));
}

/// What was delivered is drawn, and `AUDITOR` is to run it again.
pub fn audited() {
    verifying();
    Drawn::insert(TASK, (AUDITOR, None::<u64>, false));
}

/// `AUDITOR` found the output that the agent claims, with this fuel.
pub fn agreed(fuel: u64) {
    audited();
    assert_ok!(TaskMarket::audit(signed(AUDITOR), TASK, same_output(fuel)));
}

/// `AGENT` is at work and may spend 300 of its 400 on parts.
pub fn delegating() {
    post(TaskSpec { delegable: 300, ..auction() });
    bid(AGENT, 400);
    run_out();
    assert_ok!(TaskMarket::close_bidding(signed(STRANGER), TASK));
    assert_ok!(TaskMarket::start(signed(OPERATOR), TASK));
}

pub fn disputed() {
    verifying();
    assert_ok!(TaskMarket::dispute(signed(REQUESTER), TASK));
}

pub fn finalized() {
    verifying();
    assert_ok!(TaskMarket::accept_result(signed(REQUESTER), TASK));
}

pub fn cancelled() {
    post(auction());
    assert_ok!(TaskMarket::cancel(signed(REQUESTER), TASK));
}
