"""A question's offer on its way to the learner and back: signed, so that it comes back unchanged.

It is readable, and holds nothing that the learner may not know: no key, no rationale, and not the
places of the options in the item, for authors often write the right one first.
"""

import hmac
from collections.abc import Sequence
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
            "shown": _masked(offer.shown, offer.attempt_uuid, offer.shown_at),
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
    uuid, shown_at = UUID(values["attempt"]), datetime.fromisoformat(values["at"])
    offer = Offer(
        attempt_uuid=uuid,
        place=values["place"],
        version_id=values["version"],
        shown=_masked(values["shown"], uuid, shown_at),
        shown_at=shown_at,
        selection=values["selection"],
    )
    if offer.attempt_uuid != attempt_uuid:
        raise Invalid("This question belongs to another practice. Load the question again.")
    return offer


def _masked(shown: Sequence[int], attempt_uuid: UUID, shown_at: datetime) -> tuple[int, ...]:
    """Option positions under a mask that only this server can make; masked twice they are back."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    mask = hmac.digest(secret, f"{attempt_uuid}/{shown_at.isoformat()}".encode(), "sha256")
    return tuple(position ^ byte for position, byte in zip(shown, mask, strict=False))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="offer")
