"""Undoing PNG's filters, within the work that one run may take."""

from collections.abc import Iterator
from functools import cache

from .errors import InvalidInput, Unsupported

_NONE, _SUB, _UP, _AVERAGE, _PAETH = range(5)
#: What a byte of a row costs to undo, by filter, in hundreds of instructions of the sandbox: measured, and rounded up.
_COSTS = {_NONE: 0, _SUB: 8, _UP: 2, _AVERAGE: 26, _PAETH: 46}
#: Most that undoing the filters of one picture may cost, in the same unit: three quarters of the fuel that a run usually has.
MAX_COST = 75_000_000


def unfilter(packed: bytes, stride: int, step: int) -> Iterator[bytes]:
    """The rows, of `stride` bytes each, of `packed`, where a byte that names the filter comes before each row.

    `step` is the number of bytes from a pixel to its left neighbour.
    """
    filters = packed[:: stride + 1]
    if max(filters) > _PAETH:
        raise InvalidInput(f"the PNG uses filter {max(filters)}, which does not exist")
    if sum(filters.count(kind) * stride * cost for kind, cost in _COSTS.items()) > MAX_COST:
        raise Unsupported("the PNG is too large for the way it is filtered: a smaller one, or one without filters, will do")
    return _rows(packed, filters, stride, step)


def _rows(packed: bytes, filters: bytes, stride: int, step: int) -> Iterator[bytes]:
    above = bytes(stride)
    for index, kind in enumerate(filters):
        start = index * (stride + 1) + 1
        above = _undo(kind, packed[start : start + stride], above, step)
        yield above


def _undo(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    if kind == _SUB:
        return _sub(row, step)
    if kind == _UP:
        return _up(row, above)
    if kind == _NONE:
        return row
    undo = _average if kind == _AVERAGE else _paeth
    undone = bytearray(len(row))
    for channel in range(step):
        undone[channel::step] = bytes(undo(row[channel::step], above[channel::step]))
    return bytes(undone)


def _sub(row: bytes, step: int) -> bytes:
    """Running sums, by doubling: after a round, each byte is the sum of twice as many to its left."""
    low, high = _masks(len(row))
    sums, shift = int.from_bytes(row, "little"), 8 * step
    while shift < 8 * len(row):
        sums = _add(sums, sums << shift & (low | high), low, high)
        shift *= 2
    return sums.to_bytes(len(row), "little")


def _up(row: bytes, above: bytes) -> bytes:
    sums = _add(int.from_bytes(row, "little"), int.from_bytes(above, "little"), *_masks(len(row)))
    return sums.to_bytes(len(row), "little")


@cache
def _masks(length: int) -> tuple[int, int]:
    """For so many bytes: all bits but the highest of each, and the highest of each."""
    return int.from_bytes(b"\x7f" * length, "little"), int.from_bytes(b"\x80" * length, "little")


def _add(one: int, other: int, low: int, high: int) -> int:
    """Sums modulo 256 of all bytes at a time: the low bits cannot carry into the next byte, the highest is added without carry."""
    return (one & low) + (other & low) ^ (one ^ other) & high


def _average(row: bytes, above: bytes) -> list[int]:
    left, undone = 0, []
    for value, up in zip(row, above):
        left = value + (left + up >> 1) & 255
        undone.append(left)
    return undone


def _paeth(row: bytes, above: bytes) -> list[int]:
    left, corner, undone = 0, 0, []
    for value, up in zip(row, above):
        # Distances of the guess left + up - corner from each of the three. Calls of `abs` would be half of the work.
        to_left, to_up = up - corner, left - corner
        to_corner = to_left + to_up
        if to_left < 0:
            to_left = -to_left
        if to_up < 0:
            to_up = -to_up
        if to_corner < 0:
            to_corner = -to_corner
        if to_left > to_up or to_left > to_corner:
            left = up if to_up <= to_corner else corner
        left = value + left & 255
        undone.append(left)
        corner = up
    return undone
