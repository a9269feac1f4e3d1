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


def test_particles_inside_a_word_of_the_other_name():
    assert joined("Jan van der Berg", "Jan Vanderberg") == (("jan", "vanderberg"), ("jan", "vanderberg"))
    assert joined("Osama Binladen", "أسامة بن لادن")[1][1] == "binladan"
    assert joined("Juan Delacruz", "Juan de la Cruz") == (("juan", "delacruz"), ("juan", "delacruz"))


def test_particles_stay_left_out_elsewhere():
    assert joined("Jan van der Berg", "Jan van den Berg") == (("jan", "berg"), ("jan", "berg"))
    assert joined("Jan van der Berg", "Jan Rosenberg") == (("jan", "berg"), ("jan", "rosenberg"))
