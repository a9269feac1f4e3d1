"""Pairs of full names with known truth, for training and measuring name comparison; nobody in them is listed anywhere.

Invariant: the same seed gives the same pairs. A pair is true where the second is another spelling of the first person's
name; it is false where a word was put in place of another, or the names are two persons'.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from pathlib import Path

from scripts.encoder_pairs import read_pairs

Rows = list[tuple[str, str, int]]
Pairs = list[tuple[str, str, bool]]
Person = dict[str, str]

SCRIPTS = ("Arab", "Cyrl", "Hebr")
Spelt = tuple[dict[str, Rows], dict[str, Rows]]
POOL = 15_000
"""Names among which namesakes are looked for."""

TITLES = ("Dr", "Mr", "Haji", "Mullah", "Sheikh", "Col.", "Eng.")


def read_tokens(folder: Path) -> tuple[dict[str, Rows], dict[str, Rows]]:
    """Latin, other script and count of each transliteration pair, by script: those that the encoder was trained on,
    and those that it was not.
    """
    trained: dict[str, Rows] = defaultdict(list)
    held: dict[str, Rows] = defaultdict(list)
    for pair in read_pairs(folder):
        (held if pair.held_out else trained)[pair.script].append((pair.plain, pair.foreign, pair.count))
    return trained, held


def read_persons(path: Path) -> list[Person]:
    """The invented persons."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def make_pairs(persons: list[Person], spelt: Spelt, rng: random.Random, count: int) -> Pairs:
    """``count`` pairs, about half of them true."""
    return list(Maker(persons, spelt, rng).pairs(count))


class Maker:
    """Makes pairs: of invented persons, and of persons put together from transliterated words."""

    def __init__(self, persons: list[Person], spelt: Spelt, rng: random.Random) -> None:
        self._rng = rng
        self._persons = persons
        self._nations: dict[str, list[Person]] = defaultdict(list)
        for person in persons:
            self._nations[person["nationality"]].append(person)
        trained, held = spelt
        self._rows = {script: [row for row in held[script] if len(row[0]) > 2] for script in SCRIPTS}
        self._in = {script: {latin: form for latin, form, _ in rows} for script, rows in self._rows.items()}
        self._spellings: dict[str, list[str]] = defaultdict(list)
        self._forms: dict[str, list[str]] = defaultdict(list)
        for rows in (*trained.values(), *held.values()):
            for latin, form, _ in rows:
                self._spellings[form].append(latin)
                self._forms[latin].append(form)
        self._bearers: dict[str, list[list[str]]] = defaultdict(list)
        for _ in range(POOL):
            name = self._put_together(rng.choice(SCRIPTS)) if rng.random() < 0.5 else self._invented()
            for word in {word.lower() for word in name}:
                self._bearers[word].append(name)
        self._begin: dict[str, list[str]] = defaultdict(list)
        for latin in self._forms:
            self._begin[latin[:3]].append(latin)

    def pairs(self, count: int) -> Pairs:
        return [self._one() for _ in range(count)]

    def _one(self) -> tuple[str, str, bool]:
        across = self._rng.random() < 0.35
        script = self._rng.choice(SCRIPTS) if across else ""
        name = self._put_together(script or self._rng.choice(SCRIPTS)) if across else self._invented()
        same = self._rng.random() < 0.5
        other = self._spelt_otherwise(name) if same else self._another(name)
        left = self._in_script(name, script) if across else " ".join(name)
        return left, " ".join(other), same

    def _invented(self) -> list[str]:
        while True:
            name = self._rng.choice(self._persons)["full_name"].split()
            if len(name) > 1:
                return name

    def _put_together(self, script: str) -> list[str]:
        """Two to four words that have a form in the script, frequent ones more often."""
        rows = self._rows[script]
        size = self._rng.choice((1, 2, 2, 2, 3, 3, 3, 4, 4, 5))
        return [self._rng.choice(rows)[0].title() for _ in range(size)]

    def _in_script(self, name: list[str], script: str) -> str:
        known = self._in[script]
        return " ".join(known.get(word.lower(), word) for word in name)

    def _spelt_otherwise(self, name: list[str]) -> list[str]:
        """Each word kept, respelt or slipped; now and then a word less or more, another order, words joined."""
        rng = self._rng
        made = [self._respelt(word) for word in name]
        while len(made) > 2 and rng.random() < 0.2:
            made.pop(rng.randrange(1, len(made)))
        if len(made) > 1 and rng.random() < 0.1:
            made.insert(rng.randrange(1, len(made) + 1), self._some_word(name))
        if rng.random() < 0.25:
            rng.shuffle(made)
        if len(made) > 1 and rng.random() < 0.06:
            made[:2] = [made[0] + made[1].lower()]
        if rng.random() < 0.03:
            made.insert(0, rng.choice(TITLES))
        if len(made) > 1 and rng.random() < 0.03:
            made[0] = made[0][0] + "."
        return made

    def _some_word(self, name: list[str]) -> str:
        return self._rng.choice(self._rng.choice(self._persons)["full_name"].split()) if name else ""

    def _respelt(self, word: str) -> str:
        rng = self._rng
        chance = rng.random()
        if chance < 0.4:
            return word
        if chance > 0.8:
            return sounded(word, rng)
        forms = self._forms.get(word.lower())
        if forms and chance < 0.7:
            return rng.choice(self._spellings[rng.choice(forms)]).title()
        return slip(word, rng) if len(word) > 3 and chance < 0.75 else word

    def _another(self, name: list[str]) -> list[str]:
        """Another person's name: one word put in place of another, or all of them."""
        rng = self._rng
        chance = rng.random()
        if chance < 0.1:
            return self._invented()
        if chance < 0.3:
            return self._namesake(name)
        if chance < 0.45 and len(name) > 2:
            return [self._respelt(word) for word in name[1:]]  # whose child is called by the father's names too
        made = [self._respelt(word) for word in name] if chance < 0.75 else list(name)
        place = rng.randrange(len(made))
        made[place] = self._near(name[place]) if rng.random() < 0.35 else self._some_word(name)
        if len(made) > 2 and rng.random() < 0.2:
            kept = [word for at, word in enumerate(made) if at != place]
            made = [made[place], rng.choice(kept)]
        if rng.random() < 0.15:
            rng.shuffle(made)
        return made

    def _namesake(self, name: list[str]) -> list[str]:
        """Another person's name that has a word in common with it, or that word alone."""
        rng = self._rng
        shared = rng.choice(name)
        others = [other for other in self._bearers[shared.lower()] if set(other) != set(name)]
        if others and rng.random() < 0.8:
            return rng.choice(others)
        alone = [self._respelt(shared)]
        return alone if len(name) > 1 else [*alone, self._some_word(name)]

    def _near(self, word: str) -> str:
        """Another name that begins alike."""
        near = self._begin.get(word.lower()[:3], [])
        shared = set(self._forms.get(word.lower(), ()))
        others = [other for other in near[:400] if other != word.lower() and shared.isdisjoint(self._forms[other])]
        return self._rng.choice(others).title() if others else self._some_word([word])


SOUNDS = (
    "a e",
    "e i",
    "i ee",
    "i y",
    "o u",
    "u oo",
    "u ou",
    "aa a",
    "ai ay",
    "au aw",
    "k q",
    "k c",
    "kh h",
    "gh g",
    "dh d",
    "dh z",
    "th t",
    "sh ch",
    "sh s",
    "j dj",
    "j g",
    "ch tch",
    "z s",
    "f ph",
    "v w",
    "w ou",
    "y i",
    "ks x",
    "ie e",
    "ts c",
)


def sounded(word: str, rng: random.Random) -> str:
    """The word as another ear spells it: one or two sounds in other letters, a letter doubled or single."""
    made = word.lower()
    for _ in range(rng.choice((1, 1, 2))):
        one, other = rng.sample(rng.choice(SOUNDS).split(), 2)
        if one in made[1:]:
            made = made[0] + made[1:].replace(one, other, 1)
    if len(made) > 4 and rng.random() < 0.2:
        place = rng.randrange(1, len(made) - 1)
        made = made[: place + 1] + made[place:]
    return made.title()


def slip(word: str, rng: random.Random) -> str:
    """A slip of the finger: a letter lost, doubled, another, or two swapped."""
    place = rng.randrange(min(1, len(word) - 1), len(word))
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    before, here, after = word[:place], word[place], word[place + 1 :]
    return rng.choice((before + after, before + here + here + after, before + letter + after,
                       before + after[:1] + here + after[1:]))  # fmt: skip
