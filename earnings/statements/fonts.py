"""The font of the PDF files: PT Sans, with Polish and Cyrillic letters, from the package fontpkg-pt-sans (OFL 1.1)."""

from importlib.resources import as_file, files

from reportlab.pdfbase.pdfmetrics import getFont, getRegisteredFontNames, registerFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "PTSans", "PTSans-Bold"
_FILES = {REGULAR: "PT_Sans-Web-Regular.ttf", BOLD: "PT_Sans-Web-Bold.ttf"}


def register_fonts() -> None:
    """Once a process; the same again changes nothing."""
    for name, file_name in _FILES.items():
        if name not in getRegisteredFontNames():
            with as_file(files("fontpkg_pt_sans") / "files" / file_name) as path:
                registerFont(TTFont(name, str(path)))


def find_missing_letters(text: str) -> str:
    """The characters that the font cannot show."""
    register_fonts()
    font = getFont(REGULAR)
    known = font.face.charToGlyph if isinstance(font, TTFont) else {}
    return "".join(dict.fromkeys(each for each in text if ord(each) not in known))
