"""Answers to common questions, which the service writes and publishes for everybody to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import DEFAULT, N_
from chat.roles import Role
from stats import topics
from stats.answer_search import Index, search
from stats.models.told import Answer, AnswerText
from stats.record_forms import RecordReader

LONGEST_TITLE, LONGEST_ALSO, LONGEST_BODY = 100, 400, 4000  # code points
NORWEGIAN = ("nb", "nn")
FOR_US = re.compile(r"^\[.*\]$", re.M)  # a line in square brackets is a note for ourselves
FOR_US_STILL = N_("Lines in square brackets are notes for yourselves. Take them out before you publish.")
LINK = re.compile(r"https://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
ITEM = "- "


Publisher = tuple[str, Role, date]  # the name, in which role, on which day


class NoAnswer(Exception):
    """There is no such answer."""


@dataclass(frozen=True)
class NewText:
    """An answer in one language, complete, not yet stored."""

    topic: str
    title: str
    body: str
    also: str


@dataclass(frozen=True)
class Shown:
    """A published answer as a visitor reads it, in `language`, which need not be the one he chose."""

    language: str
    title: str
    body: str
    also: str = ""
    index: Index = field(default_factory=Index)


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list, of lines. A line is of pieces, each with the address that it leads to, or none."""

    is_list: bool
    lines: list[list[tuple[str, str]]]


@dataclass(frozen=True)
class Published:
    """Everything that is published: topic -> what its answers say, by language."""

    by_topic: dict[str, list[dict[str, Shown]]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)  # language -> topic -> its name

    def read_in(self, language: str) -> dict[str, list[Shown]]:
        """Under the names of topics, what there is in a language, or in the one that its readers read too."""
        names = self.names.get(heading_language(language), {})
        found = {
            names[topic]: [one for texts in every if (one := _best(texts, language))]
            for topic, every in self.by_topic.items()
        }
        return {name: shown for name, shown in found.items() if shown}

    def find(self, language: str, words: str) -> dict[str, list[Shown]]:
        """Those that fit the words best."""
        every = self.read_in(language)
        fitting = search(words, {id(one): one.index for shown in every.values() for one in shown})
        found = {name: [one for one in shown if id(one) in fitting] for name, shown in every.items()}
        return {name: shown for name, shown in found.items() if shown}


def heading_language(language: str) -> str:
    """The language in which topics are named for readers of another."""
    return DEFAULT if language in NORWEGIAN else "en"


def _best(texts: dict[str, Shown], language: str) -> Shown | None:
    """Nynorsk is read by who reads bokmål; where a text lacks in another language, English may help."""
    return texts.get(language) or texts.get(heading_language(language))


def read(session: Session) -> Published:
    """What visitors are shown now."""
    listed = topics.list_topics(session)
    published: dict[str, list[dict[str, Shown]]] = {topic.code: [] for topic in listed}
    for answer in session.scalars(select(Answer).where(~Answer.retired).order_by(Answer.id)):
        if texts := {text.language: _shown(text) for text in answer.texts if text.published_on}:
            published[answer.topic].append(texts)
    names = {code: {topic.code: topics.label(topic, code) for topic in listed} for code in (DEFAULT, "en")}
    return Published({topic: texts for topic, texts in published.items() if texts}, names)


def _shown(text: AnswerText) -> Shown:
    index = Index.of(f"{text.title}\n{text.body}\n{text.also}")
    return Shown(text.language, text.title, text.body, text.also, index)


def list_answers(session: Session) -> list[Answer]:
    """All, in the order in which they were written; the retired ones last."""
    return list(session.scalars(select(Answer).order_by(Answer.retired, Answer.id)))


def get_answer(session: Session, answer_id: int) -> Answer:
    """Raises NoAnswer."""
    found = session.get(Answer, answer_id)
    if found is None:
        raise NoAnswer
    return found


def find_text(answer: Answer, language: str) -> AnswerText | None:
    return next((text for text in answer.texts if text.language == language), None)


def save(session: Session, answer_id: int | None, language: str, new: NewText, by: Publisher | None) -> int:
    """Keeps a text, published or as a draft, which is shown to nobody. Raises NoAnswer."""
    answer = get_answer(session, answer_id) if answer_id is not None else Answer(retired=False)
    text = find_text(answer, language) or AnswerText(language=language)
    text.title, text.body, text.also, answer.topic = new.title, new.body, new.also, new.topic
    text.published_by, text.published_as, text.published_on = by or (None, None, None)
    if text not in answer.texts:
        answer.texts.append(text)
    session.add(answer)
    session.flush()
    return answer.id


def retire(session: Session, answer_id: int, retired: bool) -> None:
    """Shows it to nobody any more, or again. Raises NoAnswer."""
    get_answer(session, answer_id).retired = retired


def parse_text(form: dict[str, list[str]], known: set[str], publish: bool) -> NewText:
    """Raises FormErrors. What is published has no notes for ourselves in it."""
    reader = RecordReader(form)
    new = NewText(
        reader.words("topic", LONGEST_TITLE),
        reader.words("title", LONGEST_TITLE, N_("Write the question, as a visitor would ask it.")),
        reader.words("body", LONGEST_BODY, N_("Write the answer.")),
        reader.words("also", LONGEST_ALSO),
    )
    if new.topic not in known:
        reader.errors["topic"] = N_("Choose one of these.")
    if publish and FOR_US.search(new.body):
        reader.errors.setdefault("body", FOR_US_STILL)
    reader.finish()
    return new


def blocks(body: str) -> Iterator[Block]:
    """A body as paragraphs and lists. It is text: what looks like markup is shown as it was typed."""
    for part in re.split(r"\n\s*\n", body.strip()):
        yield from _blocks_of([line.strip() for line in part.split("\n")])


def _blocks_of(lines: list[str]) -> Iterator[Block]:
    while lines:
        is_list = lines[0].startswith(ITEM)
        end = next((n for n, line in enumerate(lines) if line.startswith(ITEM) != is_list), len(lines))
        taken = [line.removeprefix(ITEM) if is_list else line for line in lines[:end]]
        yield Block(is_list, [list(_pieces(line)) for line in taken])
        lines = lines[end:]


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """The line's text, with each address that begins with https:// as one that leads there."""
    at = 0
    for found in LINK.finditer(line):
        yield line[at : found.start()], ""
        yield found[0].removeprefix("https://"), found[0]
        at = found.end()
    yield line[at:], ""
