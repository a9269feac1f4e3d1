"""How many people there are whom no list saw: log-linear models on capture tables, or a refusal. Pure.

Invariant: nothing here reads a file's rows into more than a table of counts, nothing knows a person; the same table,
options and seed give the same answer.
"""

from coalesce.estimation.choosing import Fits, Fitted, fit_all, fit_model
from coalesce.estimation.models import Model, ModelSpace, all_models, model_of, parse
from coalesce.estimation.resampling import Choices, Search, choose_again, resample
from coalesce.estimation.stepwise import step_through, stepwise

__all__ = [
    "Choices",
    "Fits",
    "Fitted",
    "Model",
    "ModelSpace",
    "Search",
    "all_models",
    "choose_again",
    "fit_all",
    "fit_model",
    "model_of",
    "parse",
    "resample",
    "step_through",
    "stepwise",
]
