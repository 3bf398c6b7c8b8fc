"""What counsellors have begun to write and not sent: in this process's memory, and nowhere else."""

from chat.text import check_text


class HalfWritten:
    """Kept apart for each conversation and each writer, so that nobody gets another's words."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[int, str]] = {}

    def keep(self, conversation: str, staff_id: int, text: str) -> None:
        """`text` in place of what was there; an empty one takes it away. Raises TextRefused as a message would."""
        if text.strip():
            self._texts.setdefault(conversation, {})[staff_id] = check_text(text)
        else:
            self._texts.get(conversation, {}).pop(staff_id, None)

    def find(self, conversation: str, staff_id: int) -> str:
        """What is there; empty when nothing is."""
        return self._texts.get(conversation, {}).get(staff_id, "")

    def drop(self, conversation: str, staff_id: int | None = None) -> None:
        """What this writer wrote was sent; or, without one, the conversation is over or somebody else's."""
        if staff_id is None:
            self._texts.pop(conversation, None)
        else:
            self._texts.get(conversation, {}).pop(staff_id, None)

    def drop_all_but(self, conversation: str, writers: set[int]) -> None:
        """Those who may no longer read it lose what they had begun."""
        texts = self._texts.get(conversation, {})
        self._texts[conversation] = {writer: text for writer, text in texts.items() if writer in writers}
