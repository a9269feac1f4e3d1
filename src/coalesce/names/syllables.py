"""Bones of East Asian names, whose vowels tell them apart: Ye-jun and U-jin have the same consonants.

Invariant: a function of one name's words alone; a word of any other name keeps its consonant skeleton. The bone of a
Korean, Chinese or Japanese word holds its vowels, in its own script and where it is romanised, folded until the usual
spellings of one word agree: Geun-hye and Keunhye.

A Latin word is taken for one of these only where it is made of that language's syllables and its name holds one of
its frequent family names that is hardly one elsewhere. The tables were written for this project, from what is common
knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from coalesce.names.words import Word

_CHINESE = frozenset(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun zhu hu guo gao luo zheng liang xie tang deng feng cao peng"
    " zeng xiao tian dong yuan pan jiang cai yu ye cheng wei ding shen zhong cui jia xia fu fang zou xiong qin qiu yin"
    " xue yan duan hou tao mao hao gong shao wan qian lei lu lin ren liao meng shi su du jin kong yi hsu chou".split()
)
_KOREAN = frozenset(
    "kim gim lee park bak pak choi choe jung jeong chung cho kang gang yoon yun jang lim shin seo suh kwon gwon hwang"
    " ahn ryu yoo jeon chun hong moon yang bae baek heo huh nam roh noh joo koo rhee".split()
)
_JAPANESE = frozenset(
    "sato suzuki takahashi tanaka ito watanabe yamamoto nakamura kobayashi kato yoshida yamada sasaki yamaguchi"
    " matsumoto inoue kimura hayashi shimizu yamazaki mori ikeda hashimoto abe ishikawa yamashita nakajima maeda fujita"
    " ogawa goto okada hasegawa murakami kondo ishii saito sakamoto endo aoki fujii nishimura fukuda ota miura fujiwara"
    " okamoto matsuda nakagawa nakano harada ono tamura takeuchi kaneko wada nakayama ishida ueda morita shibata sakai"
    " kudo yokoyama miyazaki miyamoto uchida takagi ando taniguchi ohno maruyama imai takada fujimoto takeda murata ueno"
    " sugiyama masuda sugawara hirano kojima otsuka chiba kubo matsui sano nomura arai".split()
)

_PINYIN = re.compile(
    "(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:[iu]ang|[aei]ng|i?ong|i?an|[ie]n|iao|uai|uan|[au]i|ei|i?[ao]|[oi]u|u[aeo]|u?n"
    "|ie|[aeiou]|er)){1,3}"
)
_HANGUL = re.compile(
    "(?:(?:kk|tt|pp|ss|jj|ch|sh|[bcdghjklmnprstvz])?[yw]?(?:ae|eo|eu|oe|ui|oo|ee|ou|[aeiou])(?:ng|ck|rk|[kgnltmpb])?){1,3}"
)
_KANA = re.compile("(?:(?:[krhmngbp]y|[sct]h|tch|ts|ss|tt|kk|[kgsztdnhbpmyrwfj])?[aeiou]h?(?:n(?![aeiou]))?){1,6}")

SYLLABIC = {"Hani": "chinese", "Hang": "korean", "Kore": "korean", "Kana": "japanese", "Jpan": "japanese"}
"""The language whose spellings the words of a script follow."""
_FAMILIES = {"korean": _KOREAN, "chinese": _CHINESE, "japanese": _JAPANESE}
_ONE = {"chinese": re.compile(_PINYIN.pattern[: -len("{1,3}")]), "korean": re.compile(_HANGUL.pattern[: -len("{1,3}")])}
_SYLLABLES = {"korean": _HANGUL, "chinese": _PINYIN, "japanese": _KANA}

_KOREAN_VOWELS = re.compile("woo|wu|yeo|you|yoo|eo|eu|ou|oo|ee|oe|wo|ui|ae")
_VOWEL_OF = {"yeo": "yu", "you": "yu", "yoo": "yu", "ee": "i", "oe": "e", "ui": "i", "ae": "e"}
_KOREAN_FIRST = str.maketrans({"g": "k", "b": "p", "d": "t", "r": "l"})
_KOREAN_DIGRAPHS = re.compile("ch|sh|rk|ck")
_DIGRAPH_OF = {"ch": "j", "sh": "s", "rk": "k", "ck": "k"}
_SURNAME_OF = {
    "lee": "i",
    "yi": "i",
    "rhee": "i",
    "park": "pak",
    "roh": "no",
    "noh": "no",
    "ryu": "yu",
    "lim": "im",
    "choi": "je",
}
_DOUBLED = re.compile(r"(.)\1+")
_LONG_O = re.compile("o(?:[uo]|h(?![aeiou]))")


def bones_with_vowels(words: Sequence[Word]) -> tuple[str, ...]:
    """The bone of each word of a name."""
    latin = {word.plain for word in words if word.script == "Latn"}
    tongue = next((tongue for tongue, families in _FAMILIES.items() if len(latin) > 1 and latin & families), None)
    return tuple(_bone(word, tongue) for word in words)


def _bone(word: Word, tongue: str | None) -> str:
    own = SYLLABIC.get(word.script)
    if own is None and tongue is not None and word.script == "Latn" and _SYLLABLES[tongue].fullmatch(word.plain):
        own = tongue
    return word.bone if own is None else with_vowels(word.plain, own)


@lru_cache(maxsize=65_536)
def is_syllable(plain: str) -> bool:
    """Whether a Latin word may be one syllable of a Chinese or Korean name."""
    return any(_ONE[tongue].fullmatch(plain) is not None for tongue in _ONE)


@lru_cache(maxsize=65_536)
def with_vowels(plain: str, tongue: str) -> str:
    """A romanised word of one of the three tongues ("korean", "chinese", "japanese"), folded; never empty for a word."""
    if tongue == "korean":
        plain = _SURNAME_OF.get(plain, plain)
        plain = _KOREAN_DIGRAPHS.sub(lambda match: _DIGRAPH_OF[match[0]], plain)
        plain = _KOREAN_VOWELS.sub(lambda match: _VOWEL_OF.get(match[0], "u"), plain).translate(_KOREAN_FIRST)
    elif tongue == "japanese":
        plain = _LONG_O.sub("o", plain).replace("uu", "u")
    return _DOUBLED.sub(r"\1", plain)
