"""A picture out of a file, as telephones, cameras and the web write them: a small array, or a code that says why not.

What a file is, its first bytes say, not its name. Colour profiles are left out: the numbers are taken as they stand.
"""

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

MAX_BYTES = 5_000_000
MAX_MEGAPIXELS = 40

# The families of files in boxes: an AVIF picture may also call itself by the general name, and lists its own below.
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, RuntimeError, struct.error, zlib.error),
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
    """The first picture of a file, upright, on white, its longer side at most `side` pixels.

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
    kind = kind_of(data)
    if kind is None:
        raise PictureError("kind")
    if kind == "HEIC":
        raise PictureError("convert", kind=kind)
    try:
        with Image.open(BytesIO(data), formats=(kind,)) as image:  # reads the header, and no pixel
            _require_few_pixels(image)
            if image.mode in ("F", "I"):  # 32 bits: depths, temperatures, heights
                raise PictureError("measurements")
            # A JPEG can be read at half, a quarter, an eighth of its size; the averaging below then finishes the work.
            image.draft(image.mode, (4 * side, 4 * side))
            return _grey_if_grey(_brightness(image, side))
    except _BOMBS:
        raise PictureError("too_many_pixels", limit=MAX_MEGAPIXELS) from None
    except PictureError:  # is a ValueError, too
        raise
    except UnidentifiedImageError:
        raise (PictureError("convert", kind=kind) if kind not in Image.OPEN else PictureError("broken")) from None
    except _BROKEN:
        raise PictureError("broken") from None


def kind_of(data: bytes) -> str | None:
    """What Pillow calls the kind of file that begins so; HEIC it does not read."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith((b"II*\0", b"MM\0*")):
        return "TIFF"
    if data.startswith(b"BM") and data[6:10] == bytes(4):  # two letters alone would be any text
        return "BMP"
    if data[4:8] == b"ftyp":
        brands = {data[8:12], *(data[k : k + 4] for k in range(16, min(int.from_bytes(data[:4]), 256), 4))}
        return "AVIF" if brands & _AVIF else "HEIC" if brands & _HEIC else None
    return None


def has_more(data: bytes) -> bool:
    """Whether a file that `read_picture` reads holds other pictures after the first: an animation, pages.

    What cameras put into a JPEG beside the picture, a preview or how bright it is, does not count.
    """
    kind = kind_of(data)
    if kind in (None, "JPEG"):
        return False
    try:
        with Image.open(BytesIO(data), formats=(kind,)) as image:
            return bool(getattr(image, "is_animated", False))
    except (*_BOMBS, *_BROKEN):
        return False


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
