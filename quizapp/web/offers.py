"""A question's offer on its way to the learner and back: signed, so that it comes back unchanged.

It is readable, and holds nothing that the learner may not know: no key, no rationale, and not the
positions of what is shown, for authors often write the right option first.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES
from quizapp.services.answering import Offer

_BLOCK = 32


def seal(offer: Offer) -> str:
    """The offer as a signed string."""
    return _serializer().dumps(
        {
            "attempt": offer.attempt_uuid.hex,
            "place": offer.place,
            "version": offer.version_id,
            "type": offer.type,
            "shown": _masked(offer.shown, offer.attempt_uuid, offer.shown_at),
            "at": offer.shown_at.isoformat(),
            "selection": dict(offer.selection),
        }
    )


def unseal(sealed: str, attempt_uuid: UUID) -> Offer:
    """The offer that `seal` wrote for this attempt. Raises Invalid when it was changed."""
    try:
        values = _serializer().loads(sealed)
        uuid, shown_at = UUID(values["attempt"]), datetime.fromisoformat(values["at"])
        offer = Offer(
            attempt_uuid=uuid,
            place=values["place"],
            version_id=values["version"],
            type=TYPES[values["type"]].name,
            shown=_masked(values["shown"], uuid, shown_at),
            shown_at=shown_at,
            selection=values["selection"],
        )
    except (BadSignature, KeyError):
        # Another release wrote it, or nobody here did.
        raise Invalid("This question can no longer be answered. Load it again.") from None
    if offer.attempt_uuid != attempt_uuid:
        raise Invalid("This question belongs to another practice. Load the question again.")
    return offer


def _masked(shown: Sequence[int], attempt_uuid: UUID, shown_at: datetime) -> tuple[int, ...]:
    """Positions under a mask that only this server can make; masked twice they are back."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    mask = b"".join(
        hmac.digest(secret, f"{attempt_uuid}/{shown_at.isoformat()}/{block}".encode(), "sha256")
        for block in range(1 + len(shown) // _BLOCK)
    )
    return tuple(position ^ byte for position, byte in zip(shown, mask, strict=False))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="offer")
