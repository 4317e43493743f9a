"""Points of a picture, spread evenly, each with its neighbours to the right and below."""

from typing import NamedTuple

from .picture import Picture, Pixel

#: Most points in a row and in a column.
POINTS = 96
#: White, which is what a transparent picture is looked at on.
_PAPER = 255

Colour = tuple[int, int, int]


class Point(NamedTuple):
    """One point of the sample."""

    colour: Colour
    #: Brightness, 0 to 255.
    luma: int
    #: Largest difference in brightness to the neighbour on the right and to the one below.
    step: int
    #: Whether one sees more of what is behind the picture than of the picture.
    is_clear: bool


#: Rows of points, from top to bottom.
Sample = list[list[Point]]


def take(picture: Picture) -> Sample:
    """Reads the picture's rows as far down as points lie."""
    columns, lines = _places(picture.width), set(_places(picture.height))
    sample: Sample = []
    pending: list[Pixel] | None = None
    for y, row in enumerate(picture.rows):
        pixels = None
        if pending is not None:
            pixels = [picture.pixel(row, x) for x in columns]
            sample.append(_points(picture, above_row, columns, pending, pixels))
            pending = None
        if y in lines:
            pending = pixels or [picture.pixel(row, x) for x in columns]
            above_row = row
        elif len(sample) == len(lines):
            break
    if pending is not None:
        # The last row has none below.
        sample.append(_points(picture, above_row, columns, pending, pending))
    return sample


def _places(length: int) -> list[int]:
    """The middles of as many equal parts of a length as there are points."""
    count = min(length, POINTS)
    return [(2 * index + 1) * length // (2 * count) for index in range(count)]


def _points(picture: Picture, row: bytes, columns: list[int], here: list[Pixel], below: list[Pixel]) -> list[Point]:
    points = []
    for x, pixel, lower in zip(columns, here, below):
        right = picture.pixel(row, min(x + 1, picture.width - 1))
        colour = _on_paper(pixel)
        level = luma(colour)
        step = max(abs(luma(_on_paper(right)) - level), abs(luma(_on_paper(lower)) - level))
        points.append(Point(colour, level, step, pixel[3] < 128))
    return points


def _on_paper(pixel: Pixel) -> Colour:
    red, green, blue, opacity = pixel
    if opacity == 255:
        return red, green, blue
    return tuple((value * opacity + _PAPER * (255 - opacity)) // 255 for value in (red, green, blue))


def luma(colour: Colour) -> int:
    """How bright a colour looks, 0 to 255: the weights of ITU-R BT.601."""
    red, green, blue = colour
    return (299 * red + 587 * green + 114 * blue) // 1000
