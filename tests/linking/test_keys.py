"""Blocking keys: who meets whom, and how many there are."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.columns import Columns
from coalesce.linking.keys import keys
from coalesce.linking.model import Frequencies, KeyRules, Model
from coalesce.names import skeleton


def _named(form: str, **more: tuple[str, ...]) -> Columns:
    words = tuple(sorted(form.split()))
    return Columns((words,), (tuple(map(skeleton, words)),), **more)  # type: ignore[arg-type]


@given(st.data())
def test_keys_are_few_sorted_and_distinct(
    any_columns: st.SearchStrategy[Columns], model: Model, data: st.DataObject
) -> None:
    found = keys(data.draw(any_columns), model)
    assert list(found) == sorted(set(found))
    assert len(found) <= model.key_rules.most


def _meet(left: Columns, right: Columns, model: Model) -> bool:
    return bool(set(keys(left, model)) & set(keys(right, model)))


def test_who_meets(model: Model) -> None:
    base = _named("zorbal kemtari", births=("19860314",), documents=("A1234567|SY",), nationalities=("SY",))
    assert _meet(base, _named("kemtari zorbel"), model)
    assert _meet(base, _named("zorbal vulneq", births=("19860314",)), model)
    assert _meet(base, _named("zorbal vulneq", births=("19870314",)), model)
    assert _meet(base, _named("vulneq", documents=("A1234567|",)), model)
    assert _meet(base, _named("vulneq", births=("19860314",), nationalities=("SY",)), model)
    assert not _meet(base, _named("vulneq hedraq"), model)
    assert not _meet(base, _named("zorbal vulneq", births=("19710520",)), model)


def test_a_frequent_pair_of_names_needs_a_date_beside_it(model: Model) -> None:
    frequent = replace(
        model, skeletons=Frequencies({skeleton("karim"): 24, skeleton("hasan"): 24}, 104), key_rules=KeyRules(14.0, 48)
    )
    bare = _named("karim hasan")
    dated = _named("karim hasan", births=("19860314",))
    assert keys(bare, frequent) == ()
    assert _meet(dated, dated, frequent)
    assert not _meet(dated, bare, frequent)
    assert _meet(bare, bare, replace(frequent, key_rules=KeyRules(5.0, 48)))


def test_the_most_telling_keys_stay_where_there_are_too_many(model: Model) -> None:
    many = _named("zorbal kemtari vulneq shambir hedraq tolumis", documents=("A1234567|",), births=("19860314",))
    few = keys(many, replace(model, key_rules=KeyRules(model.key_rules.least_bits, 3)))
    assert len(few) == 3
    assert "n:A1234567" in few
    assert set(few) <= set(keys(many, model))


def test_an_approximate_date_makes_no_key(model: Model) -> None:
    assert keys(_named("zorbal", births=("1986~", "1985/1987")), model) == keys(_named("zorbal"), model)
