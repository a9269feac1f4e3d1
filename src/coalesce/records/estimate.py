"""An estimate of all people, those too whom no list saw; or a refusal to give one, with its reason.

Invariant: a refusal is a result and not an error; an Estimate with a refusal has no ``total`` and no interval, and
fills ``alternatives`` all the same. Totals are numbers of people, seen and unseen together.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.records.capture import CaptureTable


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``; meant to hold the truth ``level`` (0.80, 0.95) of the times."""

    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ModelFit:
    """One log-linear model fitted to one table.

    ``generators`` is written ``[135,12,24,34]``: which lists depend on each other, their numbers from 1. ``total`` None:
    the model gives no finite total. ``bic`` is -2 log-likelihood of the Poisson counts + parameters x log(people seen).
    """

    generators: str
    total: float | None
    bic: float
    parameters: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """A model that explains the table nearly as well as the best: ``behind`` says by how many units of BIC it is worse."""

    generators: str
    total: float
    bic: float
    behind: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the total would be without one list, chosen anew; None: no model can say. ``refusal`` says why, as a code.

    ``middle``: the middle of the average over all models without that list, to be compared with the interval.
    """

    list: str
    total: float | None
    n_observed: int
    refusal: str | None = None
    middle: float | None = None


@dataclass(frozen=True, slots=True)
class Dependence:
    """How two lists go together: the odds ratio among people on the other lists, with its 95 % interval.

    Above 1: who is on the one is more often on the other. None: too few people to tell.
    """

    left: str
    right: str
    overlap: int
    odds_ratio: float | None
    interval95: Interval | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no number is given. ``code`` is for programs, ``reason`` and ``lifts`` (what would lift it) for people."""

    code: str
    reason: str
    lifts: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """A second answer by another way, shown beside the estimate and never mixed into it."""

    method: str
    model: str | None
    total: float | None
    interval80: Interval | None = None
    interval95: Interval | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """All people of one capture table, or why that cannot be said.

    ``kind`` is ``own`` (from what a reader sees), ``figure`` or ``table``. ``span`` is the range of the models that
    explain the table about equally well, given instead of a total where they disagree. ``linking_share`` is the share of
    the variance of the logarithm of the unseen that comes from not knowing who is who; None: the links were taken as they are.
    """

    kind: str
    lists: tuple[str, ...]
    n_observed: int
    total: float | None
    interval80: Interval | None
    interval95: Interval | None
    method: str
    model: str | None
    bic: float | None
    models_considered: int
    models_usable: int
    alternatives: tuple[Alternative, ...]
    refusals: tuple[Refusal, ...]
    warnings: tuple[str, ...]
    seed: int
    resamples: int = 0
    span: tuple[float, float] | None = None
    opinions: tuple[Opinion, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    dependences: tuple[Dependence, ...] = ()
    linking_share: float | None = None

    @classmethod
    def refused(
        cls,
        kind: str,
        table: CaptureTable | None,
        reason: Refusal,
        seed: int,
        dependences: tuple[Dependence, ...] = (),
    ) -> Estimate:
        """No number, for one reason, before any model was tried; ``table`` None: nobody was captured."""
        return cls(
            kind=kind,
            lists=table.lists if table else (),
            n_observed=table.n_observed if table else 0,
            total=None,
            interval80=None,
            interval95=None,
            method="none",
            model=None,
            bic=None,
            models_considered=0,
            models_usable=0,
            alternatives=(),
            refusals=(reason,),
            warnings=(),
            seed=seed,
            dependences=dependences,
        )
