"""A fit of a model: what goes in, what comes out, and what can never get in."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from coalesce.dates import PartialDate
from coalesce.errors import NotPermitted, Refusal
from coalesce.handling import Handling
from coalesce.linking.comparisons import Comparison
from coalesce.linking.fitting import LEAST_PAIRS, Named, OwnRows, fit
from coalesce.linking.model import Model
from coalesce.records import Document, Entry, Judgement, Name, Place, Provenance, Record, Verdict
from tests.builders import UNTIL

GIVEN = "zorbal vulneq hedraq bartuk mansub qasfar yelgor tolumis".split()
NAMED = Named(2, "2014-11-01")


def made(number: int, name: str, born: PartialDate, owner: str = "NL", **fields: object) -> Record:
    entry = Entry(str(number), (Name(name, "Latn"),), Provenance("a.csv", 1), birth_dates=(born,), **fields)  # type: ignore[arg-type]  # fields of an Entry by name
    return Record(f"r{number:05}", 1, "L", "border", owner, Handling(UNTIL), entry)


def records(persons: int = 260) -> list[Record]:
    """Two records of each person; every tenth differs in its date by a slip."""
    draw, found = random.Random(5), []
    for person in range(persons):
        name = f"{draw.choice(GIVEN)} {''.join(draw.choices('bdfghklmnrstz', k=4))}a{draw.choice('bdfgk')}u"
        born = PartialDate.of(draw.randint(1960, 1995), draw.randint(1, 12), draw.randint(2, 28))
        slip = PartialDate.of(born.earliest.year, born.earliest.month, born.earliest.day % 28 + 1)
        paper = (Document(f"PQ{draw.randrange(10**7):07}"),)
        place = (Place(draw.choice(["Krzamal", "Blektun", "Dorvish"])),)
        for at in range(2):
            when = slip if at and person % 10 == 0 else born
            found.append(made(2 * person + at, name, when, documents=paper, birth_places=place))
    return found


def word(left: str, right: str, verdict: Verdict, member: str = "NL") -> Judgement:
    return Judgement("j", left, right, 1, 1, verdict, member, datetime(2014, 11, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def fitted() -> Model:
    from tests.builders import model

    return fit(OwnRows("NL", records(), [], frozenset()), model(), NAMED)


def test_it_says_what_it_was_fitted_on(fitted: Model) -> None:
    assert fitted.fitting is not None
    assert (fitted.name, fitted.fitting.version, fitted.fitting.day) == ("own-2", 2, "2014-11-01")
    assert fitted.fitting.lists == (("border", 520),)
    assert 240 <= fitted.fitting.pairs <= 290
    assert "border (520 records)" in fitted.card
    assert f"set to {fitted.population:,} records" in fitted.card


def test_no_token_of_fewer_than_ten_persons_gets_in_and_others_do(fitted: Model, model: Model) -> None:
    new = fitted.tokens.known.keys() - model.tokens.known.keys()
    assert new == set(GIVEN)
    assert fitted.places.known.keys() - model.places.known.keys()


def test_levels_rise_and_none_is_left_at_nothing(fitted: Model) -> None:
    for comparison in (Comparison.NAME, Comparison.DOCUMENT, Comparison.NATIONALITY, Comparison.BIRTH_PLACE):
        weights = np.array(fitted.weights[comparison])
        assert (np.diff(weights) > -1e-9).all()
    assert all(m > 0 and u > 0 for pairs in fitted.levels.values() for m, u in pairs)


def test_it_learns_slips_of_dates_from_the_lists(fitted: Model, model: Model) -> None:
    one_part = 5
    assert fitted.levels[Comparison.BIRTH_DATE][one_part][0] != model.levels[Comparison.BIRTH_DATE][one_part][0]
    assert fitted.levels[Comparison.BIRTH_DATE][one_part][0] == pytest.approx(0.1, abs=0.05)


def test_the_same_rows_in_any_order_give_the_same_model(fitted: Model, model: Model) -> None:
    turned = fit(OwnRows("NL", records()[::-1], [], frozenset()), model, NAMED)
    assert turned == fitted


def test_too_few_pairs_are_refused_with_the_number_it_takes(model: Model) -> None:
    with pytest.raises(Refusal, match=f"it takes {LEAST_PAIRS}"):
        fit(OwnRows("NL", records(40), [], frozenset()), model, NAMED)


def test_a_list_free_of_duplicates_has_no_pair_within(model: Model) -> None:
    with pytest.raises(Refusal, match=": 0 pairs"):
        fit(OwnRows("NL", records(), [], frozenset({"L"})), model, NAMED)


def test_a_record_of_another_member_never_gets_in() -> None:
    received = replace(records(1)[0], owner="FR")
    with pytest.raises(NotPermitted, match="never on received"):
        OwnRows("NL", [*records(2)[1:], received], [], frozenset())


def test_a_judgement_of_another_member_never_gets_in() -> None:
    with pytest.raises(NotPermitted, match="judgements"):
        OwnRows("NL", records(2), [word("r00000", "r00001", Verdict.SAME, member="FR")], frozenset())


def test_unsure_outdated_and_strange_judgements_are_left_out() -> None:
    words = [
        word("r00000", "r00001", Verdict.UNSURE),
        replace(word("r00000", "r00001", Verdict.SAME), current=False),
        word("r00000", "r99999", Verdict.SAME),
        word("r00000", "r00002", Verdict.DIFFERENT),
    ]
    assert OwnRows("NL", records(2), words, frozenset()).judged == {("r00000", "r00002"): False}


def test_judged_pairs_are_truth(model: Model) -> None:
    """Of pairs that look the same, those that humans call different are no longer pairs of one person."""
    given = records()
    words = [word(f"r{2 * at:05}", f"r{2 * at + 1:05}", Verdict.DIFFERENT) for at in range(50)]
    told = fit(OwnRows("NL", given, words, frozenset()), model, NAMED)
    assert told.fitting is not None
    assert told.fitting.pairs <= 240
    assert told.fitting.judged == 50


def test_the_calibration_moves_towards_what_humans_said(fitted: Model, model: Model) -> None:
    given = records()
    same = [word(f"r{2 * at:05}", f"r{2 * at + 1:05}", Verdict.SAME) for at in range(40)]
    other = [word(f"r{2 * at:05}", f"r{2 * at + 1:05}", Verdict.DIFFERENT) for at in range(40, 70)]
    told = fit(OwnRows("NL", given, same + other, frozenset()), model, NAMED)
    assert told.calibration != model.calibration
    assert fitted.calibration == model.calibration
