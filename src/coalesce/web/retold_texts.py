"""What an estimate says in words, as texts of the catalogue: its reasons, what would lift them, warnings, methods.

Invariant: every sentence that the rooms of estimation write fits one of these (``tests/web/test_retold.py`` reads their code).
"""

from __future__ import annotations

from coalesce.web.language import marked

REASONS = (
    marked("captured by any record, the table holds only people whose leg some list knows: who made the leg unknown to all lists is outside of it, and a total would be too small"),
    marked("there is 1 list; fewer than %(fewest)s cannot tell lists that depend on each other from a small number of people"),
    marked("there are %(lists)s lists; fewer than %(fewest)s cannot tell lists that depend on each other from a small number of people"),
    marked("there is 1 list once lists of one source count as one; fewer than %(fewest)s cannot tell lists that depend on each other from a small number of people"),
    marked("there are %(lists)s lists once lists of one source count as one; fewer than %(fewest)s cannot tell lists that depend on each other from a small number of people"),
    marked("only %(people)s people are on two or more lists; fewer than %(fewest)s say too little"),
    marked("nobody of %(lists)s is on another list"),
    marked("%(both)s of the %(size)s people of %(one)s are on %(other)s too: one seems to be made from the other"),
    marked("no model of these lists has a maximum of the likelihood that says how many are unseen"),
    marked("%(models)s models explain the lists about equally well (within %(near)s units of BIC) and say from %(low)s to %(high)s, more than a factor of %(factor)s"),
    marked("no interval can be put around a total: a list shows nobody, nobody is on two lists, or in half or more of the tables drawn anew from these people no model has a total"),
    marked("the 95 % interval runs from %(low)s to %(high)s, more than a factor of %(factor)s"),
    marked("the chosen model says %(total)s, outside of the 95 % interval from %(low)s to %(high)s (%(method)s)"),
    marked("leaving one list out moves the total beyond the 80 % interval, %(low)s to %(high)s: %(each)s"),
    marked("leaving one list out moves the total beyond the 80 % interval, widened %(times)s times, %(low)s to %(high)s: %(each)s"),
    marked("%(share)s of the uncertainty (the variance of the logarithm of the unseen) comes from not knowing which records are one person"),
    marked("the series has %(sources)s sources; an estimate needs %(fewest)s"),
    marked("fewer than %(least)s people were seen, and numbers of the series are shown from %(shown)s"),
    marked("fewer than %(fewest)s people are on two or more sources"),
    marked("as far as the noise lets one tell, nobody of %(sources)s is on another source"),
    marked("nearly everybody of %(one)s is on %(other)s too"),
    marked("%(share)s of the interval's width comes from the noise"),
    marked("the ends of the 95 % interval differ by more than a factor of %(factor)s"),
    marked("models that explain the counts about equally well differ by more than a factor of %(factor)s"),
    marked("leaving one source out moves the total beyond the 80 % interval"),
    marked("no interval can be put around a total: no model fits these counts"),
    marked("no list that you see captured anybody on this leg in this period"),
)  # fmt: skip

LIFTS = (
    marked("lists that capture a person by the leg itself (`--captured leg`)"),
    marked("%(fewest)s lists or more, each from a source of its own"),
    marked("longer lists, a longer period, or a wider leg, until more people are on two lists"),
    marked("leave that list out, check that its people were linked, or count it as one source with another list"),
    marked("count both as one source"),
    marked("more people on two and three lists at once, or fewer lists"),
    marked("more people on several lists, or knowing which lists depend on each other"),
    marked("more people on two or more lists"),
    marked(
        "look at how that list came about: a source of another kind of people, a duplicate, or links that were missed"
    ),
    marked("review the open pairs, those between different lists first"),
    marked("a series over more months, or a wider choice of lists, so that more people are on two sources"),
    marked(
        "fewer sources, a series over more months, or a wider choice of lists, so that more people are on two sources"
    ),
    marked("a series with %(fewest)s sources or more, each of its own kind"),
    marked("a leg that more people took, or a series over more months"),
    marked("a series that leaves that source out, or counts it as one with another"),
    marked("a series that counts both as one source"),
    marked("members can see in their own views which list that may be"),
    marked("a wider leg or period, or lists released to you that saw somebody there"),
)

WARNINGS = (
    marked("nobody is on both %(pairs)s"),
    marked("only %(people)s people are on two or more lists: the estimate rests on them"),
    marked("with three lists none can be left out to see how much the total hangs on it"),
    marked("with three sources none can be left out to see how much the total hangs on it"),
    marked("without %(lists)s no model has a total"),
    marked("%(share)s of the tables drawn anew have no model with a total, and are left out of the intervals"),
    marked("more lists captured somebody than a model takes: without %(lists)s, the smallest; choose others with --lists, or count some as one source"),
    marked("%(alone)s of the %(people)s people counted are on no list of the table: their leg shows only from several lists together; they are among the unseen that are estimated"),
    marked("%(people)s people are on a list of the table though all lists together do not count them here"),
    marked("whether %(people)s more people arrived inside the window cannot be told: left out"),
)  # fmt: skip

METHODS = (
    marked("average over all models"),
    marked("average over all models, the noise as a known error"),
    marked("percentiles of resamples, the model chosen anew in each"),
    marked("percentiles, chosen by BIC"),
    marked("percentiles, chosen step by step"),
    marked("BCa, chosen by BIC"),
    marked("BCa, chosen step by step"),
    marked("built step by step"),
    marked("average over decomposable graphs"),
    marked("the median of the average"),
    marked("%(share)s of the resamples have no model with a total"),
    marked("prior 2^-%(lists)s a cell, 1/N on the total; no bound on the unseen"),
    marked("the best of all models by BIC"),
    marked("a model chosen step by step"),
    marked("%(method)s, over %(draws)s draws of the links"),
    marked("none"),
)

ASSUMPTION = marked(
    "Whether somebody on no list is like the people on the lists cannot be seen from the lists. Every number here assumes that the lists do not all depend on each other at once: what the people on some lists show about the gaps of the others holds for the people on none."
)

TEXTS = (*REASONS, *LIFTS, *WARNINGS, *METHODS, ASSUMPTION)
