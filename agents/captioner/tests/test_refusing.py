"""What cannot be described is refused with a reason, whatever it is."""

import random
import unittest
import zlib
from pathlib import Path
from struct import pack

from captioner import InvalidInput, Unsupported, answer, filters, netpbm
from tests import files

GOLDEN = Path(__file__).parent.parent / "golden"
RED = [bytes([255, 0, 0])]


def png_header(width, height):
    header = files.chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + files.chunk(b"IDAT", zlib.compress(b"")) + files.chunk(b"IEND", b"")


class Refusing(unittest.TestCase):
    def refuses(self, error, reason, data):
        with self.assertRaises(error) as raised:
            answer(data)
        self.assertIn(reason, str(raised.exception))

    def test_what_is_no_picture_is_invalid(self):
        self.refuses(InvalidInput, "the input is empty", b"")
        self.refuses(InvalidInput, "no picture of a known kind", b"hello")

    def test_known_formats_that_are_not_read_are_named(self):
        for data, known in [(b"\xff\xd8\xff\xe0", "JPEG"), (b"GIF89a", "GIF"), (b"RIFF\0\0\0\0WEBPVP8 ", "WebP")]:
            self.refuses(Unsupported, f"{known} is not read", data)

    def test_a_damaged_png_is_invalid(self):
        whole = files.png(1, 1, RED)
        self.refuses(InvalidInput, "checksum is wrong", whole.replace(b"IDAT", b"IDAU"))
        self.refuses(InvalidInput, "ends within its part b'IDAT'", whole[: whole.index(b"IDAT") + 8])
        self.refuses(InvalidInput, "ends before its last part", whole[:-12])
        self.refuses(InvalidInput, "ends before its last row", png_header(5, 5))
        self.refuses(InvalidInput, "0 x 5 pixels", png_header(0, 5))
        self.refuses(InvalidInput, "do not unpack", whole[:33] + files.chunk(b"IDAT", b"noise") + files.chunk(b"IEND", b""))
        self.refuses(InvalidInput, "not a possible one", files.png(1, 1, RED, depth=4, kind=2))
        self.refuses(InvalidInput, "palette is missing", files.png(1, 1, [b"\0"], kind=3))

    def test_pngs_of_rare_kinds_are_unsupported(self):
        self.refuses(Unsupported, "interlaced", files.png(1, 1, RED, interlaced=1))
        self.refuses(Unsupported, "b'ABCD'", files.png(1, 1, RED, extra=files.chunk(b"ABCD", b"")))
        self.assertTrue(answer(files.png(1, 1, RED, extra=files.chunk(b"tEXt", b"Title\0red"))))

    def test_too_much_work_is_refused_before_it_is_begun(self):
        self.refuses(Unsupported, "are the most that is read", png_header(4000, 4000))
        self.refuses(Unsupported, "are the most that is read", png_header(1, 40000))
        stride, height = 30_000, 1 + filters.MAX_COST // (46 * 30_000)
        header = pack(">IIBBBBB", stride // 3, height, 8, 2, 0, 0, 0)
        pixels = zlib.compress((b"\4" + bytes(stride)) * height)
        parts = [files.chunk(b"IHDR", header), files.chunk(b"IDAT", pixels), files.chunk(b"IEND", b"")]
        self.refuses(Unsupported, "for the way it is filtered", b"\x89PNG\r\n\x1a\n" + b"".join(parts))

    def test_a_png_that_unpacks_to_more_than_it_says_is_read_as_far_as_it_says(self):
        header = files.chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        bomb = files.chunk(b"IDAT", zlib.compress(bytes(50_000_000)))
        self.assertTrue(answer(b"\x89PNG\r\n\x1a\n" + header + bomb + files.chunk(b"IEND", b"")))

    def test_damaged_bitmaps_are_invalid_and_rare_ones_unsupported(self):
        whole = files.bmp(1, [bytes(3)])
        self.refuses(InvalidInput, "within its header", whole[:12])
        self.refuses(InvalidInput, "before its last row", whole[:-1])
        self.refuses(InvalidInput, "no possible length", whole[:40])
        self.refuses(InvalidInput, "palette is longer", files.bmp(1, [bytes(1)], 1, bytes(4 * 3)))
        self.refuses(Unsupported, "compression 1", files.bmp(1, [bytes(3)], 8, bytes(4), compression=1))
        self.refuses(Unsupported, "16 bits", files.bmp(1, [bytes(2)], 16))

    def test_damaged_netpbm_is_invalid(self):
        self.refuses(InvalidInput, "how large", b"P6 7")
        self.refuses(InvalidInput, "how large", b"P6 " + b"#\n" * 4000 + b"1 1 255 abc")
        self.refuses(InvalidInput, "brightest value is 0", b"P5 1 1 0 \0")
        self.refuses(InvalidInput, "before its last row", b"P6 2 2 255 \0\0\0")
        self.refuses(InvalidInput, "no number in its range", b"P2 2 1 255 1 x")
        self.refuses(InvalidInput, "no number in its range", b"P2 2 1 255 1 -1")
        self.refuses(InvalidInput, "no number in its range", b"P1 2 1 12")

    def test_text_that_is_too_long_to_read_is_unsupported(self):
        self.refuses(Unsupported, "numbers as text", b"P2 %d 300 255 0" % (netpbm.MAX_NUMBERS // 256))
        self.refuses(Unsupported, "comments", b"P2 1 1 255 " + b"#\n" * 2000 + b"0")


class Damage(unittest.TestCase):
    """Pictures that were changed at random are described or refused, and nothing else happens."""

    def survives(self, data):
        try:
            self.assertTrue(answer(data))
        except (InvalidInput, Unsupported) as refusal:
            self.assertTrue(str(refusal))

    def setUp(self):
        chance = random.Random(11)
        rows = [chance.randbytes(40) for _ in range(8)]
        palette = files.chunk(b"PLTE", chance.randbytes(30))
        self.pictures = [path.read_bytes() for path in sorted(GOLDEN.glob("*.input"))] + [
            files.png(8, 8, [row[:24] for row in rows], filters=[0, 1, 2, 3, 4]),
            files.png(9, 8, [row[:5] for row in rows], depth=4, kind=3, extra=palette),
            files.bmp(10, [row[:30] for row in rows]),
            files.bmp(10, [row[:5] for row in rows], 4, chance.randbytes(64)),
            files.ppm(8, 8, lambda x, y: chance.randbytes(3)),
            b"P3 4 4 255 " + b" ".join(b"%d" % value for value in chance.randbytes(48)),
            b"P1 8 2 0110100101101001",
        ]

    def test_cut_off_anywhere(self):
        for picture in self.pictures:
            for end in {*range(min(len(picture), 80)), *range(0, len(picture), max(1, len(picture) // 40))}:
                self.survives(picture[:end])

    def test_bytes_changed(self):
        chance = random.Random(13)
        for _ in range(600):
            picture = bytearray(chance.choice(self.pictures))
            for _ in range(chance.randrange(1, 6)):
                # Most that can go wrong is in the header.
                picture[chance.randrange(min(len(picture), chance.choice([64, 1 << 20])))] = chance.randrange(256)
            self.survives(bytes(picture))

    def test_png_parts_changed_under_a_right_checksum(self):
        chance = random.Random(17)
        for _ in range(400):
            header = bytearray(pack(">IIBBBBB", chance.randrange(12), chance.randrange(12), 8, 2, 0, 0, 0))
            header[chance.randrange(13)] = chance.choice([0, 1, 2, 3, 4, 6, 8, 16, 255])
            pixels = bytearray(zlib.compress(chance.randbytes(chance.randrange(500))))
            if chance.random() < 0.5:
                pixels[chance.randrange(len(pixels))] = chance.randrange(256)
            parts = [files.chunk(b"IHDR", bytes(header)), files.chunk(b"PLTE", chance.randbytes(chance.randrange(20)))]
            parts += [files.chunk(b"IDAT", bytes(pixels)), files.chunk(b"IEND", b"")]
            self.survives(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
