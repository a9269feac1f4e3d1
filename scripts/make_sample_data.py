"""Makes the data files of ``coalesce.sample`` from the hand-written seeds and public sources.

    python scripts/make_sample_data.py ../shared/data

Promises ``names.json`` (every token in six ways of writing, each spelling with a weight), ``shares.json``
(travellers by country) and ``listed.bin`` (digests of listed names), the same bytes for the same input.
Invariant: tokens come from ``name_seeds.toml`` alone; the sources only add spellings to them.

Sources: Wikidata name tokens of the COLING 2018 transliteration data (CC0) for attested spellings; ICSR
figures of 17 December 2013 and 26 January 2015 (CC BY 3.0) for shares; UN, OFAC and EU lists for digests.
The rules of each way of writing stand in ``writing_rules.toml``.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from anyascii import anyascii
from lxml import etree
from rapidfuzz import fuzz

from coalesce.sample.listed import FILE, digest, name_keys

DATA = Path(__file__).resolve().parents[1] / "src" / "coalesce" / "sample" / "data"
Rules = Sequence[tuple[str, str, float]]
Spellings = dict[str, float]
KEPT = 6
"""Spellings kept per token and way of writing: enough to differ, few enough to stay small."""

RULES = tomllib.loads((DATA / "writing_rules.toml").read_text(encoding="utf-8"))
SOUNDS = {"ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ć": "ch", "ž": "zh", "đ": "dj", "ğ": "g", "xh": "j", "gj": "dj"}
KNOWN: dict[str, dict[str, str]] = {
    way: dict(zip(text.split()[::2], (word.replace("_", " ") for word in text.split()[1::2]), strict=True))
    for way, text in RULES["known"].items()
}
SUN = ("r", "s", "n", "sh", "t", "z", "d", "l")


def spread(word: str, rules: Rules, most: int = KEPT) -> Spellings:
    """The spellings that optional rules give, each with its chance; the ``most`` likely ones."""
    found: Spellings = {word: 1.0}
    for pattern, replacement, chance in rules:
        after: Spellings = defaultdict(float)
        for form, weight in found.items():
            changed = re.sub(pattern, replacement, form)
            if changed == form or chance == 0:
                after[form] += weight
                continue
            after[changed] += weight * chance
            if chance < 1:
                after[form] += weight * (1 - chance)
        found = dict(sorted(after.items(), key=lambda pair: (-pair[1], pair[0]))[: most * 4])
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:most])


def by_letters(word: str, table: str) -> str:
    """Longest match first; letters that the table does not know are left out."""
    flat = table.split()
    pairs = sorted(zip(flat[::2], flat[1::2], strict=True), key=lambda pair: -len(pair[0]))
    out, rest = "", word
    while rest:
        for start, letters in pairs:
            if rest.startswith(start):
                out, rest = out + letters, rest[len(start) :]
                break
        else:
            out, rest = out + (" " if rest[0] in " -" else ""), rest[1:]
    return out


def cyrillic_of(english: str) -> Spellings:
    """Cyrillic for an English spelling."""
    rules = RULES["to_cyrillic"]
    return spread(by_letters(anyascii(english).lower(), rules["letters"]), rules["habits"], 4)


def arabic_of(english: str) -> Spellings:
    """Arabic letters for a name of another script, vowels written long as newspapers do."""
    word = re.sub(r"(.)\1", r"\1", anyascii(english).lower())
    text = by_letters(re.sub("^[ei]", "ee", word), RULES["to_arabic"]["letters"])
    return spread(re.sub("يي+", "ي", text), RULES["to_arabic"]["habits"], 4)


class Attested:
    """Spellings that Wikidata's tokens attest, from letters of another script to Latin and back."""

    def __init__(self, path: Path) -> None:
        self.latin: dict[str, Spellings] = defaultdict(dict)
        self.foreign: dict[str, Spellings] = defaultdict(dict)
        for line in path.read_text(encoding="utf-8").splitlines():
            latin, letters, count = line.split("\t")
            word = letters.replace(" ", "")
            if latin.isalpha() and word.isalpha():
                self.latin[word][latin] = self.foreign[latin][word] = float(count)


def style_of(latin: str, english: str) -> str:
    """Whose way of writing a Latin spelling shows; "" where it is anyone's."""
    if re.search("[şçğıöü]", latin) or (english.endswith("ed") and latin.endswith("et")):
        return "tr"
    if "sch" in latin:
        return "de"
    if re.search("dj|é|è|ï", latin) or ("ch" in latin and "sh" in english) or ("ou" in latin and "ou" not in english):
        return "fr"
    return ""


def mix(rule: Spellings, seen: Spellings, share: float) -> Spellings:
    """Rule-made and attested spellings together, ``share`` of the weight to the attested."""
    total: Spellings = defaultdict(float)
    for source, weight in ((rule, 1 - share if seen else 1.0), (seen, share)):
        whole = sum(source.values())
        for form, value in source.items():
            total[form] += weight * value / whole
    return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))[:KEPT])


def with_attested(ways: dict[str, Spellings], native: str, english: str, attested: Attested) -> None:
    """Add the attested Latin spellings of an Arabic or Cyrillic token to the ways that would write so."""
    plain = english.lower()
    likely = {
        latin: count**0.5
        for latin, count in attested.latin.get(native.replace(" ", "").lower(), {}).items()
        if count > 1 and fuzz.ratio(anyascii(latin), plain) >= 68 and len(latin) > 2
    }
    for way in ("en", "fr", "de", "tr"):
        fit = {latin: count for latin, count in likely.items() if style_of(latin, plain) in (way, "")}
        fit = {latin: count for latin, count in fit.items() if latin.isascii() or style_of(latin, plain)}
        if way == "tr":
            fit = {latin: count for latin, count in fit.items() if style_of(latin, plain) == "tr"}
        ways[way] = mix(ways[way], fit, 0.2 if way in ("tr", "fr") else 0.35)


def arabic_token(native: str, english: str, arabic: Attested, russian: Attested) -> dict[str, Spellings]:
    """A token of Arabic script in six ways of writing."""
    ways = {way: spread(english.lower(), rules) for way, rules in RULES["from_english"].items()}
    bare = native.removeprefix("ال") if native.startswith("ال") else native
    with_attested(ways, bare, english, arabic)
    if english.lower() in KNOWN["turkish"]:
        ways["tr"] = mix(ways["tr"], {KNOWN["turkish"][english.lower()]: 1.0}, 0.75)
    ways["ar"] = spread(native, RULES["within_arabic"]["habits"], 4)
    ways["cy"] = mix(cyrillic_of(english), russian.foreign.get(english.lower(), {}), 0.6)
    return ways


def abd_token(native: str, english: str, russian: Attested) -> dict[str, Spellings]:
    """A compound of Abd and a name of God, joined and split as clerks do."""
    low = english.lower()
    first = "sh" if low.startswith("sh") else low[0]
    last = first[0] if first in SUN else "l"
    french = next(iter(spread(low, RULES["from_english"]["fr"], 1))) + ("e" if low.endswith("man") else "")
    german = next(iter(spread(low, RULES["from_english"]["de"], 1)))
    turkish = next(iter(spread(low, RULES["from_english"]["tr"], 1)))
    russian_ending = by_letters(last + low, RULES["to_cyrillic"]["letters"])
    full = f"عبد {native}"
    if low == "allah":
        ways = {"en": {"abdullah": 0.7, "abdallah": 0.3}, "fr": {"abdallah": 0.8, "abdellah": 0.2}}
        ways |= {"de": {"abdullah": 0.8, "abdallah": 0.2}, "tr": {"abdullah": 1.0}}
        ways |= {"cy": {"абдулла": 0.8, "абдаллах": 0.2}}
        return {**ways, "ar": {full: 0.6, "عبدالله": 0.4}}
    return {
        "en": {f"abd al-{low}": 0.3, f"abdul{low}": 0.3, f"abdul {low}": 0.2, f"abdel{low}": 0.2},
        "fr": {f"abde{last}{french}": 0.6, f"abdel {french}": 0.25, f"abdou{last}{french}": 0.15},
        "de": {f"abdul {german}": 0.4, f"abd al-{german}": 0.2, f"abdel{german}": 0.4},
        "tr": {f"abdu{last}{turkish}": 0.8, f"abdul {turkish}": 0.2},
        "cy": mix({f"абду{russian_ending}": 1.0}, russian.foreign.get(f"abdul{low}", {}), 0.3),
        "ar": {full: 0.65, full.replace(" ", ""): 0.35},
    }


def cyrillic_token(native: str, russian: Attested) -> dict[str, Spellings]:
    """A token of Cyrillic script in six ways of writing."""
    low = native.lower()
    ways: dict[str, Spellings] = {}
    alphabet = {way: letters.split() for way, letters in RULES["cyrillic_letters"].items()}
    for way, rules in RULES["from_cyrillic"].items():
        table = dict(zip(alphabet["native"], alphabet[way], strict=True)) | {"-": "-"}
        ways[way] = spread("".join(table[c] for c in low).replace("_", ""), rules)
    english = next(iter(ways["en"]))
    with_attested(ways, low, english, russian)
    ways["cy"] = spread(low, (("ё", "е", 0.5), ("сс", "с", 0.2)), 3)
    ways["ar"] = known_arabic(low, arabic_of(english))
    return ways


def latin_token(native: str, arabic: Attested, russian: Attested, rules: Mapping[str, Rules]) -> dict[str, Spellings]:
    """A token of Latin script: kept by those who write its letters, stripped by the others."""
    low = unicodedata.normalize("NFC", native.replace("İ", "i").lower())
    ways: dict[str, Spellings] = {}
    for way, chances in rules.items():
        forms: Spellings = defaultdict(float)
        for form, weight in spread(low, chances).items():
            keeps = RULES["keeps_marks"][way]
            forms[form] += weight * keeps
            forms[anyascii(form)] += weight * (1 - keeps)
        ways[way] = dict(forms)
    english = anyascii(low)
    sound = re.sub("|".join(SOUNDS), lambda match: SOUNDS[match.group()], low)
    ways["ar"] = known_arabic(low, mix(arabic_of(sound), arabic.foreign.get(english, {}), 0.7))
    ways["cy"] = mix(cyrillic_of(sound), russian.foreign.get(low, russian.foreign.get(english, {})), 0.7)
    return ways


def known_arabic(native: str, guessed: Spellings) -> Spellings:
    """The Arabic original of a name where it has one (Mehmet, Магомед), beside the spelling by ear."""
    original = KNOWN["arabic"].get(native)
    return mix(guessed, spread(original, RULES["within_arabic"]["habits"], 3), 0.8) if original else guessed


def titled(text: str, way: str) -> str:
    """A capital at each part's head; "al" after a blank stays small, Turkish i gets its dot."""

    def head(match: re.Match[str]) -> str:
        letter = match.group()
        return "İ" if way == "tr" and letter == "i" else letter.upper()

    text = text.replace("ı̇", "i")
    return re.sub(r"(?:^|(?<=[ -]))(?!al-)\w", head, text)


def packed(native: str, ways: Mapping[str, Spellings], article: bool = False) -> dict[str, Any]:
    """A token as it stands in ``names.json``; weights in thousandths."""
    out: dict[str, Any] = {"native": native}
    for way, forms in ways.items():
        kept = sorted(forms.items(), key=lambda pair: (-pair[1], pair[0]))[:KEPT]
        whole = sum(weight for _, weight in kept)
        merged: dict[str, int] = defaultdict(int)
        for form, weight in kept:
            merged[titled(form, way)] += max(1, round(1000 * weight / whole))
        out[way] = dict(merged)
    if article:
        out["article"] = True
    return out


def arabic_pools(seeds: Mapping[str, str], arabic: Attested, russian: Attested) -> dict[str, list[dict[str, Any]]]:
    """The pools of Arabic script; the compounds of Abd stand among the commoner given names."""
    pools: dict[str, list[dict[str, Any]]] = {}
    for pool, text in seeds.items():
        tokens = []
        for native, english in re.findall(r"([^\s=]+(?: [^\s=]+)?)=([A-Z][\w']+(?: [A-Z]\w+)?)", text):
            if pool == "abd":
                tokens.append(packed(f"عبد {native}", abd_token(native, english, russian)))
                continue
            article = native.endswith("*")
            plain = native.rstrip("*")
            tokens.append(packed(plain, arabic_token(plain, english, arabic, russian), article))
        pools[f"arabic.{pool}"] = tokens
    given = pools["arabic.given_m"]
    for n, token in enumerate(pools.pop("arabic.abd")):
        given.insert(4 + 5 * n, token)
    return pools


def cyrillic_pools(seeds: Mapping[str, str], russian: Attested) -> dict[str, list[dict[str, Any]]]:
    """Given names as written; patronymics and family names made from them and from the roots."""
    words = {pool: text.split() for pool, text in seeds.items()}
    for region in ("caucasus", "central", "slavic"):
        fathers = [name for name in words[f"{region}_m"] if "-" not in name]
        words[f"{region}_patronymic_m"] = [f"{patronymic_stem(name)}вич" for name in fathers]
        words[f"{region}_patronymic_f"] = [f"{patronymic_stem(name)}вна" for name in fathers]
    roots = [*words.pop("roots")]
    words["muslim_family_m"] = [family_of(root) for root in roots]
    words["muslim_family_f"] = [f"{name}а" for name in words["muslim_family_m"]]
    words["slavic_family_m"] = words.pop("slavic_family")
    words["slavic_family_f"] = [f"{name}а" for name in words["slavic_family_m"]]
    made = {pool: [packed(word, cyrillic_token(word, russian)) for word in tokens] for pool, tokens in words.items()}
    return {f"cyrillic.{pool}": tokens for pool, tokens in made.items()}


def patronymic_stem(father: str) -> str:
    """Магомед -> Магомедо-, Муса -> Мусае-, Али -> Алие-, Андрей -> Андрее-."""
    if father[-1] in "йь":
        return f"{father[:-1]}е"
    if father[-1] in "ая":
        return f"{father}е"
    return f"{father}е" if father[-1] in "ие" else f"{father}о"


def family_of(root: str) -> str:
    """Магомед -> Магомедов, Муса -> Мусаев, Алие -> Алиев."""
    if root[-1] in "ей":
        return f"{root[:-1]}ев"
    return f"{root}ев" if root[-1] in "аяиь" else f"{root}ов"


def name_pools(seeds: Mapping[str, Any], shared: Path) -> dict[str, list[dict[str, Any]]]:
    """Every pool of ``names.json``."""
    arabic, russian = Attested(shared / "translit" / "wd_arabic_80"), Attested(shared / "translit" / "wd_russian_80")
    pools = arabic_pools(seeds["arabic"], arabic, russian) | cyrillic_pools(seeds["cyrillic"], russian)
    groups = {"muslim_latin": (seeds["muslim_latin"], RULES["from_passport"])}
    groups |= {group: (seeds[group], RULES["from_latin"]) for group in ("turkish", "balkan")}
    groups |= {f"european.{code}": (tokens, RULES["from_latin"]) for code, tokens in seeds["european"].items()}
    for group, (tokens, rules) in groups.items():
        for pool, text in tokens.items():
            pools[f"{group}.{pool}"] = [packed(w, latin_token(w, arabic, russian, rules)) for w in text.split()]
    return pools


def shares(path: Path) -> dict[str, float]:
    """Travellers by ISO 3166 alpha-3 code: ICSR's mean of January 2015; of December 2013 where 2015 has none."""
    found: dict[str, float] = {}
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["icsr.mean"] != "NA":
                found[row["countrycode"]] = float(row["icsr.mean"])
    return dict(sorted(found.items()))


def listed_names(lists: Path) -> Iterator[str]:
    """Every name and alias of a person on the UN, OFAC and EU lists of a folder, as written."""
    for path in sorted(lists.glob("un_*.xml")):
        yield from _un(path)
    yield from _ofac(lists / "ofac")
    for path in sorted(lists.glob("eu_*.csv")):
        yield from _eu(path)


def _un(path: Path) -> Iterator[str]:
    parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for person in etree.parse(path, parser).iter("INDIVIDUAL"):
        yield " ".join(person.findtext(part) or "" for part in parts)
        for field in ("NAME_ORIGINAL_SCRIPT", "ALIAS_NAME"):
            for element in person.iter(field):
                yield from _split(element.text or "")


def _ofac(folder: Path) -> Iterator[str]:
    persons = set()
    for row in _rows(folder / "sdn.csv"):
        if len(row) > 2 and row[2].strip() == "individual":
            persons.add(row[0])
            yield row[1]
            yield from re.findall(r"a\.k\.a\. '([^']+)'", row[-1])
    for row in _rows(folder / "alt.csv"):
        if row[0] in persons:
            yield row[3]


def _eu(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["schema"] == "Person":
                for field in ("name", "alias", "weakAlias", "previousName"):
                    yield from _split(row[field] or "")


def _rows(path: Path) -> Iterable[list[str]]:
    with path.open(encoding="latin-1", newline="") as rows:
        yield from csv.reader(rows)


def _split(text: str) -> Iterator[str]:
    """A cell of several names: the whole of each, and each without and within its brackets."""
    for piece in re.split(r"[;\n]", text):
        yield piece
        yield re.sub(r"\([^)]*\)", " ", piece)
        yield from re.findall(r"\(([^)]*)\)", piece)


def main(shared: Path) -> None:
    """Write the three data files."""
    seeds = tomllib.loads((DATA / "name_seeds.toml").read_text(encoding="utf-8"))
    _write_json("names.json", name_pools(seeds, shared))
    _write_json("shares.json", shares(shared / "flows" / "icsr_2013_2015.csv"))
    digests = {digest(key) for name in listed_names(shared / "lists") for key in name_keys(name)}
    (DATA / FILE).write_bytes(b"".join(sorted(digests)))


def _write_json(name: str, data: Mapping[str, Any]) -> None:
    rows = ",\n".join(f"{json.dumps(key)}: {_lines(value)}" for key, value in data.items())
    (DATA / name).write_text("{\n" + rows + "\n}\n", encoding="utf-8")


def _lines(value: object) -> str:
    """One token a line, so that a change of the data can be read."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(token, ensure_ascii=False) for token in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
