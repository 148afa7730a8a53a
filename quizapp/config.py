"""Settings, read once from the environment. docs/settings.md explains each."""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from quizapp.core.errors import Invalid
from quizapp.core.pictures import PictureLimits
from quizapp.core.readiness import Policy

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})
_KILOBYTE, _MEGABYTE, _MEGAPIXEL = 1024, 1024 * 1024, 1_000_000
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+(?:/[\w.~%/-]*)?", re.ASCII)
_KINDS = ("openai", "anthropic")
# A worker that says nothing for two minutes is taken for dead.
_MOST_SECONDS = 90
# An upload passes through memory once on its way to the database, and once on its way to a reader.
_MOST_UPLOAD = 500
_MOST_TOKENS = 10_000_000
# Pictures pass through the worker's memory, and are unfolded in the gigabyte that a reader has.
_MOST_PICTURES, _MOST_PICTURE_MEGABYTES, _MOST_PICTURE_KILOBYTES = 2_000, 200, 10_000
_MOST_MEGAPIXELS, _MOST_SIDE, _MOST_LEAST_SIDE, _MOST_PICTURE_SECONDS = 100, 4_000, 500, 200
_MOST_ITEMS = 500
_MOST_MINUTES = 24 * 60
_MOST_LOGITS = 3
_LOGITS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True)
class LanguageModel:
    """A language model that may propose questions: where it is and what it may take.

    `kind` is "openai" (any endpoint that speaks OpenAI's chat completions) or "anthropic". `tokens`
    is the most that one document may cost, `seconds` the most that one answer may take.
    """

    url: str
    name: str
    key: str = field(default="", repr=False)
    kind: str = "openai"
    seconds: int = 60
    tokens: int = 100_000


@dataclass(frozen=True)
class Config:
    """Everything that differs from one installation to the next."""

    database_url: str
    secret_key: str
    data_folder: Path
    demo: bool = False
    https: bool = False
    upload_limit: int = 60 * _MEGABYTE
    sign_in_days: int = 14
    language_model: LanguageModel | None = None
    pictures: PictureLimits | None = field(default_factory=PictureLimits)
    readiness: Policy = field(default_factory=Policy)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read the settings. Raises Invalid naming each variable that cannot be used."""
        problems: list[str] = []
        data = Path(env.get("QUIZAPP_DATA_DIR", "var")).absolute()
        database_url = env.get("QUIZAPP_DATABASE_URL", f"sqlite:///{data / 'quizapp.sqlite3'}")
        if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            problems.append(
                "QUIZAPP_DATABASE_URL: start it with sqlite:/// or postgresql+psycopg://."
            )
        config = cls(
            database_url=database_url,
            secret_key=env.get("QUIZAPP_SECRET_KEY") or _kept_secret(data),
            data_folder=data,
            demo=_flag(env, "QUIZAPP_DEMO", problems),
            https=_flag(env, "QUIZAPP_HTTPS", problems),
            upload_limit=_number(env, "QUIZAPP_UPLOAD_MEGABYTES", 60, problems, _MOST_UPLOAD)
            * _MEGABYTE,
            sign_in_days=_number(env, "QUIZAPP_SIGN_IN_DAYS", 14, problems),
            language_model=_language_model(env, problems),
            pictures=_pictures(env, problems),
            readiness=_readiness(env, problems),
        )
        if problems:
            raise Invalid(problems)
        return config


def _language_model(env: Mapping[str, str], problems: list[str]) -> LanguageModel | None:
    """None where no address is given: nothing is sent anywhere unless somebody asked for it."""
    url = env.get("QUIZAPP_LLM_URL", "").strip().rstrip("/")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname and parts.port != 0 and _ADDRESS.fullmatch(url))
    except ValueError:
        usable = False
    key = env.get("QUIZAPP_LLM_KEY", "").strip()
    if not usable:
        problems.append("QUIZAPP_LLM_URL: write the address that comes before /chat/completions.")
    elif parts.scheme == "http" and key and parts.hostname not in _THIS_MACHINE:
        problems.append("QUIZAPP_LLM_URL: use https, or anybody on the way can read the key.")
    if not key.isascii() or not key.isprintable():
        problems.append("QUIZAPP_LLM_KEY: only plain letters, digits and marks can be sent.")
    name = env.get("QUIZAPP_LLM_NAME", "").strip()
    if not name:
        problems.append("QUIZAPP_LLM_NAME: name the model to ask.")
    kind = env.get("QUIZAPP_LLM_KIND", "openai").strip().lower()
    if kind not in _KINDS:
        problems.append(f"QUIZAPP_LLM_KIND: choose one of {', '.join(_KINDS)}.")
    seconds = _number(env, "QUIZAPP_LLM_SECONDS", 60, problems, _MOST_SECONDS)
    tokens = _number(env, "QUIZAPP_LLM_TOKENS", 100_000, problems, _MOST_TOKENS)
    return LanguageModel(url, name, key, kind, seconds, tokens)


def _pictures(env: Mapping[str, str], problems: list[str]) -> PictureLimits | None:
    """None where no picture is to be kept."""
    usual = PictureLimits()

    def number(name: str, default: int, most: int) -> int:
        return _number(env, name, default, problems, most)

    if env.get("QUIZAPP_PICTURES", "").strip() == "0":
        return None
    return PictureLimits(
        most=number("QUIZAPP_PICTURES", usual.most, _MOST_PICTURES),
        total_bytes=_MEGABYTE
        * number(
            "QUIZAPP_PICTURES_MEGABYTES", usual.total_bytes // _MEGABYTE, _MOST_PICTURE_MEGABYTES
        ),
        bytes_each=_KILOBYTE
        * number(
            "QUIZAPP_PICTURE_KILOBYTES", usual.bytes_each // _KILOBYTE, _MOST_PICTURE_KILOBYTES
        ),
        pixels=_MEGAPIXEL
        * number("QUIZAPP_PICTURE_MEGAPIXELS", usual.pixels // _MEGAPIXEL, _MOST_MEGAPIXELS),
        side=number("QUIZAPP_PICTURE_SIDE", usual.side, _MOST_SIDE),
        least_side=number("QUIZAPP_PICTURE_LEAST_SIDE", usual.least_side, _MOST_LEAST_SIDE),
        seconds=number("QUIZAPP_PICTURES_SECONDS", usual.seconds, _MOST_PICTURE_SECONDS),
    )


def _readiness(env: Mapping[str, str], problems: list[str]) -> Policy:
    """The NCLEX-RN's lengths, time and standard, where nothing else is asked for."""
    usual = Policy()
    shortest = _number(env, "QUIZAPP_READINESS_SHORTEST", usual.shortest, problems, _MOST_ITEMS)
    longest = _number(env, "QUIZAPP_READINESS_LONGEST", usual.longest, problems, _MOST_ITEMS)
    if not usual.fewest <= shortest <= longest:
        problems.append(
            f"QUIZAPP_READINESS_SHORTEST: write {usual.fewest} or more, and no more than the "
            "longest test has."
        )
    standard = env.get("QUIZAPP_READINESS_STANDARD", str(usual.standard)).strip()
    if not _LOGITS.fullmatch(standard) or abs(float(standard)) > _MOST_LOGITS:
        problems.append("QUIZAPP_READINESS_STANDARD: write logits from -3 to 3, such as 0.00.")
        standard = "0"
    return replace(
        usual,
        shortest=shortest,
        longest=longest,
        standard=float(standard),
        minutes=_number(env, "QUIZAPP_READINESS_MINUTES", usual.minutes, problems, _MOST_MINUTES),
        repeat_days=_number(env, "QUIZAPP_READINESS_REPEAT_DAYS", usual.repeat_days, problems, 365),
    )


def _kept_secret(data: Path) -> str:
    """The secret in the data folder, made on first use and readable by its owner alone."""
    path = data / "secret_key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        # Written beside and linked into place: whole or not there, and the first of two wins.
        draft = data / f"secret_key-{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _flag(env: Mapping[str, str], name: str, problems: list[str]) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in _TRUE | _FALSE:
        problems.append(f"{name}: write 1 or 0.")
    return value in _TRUE


def _number(
    env: Mapping[str, str], name: str, default: int, problems: list[str], most: int = 100_000
) -> int:
    value = env.get(name, str(default))
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) <= most:
        problems.append(f"{name}: write a whole number from 1 to {most}.")
        return default
    return int(value)
