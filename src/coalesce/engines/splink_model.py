"""Our model in Splink's words: fixed m and u for every level, and no training.

Invariant: Splink's levels carry our numbers, and its sum of match weights is our
``MatchWeight.total`` (a test compares them). Splink is given one row a pair, with the levels already found
(``duckdb_tables.compare``), as both of its sides.
"""

from __future__ import annotations

from typing import Any

from coalesce.linking.comparisons import NOTHING, Comparison
from coalesce.linking.model import Model


def splink_settings(model: Model) -> dict[str, Any]:
    """A Splink 5 settings dictionary of the model, for DuckDB."""
    return {
        "link_type": "dedupe_only",
        "sql_dialect": "duckdb",
        "unique_id_column_name": "pair",
        "probability_two_random_records_match": 1 / (1 + 2.0**-model.prior),
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(comparison, model) for comparison in Comparison],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": [],
    }


def _comparison(comparison: Comparison, model: Model) -> dict[str, Any]:
    """Splink reads the levels from the first down: nothing said, then the highest."""
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": f"{comparison}_l = {NOTHING}",
            "label_for_charts": "one side says nothing",
            "is_null_level": True,
        }
    ]
    for level, (m, u) in reversed(list(enumerate(model.levels[comparison]))):
        levels.append(
            {
                "sql_condition": f"{comparison}_l = {level}" if level else "ELSE",
                "label_for_charts": f"level {level}",
                "m_probability": m,
                "u_probability": u,
            }
        )
    return {"output_column_name": str(comparison), "comparison_levels": levels}
