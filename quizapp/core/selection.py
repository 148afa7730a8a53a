"""Which question comes next: first the objective, then the variant of fitting difficulty.

The objective is the one that loses most by waiting (`core.ranking`): what asking it now adds to
recall at the exam, or over a rolling month, for each second of study. The variant is the one whose
chance of success is nearest to a target (`core.variants`), which falls as stability grows: growing
stability raises the difficulty step, and a lapse lowers it. Every choice carries its reason as
data, and none depends on the order of the candidates.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from quizapp.core import memory
from quizapp.core.choices import Candidate, Cause, Choice, Learner, Policy, Variant
from quizapp.core.gain import constants_of, days_between, look_ahead
from quizapp.core.ranking import expected_seconds, horizon_of, list_best
from quizapp.core.variants import draw_variant, target_success

__all__ = [
    "Candidate",
    "Cause",
    "Choice",
    "Learner",
    "Policy",
    "Variant",
    "choose_next",
    "target_success",
]


def choose_next(
    candidates: Sequence[Candidate],
    learner: Learner,
    policy: Policy,
    now: datetime,
    rng: Random,
) -> Choice | None:
    """The next question, or None when there is no candidate.

    An objective that was missed in this sitting comes again once, after `relearn_after` others;
    such repeats are held to a share, because they help little. Then new objectives wait while they
    exceed their share and something is due; then no two of one section follow each other while
    another is due or new. Of what is left the greatest rank comes, new ones of equal weight in the
    document's order. The objective asked last is not asked again at once unless it
    is the only one.
    """
    options = list_best(candidates, learner, policy, now)
    if not options:
        return None
    option = options[0] if len(options) == 1 else rng.choice(options)
    state = option.state
    recall = None if state is None else memory.retrievability(state, now)
    draw = draw_variant(option.candidate.variants, learner, policy, state, now, rng)
    horizon = horizon_of(learner, policy, now)
    elapsed = 0.0 if state is None else days_between(state.reviewed_at, now)
    outlook = look_ahead(state, elapsed, horizon.days, constants_of(learner.parameters))
    return Choice(
        objective_id=option.candidate.objective_id,
        variant=draw.variant,
        cause=option.cause,
        predicted=draw.predicted,
        target=target_success(state, policy),
        propensity=draw.propensity,
        at_random=draw.at_random,
        objective_propensity=1 / len(options),
        horizon_at=horizon.at,
        for_exam=horizon.is_exam,
        recall_without=outlook.without,
        recall_with=outlook.asked,
        seconds=expected_seconds(outlook.recall, policy),
        previous_step=None if state is None else state.last_step,
        recall=recall,
        stability=None if state is None else state.stability,
        answered_at=None if state is None else state.answered_at,
        last_right=None if state is None else state.last_right,
    )
