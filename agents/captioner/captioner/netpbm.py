"""Netpbm's pictures: PBM, PGM and PPM, as text and as bytes."""

import re
from collections.abc import Callable, Iterator

from .errors import InvalidInput, Unsupported
from .picture import Picture, Pixel, bits, check_size

#: How a file begins.
MAGIC = re.compile(rb"P[1-6][\s#]")
_NAMES = {1: "PBM", 2: "PGM", 3: "PPM"}
_STORAGE = {1: "1-bit black and white", 2: "greyscale", 3: "RGB"}
#: Most numbers of a picture that is written as text, since each has to be read by itself.
MAX_NUMBERS = 1 << 20
#: The header ends before this place; so much of it can be comments.
_LONGEST_HEADER = 4096
#: Most comments between the numbers of a picture that is written as text.
_MOST_COMMENTS = 1000
#: White space and comments, then a number.
_FIELD = re.compile(rb"(?:\s|#[^\n\r]*[\n\r])*(\d{1,9})")
_COMMENT = re.compile(rb"#[^\n\r]*")


def decode(data: bytes) -> Picture:
    """Reads the header; the rows are cut out as they are asked for."""
    variant = data[1] - ord("0")
    kind, is_text = (variant - 1) % 3 + 1, variant <= 3
    place, header = 2, []
    for _ in range(2 if kind == 1 else 3):
        field = _FIELD.match(data, place, _LONGEST_HEADER)
        if field is None:
            raise InvalidInput("the header does not say how large the picture is")
        header.append(int(field[1]))
        place = field.end()
    width, height, largest = (*header, 1)[:3]
    check_size(width, height)
    if not 1 <= largest <= 65535:
        raise InvalidInput(f"the header says that the brightest value is {largest}")
    read = _read_text if is_text else _read_bytes
    rows, pixel = read(data, place, kind, width, height, largest)
    return Picture(_NAMES[kind], width, height, f"{_STORAGE[kind]}, {'text' if is_text else 'bytes'}", rows, pixel)


_Decoded = tuple[Iterator[bytes], Callable[[bytes, int], Pixel]]


def _read_bytes(data: bytes, place: int, kind: int, width: int, height: int, largest: int) -> _Decoded:
    size = 2 if largest > 255 else 1
    stride = (width + 7) // 8 if kind == 1 else width * size * (3 if kind == 3 else 1)
    # One white space parts the header from the pixels, which may look like white space themselves.
    place += 1
    if place + stride * height > len(data):
        raise InvalidInput("the picture ends before its last row")
    rows = (data[place + y * stride : place + (y + 1) * stride] for y in range(height))
    if kind == 1:
        return rows, lambda row, x: _grey(255 * (1 - bits(row, x, 1)))
    scale = _scale(largest)
    value = (lambda row, at: scale(row[at])) if size == 1 else (lambda row, at: scale(row[2 * at] << 8 | row[2 * at + 1]))
    return rows, _pixel(kind, value)


def _read_text(data: bytes, place: int, kind: int, width: int, height: int, largest: int) -> _Decoded:
    stride = width * (3 if kind == 3 else 1)
    if stride * height > MAX_NUMBERS:
        raise Unsupported(f"the picture holds {stride * height} numbers as text; {MAX_NUMBERS} are the most that is read")
    if data.count(b"#", place) > _MOST_COMMENTS:
        raise Unsupported(f"the picture holds more than {_MOST_COMMENTS} comments")
    text = _COMMENT.sub(b" ", data[place:])
    # The digits of a PBM need nothing between them.
    numbers = text.translate(None, b" \t\n\v\f\r") if kind == 1 else text.split(maxsplit=stride * height)
    if len(numbers) < stride * height:
        raise InvalidInput("the picture ends before its last row")
    scale = _scale(largest)
    try:
        levels = bytes(_bit(number) if kind == 1 else scale(int(number)) for number in numbers[: stride * height])
    except ValueError as error:
        raise InvalidInput("the picture holds something that is no number in its range") from error
    rows = (levels[y * stride : (y + 1) * stride] for y in range(height))
    return rows, _pixel(kind, lambda row, at: row[at])


def _bit(digit: int) -> int:
    return {ord("0"): 255, ord("1"): 0}.get(digit, -1)


def _scale(largest: int) -> Callable[[int], int]:
    """From a format's own range to 0 to 255. A value that is too large counts as the largest."""
    return lambda value: min(value, largest) * 255 // largest


def _pixel(kind: int, value: Callable[[bytes, int], int]) -> Callable[[bytes, int], Pixel]:
    if kind == 3:
        return lambda row, x: (value(row, 3 * x), value(row, 3 * x + 1), value(row, 3 * x + 2), 255)
    return lambda row, x: _grey(value(row, x))


def _grey(level: int) -> Pixel:
    return level, level, level, 255
