"""The stock Python client, without a single type of ours: it connects, reads every block, and uses the market."""

import faulthandler
import unittest

from substrateinterface import Keypair, SubstrateInterface

from chain import Chain

AINU = 10**12
CONTENT = {"codec": "Raw", "digest": "0x" + "11" * 32}
HASH = "0x" + "22" * 32
# A set is a wrapper around a list to this client.
CAPABILITIES = [["text.echo"]]
# The client waits for finality without end: whatever hangs is ended, and its node with it.
PATIENCE = 240


class StockClient(unittest.TestCase):
    """One chain for all tests, which run in the order of their names."""

    @classmethod
    def setUpClass(cls):
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        cls.addClassCleanup(faulthandler.cancel_dump_traceback_later)
        chain = Chain()
        cls.addClassCleanup(chain.stop)
        cls.api = SubstrateInterface(url=chain.url)
        cls.addClassCleanup(cls.api.close)
        cls.alice, cls.bob = (Keypair.create_from_uri(secret) for secret in ("//Alice", "//Bob"))

    def send(self, signer, pallet, call, arguments):
        """Signs and sends a call; what became of it in the finalised block."""
        composed = self.api.compose_call(pallet, call, arguments)
        extrinsic = self.api.create_signed_extrinsic(composed, signer, era={"period": 64})
        return self.api.submit_extrinsic(extrinsic, wait_for_finalization=True)

    def event(self, receipt, pallet, name):
        """What the event of that name says; none is a failure, as is a call that was refused."""
        self.assertTrue(receipt.is_success, receipt.error_message)
        events = [event.value for event in receipt.triggered_events]
        found = [event["attributes"] for event in events if (event["module_id"], event["event_id"]) == (pallet, name)]
        self.assertTrue(found, f"no {pallet}.{name}")
        return found[0]

    def task(self, **changes):
        """A task that the chain takes, but for the changes."""
        weights = {"price": 10**9, "reputation": 0, "speed": 0, "quality": 0}
        auction = {
            "opens_at": None,
            "bidding": 10,
            "weights": weights,
            "rules": {"Open": {"pricing": "First"}},
            "award": "ByScore",
        }
        spec = {
            "title": "Say it again",
            "description": None,
            "input": CONTENT,
            "input_hash": HASH,
            "capabilities": CAPABILITIES,
            "budget": 50 * AINU,
            "hiring": {"Auction": auction},
            "min_reputation": 0,
            "min_stake": 0,
            "max_duration": 20,
            "deadline": self.api.get_block_number(self.api.get_chain_finalised_head()) + 1_000,
            "verification": "Deterministic",
            "priority": 5,
            "parent": None,
            "delegable": 0,
            "mandate": None,
        }
        return spec | changes

    def test_1_the_chain_presents_itself(self):
        self.assertIn("Ainur", self.api.chain)
        self.assertEqual(self.api.properties, {"ss58Format": 42, "tokenDecimals": 12, "tokenSymbol": "AINU"})
        self.assertEqual(self.api.get_metadata().value[1].keys() & {"V14"}, {"V14"})

    def test_2_an_agent_is_registered_and_can_be_read(self):
        spec = {
            "manifest": CONTENT,
            "capabilities": CAPABILITIES,
            "price": 20 * AINU,
            "execution": {"Module": {"module": CONTENT, "hash": HASH}},
            "concurrency": 10,
        }
        arguments = {"slug": "python-client", "spec": spec, "operator": None, "stake": 200 * AINU}
        registered = self.event(self.send(self.alice, "AgentRegistry", "register", arguments), "AgentRegistry", "AgentRegistered")
        self.assertEqual((registered["owner"], registered["stake"]), (self.alice.ss58_address, 200 * AINU))
        stored = self.api.query("AgentRegistry", "AgentsById", [registered["agent"]]).value
        self.assertEqual(stored["spec"]["execution"]["Module"]["hash"], HASH)
        self.assertEqual(stored["spec"]["capabilities"], ["text.echo"])

    def test_3_a_task_is_posted_and_its_budget_held(self):
        held = lambda: self.api.query("System", "Account", [self.bob.ss58_address]).value["data"]["reserved"]
        before = held()
        arguments = {"client_key": "0x" + "01" * 32, "spec": self.task()}
        created = self.event(self.send(self.bob, "TaskMarket", "create_task", arguments), "TaskMarket", "TaskCreated")
        self.assertEqual(created["requester"], self.bob.ss58_address)
        self.assertIn("Bidding", self.api.query("TaskMarket", "Tasks", [created["task"]]).value["phase"])
        self.assertGreaterEqual(held() - before, 50 * AINU)

    def test_4_a_bad_task_is_refused_by_name(self):
        refused = self.send(self.bob, "TaskMarket", "create_task", {"client_key": "0x" + "02" * 32, "spec": self.task(budget=1)})
        self.assertEqual(refused.error_message["name"], "BudgetTooLow")
        self.assertTrue(refused.error_message["docs"])

    def test_5_a_vote_on_a_referendum_is_counted(self):
        call = self.api.compose_call("System", "remark", {"remark": "0x00"}).data.to_hex()
        noted = self.event(self.send(self.alice, "Preimage", "note_preimage", {"bytes": call}), "Preimage", "Noted")
        submission = {
            "proposal_origin": {"system": "Root"},
            "proposal": {"Lookup": {"hash": noted["hash"], "len": len(call) // 2 - 1}},
            "enactment_moment": {"After": 1},
        }
        index = self.event(self.send(self.alice, "Referenda", "submit", submission), "Referenda", "Submitted")["index"]
        placed = self.send(self.alice, "Referenda", "place_decision_deposit", {"index": index})
        self.assertTrue(placed.is_success, placed.error_message)
        vote = {"Standard": {"vote": {"aye": True, "conviction": "Locked1x"}, "balance": 10 * AINU}}
        voted = self.send(self.bob, "ConvictionVoting", "vote", {"poll_index": index, "vote": vote})
        self.assertTrue(voted.is_success, voted.error_message)
        referendum = self.api.query("Referenda", "ReferendumInfoFor", [index]).value
        self.assertEqual(referendum["Ongoing"]["tally"]["ayes"], 10 * AINU)

    def test_6_every_extrinsic_and_event_of_every_block_is_read(self):
        seen = set()
        for height in range(self.api.get_block_number(self.api.get_chain_finalised_head()) + 1):
            block = self.api.get_block(block_number=height)
            for extrinsic in block["extrinsics"]:
                call = extrinsic.value["call"]
                seen.add(f"{call['call_module']}.{call['call_function']}")
            events = self.api.get_events(self.api.get_block_hash(height)) if height else []
            seen.update(f"{event.value['module_id']}.{event.value['event_id']}" for event in events)
        self.assertLessEqual({"Timestamp.set", "AgentRegistry.register", "TaskMarket.TaskCreated", "Escrow.Locked"}, seen)


if __name__ == "__main__":
    unittest.main()
