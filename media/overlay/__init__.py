"""The band at the top of a picture: truth strip and burned-in text, composed from coded pieces.

No encoder runs while a camera plays. The scene below the band is coded once; the band is made of slices of
its own, before the scene's slice in each access unit.
"""
