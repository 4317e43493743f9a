"""A sentence out of measurements. What is a guess is called one."""

from .facts import Facts

#: A picture with less contrast than this shows nothing to speak of.
FLAT = 16


def caption(facts: Facts) -> str:
    """Two or three sentences in English."""
    size = f"{facts.width} × {facts.height} pixels ({facts.format}, {facts.storage})"
    look = f"{_brightness(facts)} {shape(facts)}".strip()
    article = "An" if look[0] in "aeiou" else "A"
    return f"{article} {look}, {size}, {_colours(facts)}. {_structure(facts)}{_guess(facts)}"


def shape(facts: Facts) -> str:
    """What its sides say about a picture."""
    width, height = facts.width, facts.height
    if 10 * max(width, height) <= 11 * min(width, height):
        return "square picture"
    if 2 * max(width, height) >= 5 * min(width, height):
        return "very wide picture" if width > height else "very tall picture"
    return "picture in landscape format" if width > height else "picture in portrait format"


def kind(facts: Facts) -> str | None:
    """What the measurements speak for: a guess, or nothing when they speak for nothing."""
    if facts.contrast < FLAT and not facts.edges:
        return "a plain area"
    if facts.background >= 55 and facts.between <= 15 and facts.edges >= 2 and facts.distinct_colours <= 128:
        return "lines of text" if facts.lines >= 4 and facts.edges >= 8 else "line art"
    if facts.distinct_colours <= 48 and facts.grain <= 10:
        return "a graphic of flat colours"
    if not facts.edges and facts.grain <= 30:
        return "a smooth gradient"
    if facts.distinct_colours >= (24 if facts.is_grey else 150) and facts.grain >= 30:
        return "a photograph"
    return None


def _brightness(facts: Facts) -> str:
    for limit, word in ((48, "very dark"), (96, "dark"), (160, ""), (208, "bright")):
        if facts.brightness < limit:
            return word
    return "very bright"


def _colours(facts: Facts) -> str:
    names = [f"{name} ({share} %)" for name, share in facts.colours.items()][:3]
    if facts.is_grey and facts.distinct_colours > 2:
        found = "in shades of grey"
    elif not names:
        found = "in many colours, none of them prevailing"
    elif len(names) == 1:
        found = f"mostly {names[0]}"
    else:
        found = f"mostly {', '.join(names[:-1])} and {names[-1]}"
    return found + (f"; {facts.clear} % of it is transparent" if facts.clear else "")


def _structure(facts: Facts) -> str:
    if facts.contrast < FLAT and not facts.edges:
        return "It is nearly the same all over."
    contrast = "low" if facts.contrast < 80 else "medium" if facts.contrast < 160 else "high"
    edges = "no" if not facts.edges else "few" if facts.edges < 8 else "some" if facts.edges < 25 else "many"
    parts = [f"Contrast is {contrast}, with {edges} sharp edges"]
    if abs(facts.top_to_bottom) >= 32:
        parts.append(f"it is lighter at the {'top' if facts.top_to_bottom > 0 else 'bottom'}")
    ways = [(facts.mirrors_sideways, "left to right"), (facts.mirrors_upright, "top to bottom")]
    mirrors = [way for holds, way in ways if holds]
    if mirrors:
        parts.append(f"it mirrors itself {' and '.join(mirrors)}")
    return "; ".join(parts) + "."


def _guess(facts: Facts) -> str:
    guess = kind(facts)
    return f" By these measurements it may be {guess}." if guess else ""
