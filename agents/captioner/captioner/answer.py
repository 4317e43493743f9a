"""From the bytes of a task's input to the bytes of its output."""

import json
from dataclasses import asdict

from . import bmp, netpbm, png
from .caption import caption, kind
from .errors import InvalidInput, Unsupported
from .facts import measure
from .picture import Picture

#: Beginnings of what people send, and what it is.
_FOREIGN = [
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\0\0\1\0", "icon"),
    (b"P7", "PAM"),
    (b"%PDF", "PDF"),
    (b"<svg", "SVG"),
]


def answer(data: bytes) -> bytes:
    """A JSON object with the caption, the guess it holds, and the facts it follows from.

    Raises `InvalidInput` or `Unsupported`.
    """
    facts = measure(_decode(data))
    described = {"caption": caption(facts), "guess": kind(facts), "facts": asdict(facts)}
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def _decode(data: bytes) -> Picture:
    if data.startswith(png.MAGIC):
        return png.decode(data)
    if data.startswith(bmp.MAGIC):
        return bmp.decode(data)
    if netpbm.MAGIC.match(data):
        return netpbm.decode(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise Unsupported("WebP is not read: PNG, BMP and Netpbm are")
    for magic, known in _FOREIGN:
        if data.startswith(magic):
            raise Unsupported(f"{known} is not read: PNG, BMP and Netpbm are")
    raise InvalidInput("the input is empty" if not data else "the input is no picture of a known kind")
