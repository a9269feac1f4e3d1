"""Words are joined only where the other name writes them together."""

from __future__ import annotations

from coalesce.names.comparing import Likenesses
from coalesce.names.joining import join
from coalesce.names.words import words


def joined(left, right):
    return tuple(tuple(word.plain for word in side) for side in join(words(left), words(right), Likenesses().of))


def test_joined_where_the_other_is():
    assert joined("Kim Jong Un", "Kim Jongun") == (("kim", "jongun"), ("kim", "jongun"))
    assert joined("Kim Jongun", "Kim Jong Un") == (("kim", "jongun"), ("kim", "jongun"))
    assert joined("Xijinping", "习近平") == (("xijinping",), ("xijinping",))
    assert joined("Xi Jin Ping", "习近平") == (("xi", "jinping"), ("xi", "jinping"))
    assert joined("Lee Myung-bak", "이명박") == (("lee", "myungbak"), ("i", "myeongbag"))


def test_left_apart_where_nothing_is_gained():
    assert joined("Ali Hasan", "Ali Hasan") == (("ali", "hasan"), ("ali", "hasan"))
    assert joined("Ali Hasan", "Robert Miller") == (("ali", "hasan"), ("robert", "miller"))
    assert joined("Ali", "Robert") == (("ali",), ("robert",))
