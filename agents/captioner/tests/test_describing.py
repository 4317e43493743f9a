"""What is said of a picture is what is to be seen on it."""

import json
import random
import unittest

from captioner import answer
from captioner.colours import name
from tests import files


def described(width, height, colour):
    return json.loads(answer(files.ppm(width, height, colour)))


class Describing(unittest.TestCase):
    def test_a_plain_area_is_called_one(self):
        found = described(60, 60, lambda x, y: (10, 20, 200))
        self.assertEqual(found["guess"], "a plain area")
        self.assertEqual(found["facts"]["colours"], {"blue": 100})
        self.assertIn("dark square picture", found["caption"])

    def test_shapes_are_told_apart(self):
        for width, height, shape in [(200, 100, "landscape"), (100, 200, "portrait"), (300, 40, "very wide"), (40, 300, "very tall")]:
            self.assertIn(shape, described(width, height, lambda x, y: (0, 0, 0))["caption"])

    def test_halves_give_shares_and_symmetry(self):
        found = described(100, 100, lambda x, y: (255, 255, 255) if y < 50 else (200, 0, 0))
        self.assertEqual(found["facts"]["colours"], {"red": 50, "white": 50})
        self.assertTrue(found["facts"]["mirrors_sideways"])
        self.assertFalse(found["facts"]["mirrors_upright"])
        self.assertIn("lighter at the top", found["caption"])

    def test_a_page_of_writing_looks_like_text_and_a_frame_like_line_art(self):
        chance = random.Random(3)
        inks = {(x, y) for y in range(300) for x in range(20, 280) if y % 20 < 9 and chance.random() < 0.4}
        page = described(300, 300, lambda x, y: (0, 0, 0) if (x, y) in inks else (255, 255, 255))
        self.assertEqual(page["guess"], "lines of text")
        frame = described(300, 300, lambda x, y: (0, 0, 0) if 40 <= min(x, y, 299 - x, 299 - y) < 48 else (255, 255, 255))
        self.assertEqual(frame["guess"], "line art")
        self.assertIn("mirrors itself left to right and top to bottom", frame["caption"])

    def test_smooth_and_grainy_pictures_are_told_apart(self):
        smooth = described(400, 400, lambda x, y: (x * 255 // 399, y * 255 // 399, 128))
        self.assertEqual(smooth["guess"], "a smooth gradient")
        chance = random.Random(5)
        grainy = described(400, 400, lambda x, y: [v // 2 + chance.randrange(24) for v in (x * 255 // 399, y * 255 // 399, 150)])
        self.assertEqual(grainy["guess"], "a photograph")
        self.assertIn("may be a photograph", grainy["caption"])

    def test_flat_colours_are_a_graphic(self):
        colours = [(220, 30, 30), (30, 160, 30), (30, 30, 220), (240, 220, 40)]
        found = described(200, 200, lambda x, y: colours[x // 50])
        self.assertEqual(found["guess"], "a graphic of flat colours")

    def test_noise_is_not_called_anything(self):
        chance = random.Random(1)
        self.assertIsNone(described(200, 200, lambda x, y: chance.randbytes(3))["guess"])

    def test_transparency_is_reported_and_seen_on_white(self):
        rows = [bytes([0, 0, 0, 0] * 50 + [200, 0, 0, 255] * 50)] * 100
        found = json.loads(answer(files.png(100, 100, rows, kind=6)))
        self.assertEqual(found["facts"]["colours"], {"red": 50, "white": 50})
        self.assertIn("50 % of it is transparent", found["caption"])

    def test_colours_have_the_names_that_people_give_them(self):
        known = {
            (0, 0, 0): "black",
            (255, 255, 255): "white",
            (128, 128, 128): "grey",
            (255, 0, 0): "red",
            (255, 140, 0): "orange",
            (120, 70, 20): "brown",
            (255, 255, 0): "yellow",
            (0, 128, 0): "green",
            (64, 224, 208): "turquoise",
            (0, 0, 255): "blue",
            (128, 0, 160): "purple",
            (255, 105, 180): "pink",
            (255, 182, 193): "pink",
        }
        self.assertEqual({colour: name(colour) for colour in known}, known)

    def test_every_colour_has_a_name(self):
        levels = range(0, 256, 15)
        for colour in ((red, green, blue) for red in levels for green in levels for blue in levels):
            self.assertTrue(name(colour))

    def test_the_smallest_picture_is_described(self):
        self.assertEqual(described(1, 1, lambda x, y: (9, 9, 9))["guess"], "a plain area")
