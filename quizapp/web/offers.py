"""A question's offer on its way to the learner and back: signed, so that it comes back unchanged.

It is readable, and holds nothing that the learner may not know: no key, no rationale.
"""

from datetime import datetime
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from quizapp.core.errors import Invalid
from quizapp.services.answering import Offer


def seal(offer: Offer) -> str:
    """The offer as a signed string."""
    return _serializer().dumps(
        {
            "attempt": offer.attempt_uuid.hex,
            "place": offer.place,
            "version": offer.version_id,
            "shown": offer.shown,
            "at": offer.shown_at.isoformat(),
            "selection": dict(offer.selection),
        }
    )


def unseal(sealed: str, attempt_uuid: UUID) -> Offer:
    """The offer that `seal` wrote for this attempt. Raises Invalid when it was changed."""
    try:
        values = _serializer().loads(sealed)
    except BadSignature:
        raise Invalid("This question can no longer be answered. Load it again.") from None
    offer = Offer(
        attempt_uuid=UUID(values["attempt"]),
        place=values["place"],
        version_id=values["version"],
        shown=tuple(values["shown"]),
        shown_at=datetime.fromisoformat(values["at"]),
        selection=values["selection"],
    )
    if offer.attempt_uuid != attempt_uuid:
        raise Invalid("This question belongs to another practice. Load the question again.")
    return offer


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="offer")
