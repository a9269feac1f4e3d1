"""Blocking keys: who meets whom, and how many there are."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.columns import Columns, prepare
from coalesce.linking.keys import MOST_PLACED, keys
from coalesce.linking.model import Frequencies, KeyRules, Model
from coalesce.names import script_of, skeleton
from coalesce.records import Entry, Name, Provenance


def _named(form: str, **more: tuple[str, ...]) -> Columns:
    words = tuple(sorted(form.split()))
    return Columns((words,), (tuple(map(skeleton, words)),), **more)  # type: ignore[arg-type]


@given(st.data())
def test_keys_are_few_sorted_and_distinct(
    any_columns: st.SearchStrategy[Columns], model: Model, data: st.DataObject
) -> None:
    found = keys(data.draw(any_columns), model)
    assert list(found) == sorted(set(found))
    assert len(found) <= model.key_rules.most + MOST_PLACED


def _meet(left: Columns, right: Columns, model: Model) -> bool:
    return bool(set(keys(left, model)) & set(keys(right, model)))


def _said(name: str) -> Columns:
    return prepare(Entry("1", (Name(name, "Zyyy"),), Provenance("made.csv", 1)))


def test_words_that_one_list_writes_together_meet(model: Model) -> None:
    assert _meet(_said("Walijan"), _said("ولی جان"), model)
    assert _meet(_said("Hasan Dahir Aweys"), _said("حسن ظاهرعويس"), model), "with a letter that is heard otherwise"
    assert not any(key.startswith("w:") for key in keys(_said("Ali"), model)), "too short to be two words"


def test_who_meets(model: Model) -> None:
    base = _named("zorbal kemtari", births=("19860314",), documents=("A1234567|SY",), nationalities=("SY",))
    assert _meet(base, _named("kemtari zorbel"), model)
    assert _meet(base, _named("zorbal vulneq", births=("19860314",)), model)
    assert _meet(base, _named("zorbal vulneq", births=("19870314",)), model)
    assert _meet(base, _named("vulneq", documents=("A1234567|",)), model)
    assert _meet(base, _named("vulneq", births=("19860314",), nationalities=("SY",)), model)
    assert not _meet(base, _named("vulneq hedraq"), model)
    among_many = model.for_population(1_000_000)
    assert not _meet(base, _named("zorbal vulneq", births=("19710520",)), among_many)
    assert _meet(base, _named("zorbal vulneq", births=("19860520",)), among_many)


def test_a_frequent_pair_of_names_needs_a_date_beside_it(model: Model) -> None:
    told = Frequencies({skeleton("karim"): 24, skeleton("hasan"): 24}, 104)
    frequent = replace(model, blocking=told, key_rules=KeyRules(1.0, 48)).for_population(1 << 14)
    bare = _named("karim hasan")
    dated = _named("karim hasan", births=("19860314",))
    assert keys(bare, frequent) == ()
    assert _meet(dated, dated, frequent)
    assert not _meet(dated, bare, frequent)
    assert _meet(bare, bare, frequent.for_population(1 << 5))


def test_the_most_telling_keys_stay_where_there_are_too_many(model: Model) -> None:
    many = _named("zorbal kemtari vulneq shambir hedraq tolumis", documents=("A1234567|",), births=("19860314",))
    few = keys(many, replace(model, key_rules=KeyRules(model.key_rules.block, 3)))
    assert len(few) == 3
    assert "n:A1234567" in few
    assert set(few) <= set(keys(many, model))


def test_a_name_in_another_script_meets_its_other_spellings_and_frequent_names_that_it_may_be(model: Model) -> None:
    assert _meet(_said("Sakalouskaya Dzmitryevich"), _said("Соколовская Дмитриевич"), model)
    assert _meet(_said("Chaudhry Aamir"), _said("چوہدری عامر"), model), "learned"
    assert not _meet(_said("Sakalouskaya Dzmitryevich"), _said("Кирсанова Андреевна"), model)


def test_a_name_that_is_all_a_record_says_may_be_more_frequent(model: Model) -> None:
    told = Frequencies({skeleton("karim"): 40, skeleton("hasan"): 40}, 104)
    frequent = replace(model, blocking=told, key_rules=KeyRules(1.0, 48)).for_population(1 << 12)
    bare, dated = _named("karim hasan"), _named("karim hasan", nationalities=("SY",))
    assert _meet(bare, bare, frequent)
    assert not _meet(dated, dated, frequent)
    assert not _meet(bare, bare, frequent.for_population(1 << 13)), "but not however frequent"


def test_a_name_of_one_word_tells_that_it_is_one(model: Model) -> None:
    told = Frequencies({skeleton("harrachi"): 64}, 104)
    frequent = replace(model, blocking=told, key_rules=KeyRules(1.0, 48)).for_population(1 << 11)
    born = {"nationalities": ("DZ",)}
    assert _meet(_named("harrachi", **born), _named("harashi", **born), frequent)
    assert not _meet(_named("harrachi", **born), _named("harrachi yusuf", **born), frequent)


def test_other_spellings_do_not_crowd_out_the_words_as_they_are(model: Model) -> None:
    name = _said("Александр Дмитриевич Агафонов Соколовская Врублевский Тимофеевич")
    few = replace(model, key_rules=KeyRules(model.key_rules.block, 15))
    own = {skeleton(word) for form in name.forms for word in form}
    pairs = [key.partition(":")[2].split("|") for key in keys(name, few) if key.startswith("p:")]
    assert pairs
    assert all(set(two) <= own for two in pairs)


def test_an_approximate_date_makes_keys_of_its_few_years(model: Model) -> None:
    base = _named("zorbal", births=("1986",))
    wide = replace(model, population=32 * 2 ** (model.blocking.unseen // 8), key_rules=KeyRules(1.0, 48))
    assert keys(_named("zorbal", nationalities=("SY",)), wide) == ()
    for births in ("1986~", "1985~", "1985/1987", "1986/1987"):
        assert _meet(base, _named("zorbal", births=(births,)), wide)
    for births in ("1984~", "1980/1990", "1987/1989"):
        assert not _meet(base, _named("zorbal", births=(births,)), wide)


def test_a_rare_token_alone_is_a_key(model: Model) -> None:
    few = model.for_population(100)
    assert _meet(_named("zorbal vulneq"), _named("zorbal hedraq"), few)


def test_among_more_records_a_key_must_tell_more(model: Model) -> None:
    assert model.for_population(8 * model.population).least_bits == model.least_bits + 3
    assert model.for_population(1).least_bits == 0


def test_a_name_that_lost_a_letter_by_a_slip_meets_the_whole_one(model: Model) -> None:
    few = model.for_population(18_000)
    assert _meet(_said("志文 阮"), _said("志 阮"), few)
    assert _meet(_said("경자 윤"), _said("자 윤"), few)
    assert _meet(_said("あすか 橋本"), _said("あか 橋本"), few)
    assert _meet(_said("くみ子 鈴木"), _said("くみ 鈴木"), few)
    assert not _meet(_said("志强 杨"), _said("强 杨"), few), "a name of its own"
    assert len(keys(_said("志文 美玲 阮"), few)) <= few.key_rules.most


def test_east_asian_names_meet_their_consonants_in_the_keys(model: Model) -> None:
    korean, latin = (
        Entry("1", (Name(name, script_of(name)),), Provenance("made.csv", 2)) for name in ("재현 강", "Gang Jaehyun")
    )
    assert _meet(prepare(korean), prepare(latin), model)


def test_a_name_meets_a_residence_where_the_model_knows_how_frequent_they_are(model: Model) -> None:
    told = Frequencies({"lndn": 16}, 80)
    knows, none = replace(model, residences=told), replace(model, residences=Frequencies({}, 72))
    here = _named("zorbal kemtari", residences=("lndn", "4dj+sw1"))
    there = _named("zorbal hedraq", residences=("4dj+sw1",))
    assert "v:zrbl|4dj+sw1" in keys(here, knows)
    assert _meet(here, there, knows.for_population(1 << 20))
    assert not any(key.startswith("v:") for key in keys(here, none))
    common = replace(knows, blocking=Frequencies({"zrbl": 8, "kmtr": 8}, 8), key_rules=KeyRules(1.0, 48))
    assert not any(key.startswith("v:") and key.endswith("lndn") for key in keys(here, common.for_population(1 << 14)))


def test_places_do_not_crowd_out_what_the_name_tells(model: Model) -> None:
    knows = replace(model, residences=Frequencies({"lndn": 16}, 80))
    words = tuple(f"{letter}x{number}" for letter in "bdfg" for number in range(9))
    crowded = keys(_named("zorbal kemtari", residences=words), knows)
    assert set(keys(_named("zorbal kemtari"), knows)) <= set(crowded)
    assert sum(key.startswith("v:") for key in crowded) == MOST_PLACED
