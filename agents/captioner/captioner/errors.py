"""Why a picture is not described."""


class InvalidInput(Exception):
    """The input is no whole, well-formed picture. The text is for the requester."""


class Unsupported(Exception):
    """The input may be a fine picture, but of a kind or size that is not read here. The text is for the requester."""
