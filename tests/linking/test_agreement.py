"""The pure reference of a pair's weight."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from coalesce.linking.agreement import code, explain, levels, match_names, weigh
from coalesce.linking.columns import Columns, prepare
from coalesce.linking.comparisons import NOTHING, Comparison
from coalesce.linking.model import Frequencies, Model
from coalesce.linking.near import by_letter
from coalesce.names import skeleton
from coalesce.names.scripts import script_of
from coalesce.records import Entry, Name, Provenance


def _named(*forms: str) -> Columns:
    split = tuple(tuple(sorted(form.split())) for form in forms)
    return Columns(split, tuple(tuple(map(skeleton, form)) for form in split))


@given(st.data())
def test_left_and_right_do_not_matter(
    any_columns: st.SearchStrategy[Columns], model: Model, data: st.DataObject
) -> None:
    left, right = data.draw(any_columns), data.draw(any_columns)
    one, other = weigh(left, right, model), weigh(right, left, model)
    assert [part.weight for part in one.parts] == [part.weight for part in other.parts]
    assert one.total == other.total


@given(st.data())
def test_the_total_is_the_prior_and_the_parts(
    any_columns: st.SearchStrategy[Columns], model: Model, data: st.DataObject
) -> None:
    weight = weigh(data.draw(any_columns), data.draw(any_columns), model)
    assert [part.comparison for part in weight.parts] == [str(comparison) for comparison in Comparison]
    assert weight.total == pytest.approx(model.prior + sum(part.weight for part in weight.parts))
    assert all(part.reason for part in weight.parts)


def test_one_side_without_anything_gives_the_prior(model: Model) -> None:
    weight = weigh(Columns(), _named("karim zorbal"), model)
    assert weight.total == model.prior
    assert {part.reason for part in weight.parts} == {"one side says nothing"}


def test_more_agreement_tells_more(model: Model) -> None:
    rules = model.name_rules

    def value(left: Columns, right: Columns) -> int:
        match = match_names(code(left, model).forms, code(right, model).forms, rules)
        assert match is not None
        return match.value

    base = _named("karim zorbal dervol")
    ladder = [
        "karim zorbal dervol",
        "karim zorbal",
        "karim zorbel",
        "karim zortal",
        "karim hedraq",
        "yelgor hedraq",
    ]
    found = [value(base, _named(form)) for form in ladder]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)


def test_of_several_forms_the_best_counts(model: Model) -> None:
    left, right = _named("yelgor hedraq", "karim zorbal"), _named("zorbal karim", "vulneq")
    best = match_names(code(left, model).forms, code(right, model).forms, model.name_rules)
    alone = match_names(code(_named("karim zorbal"), model).forms, code(right, model).forms, model.name_rules)
    assert best == alone


def test_a_frequent_name_tells_less(model: Model) -> None:
    frequent = replace(model, tokens=Frequencies({"karim": 8}, 104), skeletons=Frequencies({skeleton("karim"): 8}, 104))
    pair = _named("karim"), _named("karim")
    assert weigh(*pair, frequent).total < weigh(*pair, model).total


def test_reasons_are_words(model: Model) -> None:
    reasons = {
        part.comparison: part.reason for part in weigh(_named("karim zorbal"), _named("kareem zortal bo"), model).parts
    }
    assert reasons["name"] == "2 of 2 name tokens agree, 1 by skeleton and 1 nearly; one name has 1 more"
    assert reasons["birth_date"] == "one side says nothing"


def test_explain_uses_the_levels_given(model: Model) -> None:
    found = dict.fromkeys(Comparison, NOTHING) | {Comparison.SEX: 0}
    weight = explain(found, None, model)
    assert {part.comparison: part.weight for part in weight.parts}["sex"] == model.weight(Comparison.SEX, 0)
    assert weight.total < model.prior


@given(st.text("abk", max_size=10), st.text("abk", max_size=10))
def test_nearly_is_one_letter(one: str, other: str) -> None:
    shortest, distance = min(len(one), len(other)), DamerauLevenshtein.distance(one, other)
    assert by_letter(one, other) == by_letter(other, one)
    if shortest < 4 or distance > 2:
        assert not by_letter(one, other)
    elif distance <= 1:
        assert by_letter(one, other)


def test_levels_of_a_pair(model: Model) -> None:
    one, other = (code(replace(_named("karim zorbal"), sex=sex), model) for sex in ("M", "F"))
    found = levels(one, other, model)
    assert found[Comparison.SEX] == 0
    assert found[Comparison.DOCUMENT] == NOTHING
    assert found[Comparison.NAME] > levels(one, code(_named("yelgor"), model), model)[Comparison.NAME]


def _value(one: str, other: str, model: Model) -> int:
    left, right = (prepare(Entry("1", (Name(name, script_of(name)),), Provenance("made", 1))) for name in (one, other))
    match = match_names(code(left, model).forms, code(right, model).forms, model.name_rules)
    assert match is not None
    return match.value


def test_han_and_hangul_agree_by_letters_and_not_by_sound(model: Model) -> None:
    same = _value("王秀英", "王秀英", model)
    assert _value("張偉", "张伟", model) == _value("张伟", "张伟", model)
    assert _value("王秀英", "王秀莹", model) < 0 < same
    assert _value("김지훈", "김지운", model) < _value("김지훈", "김지훈", model)
    assert _value("김정은", "김준호", model) < 0


def test_a_letter_lost_is_another_word_where_only_one_agrees_and_what_is_left_is_a_name(model: Model) -> None:
    assert _value("志强 杨", "强 杨", model) == _value("志强 杨", "辉 杨", model)


@pytest.mark.parametrize(
    ("whole", "slipped", "other"),
    [
        ("くみ子 春香 後藤", "くみ子 春香 藤", "くみ子 春香 松本"),
        ("里佳 くみ子 佐藤", "佳 くみ子 佐藤", "舞 くみ子 佐藤"),
        ("秀英 淑娟 杨", "秀英 娟 杨", "秀英 静 杨"),
        ("志强 杨", "志 杨", "辉 杨"),
        ("くみ子 鈴木", "く子 鈴木", "舞 鈴木"),
        ("경자 윤", "자 윤", "지우 윤"),
        ("あすか 橋本", "あか 橋本", "舞 橋本"),
        ("志强", "志", "辉"),
    ],
)
def test_a_word_that_lost_a_letter_is_nearly_the_whole_one_where_two_agree_or_it_is_no_name_any_more(
    whole: str, slipped: str, other: str, model: Model
) -> None:
    apart, rules = _value(whole, other, model), model.name_rules
    assert apart + rules.contradiction <= _value(whole, slipped, model) < _value(whole, whole, model)
    assert _value(whole, slipped, model) == _value(slipped, whole, model)


def test_a_han_or_hangul_word_that_agrees_is_nearly_no_other(model: Model) -> None:
    """미영 is a letter from 미경, which both names have; 지우 is no letter from anything."""
    assert _value("지우 미경 이", "미경 미영 이", model) == _value("지우 미경 이", "미경 상철 이", model)


def test_two_names_in_hangul_that_a_jamo_sets_apart_are_two(model: Model) -> None:
    rules = model.name_rules
    assert _value("지연 김", "지현 김", model) == _value("지연 김", "상철 김", model)
    assert _value("지연 김", "지옄 김", model) >= _value("지연 김", "상철 김", model) + rules.contradiction


def test_the_same_sound_in_two_scripts_is_weak_evidence(model: Model) -> None:
    across = _value("王伟", "Wang Wei", model)
    assert _value("王伟", "Li Na", model) < across < _value("王伟", "王伟", model) / 2


def test_a_given_name_more_costs_more_in_han_and_hangul(model: Model) -> None:
    rules = model.name_rules
    assert _value("지영 김", "지영 김", model) - _value("지영 상호 김", "지영 김", model) == rules.extra_hangul
    assert _value("志强 杨", "志强 杨", model) - _value("辉 志强 杨", "志强 杨", model) == rules.extra_han
    assert rules.extra < min(rules.extra_hangul, rules.extra_han)
    assert _value("Omid Zafar", "Omid Zafar", model) - _value("Omid Karim Zafar", "Omid Zafar", model) == rules.extra
