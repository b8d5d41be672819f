"""QR codes: found in grey pictures, and made of a text."""

from collections.abc import Sequence

MAX_TEXT = 512  # longer ones are no contact links (PROTOCOL.md, section 1)


def codes_in(grey: memoryview) -> Sequence[str]:
    """The texts of the QR codes in a picture, those of bounded length only.

    ``grey``: unsigned bytes of shape (rows, bytes a row), read only; some 10 ms for 1280 by 720.
    """
    import zxingcpp  # not before somebody looks for a code

    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(grey, formats=kinds)
    return [code.text for code in found if len(code.text) <= MAX_TEXT]


Modules = tuple[tuple[int, ...], ...]  # rows of a code, 1 is dark


def code_of(text: str) -> Modules:
    """The modules of a text's QR code, row by row, 1 is dark; correction level M, no quiet zone.

    Some 5 ms for a link: the library of the terminal's codes, which is Python, takes 150.
    """
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    width, grey = picture.shape[1], bytes(picture)  # type: ignore[call-overload]
    rows = (grey[start : start + width] for start in range(0, len(grey), width))
    return tuple(tuple(int(not shade) for shade in row) for row in rows)
