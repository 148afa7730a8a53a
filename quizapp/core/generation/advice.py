"""Instructions ("Turn clients every two hours.") as statements of what somebody should do."""

import re

from quizapp.core import verbs
from quizapp.core.generation import clauses
from quizapp.core.lexicon import word_set

_ACTIONS = word_set(
    """
    let administer aspirate auscultate cleanse clamp cover deflate draw elevate flush gather
    inflate insert inspect irrigate label lubricate massage palpate perform position press
    recheck remove rotate secure shake sit stand swab taper titrate weigh wipe withdraw
    scan attach connect disconnect drape hang pull push instill
    scrub pinch dab squeeze tape tighten loosen thread twist tap roll stir soak blot trim splint
    rinse dispose discard keep count allow ensure carry wear chew crush swallow
    """
)
NURSE = "The nurse"
CLIENT = "The client"
_INSTRUCTION = re.compile(
    r"^(?P<forbids>Do not|Don['\u2019]t|Never|Avoid)? ?(?P<verb>[A-Za-z]+)(?P<rest> .+)$", re.DOTALL
)
_NO_INSTRUCTION = re.compile(
    r"^(?:put simply|put another way|say|see|refer|consider|note|remember|recall|imagine|"
    r"suppose|think|click|read|learn|keep in "
    r"mind|make sure you|identify the|describe|explain|discuss|define|list|compare|review|"
    r"understand|find|be|do your|focus|help|work|plan|look|need|study|state|name|lower|open|clear|"
    r"light|cough|stage|support|exercise|contact|control|damage|access|function|stress|test)\b",
    re.IGNORECASE,
)
_SECOND_PERSON = re.compile(
    r"\byou (?=take|have|are|do|feel|can|should|may|need|use|notice|miss|"
    r"know|eat|drink|must|see|get|think|stop)",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|yours|yourself|we|our|us|I|my)\b", re.IGNORECASE)
_LEAFLET_SHARE = 0.012
_TAUGHT = re.compile(r"\b(?:client|patient|self|home|discharge|teaching|education|leaflet)\b", re.I)


def is_leaflet(text: str) -> bool:
    """Whether a text speaks to its reader as a client, as leaflets do: "your medicine"."""
    words = re.findall(r"\w+", text.casefold())
    return bool(words) and sum(word in ("you", "your") for word in words) > _LEAFLET_SHARE * len(
        words
    )


def actor_of(title: str, *, leaflet: bool) -> str:
    """Whom a section tells what to do: the client in a leaflet or in teaching, else the nurse."""
    return CLIENT if leaflet or _TAUGHT.search(title) else NURSE


def is_instruction(words: str) -> bool:
    """Whether words begin as an order does: "Open the kit"."""
    first = words.split(" ", 1)[0].casefold()
    return _is_base(first)


def as_statement(sentence: str, actor: str) -> str | None:
    """What an instruction says somebody should do, or None where it is no plain instruction."""
    text = " ".join(sentence.split())
    match = _INSTRUCTION.match(text)
    if match is None or not text.endswith(".") or _NO_INSTRUCTION.match(text):
        return None
    forbids, verb = (match["forbids"] or "").casefold(), match["verb"].casefold()
    if not forbids and clauses.split(text) is not None:
        return None
    if forbids != "avoid" and not _is_base(verb):
        return None
    if (actor == NURSE and verb in _OWN_BODY) or lacks_object(f"{verb}{match['rest']}"):
        return None
    rest = _AND_DO_NOT.sub(r"\g<joint>should not ", _told_to(actor, match["rest"]))
    if _YOU.search(rest) or _SAYS_WHAT_IS.search(_SUBORDINATE.split(rest, maxsplit=1)[0]):
        return None
    return f"{actor} {_DUTIES.get(forbids, 'should not')} {verb}{rest}"


def lacks_object(order: str) -> bool:
    """Whether an order leaves out what it is about: "clamp for transport", "give IV push"."""
    return _NO_OBJECT.match(order) is not None


_NO_OBJECT = re.compile(
    r"^(?:give|administer|clamp|strip|milk|remove|use|insert|flush|crush|inject|infuse|dilute|mix|"
    r"replace|withhold|stop|hold|discard)(?: (?:or|and) \w+)? "
    r"(?:for|to|in|into|with|within|by|at|on|over|after|before|every|if|when|until|as|without|"
    r"IV|IM|PO|SC|SQ|orally|slowly|rapidly|undiluted|immediately|daily|gently|only|\w+ly)\b",
    re.IGNORECASE,
)

# "Spread to the liver usually means ..." begins with a noun that could be an order.
_SAYS_WHAT_IS = re.compile(
    r"\b(?:is|are|was|were|has|means?|causes?|leads?|results?|occurs?|indicates?|suggests?|"
    r"remains?|becomes?|begins?|happens?|depends?|benefits|helps|protects|reduces|lowers|raises|"
    r"increases|decreases|improves|prevents|makes|allows|requires|suffices|works)\b"
)
_SUBORDINATE = re.compile(
    r"[,;:(]|\b(?:that|which|who|whose|if|when|where|whether|what|how|why|because|until|unless|"
    r"while|after|before|so|since|once)\b"
)

# "Inject slowly, and do not rub the site".
_AND_DO_NOT = re.compile(r"(?P<joint>,? (?:and|but) )(?:do not|don['\u2019]t) ", re.IGNORECASE)

_DUTIES = {"": "should", "avoid": "should avoid", "never": "should never"}


# Nobody tells a nurse to drink: such an order is meant for the client, whoever it speaks to.
_OWN_BODY = word_set("drink eat smoke sleep exercise breathe swallow chew rest cough walk sip")


def is_of_own_body(words: str) -> bool:
    """Whether an order is one that only the client can follow: "Drink two liters a day"."""
    return words.split(" ", 1)[0].casefold() in _OWN_BODY


def _told_to(actor: str, rest: str) -> str:
    rest = _SECOND_PERSON.sub("they ", rest)
    return re.sub(r"\byour\b", "their" if actor == CLIENT else "the client\u2019s", rest)


_YOU_ARE = (
    (re.compile(r"\byou(?: are|['\u2019]re)\b", re.IGNORECASE), "the client is"),
    (re.compile(r"\byou(?: have|['\u2019]ve)\b", re.IGNORECASE), "the client has"),
    (re.compile(r"\byou(?: will|['\u2019]ll)\b", re.IGNORECASE), "the client will"),
    (re.compile(r"\byou do\b", re.IGNORECASE), "the client does"),
    (re.compile(r"\byou don['\u2019]t\b", re.IGNORECASE), "the client does not"),
    (re.compile(r"\byou were\b", re.IGNORECASE), "the client was"),
)
_THEY_ARE = (
    (re.compile(r"\byou['\u2019]re\b", re.IGNORECASE), "they are"),
    (re.compile(r"\byou['\u2019]ve\b", re.IGNORECASE), "they have"),
    (re.compile(r"\byou['\u2019]ll\b", re.IGNORECASE), "they will"),
    (
        re.compile(
            r"\b(for|to|with|by|of|on|about|from|than|in|near|around|gives?|given|gave|told|tells?|asks?|"
            r"asked|helps?|helped|makes?|lets?|allows?|calls?|sees?|shows?|advised?|keeps?|stops?|"
            r"reminds?) you\b",
            re.IGNORECASE,
        ),
        r"\1 them",
    ),
    (re.compile(r"\byou\b(?=[.,;:)]|$)", re.IGNORECASE), "them"),
    (re.compile(r"\byou\b", re.IGNORECASE), "they"),
)
_YOU_DO = re.compile(r"\byou (?P<verb>[a-z]+)\b", re.IGNORECASE)
_ADDRESSED = re.compile(r"\byou(?:r|rself)?\b", re.IGNORECASE)
_SELF = re.compile(r"\byourself\b", re.IGNORECASE)


def of_the_client(sentence: str) -> str:
    """What a leaflet tells its reader, told of the client: "your blood" -> "the client's blood"."""
    text = _SELF.sub("themselves", sentence)
    first = _ADDRESSED.search(text)
    if first is None:
        return text
    again = _ADDRESSED.search(text, first.end())
    end = again.start() if again else len(text)
    text = _AND_DOES.sub(_does_too, _named(text[:end]) + _again(text[end:]))
    order = _IF_THEN.match(text)
    if order is not None and _is_base(order["verb"].casefold()):
        duty = "should not" if order["forbids"] else "should"
        text = f"{order['if']}, they {duty} {order['verb']}{order['rest']}"
    return text[:1].upper() + text[1:]


def _named(text: str) -> str:
    """Where the reader is first spoken to: "you take" -> "the client takes"."""
    text = re.sub(r"\byour\b", "the client\u2019s", text, flags=re.IGNORECASE)
    for pattern, told in _YOU_ARE:
        text = pattern.sub(told, text)
    text = _YOU_DO.sub(_client_does, text)
    return re.sub(r"\byou\b", "the client", text, flags=re.IGNORECASE)


def _again(text: str) -> str:
    text = re.sub(r"\byour\b", "their", text, flags=re.IGNORECASE)
    for pattern, told in _THEY_ARE:
        text = pattern.sub(told, text)
    return text


# "The client starts low and step it up": the second verb agrees as well.
_AND_DOES = re.compile(
    r"(?P<before>\bthe client (?!should|must|may|can|will|might|could|would|does|needs?|wants?|has)"
    r"\w+s\b(?:(?! to |[.;]).)*? (?:and|or|but) )"
    r"(?P<verb>[a-z]+(?<!s)(?<!ed)(?<!ing))(?= (?:it|them|the|their|an?|up|off|down)\b)",
    re.IGNORECASE,
)


def _does_too(match: re.Match[str]) -> str:
    verb = match["verb"].casefold()
    told = verb if verb in _FORMS or verb in _NO_VERBS else verbs.third_person(verb)
    return f"{match['before']}{told}"


_NO_VERBS = word_set("in on at to for with by of from so then if when not also about after before")


_IF_THEN = re.compile(
    r"^(?P<if>(?:If|When) the client [^,]+), (?P<forbids>(?:do not|don['\u2019]t|never) )?"
    r"(?P<verb>[a-z]+)(?P<rest> .+)$",
    re.DOTALL,
)


def _client_does(match: re.Match[str]) -> str:
    verb = match["verb"].casefold()
    if verb in _FORMS or verb.endswith("ly"):
        return f"the client {match['verb']}"
    known = verb in _WANTS or verbs.finite_verbs([verb])
    if not known and not _OBJECT.match(match.string[match.end() :]):
        return f"the client {match['verb']}"
    return f"the client {verbs.third_person(verb)}"


def _is_base(verb: str) -> bool:
    if verb in _ACTIONS:
        return True
    return (
        bool(verbs.finite_verbs([verb])) and not verb.endswith(("s", "ed")) and verb not in _FORMS
    )


_WANTS = word_set("need want")
# "You clean it": whatever stands before an object is a verb.
_OBJECT = re.compile(r"^ (?:it|the|your|them|a|an|up|down|off|on|out)\b|^ ?$")

_FORMS = word_set(
    """
    am is are was were be been has have had do does did can could may might must shall
    should will would cannot left lay still just also came went said saw took thought felt
    found got gave knew
    """
)
