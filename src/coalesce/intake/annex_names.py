"""The names inside one value of an EU annex, parted from the notes that editors put beside them.

Invariant: every word of the value comes back, in a name or in a note; no name holds a bracket, a marker or "a.k.a.".

Understood are: another spelling of the name ("Viktar SHEIMAN (Viktar SHEYMAN)"), of one word ("Iury (Yuri) SIVAKOV",
"Olga LUKASHENKO (SEMASHKO)", "VARABEI/VERABEI", "SIVAKAU, SIVAKOU"), its form in another script ("Sever (original
script: Север)"), a family name set first ("Yasin, Abdul Rahman"), a title and an office behind it, and notes ("X,
born in 1963"; "X (combat name)"). A word in brackets counts as a spelling only where it is written like a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coalesce.intake.alias_text import AliasText
from coalesce.intake.annex_text import bracketed, segments, split_outside
from coalesce.intake.fields import tidy
from coalesce.names import script_of
from coalesce.names.scripts import MIXED

_KNOWN_AS = re.compile(r"(?:^|[\s,])(?:[afn]\.?\s?k\.\s?a\.?|also known as|alias)[:,]?\s+|\s+or\s+", re.IGNORECASE)
_TAIL = re.compile(r"[.,]?\s+(?=(?:born|dates? of birth|place of birth)\b)", re.IGNORECASE)
_TITLES = frozenset("mullah maulavi maulawi haji hadji hajji alhaj qari sheikh sheik shaykh dr doctor".split())
_NO_NAMES = frozenset(
    "minister deputy governor head commander leader chief general colonel president member deceased unknown calendar "
    "representative misuse military initials".split()
)
_PARTICLES = frozenset(
    "al el ul ad ar as an at abu abou abo bin ben ibn bint ould ag the de del della la le van von da di du y bi".split()
)
_KUNYA = frozenset("abu abou abo umm oum".split())
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]+)\.?", re.IGNORECASE)
_TWO_IN_ONE = re.compile("(l+C)(l+C)")
"""Words with small letters, a family name in capitals, and the same again."""
_SLASH = re.compile(r"([^\W\d_]+)\s*/\s*([^\W\d_]+)")
_STRAY_QUOTE = re.compile(r"^[‘'](?=[BCDFGHJ-NP-TV-XZ])")
"""A quote before a consonant is none of the signs that stand for hamza or ayn."""
_LABEL = re.compile(r"(?:original script|in (?:arabic|cyrillic)(?: script)?|\w+ spelling)", re.IGNORECASE)
_MARKER = re.compile(r",?\s+\([a-z]\)\s+")
"""One that stands alone, the others being lost."""
_BESIDE = re.compile(r"[;,:،؛]|\.\s")
_EDGES = ' \t\n,.:;"“”„«»()[]'


def annex_name(value: str) -> AliasText:
    """The names of a value, the main one first, and the notes beside them."""
    names: list[str] = []
    notes: list[str] = []
    for part in _at_markers(value):
        for piece in filter(None, map(tidy, _KNOWN_AS.split(part))):
            for text in _two_in_one(piece):
                _read(text, names, notes)
    return AliasText(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(filter(None, notes))))


def _two_in_one(text: str) -> tuple[str, ...]:
    """ "Viktar SHEIMAN Viktor SHEIMAN" is two names; any other text is the one it is."""
    words = text.split()
    kinds = "".join(map(_kind_of_word, words))
    two = _TWO_IN_ONE.fullmatch(kinds)
    return (" ".join(words[: two.end(1)]), " ".join(words[two.end(1) :])) if two else (text,)


def _kind_of_word(word: str) -> str:
    """C: three capitals or more of the Latin alphabet and nothing else; l: some small letter; else a blank."""
    if len(word) > 2 and word.isascii() and word.isalpha() and word.isupper():
        return "C"
    return "l" if any("a" <= letter <= "z" for letter in word) else " "


def _at_markers(value: str) -> Iterator[str]:
    begin = 0
    for match in _MARKER.finditer(_cut_tail(value)[0]):
        before = value[: match.start()]
        if before.count("(") == before.count(")"):
            yield value[begin : match.start()]
            begin = match.end()
    yield value[begin:]


def _read(text: str, names: list[str], notes: list[str]) -> None:
    head, tail = _cut_tail(text)
    words: list[str] = []
    others: list[tuple[int, str]] = []
    beside: list[str] = []
    script = script_of(bracketed(head)[0])
    for inside, piece in segments(head):
        if not inside:
            words += piece.split()
        elif _is_other_word(piece, words, script):
            others.append((len(words) - 1, piece))
        else:
            _beside(piece, script, beside, notes)
    bases = [words, *([*words[:place], spelt, *words[place + 1 :]] for place, spelt in others)]
    for base in bases:
        for spelling in _slashes(" ".join(base)):
            names += _around_commas(spelling, notes)
    for other in beside:
        names += _around_commas(other, notes)
    if tail:
        notes.append(tail)


def _is_other_word(text: str, words: list[str], script: str) -> bool:
    """Whether brackets hold another spelling of the word before them, rather than an office's abbreviation."""
    alike = len(text.split()) == 1 and _is_spelling(text) and script_of(text) == script
    return alike and _is_spelling(" ".join(words).rsplit(",", 1)[-1])


def _cut_tail(text: str) -> tuple[str, str]:
    """The words before "born ..." or "date of birth ..." where it stands in no bracket, and those from there on."""
    for match in _TAIL.finditer(text):
        before = text[: match.start()]
        if before.count("(") == before.count(")"):
            return before, text[match.end() :].strip(_EDGES[1:4] + " ")
    return text, ""


def _beside(text: str, script: str, names: list[str], notes: list[str]) -> None:
    """What brackets say beside a name in ``script``: further names, or a note."""
    outer, nested = bracketed(text)
    pieces = [clean for piece in _BESIDE.split(outer) if (clean := piece.strip(_EDGES))]
    foreign = [piece for piece in pieces if script_of(piece) not in (script, MIXED, "Latn")]
    within: list[str] = []
    said: list[str] = []
    for piece in (piece for inner in nested for piece in split_outside(inner, ";")):
        _beside(piece, script, within, said)
    if foreign:
        names += foreign
        notes.append(", ".join(piece for piece in pieces if piece not in foreign and not _LABEL.fullmatch(piece)))
    elif pieces and all(map(_is_spelling, pieces)) and (len(pieces[0].split()) > 1 or script != script_of(outer)):
        names += [outer.strip(_EDGES)] if script == script_of(outer) else pieces
    elif not within:
        notes.append(text.strip(" ,;"))  # as it stands, its own brackets and markers with it
        return
    else:
        notes.append(outer.strip(" ,;"))
    names += within
    notes += said


def _is_spelling(text: str) -> bool:
    """Whether the words are written like a name: capitals (where the script has them) or particles, no digit."""
    words = [bare for word in text.split() if (bare := word.strip("'’‘`.-"))]
    if not words or any(word.lower() in _NO_NAMES for word in words) or words[0].lower() == "the":
        return False
    return all(_is_name_word(word) for word in words) and any(not word[0].islower() for word in words)


def _is_name_word(word: str) -> bool:
    first = re.split("[-'’]", word, maxsplit=1)[0].lower()
    return word[0].isalpha() and not any(map(str.isdigit, word)) and (not word[0].islower() or first in _PARTICLES)


def _slashes(text: str) -> Iterator[str]:
    """ "VARABEI/VERABEI" is two spellings of one word."""
    match = _SLASH.search(text)
    if match is None:
        yield text
        return
    for word in match.groups():
        yield from _slashes(f"{text[: match.start()]}{word}{text[match.end() :]}")


def _around_commas(text: str, notes: list[str]) -> list[str]:
    """The names of a text whose commas part a family name, another spelling, a title or an office from it."""
    told = [clean for piece in text.split(",") if (clean := _tidied(piece))]
    pieces = [piece for piece in told if any(map(str.isalpha, piece))]
    notes += [piece for piece in told if piece not in pieces and any(map(str.isdigit, piece))]
    if len(pieces) < 2:
        return pieces
    if _SUFFIX.fullmatch(pieces[-1]):
        return [", ".join(pieces)]
    if any(map(_in_capitals, text.split())) and not all(map(_in_capitals, text.split())):
        return _with_capitals(pieces)
    beside = [piece for piece in pieces[1:] if piece.lower() in _TITLES or not _is_spelling(piece)]
    notes += beside
    kept = [pieces[0], *(piece for piece in pieces[1:] if piece not in beside)]
    if len(kept) == 2 and not _are_two_names(*kept):
        return [", ".join(kept)]
    return kept


def _with_capitals(pieces: list[str]) -> list[str]:
    """Where family names stand in capitals, at the end: a comma before one is a slip, or parts two spellings of it."""
    if not any(map(_in_capitals, pieces[0].split())):
        return [" ".join(pieces)]
    given = pieces[0].rsplit(" ", 1)[0]
    return [pieces[0], *(piece if " " in piece else f"{given} {piece}" for piece in pieces[1:])]


def _are_two_names(first: str, second: str) -> bool:
    """Two whole names rather than a family name and a given one: three words each, or a kunya each."""
    one, two = first.lower().split(), second.lower().split()
    return (len(one) > 2 and len(two) > 2) or (one[0] in _KUNYA and two[0] in _KUNYA)


def _in_capitals(word: str) -> bool:
    letters = "".join(filter(str.isalpha, word))
    return len(letters) > 2 and letters.isupper()


def _tidied(text: str) -> str:
    plain = tidy(text).strip(' ,:;"“”„«»')
    last = plain.split(" ")[-1]
    bare = plain if len(last) < 3 or _SUFFIX.fullmatch(last) else plain.rstrip(".")
    return _STRAY_QUOTE.sub("", bare)
