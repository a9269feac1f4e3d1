"""Our model in Splink's words: fixed m and u for every level, no training, one SQL condition a level.

Invariant: Splink's levels carry our numbers, and its sum of match weights is our
``MatchWeight.total`` (a test compares them). All conditions call the macros of ``duckdb_tables``.
"""

from __future__ import annotations

from typing import Any

from coalesce.linking.comparisons import REASONS, Comparison
from coalesce.linking.model import Model


def splink_settings(model: Model) -> dict[str, Any]:
    """A Splink 5 settings dictionary of the model, for DuckDB."""
    comparisons = [_name(model), *(_marks(comparison, model) for comparison in REASONS)]
    return {
        "link_type": "dedupe_only",
        "sql_dialect": "duckdb",
        "unique_id_column_name": "rid",
        "probability_two_random_records_match": 1 / (1 + 2.0**-model.prior),
        "blocking_rules_to_generate_predictions": [],
        "comparisons": comparisons,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": [],
    }


def _name(model: Model) -> dict[str, Any]:
    conditions = [f"name_value(forms_l, forms_r) >= {threshold}" for threshold in model.name_rules.thresholds]
    return _comparison(Comparison.NAME, "forms", conditions, model)


def _marks(comparison: Comparison, model: Model) -> dict[str, Any]:
    asserts, accepts = f"{comparison}_asserts", f"{comparison}_accepts"
    found = f"marks_level({asserts}_l, {accepts}_r)"
    conditions = [f"{found} = {level}" for level in range(1, len(REASONS[comparison]))]
    return _comparison(comparison, asserts, conditions, model)


def _comparison(comparison: Comparison, silent: str, conditions: list[str], model: Model) -> dict[str, Any]:
    """``conditions`` of the levels 1, 2, ...; Splink reads them from the highest down."""
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": f"coalesce(len({silent}_l), 0) = 0 OR coalesce(len({silent}_r), 0) = 0",
            "label_for_charts": "one side says nothing",
            "is_null_level": True,
        }
    ]
    for level in range(len(conditions), -1, -1):
        m, u = model.levels[comparison][level]
        levels.append(
            {
                "sql_condition": conditions[level - 1] if level else "ELSE",
                "label_for_charts": f"level {level}",
                "m_probability": m,
                "u_probability": u,
            }
        )
    return {"output_column_name": str(comparison), "comparison_levels": levels}
