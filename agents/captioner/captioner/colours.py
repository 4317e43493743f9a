"""Names of colours: the eleven basic terms, and turquoise."""

from .sample import Colour

#: Less difference between the strongest and the weakest channel than this is no hue.
_HUELESS = 28
#: Upper ends of the hues, in degrees.
_HUES = [
    (16, "red"),
    (42, "orange"),
    (68, "yellow"),
    (165, "green"),
    (195, "turquoise"),
    (255, "blue"),
    (290, "purple"),
    (335, "pink"),
    (360, "red"),
]


def name(colour: Colour) -> str:
    """The name that most people would give to a colour."""
    strongest, weakest = max(colour), min(colour)
    range_ = strongest - weakest
    if strongest < 40:
        return "black"
    if range_ < _HUELESS:
        return "white" if weakest > 215 else "grey" if strongest >= 64 else "black"
    hue = _hue(colour, strongest, range_)
    named = next(known for end, known in _HUES if hue < end)
    # What is orange or red in the light is brown in the dark, and light red is pink.
    if named == "orange" and strongest < 180:
        return "brown"
    if named == "red" and strongest >= 200 and weakest >= 130:
        return "pink"
    return named


def _hue(colour: Colour, strongest: int, range_: int) -> int:
    """The place on the colour wheel, 0 to 359 degrees, red at 0."""
    red, green, blue = colour
    if strongest == red:
        return 60 * (green - blue) // range_ % 360
    if strongest == green:
        return 120 + 60 * (blue - red) // range_
    return 240 + 60 * (red - green) // range_
