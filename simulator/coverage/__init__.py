"""What cameras see: of the places that are to be seen, which, how often, and by cameras that work."""

from camproof.simulator.coverage.coverage import Coverage, KindCoverage, coverage_of
from camproof.simulator.coverage.effect import Effect, effect_of, share_over_time
from camproof.simulator.coverage.matrix import seen_by
from camproof.simulator.coverage.proposing import Candidates, Proposal, candidates_at, propose
from camproof.simulator.coverage.sight import Sights, sight_areas, sights_of
from camproof.simulator.coverage.study import Study, study

__all__ = [
    "Candidates",
    "Coverage",
    "Effect",
    "KindCoverage",
    "Proposal",
    "Sights",
    "Study",
    "candidates_at",
    "coverage_of",
    "effect_of",
    "propose",
    "seen_by",
    "share_over_time",
    "sight_areas",
    "sights_of",
    "study",
]
