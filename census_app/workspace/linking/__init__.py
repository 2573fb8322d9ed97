"""`census link`: the newest snapshot joined to the outside world, kept as a link set."""

from census_app.workspace.linking.link_sets import LINKS_FOLDER, LINKS_MADE
from census_app.workspace.linking.making import make_links

__all__ = ["LINKS_FOLDER", "LINKS_MADE", "make_links"]
