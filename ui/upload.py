"""A picture of the visitor's own: a PNG or JPEG file becomes a small array, or a sentence says why not.

Colour profiles are left out: the numbers of the file are taken as they stand.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import ExifTags, Image

from core.convolution.pictures import MAX_SIDE, pack
from locales import Catalogue

MAX_BYTES = 5_000_000
MAX_MEGAPIXELS = 40
UPLOAD_MB = 20  # what the server takes at all; from MAX_BYTES to there the sentence is ours

# Streamlit's own line under the button says, in English, what the server takes at all; our limit stands in the help.
_WITHOUT_LIMIT = "<style>.st-key-{}_file [data-testid=stFileUploaderDropzoneInstructions] {{display: none}}</style>"

_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (
    *(OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, struct.error, zlib.error),
    AssertionError,  # what Pillow says to a palette picture without a palette
)

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class PictureError(ValueError):
    """A file that cannot be used: a code, and the values that the sentence for this code names."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = values


def read_picture(data: bytes, side: int) -> NDArray[np.float64]:
    """The first picture of a PNG or JPEG file, upright, on white, its longer side at most `side` pixels.

    Returns
    -------
    ndarray of shape (C, H, W)
        Brightness from 0 to 1; C is 1 where all colours are grey, else 3.

    Raises
    ------
    PictureError
        With a code that says what is wrong with the file.
    """
    if not data:
        raise PictureError("empty")
    if len(data) > MAX_BYTES:
        raise PictureError("too_large", size=f"{len(data) / 1e6:.1f}", limit=MAX_BYTES // 1_000_000)
    if not data.startswith(_SIGNATURES):
        raise PictureError("kind")
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:  # reads the header, and no pixel
            _require_few_pixels(image)
            # A JPEG can be read at half, a quarter, an eighth of its size; the averaging below then finishes the work.
            image.draft(image.mode, (4 * side, 4 * side))
            return _grey_if_grey(_brightness(image, side))
    except _BOMBS:
        raise PictureError("too_many_pixels", limit=MAX_MEGAPIXELS) from None
    except PictureError:  # is a ValueError, too
        raise
    except _BROKEN:
        raise PictureError("broken") from None


def _require_few_pixels(image: Image.Image) -> None:
    if image.width * image.height > MAX_MEGAPIXELS * 1_000_000:
        raise PictureError("too_many_pixels", limit=MAX_MEGAPIXELS)


def _brightness(image: Image.Image, side: int) -> NDArray[np.float64]:
    """The shrunk picture as an array of shape (C, H, W) in [0, 1]."""
    if image.mode.startswith("I"):  # one channel of 16 bits
        array = np.asarray(_upright(_shrunk(_opaque(image), side), image)) / 65535
        return np.clip(array.astype(np.float64), 0, 1)[np.newaxis]
    mode = "L" if image.mode in ("1", "L", "LA") else "RGB"
    if image.has_transparency_data:
        shrunk = _shrunk(image.convert("RGBA"), side)  # Pillow weighs each colour with its opacity
        shrunk = Image.alpha_composite(Image.new("RGBA", shrunk.size, "white"), shrunk).convert(mode)
    else:
        shrunk = _shrunk(image.convert(mode), side)
    array = np.asarray(_upright(shrunk, image)).astype(np.float64) / 255
    return array[np.newaxis] if mode == "L" else array.transpose(2, 0, 1)


def _opaque(image: Image.Image) -> Image.Image:
    """A picture of 16 bits as one of floats; the one value that a file may call transparent becomes white."""
    array = np.asarray(image).astype(np.float32)
    return Image.fromarray(np.where(array == image.info.get("transparency"), np.float32(65535), array))


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """At most `side` pixels long, each the mean of those that it stands for; what is small enough stays as it is."""
    part = min(1.0, side / max(image.size))
    width, height = (max(1, round(part * length)) for length in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def _upright(shrunk: Image.Image, image: Image.Image) -> Image.Image:
    """Turned as the camera noted in the file; notes that cannot be read are as good as none."""
    try:
        turn = _TURNS.get(int(image.getexif().get(ExifTags.Base.Orientation) or 1))
    except _BROKEN:
        turn = None
    return shrunk if turn is None else shrunk.transpose(turn)


def _grey_if_grey(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """One channel where three say the same."""
    return array[:1] if (array == array[:1]).all() else array


# ---- the control


@dataclass
class Held:
    """The file that was read last, and why it could not be used: a file is read once, not on every run."""

    file_id: str = ""
    error: PictureError | None = None


def uploaded_picture(field: str) -> Callable[[str, Catalogue], str]:
    """The drawing function of a `widgets.Custom` for a picture file; its value: see core.convolution.pictures.pack.

    A file that cannot be used, or is taken away, leaves the picture as it is.
    """

    def draw(value: str, t: Catalogue) -> str:
        held: Held = st.session_state.setdefault(f"{field}_held", Held())
        file = st.file_uploader(
            t(field),
            type=["png", "jpg", "jpeg"],
            key=f"{field}_file",
            help=t(f"{field}_help"),
            max_upload_size=UPLOAD_MB,
        )
        st.html(_WITHOUT_LIMIT.format(field))
        if file is None:
            return value
        if file.file_id != held.file_id:
            held.file_id, held.error = file.file_id, None
            try:
                return pack(read_picture(file.getvalue(), MAX_SIDE))
            except PictureError as error:
                held.error = error
        if held.error is not None:
            said = t(f"picture_error_{held.error.code}", **held.error.values)
            st.error(said + t("sentence_gap") + t("picture_kept"))
        return value

    return draw
