"""What the model of a city answers, for people and for machines."""
