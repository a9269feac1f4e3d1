"""How many people there are whom no list saw: log-linear models on capture tables, or a refusal. Pure.

Invariant: nothing here knows a person, a file or a store; the same table, options and seed give the same answer.
"""

from coalesce.estimation.choosing import Fits, Fitted, fit_all, fit_model
from coalesce.estimation.diagnostics import dependences, leave_one_out
from coalesce.estimation.estimating import ASSUMPTION, estimate
from coalesce.estimation.models import Model, ModelSpace, all_models, model_of, parse
from coalesce.estimation.options import Bounds, EstimateOptions, IntervalMaker, Thresholds, options_of
from coalesce.estimation.resampling import Choices, Search, choose_again, resample
from coalesce.estimation.simulating import simulate
from coalesce.estimation.stepwise import step_through, stepwise

__all__ = [
    "ASSUMPTION",
    "Bounds",
    "Choices",
    "EstimateOptions",
    "Fits",
    "Fitted",
    "IntervalMaker",
    "Model",
    "ModelSpace",
    "Search",
    "Thresholds",
    "all_models",
    "choose_again",
    "dependences",
    "estimate",
    "fit_all",
    "fit_model",
    "leave_one_out",
    "model_of",
    "options_of",
    "parse",
    "resample",
    "simulate",
    "step_through",
    "stepwise",
]
