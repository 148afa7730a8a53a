"""The benchmark of the prediction reads what comes, and predicts from what came before alone."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.predicting.data import RESPONSES, REVIEWS, DataSet, Unreadable, read
from benchmarks.predicting.engine import mean_of, walk_abilities, walk_memories
from benchmarks.predicting.measures import Predicted, measure
from quizapp.core.difficulty import ModuleAbility


def write(folder: Path, text: str, name: str = "log.csv") -> Path:
    path = folder / name
    content = text.encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


REVIEW_LOGS = {
    "as the sample": "card_id,review_rating,review_time,review_duration\n"
    "7,3,2024-03-29T20:32:32.250000+00:00,2506\n7,1,2024-04-01T20:32:39+00:00,724\n",
    "without durations, other order": "review_time,card_id,review_rating\n"
    "2024-04-01T20:32:39+00:00,7,1\n2024-03-29T20:32:32.250000+00:00,7,3\n",
    "tabs, milliseconds, more columns": "extra\treview_rating\treview_time\tcard_id\n"
    "x\t3\t1711744352250\t7\ny\t1\t1712003559000\t7\n",
    "a manual rescheduling and an empty line": "card_id;review_rating;review_time\n"
    "7;3;2024-03-29T20:32:32.25Z\n7;0;2024-03-30T20:32:32Z\n\n7;1;2024-04-01T20:32:39Z\n",
}


@pytest.mark.parametrize("text", REVIEW_LOGS.values(), ids=REVIEW_LOGS)
@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz"])
def test_a_log_of_reviews_is_read(tmp_path: Path, text: str, name: str) -> None:
    data = read(write(tmp_path, text, name))
    assert (data.name, data.kind, data.timed) == ("log", REVIEWS, True)
    assert [(a.rating, a.right) for a in data.answers] == [(3, True), (1, False)]
    assert data.answers[0].seconds == pytest.approx(1711744352.25)


RESPONSE_LOGS = {
    "as the sample": "user_id\titem_id\ttimestamp\tcorrect\tskill_id\n"
    "8\t7\t5\t0\t6\n8\t9\t9\t1\t6\n",
    "commas, other order, floats": "correct,skill_id,user_id,extra,item_id,timestamp\n"
    "1.0,6,8,x,9,9\n0.0,6,8,x,7,5\n",
    "true and false": "user_id\titem_id\ttimestamp\tcorrect\tskill_id\n"
    "8\t7\t5\tFalse\t6\n8\t9\t9\tTrue\t6\n",
}


@pytest.mark.parametrize("text", RESPONSE_LOGS.values(), ids=RESPONSE_LOGS)
def test_a_log_of_responses_is_read(tmp_path: Path, text: str) -> None:
    data = read(write(tmp_path, text, "log.tsv"))
    assert (data.kind, data.timed) == (RESPONSES, True)
    assert [a.right for a in data.answers] == [False, True]
    assert [len(a.skills) for a in data.answers] == [1, 1]


def test_without_times_rows_stay_in_their_order(tmp_path: Path) -> None:
    rows = "".join(f"1\t{item}\t0\t1\t\n" for item in (9, 3, 7, 1))
    data = read(write(tmp_path, "user_id\titem_id\ttimestamp\tcorrect\tskill_id\n" + rows))
    assert not data.timed
    assert [a.item for a in data.answers] == [0, 1, 2, 3]
    assert all(a.skills == () for a in data.answers)


@pytest.mark.parametrize("skills", ["5~~6", "5;6", "6 ; 5", "6~~5"])
def test_several_skills_are_told_apart(tmp_path: Path, skills: str) -> None:
    data = read(
        write(tmp_path, f"user_id\titem_id\ttimestamp\tcorrect\tskill_id\n1\t2\t3\t1\t{skills}\n")
    )
    assert data.answers[0].skills == (0, 1)


def test_what_is_neither_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(write(tmp_path, "a,b\n1,2\n"))


def test_no_feature_knows_an_answer_that_comes_later(tmp_path: Path) -> None:
    rows = "".join(
        f"{u}\t{i}\t{i * 90_000}\t{(u + i) % 2}\t{i % 3}\n" for u in (1, 2) for i in range(9)
    )
    data = read(write(tmp_path, "user_id\titem_id\ttimestamp\tcorrect\tskill_id\n" + rows))
    changed = DataSet(
        data.name,
        data.kind,
        (*data.answers[:-1], replace(data.answers[-1], right=not data.answers[-1].right)),
        data.timed,
    )
    before, after = (
        [e.features for e in walk_abilities(d, walk_memories(d), lambda _answer: 0.0)]
        for d in (data, changed)
    )
    assert before == after


def test_an_item_of_several_skills_meets_their_mean() -> None:
    one, two = ModuleAbility(1.0, 0.0, 2, last_number=5), ModuleAbility(0.0, 1.0, 4, last_number=3)
    assert mean_of([one, None]) == one
    assert mean_of([None]) is None
    mean = mean_of([one, two])
    assert mean is not None
    assert (mean.ability, mean.form, mean.last_number) == (0.5, 0.5, 5)


def test_true_chances_measure_as_calibrated() -> None:
    rng = np.random.default_rng(0)
    p = rng.uniform(0.05, 0.95, 40_000)
    y = (rng.uniform(size=len(p)) < p).astype(float)
    found = measure(Predicted(y, p, np.arange(len(p))))
    assert found["slope"] == pytest.approx(1, abs=0.05)
    assert found["ece"] is not None
    assert found["ece"] < 0.02
    assert found["auc"] == pytest.approx(0.8, abs=0.05)
