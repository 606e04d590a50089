"""From outages to what cameras give: on-line, a good picture, a recording."""

from camproof.simulator.availability.above import Above, Infrastructure, above, picture_above
from camproof.simulator.availability.cameras import Lost, lost, own_dead, own_offline, own_picture
from camproof.simulator.availability.groups import failovers, too_few
from camproof.simulator.availability.parents import Parents, parents_of
from camproof.simulator.availability.timeline import by_hour, peak

__all__ = [
    "Above",
    "Infrastructure",
    "Lost",
    "Parents",
    "above",
    "by_hour",
    "failovers",
    "lost",
    "own_dead",
    "own_offline",
    "own_picture",
    "parents_of",
    "peak",
    "picture_above",
    "too_few",
]
