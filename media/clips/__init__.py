"""Clips: coded video that is made once and played by many cameras."""
