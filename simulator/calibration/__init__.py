"""From the results of runs to service times: what cameras and platform really took."""

from camproof.simulator.calibration.estimates import Calibration, Estimate, calibrated
from camproof.simulator.calibration.figures import RunFigures, read_figures
from camproof.simulator.calibration.text import service_text

__all__ = ["Calibration", "Estimate", "RunFigures", "calibrated", "read_figures", "service_text"]
