"""Files of pictures -> their dots -> new files, in which nothing of the old ones is left.

The only module that decodes pictures. It runs in the reading process, under its limits.
"""

import io
import warnings
from collections.abc import Callable

from PIL import Image, ImageOps

from quizapp.adapters.extraction.pictures import Unfit
from quizapp.core.pictures import Picture, PictureLimits

DAMAGED = "It is no picture that can be read: PNG, JPEG, WebP and GIF can, if they are whole."
TOO_SMALL = "Too small to be more than an icon or an ornament."
ONE_COLOUR = "It shows one colour alone."
TOO_LARGE = "It has more dots than a picture may have."
TOO_HEAVY = "It takes more room than one picture may."
NO_MEMORY = "It takes more memory to unfold than there is."
_KINDS = ("PNG", "JPEG", "WEBP", "GIF")
# Each scan of a progressive JPEG goes over the whole picture again: ten are usual.
_SCAN, _MOST_SCANS = b"\xff\xda", 100
# A rule or a spacer is long and thin.
_THIN = 3
_QUALITY = 85
# A drawing takes no more room as PNG than as JPEG; a photograph takes many times as much.
_PHOTOGRAPH = 3
# No drawing has so many colours, and trying it as PNG takes longer than all else.
_MOST_COLOURS = 60_000
_SMALLER = 0.7
_TRIES = 4
_OPAQUE = 255


def made_anew(origin: str, unfold: Callable[[], Image.Image], limits: PictureLimits) -> Picture:
    """A picture written anew from what `unfold` gives. Raises Unfit for one that is not kept."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _written(origin, unfold(), limits)
    except Unfit:
        raise
    except MemoryError:
        raise Unfit(NO_MEMORY) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Unfit(TOO_LARGE) from None
    except Exception as error:
        # Decoders answer damage with errors of any kind.
        raise Unfit(DAMAGED) from error


def unfolded(content: bytes, limits: PictureLimits) -> Image.Image:
    """The first frame of a picture's file, upright. Raises Unfit, and whatever decoders raise.

    What a file says of its size is believed only so far as to refuse it.
    """
    image: Image.Image = Image.open(io.BytesIO(content), formats=_KINDS)
    check_size(*image.size, limits)
    jpeg = image.format in ("JPEG", "MPO")
    if jpeg:
        if content.count(_SCAN) > _MOST_SCANS:
            raise Unfit(DAMAGED)
        # A photograph of many dots is unfolded at a half, a quarter or an eighth of its size.
        image.draft(None, (limits.side, limits.side))
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright.format = "JPEG" if jpeg else "PNG"
    return upright


def check_size(width: int, height: int, limits: PictureLimits) -> None:
    """Raise Unfit for a picture that is too small to mean something, or too large to unfold."""
    if max(width, height) < limits.least_side or min(width, height) * _THIN < limits.least_side:
        raise Unfit(TOO_SMALL)
    if width * height > limits.pixels:
        raise Unfit(TOO_LARGE)


def _written(origin: str, image: Image.Image, limits: PictureLimits) -> Picture:
    kind = image.format
    image = _plain(image)
    _refuse_blank(image)
    image.thumbnail((limits.side, limits.side), reducing_gap=2.0)
    for _ in range(_TRIES):
        # Dots alone: what else the old file said, of places and cameras, is not copied.
        bare = Image.frombytes(image.mode, image.size, image.tobytes())
        way, content = _encoded(bare, is_jpeg=kind == "JPEG")
        if len(content) <= limits.bytes_each:
            return Picture(origin, f"image/{way}", *bare.size, content)
        smaller = (max(1, round(side * _SMALLER)) for side in image.size)
        image = image.resize((next(smaller), next(smaller)))
    raise Unfit(TOO_HEAVY)


def _plain(image: Image.Image) -> Image.Image:
    """The picture in greys, in colours, or in colours that let something through."""
    if image.mode.startswith("I"):
        # Sixteen bits a dot, of which a screen shows eight.
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        least, _most = image.getchannel("A").getextrema()
        return image.convert("RGB") if least == _OPAQUE else image
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _refuse_blank(image: Image.Image) -> None:
    said = image.getextrema()
    bands = said if isinstance(said[0], tuple) else (said,)
    *colours, last = bands
    invisible = image.mode == "RGBA" and last == (0, 0)
    if invisible or all(least == most for least, most in (*colours, last)):
        raise Unfit(ONE_COLOUR)


def _encoded(image: Image.Image, *, is_jpeg: bool) -> tuple[str, bytes]:
    """Kind and bytes of a new file: sharp as PNG, but for what was a JPEG or looks like one."""
    if image.mode == "RGBA":
        return "png", _saved(image, "PNG")
    photographed = _saved(image, "JPEG", quality=_QUALITY)
    if is_jpeg or image.getcolors(_MOST_COLOURS) is None:
        return "jpeg", photographed
    drawn = _saved(image, "PNG")
    if len(photographed) * _PHOTOGRAPH < len(drawn):
        return "jpeg", photographed
    return "png", drawn


def _saved(image: Image.Image, kind: str, **how: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()
