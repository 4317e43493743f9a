"""Windows bitmaps: uncompressed, of 1, 4, 8, 24 or 32 bits a pixel."""

from collections.abc import Iterator
from struct import unpack_from

from .errors import InvalidInput, Unsupported
from .picture import Picture, Pixel, bits, check_size

#: How a file begins.
MAGIC = b"BM"
_FILE_HEADER = 14
_INFO_HEADER = 40
#: Other masks than these are legal and rare.
_USUAL_MASKS = (0xFF0000, 0xFF00, 0xFF)
_NO_COMPRESSION, _MASKS = 0, 3


def decode(data: bytes) -> Picture:
    """Reads the header; the rows are cut out as they are asked for."""
    if len(data) < _FILE_HEADER + 4:
        raise InvalidInput("the bitmap ends within its header")
    start, header = unpack_from("<II", data, 10)
    if header == 12:
        raise Unsupported("bitmaps with an OS/2 header are not read")
    if header < _INFO_HEADER or len(data) < _FILE_HEADER + header:
        raise InvalidInput("the bitmap's header has no possible length")
    width, height, _, depth, compression = unpack_from("<iiHHI", data, 18)
    check_size(width, abs(height))
    if depth not in (1, 4, 8, 24, 32) or not _is_plain(data, depth, compression):
        raise Unsupported(f"bitmaps of {depth} bits with compression {compression} are not read")
    stride = (width * depth + 31) // 32 * 4
    if start < _FILE_HEADER + header or start + stride * abs(height) > len(data):
        raise InvalidInput("the bitmap ends before its last row")
    if depth <= 8:
        palette, storage = _palette(data, header, depth)
        # A number beyond the palette is an error that most readers show as black.
        pixel = lambda row, x: palette[number] if (number := bits(row, x, depth)) < len(palette) else (0, 0, 0, 255)
    else:
        step, storage = depth // 8, "8-bit RGB"
        pixel = lambda row, x: _blue_first(row, x * step)
    return Picture("BMP", width, abs(height), storage, _rows(data, start, stride, height), pixel)


def _is_plain(data: bytes, depth: int, compression: int) -> bool:
    if compression == _MASKS and depth == 32 and len(data) >= _FILE_HEADER + _INFO_HEADER + 12:
        return unpack_from("<III", data, _FILE_HEADER + _INFO_HEADER) == _USUAL_MASKS
    return compression == _NO_COMPRESSION


def _palette(data: bytes, header: int, depth: int) -> tuple[list[Pixel], str]:
    (count,) = unpack_from("<I", data, 46)
    count = count or 1 << depth
    first = _FILE_HEADER + header
    if count > 1 << depth or first + 4 * count > len(data):
        raise InvalidInput("the bitmap's palette is longer than it can be")
    return [_blue_first(data, first + 4 * index) for index in range(count)], f"a palette of {count} colours"


def _blue_first(data: bytes, place: int) -> Pixel:
    return data[place + 2], data[place + 1], data[place], 255


def _rows(data: bytes, start: int, stride: int, height: int) -> Iterator[bytes]:
    # A positive height says that the lowest row comes first.
    order = range(height - 1, -1, -1) if height > 0 else range(-height)
    for index in order:
        yield data[start + index * stride : start + (index + 1) * stride]
