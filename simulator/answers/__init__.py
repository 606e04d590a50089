"""From replications to answers: figures with intervals, goals, comparisons."""

from camproof.simulator.answers.comparing import Difference, compare
from camproof.simulator.answers.deciding import GoalAnswer, answer_goal, decided, key_of
from camproof.simulator.answers.estimating import Estimate, estimate, estimates, needed
from camproof.simulator.answers.figures import COUNTED, RATES, Key, figures
from camproof.simulator.answers.pairing import play_until_apart
from camproof.simulator.answers.result import CityResult, result_of
from camproof.simulator.answers.running import Effort, play_until_decided

__all__ = [
    "COUNTED",
    "RATES",
    "CityResult",
    "Difference",
    "Effort",
    "Estimate",
    "GoalAnswer",
    "Key",
    "answer_goal",
    "compare",
    "decided",
    "estimate",
    "estimates",
    "figures",
    "key_of",
    "needed",
    "play_until_apart",
    "play_until_decided",
    "result_of",
]
