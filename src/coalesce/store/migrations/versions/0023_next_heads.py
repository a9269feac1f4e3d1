"""Of a head whether none was published between it and the one from which it is shown to have grown."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of heads that are there already it is not known."""
    op.add_column("peer_head", sa.Column("next", sa.Boolean(), nullable=False, server_default="0"))
