"""What the workers of the pool's tests do; a module, as other processes must find it."""

from __future__ import annotations

import os
import signal
import time

from camproof.media.diagnosis.work import Diagnosis, SampleJob, diagnose


def by_subject(job: SampleJob) -> Diagnosis:
    """Hang, die, fail or work, as the subject says."""
    if job.subject == "hangs":
        time.sleep(60)
    if job.subject == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if job.subject == "interrupted":
        os.kill(os.getpid(), signal.SIGINT)
    if job.subject == "bug":
        raise ZeroDivisionError("a defect of ours")
    return diagnose(job)
