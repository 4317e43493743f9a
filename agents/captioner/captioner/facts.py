"""What is measured. Every number is an integer: shares in percent of the sample, brightness from 0 to 255."""

from collections import Counter
from dataclasses import dataclass

from .colours import name
from .picture import Picture
from .sample import Sample, take

#: A step in brightness that one sees as an edge.
EDGE = 32
#: A smaller step, but more than a smooth gradient has from pixel to pixel, counts as grain.
GRAIN = 2
#: Colours with less than this share are not named.
_NAMED = 8
#: Mean difference in brightness between a picture and its mirror image, up to which it counts as symmetrical.
_SYMMETRICAL = 6


@dataclass(frozen=True)
class Facts:
    """The measurements of one picture."""

    format: str
    storage: str
    width: int
    height: int
    #: Shares of the named colours, the largest first.
    colours: dict[str, int]
    #: Colours told apart by the five highest bits of each channel.
    distinct_colours: int
    #: Whether no point has a hue.
    is_grey: bool
    #: Share of points that are more transparent than not.
    clear: int
    #: Mean brightness.
    brightness: int
    #: Mean brightness of the upper third less that of the lower.
    top_to_bottom: int
    #: Brightness that a twentieth of the points exceeds, less what a twentieth falls short of.
    contrast: int
    #: Share of points at an edge.
    edges: int
    #: Share of points that differ a little from a neighbour.
    grain: int
    #: Share of points as bright as the most frequent brightness, give or take a sixteenth of the range.
    background: int
    #: Share of points that are neither as bright as the background nor far from it.
    between: int
    #: How often, from top to bottom, a row with ink follows a row without.
    lines: int
    #: Whether the left half is the mirror image of the right.
    mirrors_sideways: bool
    #: Whether the upper half is the mirror image of the lower.
    mirrors_upright: bool


def measure(picture: Picture) -> Facts:
    """Takes a sample of the picture and measures it."""
    sample = take(picture)
    points = [point for row in sample for point in row]
    lumas = sorted(point.luma for point in points)
    colours = Counter(name(point.colour) for point in points)
    named = {colour: _percent(count, points) for colour, count in sorted(colours.items(), key=lambda item: (-item[1], item[0]))}
    ground = _ground(lumas)
    third = max(1, len(sample) // 3)
    return Facts(
        format=picture.format,
        storage=picture.storage,
        width=picture.width,
        height=picture.height,
        colours={colour: share for colour, share in named.items() if share >= _NAMED},
        distinct_colours=len({tuple(value >> 3 for value in point.colour) for point in points}),
        is_grey=all(max(point.colour) - min(point.colour) < 8 for point in points),
        clear=_percent(sum(point.is_clear for point in points), points),
        brightness=sum(lumas) // len(lumas),
        top_to_bottom=_mean(sample[:third]) - _mean(sample[-third:]),
        contrast=lumas[(len(lumas) - 1) * 19 // 20] - lumas[(len(lumas) - 1) // 20],
        edges=_percent(sum(point.step >= EDGE for point in points), points),
        grain=_percent(sum(GRAIN <= point.step < EDGE for point in points), points),
        background=_percent(sum(abs(luma - ground) <= 8 for luma in lumas), points),
        between=_percent(sum(8 < abs(luma - ground) < 64 for luma in lumas), points),
        lines=_lines(sample, ground),
        mirrors_sideways=_mirrors([row[::-1] for row in sample], sample),
        mirrors_upright=_mirrors(sample[::-1], sample),
    )


def _percent(count: int, points: list) -> int:
    return (200 * count + len(points)) // (2 * len(points))


def _mean(rows: Sample) -> int:
    return sum(point.luma for row in rows for point in row) // sum(len(row) for row in rows)


def _ground(lumas: list[int]) -> int:
    """The middle of the most frequent sixteenth of the range, of equals the brighter."""
    frequent = Counter(luma >> 4 for luma in lumas)
    part = max(frequent, key=lambda part: (frequent[part], part))
    inside = [luma for luma in lumas if luma >> 4 == part]
    return inside[len(inside) // 2]


def _lines(sample: Sample, ground: int) -> int:
    has_ink = [any(abs(point.luma - ground) >= 64 for point in row) for row in sample]
    return sum(ink and not before for before, ink in zip([False, *has_ink], has_ink))


def _mirrors(mirrored: Sample, sample: Sample) -> bool:
    pairs = [(one.luma, other.luma) for rows in zip(mirrored, sample) for one, other in zip(*rows)]
    return sum(abs(one - other) for one, other in pairs) <= _SYMMETRICAL * len(pairs)
