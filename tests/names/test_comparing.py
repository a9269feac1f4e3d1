"""Comparing names: symmetric, order-free, blind to how letters are stored, and it says why."""

from __future__ import annotations

import math
import unicodedata
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.names import compare
from coalesce.names.comparing import (
    FEATURES,
    LEAST_UNHEARD,
    LEAST_UNLIKE,
    MOST_LETTERS,
    MOST_UNHEARD,
    MOST_WORDS,
    SIGNS,
    Likenesses,
    compare_many,
    distinct_words,
    features,
    lay,
    score,
    scores,
)

ALPHABET = "abdehiklmnorsuyz éüعبدحمنيلاбвгдеклмнорсאבגדהלמנ习近김"
NAMES = st.text(ALPHABET, max_size=24) | st.text(max_size=12)


@settings(deadline=None)
@given(NAMES, NAMES)
def test_symmetric_and_never_out_of_range(left, right):
    one, other = compare(left, right), compare(right, left)
    assert one.score == pytest.approx(other.score, abs=1e-12)
    assert 0 <= one.score < 1
    assert not math.isnan(one.score)


@settings(deadline=None)
@given(NAMES, NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_how_letters_are_stored_does_not_matter(left, right, form):
    plain = compare(left, right).score
    assert compare(unicodedata.normalize(form, left), right).score == pytest.approx(plain, abs=1e-12)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Salih Khalil Nazmi", "إياد نظمي صالح خليل"),
        ("Rustam Magomedovich Aselderov", "Рустам Магомедович Асельдеров"),
        ("Johann Peter Schmidt", "Petra Schmitt Johan"),
        ("Jong علي ไทย é 伟", "王 Sheikh Ёлка é Kim ไทย"),  # several layings are equally good
        ("ไทย O'Neil 王 Nur", "Cohen ｶﾞ ﬁ اللطيف ཀ"),
    ],
)
def test_the_order_of_words_does_not_matter(left, right):
    orders = [" ".join(order) for order in permutations(left.split())]
    assert len({round(compare(order, right).score, 12) for order in orders}) == 1
    assert len({round(compare(right, order).score, 12) for order in orders}) == 1


SAME = [
    ("عبد اللطيف صالح", "Abdul Latif Saleh"),
    ("عبداللطيف صالح", "Abdullatif Salih"),
    ("محمد حسین احمدی", "Mohammad Hossein Ahmadi"),
    ("Рустам Магомедович Асельдеров", "Rustam Magomedovich Aselderov"),
    ("בנימין נתניהו", "Binyamin Netanyahu"),
    ("Abu Bakr al-Baghdadi", "أبو بكر البغدادي"),
    ("Abu Bakr al-Baghdadi", "Абу Бакр аль-Багдади"),
    ("Kim Jong Un", "Kim Jongun"),
    ("John Smith", "SMITH, John"),
    ("William Gates", "Bill Gates"),
    ("Ludwig von Beethoven", "Ludwig van Beethoven"),
    ("J. Smith Robertson", "John Smith Robertson"),
    ("Мохаммед Али", "Mohammed Ali"),
]
OTHER = [
    ("Kim Jong Man", "Kim Jong Sik"),
    ("Izzat Ibrahim al-Mosuli", "Izzat Ibrahim al-Duri"),
    ("محمد احمد صالح", "Mahmud Yusuf Karim"),
    ("Viktor Orbach", "Michel Orban"),
    ("John Smith", "Jane Miller"),
    ("Abdul Latif Mansur", "Abdul Latif Noori"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_spellings_of_one_name(left, right):
    assert compare(left, right).score > 0.5


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_two_names(left, right):
    assert compare(left, right).score < 0.5


def test_more_evidence_never_ties():
    found = [
        compare(name, name).score
        for name in (
            "Ali",
            "Muhammad Ali",
            "Muhammad Ali Hasan",
            "Muhammad Ali Hasan Tawfiq",
            "Muhammad Ali Hasan Tawfiq Zubaydi",
        )
    ]
    assert all(one < other for one, other in pairwise(found))
    assert found[-1] < 1


def test_a_rare_word_tells_more_than_a_frequent_one():
    assert compare("Zubaydullayev", "Zubaydullayev").score > compare("Muhammad", "Muhammad").score


@pytest.mark.parametrize("name", ["", " ", "😀", "---", "\u200f", "\u200b\u200d"])
def test_nothing_agrees_with_nothing(name):
    assert compare(name, name).score == 0
    assert compare(name, "Muhammad").score == 0
    assert compare(name, "Muhammad").reasons == ("a name without a letter or digit agrees with nothing",)


def test_marks_and_lookalikes_hide_nothing():
    plain = compare("Muhammad Ali", "Muhammad Ali").score
    assert compare("Mu\u200bhammad\u200f Ali", "Muhammad Ali").score == plain
    assert compare("Muhаmmad Аli", "Muhammad Ali").score == plain  # Cyrillic а and А


@pytest.mark.parametrize(
    ("left", "right"), [("习近平", "Xi Jinping"), ("김정은", "Kim Jong Un"), ("习近平", "Xi Miller")]
)
def test_nothing_is_sure_in_a_script_that_the_encoder_does_not_know(left, right):
    found = compare(left, right)
    assert LEAST_UNHEARD <= found.score <= MOST_UNHEARD
    assert any("script" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("王小明", "John Smith"),
        ("王小明", "Li Dawei"),
        ("김정은", "John Smith"),
        ("李", "Smith"),
        ("Γιώργος Παπαδόπουλος", "John Smith"),
        ("藤井健", "Ken Fujii"),  # a reading that no rule here knows: unlikely, but no surer than that
    ],
)
def test_there_two_names_that_agree_in_nothing_stay_below_one_that_holds_the_other(left, right):
    assert LEAST_UNLIKE < compare(left, right).score == compare(right, left).score
    for held, longer in (("Ali", "Ali Hassan"), ("Ali", "Ali Zubaydullayev"), ("John", "John Smith")):
        assert compare(left, right).score < compare(held, longer).score


def test_there_a_word_that_is_more_likely_alike_never_lowers_the_score():
    one, other = distinct_words("王小明"), distinct_words("John Smith")
    known = [Likenesses({("john", "王"): like / 100, ("smith", "小明"): 0.15}) for like in range(81)]
    found = [score(lay(one, other, each)) for each in known]
    assert found == sorted(found)
    assert found[0] < LEAST_UNHEARD < found[80]


@pytest.mark.parametrize("number", ["١٢٣", "۱۲۳", "१२३", "๑๒๓", "\uff11\uff12\uff13", "১২৩"])
def test_a_digit_is_the_same_in_any_script(number):
    for left, right in ((number, "123"), (f"Vulneq {number}", "123 Vulneq"), (f"زربال {number}", "زربال 123")):
        assert compare(left, right).score == compare(right, right).score
    assert compare(number, "124").score < 0.5


def test_reasons_name_the_words_as_written():
    found = compare("عبد اللطيف الحسن", "Abdul Latif Hassan Karim")
    assert [(each.left, each.right) for each in found.aligned] == [("عبد اللطيف", "Abdul Latif"), ("الحسن", "Hassan")]
    assert found.right_alone == ("Karim",)
    assert found.left_alone == ()
    assert "only the right name has Karim" in found.reasons
    assert all(each.reason and each.rarity > 0 for each in found.aligned)


def test_sides_stay_where_they_are():
    found = compare("Abdul Latif Hassan Karim", "عبد اللطيف الحسن")
    assert [(each.left, each.right) for each in found.aligned] == [("Abdul Latif", "عبد اللطيف"), ("Hassan", "الحسن")]
    assert found.left_alone == ("Karim",)


def test_an_alias_more_never_lowers_the_best():
    names = ["Karim Saleh", "Abdul Latif", "Latif"]
    found = scores("Abdullatif Saleh", names)
    assert found == [compare("Abdullatif Saleh", name).score for name in names]
    assert all(max(found[: count + 1]) >= max(found[:count]) for count in range(1, len(found)))


def test_many_at_once_give_what_each_gives():
    pairs = [*SAME, *OTHER]
    assert [found.score for found in compare_many(pairs)] == pytest.approx([compare(*pair).score for pair in pairs])


def test_long_names_are_cut_and_it_is_said():
    long = " ".join(f"name{number}x" for number in range(500))
    found = compare(long, "Muhammad Ali")
    assert len(distinct_words(long)) == MOST_WORDS
    assert any(str(MOST_LETTERS) in reason for reason in found.reasons)
    assert compare("Ali Ali Hasan", "Ali Hasan").score == compare("Ali Hasan", "Ali Hasan").score


def test_of_many_words_the_rarest_are_compared_whatever_their_order():
    long = "Faris Ahmed Hasan Yusuf Khalid Omar Bilal Tariq Zayd Hamza Jafar Salim Nasir Walid Rashid Karim Majid Samir".split()
    one, other = " ".join(long), " ".join(reversed(long))
    found = compare(one, other)
    assert found.score == compare(one, one).score
    assert any(str(MOST_WORDS) in reason for reason in found.reasons)


@pytest.mark.parametrize("noise", ["\u200b", " ", ".", "\u0301", "\u202e", " - ", "\U0001f600"])
def test_nothing_hides_a_name_behind_the_cut(noise):
    plain = compare("Zorba Kemtari", "Zorba Kemtari").score
    for hidden in (noise * 500 + "Zorba Kemtari", f"Zorba {noise * 500} Kemtari"):
        assert compare(hidden, "Zorba Kemtari").score == plain


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_cut_stands_at_the_same_letter_however_letters_are_stored(form):
    long = " ".join(["Ünal\u0301", "Đặngộ", "\ufdfa", "\ufb01lip"] * 60)
    other = f"{long[:399]} Qorvath"
    assert compare(unicodedata.normalize(form, long), other).score == compare(long, other).score


def test_features_are_as_many_as_their_names():
    found = features(lay(distinct_words("Ali Hasan"), distinct_words("Aly Hassan Karim"), Likenesses()))
    assert len(found) == len(FEATURES) == len(SIGNS)


@pytest.mark.parametrize(
    ("name", "latin", "other"),
    [
        ("习近平", "Xi Jinping", "Xi Zhongxun"),
        ("김정은", "Kim Jong Un", "Kim Jong Nam"),
        ("박근혜", "Park Geun-hye", "Park Chung-hee"),
        ("이명박", "Lee Myung-bak", "Lee Jae-myung"),
        ("アベ シンゾウ", "Shinzo Abe", "Taro Abe"),
        ("नरेन्द्र मोदी", "Narendra Modi", "Rahul Modi"),
        ("Γιώργος Παπανδρέου", "Giorgos Papandreou", "Giorgos Papadopoulos"),
        ("გიორგი მარგველაშვილი", "Giorgi Margvelashvili", "Giorgi Kvirikashvili"),
        ("Արմեն Սարգսյան", "Armen Sargsyan", "Armen Petrosyan"),
        ("ทักษิณ ชินวัตร", "Thaksin Shinawatra", "Somchai Wongsawat"),
    ],
)
def test_a_romanised_form_that_agrees_is_likely_and_never_sure(name: str, latin: str, other: str) -> None:
    assert 0.6 < compare(name, latin).score <= MOST_UNHEARD
    assert compare(name, other).score < 0.5


@pytest.mark.parametrize(
    ("longer", "shorter", "other"),
    [
        ("Ivan Petrovich Sidorov", "Ivan Sidorov", "Ivan Petrovich"),
        ("Olga Barysauna Kavaleva", "Olga Kavaleva", "Kavaleva"),
        ("John A. Smith", "John Smith", "Smith"),
    ],
)
def test_a_patronymic_or_an_initial_that_is_missing_costs_little(longer: str, shorter: str, other: str) -> None:
    assert compare(longer, shorter).score > 0.85
    assert compare(longer, other).score < compare(longer, shorter).score


def test_initials_tell_little() -> None:
    assert compare("J. S.", "John Smith").score < 0.5


def test_another_syllable_is_another_name() -> None:
    assert compare("习近平", "习近朋").score < 0.5
    assert not any("spelt alike" in reason for reason in compare("习近平", "习近朋").reasons)


def test_a_look_alike_letter_is_told() -> None:
    assert any("only looks like" in remark for remark in compare("Ivаn Petrov", "Ivan Petrov").remarks)
    assert not compare("Иван Petrov", "Ivan Petrov").remarks


def test_what_nobody_sees_is_not_shown() -> None:
    assert [each.left for each in compare("Jo\u200bhn \u202eSmith", "John Smith").aligned] == ["John", "Smith"]
