"""HTML of a question -> the plain text that the product shows, and what was lost on the way.

No HTML is ever stored or shown: paragraphs and items become lines, sub- and superscript digits
their own letters, pictures their alternative text. Read in one pass, whatever is written in it.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.core.formats.mapping import Unkeepable, tidy

MOST_MARKUP = 200_000
_MOST_TAG = 2_000
_MOST_BROKEN = 100
_DATA = re.compile(r"data:[\w.+-]{1,40}/[\w.+-]{1,60};base64,[A-Za-z0-9+/=\s]++")
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _names(
    "address article aside blockquote caption dd div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul"
)
# What runs, or is fetched, or is no text: gone with everything in it.
_ACTIVE = _names("script style iframe object embed applet template noscript svg math title head")
_FILES = _names("img audio video source track")
_EMPHASIS = _names("b strong i em u s strike del ins mark code tt kbd")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_OTHERS = _names(
    "a abbr acronym area base basefont bdi bdo big blink body br button center cite col colgroup"
    " data datalist dfn dir font frame frameset html input label legend link map menu meta meter"
    " nobr noframes optgroup option output param picture progress q rp rt ruby samp select small"
    " span sub summary details sup td textarea th time var wbr"
)
_NO_EMPHASIS = "Bold, italic and the like were taken out."
_IMAGE = re.compile(r"!\[([^\]\[\n\"<>]{0,300})\]\(([^)\s\"<>]{1,500})\)")
_STRONG = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)([^\n*_`]{1,500}?)(?<=\S)\1(?!\w)")
_KNOWN = _BLOCKS | _ACTIVE | _FILES | _EMPHASIS | _OTHERS
_SCRIPTS = {"sup": (_RAISED, "^"), "sub": (_LOWERED, "_")}


@dataclass
class Plain:
    """The plain text of some HTML; `media` are the addresses of the files that it shows."""

    text: str
    media: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def plain_text(markup: str) -> Plain:
    """The text of HTML, with a note for each kind of thing that plain text does not hold.

    Raises Unkeepable for more mark-up than any question has.
    """
    plain = Plain("")
    markup, embedded = _DATA.subn("data:", markup)
    if len(markup) > MOST_MARKUP:
        raise Unkeepable(f"One of its texts is longer than {MOST_MARKUP:,} characters.")
    if "<" not in markup:
        plain.text = tidy(_characters(markup))
        return plain
    pieces: list[str] = []
    # What stands between <sup> or <sub> and its end is rewritten as a whole.
    script: tuple[str, int] | None = None
    for kind, value, attributes in _tokens(markup):
        if kind == "text":
            text = _characters(value)
            pieces.append(re.sub(r"\s+", " ", text))
        elif value in _SCRIPTS:
            if kind == "start":
                script = (value, len(pieces))
            elif script is not None and script[0] == value:
                pieces[script[1] :] = [_scripted(value, "".join(pieces[script[1] :]))]
                script = None
        else:
            _place_tag(kind, value, attributes, pieces, plain)
    if embedded and "data:" not in plain.media:
        plain.media.append("data:")
    plain.text = tidy("".join(pieces))
    plain.notes = list(dict.fromkeys(plain.notes))
    return plain


def plain_markdown(text: str) -> Plain:
    """The text of Markdown, its signs for emphasis and pictures taken out; HTML in it too."""
    plain = plain_text(_IMAGE.sub(r'<img src="\2" alt="\1">', text))
    bare = _STRONG.sub(r"\2", plain.text)
    if bare != plain.text:
        plain.notes.append(_NO_EMPHASIS)
        plain.text = bare
    return plain


def _place_tag(kind: str, name: str, attributes: str, pieces: list[str], plain: Plain) -> None:
    if name in _ACTIVE:
        plain.notes.append(f"Active or hidden content (<{name}>) was taken out.")
    elif name == "br":
        pieces.append("\n")
    elif name in ("td", "th"):
        if kind == "end":
            pieces.append(" | ")
        plain.notes.append("A table was written as lines of text.")
    elif name in _FILES:
        _place_file(name, attributes, pieces, plain)
    elif name in _BLOCKS:
        pieces.append("\n- " if name == "li" and kind == "start" else "\n")
    elif name in _EMPHASIS:
        plain.notes.append(_NO_EMPHASIS)
    elif name == "a" and kind == "start":
        plain.notes.append("A link was written as its words alone.")


def _place_file(name: str, attributes: str, pieces: list[str], plain: Plain) -> None:
    values = _values(attributes)
    if values.get("src"):
        plain.media.append(values["src"])
    if name == "img":
        alternative = " ".join(values.get("alt", "").split())
        pieces.append(f"[Picture: {alternative}]" if alternative else "[Picture]")
        plain.notes.append("A picture was left out; its description stands in its place.")
    elif name in ("audio", "video"):
        plain.notes.append("A recording was left out.")


def _values(attributes: str) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(attributes)
    }


def _characters(text: str) -> str:
    return html.unescape(text).replace("\x00", "").replace("\xa0", " ")


def _scripted(name: str, text: str) -> str:
    letters, sign = _SCRIPTS[name]
    text = text.strip()
    if not text:
        return ""
    if all(ord(letter) in letters for letter in text):
        return text.translate(letters)
    return f"{sign}({text})" if len(text) > 1 else f"{sign}{text}"


def _tokens(markup: str) -> Iterator[tuple[str, str, str]]:
    """("text", words, ""), ("start", name, attributes) and ("end", name, ""), in one pass."""
    position = 0
    ends: dict[str, int] = {}
    broken = 0
    lower = markup.lower()
    while (start := markup.find("<", position)) >= 0:
        if start > position:
            yield "text", markup[position:start], ""
        if markup.startswith(("<!--", "<![CDATA[", "<!", "<?"), start):
            close = "-->" if markup.startswith("<!--", start) else ">"
            end = _find(lower, close, start + 2, ends)
            position = len(markup) if end < 0 else end + len(close)
            continue
        found = _TAG.match(markup, start, start + _MOST_TAG)
        if found is None or not (found[2].lower() in _KNOWN or ":" in found[2]):
            yield "text", "<", ""
            position = start + 1
            # Each tag that does not end is looked at for as far as a tag may reach.
            broken += found is None and markup[position : position + 1].isalpha()
            if broken > _MOST_BROKEN:
                raise Unkeepable("Its mark-up is damaged: tags begin and do not end.")
            continue
        name = found[2].lower()
        position = found.end()
        yield ("end" if found[1] else "start"), name, found[3]
        if name in _ACTIVE and not found[1] and not found[3].endswith("/"):
            end = _find(lower, f"</{name}", position, ends)
            position = len(markup) if end < 0 else end
    if position < len(markup):
        yield "text", markup[position:], ""


def _find(text: str, wanted: str, start: int, missing: dict[str, int]) -> int:
    """Where `wanted` next stands; what is not there is looked for once only."""
    if wanted in missing:
        return -1
    end = text.find(wanted, start)
    if end < 0:
        missing[wanted] = start
    return end
