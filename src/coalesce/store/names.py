"""The files of a node's folder.

Invariant: nothing else in the folder belongs to the store.
"""

DATABASE = "node.db"
KEY = "node.key"
HEAD = "audit.head"
ERASED = "withdrawals.log"
LOCK = "job.lock"
PEOPLE_LOCK = "people.lock"
OFFER_LOCK = "offer.lock"
MODEL = "model.json"
"""The model that the operator published; without it the node links by the shipped one."""
MODELS = "models"
"""The folder of the models that were fitted here."""
