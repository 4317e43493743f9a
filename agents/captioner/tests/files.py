"""Pictures as files, for the tests: what the decoders undo."""

import zlib
from struct import pack

#: Numbers of a pixel, by colour type of PNG.
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind: bytes, body: bytes) -> bytes:
    """A part of a PNG."""
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, rows: list[bytes], depth=8, kind=2, filters=(0,), extra=b"", interlaced=0) -> bytes:
    """A PNG whose rows take turns with the filters."""
    step = max(1, depth * CHANNELS[kind] // 8)
    packed, above = b"", bytes(len(rows[0]))
    for index, row in enumerate(rows):
        number = filters[index % len(filters)]
        packed += bytes([number]) + filtered(number, row, above, step)
        above = row
    header = pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    parts = [chunk(b"IHDR", header), extra, chunk(b"IDAT", zlib.compress(packed)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def filtered(number: int, row: bytes, above: bytes, step: int) -> bytes:
    """A row as one of PNG's filters leaves it: written from the definition, one byte at a time."""
    out = bytearray()
    for place, value in enumerate(row):
        left = row[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        out.append((value - _guess(number, left, above[place], corner)) % 256)
    return bytes(out)


def _guess(number: int, left: int, up: int, corner: int) -> int:
    if number == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda value: abs(guess - value))
    return {0: 0, 1: left, 2: up, 3: (left + up) // 2}[number]


def bmp(width: int, rows: list[bytes], depth=24, palette=b"", upside_down=True, compression=0) -> bytes:
    """A bitmap; rows are as in the file, without what pads them to four bytes."""
    start = 54 + len(palette)
    stored = [row + bytes(-len(row) % 4) for row in (rows[::-1] if upside_down else rows)]
    height = len(rows) if upside_down else -len(rows)
    info = pack("<IiiHHIIiiII", 40, width, height, 1, depth, compression, 0, 0, 0, len(palette) // 4, 0)
    return b"BM" + pack("<IHHI", start + sum(map(len, stored)), 0, 0, start) + info + palette + b"".join(stored)


def of_colour(width: int, height: int, colour) -> list[bytes]:
    """Rows of 8-bit RGB from a function of the place."""
    return [bytes(value for x in range(width) for value in colour(x, y)) for y in range(height)]


def ppm(width: int, height: int, colour) -> bytes:
    """The simplest file of such a picture."""
    return b"P6\n%d %d\n255\n" % (width, height) + b"".join(of_colour(width, height, colour))
