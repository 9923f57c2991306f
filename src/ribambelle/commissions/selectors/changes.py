"""What changed among the requests since a session was frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.frozen import Answers
from ribambelle.commissions.rules.snapshot import AnswerEntry, PartyEntry, canonical
from ribambelle.commissions.selectors.freezing import families_now
from ribambelle.commissions.selectors.sessions import content_of


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed among the requests since the session was frozen, by reference; none of it enters the session."""

    arrived: list[str]
    gone: list[str]
    changed: list[str]

    def __bool__(self) -> bool:
        return bool(self.arrived or self.gone or self.changed)


def changes_since(session: Session) -> Changes:
    """Compare the requests as they stand with those frozen, read in the same way."""
    parties, keys = families_now(session)
    references = dict(session.keys.values_list("child", "request_reference"))
    then = _by_request(content_of(session)["dossiers"], references)
    now = _by_request(parties, {key.child: key.request_reference for key in keys})
    written = _Written()
    return Changes(
        arrived=sorted(set(now) - set(then)),
        gone=sorted(set(then) - set(now)),
        changed=sorted(
            reference
            for reference, said in then.items()
            if reference in now and not written.alike(said, now[reference])
        ),
    )


def _by_request(parties: Iterable[PartyEntry], request_of: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What is said of each request, whatever the pseudonym."""
    return {
        request_of[child["child"]]: {**child, "child": "", "together": party["together"]}
        for party in parties
        for child in party["children"]
    }


class _Written:
    """Compares answers by their canonical text: those frozen need not be read, and many families answer alike."""

    def __init__(self) -> None:
        self.texts: dict[int, tuple[Mapping[str, AnswerEntry], bytes]] = {}

    def alike(self, then: dict[str, Any], now: dict[str, Any]) -> bool:
        """Whether a request is said today as it was frozen."""
        frozen, own = then.pop("answers"), now.pop("answers")
        if then != now:
            return False
        return frozen.text == self.text(own) if isinstance(frozen, Answers) else bool(frozen == own)

    def text(self, answers: Mapping[str, AnswerEntry]) -> bytes:
        """The canonical text of some answers, made once for all the requests that share them."""
        if id(answers) not in self.texts:
            self.texts[id(answers)] = (answers, canonical(answers).encode())
        return self.texts[id(answers)][1]
