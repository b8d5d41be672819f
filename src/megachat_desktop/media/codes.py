"""QR codes in grey pictures: the one place that asks the reader."""

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
