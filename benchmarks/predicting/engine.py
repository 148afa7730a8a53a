"""The engine itself, walked over a log: the functions of quizapp/core and nothing beside them.

The objective is the item (or card), the module its skill. Abilities, memories and counts know only
what came before; item difficulties are handed in, learned from other learners.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC

from benchmarks.predicting.data import Answer, DataSet
from quizapp.core import difficulty, memory
from quizapp.core.calibration import Exposure, recalibrate
from quizapp.core.difficulty import Ability, ItemDifficulty, ModuleAbility
from quizapp.core.fitting import Example
from quizapp.core.items import Step
from quizapp.core.memory import Memory, Rating
from quizapp.core.practice import trace_of
from quizapp.core.prediction import features_of, logit

_FIRST_SPREAD = 1.0


@dataclass(frozen=True)
class Met:
    """A learner's memory of an item before an answer, and whether the answer was a review."""

    memory: Memory | None
    reviewed: bool


def walk_memories(data: DataSet) -> list[Met]:
    """Each answer with the memory before it. Independent of any item difficulty."""
    memories: dict[tuple[int, int], Memory] = {}
    numbers: dict[int, int] = {}
    met = []
    for answer in data.answers:
        key, number = (answer.learner, answer.item), numbers.get(answer.learner, 0) + 1
        numbers[answer.learner] = number
        before, now = memories.get(key), answer.at
        reviewed = before is None or not memory.is_same_study_day(before, now, UTC)
        right, step = answer.right, Step.MEDIUM
        if before is not None and not reviewed:
            after = memory.note_repeat(before, right=right, step=step, now=now, number=number)
        else:
            rating = Rating(answer.rating)
            after = memory.review(before, rating, right=right, step=step, now=now, number=number)
        memories[key] = after
        met.append(Met(before, reviewed))
    return met


def walk_abilities(
    data: DataSet, met: Sequence[Met], difficulty_of: Callable[[Answer], float] | None
) -> list[Example]:
    """Each answer as something to predict and to learn from.

    Without `difficulty_of` items start at zero and are moved by first exposures as they come.
    """
    abilities: dict[int, Ability] = {}
    modules: dict[tuple[int, int], ModuleAbility] = {}
    items: dict[int, ItemDifficulty] = {}
    examples = []
    for answer, known in zip(data.answers, met, strict=True):
        ability = abilities.get(answer.learner, Ability())
        of_skills = [modules.get((answer.learner, skill)) for skill in answer.skills]
        module = mean_of(of_skills)
        item = items.get(answer.item, ItemDifficulty(0.0))
        b = item.item_difficulty if difficulty_of is None else difficulty_of(answer)
        before, fraction = known.memory, float(answer.right)
        evidence = difficulty.gather(
            ability,
            b,
            recall=None if before is None else memory.retrievability(before, answer.at),
            successes=0 if before is None else before.successes,
            failures=0 if before is None else before.failures,
            module=module,
            trace=None if before is None else trace_of(before, ability, answer.at),
        )
        examples.append(Example(features_of(evidence), fraction))
        expected = difficulty.expected_score(ability, module, b, guess_floor=0.0)
        abilities[answer.learner] = difficulty.update_ability(
            ability, fraction=fraction, predicted=expected
        )
        for skill, state in zip(answer.skills, of_skills, strict=True):
            modules[answer.learner, skill] = difficulty.update_module(
                state, fraction=fraction, predicted=expected, number=ability.answered + 1
            )
        if before is None and difficulty_of is None:
            items[answer.item] = difficulty.update_item(item, fraction=fraction, predicted=expected)
    return examples


def mean_of(states: Sequence[ModuleAbility | None]) -> ModuleAbility | None:
    """An item of several skills meets the mean of their states; the last met says when."""
    known = [state for state in states if state is not None]
    if len(known) <= 1:
        return known[0] if known else None
    mean = {
        field.name: sum(getattr(state, field.name) for state in known) / len(known)
        for field in fields(ModuleAbility)
    }
    return ModuleAbility(**mean | {"last_number": max(state.last_number for state in known)})


def learn_difficulties(answers: Sequence[Answer]) -> Callable[[Answer], float]:
    """Item difficulties from these answers; an item that is not among them is as hard as its skill.

    First each set of skills is placed, then its items around it: an item of few answers stays near.
    """
    share = (sum(answer.right for answer in answers) + 1) / (len(answers) + 2)
    overall = -logit(share)
    sets = {a.skills: number for number, a in enumerate(answers)}
    placed = recalibrate(
        [Exposure(a.learner, sets[a.skills], float(a.right)) for a in answers],
        dict.fromkeys(sets.values(), overall),
        spread=_FIRST_SPREAD,
    )
    by_skills: Mapping[tuple[int, ...], float] = {
        skills: placed[number].item_difficulty for skills, number in sets.items()
    }
    found = recalibrate(
        [Exposure(a.learner, a.item, float(a.right)) for a in answers],
        {a.item: by_skills[a.skills] for a in answers},
    )

    def difficulty_of(answer: Answer) -> float:
        if answer.item in found:
            return found[answer.item].item_difficulty
        return by_skills.get(answer.skills, overall)

    return difficulty_of
