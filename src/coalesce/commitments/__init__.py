"""The plan: who committed what, what is missing, and what would be in place on day N. Pure.

Invariant: what is not said is never taken for zero or for today; no amount is added to one of another measure; what a
reader may not see is not here, so that nothing here can tell of it.
"""

from coalesce.commitments.board import Board, BoardCell, BoardLot, board
from coalesce.commitments.deadlines import Due, Lack, deadline_view
from coalesce.commitments.gaps import Gap, gap_words, gaps
from coalesce.commitments.history import HistoryLine, history
from coalesce.commitments.owing import Question, owed
from coalesce.commitments.standing import standing, status_of
from coalesce.commitments.timeline import Curve, CurveLot, Steps, curves
from coalesce.commitments.totals import SumLot, TotalRow, totals

__all__ = [
    "Board",
    "BoardCell",
    "BoardLot",
    "Curve",
    "CurveLot",
    "Due",
    "Gap",
    "HistoryLine",
    "Lack",
    "Question",
    "Steps",
    "SumLot",
    "TotalRow",
    "board",
    "curves",
    "deadline_view",
    "gap_words",
    "gaps",
    "history",
    "owed",
    "standing",
    "status_of",
    "totals",
]
