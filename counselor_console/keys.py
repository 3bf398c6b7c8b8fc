"""Which key does what in the console: the one table. The help sheet prints it, and `keys.js` reads it there."""

from dataclasses import dataclass

from chat.language import N_


@dataclass(frozen=True)
class Key:
    """`press` is what the key presses, looked for in the lane that one is in where `in_lane`, else in the page.

    Keys without `press` do something that no button does (`does`), or belong to a field.
    """

    keys: tuple[str, ...]
    means: str
    press: str = ""
    in_lane: bool = False
    does: str = ""

    @property
    def acts(self) -> str:
        """The single keys that `keys.js` listens for; none where the key belongs to a field."""
        return "".join(self.keys).lower().replace("–", "") if self.press or self.does else ""


KEYS = (
    Key(("N",), N_("Take the next in the queue"), "#take-next:not(:disabled)"),
    Key(("P",), N_("Receive visitors, or pause"), "#available"),
    Key(("1", "2", "3", "4", "5", "6", "7", "8"), N_("Go to a conversation"), does="lane"),
    Key(("/",), N_("Prepared replies; in an empty answer too"), "[data-phrases]", in_lane=True),
    Key(("!",), N_("Act now: danger to life or to a child"), "[data-act-now]", in_lane=True),
    Key(("J",), N_("Go to the newest words"), ".lane__newest", in_lane=True),
    Key(("O",), N_("A colleague: hand over, or ask along"), "[data-ask='colleagues']", in_lane=True),
    Key(("G",), N_("Go on where a colleague asked you to"), "[data-accept]"),
    Key(("B",), N_("Hand back to the queue"), "[data-ask='back']", in_lane=True),
    Key(("E",), N_("End the conversation"), "[data-ask='close']", in_lane=True),
    Key(("D",), N_("Note down while you talk"), "[data-registering]", in_lane=True),
    Key(("R",), N_("Register what you owe"), does="register"),
    Key(("K",), N_("New contact from elsewhere"), "#new-contact"),
    Key(("M",), N_("Open the menu"), "details.menu summary"),
    Key(("Enter",), N_("Send; with Shift: new line")),
    Key(("Enter",), N_("From the category on to the note")),
    Key(("Ctrl", "Enter"), N_("Save the registration")),
    Key(("Esc",), N_("Leave the field")),
    Key(("?",), N_("This list"), "[data-help]"),
)
