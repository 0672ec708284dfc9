"""Ten thousand questions that nobody would ask: no fault, no delay, and never a quote that is not there."""

import random
import time
import unicodedata
from collections.abc import Callable

import pytest

from knowledge import NO_FOCUS, Focus
from knowledge.answer import Answerer
from knowledge.index import Index
from nlu.text import fold

COUNT = 10_000
SLOWEST_S = 1.0
LONG = 4_096  # characters: the longest message that Telegram lets through
LONG_SHARE = 0.003  # of the questions: they take the longest

META = [
    *r"\^$.|?*+()[]{}-/#&~%_'`<>=!@;:,",
    '"',
    "(?:",
    "[^",
    "(a+)+$",
    ".*",
    "\\b",
    "\\d{1,9}",
    "(?P<",
    "*?",
]
SQL = ["' OR 1=1 --", "'; DROP TABLE questions; --", '" UNION SELECT * FROM people', "NEAR(", "a:b*", "NULL"]
FORMATS = ["{}", "{0}", "{question}", "{0.__class__}", "%s", "%(a)s", "%n%n", "${x}", "{{", "}}", "$(ls)"]
EMOJI = ["💥", "👍🏽", "👨‍👩‍👧", "🇻🇳", "❤️", "☎️", "1️⃣"]
DIRECTIONS = ["\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "مرحبا", "שלום", "\u061c"]
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u034f", "\u180e"]
CONTROLS = [chr(c) for c in (*range(32), 0x7F, 0x85, 0x2028, 0x2029)] + ["\r\n"]
ODD = [
    "\ud800",
    "\udfff",
    "\U0010ffff",
    "\uffff",
    "\ufffd",
    "ﬁ",
    "Ⅷ",
    "²",
    "①",
    "１２",
    "Ａ",
    "ſ",
    "İ",
    "ß",
    "中文",
    "日",
]
MARKS = ["\u0300", "\u0301", "\u0303", "\u0309", "\u0323", "\u0302", "\u031b", "\u20dd"]
NUMBERS = [
    *(
        "356",
        "324-KH/TU",
        "287",
        "0",
        "00",
        "-1",
        "9" * 40,
        "1e999",
        "0x1F",
        "31/02/2025",
        "99/99/9999",
        "mục 99",
    ),
    *(
        "điều 0",
        "khoản -1",
        "mục IIII",
        "điểm đ",
        "II.1.a)",
        "số 356/UBND-KGVX",
        "1.2.3.4.5.6",
        "50%",
        "٣٥٦",
        "/",
        "//",
    ),
]
STOPWORDS = (
    "thì là mà của và cho với các những này kia đó gì nào sao đâu ai bao nhiêu khi hỏi ạ ơi dạ còn".split()
)
TEENCODE = [
    "ko",
    "dc",
    "j",
    "tuyeen truyeenf",
    "d9a5i ho65i",
    "vhttdl",
    "ĐH",
    "TT",
    "mxh",
    "4T",
    "ubnd",
    "CV",
    "KH",
]

Maker = Callable[[random.Random], str]


def several(dice: random.Random, pieces: list[str], most: int = 12, between: str = " ") -> str:
    return between.join(dice.choices(pieces, k=dice.randint(1, most)))


def stretch(dice: random.Random, text: str, most: int = 120) -> str:
    start = dice.randrange(len(text))
    return text[start : start + dice.randint(1, most)]


def sprinkled(dice: random.Random, text: str, pieces: list[str]) -> str:
    return "".join(c + (dice.choice(pieces) if dice.random() < 0.15 else "") for c in text)


def damaged(dice: random.Random, text: str) -> str:
    """The text with letters left out, doubled or exchanged."""
    letters = list(text)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(letters))
        letters[at] = dice.choice(["", letters[at] * 2, dice.choice("aeiouyđqxz "), letters[at].swapcase()])
    return "".join(letters)


def makers(text: str, phrases: list[str]) -> list[Maker]:
    """Makers of questions from a document's text and from what people ask."""

    def asked(dice: random.Random) -> str:
        return dice.choice(phrases) if dice.random() < 0.6 else stretch(dice, text, 80)

    def mixed(dice: random.Random) -> str:
        parts = [dice.choice(simple)(dice) for _ in range(2)]
        return dice.choice([" ", "", "\n", ", ", " và "]).join(parts)

    simple: list[Maker] = [
        lambda dice: several(dice, META, 30, ""),
        lambda dice: several(dice, SQL, 3),
        lambda dice: several(dice, FORMATS, 8),
        lambda dice: several(dice, EMOJI, 10, ""),
        lambda dice: several(dice, NUMBERS),
        lambda dice: several(dice, STOPWORDS),
        lambda dice: several(dice, TEENCODE, 6),
        lambda dice: several(dice, [*CONTROLS, *ODD, *MARKS], 20, ""),
        lambda dice: str(dice.randrange(10 ** dice.randint(1, 60))),
        lambda dice: f"{dice.choice(phrases).split()[0]} " * dice.randint(2, 60),
        lambda dice: dice.choice(["a", "ầ", " ", "?", "\n", "đ ", "1 ", "- "]) * dice.randint(1, 120),
        lambda dice: stretch(dice, text),
        lambda dice: unicodedata.normalize(dice.choice(["NFD", "NFKD", "NFKC"]), asked(dice)),
        lambda dice: dice.choice(["\u202e", "\u2067"]) + asked(dice)[::-1],
        lambda dice: sprinkled(
            dice, asked(dice), dice.choice([INVISIBLE, DIRECTIONS, CONTROLS, MARKS, META])
        ),
        lambda dice: damaged(dice, asked(dice)),
        lambda dice: dice.choice([fold, str.upper, str.title, str.swapcase])(asked(dice)),
        lambda dice: asked(dice).replace(" ", dice.choice(["", "  ", "\u00a0", "_", "."])),
        lambda dice: f"{dice.choice(['còn', 'thế còn', 'vậy'])} {asked(dice)} {dice.choice(NUMBERS)}",
    ]
    return [*simple, mixed, mixed, mixed]


def questions(text: str, phrases: list[str], seed: int = 20250120) -> list[tuple[str, random.Random]]:
    """The questions, each with dice of its own for its focus."""
    dice = random.Random(seed)
    making = makers(text, phrases)
    made = []
    for number in range(COUNT):
        question = making[number % len(making)](dice)
        if dice.random() < LONG_SHARE:
            question = (f"{question} " * LONG)[:LONG]
        made.append((question[:LONG], random.Random(number)))
    return made


def focus_of(dice: random.Random, answerer: Answerer, phrases: list[str]) -> Focus:
    """No focus, or one of any document, section, facet and earlier question: also those that do not exist."""
    if dice.random() < 0.4:
        return NO_FOCUS
    return Focus(
        dice.choice([*(d.key for d in answerer.documents), "", "no such document"]),
        dice.choice(["", "", "1", "3", "5", "99", "II", "("]),
        dice.choice(["", "", "duty", "signature", "date", "relation", "no such facet"]),
        dice.choice(["", *dice.choices(phrases, k=2), "{0} (?:", "💥"]),
    )


@pytest.mark.slow
def test_ten_thousand_fuzzed_questions_are_answered_without_fault_or_delay(
    answerer: Answerer, index: Index
) -> None:
    directive = next(d for d in answerer.documents if d.key == "356-UBND-KGVX")
    texts = {d.key: d.text for d in answerer.documents}
    passages = {p.id: p.text for d in answerer.documents for p in d.passages}
    phrases = [p for each in index.hints.values() for p in each]
    phrases += [p for silence in index.silences for p in silence.phrases]
    outcomes = set()
    for question, dice in questions(directive.text, phrases):
        focus = focus_of(dice, answerer, phrases)
        began = time.process_time()
        answer = answerer.answer(question, focus, light=dice.random() < 0.2)
        taken = time.process_time() - began
        assert taken <= SLOWEST_S, (question, focus)
        for quote in answer.quotes:
            assert quote.text, (question, focus)
            assert quote.text in texts[quote.citation.key], (question, focus)
            assert quote.text in passages[quote.citation.passage], (question, focus)
        quotes = bool(answer.quotes) or answer.lead == "answer_outline"  # headings are no quotes
        assert quotes or answer.outcome != "answer", (question, focus)
        assert answer.focus.question in (question, focus.question)  # a confirmation asks nothing new
        outcomes.add(answer.outcome)
    assert outcomes == {"answer", "not_loaded", "abstain", "clarify"}, "the questions reach every way out"
