"""Which words can be a sentence's verb: enough English to tell a sentence from a fragment."""

import re

from quizapp.core.lexicon import word_set

_FUNCTION_VERBS = word_set(
    """
    am is are was were be been has have had do does did can could may might must shall should
    will would cannot isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't
    can't couldn't mustn't shouldn't won't wouldn't ought needs
    """
)
_PAST = word_set(
    """
    became began brought built came chose drew drank ate fell felt fought found gave gave got
    grew held hurt kept knew laid led left let lost made meant met paid put ran rose said saw
    sent set shook shown slept spoke spread stood struck taught told took thought went wore
    wrote bled broke fed sought arose underwent understood lay sat shed split shut cut cost read
    """
)
_BASES = word_set(
    """
    accept access account achieve act activate adapt add address adjust administer advance
    affect aid aim allow alter appear apply approach ask assess assist assume attach attack
    avoid balance base become begin believe belong bind bleed block break breathe bring build
    burn call carry cause change check choose circulate classify clear close collect combine
    come compare complete comprise concern confirm connect consider consist consult consume
    contain continue contract contribute control convert cover create cross cut damage deal
    decide decline decrease define deliver demand demonstrate depend describe destroy detect
    determine develop diagnose die differ digest direct discuss display distinguish divide drain
    draw drink drive drop eat elevate eliminate emerge employ enable encourage end enhance
    enlarge ensure enter establish estimate evaluate examine exceed exchange excrete exert
    exhibit exist expand expect experience explain express extend face facilitate fail fall feed
    feel fight fill filter find fit flow focus follow force form function gain get give go grow
    guide happen have heal hear help hold identify impair impact impede imply improve include
    increase indicate induce infect infiltrate influence inform inhibit initiate inject injure
    intend interact interfere introduce invade invest involve keep kill know lack last lead
    learn leave let lie limit link list live look lose lower maintain make manage manifest mark
    match matter mean measure metastasize mix modify monitor move need note notify observe
    obtain occur offer open operate originate oppose outline overcome participate pass penetrate
    perform permit persist place play point pose predict prefer prepare prescribe present
    prevent proceed process produce progress prolong promote protect prove provide pump push put
    raise range reach react receive recognize recommend recover recur reduce refer reflect
    regulate relate release relieve rely remain remember remove repair replace report represent
    require resemble resist resolve respond rest restore result retain return reveal rise risk
    run say secrete see seek seem select send serve set share shift show signal slow solve
    spread squeeze stage stand start state stay stem stimulate stop store strengthen study
    suffer suggest supply support suppress surround survive take target teach tell tend test
    think touch transfer transform transmit transport travel treat trigger try turn undergo
    understand undertake use vary visit wait walk want warn waste weaken wear weigh work worsen
    write abstain elect rotate sit encounter discourage educate explore document teach instruct
    report repeat review rinse shake hang swallow wash wipe wrap apply notify withhold hold
    obtain offer position turn elevate
    absorb adhere aggravate alleviate answer arise ascend attract bend charge clot coat compress
    constrict cope crush decay descend deserve deteriorate differentiate diffuse dilate dilute
    dissolve elicit empty erode evolve exacerbate exhale extract fade flush foster grasp harm
    hinder inflame inhale interrupt irritate leak loosen lubricate mask mimic moisten motivate
    neutralize neutralise nourish obstruct occlude occupy ooze originate paralyze paralyse plug
    precede precipitate predispose preserve pull rely repel replenish resume reverse rub rupture
    soften stabilize stabilise stiffen stretch strip swell thicken tighten tolerate trap
    underlie widen withstand wrinkle yield
    """
)
_MOSTLY_ADJECTIVES = word_set("lower clear direct open close slow mean cut")
_SHORTEST_PAST = 5
_SUFFIXES = ("ates", "ises", "izes", "ifies", "ized", "ised", "ified", "ated")
_VERB_WITH_OBJECT = re.compile(
    r"(?P<to>to )?(?P<verb>[a-z]{2,}) (?:the|an?|his|her|their|its|each|every|all|both|any)\b",
    re.IGNORECASE,
)
_NO_VERBS = word_set(
    """
    of in on at to for with by from into under over after before during within as than and or
    about between across around above below through near inside
    """
)
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][a-z]+)?")


def words_in(text: str) -> list[str]:
    """The words of a text in lower case, with straight apostrophes."""
    return [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]


def finite_verbs(words: list[str]) -> int:
    """Number of words that can be a finite verb; a participle before "by" does not count."""
    return sum(
        _can_be_finite(word, following)
        for word, following in zip(words, [*words, ""][1:], strict=True)
    )


def form_of_verb(text: str) -> str:
    """Form of the verb that a text begins with, "" where it begins with none that is sure."""
    found = _VERB_WITH_OBJECT.match(text.strip())
    if found is None or found["verb"].lower() in _NO_VERBS:
        return ""
    if found["to"]:
        return "to"
    verb = found["verb"].lower()
    endings = ("ing", "ed", "s")
    return next((ending for ending in endings if verb.endswith(ending)), "bare")


def _can_be_finite(word: str, following: str) -> bool:
    if word in _FUNCTION_VERBS or word.endswith(("n't", "'s", "'re", "'ve", "'ll")):
        return not word.endswith("'s") or word in ("it's", "that's", "there's", "what's", "he's")
    if word.endswith("ed"):
        return following != "by" and len(word) >= _SHORTEST_PAST
    if word in _MOSTLY_ADJECTIVES:
        return False
    return word in _PAST or _base_of(word) in _BASES or word.endswith(_SUFFIXES)


def _base_of(word: str) -> str:
    if word in _BASES:
        return word
    if not word.endswith("s"):
        return word
    for ending, base in (("s", ""), ("es", ""), ("ies", "y")):
        stem = word.removesuffix(ending) + base
        if word.endswith(ending) and stem in _BASES:
            return stem
    return word


def third_person(verb: str) -> str:
    """The form of a verb behind a singular: "dissolve" -> "dissolves", "have" -> "has"."""
    if verb == "have":
        return "has"
    if verb.endswith(("ss", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"
