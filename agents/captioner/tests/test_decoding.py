"""Every format gives the pixels that were put into it."""

import random
import unittest
from struct import pack

from captioner import bmp, netpbm, png
from tests import files


def pixels(picture):
    """All of a picture, as rows of pixels."""
    return [[picture.pixel(row, x) for x in range(picture.width)] for row in picture.rows]


def opaque(*colours):
    return [(*colour, 255) for colour in colours]


RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


class Png(unittest.TestCase):
    def test_every_filter_is_undone(self):
        chance = random.Random(7)
        for kind, channels in files.CHANNELS.items():
            for depth in (8, 16) if kind != 3 else (8,):
                stride = 13 * channels * depth // 8
                rows = [chance.randbytes(stride) for _ in range(11)]
                extra = files.chunk(b"PLTE", bytes(768)) if kind == 3 else b""
                for filters in ([0], [1], [2], [3], [4], [4, 3, 2, 1, 0]):
                    data = files.png(13, 11, rows, depth, kind, filters, extra)
                    with self.subTest(kind=kind, depth=depth, filters=filters):
                        self.assertEqual(list(png.decode(data).rows), rows)

    def test_colours_and_transparency_are_read(self):
        rgb = files.png(2, 1, [bytes([*RED, *BLUE])])
        self.assertEqual(pixels(png.decode(rgb)), [opaque(RED, BLUE)])
        rgba = files.png(2, 1, [bytes([*RED, 9, *BLUE, 0])], kind=6)
        self.assertEqual(pixels(png.decode(rgba)), [[(*RED, 9), (*BLUE, 0)]])
        grey = files.png(2, 1, [bytes([7, 200, 8, 100])], kind=4)
        self.assertEqual(pixels(png.decode(grey)), [[(7, 7, 7, 200), (8, 8, 8, 100)]])

    def test_small_depths_fill_the_whole_range(self):
        for depth, row, levels in [(1, b"\x40", [0, 255]), (2, b"\x6c", [85, 170, 255]), (4, b"\x0f", [0, 255])]:
            picture = png.decode(files.png(len(levels), 1, [row], depth, kind=0))
            self.assertEqual([pixel[0] for pixel in pixels(picture)[0]], levels)

    def test_of_sixteen_bits_the_high_byte_counts(self):
        picture = png.decode(files.png(1, 1, [bytes([1, 99, 2, 99, 3, 99])], depth=16))
        self.assertEqual(pixels(picture), [[(1, 2, 3, 255)]])

    def test_palettes_have_colours_and_opacity_and_black_beyond_their_end(self):
        extra = files.chunk(b"PLTE", bytes([*RED, *GREEN])) + files.chunk(b"tRNS", b"\x80")
        picture = png.decode(files.png(3, 1, [b"\x18"], depth=2, kind=3, extra=extra))
        self.assertEqual(pixels(picture), [[(*RED, 128), (*GREEN, 255), (0, 0, 0, 255)]])

    def test_pixels_may_come_in_several_parts(self):
        whole = files.png(2, 1, [bytes([*RED, *BLUE])])
        start = whole.index(b"IDAT") - 4
        length = int.from_bytes(whole[start : start + 4], "big")
        body = whole[start + 8 : start + 8 + length]
        parts = b"".join(files.chunk(b"IDAT", bytes([byte])) for byte in body)
        split = whole[:start] + parts + whole[start + 12 + length :]
        self.assertEqual(pixels(png.decode(split)), [opaque(RED, BLUE)])


class Bmp(unittest.TestCase):
    def test_rows_come_from_the_top_whichever_way_they_are_stored(self):
        rows = [bytes([0, 0, 255, 255, 0, 0]), bytes([255, 255, 255, 0, 255, 0])]
        for upside_down in (True, False):
            picture = bmp.decode(files.bmp(2, rows, upside_down=upside_down))
            self.assertEqual(pixels(picture), [opaque(RED, BLUE), opaque(WHITE, GREEN)])

    def test_every_depth_is_read(self):
        palette = bytes([0, 0, 255, 0, 255, 0, 0, 0])
        for depth, row in [(1, b"\x40"), (4, b"\x01"), (8, b"\0\1")]:
            self.assertEqual(pixels(bmp.decode(files.bmp(2, [row], depth, palette))), [opaque(RED, BLUE)])
        self.assertEqual(pixels(bmp.decode(files.bmp(1, [bytes([255, 0, 0, 7])], 32))), [opaque(BLUE)])
        masks = pack("<III", 0xFF0000, 0xFF00, 0xFF)
        self.assertEqual(pixels(bmp.decode(files.bmp(1, [bytes([255, 0, 0, 7])], 32, masks, compression=3))), [opaque(BLUE)])


class Netpbm(unittest.TestCase):
    def test_text_and_bytes_mean_the_same(self):
        pairs = [
            (b"P1\n# a comment\n9 1\n1 0101 # another\n 0101", b"P4\n9 1\n\xaa\x80"),
            (b"P2 3 1 100 0 50 100", b"P5 3 1 100\n\x00\x32\x64"),
            (b"P3 2 1 255 255 0 0 0 0 255", b"P6\n2 #c\n1\r255\t\xff\0\0\0\0\xff"),
            (b"P2 2 1 65535 0 65535", b"P5 2 1 65535 \0\0\xff\xff"),
        ]
        for text, data in pairs:
            one, other = netpbm.decode(text), netpbm.decode(data)
            self.assertEqual((one.format, pixels(one)), (other.format, pixels(other)))

    def test_values_fill_the_whole_range_and_no_more(self):
        self.assertEqual(pixels(netpbm.decode(b"P2 4 1 4 0 1 4 9")), [[(level, level, level, 255) for level in (0, 63, 255, 255)]])
        self.assertEqual(pixels(netpbm.decode(b"P3 1 1 1 1 0 0")), [opaque(RED)])
