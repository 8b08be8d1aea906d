"""The picture of an address as a QR code, to be printed."""

from io import BytesIO

import segno

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml"}
# The quiet zone of the standard (ISO/IEC 18004), and edges long enough for a poster.
_BORDER_MODULES, _MODULE_PIXELS = 4, 12


def draw_qr_code(address: str, kind: str) -> bytes:
    """The file, ``kind`` being png or svg; takes milliseconds."""
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind=kind, scale=_MODULE_PIXELS, border=_BORDER_MODULES)
    return picture.getvalue()
