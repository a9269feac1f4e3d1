"""A QR code as SVG that stands in a page: dark on white in every colour scheme, since cameras read it so.

Invariant: it holds what it was given and nothing else; no style attribute, so that the strict policy of styles lets it be drawn.
"""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """The code of a text (ISO/IEC 18004, error correction M), with its quiet zone of four modules."""
    code = segno.make_qr(text, error="m", boost_error=False)
    drawn = code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704  segno writes numbers into it, and no word of the text
