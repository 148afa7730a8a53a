"""Pictures are written anew, whatever they were, or left out with the reason."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from quizapp.adapters.extraction import picture_dots
from quizapp.adapters.extraction.picture_dots import (
    DAMAGED,
    NO_MEMORY,
    ONE_COLOUR,
    TOO_HEAVY,
    TOO_LARGE,
    TOO_SMALL,
)
from quizapp.adapters.extraction.pictures import (
    NOT_KEPT,
    REPEATED,
    TOO_LONG,
    TOO_MANY,
    TOO_MUCH,
    Album,
    Sight,
    picture_limits,
    picture_watcher,
)
from quizapp.core.pictures import BEGINNINGS, Picture, PictureLimits

from .pictures import drawing, picture, unfolded

LIMITS = PictureLimits()


def kept(content: bytes, **limits: int) -> Picture:
    """The one picture, kept."""
    album, sight = seen(content, **limits)
    assert album.reason(sight) == ""
    [found] = album.pictures([sight.origin])
    return found


def reason(content: bytes, **limits: int) -> str:
    album, sight = seen(content, **limits)
    return album.reason(sight)


def seen(content: bytes, **limits: int):
    token = picture_limits.set(replace(LIMITS, **limits))
    try:
        album = Album()
    finally:
        picture_limits.reset(token)
    return album, album.see("a", lambda: content, "")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_of_four_kinds_become_two(kind):
    found = kept(drawing(kind=kind))
    assert found.media_type == ("image/jpeg" if kind == "JPEG" else "image/png")
    assert found.content.startswith(BEGINNINGS[found.media_type])
    assert unfolded(found.content).size == (found.width, found.height) == (120, 60)


@pytest.mark.parametrize(
    ("mode", "kind", "becomes"),
    [
        ("CMYK", "JPEG", "RGB"),
        ("L", "JPEG", "L"),
        ("1", "PNG", "L"),
        ("LA", "PNG", "RGB"),
        ("P", "PNG", "RGB"),
        ("RGBA", "PNG", "RGB"),
        ("I", "PNG", "L"),
    ],
)
def test_dots_of_every_mode_become_those_of_a_screen(mode, kind, becomes):
    content = drawing(mode="RGB" if mode == "I" else mode, kind=kind)
    if mode == "I":
        out = io.BytesIO()
        ramp = Image.linear_gradient("L").convert("I").point(lambda grey: grey * 256)
        ramp.convert("I;16").save(out, "PNG")
        content = out.getvalue()
    found = unfolded(kept(content).content)
    assert found.mode == becomes
    assert found.convert("L").getextrema()[1] > 200


def test_what_a_palette_lets_through_stays_clear():
    image = unfolded(drawing()).quantize(8)
    out = io.BytesIO()
    image.save(out, "PNG", transparency=image.getpixel((119, 1)))
    found = unfolded(kept(out.getvalue()).content)
    assert found.mode == "RGBA"
    assert found.getpixel((119, 1))[3] == 0
    assert found.getpixel((30, 30))[3] == 255


def test_nothing_but_dots_is_left_of_a_photograph():
    exif = Image.Exif()
    exif[0x010F], exif[0x9286], exif[0x0112] = "CAMERA-CANARY", "COMMENT-CANARY", 6
    content = drawing(kind="JPEG", exif=exif, comment=b"NOTE-CANARY", icc_profile=b"ICC-CANARY")
    assert content.count(b"CANARY") >= 4
    found = kept(content)
    assert b"CANARY" not in found.content
    assert (found.width, found.height) == (60, 120), "it is turned as its camera was held"
    again = unfolded(found.content)
    assert not again.getexif()
    assert "icc_profile" not in again.info


def test_words_in_a_png_are_not_copied():
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_text("Author", "CANARY")
    found = kept(drawing(pnginfo=said) + b"<script>CANARY</script>")
    assert b"CANARY" not in found.content


def test_of_a_moving_picture_the_first_frame_is_kept():
    frames = [unfolded(drawing(colour=colour)).convert("RGB") for colour in (250, 20)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    found = unfolded(kept(out.getvalue()).content).convert("RGB")
    assert found.getpixel((30, 30))[0] > 200


def test_large_pictures_are_made_smaller():
    found = kept(drawing(2_000, kind="JPEG"), side=800)
    assert (found.width, found.height) == (800, 400)
    assert unfolded(found.content).size == (800, 400)


def noise(side: int, mode: str = "RGB") -> bytes:
    """A picture that no coding makes small."""
    out = io.BytesIO()
    image = Image.effect_noise((side, side), 90).convert("RGB")
    if mode == "RGBA":
        image.putalpha(Image.effect_noise((side, side), 90))
    image.save(out, "PNG")
    return out.getvalue()


def test_what_looks_like_a_photograph_is_kept_as_one():
    image = Image.radial_gradient("L").resize((600, 600), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((600, 600), 12)
    out = io.BytesIO()
    Image.merge("RGB", [Image.blend(image, grain, 0.3)] * 3).save(out, "PNG")
    assert kept(out.getvalue()).media_type == "image/jpeg"
    assert kept(drawing(600)).media_type == "image/png"


def test_heavy_pictures_are_made_smaller_until_they_fit_or_left_out():
    found = kept(noise(400, "RGBA"), bytes_each=300_000)
    assert len(found.content) <= 300_000
    assert found.width < 400
    assert reason(noise(400, "RGBA"), bytes_each=5_000) == TOO_HEAVY


def wide_gif(side: int) -> bytes:
    """A moving picture that says it has this many dots a side."""
    whole = drawing(kind="GIF")
    return whole[:6] + side.to_bytes(2, "little") * 2 + whole[10:]


def wide_webp(side: int) -> bytes:
    """The beginning of a picture that says it has this many dots a side."""
    chunk = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + (side - 1).to_bytes(3, "little") * 2
    return b"RIFF" + (len(chunk) + 4).to_bytes(4, "little") + b"WEBP" + chunk


@pytest.mark.parametrize(
    "content",
    [
        picture(100_000),
        picture(1_000_000),
        wide_gif(65_000),
        drawing(400),
    ],
)
def test_a_picture_of_too_many_dots_is_not_unfolded(content):
    assert reason(content, pixels=50_000) == TOO_LARGE


WHOLE_JPEG = drawing(300, kind="JPEG", progressive=True)
SCAN = WHOLE_JPEG[WHOLE_JPEG.rindex(b"\xff\xda") : WHOLE_JPEG.rindex(b"\xff\xd9")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.4",
        b"\xd7\xcd\xc6\x9a" + bytes(100),
        drawing(300)[:200],
        drawing(300)[:-200],
        drawing(300, kind="JPEG")[:-300],
        drawing(300, kind="WEBP")[:-300],
        drawing(300, kind="GIF")[:-300],
        drawing(kind="BMP"),
        drawing(kind="TIFF"),
        drawing(kind="ICO", sizes=[(64, 32)]),
        picture(90),
        wide_webp(16_000),
        WHOLE_JPEG.replace(SCAN, SCAN * 200),
    ],
)
def test_what_is_damaged_or_of_another_kind_is_left_out(content):
    assert reason(content) in (DAMAGED, TOO_LARGE)


def test_damage_to_any_byte_is_a_reason_and_never_an_error():
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        whole = drawing(kind=kind)
        for place in range(0, len(whole), max(1, len(whole) // 60)):
            broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
            album, sight = seen(broken)
            assert album.reason(sight) or album.pictures([sight.origin])


@pytest.mark.parametrize("size", [(1, 1), (40, 40), (47, 47), (800, 3), (3, 800), (600, 12)])
def test_icons_spacers_and_rules_are_ornaments(size):
    out = io.BytesIO()
    Image.effect_noise(size, 90).save(out, "PNG")
    assert reason(out.getvalue()) == TOO_SMALL


@pytest.mark.parametrize("colour", [(255, 255, 255), (1, 2, 3), (9, 9, 9, 0), (1, 2, 3, 0)])
def test_a_picture_of_one_colour_shows_nothing(colour):
    out = io.BytesIO()
    Image.new("RGBA" if len(colour) == 4 else "RGB", (200, 200), colour).save(out, "PNG")
    assert reason(out.getvalue()) == ONE_COLOUR


def test_memory_that_runs_out_costs_the_picture_alone(monkeypatch):
    def unfolded_whole(*_arguments):
        raise MemoryError

    monkeypatch.setattr(picture_dots, "unfolded", unfolded_whole)
    assert reason(drawing()) == NO_MEMORY


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Iterator[Album]:
    """An album within limits of its own."""
    token = picture_limits.set(request.param)
    yield Album()
    picture_limits.reset(token)


def see(album: Album, content: bytes) -> Sight:
    return album.see(content.hex(), lambda: content, "")


def reasons(album: Album, count: int) -> list[str]:
    sights = [see(album, drawing(colour=number)) for number in range(count)]
    return [album.reason(sight) for sight in sights]


@pytest.mark.parametrize("album", [replace(LIMITS, most=2)], indirect=True)
def test_no_more_are_kept_than_may_be(album):
    assert reasons(album, 4) == ["", "", TOO_MANY, TOO_MANY]


@pytest.mark.parametrize("album", [replace(LIMITS, total_bytes=1_500)], indirect=True)
def test_together_they_take_no_more_room_than_they_may(album):
    assert reasons(album, 3)[0] == ""
    assert reasons(album, 3)[2] == TOO_MUCH


@pytest.mark.parametrize("album", [replace(LIMITS, seconds=0)], indirect=True)
def test_together_they_take_no_more_time_than_they_may(album):
    assert reasons(album, 3)[2] == TOO_LONG


@pytest.mark.parametrize("album", [None], indirect=True)
def test_where_none_is_kept_none_is_unfolded(album):
    assert reasons(album, 2) == [NOT_KEPT, NOT_KEPT]
    assert album.pictures([]) == ()


def test_what_stands_everywhere_is_an_ornament_and_is_unfolded_once(monkeypatch):
    album, whole = Album(), picture_dots.made_anew
    calls: list[str] = []

    def noted(origin, *arguments):
        calls.append(origin)
        return whole(origin, *arguments)

    monkeypatch.setattr(picture_dots, "made_anew", noted)
    thrice = [see(album, drawing(colour=9)) for _ in range(3)]
    often = [see(album, drawing()) for _ in range(4)]
    assert [album.reason(sight) for sight in thrice] == [""] * 3
    assert [album.reason(sight) for sight in often] == [REPEATED] * 4
    assert len(calls) == 2
    assert len(album.pictures([thrice[0].origin] * 3)) == 1


def test_a_file_that_is_shown_often_is_read_once():
    album = Album()
    files = iter([drawing(), drawing(colour=9)])
    sights = [album.see(name, lambda: next(files), "") for name in "aabab"]
    assert len({sight.origin for sight in sights}) == 2


def test_the_first_picture_is_told_before_it_is_unfolded():
    told: list[bool] = []
    token = picture_watcher.set(lambda: told.append(True))
    try:
        reasons(Album(), 3)
    finally:
        picture_watcher.reset(token)
    assert told == [True]
