"""PNG: every colour type and depth, not interlaced."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from struct import unpack

from .errors import InvalidInput, Unsupported
from .filters import unfilter
from .picture import Picture, Pixel, bits, check_size

#: How a file begins.
MAGIC = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6
_CHANNELS = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGBA: 4}
_DEPTHS = {_GREY: (1, 2, 4, 8, 16), _RGB: (8, 16), _PALETTE: (1, 2, 4, 8), _GREY_ALPHA: (8, 16), _RGBA: (8, 16)}
_NAMES = {_GREY: "greyscale", _RGB: "RGB", _GREY_ALPHA: "greyscale with transparency", _RGBA: "RGB with transparency"}


@dataclass
class _Chunks:
    header: bytes = b""
    palette: bytes = b""
    opacity: bytes = b""
    pixels: list[bytes] = field(default_factory=list)


def decode(data: bytes) -> Picture:
    """Reads header and palette and unpacks the rows; filters are undone as rows are asked for."""
    chunks = _read_chunks(data)
    if len(chunks.header) != 13:
        raise InvalidInput("the PNG has no header")
    width, height, depth, kind, compression, filtering, interlaced = unpack(">IIBBBBB", chunks.header)
    check_size(width, height)
    if depth not in _DEPTHS.get(kind, ()) or compression or filtering or interlaced > 1:
        raise InvalidInput(f"the PNG's header is not a possible one: colour type {kind} with {depth} bits")
    if interlaced:
        raise Unsupported("interlaced PNGs are not read")
    stride = (width * depth * _CHANNELS[kind] + 7) // 8
    packed = _inflate(b"".join(chunks.pixels), (stride + 1) * height)
    rows = unfilter(packed, stride, max(1, depth * _CHANNELS[kind] // 8))
    if kind == _PALETTE:
        palette = _palette(chunks)
        # A number beyond the palette is an error that most readers show as black.
        pixel = lambda row, x: palette[number] if (number := bits(row, x, depth)) < len(palette) else (0, 0, 0, 255)
        return Picture("PNG", width, height, f"a palette of {len(palette)} colours", rows, pixel)
    return Picture("PNG", width, height, f"{depth}-bit {_NAMES[kind]}", rows, _reader(kind, depth))


def _read_chunks(data: bytes) -> _Chunks:
    chunks, place = _Chunks(), len(MAGIC)
    while True:
        kind, body, place = _chunk(data, place)
        if (kind == b"IHDR") != (not chunks.header):
            raise InvalidInput("the PNG does not begin with its header, or has two")
        if kind == b"IHDR":
            chunks.header = body
        elif kind == b"PLTE":
            chunks.palette = body
        elif kind == b"tRNS":
            chunks.opacity = body
        elif kind == b"IDAT":
            chunks.pixels.append(body)
        elif kind == b"IEND":
            return chunks
        elif not kind[0] & 0x20:
            raise Unsupported(f"the PNG cannot be shown without its part {kind!r}, which is not known here")


def _chunk(data: bytes, place: int) -> tuple[bytes, bytes, int]:
    """Kind and body of the chunk at a place, and where the next one is."""
    head = data[place : place + 8]
    if len(head) < 8:
        raise InvalidInput("the PNG ends before its last part")
    length, kind = int.from_bytes(head[:4], "big"), head[4:]
    end = place + 8 + length
    if end + 4 > len(data):
        raise InvalidInput(f"the PNG ends within its part {kind!r}")
    body = data[place + 8 : end]
    if zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(data[end : end + 4], "big"):
        raise InvalidInput(f"the PNG's part {kind!r} is damaged: its checksum is wrong")
    return kind, body, end + 4


def _inflate(packed: bytes, length: int) -> bytes:
    """Unpacks so many bytes and no more, whatever the input would unpack to."""
    try:
        unpacked = zlib.decompressobj().decompress(packed, length)
    except zlib.error as error:
        raise InvalidInput("the PNG's pixels do not unpack") from error
    if len(unpacked) < length:
        raise InvalidInput("the PNG ends before its last row")
    return unpacked


def _palette(chunks: _Chunks) -> list[Pixel]:
    colours = chunks.palette
    if not colours or len(colours) % 3 or len(colours) > 768:
        raise InvalidInput("the PNG's palette is missing or has an impossible length")
    opacity = chunks.opacity.ljust(len(colours) // 3, b"\xff")
    return [(*colours[3 * index : 3 * index + 3], opacity[index]) for index in range(len(colours) // 3)]


def _reader(kind: int, depth: int) -> Callable[[bytes, int], Pixel]:
    """Of 16-bit values the high byte is read. One transparent colour (tRNS without a palette) is read as opaque."""
    size = depth // 8
    if kind == _GREY:
        largest = (1 << min(depth, 8)) - 1
        level = (lambda row, x: bits(row, x, depth) * 255 // largest) if depth < 8 else (lambda row, x: row[x * size])
        return lambda row, x: (*(level(row, x),) * 3, 255)
    step = size * _CHANNELS[kind]
    if kind == _GREY_ALPHA:
        return lambda row, x: (*(row[x * step],) * 3, row[x * step + size])
    opacity = (lambda row, at: row[at + 3 * size]) if kind == _RGBA else (lambda row, at: 255)
    return lambda row, x: (row[x * step], row[x * step + size], row[x * step + 2 * size], opacity(row, x * step))
