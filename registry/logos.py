"""A picture that somebody gave as a logo becomes a small PNG of our own making; the library's exceptions stop here.

Only its pixels are kept, so that nothing else in the file reaches a browser. SVG is not taken: it is a document that
can hold scripts.
"""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from registry.errors import RegistryInvalid

MAX_LOGO_BYTES = 256 * 1024
FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 4_000_000
# Twice what pages show, for sharp screens.
_WIDEST, _HIGHEST = 640, 160
_FIELD = "logo"
_TOO_LARGE = f"give a picture of at most {_MAX_PIXELS // 1_000_000} million pixels"


def convert_logo(content: bytes) -> bytes:
    """A PNG of at most 640 x 160 pixels; raises ``RegistryInvalid``."""
    if not content:
        raise RegistryInvalid(_FIELD, "give a picture: PNG, JPEG or WebP")
    if len(content) > MAX_LOGO_BYTES:
        raise RegistryInvalid(_FIELD, f"give a picture of at most {MAX_LOGO_BYTES // 1024} KiB")
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            return _write_png(image)
    except RegistryInvalid:
        raise
    except UnidentifiedImageError:
        raise RegistryInvalid(_FIELD, "give a PNG, JPEG or WebP picture; SVG may hold scripts") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise RegistryInvalid(_FIELD, _TOO_LARGE) from None
    # A warning is raised only where the whole process is run so.
    except (OSError, ValueError, SyntaxError, Warning, MemoryError) as exc:
        raise RegistryInvalid(_FIELD, "this picture is damaged: save it again as PNG") from exc


def _write_png(image: Image.Image) -> bytes:
    # Its head says the size: nothing is decoded before it is known to be small.
    if image.width * image.height > _MAX_PIXELS:
        raise RegistryInvalid(_FIELD, _TOO_LARGE)
    pixels = image.convert("RGBA")
    pixels.thumbnail((_WIDEST, _HIGHEST))
    # A new picture: what else the file said of itself stays behind.
    clean = Image.frombytes("RGBA", pixels.size, pixels.tobytes())
    made = BytesIO()
    clean.save(made, "PNG", optimize=True)
    return made.getvalue()
