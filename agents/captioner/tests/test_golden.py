"""The golden pairs, on the host."""

import unittest
from pathlib import Path

from captioner import answer

GOLDEN = Path(__file__).parent.parent / "golden"


class Golden(unittest.TestCase):
    def test_golden_pairs_hold(self):
        inputs = sorted(GOLDEN.glob("*.input"))
        self.assertTrue(inputs)
        for file in inputs:
            with self.subTest(file.stem):
                self.assertEqual(answer(file.read_bytes()), file.with_suffix(".output").read_bytes())
