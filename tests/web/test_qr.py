"""The QR code of a secret: drawn without style attributes, and what cameras read."""

from __future__ import annotations

from coalesce.web.qr import qr_svg


def test_a_code_is_drawn_dark_on_white_without_a_style() -> None:
    drawn = qr_svg("otpauth://totp/Coalesce%20NL:claire?secret=GEZDGNBV&issuer=Coalesce%20NL")
    assert drawn.startswith('<svg viewBox="0 0 ')
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn
    assert "style" not in drawn
    assert "claire" not in drawn
    assert qr_svg("a") != qr_svg("b")
