"""From replications to answers: figures with intervals, goals, comparisons, what moves them."""

from camproof.simulator.answers.buildout import Bought, PhaseJob, Phases, Standing, build_out
from camproof.simulator.answers.comparing import Difference, compare
from camproof.simulator.answers.deciding import GoalAnswer, answer_goal, decided, key_of
from camproof.simulator.answers.estimating import Estimate, estimate, estimates, needed
from camproof.simulator.answers.figures import COUNTED, LOADS, RATES, Key, figures
from camproof.simulator.answers.inputs import Input, changed, inputs_of
from camproof.simulator.answers.pairing import play_until_apart
from camproof.simulator.answers.result import CityResult, result_of
from camproof.simulator.answers.running import Effort, play_until_decided
from camproof.simulator.answers.sameness import may_differ_share, same_fates
from camproof.simulator.answers.sensitivity import Effect, Sensitivity, Variant, Variants, sensitivity

__all__ = [
    "COUNTED",
    "LOADS",
    "RATES",
    "Bought",
    "CityResult",
    "Difference",
    "Effect",
    "Effort",
    "Estimate",
    "GoalAnswer",
    "Input",
    "Key",
    "PhaseJob",
    "Phases",
    "Sensitivity",
    "Standing",
    "Variant",
    "Variants",
    "answer_goal",
    "build_out",
    "changed",
    "compare",
    "decided",
    "estimate",
    "estimates",
    "figures",
    "inputs_of",
    "key_of",
    "may_differ_share",
    "needed",
    "play_until_apart",
    "play_until_decided",
    "result_of",
    "same_fates",
    "sensitivity",
]
