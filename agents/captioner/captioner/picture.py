"""What every decoder gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .errors import InvalidInput, Unsupported

#: Most pixels of a picture: what is decoded has to fit into the memory of a run, with room for copies.
MAX_PIXELS = 1 << 23
#: Longest side: each row costs some work, however short it is.
MAX_SIDE = 1 << 15

#: Red, green, blue and opacity, each 0 to 255.
Pixel = tuple[int, int, int, int]


@dataclass(frozen=True)
class Picture:
    """A picture whose header is known, and whose rows are decoded as they are asked for."""

    #: Name of the file format.
    format: str
    #: In pixels.
    width: int
    #: In pixels.
    height: int
    #: How pixels are stored, for people: "8-bit RGB".
    storage: str
    #: The rows from top to bottom, each as its format keeps it. Reading them can raise `InvalidInput`.
    rows: Iterator[bytes]
    #: The pixel at a place in a row.
    pixel: Callable[[bytes, int], Pixel]


def check_size(width: int, height: int) -> None:
    """Raises an error unless a picture can have this size and be read here."""
    if width < 1 or height < 1:
        raise InvalidInput(f"the picture says that it is {width} x {height} pixels")
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        most = f"{MAX_PIXELS} in all and {MAX_SIDE} on a side are the most that is read"
        raise Unsupported(f"the picture has {width} x {height} pixels; {most}")


def bits(row: bytes, x: int, depth: int) -> int:
    """The number at place `x` in a row of numbers of 1, 2, 4 or 8 bits, the first in the highest bits."""
    place = x * depth
    return (row[place >> 3] >> (8 - depth - (place & 7))) & ((1 << depth) - 1)
