"""Settings: what is off by default, and what is said of a value that cannot be used."""

from pathlib import Path

import pytest

from quizapp.config import Config, LanguageModel
from quizapp.core.errors import Invalid
from quizapp.core.pictures import PictureLimits
from quizapp.core.readiness import Policy

MODEL = {"QUIZAPP_LLM_URL": "https://models.example/v1/", "QUIZAPP_LLM_NAME": "tiny"}


def read(folder: Path, **env: str) -> Config:
    return Config.from_env({"QUIZAPP_DATA_DIR": str(folder), "QUIZAPP_SECRET_KEY": "s"} | env)


def test_no_language_model_is_asked_unless_an_address_is_given(tmp_path):
    assert read(tmp_path).language_model is None
    assert read(tmp_path, QUIZAPP_LLM_NAME="tiny", QUIZAPP_LLM_KEY="k").language_model is None


def test_an_address_and_a_name_are_enough(tmp_path):
    assert read(tmp_path, **MODEL).language_model == LanguageModel(
        "https://models.example/v1", "tiny"
    )


def test_every_setting_of_the_model_is_read(tmp_path):
    config = read(
        tmp_path,
        **MODEL,
        QUIZAPP_LLM_KEY="sk-1",
        QUIZAPP_LLM_KIND="anthropic",
        QUIZAPP_LLM_SECONDS="30",
        QUIZAPP_LLM_TOKENS="5000",
    )
    assert config.language_model == LanguageModel(
        "https://models.example/v1", "tiny", "sk-1", "anthropic", 30, 5000
    )
    assert "sk-1" not in repr(config)


@pytest.mark.parametrize(
    "address", ["http://localhost:11434/v1", "http://127.0.0.1:80/v1", "http://[::1]/v1"]
)
def test_a_key_may_go_in_the_clear_to_this_machine_alone(tmp_path, address):
    assert read(tmp_path, **MODEL | {"QUIZAPP_LLM_URL": address, "QUIZAPP_LLM_KEY": "k"})
    far = {"QUIZAPP_LLM_URL": "http://models.example/v1"}
    assert read(tmp_path, **MODEL | far)
    with pytest.raises(Invalid, match="QUIZAPP_LLM_URL: use https"):
        read(tmp_path, **MODEL | far, QUIZAPP_LLM_KEY="k")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZAPP_LLM_URL", "models.example/v1"),
        ("QUIZAPP_LLM_URL", "file:///etc/passwd"),
        ("QUIZAPP_LLM_URL", "https://me:secret@models.example/v1"),
        ("QUIZAPP_LLM_URL", "https://models.example:port/v1"),
        ("QUIZAPP_LLM_URL", "https://models.example/v1 x\r\nHost: other"),
        ("QUIZAPP_LLM_NAME", ""),
        ("QUIZAPP_LLM_KIND", "oracle"),
        ("QUIZAPP_LLM_KEY", "two\nlines"),
        ("QUIZAPP_LLM_SECONDS", "0"),
        ("QUIZAPP_LLM_SECONDS", "120"),
        ("QUIZAPP_LLM_TOKENS", "many"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path, name, value):
    with pytest.raises(Invalid, match=f"^{name}: "):
        read(tmp_path, **MODEL | {name: value})


def settings(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"QUIZAPP_DATA_DIR": str(tmp_path), "QUIZAPP_SECRET_KEY": "k"} | more


def test_documents_of_sixty_megabytes_are_taken_unless_told_otherwise(tmp_path: Path):
    assert Config.from_env(settings(tmp_path)).upload_limit == 60 * 1024 * 1024
    more = Config.from_env(settings(tmp_path, QUIZAPP_UPLOAD_MEGABYTES="120"))
    assert more.upload_limit == 120 * 1024 * 1024


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "501", "9" * 5000, "\u0663"])
def test_a_limit_that_cannot_be_used_stops_the_start_with_its_name(tmp_path: Path, value: str):
    with pytest.raises(Invalid, match="QUIZAPP_UPLOAD_MEGABYTES: write a whole number from 1 to"):
        Config.from_env(settings(tmp_path, QUIZAPP_UPLOAD_MEGABYTES=value))


def test_pictures_are_kept_within_limits_that_can_be_set(tmp_path):
    assert read(tmp_path).pictures == PictureLimits()
    assert read(tmp_path, QUIZAPP_PICTURES="0").pictures is None
    limits = read(
        tmp_path,
        QUIZAPP_PICTURES="20",
        QUIZAPP_PICTURES_MEGABYTES="5",
        QUIZAPP_PICTURES_SECONDS="9",
        QUIZAPP_PICTURE_KILOBYTES="100",
        QUIZAPP_PICTURE_SIDE="800",
        QUIZAPP_PICTURE_MEGAPIXELS="12",
        QUIZAPP_PICTURE_LEAST_SIDE="64",
    ).pictures
    assert limits == PictureLimits(20, 5 * 2**20, 100 * 2**10, 12_000_000, 800, 64, 9)


@pytest.mark.parametrize("value", ["-1", "many", "2001", ""])
def test_a_number_of_pictures_that_is_none_is_named(tmp_path, value):
    with pytest.raises(Invalid, match="QUIZAPP_PICTURES: write a whole number"):
        read(tmp_path, QUIZAPP_PICTURES=value)


def test_a_readiness_test_is_as_the_nclex_unless_told_otherwise(tmp_path: Path):
    assert read(tmp_path).readiness == Policy(85, 150, 300, 0.0)


def test_every_setting_of_a_readiness_test_is_read(tmp_path: Path):
    config = read(
        tmp_path,
        QUIZAPP_READINESS_SHORTEST="60",
        QUIZAPP_READINESS_LONGEST="130",
        QUIZAPP_READINESS_MINUTES="240",
        QUIZAPP_READINESS_STANDARD="-0.18",
        QUIZAPP_READINESS_REPEAT_DAYS="30",
    )
    assert config.readiness == Policy(60, 130, 240, -0.18, repeat_days=30)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIZAPP_READINESS_SHORTEST", "10"),
        ("QUIZAPP_READINESS_SHORTEST", "151"),
        ("QUIZAPP_READINESS_LONGEST", "0"),
        ("QUIZAPP_READINESS_MINUTES", "five hours"),
        ("QUIZAPP_READINESS_STANDARD", "nan"),
        ("QUIZAPP_READINESS_STANDARD", "4"),
        ("QUIZAPP_READINESS_REPEAT_DAYS", "-1"),
    ],
)
def test_a_readiness_test_that_cannot_be_is_named(tmp_path, name, value):
    with pytest.raises(Invalid, match=f"{name}: "):
        read(tmp_path, **{name: value})
