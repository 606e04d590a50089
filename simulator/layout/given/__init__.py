"""Networks that the user gives, in whole or in part."""

from camproof.simulator.layout.given.read import Given, GivenLinks, GivenNodes, GivenPlaces, read_given

__all__ = ["Given", "GivenLinks", "GivenNodes", "GivenPlaces", "read_given"]
