"""Pictures of every kind that a visitor may bring along, made in memory."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.convolution.pictures import unpack
from ui.picture_file import MAX_BYTES, PictureError, has_more, read_picture

GREY = np.array([[0, 64, 128], [255, 32, 16]], dtype=np.uint8)
COLOURS = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [10, 20, 30]]], dtype=np.uint8)


def written(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, extra: bytes = b"") -> bytes:
    """A PNG file by hand; each row of `rows` begins with its filter, 0."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def palette(transparency: bytes | None = None) -> bytes:
    image = Image.fromarray(np.array([[0, 1], [2, 3]], dtype=np.uint8), "P")
    image.putpalette(COLOURS.tobytes())
    return written(image) if transparency is None else written(image, transparency=transparency)


# ---- what the numbers are


def test_a_grey_picture_has_one_channel() -> None:
    np.testing.assert_array_equal(read_picture(written(Image.fromarray(GREY)), 64), GREY[None] / 255)


def test_a_colour_picture_has_three() -> None:
    expected = COLOURS.transpose(2, 0, 1) / 255
    np.testing.assert_array_equal(read_picture(written(Image.fromarray(COLOURS)), 64), expected)


def test_one_bit_a_pixel() -> None:
    image = Image.fromarray(GREY > 100)
    assert image.mode == "1"
    np.testing.assert_array_equal(read_picture(written(image), 64), [[[0, 0, 1], [1, 0, 0]]])


def test_a_palette() -> None:
    np.testing.assert_array_equal(read_picture(palette(), 64), COLOURS.transpose(2, 0, 1) / 255)


def test_a_colour_of_a_palette_may_be_transparent() -> None:
    image = read_picture(palette(bytes([255, 0])), 64)
    np.testing.assert_array_equal(image[:, 0, 1], 1)
    np.testing.assert_array_equal(image[:, 1, 1] * 255, [10, 20, 30])


def test_transparency_lies_on_white() -> None:
    rgba = np.array([[[255, 0, 0, 255], [0, 0, 0, 0], [0, 0, 0, 51]]], dtype=np.uint8)
    image = read_picture(written(Image.fromarray(rgba)), 64)
    # the last one: a fifth of black on white
    np.testing.assert_allclose(image[:, 0].T, [[1, 0, 0], [1, 1, 1], [0.8, 0.8, 0.8]], atol=1 / 255)


def test_grey_with_transparency_stays_grey() -> None:
    la = np.array([[[100, 255], [100, 0]]], dtype=np.uint8)
    image = read_picture(written(Image.fromarray(la, "LA")), 64)
    np.testing.assert_array_equal(image, [[[100 / 255, 1]]])


def test_what_is_transparent_has_no_colour_when_it_is_averaged() -> None:
    rgba = np.zeros((1, 128, 4), dtype=np.uint8)
    rgba[:, ::2] = (255, 0, 0, 255)  # red and nothing, in turn: half red, half white, never black
    image = read_picture(written(Image.fromarray(rgba)), 64)
    np.testing.assert_allclose(image[:, 0, 0], [1, 0.5, 0.5], atol=1.5 / 255)


def test_colours_that_are_all_grey_become_one_channel() -> None:
    image = Image.fromarray(GREY).convert("RGB")
    np.testing.assert_array_equal(read_picture(written(image), 64), GREY[None] / 255)


def test_sixteen_bits_are_scaled_not_cut() -> None:
    values = np.array([[0, 257, 32768, 65535]], dtype=np.uint16)
    image = read_picture(written(Image.fromarray(values)), 64)
    np.testing.assert_allclose(image, values[None] / 65535, atol=1e-7)


def test_one_value_of_sixteen_bits_may_be_transparent() -> None:
    rows = b"\0" + struct.pack(">HH", 1000, 2000)
    image = read_picture(png(2, 1, 16, 0, rows, chunk(b"tRNS", struct.pack(">H", 1000))), 64)
    np.testing.assert_allclose(image, [[[1, 2000 / 65535]]], atol=1e-7)


@pytest.mark.parametrize(("colour", "n"), [(2, 3), (4, 2), (6, 4)], ids=["RGB", "LA", "RGBA"])
def test_sixteen_bits_a_channel(colour: int, n: int) -> None:
    values = [0, 32768, 65535, 65535][:n] if n > 2 else [32768, 65535]
    image = read_picture(png(1, 1, 16, colour, b"\0" + struct.pack(f">{n}H", *values)), 64)
    expected = [0, 0.5, 1] if n > 2 else [0.5]
    np.testing.assert_allclose(image[:, 0, 0], expected, atol=1 / 255)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg(mode: str) -> None:
    image = Image.new("RGB", (32, 24), (200, 200, 200) if mode == "L" else (200, 120, 40)).convert(mode)
    read = read_picture(written(image, "JPEG", quality=95), 64)
    assert read.shape == ((1 if mode == "L" else 3), 24, 32)
    expected = [200] if mode == "L" else [200, 120, 40]
    np.testing.assert_allclose(read.mean(axis=(1, 2)) * 255, expected, atol=3)


def test_a_large_jpeg_is_averaged_as_it_would_be_in_full() -> None:
    x = np.linspace(0, 255, 2048)
    full = np.broadcast_to(x, (1024, 2048)).astype(np.uint8)
    image = read_picture(written(Image.fromarray(full), "JPEG", quality=95), 64)
    assert image.shape == (1, 32, 64)
    means = full.reshape(32, 32, 64, 32).mean(axis=(1, 3)) / 255
    np.testing.assert_allclose(image[0], means, atol=2 / 255)


@pytest.mark.parametrize(
    ("orientation", "turned"),
    [
        (1, GREY),
        (2, GREY[:, ::-1]),
        (3, GREY[::-1, ::-1]),
        (4, GREY[::-1]),
        (5, GREY.T),
        (6, np.rot90(GREY, -1)),
        (7, GREY[::-1, ::-1].T),
        (8, np.rot90(GREY)),
        (9, GREY),
    ],
)
def test_a_picture_stands_upright(orientation: int, turned: np.ndarray) -> None:
    notes = Image.Exif()
    notes[0x0112] = orientation
    np.testing.assert_array_equal(read_picture(written(Image.fromarray(GREY), exif=notes), 64), turned[None] / 255)


def test_a_rotated_jpeg_stands_upright() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    assert read_picture(written(Image.new("L", (80, 40)), "JPEG", exif=notes), 64).shape == (1, 64, 32)


def test_notes_that_cannot_be_read_are_as_good_as_none() -> None:
    data = written(Image.fromarray(GREY), exif=b"Exif\0\0junk that is no TIFF at all")
    np.testing.assert_array_equal(read_picture(data, 64), GREY[None] / 255)


def test_an_animation_shows_its_first_picture() -> None:
    first, second = Image.fromarray(GREY), Image.fromarray(255 - GREY)
    data = written(first, save_all=True, append_images=[second])
    assert b"acTL" in data
    np.testing.assert_array_equal(read_picture(data, 64), GREY[None] / 255)


EXACT = {"BMP": {}, "TIFF": {}, "WEBP": {"lossless": True}, "GIF": {}, "AVIF": {"quality": 100, "subsampling": "4:4:4"}}


@pytest.mark.parametrize("kind", EXACT)
def test_the_kinds_that_the_web_has(kind: str) -> None:
    data = written(Image.fromarray(COLOURS), kind, **EXACT[kind])
    np.testing.assert_allclose(read_picture(data, 64), COLOURS.transpose(2, 0, 1) / 255, atol=0.02)
    assert not has_more(data)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "AVIF", "PNG", "TIFF"])
def test_of_several_pictures_the_first_is_read_and_that_is_known(kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("white", "black")]
    data = written(frames[0], kind, save_all=True, append_images=frames[1:])
    np.testing.assert_allclose(read_picture(data, 64), 1, atol=0.02)
    assert has_more(data)


def test_a_preview_beside_a_photo_is_no_second_picture() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("white", "black")]
    data = written(frames[0], "MPO", save_all=True, append_images=frames[1:])
    np.testing.assert_array_equal(read_picture(data, 64), np.ones((1, 8, 8)))
    assert not has_more(data)


def test_a_large_palette_is_averaged_as_colours() -> None:
    image = Image.fromarray(np.tile(np.array([[0, 1]], dtype=np.uint8), 64), "P")
    image.putpalette([255, 0, 0, 0, 0, 255])
    for options, expected in (({}, [0.5, 0, 0.5]), ({"transparency": bytes([255, 0])}, [1, 0.5, 0.5])):
        read = read_picture(written(image, **options), 64)
        np.testing.assert_allclose(read[:, 0, 5], expected, atol=1.5 / 255)


# ---- how large it is


@pytest.mark.parametrize(
    ("size", "side", "shape"),
    [
        ((1, 1), 64, (1, 1)),
        ((10_000, 1), 64, (1, 64)),
        ((1, 10_000), 64, (64, 1)),
        ((64, 64), 64, (64, 64)),
        ((65, 64), 64, (63, 64)),
        ((100, 50), 64, (32, 64)),
        ((100, 50), 10, (5, 10)),
        ((3, 2), 64, (2, 3)),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_longer_side_decides(size: tuple[int, int], side: int, shape: tuple[int, int], kind: str) -> None:
    assert read_picture(written(Image.new("L", size, 77), kind), side).shape == (1, *shape)


def test_a_pixel_is_the_mean_of_those_it_stands_for() -> None:
    full = np.arange(16, dtype=np.uint8).reshape(4, 4) * 16
    means = full.reshape(2, 2, 2, 2).mean(axis=(1, 3))  # each 2 × 2 block
    np.testing.assert_allclose(read_picture(written(Image.fromarray(full)), 2)[0] * 255, means, atol=0.5)


# ---- what is refused


def bomb(width: int, height: int) -> bytes:
    """A small file whose header promises many pixels."""
    return png(width, height, 8, 0, b"\0" * 1000)


def broken(data: bytes, part: float) -> bytes:
    return data[: int(part * len(data))]


def dib(width: int, height: int) -> bytes:
    """The head of a BMP."""
    return b"BM" + struct.pack("<IIIIiiHHIIIIII", 99, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(99)


NOISE = np.random.default_rng(0).integers(0, 256, (50, 50, 3), dtype=np.uint8)
PNG, JPEG = written(Image.fromarray(NOISE)), written(Image.fromarray(NOISE), "JPEG")
GIF = written(Image.fromarray(NOISE), "GIF")
WIDE_GIF = GIF[:6] + struct.pack("<HH", 60_000, 60_000) + GIF[10:]
WRONG_SUM = PNG[:60] + bytes([PNG[60] ^ 255]) + PNG[61:]
TEXT_BOMB = png(1, 1, 8, 0, b"\0\0", chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100_000_000))))

REFUSED = {
    "empty": (b"", "empty", {}),
    "text": (b"hello, I am text", "kind", {}),
    "html": (b"<html></html>", "kind", {}),
    "a word that begins like a BMP": (b"BMW, and more text", "kind", {}),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "kind", {}),
    "MP4": (b"\0\0\0\x18ftypmp42\0\0\0\0mp41isom" + bytes(99), "kind", {}),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "convert", {"kind": "HEIC"}),
    "TIFF of floats": (written(Image.fromarray(GREY.astype(np.float32)), "TIFF"), "measurements", {}),
    "TIFF of 32 bits": (written(Image.fromarray(GREY.astype(np.int32)), "TIFF"), "measurements", {}),
    "half a GIF": (written(Image.fromarray(NOISE), "GIF")[:300], "broken", {}),
    "half a WebP": (broken(written(Image.fromarray(NOISE), "WEBP"), 0.5), "broken", {}),
    "half an AVIF": (broken(written(Image.fromarray(NOISE), "AVIF"), 0.5), "broken", {}),
    "half a BMP": (broken(written(Image.fromarray(NOISE), "BMP"), 0.5), "broken", {}),
    "half a TIFF": (broken(written(Image.fromarray(NOISE), "TIFF"), 0.5), "broken", {}),
    "a GIF of 3 billion": (
        WIDE_GIF,
        "too_many_pixels",
        {"limit": 40},
    ),
    "a BMP of 900 million": (dib(30_000, 30_000), "too_many_pixels", {"limit": 40}),
    "5.1 MB": (PNG + bytes(5_100_000 - len(PNG)), "too_large", {"size": "5.1", "limit": 5}),
    "signature only": (PNG[:8], "broken", {}),
    "no header": (PNG[:20], "broken", {}),
    "half a PNG": (broken(PNG, 0.5), "broken", {}),
    "half a JPEG": (broken(JPEG, 0.5), "broken", {}),
    "the head of a JPEG": (JPEG[:20], "broken", {}),
    "a flipped byte": (WRONG_SUM, "broken", {}),
    "rubbish after a signature": (PNG[:8] + bytes(range(256)), "broken", {}),
    "no pixels": (png(1, 1, 8, 0, b""), "broken", {}),
    "no palette": (png(1, 1, 8, 3, b"\0\0"), "broken", {}),
    "width 0": (png(0, 1, 8, 0, b""), "broken", {}),
    "a bomb of text": (TEXT_BOMB, "broken", {}),
    "40 million and a bit": (bomb(8000, 5001), "too_many_pixels", {"limit": 40}),
    "100 million": (bomb(10_000, 10_000), "too_many_pixels", {"limit": 40}),
    "900 million": (bomb(30_000, 30_000), "too_many_pixels", {"limit": 40}),
}


@pytest.mark.parametrize(("data", "code", "values"), REFUSED.values(), ids=REFUSED)
def test_every_bad_file_has_its_code(data: bytes, code: str, values: dict[str, object]) -> None:
    with pytest.raises(PictureError) as caught:
        read_picture(data, 64)
    assert (caught.value.code, caught.value.values) == (code, values)


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(self: Image.Image) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    with pytest.raises(PictureError, match="too_many_pixels"):
        read_picture(bomb(8000, 5001), 64)


def test_a_file_of_5_mb_is_read() -> None:
    assert read_picture(PNG + bytes(MAX_BYTES - len(PNG)), 64).shape == (3, 50, 50)


OTHERS = [written(Image.fromarray(NOISE[:9, :9]), kind) for kind in EXACT]


@pytest.mark.filterwarnings("ignore::UserWarning")  # what Pillow says of a damaged TIFF that it reads all the same
@settings(max_examples=300, deadline=None)
@given(st.sampled_from([PNG, JPEG, palette(), TEXT_BOMB[:200], *OTHERS]), st.data())
def test_a_damaged_file_gives_a_picture_or_a_sentence(good: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(good) - 1))
    damaged = good[:place] + data.draw(st.binary(max_size=8)) + good[place + data.draw(st.integers(0, 8)) :]
    try:
        image = read_picture(damaged, 64)
    except PictureError:
        return
    assert image.ndim == 3
    has_more(damaged)
    assert 0 <= image.min() <= image.max() <= 1


# ---- the control


def _page() -> None:
    import streamlit as st

    from locales import catalogue
    from ui.upload import uploaded_picture

    state = st.session_state
    state["value"] = uploaded_picture("upload")(state.get("value", "before"), catalogue(state.get("lang", "en")))


def test_a_file_becomes_text_and_nothing_is_lost() -> None:
    at = AppTest.from_function(_page).run()
    assert at.session_state["value"] == "before"
    at.file_uploader[0].upload("a.png", PNG, "image/png").run()
    value = at.session_state["value"]
    np.testing.assert_allclose(unpack(value) * 255, NOISE.transpose(2, 0, 1))
    at.file_uploader[0].upload("b.png", b"hello", "image/png").run()
    at.run()  # the sentence stays as long as the file does
    assert len(at.error) == 1
    assert "PNG" in at.error[0].value
    assert at.session_state["value"] == value
    at.session_state["lang"] = "zh"
    at.run()
    assert "图片没有变化" in at.error[0].value
    assert not at.exception


def test_a_value_from_elsewhere_is_not_overwritten_by_the_file_that_was_read() -> None:
    at = AppTest.from_function(_page).run()
    at.file_uploader[0].upload("a.png", PNG, "image/png").run()
    at.session_state["value"] = "from a link"
    at.run()
    assert at.session_state["value"] == "from a link"
