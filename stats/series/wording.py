"""What is said of a cell whose print is not what follows from others. The same words for the page and the command."""

from decimal import Decimal

from chat.language import N_, Speech
from stats.series.numbers import count_decimals, half_up
from stats.series.recomputing import Difference, Kind
from stats.series.table import ELSEWHERE, Derivation, How

SAYINGS = {
    Kind.DIFFERS: N_("printed %(printed)s, recomputed %(recomputed)s"),
    Kind.NOT_PRINTED: N_("not printed, recomputed %(recomputed)s"),
    Kind.NO_COMPARISON: N_("no comparison: a number is missing that it follows from"),
    Kind.NOT_HERE: N_("no comparison: the other table is not imported"),
}
EXACTLY = N_("exactly %(number)s")
CUT_OFF = N_("as if cut off, not rounded")
RULE = N_("Rule: %(rule)s.")
RULES = {
    How.CHANGE: N_("the change from %(first)s to %(others)s in per cent"),
    How.RATIO: N_("%(first)s divided by %(others)s"),
    How.SHARE: N_("%(first)s in per cent of %(others)s"),
    How.SUM: N_("%(first)s and %(others)s together"),
    How.REMAINDER: N_("%(first)s without %(others)s"),
    How.SAME: N_("the same as %(first)s"),
}


def say(difference: Difference, said: Speech) -> str:
    """What is printed and what follows, and by which rule."""
    words = [said.text(SAYINGS[difference.kind], **_values(difference, said))]
    if exact := say_exactly(difference, said):
        words.append(f"({exact})")
    return f"{' '.join(words)}. {said.text(RULE, rule=say_rule(difference.how, said))}"


def say_exactly(difference: Difference, said: Speech) -> str:
    """The number with two decimals more than are compared, where rounding takes any away; and if it was cut off."""
    if difference.exact is None or difference.recomputed == difference.exact:
        return ""
    more = half_up(difference.exact, count_decimals(difference.recomputed or Decimal(0)) + 2)
    words = [said.text(EXACTLY, number=say_number(more, said))]
    return ", ".join([*words, said.text(CUT_OFF)] if difference.was_cut_off else words)


def say_rule(how: Derivation, said: Speech) -> str:
    """How the cell follows from others. Names are as they were typed."""
    first, *others = (term.replace(ELSEWHERE, ": ") for term in how.terms)
    return said.text(RULES[how.how], first=first, others=", ".join(others))


def say_number(number: Decimal, said: Speech) -> str:
    """A number as the language writes it, with all the decimals it has."""
    return said.number(number, f"#,##0.{'0' * count_decimals(number)}".rstrip("."))


def _values(difference: Difference, said: Speech) -> dict[str, str]:
    if difference.recomputed is None:
        return {}
    return {"printed": difference.printed.text, "recomputed": say_number(difference.recomputed, said)}
