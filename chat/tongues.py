"""Which languages visitors are offered: those that are complete, and those whose safety texts somebody approved."""

from dataclasses import dataclass, field

from chat.language import COMPLETE, VISITORS


@dataclass(frozen=True)
class Tongues:
    """What holds now: the languages that are offered, each in its own name, as visitors choose among them."""

    offered: dict[str, str] = field(default_factory=lambda: {code: VISITORS[code] for code in COMPLETE})
