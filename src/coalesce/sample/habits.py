"""How the lists of the sample world are kept: whose they are, what they see, how they write.

Promises one ``Habit`` per list. Invariant: the numbers here are the only knobs of a list; nothing else in the
room knows a list by its name. All of it is invented: no real list of any state is described.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coalesce.records import ListKind

STAGES = ("home", "transit", "border", "syria", "iraq", "back")


@dataclass(frozen=True, slots=True)
class Writing:
    """How names are written. Chances of the parts; ``order`` given or family first; ``capitals`` "", family or all."""

    way: str
    order: str = "given"
    separator: str = " "
    capitals: str = ""
    father: float = 0.4
    grandfather: float = 0.15
    son_of: float = 0.3
    patronymic: float = 0.5
    as_passport: float = 0.3
    second_spelling: float = 0.08
    own_script: float = 0.0
    byname: float = 0.35
    slip: float = 0.05


@dataclass(frozen=True, slots=True)
class Knowing:
    """What else a list knows: chances that a field is filled, and how vague its dates are."""

    birth: float = 0.92
    birth_vague: float = 0.14
    birth_slip: float = 0.05
    sex: float = 0.9
    nationality: float = 0.93
    document: float = 0.5
    document_slip: float = 0.03
    place: float = 0.55
    remark: float = 0.15
    date_vague: float = 0.25
    date_beside: float = 0.12
    grades: str = "BBCCDF"


@dataclass(frozen=True, slots=True)
class Habit:
    """One list. ``coverage`` is its share of all travellers; ``draws`` log-odds by country,
    region or "other";
    ``pull`` how strongly it sees those whom everybody sees; ``through`` the one country whose gates it watches; ``feed`` a source that it
    shares with another list; ``copies`` the list that it is taken from."""

    name: str
    owner: str
    coverage: float
    writing: Writing
    knowing: Knowing
    kind: ListKind = ListKind.TRAVELLERS
    draws: Mapping[str, float] = field(default_factory=dict)
    through: str | None = None
    pull: float = 0.8
    turned_back: float = 0.0
    returned: float = 0.0
    sees: tuple[float, ...] = (0.5, 0.4, 0.3, 0.3, 0.3, 0.4)
    feed: str | None = None
    copies: str | None = None
    source_group: str | None = None
    deduplicated: bool = False
    duplicates: float = 0.06
    prefix: str = ""
    native_towns: bool = False


TRAVELLER_LISTS: tuple[Habit, ...] = (
    Habit(
        "de-departures",
        "DE",
        0.17,
        Writing(
            "de", order="family", separator=", ", father=0.15, as_passport=0.45, second_spelling=0.12, own_script=0.04
        ),
        Knowing(document=0.6, place=0.7, grades="BBBCCD"),
        draws={
            "DE": 4.5,
            "AT": 3.0,
            "CH": 2.5,
            "europe": 1.9,
            "turkey": 0.3,
            "overseas": 0.4,
            "cis": 0.2,
            "other": -0.8,
        },
        sees=(0.75, 0.45, 0.2, 0.3, 0.15, 0.6),
        feed="western feed",
        source_group="western feed",
        deduplicated=True,
        returned=0.5,
        prefix="AR-",
    ),
    Habit(
        "fr-departures",
        "FR",
        0.2,
        Writing("fr", order="family", capitals="family", father=0.12, as_passport=0.5, second_spelling=0.1, byname=0.5),
        Knowing(document=0.55, place=0.7, grades="ABBCCD"),
        draws={"FR": 4.5, "BE": 3.0, "LU": 3.0, "CH": 2.0, "europe": 1.2, "maghreb": 0.9, "LB": 0.6, "other": -0.8},
        sees=(0.75, 0.4, 0.2, 0.3, 0.15, 0.6),
        feed="western feed",
        source_group="western feed",
        deduplicated=True,
        returned=0.5,
        prefix="F",
    ),
    Habit(
        "jo-border",
        "JO",
        0.18,
        Writing("en", capitals="all", father=0.55, grandfather=0.35, son_of=0.05, as_passport=0.55, own_script=0.1),
        Knowing(document=0.8, sex=0.97, place=0.35, date_vague=0.08, grades="AABBC"),
        draws={"JO": 3.4, "mashriq": 1.8, "gulf": 1.4, "europe": -0.8, "cis": -1.2},
        sees=(0.3, 0.4, 0.45, 0.1, 0.2, 0.35),
        duplicates=0.09,
        prefix="JB/",
    ),
    Habit(
        "jo-register",
        "JO",
        0.15,
        Writing("ar", father=0.75, grandfather=0.5, son_of=0.1, as_passport=0, own_script=0, byname=0.6, slip=0.04),
        Knowing(document=0.25, place=0.5, birth=0.75, birth_vague=0.35, date_vague=0.45, grades="BCCDDF"),
        draws={"JO": 2.6, "mashriq": 1.9, "gulf": 1.5, "maghreb": 0.2, "europe": -0.9, "cis": -1.3},
        sees=(0.25, 0.2, 0.3, 0.75, 0.7, 0.15),
        pull=1.1,
        deduplicated=True,
        native_towns=True,
        prefix="",
    ),
    Habit(
        "kz-departures",
        "KZ",
        0.13,
        Writing("cy", order="family", patronymic=0.85, father=0.2, as_passport=0, slip=0.04),
        Knowing(document=0.55, place=0.75, grades="BBCCDF"),
        draws={"KZ": 5.0, "cis": 3.6, "asia": 1.5, "turkey": 1.2, "other": -1.0},
        sees=(0.8, 0.35, 0.1, 0.3, 0.1, 0.5),
        deduplicated=True,
        native_towns=True,
        prefix="КЗ-",
    ),
    Habit(
        "tn-travellers",
        "TN",
        0.25,
        Writing("ar", father=0.7, grandfather=0.3, son_of=0.75, as_passport=0, own_script=0.35),
        Knowing(document=0.55, place=0.8, birth=0.95, grades="BBCCDF"),
        draws={"TN": 3.8, "LY": 2.0, "maghreb": 1.4, "FR": 0.6, "mashriq": 0.2, "cis": -1.0, "other": -0.5},
        sees=(0.75, 0.35, 0.15, 0.35, 0.2, 0.55),
        duplicates=0.05,
        native_towns=True,
        prefix="T",
    ),
    Habit(
        "tr-entry-ban",
        "TR",
        0.52,
        Writing("tr", capitals="family", father=0.25, patronymic=0.25, as_passport=0.6),
        Knowing(document=0.75, sex=0.98, place=0.4, remark=0.1, date_vague=0.15, grades="BBBCCD"),
        draws={"TR": -0.6, "europe": 0.6, "cis": 0.5, "maghreb": 0.2, "JO": -1.0, "LB": -1.0, "IQ": -1.2},
        sees=(0.15, 0.6, 0.35, 0.15, 0.05, 0.35),
        turned_back=1.8,
        deduplicated=True,
        source_group="entry bans",
        prefix="GY",
    ),
    Habit(
        "tr-crossings",
        "TR",
        0.36,
        Writing(
            "tr", capitals="all", father=0.3, patronymic=0.15, as_passport=0.8, second_spelling=0, byname=0, slip=0.06
        ),
        Knowing(
            document=0.9,
            sex=0.99,
            birth=0.97,
            birth_vague=0.04,
            place=0.1,
            remark=0.03,
            date_vague=0.04,
            date_beside=0.02,
            grades="AAAB",
        ),
        through="TR",
        sees=(0, 0.9, 0.45, 0, 0, 0.75),
        pull=0.5,
        turned_back=1.0,
        returned=0.8,
        duplicates=0.12,
        prefix="",
    ),
    Habit(
        "de-relayed",
        "DE",
        0.2,
        Writing("de", order="given", slip=0.06),
        Knowing(document=0.45, sex=0.6, place=0.3, nationality=0.85, date_vague=0.4, grades="CCDF"),
        sees=(0.3, 0.7, 0.6, 0.5, 0.5, 0.6),
        copies="tr-entry-ban",
        source_group="entry bans",
        duplicates=0.03,
        prefix="Z-",
    ),
)
"""Every list of travellers. A list that copies stands behind the one that it copies."""

DESIGNATIONS = Habit(
    "hub-designations",
    "HUB",
    0.0,
    Writing(
        "en",
        father=0.6,
        grandfather=0.3,
        son_of=0.5,
        as_passport=0.3,
        second_spelling=0.75,
        own_script=0.6,
        byname=0.9,
        slip=0.01,
    ),
    Knowing(document=0.55, birth=0.85, birth_vague=0.4, birth_slip=0.03, sex=0.3, place=0.7, remark=0.4, grades="CCD"),
    kind=ListKind.DESIGNATIONS,
    sees=(0, 0, 0, 0, 0, 0),
    deduplicated=True,
    prefix="SWi.",
)
DESIGNATED_PER_TRAVELLER = 0.025
DESIGNATED_TRAVELLERS = 0.4
"""Of the designated, the share who are among the travellers."""

MEMBERS: Mapping[str, str] = {
    "HUB": "Task force secretariat",
    "DE": "Germany",
    "FR": "France",
    "JO": "Jordan",
    "KZ": "Kazakhstan",
    "TN": "Tunisia",
    "TR": "Türkiye",
}
"""The hub's owner first, then the six members whose lists stand on it."""
